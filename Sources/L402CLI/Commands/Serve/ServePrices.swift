import BOLT11

/// Prices of a server, money turned into bitcoin once, when it starts.
struct ServePrices {
  private let rates: Rates
  /// What became of amounts in money, in order.
  private(set) var exchanged: [(text: String, amount: Millisatoshis)] = []
  /// Why the last price could not be told.
  private(set) var failure: (any Error)?

  init(_ rates: Rates) { self.rates = rates }

  /// The price of a route; nil where it is none, or no rate is known.
  mutating func amount(_ text: Substring) -> Millisatoshis? {
    PriceArgument(argument: String(text)).flatMap { amount($0) }
  }

  /// A price in bitcoin; nil where no rate is known.
  mutating func amount(_ price: PriceArgument) -> Millisatoshis? {
    if let amount = price.bitcoin { return amount }
    if let known = exchanged.first(where: { $0.text == price.text }) { return known.amount }
    do {
      let amount = try rates.amount(price, .up)
      exchanged.append((price.text, amount))
      return amount
    } catch {
      failure = error
      return nil
    }
  }
}
