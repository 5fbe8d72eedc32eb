import Bytes
import Digests
import Foundation
import Testing

@testable import Store

/// The play node's ledger.
@Suite struct SandboxLedgerTests {
  let new: NewStore
  var store: Store { new.store }

  private static let key = Bytes32(storage: SIMD32(repeating: 7))
  private static let start = Store.sandboxBalance

  init() throws {
    new = try NewStore()
    _ = try new.store.sandboxNode(newKey: Self.key)
    for number in 1...3 { try new.store.add(Self.invoice(number)) }
  }

  /// An invoice for 21 sat, good for an hour from noon on.
  private static func invoice(_ number: Int, amount: UInt64 = 21_000) -> SandboxInvoice {
    SandboxInvoice(
      paymentHash: paymentHash(number), preimage: preimage(number), amount: amount,
      createdAt: noon, expiresAt: noon + hour)
  }

  private func balance() throws -> UInt64? { try store.sandboxNode()?.balance }

  private func pay(_ number: Int, at now: Int64 = noon) throws -> SandboxStart {
    try store.startSandboxPayment(paymentHash(number), at: now)
  }

  private func state(_ number: Int, at now: Int64 = noon) throws -> SandboxPayment {
    try store.sandboxPayment(paymentHash(number), at: now)
  }

  /// The preimage that a payment bought; nil while it has not.
  private func bought(_ number: Int, at now: Int64 = noon) throws -> Bytes32? {
    guard case .succeeded(let invoice) = try state(number, at: now) else { return nil }
    return invoice.preimage
  }

  @Test func `a node keeps the key that it was made with`() throws {
    let other = Bytes32(storage: SIMD32(repeating: 9))
    let node = try store.sandboxNode(newKey: other)
    #expect(node.nodeKey == Self.key)
    #expect(node.balance == Self.start && node.behaviour == .pay && node.delay == 0)
    #expect(!"\(node)".contains(Self.key.hex))
  }

  @Test func `of eight that make the node at once, all get the same`() async throws {
    let fresh = try NewStore()
    let path = fresh.path
    let nodes = try await atOnce(8) { number in
      let key = Bytes32(storage: SIMD32(repeating: UInt8(number + 1)))
      return try Store(openingAt: path, mode: .existing).sandboxNode(newKey: key)
    }
    #expect(Set(nodes).count == 1)
  }

  @Test func `a payment moves the balance and hands out the preimage`() throws {
    #expect(try state(1) == .neverTried)
    #expect(try store.sandboxInvoice(paymentHash(1), at: noon)?.paidAt == nil)
    #expect(try pay(1) == .started)
    #expect(try bought(1) == preimage(1))
    #expect(try balance() == Self.start - 21_000)
    #expect(try store.sandboxInvoice(paymentHash(1), at: noon)?.paidAt == noon)
  }

  @Test func `to pay twice moves the balance once`() throws {
    #expect(try pay(1) == .started)
    #expect(try pay(1, at: noon + 5) == .already)
    #expect(try balance() == Self.start - 21_000)
    #expect(try bought(1) == preimage(1))
  }

  @Test func `eight that pay at once move the balance once`() async throws {
    let path = new.path
    let starts = try await atOnce(8) { _ in
      try Store(openingAt: path, mode: .existing).startSandboxPayment(paymentHash(1), at: noon)
    }
    #expect(starts.filter { $0 == .started }.count == 1)
    #expect(starts.filter { $0 == .already }.count == 7)
    #expect(try balance() == Self.start - 21_000)
  }

  @Test func `a delayed payment is in flight until its time`() throws {
    try store.setSandbox(behaviour: nil, delay: 10, balance: nil)
    #expect(try pay(1) == .started)
    #expect(try state(1, at: noon + 9) == .inFlight)
    #expect(try balance() == Self.start - 21_000)
    #expect(try store.sandboxInvoice(paymentHash(1), at: noon + 9)?.paidAt == nil)
    #expect(try pay(1, at: noon + 9) == .already)
    #expect(try bought(1, at: noon + 10) == preimage(1))
    #expect(try balance() == Self.start - 21_000)
  }

  @Test func `a failure gives the money back once`() throws {
    try store.setSandbox(behaviour: .fail, delay: 10, balance: nil)
    #expect(try pay(1) == .started)
    #expect(try state(1, at: noon + 9) == .inFlight)
    #expect(try balance() == Self.start - 21_000)
    for time in [noon + 10, noon + 11, noon + 1000] {
      #expect(try state(1, at: time) == .failed)
      #expect(try balance() == Self.start)
    }
    #expect(try store.sandboxInvoice(paymentHash(1), at: noon + 10)?.paidAt == nil)
  }

  @Test func `what failed can be paid later`() throws {
    try store.setSandbox(behaviour: .fail, delay: nil, balance: nil)
    #expect(try pay(1) == .started)
    #expect(try pay(1) == .started)
    #expect(try balance() == Self.start)
    try store.setSandbox(behaviour: .pay, delay: nil, balance: nil)
    #expect(try pay(1, at: noon + 1) == .started)
    #expect(try bought(1, at: noon + 1) == preimage(1))
    #expect(try balance() == Self.start - 21_000)
  }

  @Test(arguments: [true, false])
  func `a held payment waits until it is released`(failing: Bool) throws {
    try store.setSandbox(behaviour: .hold, delay: nil, balance: nil)
    #expect(try pay(1) == .started)
    #expect(try pay(2) == .started)
    #expect(try state(1, at: noon + 10 * day) == .inFlight)
    #expect(try pay(1, at: noon + 10 * day) == .already)
    #expect(try balance() == Self.start - 42_000)
    #expect(try store.releaseSandboxPayments(failing: failing, at: noon + 20 * day) == 2)
    #expect(try store.releaseSandboxPayments(failing: failing, at: noon + 20 * day) == 0)
    let after = noon + 20 * day
    #expect(try bought(1, at: after) == (failing ? nil : preimage(1)))
    #expect(try state(2, at: after) == .failed || !failing)
    #expect(try balance() == (failing ? Self.start : Self.start - 42_000))
  }

  @Test func `an expired invoice is not paid`() throws {
    #expect(try pay(1, at: noon + hour - 1) == .started)
    #expect(try pay(2, at: noon + hour) == .expired)
    #expect(try state(2) == .neverTried)
    #expect(try balance() == Self.start - 21_000)
  }

  @Test func `more than there is is not paid`() throws {
    try store.setSandbox(behaviour: nil, delay: nil, balance: 20_999)
    #expect(try pay(1) == .insufficientBalance(20_999))
    #expect(try state(1) == .neverTried)
    try store.setSandbox(behaviour: nil, delay: nil, balance: 21_000)
    #expect(try pay(1) == .started)
    #expect(try balance() == 0)
  }

  @Test func `an invoice of somebody else is not paid`() throws {
    #expect(try pay(9) == .unknownInvoice)
    #expect(try state(9) == .neverTried)
    #expect(try store.sandboxInvoice(paymentHash(9), at: noon) == nil)
  }

  @Test func `a hash is given out once`() throws {
    #expect(throws: StoreError(.duplicate, at: new.path)) { try store.add(Self.invoice(1)) }
  }

  @Test func `the balance may be anything and still takes money back`() throws {
    try store.setSandbox(behaviour: .hold, delay: nil, balance: nil)
    #expect(try pay(1) == .started)
    try store.setSandbox(behaviour: nil, delay: nil, balance: .max)
    #expect(try store.releaseSandboxPayments(failing: true, at: noon) == 1)
    #expect(try state(1) == .failed)
  }
}
