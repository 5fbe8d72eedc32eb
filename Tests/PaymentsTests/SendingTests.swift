import BOLT11
import Bytes
import Digests
import Foundation
import Synchronization
import Testing
import Wallets

@testable import Payments
@testable import Store

/// What is made of the wallet's answers to a payment that was just sent.
@Suite struct SendingTests {
  let bench: Bench
  var wallet: ScriptedWallet { bench.wallet }

  init() throws { bench = try Bench() }

  private func expectUndecided(_ outcome: PaymentOutcome) throws {
    guard case .undecided(paymentHash(1), _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(try bench.state() == .sending)
    #expect(wallet.orders.count == 1)
  }

  @Test func `everything happens in the order of the law`() throws {
    let steps = Mutex<[PaymentStep]>([])
    let (store, wallet) = (bench.store, wallet)
    wallet.paying(.state(.paid(1)))
    var flow = bench.flow()
    flow.reach = { step in
      steps.withLock { $0.append(step) }
      let isPaid = !wallet.orders.isEmpty
      let state = try? store.payment(paymentHash(1))?.state
      switch step {
      case .locked, .lookedUp, .allowed: #expect(!isPaid && state == nil)
      case .journaled: #expect(!isPaid && state == .sending)
      case .sent, .decided: #expect(isPaid && state == .sending)
      case .settled: #expect(isPaid && state == .succeeded)
      }
    }
    #expect(try flow.pay(purchase()) == .paid(receipt()))
    #expect(steps.withLock { $0 } == PaymentStep.allCases)
    var order = PaymentOrder(
      invoice: try invoice(), feeLimit: Millisatoshis(1000), timeout: 60, cltvLimit: 1008)
    order.lockDescriptors = try #require(wallet.orders.first).lockDescriptors
    #expect(!order.lockDescriptors.isEmpty)
    #expect(wallet.calls == [.identity, .lookUp(paymentHash(1)), .info, .pay(order)])
  }

  @Test func `the journal has all of it`() throws {
    wallet.paying(.state(.paid(1)))
    var order = try purchase(origin: "https://example.com", scope: "/api")
    order.token = [1, 2, 3]
    _ = try bench.pay(order)
    let row = try #require(try bench.store.payment(paymentHash(1)))
    #expect(row.token == [1, 2, 3] && row.invoice == order.invoice.raw.text)
    #expect(row.origin == "https://example.com" && row.scope == "/api")
    #expect(row.walletIdentity == "lnd:02ab" && row.walletName == "node" && !row.isSandbox)
    #expect(row.amount == 21_000 && row.feeCap == 1000 && row.fee == 400)
    #expect(row.createdAt == noon && row.sendDeadline == noon + 60)
  }

  @Test func `an amount that was given goes to the wallet, one of the invoice does not`() throws {
    wallet.paying(.state(.paid(1)))
    let order = try purchase(amount: Millisatoshis(5000)) { $0.amount = nil }
    _ = try bench.pay(order)
    wallet.paying(.state(.paid(2)))
    _ = try bench.pay(purchase(2, amount: Millisatoshis(21_000)))
    #expect(wallet.orders.map(\.amount) == [Millisatoshis(5000), nil])
    // What the wallet says that it paid is booked, more than was asked for included.
    #expect(try bench.store.payment(paymentHash(1))?.amount == 21_000)
  }

  @Test func `a program that pays gets open locks to hold`() throws {
    wallet.paying(.state(.paid(1)))
    let wallet = wallet
    let seen = Mutex<[Bool]>([])
    var flow = bench.flow()
    flow.reach = { step in
      guard step == .sent, let order = wallet.orders.first else { return }
      // Open, and closed in any other child.
      seen.withLock { $0 = order.lockDescriptors.map { fcntl($0, F_GETFD) == FD_CLOEXEC } }
    }
    _ = try flow.pay(purchase(origin: "https://example.com"))
    #expect(seen.withLock { $0 } == [true, true])
  }

  // MARK: Success

  @Test func `a success without a fee leaves the fee unknown`() throws {
    wallet.paying(.state(.paid(1, fee: nil)))
    #expect(try bench.pay(purchase()) == .paid(receipt(fee: nil)))
    #expect(try bench.store.payment(paymentHash(1))?.fee == nil)
  }

  @Test(arguments: [Bytes32.zero, preimage(2)])
  func `a wrong preimage is looked up`(wrong: Bytes32) throws {
    wallet.paying(.state(.succeeded(SettledPayment(preimage: wrong))))
    wallet.lookingUp(.state(.neverTried), .state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
  }

  @Test(arguments: [Bytes32.zero, preimage(2)])
  func `and if it stays wrong, nobody can tell`(wrong: Bytes32) throws {
    let answer = PaymentState.succeeded(SettledPayment(preimage: wrong))
    wallet.paying(.state(answer))
    wallet.lookingUp(.state(.neverTried), .state(answer))
    try expectUndecided(bench.pay(purchase()))
  }

  @Test func `zeros are no preimage even of their own hash`() throws {
    let order = try purchase { $0.paymentHash = hashOfZeros }
    wallet.paying(.state(.succeeded(SettledPayment(preimage: .zero))))
    wallet.lookingUp(
      .state(.neverTried), .state(.succeeded(SettledPayment(preimage: .zero))))
    guard case .undecided(hashOfZeros, _) = try bench.pay(order) else {
      Issue.record("zeros are what wallets say when they do not know")
      return
    }
  }

  // MARK: Waiting

  @Test func `in flight is waited for`() throws {
    wallet.paying(.state(.inFlight))
    wallet.lookingUp(.state(.neverTried), .state(.inFlight), .state(.inFlight), .state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
    #expect(wallet.orders.count == 1)
  }

  @Test func `a held payment ends as undecided when its time is over, not later`() throws {
    wallet.paying(.state(.inFlight, after: 60_000))
    wallet.lookingUp(.state(.neverTried), .state(.inFlight))
    try expectUndecided(bench.pay(purchase()))
    #expect((60...61).contains(bench.time.now - noon))
  }

  @Test func `a time of its own can be set`() throws {
    var policy = Bench.openPolicy
    policy.timeout = 7
    wallet.paying(.state(.inFlight))
    wallet.lookingUp(.state(.neverTried), .state(.inFlight))
    try expectUndecided(bench.pay(purchase(), policy))
    #expect((7...8).contains(bench.time.now - noon))
    #expect(wallet.orders.first?.timeout == 7)
  }

  @Test func `an interrupted wait is undecided`() throws {
    wallet.paying(.state(.inFlight))
    wallet.lookingUp(.state(.neverTried), .state(.inFlight))
    var clock = bench.time.clock
    clock.isInterrupted = { !wallet.orders.isEmpty }
    let flow = PaymentFlow(
      wallet: wallet, name: "node", journal: bench.store, locks: bench.locks,
      policy: Bench.openPolicy, clock: clock)
    try expectUndecided(flow.pay(purchase()))
    #expect(bench.time.now == noon)
  }

  // MARK: Failure

  @Test func `a failure counts when it is looked up twice, 5 s apart`() throws {
    wallet.paying(.state(.failed("no route"), after: 3000))
    wallet.lookingUp(.state(.neverTried), .state(.failed("no route")))
    #expect(try bench.pay(purchase()) == .failed("no route"))
    #expect(try bench.state() == .failed)
    let times = wallet.lookUpTimes.dropFirst()
    let (first, last) = (try #require(times.first), try #require(times.last))
    // In whole seconds, 5 apart can be little more than 4.
    #expect(first == noon + 3 && last - first >= 6)
  }

  @Test func `look-ups that take long are 5 s apart as well`() throws {
    wallet.paying(.state(.failed("no route")))
    wallet.lookingUp(.state(.neverTried), .state(.failed("no route"), after: 8000))
    #expect(try bench.pay(purchase()) == .failed("no route"))
    // Asked at 0 and answered at 8: not to be asked again before 13.
    let times = wallet.lookUpTimes.dropFirst()
    #expect(try #require(times.last) - noon >= 13)
  }

  @Test func `what the wallet said of a payment that it did not even try is told`() throws {
    wallet.paying(.state(.failed("not enough funds")))
    wallet.lookingUp(.state(.neverTried))
    #expect(try bench.pay(purchase()) == .failed("not enough funds"))
  }

  @Test func `a failure that turns into a success is a success`() throws {
    wallet.paying(.state(.failed("no route")))
    wallet.lookingUp(.state(.neverTried), .state(.failed("no route")), .state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
  }

  @Test(arguments: [PaymentState.inFlight, .unknown("?")])
  func `a failure that is taken back does not count`(other: PaymentState) throws {
    wallet.paying(.state(.failed("no route")))
    wallet.lookingUp(.state(.neverTried), .state(.failed("no route")), .state(other))
    try expectUndecided(bench.pay(purchase()))
  }

  @Test func `after a failure it can be paid again, after a success never`() throws {
    wallet.paying(.state(.failed("no route")), .state(.paid(1)))
    wallet.lookingUp(.state(.failed("no route")))
    #expect(try bench.pay(purchase()) == .failed("no route"))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
    #expect(try bench.pay(purchase()) == .paid(receipt(isReused: true)))
    #expect(wallet.orders.count == 2)
  }

  // MARK: Errors

  @Test(arguments: [WalletError.Reason.unreachable, .unauthorized, .refused, .malformedAnswer])
  func `an error before anything left is a failure at once`(reason: WalletError.Reason) throws {
    wallet.paying(.error(reason, sent: false))
    guard case .failed = try bench.pay(purchase()) else {
      Issue.record("nothing was sent")
      return
    }
    #expect(try bench.state() == .failed)
    #expect(bench.time.now == noon)
    #expect(try bench.store.spent(since: 0, now: noon) == 0)
  }

  @Test(arguments: [WalletError.Reason.unreachable, .unauthorized, .refused, .malformedAnswer])
  func `after any other error the wallet is asked what happened`(reason: WalletError.Reason) throws
  {
    wallet.paying(.error(reason, sent: true))
    wallet.lookingUp(.state(.neverTried), .state(.inFlight), .state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
  }

  @Test(arguments: [PaymentState.neverTried, .failed("no route")])
  func `a lost connection is no failure before the deadline`(state: PaymentState) throws {
    wallet.paying(.error(.unreachable, sent: true))
    wallet.lookingUp(.state(state))
    try expectUndecided(bench.pay(purchase()))
    #expect(try bench.store.spent(since: noon, now: noon) == 22_000)
    // Once it is over, the next run believes it, and pays.
    bench.time.pass(milliseconds: 40_000)
    wallet.paying(.state(.paid(1)))
    #expect(try bench.pay(purchase()) == .paid(receipt()))
    #expect(wallet.orders.count == 2)
  }

  @Test func `a wallet that cannot tell what became of its own call is a lost connection`() throws {
    wallet.paying(.state(.unknown("the stream ended")))
    wallet.lookingUp(.state(.neverTried))
    try expectUndecided(bench.pay(purchase()))
  }

  @Test func `a wallet that stays away leaves it undecided`() throws {
    wallet.paying(.error(.unreachable, sent: true))
    wallet.lookingUp(.state(.neverTried), .error(.unreachable, sent: true))
    try expectUndecided(bench.pay(purchase()))
  }

  // MARK: The journal

  @Test func `without a journal that can be written nothing is sent`() throws {
    let reader = try Store(openingAt: bench.store.path, mode: .readOnly)
    let error = PaymentFlowError.journal(StoreError(.readOnly, at: reader.path))
    #expect(throws: error) { try bench.flow(journal: reader).pay(purchase()) }
    #expect(wallet.orders.isEmpty)
  }

  @Test func `a success that cannot be written down is handed out all the same`() throws {
    wallet.paying(.state(.paid(1)))
    let store = bench.store
    var flow = bench.flow()
    flow.reach = { step in
      // Nothing can be written any more: the table is gone.
      if step == .decided { try? store.change("DROP TABLE payments") }
    }
    let outcome = try flow.pay(purchase())
    guard case .unstored(receipt(), _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test func `and so is one whose row went missing`() throws {
    wallet.paying(.state(.paid(1)))
    let store = bench.store
    var flow = bench.flow()
    flow.reach = { if $0 == .decided { try? store.change("DELETE FROM payments") } }
    let outcome = try flow.pay(purchase())
    guard case .unstored(receipt(), _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test func `a damaged preimage in the journal is not handed out`() throws {
    wallet.paying(.state(.paid(1)))
    _ = try bench.pay(purchase())
    try bench.store.change("UPDATE payments SET preimage = zeroblob(32)")
    #expect(throws: PaymentFlowError.journal(StoreError(.corrupt, at: bench.store.path))) {
      try bench.pay(purchase())
    }
    #expect(wallet.orders.count == 1)
  }
}

extension Store {
  /// Changes it behind the back of whoever uses it.
  func change(_ sql: String) throws {
    try reading { (database) throws(StoreError) in try database.execute(sql) }
  }
}

private let hashOfZeros = SHA256.digest(Bytes32.zero)
