import Bytes
import Foundation
import Testing

@testable import Store

/// What counts against budgets.
@Suite struct BudgetTests {
  let new: NewStore
  var store: Store { new.store }

  init() throws { new = try NewStore() }

  private func reserve(_ payment: StoredPayment, _ budgets: Budget...) throws -> Reservation {
    try store.reserve(payment, within: budgets)
  }

  /// A payment that was made and ended without being held against anything.
  private func spend(
    _ number: Int, fee: UInt64? = 1000, at time: Int64 = noon, settled: Int64? = nil,
    sandbox: Bool = false
  ) throws {
    let row = payment(number, at: time, sandbox: sandbox)
    #expect(try store.reserve(row, within: []) == .reserved)
    #expect(
      try store.settle(
        row.paymentHash, succeededWith: preimage(number), fee: fee, at: settled ?? time))
  }

  private func spent(in span: Int64, at now: Int64 = noon) throws -> UInt64 {
    try store.spent(since: now - span, now: now)
  }

  @Test func `amount and fee cap must fit, to the millisatoshi`() throws {
    let short = Budget(amount: 21_999, span: day)
    #expect(try reserve(payment(1), short) == .overBudget(short, spent: 0))
    #expect(try store.payments().isEmpty)
    #expect(try reserve(payment(1), Budget(amount: 22_000, span: day)) == .reserved)
  }

  @Test func `what is reserved counts at once`() throws {
    let budget = Budget(amount: 43_999, span: day)
    #expect(try reserve(payment(1), budget) == .reserved)
    #expect(try reserve(payment(2), budget) == .overBudget(budget, spent: 22_000))
  }

  @Test func `a budget of one origin counts what was paid there`() throws {
    let budget = Budget(amount: 43_999, span: day, origin: "https://a.example")
    var there = payment(1)
    there.origin = "https://a.example"
    #expect(try reserve(there, budget) == .reserved)
    var elsewhere = payment(2)
    elsewhere.origin = "https://b.example"
    #expect(try reserve(elsewhere) == .reserved)
    var again = payment(3)
    again.origin = "https://a.example"
    #expect(try reserve(again, budget) == .overBudget(budget, spent: 22_000))
    #expect(try store.spent(since: 0, now: .max) == 44_000)
    #expect(try store.spent(since: 0, now: .max, origin: "https://b.example") == 22_000)
  }

  @Test func `every budget must hold, and the one that does not is named`() throws {
    let (wide, narrow) = (Budget(amount: 1_000_000, span: day), Budget(amount: 5, span: hour))
    #expect(try reserve(payment(1), wide, narrow) == .overBudget(narrow, spent: 0))
  }

  @Test func `the actual fee replaces the reservation, an unknown one leaves it`() throws {
    try spend(1, fee: 10)
    #expect(try spent(in: day) == 21_010)
    try spend(2, fee: nil)
    #expect(try spent(in: day) == 21_010 + 22_000)
  }

  @Test func `a fee above the cap is booked in full`() throws {
    try spend(1, fee: 90_000)
    #expect(try spent(in: day) == 111_000)
  }

  @Test func `a failure gives the reservation back`() throws {
    #expect(try reserve(payment(1)) == .reserved)
    #expect(try store.settle(paymentHash(1), failedFor: "no route", at: noon))
    #expect(try spent(in: day) == 0)
    let budget = Budget(amount: 22_000, span: day)
    #expect(try reserve(payment(1, at: noon + 1), budget) == .reserved)
    #expect(try spent(in: day) == 22_000)
  }

  @Test(arguments: [day - 1, day, day + 1])
  func `a success counts for the span and no longer`(age: Int64) throws {
    try spend(1, at: noon - age)
    #expect(try spent(in: day) == (age < day ? 22_000 : 0))
  }

  @Test func `a success counts from its end on`() throws {
    try spend(1, at: noon - 2 * day, settled: noon - hour)
    #expect(try spent(in: day) == 22_000)
  }

  @Test func `what is undecided counts however old it is`() throws {
    #expect(try reserve(payment(1, at: noon - 1000 * day)) == .reserved)
    #expect(try spent(in: hour) == 22_000)
  }

  @Test func `what is dated in the future counts`() throws {
    try spend(1, at: noon + 1000 * day)
    #expect(try spent(in: hour) == 22_000)
    let budget = Budget(amount: 43_999, span: hour)
    #expect(try reserve(payment(2), budget) == .overBudget(budget, spent: 22_000))
  }

  @Test func `what was given up undecided counts like a success from then on`() throws {
    #expect(try reserve(payment(1, at: noon - 2 * day)) == .reserved)
    #expect(try store.abandonPayment(paymentHash(1), at: noon - hour))
    #expect(try spent(in: day) == 22_000)
  }

  @Test func `play money neither counts nor is counted`() throws {
    try spend(1, sandbox: true)
    #expect(try reserve(payment(2, sandbox: true)) == .reserved)
    #expect(try spent(in: day) == 0)
    let nothing = Budget(amount: 0, span: day)
    #expect(try reserve(payment(3, sandbox: true), nothing) == .reserved)
  }

  @Test func `a span may be as long as there is time`() throws {
    let budget = Budget(amount: 43_999, span: .max)
    try spend(1, at: 0)
    #expect(try reserve(payment(2), budget) == .overBudget(budget, spent: 22_000))
  }

  // MARK: Huge amounts

  private static let most = UInt64(Int64.max)

  @Test func `the largest payment that can be written is over any budget`() throws {
    let budget = Budget(amount: .max, span: day)
    #expect(
      try reserve(payment(1, amount: Self.most, feeCap: Self.most), budget) == .reserved,
      "2^64 - 2 fits 2^64 - 1")
    #expect(try store.payment(paymentHash(1))?.amount == Self.most)
  }

  @Test func `sums beyond 63 bits saturate and refuse`() throws {
    #expect(try reserve(payment(1, amount: Self.most, feeCap: Self.most)) == .reserved)
    #expect(try reserve(payment(2, amount: Self.most, feeCap: 0)) == .reserved)
    let spent = try spent(in: day)
    #expect(spent >= Self.most)
    let budget = Budget(amount: Self.most, span: day)
    #expect(try reserve(payment(3), budget) == .overBudget(budget, spent: spent))
  }

  @Test func `a sum of 2^63 is not taken for damage`() throws {
    #expect(try reserve(payment(1, amount: Self.most, feeCap: 1)) == .reserved)
    let budget = Budget(amount: 10_000_000, span: day)
    guard case .overBudget = try reserve(payment(2), budget) else {
      Issue.record("it does not fit")
      return
    }
  }

  @Test func `what does not fit 63 bits is not written`() throws {
    for row in [payment(1, amount: Self.most + 1), payment(1, feeCap: .max)] {
      #expect(throws: StoreError.self) { try store.reserve(row, within: []) }
    }
    #expect(try store.payments().isEmpty)
  }

  // MARK: Many at once

  @Test func `eight connections at once stay within the budget`() async throws {
    let path = new.path
    let outcomes = try await atOnce(8) { number in
      let budget = Budget(amount: 3 * 22_000, span: day)
      return try Store(openingAt: path, mode: .existing).reserve(payment(number), within: [budget])
    }
    #expect(outcomes.filter { $0 == .reserved }.count == 3)
    #expect(try spent(in: day) == 66_000)
  }
}
