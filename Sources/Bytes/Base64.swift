/// Base 64 of RFC 4648, sections 4 and 5, written in four dressings and read in any of them.
///
/// Reading is strict: no white space, no foreign characters, never both alphabets in one text.
public enum Base64 {
  /// Which two characters stand for 62 and 63.
  public enum Alphabet: Hashable, Sendable {
    /// `+` and `/` (RFC 4648, section 4).
    case standard
    /// `-` and `_` (RFC 4648, section 5).
    case urlSafe
  }

  /// A decoded text and how it was dressed.
  public struct Decoded: Hashable, Sendable {
    /// What the text stands for.
    public var bytes: [UInt8]
    /// Nil when no character of the text tells the alphabets apart.
    public var alphabet: Alphabet?
    /// Whether `=` closed the text, or none was needed.
    public var isPadded: Bool
    /// Whether bits of the last character that carry nothing were set.
    public var hasSpareBits: Bool
  }

  /// Decodes any one dressing; offsets count from the start of `text`.
  public static func decode(_ text: ArraySlice<UInt8>) throws(BytesError) -> Decoded {
    var length = text.count
    var padding = 0
    while padding < 2, length > 0, text[text.startIndex + length - 1] == UInt8(ascii: "=") {
      length -= 1
      padding += 1
    }
    let groups = length / 4
    let rest = length % 4
    var seen: UInt8 = 0
    var spare = false
    // Decodes all; a bad character sets bit 7 of `seen` and is looked for afterwards.
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: groups * 3 + 3) { out, count in
      unsafe text.withUnsafeBufferPointer { source in
        unsafe table.withUnsafeBufferPointer { table in
          var written = 0
          var index = 0
          for _ in 0..<groups {
            let a = unsafe table[Int(source[index])]
            let b = unsafe table[Int(source[index + 1])]
            let c = unsafe table[Int(source[index + 2])]
            let d = unsafe table[Int(source[index + 3])]
            let all = a | b | c | d
            seen |= UInt8(truncatingIfNeeded: all >> 8)
            let word =
              UInt32(a & 63) << 18 | UInt32(b & 63) << 12 | UInt32(c & 63) << 6 | UInt32(d & 63)
            unsafe out[written] = UInt8(truncatingIfNeeded: word >> 16)
            unsafe out[written + 1] = UInt8(truncatingIfNeeded: word >> 8)
            unsafe out[written + 2] = UInt8(truncatingIfNeeded: word)
            written += 3
            index += 4
          }
          if rest >= 2 {
            let a = unsafe table[Int(source[index])]
            let b = unsafe table[Int(source[index + 1])]
            let c = unsafe rest == 3 ? table[Int(source[index + 2])] : 0
            seen |= UInt8(truncatingIfNeeded: (a | b | c) >> 8)
            let word = UInt32(a & 63) << 18 | UInt32(b & 63) << 12 | UInt32(c & 63) << 6
            unsafe out[written] = UInt8(truncatingIfNeeded: word >> 16)
            written += 1
            if rest == 3 {
              unsafe out[written] = UInt8(truncatingIfNeeded: word >> 8)
              written += 1
            }
            spare = word & (rest == 3 ? 0xff : 0xffff) != 0
          }
          count = written
        }
      }
    }
    if seen & Mark.foreign != 0 || rest == 1 || seen & Mark.both == Mark.both {
      throw firstProblem(in: text, length: length)
    }
    guard padding == 0 || (rest + padding) == 4 else {
      throw BytesError(.padding, at: length)
    }
    return Decoded(
      bytes: bytes,
      alphabet: seen & Mark.standard != 0
        ? .standard : seen & Mark.urlSafe != 0 ? .urlSafe : nil,
      isPadded: rest == 0 || padding > 0, hasSpareBits: spare)
  }

  /// Encodes in the dressing asked for, as ASCII.
  @inlinable
  public static func encode(
    _ bytes: some Collection<UInt8>, alphabet: Alphabet = .standard, padded: Bool = true
  ) -> [UInt8] {
    encode(slice: Array(bytes)[...], alphabet: alphabet, padded: padded)
  }

  /// The one encoder that the generic front, specialised where it is called, hands over to.
  @usableFromInline
  static func encode(slice: ArraySlice<UInt8>, alphabet: Alphabet, padded: Bool) -> [UInt8] {
    let characters = alphabet == .standard ? standardCharacters : urlSafeCharacters
    let groups = slice.count / 3
    let rest = slice.count % 3
    return unsafe [UInt8](unsafeUninitializedCapacity: groups * 4 + 4) { out, count in
      unsafe slice.withUnsafeBufferPointer { source in
        unsafe characters.withUnsafeBufferPointer { characters in
          var index = 0
          var written = 0
          for _ in 0..<groups {
            let word =
              unsafe UInt32(source[index]) << 16 | UInt32(source[index + 1]) << 8
              | UInt32(source[index + 2])
            unsafe out[written] = characters[Int(word >> 18)]
            unsafe out[written + 1] = characters[Int(word >> 12 & 63)]
            unsafe out[written + 2] = characters[Int(word >> 6 & 63)]
            unsafe out[written + 3] = characters[Int(word & 63)]
            index += 3
            written += 4
          }
          if rest > 0 {
            let second = unsafe rest == 2 ? UInt32(source[index + 1]) << 8 : 0
            let word = unsafe UInt32(source[index]) << 16 | second
            unsafe out[written] = characters[Int(word >> 18)]
            unsafe out[written + 1] = characters[Int(word >> 12 & 63)]
            unsafe out[written + 2] = rest == 2 ? characters[Int(word >> 6 & 63)] : equals
            unsafe out[written + 3] = equals
            written += padded ? 4 : rest + 1
          }
          count = written
        }
      }
    }
  }

  private static var equals: UInt8 { UInt8(ascii: "=") }

  /// Whether the byte belongs to either alphabet (`=` does not).
  @inlinable
  public static func isCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "+"), UInt8(ascii: "/"),
      UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func firstProblem(in text: ArraySlice<UInt8>, length: Int) -> BytesError {
    var marks: UInt8 = 0
    for (offset, byte) in text.prefix(length).enumerated() {
      let mark = UInt8(truncatingIfNeeded: table[Int(byte)] >> 8)
      if mark & Mark.foreign != 0 {
        let isPadding = byte == UInt8(ascii: "=")
        return BytesError(isPadding ? .padding : .foreignCharacter(byte), at: offset)
      }
      marks |= mark
      if marks & Mark.both == Mark.both { return BytesError(.mixedAlphabets, at: offset) }
    }
    return BytesError(.truncated, at: length)
  }

  /// What the high byte of a table entry says of a character.
  private enum Mark {
    static let standard: UInt8 = 1
    static let urlSafe: UInt8 = 2
    static let both: UInt8 = 3
    static let foreign: UInt8 = 128
  }

  private static let standardCharacters = ContiguousArray(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  private static let urlSafeCharacters = ContiguousArray(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// For each byte its value in the low byte and its marks in the high one.
  private static let table: ContiguousArray<UInt16> = {
    var table = ContiguousArray(repeating: UInt16(Mark.foreign) << 8, count: 256)
    for (value, character) in standardCharacters.enumerated() {
      let mark = UInt16(value > 61 ? Mark.standard : 0) << 8
      table[Int(character)] = mark | UInt16(value)
    }
    for (value, character) in urlSafeCharacters.enumerated().dropFirst(62) {
      table[Int(character)] = UInt16(Mark.urlSafe) << 8 | UInt16(value)
    }
    return table
  }()
}
