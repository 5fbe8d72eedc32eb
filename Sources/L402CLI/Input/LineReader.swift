import Glibc

/// Whole lines, some at a time; the last one may lack its line break.
struct LineBlock: Sendable {
  let bytes: ArraySlice<UInt8>

  /// How many lines there are.
  var lineCount: Int {
    let breaks = bytes.withUnsafeBufferPointer { buffer in
      var count = 0
      for byte in buffer where byte == 0x0a { count += 1 }
      return count
    }
    return bytes.last == 0x0a || bytes.isEmpty ? breaks : breaks + 1
  }

  /// Calls `body` with each line, without its break (LF or CRLF), until it returns false.
  func forEachLine(_ body: (ArraySlice<UInt8>) -> Bool) {
    var start = bytes.startIndex
    while start < bytes.endIndex {
      let end = lineBreak(from: start)
      let hasReturn = end > start && bytes[end - 1] == 0x0d
      guard body(bytes[start..<(hasReturn ? end - 1 : end)]) else { return }
      start = end + 1
    }
  }

  /// The first line break from `start` on, or the end.
  private func lineBreak(from start: Int) -> Int {
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return bytes.endIndex }
      let from = base + (start - bytes.startIndex)
      guard let found = memchr(from, 0x0a, bytes.endIndex - start) else { return bytes.endIndex }
      return start + from.distance(to: UnsafeRawPointer(found))
    }
  }

  /// Up to `count` blocks of about the same size, in order.
  func split(into count: Int) -> [LineBlock] {
    guard count > 1, bytes.count > 16 << 10 else { return [self] }
    var blocks: [LineBlock] = []
    var rest = bytes
    for left in stride(from: count, to: 1, by: -1) {
      let middle = rest.startIndex + rest.count / left
      guard let end = rest[middle...].firstIndex(of: 0x0a) else { break }
      blocks.append(LineBlock(bytes: rest[...end]))
      rest = rest[(end + 1)...]
    }
    if !rest.isEmpty { blocks.append(LineBlock(bytes: rest)) }
    return blocks
  }
}

/// Reads a descriptor in blocks of whole lines: what is there at once, up to a block's size.
struct LineReader {
  private let descriptor: Int32
  private let blockSize: Int
  private var carried: [UInt8] = []
  private var isAtEnd = false

  init(descriptor: Int32, blockSize: Int) {
    self.descriptor = descriptor
    self.blockSize = blockSize
  }

  /// The next lines; nil at the end.
  ///
  /// - Throws: `Failure` with `.unreadable` when reading fails.
  mutating func nextBlock() throws -> LineBlock? {
    var buffer = carried
    carried = []
    while !isAtEnd {
      let hasLine = buffer.contains(0x0a)
      if hasLine, buffer.count >= blockSize || !isReadable() { break }
      // A line without end is cut into an error, not held in memory.
      if !hasLine, buffer.count > Batch.longestLine + 1 {
        try skipLine(&buffer)
        break
      }
      try fill(&buffer)
    }
    guard !buffer.isEmpty else { return nil }
    if isAtEnd { return LineBlock(bytes: buffer[...]) }
    guard let last = buffer.lastIndex(of: 0x0a) else { return LineBlock(bytes: buffer[...]) }
    carried = Array(buffer[(last + 1)...])
    return LineBlock(bytes: buffer[...last])
  }

  private mutating func fill(_ buffer: inout [UInt8]) throws {
    let start = buffer.count
    let size = 256 << 10
    buffer.append(contentsOf: repeatElement(0, count: size))
    while true {
      let count = buffer.withUnsafeMutableBytes {
        Glibc.read(descriptor, $0.baseAddress?.advanced(by: start), size)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw Failure(.unreadable, "cannot read the lines: \(SystemError.text(errno))")
      }
      buffer.removeLast(size - count)
      isAtEnd = count == 0
      return
    }
  }

  /// Reads on to the end of an overlong line, keeping just enough of it to be refused.
  private mutating func skipLine(_ buffer: inout [UInt8]) throws {
    while !isAtEnd {
      var more: [UInt8] = []
      try fill(&more)
      guard let end = more.firstIndex(of: 0x0a) else { continue }
      buffer += more[end...]
      return
    }
  }

  /// Whether a read would return at once.
  private func isReadable() -> Bool {
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&waiting, 1, 0) > 0
  }
}
