public import Bytes

extension Store {
  /// The master key of the paywall; made with this key where there is none.
  public func paywallKey(newKey: Bytes32) throws(StoreError) -> Bytes32 {
    if let key = try paywallKey() { return key }
    return try writing { (database) throws(StoreError) in
      try database.run(
        "INSERT OR IGNORE INTO paywall (id, master_key) VALUES (0, ?)", [.bytes(newKey)])
      guard let key = try Self.paywallKey(&database) else { throw StoreError(.corrupt, at: path) }
      return key
    }
  }

  /// The master key of the paywall; nil where there is none yet.
  public func paywallKey() throws(StoreError) -> Bytes32? {
    try reading { (database) throws(StoreError) in try Self.paywallKey(&database) }
  }

  /// Removes invoices of the play node that nobody paid and that expired before a time in unix
  /// seconds, with the keys of the tokens that they would have bought, and says how many.
  public func pruneSandboxInvoices(expiredBefore time: Int64) throws(StoreError) -> Int {
    try writing { (database) throws(StoreError) in
      let unpaid = """
        SELECT payment_hash FROM sandbox_invoices AS i
        WHERE paid_at IS NULL AND expires_at < ? AND NOT EXISTS (
          SELECT 1 FROM sandbox_payments AS p WHERE p.payment_hash = i.payment_hash)
        """
      try database.run(
        "DELETE FROM root_keys WHERE is_sandbox = 1 AND payment_hash IN (\(unpaid))",
        [.integer(time)])
      try database.run(
        "DELETE FROM sandbox_invoices WHERE payment_hash IN (\(unpaid))", [.integer(time)])
      return database.changes
    }
  }

  private static func paywallKey(_ database: inout Database) throws(StoreError) -> Bytes32? {
    try database.first("SELECT master_key FROM paywall") { (row) throws(StoreError) in
      try row.bytes32(0)
    }
  }
}
