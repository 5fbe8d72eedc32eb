import Glibc
import HTTPTransport
import Synchronization

/// Ctrl-C and TERM while something is under way that must not simply stop.
enum Interruption {
  /// Raised by them; a handler of signals can reach nothing but what is there for good.
  static let cancellation = Cancellation()

  /// Whether somebody asked for an end since it was watched for.
  static var wasAsked: Bool { cancellation.isCancelled }

  /// When it was first asked for, in milliseconds of a clock that only goes forward; 0 before.
  private static let since = Atomic<Int>(0)

  /// For how many milliseconds a second signal is taken for the first one.
  ///
  /// `timeout`, a shell and a terminal may each send one to the same process.
  private static let echo = 1500

  /// From now on notes INT and TERM instead of ending; one that comes later than the first ends the
  /// program as ever.
  static func watch() {
    // Made before a handler can ask for it.
    _ = (cancellation, since.load(ordering: .relaxed))
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { signal in
      var time = timespec()
      clock_gettime(CLOCK_MONOTONIC, &time)
      let now = max(1, time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
      let (isFirst, first) = Interruption.since.compareExchange(
        expected: 0, desired: now, ordering: .relaxed)
      Interruption.cancellation.cancel()
      guard !isFirst, now - first > Interruption.echo else { return }
      Glibc.signal(signal, SIG_DFL)
      raise(signal)
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
