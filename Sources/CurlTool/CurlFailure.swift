/// Why a command line, or a transfer, ended as it did: what `curl` would say and exit with.
public struct CurlFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// curl's exit status (libcurl-errors(3)); 2 for a command line that is wrong.
  public let status: Int32
  /// curl's words, without `curl: (7) ` in front; may be several lines, or none.
  public let message: String
  /// Whether it is about the command line: curl then writes no number.
  public var isUsage: Bool
  /// What is to be said before it, one line each, without `Warning: ` in front.
  public var warnings: [String]
  /// `--stderr`, where it came before: where to say it; nil for standard error, `-` for standard
  /// output.
  public var errorFile: String?

  /// A failure.
  public init(_ status: Int32, _ message: String, warnings: [String] = []) {
    self.status = status
    self.message = message
    self.warnings = warnings
    isUsage = status == 2
  }

  /// Writes the warnings and the message where the command line wants messages.
  public func say(to streams: Streams) {
    var streams = streams
    streams.redirectErrors(to: errorFile)
    var text = warnings.map { CurlMessage.warning($0).text(isSilent: false, isTracing: false) }
      .joined()
    if !description.isEmpty { text += "\(self)\n" }
    streams.write(Array(text.utf8), to: streams.error)
  }

  /// As curl writes it, without the warnings; empty where curl says nothing more.
  public var description: String {
    if message.isEmpty { return "" }
    return isUsage ? "curl: \(message)" : "curl: (\(status)) \(message)"
  }
}
