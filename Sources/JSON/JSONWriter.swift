public import Bytes

/// Writes one JSON text straight into bytes, on one line; names go in sorted order.
///
/// The callers write members in order of their names, which a debug build asserts: a tree that
/// sorts them would cost more than all else that a `--batch` line does.
public struct JSONWriter: Sendable {
  /// What was written so far, ASCII and UTF-8.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false
  #if DEBUG
    private var names: [String?] = []
  #endif

  /// An empty text.
  public init() {}

  /// Forgets what was written and keeps the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// Ends a line; the next value begins a text of its own.
  public mutating func endLine() {
    bytes.append(0x0a)
    needsComma = false
  }

  /// Writes `{`, the members that `body` writes, and `}`.
  public mutating func object(_ body: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    needsComma = false
    #if DEBUG
      names.append(nil)
    #endif
    body(&self)
    #if DEBUG
      names.removeLast()
    #endif
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  /// Writes `[`, the values that `body` writes, and `]`.
  public mutating func array(_ body: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "["))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  /// Writes a member's name; its value must follow.
  public mutating func name(_ name: String) {
    #if DEBUG
      assert(!names.isEmpty, "member \(name) is in no object")
      assert(names.last.flatMap(\.self).map { $0 < name } ?? true, "member \(name) is out of order")
      names[names.count - 1] = name
    #endif
    quote(name, isName: true)
  }

  /// Writes a string.
  public mutating func string(_ text: String) {
    quote(text, isName: false)
  }

  /// Writes bytes as the lower-case hexadecimal string.
  public mutating func hex(_ value: Bytes32) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    unsafe value.withHexDigits { unsafe bytes.append(contentsOf: $0) }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Writes an integer.
  public mutating func integer(_ value: some BinaryInteger) {
    separate()
    if let small = UInt64(exactly: value) {
      appendDigits(of: small)
    } else {
      bytes.append(contentsOf: String(value).utf8)
    }
    needsComma = true
  }

  private mutating func appendDigits(of value: UInt64) {
    if value >= 10 { appendDigits(of: value / 10) }
    bytes.append(0x30 + UInt8(truncatingIfNeeded: value % 10))
  }

  /// Writes `true` or `false`.
  public mutating func bool(_ value: Bool) {
    separate()
    bytes.append(contentsOf: (value ? "true" : "false").utf8)
    needsComma = true
  }

  /// Writes `null`.
  public mutating func null() {
    separate()
    bytes.append(contentsOf: "null".utf8)
    needsComma = true
  }

  /// Writes a value that was read or built elsewhere, on one line.
  public mutating func value(_ value: JSONValue) {
    switch value.content {
    case .null: null()
    case .bool(let flag): bool(flag)
    case .number(let text):
      separate()
      bytes.append(contentsOf: text.utf8)
      needsComma = true
    case .string(let text): string(text)
    case .array(let values): array { for value in values { $0.value(value) } }
    case .object(let members):
      object { object in
        for member in members.sorted(by: { $0.name < $1.name }) {
          object.name(member.name)
          object.value(member.value)
        }
      }
    }
  }

  /// Takes bytes over as they are; for callers that write something else than JSON.
  public mutating func raw(_ text: [UInt8]) { bytes.append(contentsOf: text) }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  /// Writes comma, quotes and text, nearly always plain, with one look at the array's capacity.
  private mutating func quote(_ text: String, isName: Bool) {
    var text = text
    text.withUTF8 { utf8 in
      guard unsafe Self.isPlain(UnsafeRawBufferPointer(utf8)) else {
        return unsafe quoteEscaped(String(decoding: utf8, as: UTF8.self), isName: isName)
      }
      bytes.append(addingCapacity: utf8.count + 4) { output in
        if needsComma { output.append(UInt8(ascii: ",")) }
        output.append(UInt8(ascii: "\""))
        unsafe output.withUnsafeMutableBufferPointer { buffer, count in
          let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[count...])
          count += unsafe rest.update(fromContentsOf: utf8)
        }
        output.append(UInt8(ascii: "\""))
        if isName { output.append(UInt8(ascii: ":")) }
      }
    }
    needsComma = !isName
  }

  /// Escapes more than JSON asks for: what a terminal would obey, since JSON ends up on terminals.
  private mutating func quoteEscaped(_ text: String, isName: Bool) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      if scalar.isASCII, Self.needsEscape(UInt8(ascii: scalar)) {
        escape(UInt8(ascii: scalar))
      } else if scalar.isTerminalControl {
        for unit in String(scalar).utf16 { escape(unit: unit) }
      } else {
        bytes.append(contentsOf: String(scalar).utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    if isName { bytes.append(UInt8(ascii: ":")) }
  }

  /// Whether all is ASCII that needs no escape, eight bytes at a time.
  private static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
    func word(at offset: Int) -> UInt64 {
      unsafe text.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    guard text.count >= 8 else { return unsafe !text.contains(where: needsEscape) }
    var offset = 0
    while offset + 8 < text.count {
      if hasEscape(word(at: offset)) { return false }
      offset += 8
    }
    // The last eight, some of which were looked at before.
    return !hasEscape(word(at: text.count - 8))
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte >= 0x7f
  }

  /// Whether one of eight bytes needs an escape or is no ASCII.
  private static func hasEscape(_ word: UInt64) -> Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    // Bit 7 of a byte becomes set where it is less than 0x20, or zero after the exclusive or.
    let quotes = word ^ (ones &* 0x22)
    let backslashes = word ^ (ones &* 0x5c)
    let deletes = word ^ (ones &* 0x7f)
    let found =
      ((word &- (ones &* 0x20)) & ~word) | ((quotes &- ones) & ~quotes)
      | ((backslashes &- ones) & ~backslashes) | ((deletes &- ones) & ~deletes)
    return (found | word) & 0x8080_8080_8080_8080 != 0
  }

  private mutating func escape(unit: UInt16) {
    bytes.append(contentsOf: "\\u".utf8)
    for shift in [12, 8, 4, 0] { bytes.append(Hex.digit(UInt8(unit >> UInt16(shift) & 15))) }
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x0a: bytes.append(UInt8(ascii: "n"))
    default:
      bytes.append(contentsOf: "u00".utf8)
      bytes.append(Hex.digit(byte >> 4))
      bytes.append(Hex.digit(byte & 15))
    }
  }
}

extension JSONWriter {
  /// Writes a member that is a string, or `null`.
  public mutating func member(_ name: String, _ text: String?) {
    self.name(name)
    if let text { string(text) } else { null() }
  }

  /// Writes a member that is 32 bytes in hexadecimal, or `null`.
  public mutating func member(_ name: String, hex value: Bytes32?) {
    self.name(name)
    if let value { hex(value) } else { null() }
  }

  /// Writes a member that is an integer, or `null`.
  public mutating func member(_ name: String, _ value: Int64?) {
    self.name(name)
    if let value { integer(value) } else { null() }
  }

  /// Writes a member that is a truth value.
  public mutating func member(_ name: String, _ value: Bool) {
    self.name(name)
    bool(value)
  }

  /// Writes `name` with the text, or `name_hex` where the bytes are no UTF-8.
  public mutating func member(_ name: String, text bytes: ArraySlice<UInt8>) {
    if let text = String(utf8: bytes) {
      member(name, text)
    } else {
      member(name + "_hex", Hex.encode(bytes))
    }
  }
}
