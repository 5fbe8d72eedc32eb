internal import Bytes
internal import Digests

extension Store {
  /// Stores a credential and hands it back with its number.
  ///
  /// Where this token with this preimage is stored for this origin and scope already, that one is
  /// handed back as it is, with what is known of it.
  ///
  /// - Throws: `foreignPreimage` where the preimage does not hash to the payment hash.
  public func add(_ credential: StoredCredential) throws(StoreError) -> StoredCredential {
    guard Self.fits(credential.preimage, credential.paymentHash) else {
      throw StoreError(.foreignPreimage, at: path)
    }
    return try writing { (database) throws(StoreError) in
      try database.run(
        """
        INSERT INTO credentials (origin, scope, path, scheme, token, preimage, payment_hash,
          is_sandbox, created_at, accepted_at, refused_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (origin, scope, token, preimage) DO NOTHING
        """,
        [
          .text(credential.origin), .text(credential.scope), SQLValue(credential.path),
          .text(credential.scheme), .blob(credential.token), .bytes(credential.preimage),
          .bytes(credential.paymentHash), .integer(credential.isSandbox ? 1 : 0),
          .integer(credential.createdAt), SQLValue(credential.acceptedAt),
          SQLValue(credential.refusedAt),
        ])
      let stored = try database.first(
        "\(Self.selectCredential) WHERE origin = ? AND scope = ? AND token = ? AND preimage = ?",
        [
          .text(credential.origin), .text(credential.scope), .blob(credential.token),
          .bytes(credential.preimage),
        ], Self.credential)
      guard let stored else { throw StoreError(.corrupt, at: path) }
      return stored
    }
  }

  /// The credentials of one origin, or all, the newest first.
  public func credentials(at origin: String?) throws(StoreError) -> [StoredCredential] {
    try reading { (database) throws(StoreError) in
      guard let origin else {
        return try database.rows(
          "\(Self.selectCredential) ORDER BY created_at DESC, id DESC", [], Self.credential)
      }
      return try database.rows(
        "\(Self.selectCredential) WHERE origin = ? ORDER BY created_at DESC, id DESC",
        [.text(origin)], Self.credential)
    }
  }

  /// Writes down that the server took a credential; an earlier refusal no longer counts.
  public func markCredential(_ id: Int64, acceptedAt time: Int64) throws(StoreError) {
    try writing { (database) throws(StoreError) in
      try database.run(
        "UPDATE credentials SET accepted_at = ?, refused_at = NULL WHERE id = ?",
        [.integer(time), .integer(id)])
    }
  }

  /// Writes down that the server refused a credential on the path that it was bought for.
  public func markCredential(_ id: Int64, refusedAt time: Int64) throws(StoreError) {
    try writing { (database) throws(StoreError) in
      try database.run(
        "UPDATE credentials SET refused_at = ? WHERE id = ?", [.integer(time), .integer(id)])
    }
  }

  /// Removes a credential; false where there is none with this number.
  public func removeCredential(_ id: Int64) throws(StoreError) -> Bool {
    try writing { (database) throws(StoreError) in
      try database.run("DELETE FROM credentials WHERE id = ?", [.integer(id)])
      return database.changes == 1
    }
  }

  static func fits(_ preimage: Bytes32, _ hash: Bytes32) -> Bool {
    preimage != .zero && SHA256.digest(preimage).constantTimeEquals(hash)
  }

  /// The columns as `credential(_:)` takes them.
  private static let selectCredential = """
    SELECT id, origin, scope, path, scheme, token, preimage, payment_hash, is_sandbox, created_at,
      accepted_at, refused_at
    FROM credentials
    """

  private static func credential(_ row: borrowing Row) throws(StoreError) -> StoredCredential {
    var credential = StoredCredential(
      origin: try row.text(1), scope: try row.text(2), path: try row.optionalText(3),
      scheme: try row.text(4), token: try row.blob(5), preimage: try row.bytes32(6),
      paymentHash: try row.bytes32(7), isSandbox: try row.integer(8) != 0,
      createdAt: try row.integer(9))
    guard fits(credential.preimage, credential.paymentHash) else { throw row.damaged }
    credential.id = try row.integer(0)
    credential.acceptedAt = try row.optionalInteger(10)
    credential.refusedAt = try row.optionalInteger(11)
    return credential
  }
}
