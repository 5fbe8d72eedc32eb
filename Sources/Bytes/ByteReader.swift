/// Eats bytes from the front of a slice and knows where it is.
public struct ByteReader: Sendable {
  /// What is left.
  public private(set) var rest: ArraySlice<UInt8>
  private let start: Int

  /// Reads `bytes` from their first one.
  public init(_ bytes: ArraySlice<UInt8>) {
    rest = bytes
    start = bytes.startIndex
  }

  /// Bytes from 0 that were eaten so far.
  public var offset: Int { rest.startIndex - start }

  /// Whether nothing is left.
  public var isAtEnd: Bool { rest.isEmpty }

  /// The next byte, not eaten; nil at the end.
  public var next: UInt8? { rest.first }

  /// Eats one byte.
  public mutating func byte() throws(BytesError) -> UInt8 {
    guard let byte = rest.first else { throw BytesError(.unexpectedEnd, at: offset) }
    rest = rest.dropFirst()
    return byte
  }

  /// Eats `count` bytes (not negative) and hands them out without copying.
  public mutating func bytes(_ count: Int) throws(BytesError) -> ArraySlice<UInt8> {
    guard count <= rest.count else {
      throw BytesError(.unexpectedEnd, at: offset + rest.count)
    }
    let end = rest.startIndex + count
    let bytes = rest[rest.startIndex..<end]
    rest = rest[end...]
    return bytes
  }

  /// Eats a little-endian base-128 number of at most `limit` (Go's `binary.Uvarint`).
  ///
  /// Non-minimal forms are read; more than 10 bytes or 64 bits are not.
  public mutating func varint(limit: UInt64) throws(BytesError) -> UInt64 {
    let begin = offset
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try byte()
      guard shift < 63 || (shift == 63 && byte <= 1) else { throw BytesError(.varint, at: begin) }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { break }
      shift += 7
    }
    guard value <= limit else { throw BytesError(.varint, at: begin) }
    return value
  }
}

extension [UInt8] {
  /// Appends a little-endian base-128 number in its shortest form.
  public mutating func appendVarint(_ value: Int) {
    var value = UInt64(value)
    while value >= 0x80 {
      append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    append(UInt8(value))
  }
}
