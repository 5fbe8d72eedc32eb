import ArgumentParser
import BOLT11
import Store

/// What may be spent in a span of time: `10000sat/1d`, `20usd/7d`.
struct BudgetArgument: Hashable, Sendable, ExpressibleByArgument {
  let price: PriceArgument
  /// In seconds.
  let span: Int64

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let price = PriceArgument(argument: String(parts[0])),
      let span = DurationArgument(argument: String(parts[1])), span.seconds > 0
    else { return nil }
    self.price = price
    self.span = span.seconds
  }

  /// Several, separated by commas; nil where one cannot be read.
  static func list(_ text: String) -> [BudgetArgument]? {
    var budgets: [BudgetArgument] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let budget = BudgetArgument(argument: part.filter { $0 != " " }) else { return nil }
      budgets.append(budget)
    }
    return budgets
  }

  /// As it is written in the configuration.
  var text: String { "\(price.text)/\(Budget.text(ofSpan: span))" }
}

extension Budget {
  /// As it is written in the configuration.
  var text: String { "\(Millisatoshis(amount).satoshis)sat/\(Self.text(ofSpan: span))" }

  fileprivate static func text(ofSpan seconds: Int64) -> String {
    for (unit, length) in [("d", Int64(86_400)), ("h", 3600), ("m", 60)]
    where seconds % length == 0 {
      return "\(seconds / length)\(unit)"
    }
    return "\(seconds)s"
  }
}
