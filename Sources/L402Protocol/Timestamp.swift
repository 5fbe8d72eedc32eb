/// A moment in whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Written here and not with Foundation's formatters: those are far slower than a whole
/// verification, and more liberal than a caveat that decides over access should be read.
public struct Timestamp: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public var unixSeconds: Int64

  /// A moment by its Unix time in seconds.
  public init(unixSeconds: Int64) { self.unixSeconds = unixSeconds }

  /// Reads RFC 3339, section 5.6, in full: `2026-11-21T04:29:02Z`, fraction and offset allowed.
  ///
  /// A fraction is cut off, a leap second counts as the second before it. Nil for anything else,
  /// dates alone included.
  public init?(rfc3339 text: ArraySlice<UInt8>) {
    var reader = DigitReader(text)
    guard let year = reader.number(4), reader.eat("-"), let month = reader.number(2),
      reader.eat("-"), let day = reader.number(2), reader.eat("T") || reader.eat("t"),
      let hour = reader.number(2), reader.eat(":"), let minute = reader.number(2),
      reader.eat(":"), let second = reader.number(2),
      (1...12).contains(month), hour < 24, minute < 60, second <= 60,
      day >= 1, day <= Self.days(inMonth: month, of: year)
    else { return nil }
    if reader.eat(".") { guard reader.skipDigits() > 0 else { return nil } }
    var offset = 0
    if !(reader.eat("Z") || reader.eat("z")) {
      let isEast = reader.eat("+")
      guard isEast || reader.eat("-"), let hours = reader.number(2), reader.eat(":"),
        let minutes = reader.number(2), hours < 24, minutes < 60
      else { return nil }
      offset = (hours * 60 + minutes) * (isEast ? 60 : -60)
    }
    guard reader.isAtEnd else { return nil }
    let days = Self.daysSinceEpoch(year: year, month: month, day: day)
    unixSeconds = Int64(
      days * 86_400 + hour * 3600 + minute * 60 + min(second, 59) - offset)
  }

  /// `2026-11-21T04:29:02Z`; years outside 0...9999 as the nearest representable moment.
  public var rfc3339: String { written(separator: UInt8(ascii: "T"), suffix: "Z") }

  /// `2026-11-21 04:29:02 UTC`, for people.
  public var spaced: String { written(separator: UInt8(ascii: " "), suffix: " UTC") }

  /// Earlier is less.
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.unixSeconds < right.unixSeconds
  }

  /// The latest moment that RFC 3339 can write, 9999-12-31T23:59:59Z.
  public static let latest = Timestamp(unixSeconds: 253_402_300_799)
  private static let earliest = Timestamp(unixSeconds: -62_167_219_200)

  private func written(separator: UInt8, suffix: String) -> String {
    let seconds = min(max(self, Self.earliest), Self.latest).unixSeconds
    let day = Int(seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400)
    let time = Int(seconds) - day * 86_400
    let (year, month, date) = Self.civil(daysSinceEpoch: day)
    let suffix = suffix.utf8
    return unsafe String(unsafeUninitializedCapacity: 19 + suffix.count) { text in
      func write(_ value: Int, at index: Int, before separator: UInt8) {
        unsafe text[index] = 0x30 + UInt8(truncatingIfNeeded: value / 10)
        unsafe text[index + 1] = 0x30 + UInt8(truncatingIfNeeded: value % 10)
        unsafe text[index + 2] = separator
      }
      write(year / 100, at: 0, before: 0)
      write(year % 100, at: 2, before: UInt8(ascii: "-"))
      write(month, at: 5, before: UInt8(ascii: "-"))
      write(date, at: 8, before: separator)
      write(time / 3600, at: 11, before: UInt8(ascii: ":"))
      write(time / 60 % 60, at: 14, before: UInt8(ascii: ":"))
      write(time % 60, at: 17, before: 0)
      for (index, byte) in suffix.enumerated() { unsafe text[19 + index] = byte }
      return 19 + suffix.count
    }
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Howard Hinnant's `days_from_civil`, years from 0 on.
  private static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let year = month <= 2 ? year - 1 : year
    let era = (year >= 0 ? year : year - 399) / 400
    let yearOfEra = year - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// Howard Hinnant's `civil_from_days`.
  private static func civil(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
    let days = daysSinceEpoch + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1
    )
  }
}

/// Eats fixed-width digits and single characters.
private struct DigitReader {
  private var rest: ArraySlice<UInt8>

  init(_ text: ArraySlice<UInt8>) { rest = text }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func eat(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ digits: Int) -> Int? {
    guard rest.count >= digits else { return nil }
    var value = 0
    for byte in rest.prefix(digits) {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    rest.removeFirst(digits)
    return value
  }

  mutating func skipDigits() -> Int {
    let count = rest.prefix { (0x30...0x39).contains($0) }.count
    rest.removeFirst(count)
    return count
  }
}
