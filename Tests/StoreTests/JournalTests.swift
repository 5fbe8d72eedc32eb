import Bytes
import Digests
import Foundation
import Testing

@testable import Store

/// What may be written over what, in the journal of payments.
@Suite struct JournalTests {
  let new: NewStore
  var store: Store { new.store }

  init() throws { new = try NewStore() }

  /// Puts payment 1 into a state.
  private func put(_ state: StoredPayment.State) throws {
    #expect(try store.reserve(payment(1), within: []) == .reserved)
    switch state {
    case .sending: break
    case .succeeded:
      #expect(
        try store.settle(paymentHash(1), succeededWith: preimage(1), fee: 500, at: noon + 1))
    case .failed: #expect(try store.settle(paymentHash(1), failedFor: "no route", at: noon + 1))
    case .abandoned: #expect(try store.abandonPayment(paymentHash(1), at: noon + 1))
    }
  }

  private func found() throws -> StoredPayment { try #require(try store.payment(paymentHash(1))) }

  @Test func `keeps all of a payment`() throws {
    var row = payment(1, origin: "https://example.com", scope: "/api")
    row.token = [0, 1, 255]
    #expect(try store.reserve(row, within: []) == .reserved)
    #expect(try new.again().payment(paymentHash(1)) == row)
    #expect(try store.payment(paymentHash(2)) == nil)
  }

  @Test func `a payment before it is sent has room for the preimage, and none`() throws {
    try put(.sending)
    #expect(try found().preimage == nil)
    let length = try store.reading { (database) throws(StoreError) in
      try database.first("SELECT length(preimage) FROM payments") { (row) throws(StoreError) in
        try row.integer(0)
      }
    }
    #expect(length == 32)
  }

  @Test(arguments: [StoredPayment.State.sending, .succeeded])
  func `an open or paid one is not written over`(state: StoredPayment.State) throws {
    try put(state)
    let before = try found()
    var other = payment(1, amount: 1, at: noon + 500)
    other.walletIdentity = "lnbits:other"
    #expect(try store.reserve(other, within: []) == .taken(before))
    #expect(try found() == before)
  }

  @Test func `a failed one is replaced`() throws {
    try put(.failed)
    let next = payment(1, at: noon + 500)
    #expect(try store.reserve(next, within: []) == .reserved)
    #expect(try found() == next)
    #expect(try store.payments() == [next])
  }

  @Test(arguments: StoredPayment.State.allCases)
  func `a success is kept, whatever was known before`(state: StoredPayment.State) throws {
    try put(state)
    #expect(try store.settle(paymentHash(1), succeededWith: preimage(1), fee: 700, at: noon + 9))
    let row = try found()
    #expect(row.state == .succeeded)
    #expect(row.preimage == preimage(1))
    #expect(row.fee == 700)
    #expect(row.reason == nil)
  }

  @Test func `a success that is told again without its fee keeps the fee`() throws {
    try put(.succeeded)
    #expect(try store.settle(paymentHash(1), succeededWith: preimage(1), fee: nil, at: noon + 9))
    #expect(try found().fee == 500)
    #expect(try found().settledAt == noon + 1)
  }

  @Test(arguments: StoredPayment.State.allCases, [Bytes32.zero, preimage(2)])
  func `a wrong preimage is never written`(state: StoredPayment.State, wrong: Bytes32) throws {
    try put(state)
    let before = try found()
    #expect(try !store.settle(paymentHash(1), succeededWith: wrong, fee: 1, at: noon + 9))
    #expect(try found() == before)
  }

  @Test func `a failure is written over an open and an abandoned one`() throws {
    for state in [StoredPayment.State.sending, .abandoned] {
      try put(state)
      #expect(try store.settle(paymentHash(1), failedFor: "expired", at: noon + 9))
      #expect(try found().state == .failed)
      #expect(try found().reason == "expired")
    }
  }

  @Test func `a failure or an abandoning never touches a success`() throws {
    try put(.succeeded)
    let before = try found()
    #expect(try !store.settle(paymentHash(1), failedFor: "expired", at: noon + 9))
    #expect(try !store.abandonPayment(paymentHash(1), at: noon + 9))
    #expect(try found() == before)
  }

  @Test func `what failed cannot be abandoned, and what is not there cannot end`() throws {
    try put(.failed)
    #expect(try !store.abandonPayment(paymentHash(1), at: noon + 9))
    #expect(try found().state == .failed)
    #expect(try !store.settle(paymentHash(2), failedFor: "expired", at: noon + 9))
    #expect(try !store.settle(paymentHash(2), succeededWith: preimage(2), fee: nil, at: noon))
    #expect(try store.payment(paymentHash(2)) == nil)
  }

  @Test func `when it was first used is kept, the earliest time of all`() throws {
    try put(.succeeded)
    #expect(try found().usedAt == nil)
    for (given, kept) in [(5, 5), (9, 5), (3, 3)] as [(Int64, Int64)] {
      try store.markPayment(paymentHash(1), usedAt: noon + given)
      #expect(try found().usedAt == noon + kept)
    }
    try store.markPayment(paymentHash(2), usedAt: noon)
    #expect(try store.payment(paymentHash(2)) == nil)
  }

  @Test func `what replaces a failed one was not used`() throws {
    try put(.failed)
    try store.markPayment(paymentHash(1), usedAt: noon)
    #expect(try store.reserve(payment(1), within: []) == .reserved)
    #expect(try found().usedAt == nil)
  }

  @Test func `lists the newest first, since a time and by origin`() throws {
    let rows = [
      payment(1, at: noon), payment(2, at: noon + 2, origin: "https://a", scope: "/"),
      payment(3, at: noon + 1, origin: "https://b", scope: "/"),
    ]
    for row in rows { #expect(try store.reserve(row, within: []) == .reserved) }
    #expect(try store.payments() == [rows[1], rows[2], rows[0]])
    #expect(try store.payments(since: noon + 1) == [rows[1], rows[2]])
    #expect(try store.payments(origin: "https://b") == [rows[2]])
    #expect(try store.payments(origin: "https://c").isEmpty)
  }

  @Test func `nothing is written through a store that is opened for reading`() throws {
    try put(.sending)
    let reader = try Store(openingAt: new.path, mode: .readOnly)
    let error = StoreError(.readOnly, at: new.path)
    #expect(throws: error) { try reader.reserve(payment(2), within: []) }
    #expect(throws: error) {
      try reader.settle(paymentHash(1), succeededWith: preimage(1), fee: nil, at: noon)
    }
    #expect(throws: error) { try reader.abandonPayment(paymentHash(1), at: noon) }
    #expect(throws: error) { try reader.markPayment(paymentHash(1), usedAt: noon) }
    #expect(try reader.payments() == [payment(1)])
  }

  @Test func `of eight connections that write one payment down, one does`() async throws {
    let path = new.path
    let outcomes = try await atOnce(8) { number in
      let row = payment(1, at: noon + Int64(number))
      return try Store(openingAt: path, mode: .existing).reserve(row, within: [])
    }
    let row = try found()
    #expect(outcomes.filter { $0 == .reserved }.count == 1)
    #expect(outcomes.filter { $0 == .taken(row) }.count == 7)
  }

  @Test func `a payment is never printed with its preimage`() throws {
    try put(.succeeded)
    let row = try found()
    var dumped = ""
    dump(row, to: &dumped)
    for text in ["\(row)", String(reflecting: row), dumped] {
      #expect(!text.contains(preimage(1).hex) && !text.contains("storage"))
    }
  }
}
