/// Base 16, as in RFC 4648, section 8; written in lower case, read in either.
public enum Hex {
  /// Two lower-case digits a byte.
  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    String(decoding: encodedBytes(bytes), as: UTF8.self)
  }

  /// Two lower-case digits a byte, as ASCII.
  @inlinable
  public static func encodedBytes(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digit(byte >> 4))
      text.append(digit(byte & 15))
    }
    return text
  }

  /// Reads pairs of digits; the offset of an error counts from the start of `text`.
  public static func decode(_ text: ArraySlice<UInt8>) throws(BytesError) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.count / 2)
    var index = text.startIndex
    while index < text.endIndex - 1, let high = value(of: text[index]),
      let low = value(of: text[index + 1])
    {
      bytes.append(high << 4 | low)
      index += 2
    }
    if let bad = text[index...].firstIndex(where: { value(of: $0) == nil }) {
      throw BytesError(.foreignCharacter(text[bad]), at: bad - text.startIndex)
    }
    guard index == text.endIndex else { throw BytesError(.truncated, at: text.count) }
    return bytes
  }

  /// Whether every byte is a hexadecimal digit; true for an empty text.
  @inlinable
  public static func isHex(_ text: some Sequence<UInt8>) -> Bool {
    text.allSatisfy { value(of: $0) != nil }
  }

  /// The eight digits of four bytes at once, first byte and digit lowest.
  static func digits(littleEndian bytes: UInt32) -> UInt64 {
    // Every byte into 16 bits of its own, and its two halves into one byte each.
    var spread = UInt64(bytes)
    spread = (spread | spread << 16) & 0x0000_ffff_0000_ffff
    spread = (spread | spread << 8) & 0x00ff_00ff_00ff_00ff
    let values = (spread >> 4 & 0x000f_000f_000f_000f) | (spread & 0x000f_000f_000f_000f) << 8
    // 1 in the bytes from ten on, which are letters.
    let letters = (values + 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return values + 0x3030_3030_3030_3030 + letters * 0x27
  }

  /// The lower-case digit of a value from 0 to 15.
  @inlinable
  public static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : 0x61 + value - 10
  }

  /// The value of an ASCII digit, nil for any other byte.
  @inlinable
  public static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x61...0x66: digit - 0x61 + 10
    case 0x41...0x46: digit - 0x41 + 10
    default: nil
    }
  }
}
