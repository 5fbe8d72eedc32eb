internal import Bytes

/// What is said to a helper and what it says: `key=value` lines, closed by an empty one.
struct HelperMessage {
  private var values: [String: String] = [:]

  /// Why it cannot be understood.
  enum Flaw: String, Error {
    case notText = "is no text"
    case noPair = "has a line that is no key=value"
    case repeatedKey = "says something twice"
    case trailingText = "goes on after its end"
  }

  /// Reads what a helper wrote; keys that we do not know are kept, and hurt nobody.
  init(parsing bytes: [UInt8]) throws(Flaw) {
    guard !bytes.contains(0), let text = String(utf8: bytes[...]) else {
      throw .notText
    }
    var rest = text.unicodeScalars[...]
    while !rest.isEmpty {
      let line = rest.prefix { $0 != "\n" }
      rest = rest.dropFirst(line.count + 1)
      guard !line.isEmpty else {
        guard rest.isEmpty else { throw .trailingText }
        return
      }
      guard let equals = line.firstIndex(of: "="), equals > line.startIndex else { throw .noPair }
      let key = String(line[..<equals])
      guard key.utf8.allSatisfy(Self.isKeyByte) else { throw .noPair }
      guard values.updateValue(String(line[line.index(after: equals)...]), forKey: key) == nil
      else { throw .repeatedKey }
    }
  }

  private static func isKeyByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  subscript(key: String) -> String? { values[key] }

  /// The lines for some pairs, protocol version first, empty line last.
  static func lines(_ pairs: [(key: String, value: String?)]) -> [UInt8] {
    var text = "protocol=1\n"
    for (key, value) in pairs {
      guard let value else { continue }
      text += "\(key)=\(escaping(value))\n"
    }
    return Array((text + "\n").utf8)
  }

  /// A value without line breaks and other controls: these and the percent sign as %xx.
  private static func escaping(_ value: String) -> String {
    percentEncoded(value) { $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "%") }
  }

  /// A text with all bytes as %xx that a rule does not keep.
  static func percentEncoded(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isKept(byte) {
        bytes.append(byte)
      } else {
        bytes.append(UInt8(ascii: "%"))
        bytes.append(contentsOf: Hex.encodedBytes([byte]))
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
