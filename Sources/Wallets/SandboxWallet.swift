internal import BOLT11
public import Bytes
internal import Digests
internal import Secp256k1
public import Store

/// The wallet that is built in: a play node with a key and a ledger in the store.
///
/// It makes real invoices for regtest (`lnbcrt`) and pays its own; no money is involved.
public struct SandboxWallet: Wallet {
  private let store: Store
  private let clock: WalletClock
  private let randomBytes: @Sendable (_ count: Int) -> [UInt8]

  /// The play node of a store, which must be open for writing.
  public init(
    store: Store, clock: WalletClock, randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8]
  ) {
    self.store = store
    self.clock = clock
    self.randomBytes = randomBytes
  }

  /// What it can do: everything, with play money.
  public var profile: WalletProfile {
    var profile = WalletProfile(type: "sandbox")
    profile.isSandbox = true
    return profile
  }

  /// The node's public key.
  public func identity() throws(WalletError) -> WalletIdentity {
    WalletIdentity(type: "sandbox", "\(try node().key.publicKey)")
  }

  /// Its key and what is left of its play money.
  public func info() throws(WalletError) -> WalletInfo {
    let (node, key) = try node()
    return WalletInfo(
      name: "sandbox", network: .regtest, nodeKey: "\(key.publicKey)",
      balance: Millisatoshis(node.balance))
  }

  /// Makes an invoice for regtest, signed with the node's key.
  public func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice {
    let preimage = try random()
    let now = clock.now()
    let hash = SHA256.digest(preimage)
    var draft = InvoiceDraft(
      network: .regtest, amount: order.amount, timestamp: UInt64(clamping: now),
      paymentHash: hash, paymentSecret: try random(), purpose: order.purpose)
    draft.expiry = UInt64(order.expiry)
    draft.minFinalCLTVExpiryDelta = 18
    draft.features = FeatureBits([8, 14, 17])
    let invoice: Invoice
    do {
      invoice = try draft.signed(by: try node().key)
    } catch let error as InvoiceDraftError {
      throw WalletError(.refused, "\(error)", mayHaveBeenSent: false)
    } catch {
      throw WalletError(.store, "\(error)", mayHaveBeenSent: false)
    }
    try ledger { store throws(StoreError) in
      try store.add(
        SandboxInvoice(
          paymentHash: hash, preimage: preimage, amount: order.amount.value, createdAt: now,
          expiresAt: now + Int64(order.expiry)))
    }
    return CreatedInvoice(invoice)
  }

  /// Pays an invoice of this node; of any other, nothing.
  public func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState {
    guard let hash = order.invoice.paymentHash else {
      throw WalletError(.refused, "the invoice has no payment hash", mayHaveBeenSent: false)
    }
    let foreign = "the sandbox pays its own invoices only; this one is not of this home"
    guard order.invoice.payee == (try node().key.publicKey) else { return .failed(foreign) }
    let start = try ledger { store throws(StoreError) in
      try store.startSandboxPayment(hash, at: clock.now())
    }
    switch start {
    case .unknownInvoice: return .failed(foreign)
    case .expired: return .failed("the invoice has expired")
    case .insufficientBalance(let balance):
      return .failed("the sandbox has only \(Millisatoshis(balance).satoshis) sat left")
    case .started, .already: break
    }
    let deadline = clock.now() + Int64(order.timeout)
    while true {
      let state = try lookUpPayment(hash)
      guard state == .inFlight, clock.now() < deadline, !clock.isInterrupted() else { return state }
      clock.sleep(50)
    }
  }

  /// What the ledger says.
  public func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState {
    let payment = try ledger { store throws(StoreError) in
      try store.sandboxPayment(hash, at: clock.now())
    }
    return switch payment {
    case .neverTried: .neverTried
    case .inFlight: .inFlight
    case .failed: .failed("the sandbox was told to fail")
    case .succeeded(let invoice):
      .succeeded(
        SettledPayment(
          preimage: invoice.preimage, amount: Millisatoshis(invoice.amount), fee: Millisatoshis(0)))
    }
  }

  /// What the ledger says.
  public func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState {
    let now = clock.now()
    let (invoice, payment) = try ledger { store throws(StoreError) in
      (try store.sandboxInvoice(hash, at: now), try store.sandboxPayment(hash, at: now))
    }
    guard let invoice else { return .missing }
    if invoice.paidAt != nil { return .paid }
    if payment == .inFlight { return .held }
    return now < invoice.expiresAt ? .open : .closed
  }

  private func node() throws(WalletError) -> (node: SandboxNode, key: SecretKey) {
    let fresh = try random()
    let node = try ledger { store throws(StoreError) in try store.sandboxNode(newKey: fresh) }
    guard let key = SecretKey(node.nodeKey) else {
      throw WalletError(.store, "the sandbox's node key is damaged", mayHaveBeenSent: false)
    }
    return (node, key)
  }

  /// Thirty-two random bytes that are a secret key; all but one in 2^127 are.
  private func random() throws(WalletError) -> Bytes32 {
    for _ in 0..<4 {
      if let bytes = Bytes32(randomBytes(32)), SecretKey(bytes) != nil { return bytes }
    }
    throw WalletError(.store, "no random bytes", mayHaveBeenSent: false)
  }

  private func ledger<Value>(
    _ body: (Store) throws(StoreError) -> Value
  ) throws(WalletError) -> Value {
    do {
      return try body(store)
    } catch {
      throw WalletError(.store, "\(error)")
    }
  }
}
