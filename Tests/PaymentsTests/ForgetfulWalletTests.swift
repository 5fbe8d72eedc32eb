import BOLT11
import Bytes
import Store
import Testing
import Wallets

@testable import Payments

/// Wallets that cannot say what became of a payment, or whose "never tried" proves nothing.
@Suite struct ForgetfulWalletTests {
  let bench: Bench
  var wallet: ScriptedWallet { bench.wallet }

  init() throws { bench = try Bench() }

  private func expectUndecided(_ outcome: PaymentOutcome) throws {
    guard case .undecided(paymentHash(1), _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try bench.state() == .sending)
  }

  // MARK: No look-up

  @Test func `what nobody sent is paid without a look-up`() throws {
    wallet.change { $0.looksUpPayments = false }
    wallet.paying(.state(.paid(1)))
    #expect(
      try bench.flow().preview(purchase())
        == .wouldPay(Millisatoshis(21_000), feeLimit: Millisatoshis(1000)))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
    #expect(wallet.lookUpTimes.isEmpty)
  }

  @Test(arguments: [
    ScriptedWallet.Answer.state(.inFlight), .state(.unknown("?")), .state(.neverTried),
    .error(.unreachable, sent: true),
  ])
  func `an answer that is lost stays lost, until its owner gives it up`(
    answer: ScriptedWallet.Answer
  ) throws {
    wallet.change { $0.looksUpPayments = false }
    wallet.paying(answer, .state(.paid(1)))
    for _ in 0..<2 {
      try expectUndecided(bench.pay(purchase()))
      // Nobody waits for what nobody will say.
      #expect(bench.time.now < noon + 2_000_002)
      bench.time.pass(milliseconds: 1_000_000_000)
    }
    #expect(wallet.orders.count == 1 && wallet.lookUpTimes.isEmpty)
    let row = try #require(try bench.store.payment(paymentHash(1)))
    try expectUndecided(bench.flow().resume(row))
    // Given up, money may still leave: it is not paid again, but others are no longer in its way.
    #expect(try bench.store.abandonPayment(paymentHash(1), at: noon))
    guard case .undecided = try bench.pay(purchase()) else {
      Issue.record("it was paid again")
      return
    }
    #expect(wallet.orders.count == 1)
  }

  @Test func `one that stays lost blocks its origin`() throws {
    wallet.change { $0.looksUpPayments = false }
    wallet.paying(.state(.paid(1)))
    try bench.leaveSending(2, at: noon - 100_000, origin: "https://example.com", scope: "/api")
    guard
      case .undecided(paymentHash(2), _) = try bench.pay(
        purchase(origin: "https://example.com", scope: "/api"))
    else {
      Issue.record("nobody knows what became of the other")
      return
    }
    #expect(wallet.orders.isEmpty)
  }

  @Test func `a failure that it says is all there will ever be`() throws {
    wallet.change { $0.looksUpPayments = false }
    wallet.paying(.state(.failed("no route")), .state(.paid(1)))
    #expect(try bench.pay(purchase()) == .failed("no route"))
    #expect(try bench.state() == .failed)
    #expect(try bench.pay(purchase()) == .paid(receipt()))
    #expect(wallet.lookUpTimes.isEmpty)
  }

  @Test func `an error before anything left is a failure all the same`() throws {
    wallet.change { $0.looksUpPayments = false }
    wallet.paying(.error(.configuration, sent: false))
    guard case .failed = try bench.pay(purchase()) else {
      Issue.record("nothing was sent")
      return
    }
  }

  // MARK: Never tried

  @Test(arguments: [0, 100_000])
  func `"never tried" after a send proves nothing, however late`(seconds: Int64) throws {
    wallet.change { $0.neverTriedIsFinal = false }
    try bench.leaveSending(at: noon - seconds)
    wallet.lookingUp(.state(.neverTried))
    try expectUndecided(bench.pay(purchase()))
    #expect(wallet.orders.isEmpty)
  }

  @Test func `not even after it said itself that it did not pay`() throws {
    wallet.change { $0.neverTriedIsFinal = false }
    wallet.paying(.state(.failed("not enough funds")))
    wallet.lookingUp(.state(.neverTried))
    try expectUndecided(bench.pay(purchase()))
    #expect(wallet.orders.count == 1)
  }

  @Test func `it takes back a failure that was said once`() throws {
    wallet.change { $0.neverTriedIsFinal = false }
    try bench.leaveSending(at: noon - 1000)
    wallet.lookingUp(
      .state(.failed("a")), .state(.neverTried), .state(.failed("b")), .state(.neverTried))
    try expectUndecided(bench.pay(purchase()))
  }

  @Test func `before a send it is a reason to pay, and "failed" ends a payment as ever`() throws {
    wallet.change { $0.neverTriedIsFinal = false }
    wallet.lookingUp(.state(.neverTried), .state(.failed("no route")))
    wallet.paying(.state(.failed("no route")))
    #expect(try bench.pay(purchase()) == .failed("no route"))
    #expect(wallet.orders.count == 1)
  }
}
