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
    separate()
    quote(name.utf8)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a string.
  public mutating func string(_ text: String) {
    separate()
    quote(text.utf8)
    needsComma = true
  }

  /// Writes bytes as the lower-case hexadecimal string.
  public mutating func hex(_ value: Bytes32) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for lane in 0..<32 {
      bytes.append(Hex.digit(value.storage[lane] >> 4))
      bytes.append(Hex.digit(value.storage[lane] & 15))
    }
    bytes.append(UInt8(ascii: "\""))
    needsComma = true
  }

  /// Writes an integer.
  public mutating func integer(_ value: some BinaryInteger) {
    separate()
    bytes.append(contentsOf: String(value).utf8)
    needsComma = true
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

  private mutating func quote(_ text: String.UTF8View) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0x0a:
        bytes.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
      case 0x00..<0x20, 0x7f:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(Hex.digit(byte >> 4))
        bytes.append(Hex.digit(byte & 15))
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
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
    if let text = String(validating: bytes, as: UTF8.self) {
      member(name, text)
    } else {
      member(name + "_hex", Hex.encode(bytes))
    }
  }
}
