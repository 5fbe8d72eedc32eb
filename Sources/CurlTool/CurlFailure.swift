/// Why a command line, or a transfer, ended as it did: what `curl` would say and exit with.
public struct CurlFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// curl's exit status (libcurl-errors(3)); 2 for a command line that is wrong.
  public let status: Int32
  /// curl's words, without `curl: (7) ` in front.
  public let message: String

  /// A failure.
  public init(_ status: Int32, _ message: String) {
    self.status = status
    self.message = message
  }

  /// As curl writes it.
  public var description: String {
    status == 2 ? "curl: \(message)" : "curl: (\(status)) \(message)"
  }
}
