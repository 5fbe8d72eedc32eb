/// Collects the lines of a result for standard output, or for a file written whole at the end.
final class ResultSink {
  private let path: String?
  private let replaces: Bool
  private let console: Console
  private var pending: [UInt8] = []

  init(path: String?, replaces: Bool, console: Console) {
    self.path = path
    self.replaces = replaces
    self.console = console
  }

  /// Adds a line with its line break.
  func append(_ line: [UInt8]) { pending += line }

  /// Writes what is there to standard output; to a file only when everything is.
  func flush(isLast: Bool) throws {
    if let path {
      guard isLast else { return }
      try SecretFile.write(pending, to: path, replaces: replaces)
    } else {
      try console.write(pending)
    }
    pending.removeAll(keepingCapacity: true)
  }
}
