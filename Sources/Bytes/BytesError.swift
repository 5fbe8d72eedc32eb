/// Why a text is no hexadecimal or base64, or why a field ends too early.
public struct BytesError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// A byte outside the alphabet.
    case foreignCharacter(UInt8)
    /// `+` or `/` together with `-` or `_`.
    case mixedAlphabets
    /// A count of characters that no encoding gives.
    case truncated
    /// Missing, superfluous or misplaced `=`.
    case padding
    /// Another count of bytes than the `expected` one.
    case length(expected: Int)
    /// The input ends inside a field.
    case unexpectedEnd
    /// A varint of more than 10 bytes or above the limit.
    case varint
  }

  /// What is wrong.
  public let reason: Reason
  /// Bytes from 0 in the input as given.
  public let offset: Int

  /// An error at a byte offset.
  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  /// One line, lower case, without the offset.
  public var description: String {
    switch reason {
    case .foreignCharacter(let byte): "foreign character \(Self.name(of: byte))"
    case .mixedAlphabets: "standard and url-safe base64 characters mixed"
    case .truncated: "cut short: no encoding has this many characters"
    case .padding: "wrong \"=\" padding"
    case .length(let expected): "not \(expected) bytes long"
    case .unexpectedEnd: "the input ends inside a field"
    case .varint: "a varint out of range"
    }
  }

  /// A byte as a person can read it: quoted if printable, else `0x..`.
  public static func name(of byte: UInt8) -> String {
    guard (0x20...0x7e).contains(byte) else {
      return "0x" + Hex.encode(CollectionOfOne(byte))
    }
    return "\"\(Character(Unicode.Scalar(byte)))\""
  }
}
