public import Bytes
internal import JSON

extension Store {
  /// Adds all keys or, on an error, none; throws `duplicate` if one is there already.
  public func add(_ keys: [StoredRootKey]) throws(StoreError) {
    guard keys.allSatisfy({ !$0.rootKey.isEmpty }) else { throw StoreError(.emptyKey, at: path) }
    try writing { (database) throws(StoreError) in
      for key in keys {
        try database.run(
          """
          INSERT INTO root_keys (identifier_hash, root_key, created_at, payment_hash, token_id,
            location, services, expires_at, is_sandbox)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
          """,
          [
            .bytes(key.identifierHash), .blob(key.rootKey), .integer(key.createdAt),
            SQLValue(key.paymentHash), SQLValue(key.tokenID), .text(key.location),
            .text(Self.encode(key.services)), SQLValue(key.expiresAt),
            .integer(key.isSandbox ? 1 : 0),
          ])
      }
    }
  }

  /// The key of the token whose identifier has this SHA-256; nil if it is not here.
  public func rootKey(forIdentifierHash hash: Bytes32) throws(StoreError) -> StoredRootKey? {
    try reading { (database) throws(StoreError) in
      try database.first(Self.selectByHash, [.bytes(hash)], Self.key)
    }
  }

  /// The keys of many tokens, as one reading: half the time a key of asking one by one.
  ///
  /// Answers in the order of the hashes, nil where there is no key.
  public func rootKeys(
    forIdentifierHashes hashes: [Bytes32]
  ) throws(StoreError) -> [StoredRootKey?] {
    try reading { (database) throws(StoreError) in
      try database.run("BEGIN")
      defer { try? database.run("COMMIT") }
      var keys: [StoredRootKey?] = []
      keys.reserveCapacity(hashes.count)
      for hash in hashes {
        keys.append(try database.first(Self.selectByHash, [.bytes(hash)], Self.key))
      }
      return keys
    }
  }

  /// All keys, the oldest first; at equal times in the order of their hashes.
  public func rootKeys() throws(StoreError) -> [StoredRootKey] {
    try keys("ORDER BY created_at, identifier_hash", [])
  }

  /// The keys of all tokens with this token ID, in the order of `rootKeys()`.
  public func rootKeys(forTokenID tokenID: Bytes32) throws(StoreError) -> [StoredRootKey] {
    try keys("WHERE token_id = ? ORDER BY created_at, identifier_hash", [.bytes(tokenID)])
  }

  /// Whether there is any key; takes as long with a million of them.
  public func hasRootKeys() throws(StoreError) -> Bool {
    let answer = try reading { (database) throws(StoreError) in
      try database.first("SELECT EXISTS (SELECT 1 FROM root_keys)") {
        (row) throws(StoreError) in try row.integer(0)
      }
    }
    return answer == 1
  }

  /// Removes the keys that expired before a time in unix seconds, and says how many.
  public func pruneRootKeys(expiredBefore time: Int64) throws(StoreError) -> Int {
    try writing { (database) throws(StoreError) in
      try database.run("DELETE FROM root_keys WHERE expires_at < ?", [.integer(time)])
      return database.changes
    }
  }

  private func keys(
    _ clauses: String, _ values: [SQLValue]
  ) throws(StoreError) -> [StoredRootKey] {
    try reading { (database) throws(StoreError) in
      try database.rows("\(Self.select) \(clauses)", values, Self.key)
    }
  }

  /// The columns as `key(_:)` takes them.
  private static let select = """
    SELECT identifier_hash, root_key, created_at, payment_hash, token_id, location, services,
      expires_at, is_sandbox, (
        SELECT min(revoked_at) FROM revocations
        WHERE (kind = 'identifier' AND value = identifier_hash)
          OR (kind = 'token-id' AND value = token_id))
    FROM root_keys
    """
  private static let selectByHash = "\(select) WHERE identifier_hash = ?"

  private static func key(_ row: borrowing Row) throws(StoreError) -> StoredRootKey {
    guard let services = decode(try row.utf8(6)) else { throw row.damaged }
    var key = StoredRootKey(
      identifierHash: try row.bytes32(0), rootKey: try row.blob(1), createdAt: try row.integer(2),
      paymentHash: try row.optionalBytes32(3), tokenID: try row.optionalBytes32(4),
      location: try row.text(5), services: services, expiresAt: try row.optionalInteger(7),
      isSandbox: try row.integer(8) != 0)
    guard !key.rootKey.isEmpty else { throw row.damaged }
    key.revokedAt = try row.optionalInteger(9)
    return key
  }

  private static func encode(_ services: [String]) -> String {
    var writer = JSONWriter()
    writer.array { writer in
      for service in services { writer.string(service) }
    }
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  private static func decode(_ json: [UInt8]) -> [String]? {
    guard let values = try? JSONReader.read(json[...]).array else { return nil }
    let names = values.compactMap(\.string)
    return names.count == values.count ? names : nil
  }
}
