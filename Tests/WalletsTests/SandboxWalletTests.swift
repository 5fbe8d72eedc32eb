import BOLT11
import Bytes
import Digests
import Secp256k1
import Store
import Testing
import Wallets

/// The sandbox as any other wallet: through the protocol alone, its ledger for the set-up.
@Suite struct SandboxWalletTests {
  let folder: TemporaryFolder
  let store: Store
  let time = SimulatedTime()
  let wallet: any Wallet

  private static let start = Millisatoshis(Store.sandboxBalance)

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(openingAt: folder.file("l402.db"), mode: .create)
    wallet = SandboxWallet(store: store, clock: time.clock, randomBytes: randomBytes)
  }

  private func invoice(_ amount: UInt64 = 21_000, expiry: UInt32 = 600) throws -> Invoice {
    let order = InvoiceOrder(
      amount: Millisatoshis(amount), purpose: .description("coffee"), expiry: expiry)
    return try wallet.createInvoice(order).invoice
  }

  private func hash(_ invoice: Invoice) throws -> Bytes32 { try #require(invoice.paymentHash) }

  private func pay(_ invoice: Invoice, timeout: Int = 60) throws -> PaymentState {
    try wallet.pay(
      PaymentOrder(invoice: invoice, feeLimit: Millisatoshis(0), timeout: timeout))
  }

  private func balance() throws -> Millisatoshis? { try wallet.info().balance }

  /// The preimage of a success, which must fit.
  private func preimage(_ state: PaymentState, of invoice: Invoice) throws -> Bytes32 {
    guard case .succeeded(let payment) = state else {
      throw WalletError(.refused, "not a success: \(state)")
    }
    #expect(SHA256.digest(payment.preimage) == (try hash(invoice)))
    return payment.preimage
  }

  @Test func `says what it is`() throws {
    let info = try wallet.info()
    let key = try #require(info.nodeKey)
    #expect(info.name == "sandbox" && info.network == .regtest && info.balance == Self.start)
    #expect(try wallet.identity() == WalletIdentity(type: "sandbox", key))
    #expect(wallet.profile.type == "sandbox" && wallet.profile.isSandbox)
    #expect(wallet.profile.enforcesFeeLimit && wallet.profile.looksUpPayments)
    #expect(!wallet.profile.wholeSatoshisOnly)
  }

  @Test func `is the same in every process, and another one in another store`() throws {
    let again = SandboxWallet(
      store: try Store(openingAt: store.path, mode: .existing), clock: time.clock,
      randomBytes: randomBytes)
    #expect(try again.identity() == wallet.identity())
    let other = SandboxWallet(
      store: try Store(openingAt: folder.file("other.db"), mode: .create), clock: time.clock,
      randomBytes: randomBytes)
    #expect(try other.identity() != wallet.identity())
  }

  @Test func `makes invoices that others can read`() throws {
    let invoice = try invoice(1_234_567, expiry: 90)
    #expect(try Invoice(parsing: Array(invoice.raw.text.utf8)[...]) == invoice)
    #expect(invoice.network == .regtest && invoice.isPayable)
    #expect(invoice.amount == Millisatoshis(1_234_567) && invoice.description == "coffee")
    #expect(invoice.timestamp == UInt64(time.now) && invoice.expiresAt == time.now + 90)
    #expect(invoice.minFinalCLTVExpiryDelta == 18)
    #expect("\(invoice.payee)" == (try wallet.info().nodeKey))
    #expect(try wallet.lookUpInvoice(hash(invoice)) == .open)
  }

  @Test func `every invoice has a hash and a secret of its own`() throws {
    let invoices = try (0..<20).map { _ in try invoice() }
    #expect(Set(invoices.map(\.paymentHash)).count == 20)
    #expect(Set(invoices.map(\.paymentSecret)).count == 20)
  }

  @Test func `an invoice for nothing is refused, and nothing was sent`() {
    let error = #expect(throws: WalletError.self) { try invoice(0) }
    #expect(error?.reason == .refused && error?.mayHaveBeenSent == false)
  }

  @Test func `create, pay, look up`() throws {
    let invoice = try invoice()
    #expect(try wallet.lookUpPayment(hash(invoice)) == .neverTried)
    let state = try pay(invoice)
    let preimage = try preimage(state, of: invoice)
    let settled = SettledPayment(
      preimage: preimage, amount: Millisatoshis(21_000), fee: Millisatoshis(0))
    #expect(state == .succeeded(settled))
    #expect(try wallet.lookUpPayment(hash(invoice)) == state)
    #expect(try wallet.lookUpInvoice(hash(invoice)) == .paid)
    #expect(try balance() == Millisatoshis(Self.start.value - 21_000))
  }

  @Test func `to pay again gives the same and costs nothing`() throws {
    let invoice = try invoice()
    let first = try pay(invoice)
    time.pass(milliseconds: 5_000_000)
    #expect(try pay(invoice) == first)
    #expect(try balance() == Millisatoshis(Self.start.value - 21_000))
  }

  @Test func `a failed payment is failed, and the invoice still open`() throws {
    let invoice = try invoice()
    try store.setSandbox(behaviour: .fail, delay: 3, balance: nil)
    guard case .failed = try pay(invoice), case .failed = try wallet.lookUpPayment(hash(invoice))
    else {
      Issue.record("it was told to fail")
      return
    }
    #expect(try wallet.lookUpInvoice(hash(invoice)) == .open)
    #expect(try balance() == Self.start)
    try store.setSandbox(behaviour: .pay, delay: nil, balance: nil)
    _ = try preimage(pay(invoice), of: invoice)
  }

  @Test func `a delayed payment is waited for`() throws {
    let invoice = try invoice()
    try store.setSandbox(behaviour: nil, delay: 7, balance: nil)
    let start = time.now
    _ = try preimage(pay(invoice), of: invoice)
    #expect((7...8).contains(time.now - start))
  }

  @Test func `a held payment is in flight when the time is over, and after`() throws {
    let invoice = try invoice()
    try store.setSandbox(behaviour: .hold, delay: nil, balance: nil)
    let start = time.now
    #expect(try pay(invoice, timeout: 10) == .inFlight)
    #expect(time.now - start == 10)
    #expect(try wallet.lookUpInvoice(hash(invoice)) == .held)
    time.pass(milliseconds: 10_000_000)
    #expect(try wallet.lookUpPayment(hash(invoice)) == .inFlight)
    #expect(try pay(invoice, timeout: 0) == .inFlight)
    #expect(try store.releaseSandboxPayments(failing: false, at: time.now) == 1)
    _ = try preimage(wallet.lookUpPayment(hash(invoice)), of: invoice)
    #expect(try wallet.lookUpInvoice(hash(invoice)) == .paid)
    #expect(try balance() == Millisatoshis(Self.start.value - 21_000))
  }

  @Test func `an expired invoice fails and was never tried`() throws {
    let invoice = try invoice(expiry: 60)
    time.pass(milliseconds: 60_000)
    #expect(try pay(invoice) == .failed("the invoice has expired"))
    #expect(try wallet.lookUpPayment(hash(invoice)) == .neverTried)
    #expect(try wallet.lookUpInvoice(hash(invoice)) == .closed)
  }

  @Test func `too little balance fails and was never tried`() throws {
    let invoice = try invoice(Self.start.value + 1)
    #expect(try pay(invoice) == .failed("the sandbox has only 1000000 sat left"))
    #expect(try wallet.lookUpPayment(hash(invoice)) == .neverTried)
    #expect(try balance() == Self.start)
  }

  /// An invoice of another node.
  private func foreign(hash: Bytes32) throws -> Invoice {
    let draft = InvoiceDraft(
      network: .regtest, amount: Millisatoshis(1), timestamp: UInt64(time.now), paymentHash: hash,
      paymentSecret: .zero, purpose: .description("not ours"))
    return try draft.signed(by: #require(SecretKey(Bytes32(storage: SIMD32(repeating: 3)))))
  }

  @Test func `an invoice of another node fails and was never tried`() throws {
    let invoice = try foreign(hash: SHA256.digest([1, 2, 3]))
    guard case .failed = try pay(invoice) else {
      Issue.record("it cannot be paid")
      return
    }
    #expect(try wallet.lookUpPayment(hash(invoice)) == .neverTried)
    #expect(try wallet.lookUpInvoice(hash(invoice)) == .missing)
    #expect(try balance() == Self.start)
  }

  @Test func `an invoice of another node with a hash of ours fails too`() throws {
    let ours = try invoice()
    let invoice = try foreign(hash: hash(ours))
    guard case .failed = try pay(invoice) else {
      Issue.record("a node does not pay what another one asks for")
      return
    }
    #expect(try wallet.lookUpPayment(hash(ours)) == .neverTried)
    #expect(try balance() == Self.start)
  }

  @Test func `a ledger that cannot be written is an error that says nothing about money`() throws {
    let invoice = try invoice()
    let reader = SandboxWallet(
      store: try Store(openingAt: store.path, mode: .readOnly), clock: time.clock,
      randomBytes: randomBytes)
    let error = #expect(throws: WalletError.self) {
      try reader.pay(PaymentOrder(invoice: invoice, feeLimit: Millisatoshis(0), timeout: 1))
    }
    #expect(error?.reason == .store && error?.mayHaveBeenSent == true)
  }

  @Test func `without random bytes there is no invoice`() {
    let broken = SandboxWallet(store: store, clock: time.clock) { [UInt8](repeating: 0, count: $0) }
    let error = #expect(throws: WalletError.self) {
      try broken.createInvoice(
        InvoiceOrder(amount: Millisatoshis(1), purpose: .description(""), expiry: 1))
    }
    #expect(error?.reason == .store && error?.mayHaveBeenSent == false)
  }

  @Test func `preimages are never printed`() throws {
    let state = try pay(invoice())
    guard case .succeeded(let payment) = state else { return }
    var dumped = ""
    dump(state, to: &dumped)
    for text in ["\(state)", String(reflecting: state), dumped] {
      #expect(!text.contains(payment.preimage.hex) && !text.contains("storage"))
    }
  }
}
