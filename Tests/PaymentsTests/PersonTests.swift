import BOLT11
import Bytes
import Store
import Testing
import Wallets

@testable import Payments

/// Where a person pays: they are asked once, and what they say stands.
@Suite struct PersonTests {
  let bench: Bench
  var wallet: ScriptedWallet { bench.wallet }
  private let origin = "https://a.example"

  init() throws {
    bench = try Bench()
    wallet.change {
      $0.isPerson = true
      $0.enforcesFeeLimit = false
    }
  }

  private func sent(_ number: Int = 1, origin: String? = nil) -> SentPayment {
    SentPayment(
      paymentHash: paymentHash(number), amount: Millisatoshis(21_000), sentAt: noon, origin: origin)
  }

  private let open = PaymentState.unknown("nobody said")

  // MARK: Paying

  @Test func `a preimage pays, and nobody is asked again`() throws {
    wallet.paying(.state(.paid(1, fee: nil)))
    #expect(try bench.pay(purchase()) == .paid(receipt(fee: nil)))
    #expect(wallet.questions.isEmpty)
    #expect(try bench.state() == .succeeded)
    wallet.forget()
    #expect(try bench.pay(purchase()) == .paid(receipt(fee: nil, isReused: true)))
    #expect(wallet.calls.isEmpty)
  }

  @Test func `no fee bound is needed, since the person sees the fee`() throws {
    wallet.paying(.state(.paid(1, fee: nil)))
    let purchase = try purchase()
    guard case .wouldPay = try bench.flow().preview(purchase) else {
      Issue.record("refused")
      return
    }
    wallet.change { $0.isPerson = false }
    guard case .refused(let refusal) = try bench.pay(purchase) else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.code == .unboundedFee)
  }

  @Test func `limits hold for a person too`() throws {
    let policy = PaymentPolicy(
      maxAmount: Millisatoshis(20_000), feeLimit: .standard, budgets: [])
    guard case .refused(let refusal) = try bench.pay(purchase(), policy) else {
      Issue.record("not refused")
      return
    }
    #expect(refusal.code == .priceOverLimit)
    #expect(wallet.orders.isEmpty)
  }

  @Test func `without an answer it is undecided at once, and nobody is asked in that run`() throws {
    wallet.paying(.state(open))
    #expect(
      try bench.pay(purchase()) == .undecided(hash: paymentHash(1), "nobody said"))
    #expect(bench.time.now == noon)
    #expect(wallet.questions.isEmpty)
    #expect(wallet.lookUpTimes.count == 1)
    #expect(try bench.state() == .sending)
  }

  @Test func `an error that may have been sent is undecided, and nobody is asked in that run`()
    throws
  {
    wallet.paying(.error(.unreachable, sent: true))
    guard case .undecided = try bench.pay(purchase()) else {
      Issue.record("decided")
      return
    }
    #expect(wallet.questions.isEmpty)
    #expect(try bench.state() == .sending)
  }

  @Test func `where nobody could be shown anything nothing was sent`() throws {
    wallet.paying(.error(.notReady, sent: false))
    #expect(try bench.pay(purchase()) == .failed("nothing was sent: notReady"))
    #expect(try bench.state() == .failed)
  }

  @Test func `"not paid" is final the first time`() throws {
    wallet.paying(.state(.failed("not paid")))
    #expect(try bench.pay(purchase()) == .failed("not paid"))
    #expect(bench.time.now == noon)
    #expect(wallet.questions.isEmpty)
    #expect(try bench.state() == .failed)
  }

  @Test func `a preimage of something else is not believed`() throws {
    wallet.paying(.state(.paid(2, fee: nil)))
    guard case .undecided = try bench.pay(purchase()) else {
      Issue.record("decided")
      return
    }
    #expect(try bench.state() == .sending)
  }

  // MARK: Resuming

  @Test func `what was open is asked for once, before anything is shown`() throws {
    try bench.leaveSending()
    wallet.telling(.state(.paid(1, fee: nil)))
    #expect(try bench.pay(purchase()) == .paid(receipt(fee: nil, isReused: true)))
    #expect(wallet.questions == [sent()])
    #expect(wallet.orders.isEmpty)
    #expect(try bench.state() == .succeeded)
  }

  @Test func `without an answer it stays undecided, and nothing is shown`() throws {
    try bench.leaveSending()
    wallet.telling(.state(open))
    for _ in 0..<2 {
      #expect(
        try bench.pay(purchase()) == .undecided(hash: paymentHash(1), "nobody said"))
    }
    #expect(wallet.questions.count == 2)
    #expect(wallet.lookUpTimes.isEmpty)
    #expect(wallet.orders.isEmpty)
    #expect(bench.time.now == noon)
  }

  @Test func `"not paid" frees it, and the invoice is shown again`() throws {
    try bench.leaveSending()
    wallet.telling(.state(.failed("not paid")))
    wallet.paying(.state(.paid(1, fee: nil)))
    #expect(try bench.pay(purchase()) == .paid(receipt(fee: nil)))
    #expect(wallet.questions.count == 1)
    #expect(wallet.orders.count == 1)
  }

  @Test(arguments: [PaymentState.neverTried, .inFlight])
  func `what a person cannot mean leaves it open`(state: PaymentState) throws {
    try bench.leaveSending()
    wallet.telling(.state(state))
    guard case .undecided = try bench.pay(purchase()) else {
      Issue.record("decided")
      return
    }
    #expect(try bench.state() == .sending)
    #expect(wallet.orders.isEmpty)
  }

  @Test func `resume asks, pays nothing, and takes "not paid"`() throws {
    try bench.leaveSending()
    let row = try #require(try bench.store.payment(paymentHash(1)))
    wallet.telling(.state(open), .state(.failed("not paid")))
    #expect(try bench.flow().resume(row) == .undecided(hash: paymentHash(1), "nobody said"))
    #expect(try bench.flow().resume(row) == .failed("not paid"))
    #expect(wallet.questions == [sent(), sent()])
    #expect(wallet.orders.isEmpty)
    #expect(try bench.state() == .failed)
  }

  @Test func `an earlier payment to the same place is asked for before the next is shown`() throws {
    try bench.leaveSending(2, origin: origin)
    wallet.telling(.state(open), .state(.failed("not paid")))
    wallet.paying(.state(.paid(1, fee: nil)))
    let next = try purchase(1, origin: origin)
    guard case .undecided(let hash, _) = try bench.pay(next) else {
      Issue.record("decided")
      return
    }
    #expect(hash == paymentHash(2))
    #expect(wallet.orders.isEmpty)
    #expect(try bench.pay(next) == .paid(receipt(fee: nil)))
    #expect(wallet.questions == [sent(2, origin: origin), sent(2, origin: origin)])
    #expect(try bench.state(2) == .failed)
  }
}
