internal import Glibc

/// `-D`: where the headers of an operation's transfers go, one after the other.
public final class HeaderFile {
  private let descriptor: Int32
  private let isOwn: Bool

  /// Opens and empties a file; `-` is standard output.
  ///
  /// One of these serves all transfers between two `--next`.
  public init(_ path: String, say: (CurlMessage) -> Void = { _ in }) throws(CurlFailure) {
    isOwn = path != "-"
    guard isOwn else {
      descriptor = 1
      return
    }
    switch FileCalls.open(path, O_RDWR | O_CREAT | O_TRUNC | O_APPEND) {
    case .success(let descriptor): self.descriptor = descriptor
    case .failure:
      say(.warning("Failed to open \(path)"))
      throw CurlFailure.writing
    }
  }

  deinit { if isOwn { close(descriptor) } }

  /// Writes a line as it came; false where that failed.
  public func write(_ line: UnsafeRawBufferPointer) -> Bool {
    FileCalls.write(line, to: descriptor) == nil
  }
}
