internal import Bytes

/// Reads one JSON text (RFC 8259), strictly and with byte offsets.
///
/// Stricter than the RFC asks: a name twice in one object, lone surrogates and invalid UTF-8 are
/// errors, since two readers would see two different things.
public struct JSONReader: Sendable {
  /// How many arrays and objects may stand inside each other.
  public static let maximumDepth = 64

  private let text: ArraySlice<UInt8>
  private var index: Int

  private init(_ text: ArraySlice<UInt8>) {
    self.text = text
    index = text.startIndex
  }

  /// Reads all of `text`; white space may stand round the value.
  public static func read(_ text: ArraySlice<UInt8>) throws(JSONError) -> JSONValue {
    var reader = JSONReader(text)
    reader.skipSpace()
    let value = try reader.value(depth: 0)
    reader.skipSpace()
    guard reader.index == text.endIndex else {
      throw JSONError(.trailingBytes, at: reader.offset)
    }
    return value
  }

  private var offset: Int { index - text.startIndex }

  private var next: UInt8? { index < text.endIndex ? text[index] : nil }

  private func unexpected() -> JSONError {
    guard let next else { return JSONError(.unexpectedEnd, at: offset) }
    return JSONError(.unexpectedByte(next), at: offset)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      index += 1
    }
  }

  private mutating func eat(_ byte: UInt8) throws(JSONError) {
    guard next == byte else { throw unexpected() }
    index += 1
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    let begin = offset
    if depth == Self.maximumDepth, next == UInt8(ascii: "{") || next == UInt8(ascii: "[") {
      throw JSONError(.tooDeep, at: begin)
    }
    switch next {
    case UInt8(ascii: "{"): return JSONValue(.object(try members(depth: depth)), at: begin)
    case UInt8(ascii: "["): return JSONValue(.array(try elements(depth: depth)), at: begin)
    case UInt8(ascii: "\""): return JSONValue(.string(try string()), at: begin)
    case UInt8(ascii: "t"): return JSONValue(try literal("true", .bool(true)), at: begin)
    case UInt8(ascii: "f"): return JSONValue(try literal("false", .bool(false)), at: begin)
    case UInt8(ascii: "n"): return JSONValue(try literal("null", .null), at: begin)
    default: return JSONValue(.number(try number()), at: begin)
    }
  }

  private mutating func literal(
    _ word: StaticString, _ content: JSONValue.Content
  ) throws(JSONError) -> JSONValue.Content {
    for byte in "\(word)".utf8 { try eat(byte) }
    return content
  }

  private mutating func members(depth: Int) throws(JSONError) -> [JSONMember] {
    try eat(UInt8(ascii: "{"))
    var members: [JSONMember] = []
    var names: Set<String> = []
    skipSpace()
    if next == UInt8(ascii: "}") {
      index += 1
      return members
    }
    while true {
      skipSpace()
      let begin = offset
      let name = try string()
      guard names.insert(name).inserted else { throw JSONError(.duplicateKey(name), at: begin) }
      skipSpace()
      try eat(UInt8(ascii: ":"))
      skipSpace()
      members.append(JSONMember(name: name, value: try value(depth: depth + 1)))
      skipSpace()
      if next == UInt8(ascii: ",") {
        index += 1
        continue
      }
      try eat(UInt8(ascii: "}"))
      return members
    }
  }

  private mutating func elements(depth: Int) throws(JSONError) -> [JSONValue] {
    try eat(UInt8(ascii: "["))
    var elements: [JSONValue] = []
    skipSpace()
    if next == UInt8(ascii: "]") {
      index += 1
      return elements
    }
    while true {
      skipSpace()
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if next == UInt8(ascii: ",") {
        index += 1
        continue
      }
      try eat(UInt8(ascii: "]"))
      return elements
    }
  }

  private mutating func number() throws(JSONError) -> String {
    let begin = index
    if next == UInt8(ascii: "-") { index += 1 }
    if next == UInt8(ascii: "0") {
      index += 1
    } else {
      try digits()
    }
    if next == UInt8(ascii: ".") {
      index += 1
      try digits()
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      index += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
      try digits()
    }
    return String(decoding: text[begin..<index], as: UTF8.self)
  }

  private mutating func digits() throws(JSONError) {
    let begin = index
    while let byte = next, (0x30...0x39).contains(byte) { index += 1 }
    guard index > begin else { throw unexpected() }
  }

  private mutating func string() throws(JSONError) -> String {
    let begin = offset
    try eat(UInt8(ascii: "\""))
    var bytes: [UInt8] = []
    while true {
      let run = index
      while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
        index += 1
      }
      bytes.append(contentsOf: text[run..<index])
      switch next {
      case UInt8(ascii: "\""):
        index += 1
        guard let string = String(validating: bytes, as: UTF8.self) else {
          throw JSONError(.invalidUTF8, at: begin)
        }
        return string
      case UInt8(ascii: "\\"):
        index += 1
        try escape(into: &bytes)
      case nil: throw JSONError(.unexpectedEnd, at: offset)
      default: throw JSONError(.string, at: offset)
      }
    }
  }

  private mutating func escape(into bytes: inout [UInt8]) throws(JSONError) {
    let begin = offset - 1
    guard let byte = next else { throw JSONError(.unexpectedEnd, at: offset) }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0c)
    case UInt8(ascii: "n"): bytes.append(0x0a)
    case UInt8(ascii: "r"): bytes.append(0x0d)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      var scalar = try hexadecimalUnit()
      if (0xd800..<0xdc00).contains(scalar) {
        guard next == UInt8(ascii: "\\") else { throw JSONError(.string, at: begin) }
        index += 1
        guard next == UInt8(ascii: "u") else { throw JSONError(.string, at: begin) }
        index += 1
        let low = try hexadecimalUnit()
        guard (0xdc00..<0xe000).contains(low) else { throw JSONError(.string, at: begin) }
        scalar = 0x10000 + (scalar - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let character = Unicode.Scalar(scalar) else { throw JSONError(.string, at: begin) }
      bytes.append(contentsOf: String(Character(character)).utf8)
    default: throw JSONError(.string, at: begin)
    }
  }

  private mutating func hexadecimalUnit() throws(JSONError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next else { throw JSONError(.unexpectedEnd, at: offset) }
      guard let digit = Hex.value(of: byte) else { throw JSONError(.string, at: offset) }
      unit = unit << 4 | UInt32(digit)
      index += 1
    }
    return unit
  }
}
