internal import Synchronization

/// A flag that ends requests, raised from any thread.
///
/// Waiting requests look at it about once a second, busy ones all the time. Raising is one atomic
/// store: a signal handler may do it through a reference that was made before.
public final class Cancellation: Sendable {
  private let flag = Atomic(false)

  /// A flag that is not raised.
  public init() {}

  /// Whether it was raised.
  public var isCancelled: Bool { flag.load(ordering: .acquiring) }

  /// Raises it, for good.
  public func cancel() { flag.store(true, ordering: .releasing) }
}
