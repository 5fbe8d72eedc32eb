import Glibc
import HTTPTransport

/// Ctrl-C and TERM while something is under way that must not simply stop.
enum Interruption {
  /// Raised by them; a handler of signals can reach nothing but what is there for good.
  static let cancellation = Cancellation()

  /// Whether somebody asked for an end since it was watched for.
  static var wasAsked: Bool { cancellation.isCancelled }

  /// From now on notes INT and TERM instead of ending; a second one ends the program as ever.
  static func watch() {
    // Made before a handler can ask for it.
    _ = cancellation
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { signal in
      Interruption.cancellation.cancel()
      Glibc.signal(signal, SIG_DFL)
    }
    sigemptyset(&action.sa_mask)
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    // Whoever started us may have had them blocked, and we would never end.
    var both = sigset_t()
    sigemptyset(&both)
    sigaddset(&both, SIGINT)
    sigaddset(&both, SIGTERM)
    pthread_sigmask(SIG_UNBLOCK, &both, nil)
  }
}
