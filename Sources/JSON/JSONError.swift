/// Why a text is no JSON (RFC 8259), or not of the shape that was asked for.
public struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// The text ends inside a value.
    case unexpectedEnd
    /// A byte that the grammar does not allow here.
    case unexpectedByte(UInt8)
    /// A control character, bad escape or lone surrogate in a string.
    case string
    /// Bytes that are no UTF-8.
    case invalidUTF8
    /// More than `JSONReader.maximumDepth` arrays and objects inside each other.
    case tooDeep
    /// The name stands twice in one object.
    case duplicateKey(String)
    /// Something follows the value.
    case trailingBytes
  }

  /// What is wrong.
  public let reason: Reason
  /// Bytes from 0 in the text as given.
  public let offset: Int

  /// An error at a byte offset.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// One line, lower case, without the offset.
  public var description: String {
    switch reason {
    case .unexpectedEnd: "the JSON text ends inside a value"
    case .unexpectedByte(let byte): "JSON does not allow byte \(byte) here"
    case .string: "a control character or bad escape in a JSON string"
    case .invalidUTF8: "a JSON string with invalid UTF-8"
    case .tooDeep: "JSON nested deeper than \(JSONReader.maximumDepth) levels"
    case .duplicateKey(let key): "key \"\(key)\" stands twice in a JSON object"
    case .trailingBytes: "bytes after the JSON value"
    }
  }
}
