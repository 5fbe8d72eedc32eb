public import Bytes

/// What is revoked: one token, or all that carry a token ID.
public enum RevocationTarget: Hashable, Sendable {
  /// The token whose identifier has this SHA-256.
  case identifierHash(Bytes32)
  /// Every token with this token ID in its identifier.
  case tokenID(Bytes32)
}

/// A revocation kept in the store.
public struct Revocation: Hashable, Sendable {
  /// What is revoked.
  public let target: RevocationTarget
  /// Unix seconds.
  public let revokedAt: Int64

  /// A revocation since `revokedAt`, in unix seconds.
  public init(target: RevocationTarget, revokedAt: Int64) {
    self.target = target
    self.revokedAt = revokedAt
  }
}
