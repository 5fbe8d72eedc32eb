import ArgumentParser
import BOLT11
import Wallets

/// An amount of bitcoin, or of money: `21sat`, `0.5mbtc`, `5usd`, `0.02eur`.
struct PriceArgument: ExpressibleByArgument, Hashable, Sendable {
  /// Which of them.
  enum Value: Hashable, Sendable {
    case bitcoin(Millisatoshis)
    /// `digits` as they were written, of a currency in lower case (ISO 4217).
    case money(digits: String, currency: String)
  }

  let value: Value

  init?(argument: String) {
    if let amount = AmountArgument(argument: argument) {
      value = .bitcoin(amount.amount)
      return
    }
    let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let currency = argument[digits.endIndex...].lowercased()
    guard Currency.isCode(currency), let number = Double(digits), number.isFinite,
      digits.first != ".", digits.last != "."
    else { return nil }
    value = .money(digits: String(digits), currency: currency)
  }

  /// As it is written in the configuration.
  var text: String {
    switch value {
    case .bitcoin(let amount): "\(amount.satoshis)sat"
    case .money(let digits, let currency): digits + currency
    }
  }

  /// The amount of bitcoin; nil for money.
  var bitcoin: Millisatoshis? {
    guard case .bitcoin(let amount) = value else { return nil }
    return amount
  }
}

/// What a bitcoin costs: `usd=95000`.
struct RateArgument: ExpressibleByArgument, Hashable, Sendable {
  let currency: String
  /// So many units of the currency buy a bitcoin.
  let price: Double

  init?(argument: String) {
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
    guard parts.count == 2, Currency.isCode(parts[0].lowercased()), let price = Double(parts[1]),
      Currency.isPrice(price)
    else { return nil }
    currency = parts[0].lowercased()
    self.price = price
  }
}

/// Currencies by their three letters.
enum Currency {
  /// Whether a text may be a currency's code, in lower case: three letters, and none of ours.
  static func isCode(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 3 && text.utf8.allSatisfy { (0x61...0x7a).contains($0) }
      && !["sat", "btc"].contains(String(text))
  }

  /// Whether a bitcoin can cost so much.
  static func isPrice(_ price: Double) -> Bool { price.isFinite && price > 0 }
}
