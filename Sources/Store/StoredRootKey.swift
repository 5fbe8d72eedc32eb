public import Bytes

/// The root key of one token and what is known of the token.
public struct StoredRootKey: Hashable, Sendable {
  /// SHA-256 of the macaroon identifier.
  public var identifierHash: Bytes32
  /// The key as given to the macaroon, before any derivation; never empty.
  public var rootKey: [UInt8]
  /// Unix seconds.
  public var createdAt: Int64
  /// The payment hash that the identifier names, if it names one.
  public var paymentHash: Bytes32?
  /// The token ID that the identifier names, if it names one.
  public var tokenID: Bytes32?
  /// The macaroon's location hint.
  public var location: String
  /// Services as minted, `name` or `name:tier`, in their order.
  public var services: [String]
  /// Unix seconds from which the token is not valid any more; nil: never.
  public var expiresAt: Int64?
  /// Whether play money pays for it, so that it must open no real door.
  public var isSandbox: Bool
  /// Unix seconds of the earliest revocation of this token; filled in by reading.
  public internal(set) var revokedAt: Int64?

  /// A key that is not revoked.
  public init(
    identifierHash: Bytes32, rootKey: [UInt8], createdAt: Int64, paymentHash: Bytes32? = nil,
    tokenID: Bytes32? = nil, location: String = "", services: [String] = [],
    expiresAt: Int64? = nil, isSandbox: Bool = false
  ) {
    self.identifierHash = identifierHash
    self.rootKey = rootKey
    self.createdAt = createdAt
    self.paymentHash = paymentHash
    self.tokenID = tokenID
    self.location = location
    self.services = services
    self.expiresAt = expiresAt
    self.isSandbox = isSandbox
  }
}

extension StoredRootKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Names the token, not the key.
  public var description: String {
    "(root key, \(rootKey.count) bytes, for identifier hash \(identifierHash.hex))"
  }

  /// The same as `description`.
  public var debugDescription: String { description }

  /// All that may be shown, which is all but the key.
  public var customMirror: Mirror {
    Mirror(
      self,
      children: [
        "identifierHash": identifierHash.hex, "rootKey": "(\(rootKey.count) bytes)",
        "createdAt": createdAt, "paymentHash": paymentHash?.hex as Any,
        "tokenID": tokenID?.hex as Any, "location": location, "services": services,
        "expiresAt": expiresAt as Any, "isSandbox": isSandbox, "revokedAt": revokedAt as Any,
      ],
      displayStyle: .struct)
  }
}
