internal import Glibc

/// The descriptors that a command line reads and writes.
public struct Streams: Sendable {
  /// Standard input.
  public let input: Int32
  /// Standard output.
  public let output: Int32
  /// Messages, the meter, and what `-v` shows.
  public private(set) var error: Int32

  /// The three.
  public init(input: Int32, output: Int32, error: Int32) {
    self.input = input
    self.output = output
    self.error = error
  }

  /// `--stderr`: a file, or `-` for standard output; a file that cannot be opened changes nothing.
  public mutating func redirectErrors(to path: String?) {
    guard let path else { return }
    if path == "-" {
      error = output
      return
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor >= 0 {
      error = descriptor
    } else {
      write(Array("Warning: Failed to open \(path)!\n".utf8), to: error)
    }
  }

  /// Writes all of it, as far as that is possible: there is nobody to tell.
  func write(_ bytes: [UInt8], to descriptor: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
