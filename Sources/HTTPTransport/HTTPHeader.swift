internal import Bytes

/// A field of a request or an answer: its name as written, its value as bytes.
///
/// Values may be secrets (Authorization, macaroons, API keys): descriptions leave them out.
public struct HTTPHeader: Hashable, Sendable {
  /// As written; names are equal whatever the case of their ASCII letters (RFC 9110, 5.1).
  public var name: String
  /// Without white space around it.
  public var value: [UInt8]

  /// A field whose value is text, sent as UTF-8.
  public init(_ name: String, _ value: String) {
    self.init(name, bytes: Array(value.utf8))
  }

  /// A field whose value is any bytes.
  public init(_ name: String, bytes value: [UInt8]) {
    self.name = name
    self.value = value
  }

  /// The value; nil where it is no UTF-8.
  public var text: String? { String(utf8: value[...]) }

  /// Whether a name is this field's.
  public func isNamed(_ other: String) -> Bool {
    name.utf8.count == other.utf8.count
      && zip(name.utf8, other.utf8).allSatisfy { Self.lowered($0) == Self.lowered($1) }
  }

  private static func lowered(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}

extension HTTPHeader: CustomStringConvertible, CustomReflectable {
  /// The name, and how long the value is.
  public var description: String { "\(name): (\(value.count) bytes)" }

  /// As the description: a dump shows no secret either.
  public var customMirror: Mirror { Mirror(self, children: ["name": name]) }
}

/// Fields in their order, which may repeat.
public struct HTTPHeaders: Hashable, Sendable, ExpressibleByArrayLiteral {
  /// In order.
  public var fields: [HTTPHeader]

  /// Fields in order.
  public init(_ fields: [HTTPHeader] = []) { self.fields = fields }

  /// Fields in order.
  public init(arrayLiteral fields: HTTPHeader...) { self.fields = fields }

  /// The text of the first field of a name; nil where there is none, or none in UTF-8.
  public subscript(_ name: String) -> String? { first(name)?.text }

  /// The first field of a name, in any case.
  public func first(_ name: String) -> HTTPHeader? { fields.first { $0.isNamed(name) } }

  /// All fields of a name, in any case.
  public func all(_ name: String) -> [HTTPHeader] { fields.filter { $0.isNamed(name) } }

  /// Adds a field behind the others.
  public mutating func append(_ field: HTTPHeader) { fields.append(field) }
}
