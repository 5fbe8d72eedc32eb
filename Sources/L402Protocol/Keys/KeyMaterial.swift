public import Bytes

/// How the content of a key source is read.
public enum KeyFormat: String, Hashable, Sendable, CaseIterable {
  /// 32 bytes as they are, 64 hexadecimal digits decoded, anything else taken whole.
  case auto
  /// Hexadecimal digits.
  case hex
  /// Base64 of any dressing.
  case base64
  /// The characters themselves, without one closing line break.
  case text
  /// Every byte as it is.
  case raw
}

/// Why the content of a source is no key.
public struct KeyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// Nothing in it.
    case empty
    /// Fewer bytes than a root key must have.
    case tooShort(minimum: Int)
    /// A master key that is not exactly 32 bytes.
    case masterLength(Int)
    /// Not of the format that was asked for.
    case unreadable(KeyFormat, BytesError.Reason)
  }

  /// What is wrong.
  public let reason: Reason
  /// Bytes from 0 in the content.
  public let offset: Int

  init(_ reason: Reason, at offset: Int = 0) {
    self.reason = reason
    self.offset = offset
  }

  /// One line, lower case.
  public var description: String {
    switch reason {
    case .empty: "the key is empty"
    case .tooShort(let minimum): "the key has fewer than \(minimum) bytes"
    case .masterLength(let length): "a master key has 32 bytes, this one \(length)"
    case .unreadable(let format, let reason):
      "the key is not \(format.rawValue): \(BytesError(reason, at: 0))"
    }
  }
}

/// The bytes of a key, read from the content of a source; never printed.
public struct KeyMaterial: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The key.
  public let bytes: [UInt8]
  /// How the content was read, in words.
  public let reading: String
  /// The content taken as other bytes, with the option that would do so.
  public let alternatives: [Alternative]

  /// Another reading of the same content.
  public struct Alternative: Hashable, Sendable {
    /// The key in that reading.
    public let bytes: [UInt8]
    /// What that reading is, in words.
    public let reading: String
    /// The option that asks for it.
    public let option: String
  }

  /// Shortest root key that is accepted, in bytes.
  public static let shortest = 16
  /// Shortest root key without a warning, in bytes.
  public static let recommended = 32

  /// Reads the content of a source.
  ///
  /// - Throws: `KeyError` for an empty or too short key, or another format than asked for.
  public init(content: [UInt8], format: KeyFormat) throws(KeyError) {
    guard !content.isEmpty else { throw KeyError(.empty) }
    let trimmed = Self.withoutLineBreak(content)
    switch format {
    case .auto:
      self = try Self.automatic(content, trimmed)
    case .hex:
      self = try Self.make(
        Self.decode(trimmed, as: .hex), "\(trimmed.count) hex digits",
        [Self.asText(trimmed)])
    case .base64:
      self = try Self.make(
        Self.decode(trimmed, as: .base64), "\(trimmed.count) base64 characters",
        [Self.asText(trimmed)])
    case .text:
      self = try Self.make(
        trimmed, "\(trimmed.count) characters of text", Self.asHex(trimmed).map { [$0] } ?? [])
    case .raw:
      self = try Self.make(
        content, "\(content.count) raw bytes",
        trimmed.count == content.count ? [] : [Self.asText(trimmed)])
    }
  }

  /// Says what it is, not what it holds.
  public var description: String { "(key, \(bytes.count) bytes)" }

  /// Empty, so that dumps do not print it.
  public var customMirror: Mirror { Mirror(self, children: []) }

  private init(bytes: [UInt8], reading: String, alternatives: [Alternative]) {
    self.bytes = bytes
    self.reading = reading
    self.alternatives = alternatives
  }

  private static func make(
    _ bytes: [UInt8], _ reading: String, _ alternatives: [Alternative]
  ) throws(KeyError) -> KeyMaterial {
    guard !bytes.isEmpty else { throw KeyError(.empty) }
    guard bytes.count >= shortest else { throw KeyError(.tooShort(minimum: shortest)) }
    return KeyMaterial(bytes: bytes, reading: reading, alternatives: alternatives)
  }

  private static func automatic(
    _ content: [UInt8], _ trimmed: [UInt8]
  ) throws(KeyError) -> KeyMaterial {
    if content.count == 32 { return try make(content, "32 bytes as they are", []) }
    if trimmed.count == 64, let decoded = try? Hex.decode(trimmed[...]) {
      return try make(decoded, "64 hex digits, read as 32 bytes", [asText(trimmed)])
    }
    var alternatives: [Alternative] = []
    if let hex = asHex(trimmed) { alternatives.append(hex) }
    if let base64 = try? Base64.decode(trimmed[...]).bytes, !base64.isEmpty {
      alternatives.append(
        Alternative(
          bytes: base64, reading: "the bytes that it encodes in base64",
          option: "--key-format base64"))
    }
    let isPrintable =
      trimmed.allSatisfy { $0 >= 0x20 && $0 != 0x7f }
      && String(validating: trimmed, as: UTF8.self) != nil
    if isPrintable {
      if trimmed.count != content.count {
        alternatives.append(
          Alternative(
            bytes: content, reading: "the text with its line break", option: "--key-format raw"))
      }
      return try make(trimmed, "\(trimmed.count) characters of text", alternatives)
    }
    return try make(content, "\(content.count) bytes as they are", alternatives)
  }

  private static func decode(_ text: [UInt8], as format: KeyFormat) throws(KeyError) -> [UInt8] {
    do {
      return format == .hex ? try Hex.decode(text[...]) : try Base64.decode(text[...]).bytes
    } catch {
      throw KeyError(.unreadable(format, error.reason), at: error.offset)
    }
  }

  private static func asText(_ text: [UInt8]) -> Alternative {
    Alternative(
      bytes: text, reading: "the \(text.count) characters themselves, as ngx-l402 uses them",
      option: "--key-format text")
  }

  private static func asHex(_ text: [UInt8]) -> Alternative? {
    guard let bytes = try? Hex.decode(text[...]), !bytes.isEmpty else { return nil }
    return Alternative(
      bytes: bytes, reading: "the \(bytes.count) bytes that its hex digits stand for",
      option: "--key-format hex")
  }

  private static func withoutLineBreak(_ content: [UInt8]) -> [UInt8] {
    guard content.last == 0x0a else { return content }
    let line = content.dropLast()
    return Array(line.last == 0x0d ? line.dropLast() : line)
  }
}
