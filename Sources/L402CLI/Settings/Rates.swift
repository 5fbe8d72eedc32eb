import BOLT11
import L402Protocol
import Wallets

/// The table `[rates]`: what a bitcoin costs, and since when that is known.
struct RateConfiguration: Hashable, Sendable {
  /// Units of a currency for a bitcoin, by the currency's code in lower case.
  var prices: [String: Double] = [:]
  /// When they were looked up.
  var asOf: Timestamp

  /// Reads the table.
  init(_ table: ConfigurationTable) throws {
    guard let moment = try table.moment("as_of") else {
      throw table.failure(
        ".as_of is missing: rates without a moment say nothing",
        hint: "as_of = 2026-11-21T04:00:00Z")
    }
    asOf = moment.moment
    for key in table.keys where key != "as_of" {
      guard Currency.isCode(key) else {
        throw table.failure(
          ".\(key) is no currency", hint: "three letters, in lower case: usd = 95000")
      }
      guard let price = try table.number(key), Currency.isPrice(price) else {
        throw table.failure(".\(key) is what a bitcoin costs: 95000")
      }
      prices[key] = price
    }
  }
}

/// Turns money into bitcoin: by `--rate`, else by the configuration, else by what the wallet says.
struct Rates {
  /// Given with flags.
  let given: [RateArgument]
  /// Of the configuration.
  let configured: RateConfiguration?
  let now: Timestamp
  /// Asked for what nobody gave.
  let wallet: (any Wallet)?

  /// For how many seconds rates of the configuration are good.
  static let lifetime: Int64 = 86_400

  /// Which way what is no whole millisatoshi is rounded.
  enum Rounding {
    /// A limit: never more than was meant.
    case down
    /// A price: a whole satoshi, never less than was meant.
    case up
  }

  /// The amount of bitcoin that a price stands for.
  ///
  /// - Throws: `Failure` where no rate is known, or none that is fresh.
  func amount(_ price: PriceArgument, _ rounding: Rounding) throws -> Millisatoshis {
    let digits: String
    let currency: String
    switch price.value {
    case .bitcoin(let amount): return amount
    case .money(let number, let code): (digits, currency) = (number, code)
    }
    guard let number = Double(digits) else {
      throw Failure(.usage, "\"\(price.text)\" is no amount")
    }
    let bitcoins = number / (try rate(currency))
    let value =
      switch rounding {
      case .down: (bitcoins * 100_000_000_000).rounded(.down)
      case .up: (bitcoins * 100_000_000).rounded(.up) * 1000
      }
    guard value <= Double(Millisatoshis.supply.value) else {
      throw Failure(.usage, "\(price.text) is more than all bitcoin that there will be")
    }
    return Millisatoshis(UInt64(value))
  }

  private func rate(_ currency: String) throws -> Double {
    if let rate = given.last(where: { $0.currency == currency }) { return rate.price }
    let hint = "--rate \(currency)=PRICE says what a bitcoin costs"
    if let configured, let price = configured.prices[currency] {
      let age = now.unixSeconds - configured.asOf.unixSeconds
      guard (0...Self.lifetime).contains(age) else {
        throw Failure(
          .configuration,
          age < 0
            ? "rates.as_of is in the future: \(configured.asOf.rfc3339)"
            : "the rates of the configuration are older than 24 hours: \(configured.asOf.rfc3339)",
          hint: hint)
      }
      return price
    }
    guard let wallet else {
      throw Failure(.usage, "no rate is known for \(currency)", hint: hint)
    }
    do {
      return try wallet.price(of: currency)
    } catch {
      throw Failure(
        error.reason == .unsupported ? .usage : .unavailable,
        "no rate is known for \(currency): \(error)", hint: hint)
    }
  }
}
