/// A span of time as people write it.
public struct TimeSpan: Hashable, Sendable {
  /// How many seconds; negative for moments past.
  public let seconds: Int64

  /// Reads `90s`, `10m`, `1h30m`, `7d`, `4w`, with a minus in front for the past; nil for anything
  /// else, bare numbers included.
  public init?(parsing text: some StringProtocol) {
    let isNegative = text.hasPrefix("-")
    let text = isNegative ? text.dropFirst() : text[...]
    var total: Int64 = 0
    var number: Int64?
    for character in text.utf8 {
      if (0x30...0x39).contains(character) {
        let (tens, overflow) = (number ?? 0).multipliedReportingOverflow(by: 10)
        guard !overflow, tens < Int64.max / 2 else { return nil }
        number = tens + Int64(character - 0x30)
        continue
      }
      guard let count = number, let unit = Self.units[character] else { return nil }
      let (span, overflow) = count.multipliedReportingOverflow(by: unit)
      guard !overflow, span <= Self.longest - total else { return nil }
      total += span
      number = nil
    }
    guard number == nil, !text.isEmpty else { return nil }
    seconds = isNegative ? -total : total
  }

  private static let units: [UInt8: Int64] = [
    UInt8(ascii: "s"): 1, UInt8(ascii: "m"): 60, UInt8(ascii: "h"): 3600,
    UInt8(ascii: "d"): 86_400, UInt8(ascii: "w"): 604_800,
  ]
  /// A thousand years.
  private static let longest: Int64 = 31_556_952_000
}
