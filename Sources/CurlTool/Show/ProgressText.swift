/// Numbers in as many columns as the table has for them.
enum ProgressText {
  private static let kilo: Int64 = 1024
  private static let mega = 1024 * kilo
  private static let giga = 1024 * mega
  private static let tera = 1024 * giga
  private static let peta = 1024 * tera

  /// Bytes in five columns.
  static func size(_ bytes: Int64) -> String {
    switch bytes {
    case ..<100_000: padded(bytes, 5)
    case ..<(10_000 * kilo): padded(bytes / kilo, 4) + "k"
    case ..<(100 * mega): tenths(bytes, mega, "M")
    case ..<(10_000 * mega): padded(bytes / mega, 4) + "M"
    case ..<(100 * giga): tenths(bytes, giga, "G")
    case ..<(10_000 * giga): padded(bytes / giga, 4) + "G"
    case ..<(10_000 * tera): padded(bytes / tera, 4) + "T"
    default: padded(bytes / peta, 4) + "P"
    }
  }

  /// Seconds in eight columns.
  static func time(_ seconds: Int64) -> String {
    guard seconds > 0 else { return "--:--:--" }
    let hours = seconds / 3600
    if hours <= 99 {
      let minutes = seconds % 3600 / 60
      return "\(padded(hours, 2)):\(padded(minutes, 2, "0")):\(padded(seconds % 60, 2, "0"))"
    }
    let days = seconds / 86400
    guard days <= 999 else { return padded(days, 7) + "d" }
    return "\(padded(days, 3))d \(padded(seconds % 86400 / 3600, 2, "0"))h"
  }

  static func padded(_ number: Int64, _ width: Int, _ filler: Character = " ") -> String {
    let digits = String(number)
    return String(repeating: filler, count: max(0, width - digits.utf8.count)) + digits
  }

  /// As curl, which has ten tenths right below a whole, and then no room for the unit.
  private static func tenths(_ bytes: Int64, _ unit: Int64, _ name: String) -> String {
    String("\(padded(bytes / unit, 2)).\(bytes % unit / (unit / 10))\(name)".prefix(5))
  }
}
