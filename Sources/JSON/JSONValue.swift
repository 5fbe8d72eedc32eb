/// One JSON value and where it stood.
public struct JSONValue: Hashable, Sendable {
  /// What a value can be.
  public indirect enum Content: Hashable, Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number, as written.
    case number(String)
    /// A string, escapes resolved.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Names and values in order; no name twice.
    case object([JSONMember])
  }

  /// The value itself.
  public var content: Content
  /// Bytes from 0 in the text that it was read from, 0 for values made by hand.
  public var offset: Int

  /// A value, by default one that was not read from a text.
  public init(_ content: Content, at offset: Int = 0) {
    self.content = content
    self.offset = offset
  }

  /// The value of an object's member, nil where there is none.
  public subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = content else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The text of a string, nil for any other value.
  public var string: String? {
    guard case .string(let text) = content else { return nil }
    return text
  }

  /// The values of an array, nil for any other value.
  public var array: [JSONValue]? {
    guard case .array(let values) = content else { return nil }
    return values
  }

  /// The members of an object, nil for any other value.
  public var members: [JSONMember]? {
    guard case .object(let members) = content else { return nil }
    return members
  }

  /// A number without fraction or exponent that fits 64 bits, nil for any other value.
  public var integer: Int64? {
    guard case .number(let text) = content else { return nil }
    return Int64(text)
  }

  /// Whether the value is `null`.
  public var isNull: Bool { content == .null }
}

/// A name and its value in an object.
public struct JSONMember: Hashable, Sendable {
  /// The name, escapes resolved.
  public var name: String
  /// The value.
  public var value: JSONValue

  /// A name with its value.
  public init(name: String, value: JSONValue) {
    self.name = name
    self.value = value
  }
}
