import BOLT11
import Bytes
import Secp256k1
import Store
import Testing
import Wallets

@testable import Payments

/// What is refused: always before the wallet is told to pay.
@Suite struct RefusalTests {
  let bench: Bench
  var wallet: ScriptedWallet { bench.wallet }

  init() throws {
    bench = try Bench()
    wallet.paying(.state(.paid(1)))
  }

  /// Pays, and expects a refusal before anything was sent or written down.
  private func expect(
    _ code: Refusal.Code, _ purchase: Purchase, _ policy: PaymentPolicy = Bench.openPolicy,
    confirm: @escaping @Sendable (Purchase, Millisatoshis) -> Bool = { _, _ in true },
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    var flow = bench.flow(policy)
    flow.confirm = confirm
    let before = try bench.store.payments()
    let outcome = try flow.pay(purchase)
    guard case .refused(let refusal) = outcome, refusal.code == code else {
      Issue.record("\(outcome)", sourceLocation: sourceLocation)
      return
    }
    #expect(wallet.orders.isEmpty, sourceLocation: sourceLocation)
    #expect(try bench.store.payments() == before, sourceLocation: sourceLocation)
  }

  private func policy(_ change: (inout PaymentPolicy) -> Void) -> PaymentPolicy {
    var policy = Bench.openPolicy
    change(&policy)
    return policy
  }

  @Test func `an invoice that a payer must refuse`() throws {
    try expect(.unpayable, purchase { $0.features = FeatureBits([8, 14, 1000]) })
  }

  @Test(arguments: [UInt64(20_999), 0])
  func `more than a payment may cost`(limit: UInt64) throws {
    try expect(.priceOverLimit, purchase(), policy { $0.maxAmount = Millisatoshis(limit) })
    try expect(
      .priceOverLimit, purchase(amount: Millisatoshis(21_000)) { $0.amount = nil },
      policy { $0.maxAmount = Millisatoshis(limit) })
  }

  @Test func `fees are no part of the limit of a payment`() throws {
    let policy = policy {
      $0.maxAmount = Millisatoshis(21_000)
      $0.feeLimit = .absolute(Millisatoshis(500_000))
    }
    #expect(try bench.pay(purchase(), policy) == .paid(receipt()))
  }

  @Test(arguments: [nil, Millisatoshis(0)])
  func `no amount`(amount: Millisatoshis?) throws {
    try expect(.noAmount, purchase(amount: amount) { $0.amount = nil })
  }

  @Test func `another amount than the invoice's own`() throws {
    try expect(.amountConflict, purchase(amount: Millisatoshis(20_999)))
  }

  @Test(arguments: [UInt64.max, UInt64(Int64.max) + 1, 2_100_000_000_000_000_001])
  func `more than all bitcoin`(amount: UInt64) throws {
    let order = try purchase(amount: Millisatoshis(amount)) { $0.amount = nil }
    try expect(.priceOverLimit, order)
    try expect(.priceOverLimit, purchase { $0.amount = Millisatoshis(amount) })
  }

  @Test(arguments: [0, 1, 29, 30])
  func `an invoice within 30 s of its end`(left: UInt64) throws {
    try expect(.expired, purchase { $0.expiry = left })
  }

  @Test func `but not before`() throws {
    #expect(try bench.pay(purchase { $0.expiry = 31 }) == .paid(receipt()))
  }

  @Test func `an invoice that ended long ago`() throws {
    bench.time.pass(milliseconds: 3_600_000)
    try expect(.expired, purchase())
  }

  @Test func `an invoice whose end is near when the user has answered`() throws {
    let time = bench.time
    try expect(.expired, purchase()) { _, _ in
      time.pass(milliseconds: 3_570_000)
      return true
    }
  }

  @Test(arguments: LightningNetwork.allCases.filter { $0 != .regtest })
  func `another network`(network: LightningNetwork) throws {
    try expect(.network, purchase { $0.network = network })
  }

  @Test func `play money, where the wallet does not say what it pays with`() throws {
    wallet.inform(.success(WalletInfo(name: "fake", network: nil)))
    try expect(.network, purchase())
    #expect(try bench.pay(purchase { $0.network = .bitcoin }) == .paid(receipt()))
  }

  @Test func `a payment that could be held for more than 144 blocks`() throws {
    try expect(.heldTooLong, purchase { $0.minFinalCLTVExpiryDelta = 145 })
    #expect(try bench.pay(purchase { $0.minFinalCLTVExpiryDelta = 144 }) == .paid(receipt()))
  }

  @Test func `a wallet that cannot limit fees, unless that is allowed`() throws {
    wallet.change { $0.enforcesFeeLimit = false }
    try expect(.unboundedFee, purchase())
    #expect(try bench.pay(purchase(), policy { $0.allowsUnboundedFee = true }) == .paid(receipt()))
    #expect(try bench.store.payment(paymentHash(1))?.feeCap == 1000)
  }

  @Test func `a bound stands in for the limit of a wallet that keeps to none`() throws {
    wallet.change { $0.enforcesFeeLimit = false }
    func bounded(_ bound: UInt64, limit: UInt64) -> PaymentPolicy {
      policy {
        $0.feeBound = Millisatoshis(bound)
        $0.feeLimit = .absolute(Millisatoshis(limit))
      }
    }
    try expect(.unboundedFee, purchase(), bounded(1001, limit: 1000))
    #expect(try bench.pay(purchase(), bounded(700, limit: 1000)) == .paid(receipt()))
    // What it may take is set aside, not what it may not.
    #expect(try bench.store.payment(paymentHash(1))?.feeCap == 700)
  }

  @Test func `what is set aside for fees is the most that may be taken`() {
    var policy = Bench.openPolicy
    policy.feeLimit = .absolute(Millisatoshis(1000))
    policy.feeBound = Millisatoshis(5000)
    var profile = WalletProfile(type: "x")
    let amount = Millisatoshis(1)
    #expect(policy.feeCap(for: amount, profile) == Millisatoshis(1000))
    profile.enforcesFeeLimit = false
    #expect(policy.feeCap(for: amount, profile) == Millisatoshis(5000))
    policy.allowsUnboundedFee = true
    policy.feeBound = Millisatoshis(500)
    #expect(policy.feeCap(for: amount, profile) == Millisatoshis(1000))
    policy.feeBound = nil
    #expect(policy.feeCap(for: amount, profile) == Millisatoshis(1000))
  }

  @Test func `a fraction of a satoshi, where the wallet pays whole ones`() throws {
    wallet.change { $0.wholeSatoshisOnly = true }
    try expect(.wholeSatoshis, purchase { $0.amount = Millisatoshis(21_001) })
    #expect(try bench.pay(purchase()) == .paid(receipt()))
  }

  @Test func `anything, where paying is switched off`() throws {
    try expect(.noPay, purchase(), policy { $0.forbidsPaying = true })
  }

  @Test func `an origin that is not listed, where only listed ones are paid`() throws {
    let origin = "https://example.com"
    for purchase in [try purchase(origin: origin), try purchase()] {
      try expect(.notListed, purchase, policy { $0.onlyListed = true })
    }
    let listed = policy {
      $0.onlyListed = true
      $0.isListed = true
    }
    #expect(try bench.pay(purchase(origin: origin), listed) == .paid(receipt()))
  }

  @Test func `another network than the one assumed of a wallet that does not say`() throws {
    let policy = policy { $0.assumedNetwork = .bitcoin }
    #expect(
      policy.objection(to: try purchase(), profile: wallet.profile, network: nil, now: noon)?.code
        == .network)
    var other = policy
    other.assumedNetwork = .regtest
    #expect(
      other.objection(to: try purchase(), profile: wallet.profile, network: nil, now: noon) == nil)
  }

  @Test func `what the user does not want`() throws {
    try expect(.notConfirmed, purchase()) { _, _ in false }
  }

  @Test func `the user is asked about the purchase and the fee, once`() throws {
    let counter = SimulatedTime(at: 0)
    var flow = bench.flow()
    flow.confirm = { purchase, fee in
      counter.pass(milliseconds: 1000)
      return purchase.paymentHash == paymentHash(1) && fee == Millisatoshis(1000)
    }
    #expect(try flow.pay(purchase()) == .paid(receipt()))
    #expect(counter.now == 1)
  }

  @Test func `the user is not asked about what is refused anyway`() throws {
    try expect(.noPay, purchase(), policy { $0.forbidsPaying = true }) { _, _ in
      Issue.record("nobody should be asked")
      return true
    }
  }

  @Test func `more than the budget`() throws {
    try expect(
      .overBudget, purchase(),
      policy { $0.budgets = [Budget(amount: 21_999, span: 86_400)] })
  }

  @Test func `what does not fit beside an undecided payment, and fits when that failed`() throws {
    try bench.leaveSending(2)
    let policy = policy { $0.budgets = [Budget(amount: 43_999, span: 86_400)] }
    try expect(.overBudget, purchase(), policy)
    #expect(try bench.store.settle(paymentHash(2), failedFor: "no", at: noon))
    #expect(try bench.pay(purchase(), policy) == .paid(receipt()))
  }

  @Test(arguments: [Refusal.Code.uselessToken, .foreignInvoice])
  func `a token that is not worth it`(code: Refusal.Code) throws {
    var order = try purchase()
    order.objection = Refusal(code, "no")
    try expect(code, order)
  }

  @Test func `a refused row of a failed payment stays failed`() throws {
    try bench.leaveSending()
    #expect(try bench.store.settle(paymentHash(1), failedFor: "no route", at: noon))
    try expect(.noPay, purchase(), policy { $0.forbidsPaying = true })
    #expect(try bench.state() == .failed)
  }

  @Test func `an invoice without payment hash is no purchase`() throws {
    let raw = RawInvoice(
      prefix: InvoicePrefix(network: .regtest, amount: nil), timestamp: UInt64(noon),
      fields: [TaggedField(tag: .paymentSecret, bytes: preimage(1).array)],
      signedBy: try #require(SecretKey(preimage(1))))
    #expect(Purchase(try Invoice(parsing: Array(raw.text.utf8)[...])) == nil)
  }

  @Test func `without knowing the network nothing is paid`() throws {
    let error = WalletError(.unreachable, "gone", mayHaveBeenSent: false)
    wallet.inform(.failure(error))
    #expect(throws: PaymentFlowError.wallet(error)) { try bench.pay(purchase()) }
    #expect(wallet.orders.isEmpty)
  }

  // MARK: The preview agrees

  @Test func `a preview writes and sends nothing`() throws {
    let preview = try bench.flow().preview(purchase())
    #expect(preview == .wouldPay(Millisatoshis(21_000), feeLimit: Millisatoshis(1000)))
    #expect(wallet.orders.isEmpty)
    #expect(try bench.store.payments().isEmpty)
  }

  @Test(arguments: [StoredPayment.State.sending, .abandoned])
  func `a preview does not promise to pay what may be on its way`(state: StoredPayment.State)
    throws
  {
    try bench.leaveSending()
    if state == .abandoned { #expect(try bench.store.abandonPayment(paymentHash(1), at: noon)) }
    guard case .undecided(paymentHash(1), _) = try bench.flow().preview(purchase()) else {
      Issue.record("it may be on its way")
      return
    }
  }
}
