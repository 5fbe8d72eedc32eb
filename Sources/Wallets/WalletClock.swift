/// Time as wallets see it, so that tests can move it.
public struct WalletClock: Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public var now: @Sendable () -> Int64
  /// Waits so many milliseconds.
  public var sleep: @Sendable (_ milliseconds: Int) -> Void

  /// Whether the user wants to stop waiting; whatever was sent goes on.
  public var isInterrupted: @Sendable () -> Bool = { false }

  /// A clock made of its parts.
  public init(
    now: @escaping @Sendable () -> Int64, sleep: @escaping @Sendable (_ milliseconds: Int) -> Void
  ) {
    self.now = now
    self.sleep = sleep
  }
}
