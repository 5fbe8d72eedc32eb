import BOLT11
import TOMLKit

/// When the user is asked before a payment.
enum AskChoice: String, Hashable, Sendable, CaseIterable {
  /// When somebody is there and no limit was set.
  case terminal
  /// At no time.
  case never
  /// Each time; without a terminal nothing is paid.
  case always
}

/// The table `[limits]` of the configuration.
struct LimitConfiguration: Hashable, Sendable {
  /// The most that one payment may cost.
  var perPayment: AmountArgument?
  /// The most that it may cost on top.
  var fee: FeeArgument?
  /// What may be spent in spans of time.
  var budgets: [BudgetArgument]?
  /// When to ask.
  var ask: AskChoice?

  static let keys = ["ask", "budgets", "fee", "per_payment"]

  /// Says nothing.
  init() {}

  /// Reads the table.
  init(_ table: TOMLTable, path: String) throws {
    func wrong(_ key: String, _ what: String) -> Failure {
      Failure(.configuration, "\"\(path)\": limits.\(key) is \(what)")
    }
    func text<Value>(_ key: String, _ what: String, _ read: (String) -> Value?) throws -> Value? {
      guard let value = table[key] else { return nil }
      guard let text = value.string, let result = read(text) else { throw wrong(key, what) }
      return result
    }
    perPayment = try text(
      "per_payment", "an amount in quotes: \"1000sat\"", AmountArgument.init(argument:))
    fee = try text(
      "fee", "an amount or a share in quotes: \"1%, at least 5sat\"", FeeArgument.init(argument:))
    ask = try text(
      "ask", "\"terminal\", \"never\" or \"always\"", AskChoice.init(rawValue:))
    if let value = table["budgets"] {
      let what = "a list of amounts by time: [\"10000sat/1d\"]"
      guard let array = value.array else { throw wrong("budgets", what) }
      budgets = try array.map { element in
        guard let budget = element.string.flatMap(BudgetArgument.init(argument:)) else {
          throw wrong("budgets", what)
        }
        return budget
      }
    }
  }
}
