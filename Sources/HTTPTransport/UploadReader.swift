/// Cuts the pieces of a body stream to the room that there is, and holds it to its length.
struct UploadReader {
  private let stream: HTTPBodyStream
  private var piece: ArraySlice<UInt8> = []
  private var left: Int64?

  init(_ stream: HTTPBodyStream) {
    self.stream = stream
    left = stream.length
  }

  /// Fills the room; how many bytes, 0 at the end, nil where the stream failed or its length is
  /// not what was said.
  @unsafe
  mutating func fill(_ room: UnsafeMutableRawBufferPointer) -> Int? {
    while piece.isEmpty {
      switch stream.next() {
      case .bytes(let bytes): piece = bytes[...]
      case .end: return left ?? 0 == 0 ? 0 : nil
      case .failed: return nil
      }
    }
    let count = min(room.count, piece.count)
    if let left {
      guard Int64(count) <= left else { return nil }
      self.left = left - Int64(count)
    }
    unsafe room.copyBytes(from: piece.prefix(count))
    piece = piece.dropFirst(count)
    return count
  }
}
