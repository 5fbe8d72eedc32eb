extension Millisatoshis {
  /// Reads `21`, `21sat`, `1500msat`, `0.5mbtc` or `0.0001btc`; a bare number is satoshis.
  ///
  /// Nil for anything else, and for what is finer than a millisatoshi: nothing is rounded.
  public init?(parsing text: some StringProtocol) {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let places = Self.places[text[digits.endIndex...].lowercased()] else { return nil }
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, !whole.isEmpty else { return nil }
    let fraction = parts.count == 2 ? String(parts[1]) : ""
    guard parts.count == 1 || !fraction.isEmpty else { return nil }
    guard fraction.dropFirst(places).allSatisfy({ $0 == "0" }) else { return nil }
    let kept = fraction.prefix(places)
    let zeros = String(repeating: "0", count: places - kept.count)
    guard let value = UInt64(String(whole) + kept + zeros) else { return nil }
    self.init(value)
  }

  /// How many digits a unit has behind the point, down to a millisatoshi.
  private static let places = ["": 3, "sat": 3, "sats": 3, "msat": 0, "mbtc": 8, "btc": 11]
}
