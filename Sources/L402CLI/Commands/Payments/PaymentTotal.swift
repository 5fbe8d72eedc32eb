import BOLT11
import JSON
import L402Protocol
import Presentation
import Store

/// What was paid to one origin on one day.
struct PaymentTotal {
  /// What its payments have in common.
  private struct Key: Hashable {
    /// Nil where nobody said.
    let origin: String?
    /// Such as `2026-11-21`, in UTC.
    let day: String
    let isSandbox: Bool

    init(_ payment: StoredPayment) {
      origin = payment.origin
      day = String(Timestamp(unixSeconds: payment.createdAt).rfc3339.prefix { $0 != "T" })
      isSandbox = payment.isSandbox
    }
  }

  private let key: Key
  /// How many succeeded.
  private var count: Int64 = 0
  private var amount: UInt64 = 0
  private var fee: UInt64 = 0
  /// How many may still succeed.
  private var undecided: Int64 = 0

  private init(_ key: Key) { self.key = key }

  /// The totals of payments that succeeded or still may, in the order of the payments given.
  static func all(of payments: [StoredPayment]) -> [PaymentTotal] {
    var places: [Key: Int] = [:]
    var totals: [PaymentTotal] = []
    for payment in payments where payment.state != .failed {
      let key = Key(payment)
      let place = places[key] ?? totals.endIndex
      if place == totals.endIndex {
        places[key] = place
        totals.append(PaymentTotal(key))
      }
      totals[place].count(payment)
    }
    return totals
  }

  private mutating func count(_ payment: StoredPayment) {
    guard payment.state == .succeeded else {
      // Given up or not: the money may still leave.
      undecided += 1
      return
    }
    count += 1
    amount = Self.sum(amount, payment.amount)
    fee = Self.sum(fee, payment.fee ?? 0)
  }

  private static func sum(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? .max : sum
  }

  func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.name("amount_msat")
      object.integer(amount)
      object.member("day", key.day)
      object.name("fee_msat")
      object.integer(fee)
      object.member("origin", key.origin)
      object.member("payments", count)
      object.member("sandbox", key.isSandbox)
      object.member("undecided", undecided)
    }
  }

  /// One line for a person.
  var line: String {
    var parts = [
      key.day, key.origin.map { Sanitizer.clean($0) } ?? "no origin",
      "\(count) payment\(count == 1 ? "" : "s")", "\(Millisatoshis(amount).satoshis) sat",
    ]
    if fee > 0 { parts.append("fee \(Millisatoshis(fee).satoshis) sat") }
    if undecided > 0 { parts.append("\(undecided) UNDECIDED") }
    if key.isSandbox { parts.append("play money") }
    return parts.joined(separator: "  ")
  }
}
