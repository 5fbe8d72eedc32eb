import ArgumentParser
import BOLT11

/// An amount: `21`, `21sat`, `1500msat`, `0.5mbtc`, `0.0001btc`; a bare number is satoshis.
struct AmountArgument: ExpressibleByArgument, Hashable, Sendable {
  let amount: Millisatoshis

  init?(argument: String) {
    let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let places = Self.places[argument[digits.endIndex...].lowercased()] else { return nil }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, !whole.isEmpty else { return nil }
    let fraction = parts.count == 2 ? parts[1] : ""
    guard parts.count == 1 || !fraction.isEmpty else { return nil }
    // Digits that are finer than a millisatoshi must be zeros: nothing is rounded.
    guard fraction.dropFirst(places).allSatisfy({ $0 == "0" }) else { return nil }
    let kept = fraction.prefix(places)
    let zeros = String(repeating: "0", count: places - kept.count)
    guard let value = UInt64(whole + kept + zeros) else { return nil }
    amount = Millisatoshis(value)
  }

  /// How many digits a unit has behind the point, down to a millisatoshi.
  private static let places = ["": 3, "sat": 3, "sats": 3, "msat": 0, "mbtc": 8, "btc": 11]
}

/// A fee limit: an amount, `1%`, or `1%, at least 5sat`.
struct FeeArgument: ExpressibleByArgument, Hashable, Sendable {
  /// So much.
  let absolute: Millisatoshis?
  /// So many millionths of the amount.
  let millionths: UInt64?

  init?(argument: String) {
    if argument.hasSuffix("%") {
      // Four digits behind the point of a percentage are whole millionths.
      guard let share = Self.millionths(argument.dropLast()) else { return nil }
      (absolute, millionths) = (nil, share)
    } else if let amount = AmountArgument(argument: argument) {
      (absolute, millionths) = (amount.amount, nil)
    } else {
      return nil
    }
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
