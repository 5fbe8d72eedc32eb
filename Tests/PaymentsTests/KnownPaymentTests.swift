import BOLT11
import Bytes
import Store
import Testing
import Wallets

@testable import Payments

/// What is done where something is known already: nothing may be sent before that is cleared up.
@Suite struct KnownPaymentTests {
  let bench: Bench
  var wallet: ScriptedWallet { bench.wallet }

  init() throws { bench = try Bench() }

  /// Refuses everything.
  private static let closedPolicy = {
    var policy = PaymentPolicy(
      maxAmount: Millisatoshis(1), feeLimit: .absolute(Millisatoshis(0)),
      budgets: [Budget(amount: 0, span: 86_400)])
    policy.forbidsPaying = true
    return policy
  }()

  private func paid() throws {
    wallet.paying(.state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
    wallet.forget()
  }

  // MARK: Success

  @Test func `a known success is handed out, and the wallet is not even asked`() throws {
    try paid()
    #expect(try bench.pay(purchase()) == .paid(receipt(isReused: true)))
    #expect(wallet.calls.isEmpty)
  }

  @Test func `whatever policy, clock, user and token say`() throws {
    try paid()
    bench.time.pass(milliseconds: 1_000_000_000)
    var order = try purchase()
    order.objection = Refusal(.uselessToken, "no")
    var flow = bench.flow(Self.closedPolicy)
    flow.confirm = { _, _ in false }
    #expect(try flow.pay(order) == .paid(receipt(isReused: true)))
    #expect(wallet.calls.isEmpty)
  }

  @Test func `whatever wallet is in use, and even if it does not answer`() throws {
    try paid()
    wallet.identify(.failure(WalletError(.unreachable, "gone", mayHaveBeenSent: false)))
    wallet.lookingUp(.state(.failed("no")))
    #expect(try bench.pay(purchase()) == .paid(receipt(isReused: true)))
    wallet.identify(.success(WalletIdentity(type: "lnd", "other")))
    #expect(try bench.pay(purchase()) == .paid(receipt(isReused: true)))
    #expect(wallet.orders.isEmpty)
  }

  @Test func `a success that the wallet alone knows is handed out`() throws {
    wallet.lookingUp(.state(.paid(1)))
    #expect(try bench.flow(Self.closedPolicy).pay(purchase()) == .paid(receipt(isReused: true)))
    #expect(wallet.orders.isEmpty)
  }

  @Test func `a failure that turns out to be a success is written down before it is handed out`()
    throws
  {
    try bench.leaveSending()
    #expect(try bench.store.settle(paymentHash(1), failedFor: "no route", at: noon))
    wallet.lookingUp(.state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt(isReused: true)))
    #expect(try bench.store.payment(paymentHash(1))?.preimage == preimage(1))
    #expect(wallet.orders.isEmpty)
  }

  @Test func `a row that was cut off and succeeded is handed out, whatever policy says`() throws {
    try bench.leaveSending()
    wallet.lookingUp(.state(.paid(1)))
    #expect(try bench.flow(Self.closedPolicy).pay(purchase()) == .paid(receipt(isReused: true)))
    #expect(try bench.state() == .succeeded)
    #expect(wallet.orders.isEmpty)
  }

  // MARK: Undecided

  @Test(arguments: [StoredPayment.State.sending, .abandoned])
  func `what went through another wallet is undecided`(state: StoredPayment.State) throws {
    try bench.leaveSending(identity: "lnbits:x")
    if state == .abandoned { #expect(try bench.store.abandonPayment(paymentHash(1), at: noon)) }
    bench.time.pass(milliseconds: 1_000_000)
    let outcome = try bench.pay(purchase())
    guard case .undecided(paymentHash(1), _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(wallet.calls == [.identity])
    #expect(try bench.state() == state)
  }

  @Test func `a row that is open and a wallet that does not answer are undecided`() throws {
    try bench.leaveSending()
    wallet.identify(.failure(WalletError(.unreachable, "gone", mayHaveBeenSent: false)))
    let outcome = try bench.pay(purchase())
    guard case .undecided(paymentHash(1), _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try bench.state() == .sending)
  }

  @Test func `what is in flight is waited for`() throws {
    try bench.leaveSending()
    wallet.lookingUp(.state(.inFlight), .state(.inFlight), .state(.inFlight), .state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt(isReused: true)))
    #expect(wallet.orders.isEmpty)
  }

  @Test func `but no longer than the time for a payment`() throws {
    try bench.leaveSending()
    wallet.lookingUp(.state(.inFlight))
    let outcome = try bench.pay(purchase())
    guard case .undecided(paymentHash(1), _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect((60...62).contains(bench.time.now - noon))
    #expect(wallet.orders.isEmpty)
    #expect(try bench.state() == .sending)
  }

  @Test func `what something else sent through the wallet is waited for too`() throws {
    wallet.lookingUp(.state(.inFlight), .state(.inFlight), .state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt(isReused: true)))
    wallet.lookingUp(.state(.inFlight))
    guard case .undecided(paymentHash(2), _) = try bench.pay(purchase(2)) else {
      Issue.record("it is in flight")
      return
    }
    #expect(wallet.orders.isEmpty)
  }

  @Test func `what else was in flight has failed when that is said twice, 5 s apart`() throws {
    wallet.lookingUp(.state(.inFlight), .state(.failed("no route")))
    wallet.paying(.state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
    let order = try #require(wallet.log.first { if case .pay = $0.call { true } else { false } })
    #expect(order.at >= noon + 5)
    #expect(wallet.orders.count == 1)
  }

  @Test func `and not when that is taken back`() throws {
    wallet.lookingUp(.state(.inFlight), .state(.neverTried), .state(.inFlight), .state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt(isReused: true)))
    #expect(wallet.orders.isEmpty)
  }

  @Test func `one that fails at the last moment is still asked for twice`() throws {
    wallet.lookingUp(.state(.inFlight, after: 59_000), .state(.failed("no route")))
    wallet.paying(.state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
  }

  @Test func `what is waited for is asked for once a second, not more often`() throws {
    wallet.lookingUp(.state(.inFlight))
    guard case .undecided = try bench.pay(purchase()) else {
      Issue.record("it is in flight")
      return
    }
    #expect((60...75).contains(wallet.lookUpTimes.count))
  }

  @Test(arguments: [true, false])
  func `nothing is paid while the wallet cannot tell`(isResumed: Bool) throws {
    if isResumed { try bench.leaveSending() }
    bench.time.pass(milliseconds: 500_000)
    wallet.lookingUp(.state(.unknown("the database is locked")))
    let outcome = try bench.pay(purchase())
    guard case .undecided(paymentHash(1), let why) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(why.contains("the database is locked"))
    #expect(wallet.orders.isEmpty)
  }

  @Test func `nothing is paid where the look-up fails`() throws {
    wallet.lookingUp(.error(.unreachable, sent: true))
    #expect(throws: PaymentFlowError.wallet(WalletError(.unreachable, "unreachable"))) {
      try bench.pay(purchase())
    }
    #expect(wallet.orders.isEmpty)
    #expect(try bench.store.payments().isEmpty)
  }

  @Test(arguments: [Bytes32.zero, preimage(2)], [true, false])
  func `a wrong preimage is no success`(wrong: Bytes32, isResumed: Bool) throws {
    if isResumed { try bench.leaveSending() }
    wallet.lookingUp(.state(.succeeded(SettledPayment(preimage: wrong))))
    let outcome = try bench.pay(purchase())
    guard case .undecided(paymentHash(1), _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(wallet.orders.isEmpty)
    #expect(try bench.state() == (isResumed ? .sending : nil))
  }

  // MARK: Failure

  @Test func `an open row is believed to have failed only after its deadline, and twice`() throws {
    try bench.leaveSending(at: noon - 50)
    wallet.lookingUp(.state(.failed("no route")))
    wallet.paying(.state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
    // 60 s to send, 30 s of grace, from 50 s ago on; then 5 s at least.
    let order = try #require(wallet.log.first { if case .pay = $0.call { true } else { false } })
    #expect(order.at >= noon + 45)
    let before = wallet.log.prefix { if case .pay = $0.call { false } else { true } }
    #expect(before.filter { $0.at >= noon + 40 && $0.call == .lookUp(paymentHash(1)) }.count >= 2)
    #expect(wallet.orders.count == 1)
  }

  @Test(arguments: [PaymentState.neverTried, .failed("no route")])
  func `before that it is undecided, whatever the wallet says`(state: PaymentState) throws {
    try bench.leaveSending()
    wallet.lookingUp(.state(state))
    guard case .undecided(paymentHash(1), _) = try bench.pay(purchase()) else {
      Issue.record("the request may still be under way")
      return
    }
    #expect(wallet.orders.isEmpty)
    #expect(try bench.state() == .sending)
  }

  @Test(arguments: [PaymentState.inFlight, .unknown("?"), .paid(2)])
  func `a failure that is taken back has to be said twice anew`(other: PaymentState) throws {
    try bench.leaveSending(at: noon - 1000)
    wallet.lookingUp(
      .state(.failed("a")), .state(other), .state(.failed("b")), .state(other), .state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt(isReused: true)))
    #expect(wallet.orders.isEmpty)
  }

  @Test(arguments: [PaymentState.neverTried, .failed("no route")])
  func `an abandoned row is paid anew only where the wallet says twice that it failed`(
    state: PaymentState
  ) throws {
    try bench.leaveSending(at: noon - 1000)
    #expect(try bench.store.abandonPayment(paymentHash(1), at: noon))
    wallet.lookingUp(.state(state), .state(.inFlight), .state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt(isReused: true)))
    #expect(wallet.orders.isEmpty)
  }

  @Test func `a failed row can be paid again, through any wallet`() throws {
    try bench.leaveSending(identity: "lnbits:x")
    #expect(try bench.store.settle(paymentHash(1), failedFor: "no route", at: noon))
    wallet.paying(.state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
    #expect(try bench.store.payment(paymentHash(1))?.walletIdentity == "lnd:02ab")
    #expect(wallet.orders.count == 1)
  }

  // MARK: Resuming without paying

  @Test(arguments: StoredPayment.State.allCases)
  func `to resume never pays`(state: StoredPayment.State) throws {
    try bench.leaveSending(at: noon - 1000)
    switch state {
    case .sending: break
    case .succeeded:
      #expect(
        try bench.store.settle(
          paymentHash(1), succeededWith: preimage(1), fee: 400, at: noon))
    case .failed: #expect(try bench.store.settle(paymentHash(1), failedFor: "no", at: noon))
    case .abandoned: #expect(try bench.store.abandonPayment(paymentHash(1), at: noon))
    }
    wallet.lookingUp(.state(.failed("no")))
    let row = try #require(try bench.store.payment(paymentHash(1)))
    let outcome = try bench.flow().resume(row)
    #expect(outcome == (state == .succeeded ? .paid(receipt(isReused: true)) : .failed("no")))
    #expect(wallet.orders.isEmpty)
  }

  @Test(arguments: [StoredPayment.State.succeeded, .failed])
  func `what has ended needs no wallet to say so`(state: StoredPayment.State) throws {
    try bench.leaveSending()
    if state == .failed {
      #expect(try bench.store.settle(paymentHash(1), failedFor: "no", at: noon))
    } else {
      #expect(
        try bench.store.settle(paymentHash(1), succeededWith: preimage(1), fee: 400, at: noon))
    }
    wallet.identify(.failure(WalletError(.unreachable, "gone", mayHaveBeenSent: false)))
    let row = try #require(try bench.store.payment(paymentHash(1)))
    #expect(
      try bench.flow().resume(row)
        == (state == .succeeded ? .paid(receipt(isReused: true)) : .failed("no")))
  }

  @Test func `to resume through another wallet is undecided`() throws {
    try bench.leaveSending(identity: "lnbits:x")
    let row = try #require(try bench.store.payment(paymentHash(1)))
    guard case .undecided = try bench.flow().resume(row) else {
      Issue.record("another wallet cannot tell")
      return
    }
    #expect(wallet.calls == [.identity])
  }
}
