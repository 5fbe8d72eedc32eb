import Glibc
import Synchronization

/// Ctrl-C and TERM while something is under way that must not simply stop.
enum Interruption {
  /// A handler of signals can reach nothing but what is there for good.
  private static let asked = Atomic<Bool>(false)

  /// Whether somebody asked for an end since it was watched for.
  static var wasAsked: Bool { asked.load(ordering: .relaxed) }

  /// From now on notes INT and TERM instead of ending; a second one ends the program as ever.
  static func watch() {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { signal in
      Interruption.asked.store(true, ordering: .relaxed)
      Glibc.signal(signal, SIG_DFL)
    }
    sigemptyset(&action.sa_mask)
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
  }
}
