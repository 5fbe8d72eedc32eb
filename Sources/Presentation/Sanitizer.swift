internal import Bytes

/// Makes text that others wrote harmless on a terminal.
public enum Sanitizer {
  /// The text with control characters (C0, C1, DEL), bidirectional and invisible controls and
  /// invalid UTF-8 shown as escapes; line breaks and tabs too.
  public static func clean(_ bytes: ArraySlice<UInt8>) -> String {
    if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    var clean = ""
    var rest = bytes
    while let first = rest.first {
      let length = length(ofSequenceBeginningWith: first)
      if let text = String(validating: rest.prefix(length), as: UTF8.self),
        let scalar = text.unicodeScalars.first, text.utf8.count == length
      {
        clean += escape(scalar)
        rest = rest.dropFirst(length)
      } else {
        clean += "\\x" + Hex.encode(CollectionOfOne(first))
        rest = rest.dropFirst()
      }
    }
    return clean
  }

  /// The text with everything that a terminal would obey shown as escapes.
  public static func clean(_ text: String) -> String { clean(Array(text.utf8)[...]) }

  /// How many bytes a UTF-8 sequence has by its first one; 1 where that begins none.
  private static func length(ofSequenceBeginningWith byte: UInt8) -> Int {
    switch byte {
    case 0xc2...0xdf: 2
    case 0xe0...0xef: 3
    case 0xf0...0xf4: 4
    default: 1
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0x0a: "\\n"
    case 0x0d: "\\r"
    case 0x09: "\\t"
    case 0x00..<0x20, 0x7f: "\\x" + Hex.encode(CollectionOfOne(UInt8(scalar.value)))
    case _ where scalar.isTerminalControl: "\\u{" + String(scalar.value, radix: 16) + "}"
    default: String(Character(scalar))
    }
  }
}
