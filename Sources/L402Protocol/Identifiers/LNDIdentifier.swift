internal import Bytes

/// The identifier of an LND node macaroon: byte 3 and the protobuf message `MacaroonId` of
/// go-macaroon-bakery (`nonce` = 1, `storageId` = 2, `ops` = 3).
public struct LNDIdentifier: Hashable, Sendable {
  /// An entity and what may be done with it, such as `offchain` and `read`, `write`.
  public struct Operation: Hashable, Sendable {
    /// What is acted upon.
    public let entity: String
    /// What may be done.
    public let actions: [String]
  }

  /// Random bytes that make the identifier unique.
  public let nonce: [UInt8]
  /// The root key's number, as LND's decimal text.
  public let storageID: [UInt8]
  /// What the macaroon allows.
  public let operations: [Operation]

  /// Nil when the bytes do not follow the layout to the last byte.
  public init?(_ bytes: ArraySlice<UInt8>) {
    guard bytes.first == 3, bytes.count > 3, let fields = Self.fields(bytes.dropFirst()),
      let nonce = fields.first(where: { $0.number == 1 })?.data,
      let storageID = fields.first(where: { $0.number == 2 })?.data
    else { return nil }
    var operations: [Operation] = []
    for field in fields where field.number == 3 {
      guard let parts = Self.fields(field.data),
        let entity = parts.first(where: { $0.number == 1 })
          .flatMap({ String(validating: $0.data, as: UTF8.self) })
      else { return nil }
      let actions = parts.filter { $0.number == 2 }
        .compactMap { String(validating: $0.data, as: UTF8.self) }
      operations.append(Operation(entity: entity, actions: actions))
    }
    self.nonce = Array(nonce)
    self.storageID = Array(storageID)
    self.operations = operations
  }

  /// Length-delimited fields of a protobuf message; nil for any other wire type.
  private static func fields(
    _ bytes: ArraySlice<UInt8>
  ) -> [(number: UInt64, data: ArraySlice<UInt8>)]? {
    var reader = ByteReader(bytes)
    var fields: [(number: UInt64, data: ArraySlice<UInt8>)] = []
    while !reader.isAtEnd {
      guard let key = try? reader.varint(limit: 1 << 29), key & 7 == 2, (1...3).contains(key >> 3),
        let length = try? reader.varint(limit: 1 << 20), let data = try? reader.bytes(Int(length))
      else { return nil }
      fields.append((key >> 3, data))
    }
    return fields
  }
}
