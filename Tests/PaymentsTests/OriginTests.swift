import BOLT11
import Bytes
import Store
import Testing
import Wallets

@testable import Payments

/// An undecided payment stands in the way of any other to the same origin and scope.
@Suite struct OriginTests {
  let bench: Bench
  var wallet: ScriptedWallet { bench.wallet }

  private static let origin = "https://example.com"

  init() throws {
    bench = try Bench()
    wallet.paying(.state(.paid(1)))
    wallet.lookingUp(paymentHash(2), .state(.inFlight))
  }

  private func pay(scope: String? = "/api", origin: String? = OriginTests.origin) throws
    -> PaymentOutcome
  {
    try bench.pay(purchase(origin: origin, scope: scope))
  }

  private func expectBlocked(_ outcome: PaymentOutcome) throws {
    guard case .undecided(paymentHash(2), _) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(wallet.orders.isEmpty)
    #expect(try bench.state(1) == nil)
    #expect(try bench.state(2) == .sending)
  }

  @Test func `an undecided payment blocks, and is named`() throws {
    try bench.leaveSending(2, origin: Self.origin, scope: "/api")
    try expectBlocked(pay())
  }

  @Test(arguments: [(nil, "/"), ("/", nil), (nil, nil)] as [(String?, String?)])
  func `no scope is the scope of everything`(earlier: String?, later: String?) throws {
    try bench.leaveSending(2, origin: Self.origin, scope: earlier)
    try expectBlocked(pay(scope: later))
  }

  @Test func `one that went through another wallet blocks unasked`() throws {
    try bench.leaveSending(2, identity: "lnbits:x", origin: Self.origin, scope: "/api")
    bench.time.pass(milliseconds: 1_000_000)
    try expectBlocked(pay())
    #expect(!wallet.calls.contains(.lookUp(paymentHash(2))))
  }

  @Test func `one that is resolved does not`() throws {
    try bench.leaveSending(2, at: noon - 1000, origin: Self.origin, scope: "/api")
    wallet.lookingUp(paymentHash(2), .state(.failed("no route")))
    #expect(try pay() == .paid(receipt()))
    #expect(try bench.state(2) == .failed)
  }

  @Test func `one that turns out to be paid is written down, and nothing is bought anew`() throws {
    try bench.leaveSending(2, origin: Self.origin, scope: "/api")
    wallet.lookingUp(paymentHash(2), .state(.paid(2)))
    guard case .undecided(paymentHash(2), _) = try pay() else {
      Issue.record("it was bought anew")
      return
    }
    #expect(wallet.orders.isEmpty)
    #expect(try bench.store.payment(paymentHash(2))?.preimage == preimage(2))
    // Now it is known, and whoever asks again wants another.
    #expect(try pay() == .paid(receipt()))
  }

  @Test func `one that was abandoned does not`() throws {
    try bench.leaveSending(2, origin: Self.origin, scope: "/api")
    #expect(try bench.store.abandonPayment(paymentHash(2), at: noon))
    #expect(try pay() == .paid(receipt()))
  }

  @Test func `one elsewhere does not`() throws {
    try bench.leaveSending(2, origin: "https://example.org", scope: "/api")
    try bench.leaveSending(3, origin: Self.origin, scope: "/other")
    try bench.leaveSending(4)
    #expect(try pay() == .paid(receipt()))
  }

  @Test func `nothing blocks a payment to nobody in particular`() throws {
    try bench.leaveSending(2, origin: Self.origin, scope: "/api")
    #expect(try pay(scope: nil, origin: nil) == .paid(receipt()))
  }

  @Test func `nothing blocks what was paid before`() throws {
    #expect(try pay() == .paid(receipt()))
    try bench.leaveSending(2, origin: Self.origin, scope: "/api")
    #expect(try pay() == .paid(receipt(isReused: true)))
  }
}
