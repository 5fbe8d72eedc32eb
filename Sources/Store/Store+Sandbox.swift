public import Bytes

/// How the sandbox deals with payments.
public enum SandboxBehaviour: String, Hashable, Sendable, CaseIterable {
  /// They succeed.
  case pay
  /// They fail.
  case fail
  /// They stay in flight until they are released.
  case hold
}

/// The play node of this store.
public struct SandboxNode: Hashable, Sendable {
  /// The node's secret key.
  public let nodeKey: Bytes32
  /// Play money that can be spent, in millisatoshis.
  public let balance: UInt64
  /// How it deals with payments.
  public let behaviour: SandboxBehaviour
  /// How many seconds a payment takes.
  public let delay: Int64
}

/// An invoice of the play node.
public struct SandboxInvoice: Hashable, Sendable {
  /// SHA-256 of the preimage.
  public let paymentHash: Bytes32
  /// What whoever pays gets.
  public let preimage: Bytes32
  /// In millisatoshis.
  public let amount: UInt64
  /// Unix seconds.
  public let createdAt: Int64
  /// Unix seconds.
  public let expiresAt: Int64
  /// Unix seconds; nil while nobody paid.
  public let paidAt: Int64?

  /// An invoice that nobody paid yet.
  public init(
    paymentHash: Bytes32, preimage: Bytes32, amount: UInt64, createdAt: Int64, expiresAt: Int64
  ) {
    self.init(
      paymentHash: paymentHash, preimage: preimage, amount: amount, createdAt: createdAt,
      expiresAt: expiresAt, paidAt: nil)
  }

  init(
    paymentHash: Bytes32, preimage: Bytes32, amount: UInt64, createdAt: Int64, expiresAt: Int64,
    paidAt: Int64?
  ) {
    self.paymentHash = paymentHash
    self.preimage = preimage
    self.amount = amount
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.paidAt = paidAt
  }
}

extension SandboxInvoice: CustomStringConvertible, CustomReflectable {
  /// Names the invoice, not its preimage.
  public var description: String { "(sandbox invoice \(paymentHash.hex))" }
  /// The same.
  public var customMirror: Mirror { Mirror(self, children: ["invoice": description]) }
}

/// What the play node's ledger says of a payment.
public enum SandboxPayment: Hashable, Sendable {
  /// Nothing was ever sent for it.
  case neverTried
  /// On its way.
  case inFlight
  /// Paid.
  case succeeded(SandboxInvoice)
  /// Ended; the money is back.
  case failed
}

/// What came of a payment through the play node.
public enum SandboxStart: Hashable, Sendable {
  /// It is on its way, or over: ask what became of it.
  case started
  /// The ledger has it already: ask what became of it.
  case already
  /// No invoice of this node.
  case unknownInvoice
  /// The invoice's time is over.
  case expired
  /// More than there is.
  case insufficientBalance(UInt64)
}

extension Store {
  /// What a new play node has: a million satoshis.
  public static let sandboxBalance: UInt64 = 1_000_000_000

  /// The play node; made with this key where there is none.
  public func sandboxNode(newKey: Bytes32) throws(StoreError) -> SandboxNode {
    if let node = try sandboxNode() { return node }
    return try writing { (database) throws(StoreError) in
      try database.run(
        """
        INSERT OR IGNORE INTO sandbox (id, node_key, balance_msat, behaviour, delay_seconds)
        VALUES (0, ?, ?, 'pay', 0)
        """, [.bytes(newKey), .integer(Int64(Self.sandboxBalance))])
      guard let node = try Self.node(&database) else { throw StoreError(.corrupt, at: path) }
      return node
    }
  }

  /// The play node; nil where there is none yet.
  public func sandboxNode() throws(StoreError) -> SandboxNode? {
    try reading { (database) throws(StoreError) in try Self.node(&database) }
  }

  /// Changes how the play node behaves; what is nil stays.
  public func setSandbox(
    behaviour: SandboxBehaviour?, delay: Int64?, balance: UInt64?
  ) throws(StoreError) {
    try writing { (database) throws(StoreError) in
      try database.run(
        """
        UPDATE sandbox SET behaviour = coalesce(?, behaviour),
          delay_seconds = coalesce(?, delay_seconds), balance_msat = coalesce(?, balance_msat)
        """,
        [
          SQLValue(behaviour?.rawValue), SQLValue(delay),
          SQLValue(balance.map { Int64(clamping: $0) }),
        ])
    }
  }

  /// Adds an invoice of the play node; throws `duplicate` for a hash that it has.
  public func add(_ invoice: SandboxInvoice) throws(StoreError) {
    try writing { (database) throws(StoreError) in
      try database.run(
        """
        INSERT INTO sandbox_invoices (payment_hash, preimage, amount_msat, created_at, expires_at)
        VALUES (?, ?, ?, ?, ?)
        """,
        [
          .bytes(invoice.paymentHash), .bytes(invoice.preimage),
          .integer(Int64(clamping: invoice.amount)), .integer(invoice.createdAt),
          .integer(invoice.expiresAt),
        ])
    }
  }

  /// The invoice with this hash, as of a moment; nil where the play node has none.
  public func sandboxInvoice(
    _ hash: Bytes32, at now: Int64
  ) throws(StoreError) -> SandboxInvoice? {
    try writing { (database) throws(StoreError) in
      try Self.settle(&database, at: now)
      return try Self.invoice(hash, &database)
    }
  }

  /// Sends a payment: one transaction, so that nothing is ever sent twice.
  ///
  /// Money leaves the balance at once and comes back if the payment fails.
  public func startSandboxPayment(
    _ hash: Bytes32, at now: Int64
  ) throws(StoreError) -> SandboxStart {
    try writing { (database) throws(StoreError) in
      try Self.settle(&database, at: now)
      switch try Self.outcome(hash, &database, at: now) {
      case .inFlight, .succeeded: return .already
      case .neverTried, .failed: break
      }
      guard let invoice = try Self.invoice(hash, &database), let node = try Self.node(&database)
      else { return .unknownInvoice }
      guard invoice.paidAt == nil else { return .already }
      guard now < invoice.expiresAt else { return .expired }
      guard invoice.amount <= node.balance else { return .insufficientBalance(node.balance) }
      let fails = node.behaviour == .fail
      let end = node.behaviour == .hold ? nil : now + node.delay
      try database.run(
        """
        INSERT OR REPLACE INTO sandbox_payments
          (payment_hash, amount_msat, started_at, settles_at, outcome)
        VALUES (?, ?, ?, ?, ?)
        """,
        [
          .bytes(hash), .integer(Int64(clamping: invoice.amount)), .integer(now), SQLValue(end),
          .text(fails ? "fails" : "pays"),
        ])
      try Self.move(-Int64(clamping: invoice.amount), &database)
      try Self.settle(&database, at: now)
      return .started
    }
  }

  /// What became of a payment, as of a moment.
  public func sandboxPayment(_ hash: Bytes32, at now: Int64) throws(StoreError) -> SandboxPayment {
    try writing { (database) throws(StoreError) in
      try Self.settle(&database, at: now)
      return try Self.outcome(hash, &database, at: now)
    }
  }

  /// Lets payments that are held come to their end.
  ///
  /// - Returns: how many there were.
  public func releaseSandboxPayments(
    failing: Bool, at now: Int64
  ) throws(StoreError) -> Int {
    try writing { (database) throws(StoreError) in
      try database.run(
        "UPDATE sandbox_payments SET settles_at = ?, outcome = ? WHERE settles_at IS NULL",
        [.integer(now), .text(failing ? "fails" : "pays")])
      let count = database.changes
      try Self.settle(&database, at: now)
      return count
    }
  }

  /// Books every payment whose end has come: the invoice is paid, or the money is back.
  private static func settle(_ database: inout Database, at now: Int64) throws(StoreError) {
    try database.run(
      """
      UPDATE sandbox_invoices SET paid_at = (
        SELECT settles_at FROM sandbox_payments AS p
        WHERE p.payment_hash = sandbox_invoices.payment_hash)
      WHERE paid_at IS NULL AND payment_hash IN (
        SELECT payment_hash FROM sandbox_payments WHERE settles_at <= ? AND outcome = 'pays')
      """, [.integer(now)])
    let failed = try database.first(
      """
      SELECT coalesce(sum(amount_msat), 0) FROM sandbox_payments
      WHERE settles_at <= ? AND outcome = 'fails'
      """, [.integer(now)]
    ) { (row) throws(StoreError) in try row.integer(0) }
    guard let failed, failed > 0 else { return }
    try move(failed, &database)
    try database.run(
      "UPDATE sandbox_payments SET outcome = 'failed' WHERE settles_at <= ? AND outcome = 'fails'",
      [.integer(now)])
  }

  private static func move(_ amount: Int64, _ database: inout Database) throws(StoreError) {
    // Play money has no end: what would not fit 63 bits is not counted.
    try database.run(
      "UPDATE sandbox SET balance_msat = min(balance_msat, ? - max(?, 0)) + ?",
      [.integer(.max), .integer(amount), .integer(amount)])
  }

  private static func outcome(
    _ hash: Bytes32, _ database: inout Database, at now: Int64
  ) throws(StoreError) -> SandboxPayment {
    let row = try database.first(
      "SELECT settles_at, outcome FROM sandbox_payments WHERE payment_hash = ?", [.bytes(hash)]
    ) { (row) throws(StoreError) in (try row.optionalInteger(0), try row.text(1)) }
    guard let (end, outcome) = row else { return .neverTried }
    guard let end, end <= now else { return .inFlight }
    guard outcome == "pays", let invoice = try invoice(hash, &database) else { return .failed }
    return .succeeded(invoice)
  }

  private static func invoice(
    _ hash: Bytes32, _ database: inout Database
  ) throws(StoreError) -> SandboxInvoice? {
    try database.first(
      """
      SELECT payment_hash, preimage, amount_msat, created_at, expires_at, paid_at
      FROM sandbox_invoices WHERE payment_hash = ?
      """, [.bytes(hash)]
    ) { (row) throws(StoreError) in
      SandboxInvoice(
        paymentHash: try row.bytes32(0), preimage: try row.bytes32(1),
        amount: UInt64(clamping: try row.integer(2)), createdAt: try row.integer(3),
        expiresAt: try row.integer(4), paidAt: try row.optionalInteger(5))
    }
  }

  private static func node(_ database: inout Database) throws(StoreError) -> SandboxNode? {
    let row = try database.first(
      "SELECT node_key, balance_msat, behaviour, delay_seconds FROM sandbox"
    ) { (row) throws(StoreError) in
      (
        try row.bytes32(0), try row.integer(1), SandboxBehaviour(rawValue: try row.text(2)),
        try row.integer(3), row.damaged
      )
    }
    guard let row else { return nil }
    guard let behaviour = row.2 else { throw row.4 }
    return SandboxNode(
      nodeKey: row.0, balance: UInt64(clamping: row.1), behaviour: behaviour, delay: row.3)
  }
}

extension SandboxNode: CustomStringConvertible, CustomReflectable {
  /// Without the key.
  public var description: String { "(sandbox node, \(balance) msat)" }
  /// The same.
  public var customMirror: Mirror { Mirror(self, children: ["node": description]) }
}
