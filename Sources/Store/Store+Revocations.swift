public import Bytes

extension Store {
  /// Revokes a token, or all of a token ID, at a time in unix seconds.
  ///
  /// Its key need not be here. To revoke again changes nothing: the first time stays.
  public func revoke(_ target: RevocationTarget, at time: Int64) throws(StoreError) {
    let (kind, value) =
      switch target {
      case .identifierHash(let hash): (Self.identifier, hash)
      case .tokenID(let tokenID): (Self.tokenID, tokenID)
      }
    try writing { (database) throws(StoreError) in
      try database.run(
        """
        INSERT INTO revocations (kind, value, revoked_at) VALUES (?, ?, ?)
        ON CONFLICT DO NOTHING
        """, [.text(kind), .bytes(value), .integer(time)])
    }
  }

  /// Whether the token with this identifier hash, or its token ID if it has one, is revoked.
  public func isRevoked(
    identifierHash: Bytes32, tokenID: Bytes32?
  ) throws(StoreError) -> Bool {
    let answer = try reading { (database) throws(StoreError) in
      try database.first(
        """
        SELECT EXISTS (SELECT 1 FROM revocations WHERE kind = 'identifier' AND value = ?)
          OR EXISTS (SELECT 1 FROM revocations WHERE kind = 'token-id' AND value = ?)
        """, [.bytes(identifierHash), SQLValue(tokenID)]
      ) { (row) throws(StoreError) in try row.integer(0) }
    }
    return answer != 0
  }

  /// All revocations, the oldest first.
  public func revocations() throws(StoreError) -> [Revocation] {
    try reading { (database) throws(StoreError) in
      try database.rows(
        "SELECT kind, value, revoked_at FROM revocations ORDER BY revoked_at, kind, value"
      ) { (row) throws(StoreError) in
        let value = try row.bytes32(1)
        let target: RevocationTarget
        switch try row.text(0) {
        case Self.identifier: target = .identifierHash(value)
        case Self.tokenID: target = .tokenID(value)
        default: throw row.damaged
        }
        return Revocation(target: target, revokedAt: try row.integer(2))
      }
    }
  }

  /// All revocations as a value, for filters that ask a million times.
  ///
  /// It does not follow later revocations: take a new one now and then.
  public func revocationList() throws(StoreError) -> RevocationList {
    RevocationList(try revocations().map(\.target))
  }

  // As stored in the column `kind`.
  private static let identifier = "identifier"
  private static let tokenID = "token-id"
}
