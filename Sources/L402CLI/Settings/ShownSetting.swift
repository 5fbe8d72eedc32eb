import BOLT11
import JSON
import L402Protocol
import Payments
import Wallets

/// A value of the configuration as `config show` prints it; never a secret.
enum ShownSetting {
  /// A text, or the words for none.
  case text(String?, none: String)
  case flag(Bool)
  case list([String])

  static func text(_ text: String) -> ShownSetting { .text(text, none: "") }

  /// For people.
  var text: String {
    switch self {
    case .text(let text?, _): text.isEmpty ? "\"\"" : text
    case .text(nil, let none): none
    case .flag(let flag): "\(flag)"
    case .list(let texts): texts.isEmpty ? "(none)" : texts.joined(separator: ", ")
    }
  }

  /// Writes the value alone.
  func write(to writer: inout JSONWriter) {
    switch self {
    case .text(let text?, _): writer.string(text)
    case .text(nil, _): writer.null()
    case .flag(let flag): writer.bool(flag)
    case .list(let texts): writer.array { array in for text in texts { array.string(text) } }
    }
  }
}

extension FeeLimit {
  /// As it is written in the configuration.
  var text: String {
    switch self {
    case .absolute(let amount): return "\(amount.satoshis)sat"
    case .proportional(let millionths, let least):
      // A percentage has four digits behind the point.
      let percent = Self.decimal(millionths, places: 4)
      return least.value == 0 ? "\(percent)%" : "\(percent)%, at least \(least.satoshis)sat"
    }
  }

  private static func decimal(_ value: UInt64, places: Int) -> String {
    let digits = String(value)
    let filled = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    var fraction = filled.suffix(places)
    while fraction.last == "0" { fraction.removeLast() }
    let whole = filled.dropLast(places)
    return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
  }
}

extension OriginConfiguration {
  /// Its keys and values as `config show` prints them, sorted.
  var shown: [(key: String, value: ShownSetting)] {
    var rows: [(key: String, value: ShownSetting)] = []
    if !budgets.isEmpty { rows.append(("budgets", .list(budgets.map(\.text)))) }
    if let perPayment { rows.append(("per_payment", .text(perPayment.text))) }
    if let wallet { rows.append(("wallet", .text(wallet))) }
    return rows
  }
}

extension RateConfiguration {
  /// Its keys and values as `config show` prints them.
  var shown: [(key: String, value: ShownSetting)] {
    [("as_of", .text(asOf.rfc3339))]
      + prices.sorted { $0.key < $1.key }.map { ($0.key, .text("\($0.value)")) }
  }
}
