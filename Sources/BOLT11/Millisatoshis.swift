/// An amount in thousandths of a satoshi, the smallest unit of Lightning; 64 bits, exact.
public struct Millisatoshis: Hashable, Comparable, Sendable {
  /// Thousandths of a satoshi.
  public let value: UInt64

  /// An amount in thousandths of a satoshi.
  public init(_ value: UInt64) { self.value = value }

  /// All that will ever be: 21,000,000 BTC.
  public static let supply = Millisatoshis(2_100_000_000_000_000_000)

  /// Less is less.
  public static func < (left: Millisatoshis, right: Millisatoshis) -> Bool {
    left.value < right.value
  }

  /// In satoshis, exact: `15`, `0.001`, `1500.25`.
  public var satoshis: String { decimal(places: 3) }

  /// In bitcoin, exact: `0.00000015`.
  public var bitcoin: String { decimal(places: 11) }

  /// The value with a point `places` digits from its end, without needless zeros.
  private func decimal(places: Int) -> String {
    let digits = String(value)
    let filled = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let whole = filled.dropLast(places)
    var fraction = filled.suffix(places)
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? String(whole) : "\(whole).\(fraction)"
  }
}
