public import Bytes

extension Store {
  /// The payment with this hash; nil if none was ever written down.
  public func payment(_ hash: Bytes32) throws(StoreError) -> StoredPayment? {
    try reading { (database) throws(StoreError) in try Self.payment(hash, &database) }
  }

  /// All payments since a time, the newest first, those of one origin where one is named.
  public func payments(
    since time: Int64 = .min, origin: String? = nil
  ) throws(StoreError) -> [StoredPayment] {
    try reading { (database) throws(StoreError) in
      try database.rows(
        """
        \(Self.selectPayment) WHERE created_at >= ? AND (? IS NULL OR origin = ?)
        ORDER BY created_at DESC, rowid DESC
        """,
        [.integer(time), SQLValue(origin), SQLValue(origin)], Self.payment)
    }
  }

  /// Writes a payment down before it is sent, if the budgets allow it: one transaction.
  ///
  /// A failed or abandoned payment of the same hash is replaced; any other stays and is handed back.
  /// Play money counts against no budget. What is undecided, or dated in the future, always counts.
  public func reserve(
    _ payment: StoredPayment, within budgets: [Budget]
  ) throws(StoreError) -> Reservation {
    guard payment.amount <= Int64.max, payment.feeCap <= Int64.max else {
      throw StoreError(.io(code: 0), at: path)
    }
    return try writing { (database) throws(StoreError) in
      if let found = try Self.payment(payment.paymentHash, &database),
        found.state == .sending || found.state == .succeeded
      {
        return .taken(found)
      }
      if !payment.isSandbox {
        for budget in budgets {
          let spent = try Self.spent(
            since: payment.createdAt - budget.span, now: payment.createdAt, at: budget.origin,
            but: payment.paymentHash, &database)
          let (fees, overflow) = payment.amount.addingReportingOverflow(payment.feeCap)
          let (total, carry) = fees.addingReportingOverflow(spent)
          guard !overflow, !carry, total <= budget.amount else {
            return .overBudget(budget, spent: spent)
          }
        }
      }
      try Self.write(payment, &database)
      return .reserved
    }
  }

  /// Writes down that a payment succeeded, whatever was known of it before.
  ///
  /// - Parameter amount: what was really paid; nil for what was to be.
  /// - Returns: whether it is now in that state with that preimage; false where there is no such
  ///   payment, and for a preimage that is not its own, which is not written.
  public func settle(
    _ hash: Bytes32, succeededWith preimage: Bytes32, amount: UInt64? = nil, fee: UInt64?,
    at time: Int64
  ) throws(StoreError) -> Bool {
    guard Self.fits(preimage, hash) else { return false }
    return try writing { (database) throws(StoreError) in
      try database.run(
        """
        UPDATE payments SET state = 'succeeded', preimage = ?, fee_msat = coalesce(?, fee_msat),
          amount_msat = coalesce(?, amount_msat),
          settled_at = coalesce(settled_at, ?), reason = NULL
        WHERE payment_hash = ? AND (state != 'succeeded' OR preimage = ?)
        """,
        [
          .bytes(preimage), SQLValue(fee.map { Int64(clamping: $0) }),
          SQLValue(amount.map { Int64(clamping: $0) }), .integer(time), .bytes(hash),
          .bytes(preimage),
        ])
      return database.changes == 1
    }
  }

  /// Writes down that a payment ended without money having moved.
  public func settle(
    _ hash: Bytes32, failedFor reason: String, at time: Int64
  ) throws(StoreError) -> Bool {
    try end(hash, as: .failed, reason: reason, at: time)
  }

  /// Writes down that the owner gave a payment up that nobody could decide.
  public func abandonPayment(_ hash: Bytes32, at time: Int64) throws(StoreError) -> Bool {
    try end(hash, as: .abandoned, reason: "given up while undecided", at: time)
  }

  /// Writes down when what a payment bought was first presented to its server, or printed.
  ///
  /// An earlier time is kept.
  public func markPayment(_ hash: Bytes32, usedAt time: Int64) throws(StoreError) {
    try writing { (database) throws(StoreError) in
      try database.run(
        """
        UPDATE payments SET used_at = ?
        WHERE payment_hash = ? AND state = 'succeeded' AND (used_at IS NULL OR used_at > ?)
        """,
        [.integer(time), .bytes(hash), .integer(time)])
    }
  }

  /// What was spent since a time, in millisatoshis: amounts and fees of payments that succeeded, and
  /// all that is undecided, whenever it was; at one origin where one is named.
  public func spent(
    since time: Int64, now: Int64, origin: String? = nil
  ) throws(StoreError) -> UInt64 {
    try reading { (database) throws(StoreError) in
      try Self.spent(since: time, now: now, at: origin, but: nil, &database)
    }
  }

  private func end(
    _ hash: Bytes32, as state: StoredPayment.State, reason: String, at time: Int64
  ) throws(StoreError) -> Bool {
    try writing { (database) throws(StoreError) in
      try database.run(
        """
        UPDATE payments SET state = ?, reason = ?, settled_at = ?
        WHERE payment_hash = ? AND state IN ('sending', 'abandoned')
        """,
        [.text(state.rawValue), .text(reason), .integer(time), .bytes(hash)])
      return database.changes == 1
    }
  }

  private static func payment(
    _ hash: Bytes32, _ database: inout Database
  ) throws(StoreError) -> StoredPayment? {
    try database.first("\(selectPayment) WHERE payment_hash = ?", [.bytes(hash)], payment)
  }

  private static func spent(
    since time: Int64, now: Int64, at origin: String?, but hash: Bytes32?,
    _ database: inout Database
  ) throws(StoreError) -> UInt64 {
    // Added up here: SQLite's sums fail beyond 63 bits, or turn into fractions.
    let costs = try database.rows(
      """
      SELECT amount_msat, coalesce(fee_msat, fee_cap_msat) FROM payments
      WHERE is_sandbox = 0 AND (? IS NULL OR origin = ?) AND (? IS NULL OR payment_hash != ?) AND (
        state = 'sending' OR state IN ('succeeded', 'abandoned')
        AND (created_at > ? OR created_at > ? OR settled_at > ?))
      """,
      [
        SQLValue(origin), SQLValue(origin), SQLValue(hash), SQLValue(hash), .integer(time),
        .integer(now), .integer(time),
      ]
    ) { (row) throws(StoreError) in
      UInt64(clamping: try row.integer(0)) + UInt64(clamping: try row.integer(1))
    }
    return costs.reduce(0) { total, cost in
      let (sum, overflow) = total.addingReportingOverflow(cost)
      return overflow ? .max : sum
    }
  }

  private static func write(
    _ payment: StoredPayment, _ database: inout Database
  ) throws(StoreError) {
    try database.run(
      """
      INSERT OR REPLACE INTO payments (payment_hash, state, invoice, token, wallet_identity,
        wallet_name, is_sandbox, origin, scope, amount_msat, fee_cap_msat, fee_msat, created_at,
        send_deadline, settled_at, preimage, reason, used_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .bytes(payment.paymentHash), .text(payment.state.rawValue), .text(payment.invoice),
        payment.token.map(SQLValue.blob) ?? .null, .text(payment.walletIdentity),
        .text(payment.walletName), .integer(payment.isSandbox ? 1 : 0), SQLValue(payment.origin),
        SQLValue(payment.scope), .integer(Int64(clamping: payment.amount)),
        .integer(Int64(clamping: payment.feeCap)),
        SQLValue(payment.fee.map { Int64(clamping: $0) }), .integer(payment.createdAt),
        .integer(payment.sendDeadline), SQLValue(payment.settledAt),
        .bytes(payment.preimage ?? .zero), SQLValue(payment.reason), SQLValue(payment.usedAt),
      ])
  }

  /// The columns as `payment(_:)` takes them.
  private static let selectPayment = """
    SELECT payment_hash, state, invoice, token, wallet_identity, wallet_name, is_sandbox, origin,
      scope, amount_msat, fee_cap_msat, fee_msat, created_at, send_deadline, settled_at, preimage,
      reason, used_at
    FROM payments
    """

  private static func payment(_ row: borrowing Row) throws(StoreError) -> StoredPayment {
    guard let state = StoredPayment.State(rawValue: try row.text(1)) else { throw row.damaged }
    var payment = StoredPayment(
      paymentHash: try row.bytes32(0), invoice: try row.text(2), token: try row.optionalBlob(3),
      walletIdentity: try row.text(4), walletName: try row.text(5),
      isSandbox: try row.integer(6) != 0, origin: try row.optionalText(7),
      scope: try row.optionalText(8), amount: UInt64(clamping: try row.integer(9)),
      feeCap: UInt64(clamping: try row.integer(10)), createdAt: try row.integer(12),
      sendDeadline: try row.integer(13))
    payment.state = state
    payment.fee = try row.optionalInteger(11).map { UInt64(clamping: $0) }
    payment.settledAt = try row.optionalInteger(14)
    let preimage = try row.bytes32(15)
    payment.preimage = state == .succeeded ? preimage : nil
    payment.reason = try row.optionalText(16)
    payment.usedAt = try row.optionalInteger(17)
    return payment
  }
}
