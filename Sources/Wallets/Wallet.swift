public import BOLT11
public import Bytes

/// Something that pays and is paid over Lightning: a node, a service, a program, a person.
///
/// Calls wait until they are answered, each no longer than the order or the wallet's own limit says.
/// None of them decides anything: whether a payment may be sent is the caller's to know.
public protocol Wallet: Sendable {
  /// What kind of wallet it is and what it can do.
  var profile: WalletProfile { get }

  /// Who it is: two values are equal exactly when a payment sent through one is seen by the other.
  ///
  /// The name in the configuration is no part of it. Asking may need the wallet.
  func identity() throws(WalletError) -> WalletIdentity

  /// Its name, network and balance.
  func info() throws(WalletError) -> WalletInfo

  /// Makes an invoice.
  func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice

  /// Sends a payment and waits for its end, at most for the order's time.
  ///
  /// An error says nothing about the money: only `lookUpPayment` does.
  func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState

  /// What became of an outgoing payment.
  func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState

  /// What became of a payment that it was told to send, as somebody else wrote down.
  ///
  /// A wallet that has no memory of its own asks for it; the others look it up.
  func outcome(of sent: SentPayment) throws(WalletError) -> PaymentState

  /// What became of an invoice of this wallet.
  func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState

  /// What a bitcoin costs, in units of a currency (ISO 4217, lower case), where it knows.
  func price(of currency: String) throws(WalletError) -> Double

  /// What can be found out without paying: whether it answers, what its key may do.
  ///
  /// - Parameter unusedHash: a hash that no payment has.
  func check(unusedHash: Bytes32) -> WalletReport
}

extension Wallet {
  /// It knows no prices.
  public func price(of currency: String) throws(WalletError) -> Double {
    throw WalletError(
      .unsupported, "wallets of type \(profile.type) know no prices", mayHaveBeenSent: false)
  }

  /// What it looks up.
  public func outcome(of sent: SentPayment) throws(WalletError) -> PaymentState {
    try lookUpPayment(sent.paymentHash)
  }
}

/// What a wallet is and can.
public struct WalletProfile: Hashable, Sendable {
  /// `sandbox`, `lnbits`, `lnd`, `cln`, `phoenixd`, `exec` or `manual`.
  public let type: String
  /// Whether its money is play money.
  public var isSandbox = false
  /// Whether it keeps to the fee limit of an order.
  public var enforcesFeeLimit = true
  /// Whether it can say what became of a payment; without that a lost answer stays lost.
  public var looksUpPayments = true
  /// Whether "never tried" proves that nothing left, after a payment was sent through it.
  public var neverTriedIsFinal = true
  /// Whether amounts must be whole satoshis.
  public var wholeSatoshisOnly = false
  /// Whether it is a person, who is asked once, is believed, and sees to fees.
  public var isPerson = false

  /// A wallet that can do everything.
  public init(type: String) { self.type = type }
}

/// What a wallet is, apart from what it is called.
public struct WalletIdentity: Hashable, Sendable, CustomStringConvertible {
  /// Type and what distinguishes it: a node's key, a service's address and the wallet's id there.
  ///
  /// No secret is part of it.
  public let description: String

  /// An identity from its parts.
  public init(type: String, _ name: String) { description = "\(type):\(name)" }

  /// An identity as it was written down.
  public init(stored text: String) { description = text }
}

/// What a wallet says about itself.
public struct WalletInfo: Hashable, Sendable {
  /// What it calls itself.
  public var name: String
  /// The network that it pays on; nil where it does not say.
  public var network: LightningNetwork?
  /// The node's public key in hexadecimal; nil for wallets that are no node.
  public var nodeKey: String?
  /// What could be spent; nil where it does not say.
  public var balance: Millisatoshis?
  /// What its version is; nil where it does not say.
  public var version: String?

  /// What is known so far.
  public init(
    name: String, network: LightningNetwork? = nil, nodeKey: String? = nil,
    balance: Millisatoshis? = nil, version: String? = nil
  ) {
    self.name = name
    self.network = network
    self.nodeKey = nodeKey
    self.balance = balance
    self.version = version
  }
}

/// An invoice to be made.
public struct InvoiceOrder: Hashable, Sendable {
  /// What to ask for; not 0.
  public var amount: Millisatoshis
  /// What it is for.
  public var purpose: InvoiceDraft.Purpose
  /// The text whose hash the purpose is, where it is known: some wallets hash it themselves.
  public var hashedText: String?
  /// For how many seconds it can be paid.
  public var expiry: UInt32

  /// An invoice to be made.
  public init(amount: Millisatoshis, purpose: InvoiceDraft.Purpose, expiry: UInt32) {
    self.amount = amount
    self.purpose = purpose
    self.expiry = expiry
  }
}

/// A payment to be sent.
public struct PaymentOrder: Hashable, Sendable {
  /// What to pay.
  public var invoice: Invoice
  /// The amount for an invoice without one; nil for one that has its own.
  public var amount: Millisatoshis?
  /// The most that may be paid on top.
  public var feeLimit: Millisatoshis
  /// For how many seconds to try.
  public var timeout: Int
  /// The most blocks that the payment may be held for, where the wallet takes such a limit.
  public var cltvLimit: Int
  /// Open files that keep others from paying it, for a process that pays to hold as long as it lives.
  public var lockDescriptors: [Int32] = []

  /// A payment to be sent.
  public init(
    invoice: Invoice, amount: Millisatoshis? = nil, feeLimit: Millisatoshis, timeout: Int,
    cltvLimit: Int = 1008
  ) {
    self.invoice = invoice
    self.amount = amount
    self.feeLimit = feeLimit
    self.timeout = timeout
    self.cltvLimit = cltvLimit
  }

  /// What the payee gets; nil if nobody said.
  public var total: Millisatoshis? { invoice.amount ?? amount }
}

/// A payment that was sent, as it was written down.
public struct SentPayment: Hashable, Sendable {
  /// Which payment.
  public var paymentHash: Bytes32
  /// What the payee gets.
  public var amount: Millisatoshis
  /// When it was sent, in seconds since 1970-01-01T00:00:00Z.
  public var sentAt: Int64
  /// Whom it is paid to, scheme://host[:port]; nil where nobody said.
  public var origin: String?

  /// A payment that was sent.
  public init(paymentHash: Bytes32, amount: Millisatoshis, sentAt: Int64, origin: String? = nil) {
    self.paymentHash = paymentHash
    self.amount = amount
    self.sentAt = sentAt
    self.origin = origin
  }
}

/// What became of an outgoing payment, as far as its wallet knows.
public enum PaymentState: Hashable, Sendable {
  /// The wallet never sent anything for it.
  case neverTried
  /// It was sent and may still succeed.
  case inFlight
  /// The payee has the money, we have the preimage.
  case succeeded(SettledPayment)
  /// It ended without money having moved.
  case failed(String)
  /// Nobody can tell; to be treated as in flight.
  case unknown(String)
}

/// A payment that succeeded.
public struct SettledPayment: Hashable, Sendable {
  /// What hashes to the payment hash; checked by whoever uses it.
  public let preimage: Bytes32
  /// What the payee got; nil where the wallet does not say.
  public let amount: Millisatoshis?
  /// What it cost on top; nil where the wallet does not say.
  public let fee: Millisatoshis?

  /// What a wallet says.
  public init(preimage: Bytes32, amount: Millisatoshis? = nil, fee: Millisatoshis? = nil) {
    self.preimage = preimage
    self.amount = amount
    self.fee = fee
  }
}

extension SettledPayment: CustomStringConvertible, CustomReflectable {
  /// Says what it is, not what it holds.
  public var description: String { "(settled payment, preimage hidden)" }
  /// Without the preimage.
  public var customMirror: Mirror { Mirror(self, children: ["fee": fee as Any]) }
}

/// What became of an invoice.
public enum InvoiceState: Hashable, Sendable {
  /// It can still be paid.
  case open
  /// Money arrived and is held back.
  case held
  /// It was paid.
  case paid
  /// Its time is over, or it was cancelled.
  case closed
  /// The wallet has no such invoice.
  case missing
}
