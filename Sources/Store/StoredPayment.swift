public import Bytes

/// A payment in the journal: written before anything is sent, and never deleted.
public struct StoredPayment: Hashable, Sendable {
  /// What is known of it.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Written down and perhaps sent; only the wallet knows more.
    case sending
    /// Paid; the preimage is there.
    case succeeded
    /// Ended without money having moved, or never sent.
    case failed
    /// Given up by its owner, undecided as it was.
    case abandoned
  }

  /// SHA-256 of the preimage.
  public var paymentHash: Bytes32
  /// What is known of it.
  public var state: State
  /// The invoice's text.
  public var invoice: String
  /// The token that it unlocks, as it stood in the challenge; nil for an invoice alone.
  public var token: [UInt8]?
  /// Which wallet it is sent through.
  public var walletIdentity: String
  /// What that wallet is called.
  public var walletName: String
  /// Whether it is play money.
  public var isSandbox: Bool
  /// Whom it is paid to, scheme://host[:port]; nil where nobody said.
  public var origin: String?
  /// The paths that it is paid for; nil where nobody said.
  public var scope: String?
  /// What the payee gets, in millisatoshis.
  public var amount: UInt64
  /// The most that it may cost on top, in millisatoshis.
  public var feeCap: UInt64
  /// What it did cost on top; nil until that is known.
  public var fee: UInt64?
  /// Unix seconds.
  public var createdAt: Int64
  /// Unix seconds after which no part of it is started any more.
  public var sendDeadline: Int64
  /// Unix seconds of the end; nil while there is none.
  public var settledAt: Int64?
  /// What hashes to the payment hash; nil until it is known.
  public var preimage: Bytes32?
  /// Why it failed; nil otherwise.
  public var reason: String?
  /// When what it bought was first presented to its server, or printed; unix seconds.
  public var usedAt: Int64?

  /// A payment that is about to be sent.
  public init(
    paymentHash: Bytes32, invoice: String, token: [UInt8]? = nil, walletIdentity: String,
    walletName: String, isSandbox: Bool, origin: String? = nil, scope: String? = nil,
    amount: UInt64, feeCap: UInt64, createdAt: Int64, sendDeadline: Int64
  ) {
    self.paymentHash = paymentHash
    state = .sending
    self.invoice = invoice
    self.token = token
    self.walletIdentity = walletIdentity
    self.walletName = walletName
    self.isSandbox = isSandbox
    self.origin = origin
    self.scope = scope
    self.amount = amount
    self.feeCap = feeCap
    self.createdAt = createdAt
    self.sendDeadline = sendDeadline
  }
}

extension StoredPayment: CustomStringConvertible, CustomReflectable {
  /// Names the payment, not its preimage.
  public var description: String { "(payment \(paymentHash.hex), \(state.rawValue))" }
  /// The same: the preimage must not be dumped.
  public var customMirror: Mirror { Mirror(self, children: ["payment": description]) }
}

/// How much may be spent in a span of time, all processes together.
public struct Budget: Hashable, Sendable {
  /// In millisatoshis, fees included.
  public let amount: UInt64
  /// In seconds.
  public let span: Int64
  /// The one origin that it is for; nil for all together.
  public let origin: String?

  /// So much in so long.
  public init(amount: UInt64, span: Int64, origin: String? = nil) {
    self.amount = amount
    self.span = span
    self.origin = origin
  }
}

/// What came of writing a payment down.
public enum Reservation: Hashable, Sendable {
  /// It is in the journal, and its amount and fee cap count against the budgets.
  case reserved
  /// A budget does not allow it; nothing was written.
  case overBudget(Budget, spent: UInt64)
  /// Another process wrote it down meanwhile.
  case taken(StoredPayment)
}
