import ArgumentParser
import BOLT11
import Payments

/// An amount: `21`, `21sat`, `1500msat`, `0.5mbtc`, `0.0001btc`; a bare number is satoshis.
struct AmountArgument: ExpressibleByArgument, Hashable, Sendable {
  let amount: Millisatoshis

  init?(argument: String) {
    guard let amount = Millisatoshis(parsing: argument) else { return nil }
    self.amount = amount
  }
}

/// A fee limit: an amount, `1%`, or `1%, at least 5sat`.
struct FeeArgument: ExpressibleByArgument, Hashable, Sendable {
  /// So much.
  let absolute: Millisatoshis?
  /// So many millionths of the amount.
  let millionths: UInt64?
  /// What such a share is at least.
  let least: Millisatoshis

  init?(argument: String) {
    let parts = argument.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false)
    if let share = parts.first, share.hasSuffix("%") {
      // Four digits behind the point of a percentage are whole millionths.
      guard let millionths = Self.millionths(share.dropLast()) else { return nil }
      var least = Millisatoshis(0)
      if parts.count == 2 {
        let words = parts[1].split(separator: " ")
        guard words.count == 3, words[0] == "at", words[1] == "least",
          let amount = AmountArgument(argument: String(words[2]))
        else { return nil }
        least = amount.amount
      }
      (absolute, self.millionths, self.least) = (nil, millionths, least)
    } else if let amount = AmountArgument(argument: argument) {
      (absolute, millionths, least) = (amount.amount, nil, Millisatoshis(0))
    } else {
      return nil
    }
  }

  /// The limit that it stands for.
  var limit: FeeLimit {
    if let absolute { return .absolute(absolute) }
    return .proportional(millionths: millionths ?? 0, atLeast: least)
  }

  private static func millionths(_ text: Substring) -> UInt64? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, !parts[0].isEmpty,
      parts.joined().allSatisfy({ $0.isASCII && $0.isNumber })
    else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    guard fraction.count <= 4, parts.count == 1 || !fraction.isEmpty else { return nil }
    let value = UInt64(parts[0] + fraction + String(repeating: "0", count: 4 - fraction.count))
    return value.flatMap { $0 <= 1_000_000 ? $0 : nil }
  }
}
