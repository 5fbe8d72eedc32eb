/// What one server takes on at most.
public struct ServerLimits: Hashable, Sendable {
  /// Bytes of one header field.
  public var fieldBytes = 17 << 10
  /// Bytes of all header fields together.
  public var headerBytes = 64 << 10
  /// Header fields of one request.
  public var fields = 100
  /// Bytes of a body, which nobody reads.
  public var bodyBytes = 1 << 20
  /// Connections at a time.
  public var connections = 4096
  /// Seconds from the connection to the end of its first head.
  public var headSeconds: Int64 = 10
  /// Seconds from one answer to the end of the next head.
  public var idleSeconds: Int64 = 60
  /// Seconds from the end of a head to the end of its body, and for an answer to be taken.
  public var bodySeconds: Int64 = 30
  /// Invoices that are made at the same time.
  public var walletThreads = 4
  /// Requests that wait for that.
  public var waiting = 256
  /// Seconds that requests may go on for after the server was told to stop.
  public var stopSeconds: Int64 = 10

  /// The limits of a server of its own.
  public init() {}
}
