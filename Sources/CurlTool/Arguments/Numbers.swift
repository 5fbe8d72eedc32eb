import Glibc

/// Numbers as curl reads them, which is as the C library does.
enum Numbers {
  /// A number of the given base, with a sign or without.
  static func integer(_ text: String, base: Int32 = 10) throws(OptionStop) -> Int {
    let (value, consumed, overflows) = text.withCString { start in
      var end: UnsafeMutablePointer<CChar>?
      errno = 0
      let value = strtol(start, &end, base)
      return (value, end.map { UnsafePointer($0) - start } ?? 0, errno == ERANGE)
    }
    if overflows { throw .wrong(.tooLarge) }
    guard consumed > 0, consumed == text.utf8.count else { throw .wrong(.badNumber) }
    return value
  }

  /// A number that is not negative.
  static func count(_ text: String, base: Int32 = 10, limit: Int = .max)
    throws(OptionStop) -> Int
  {
    let value = try integer(text, base: base)
    guard value >= 0 else { throw .wrong(.negativeNumber) }
    guard value <= limit else { throw .wrong(.tooLarge) }
    return value
  }

  /// Octal digits; the limit is looked at before the sign.
  static func mode(_ text: String) throws(OptionStop) -> UInt32 {
    UInt32(try count(text, base: 8, limit: 0o777))
  }

  /// Seconds with decimals, as milliseconds.
  static func milliseconds(_ text: String) throws(OptionStop) -> Int {
    let (value, consumed, overflows) = text.withCString { start in
      var end: UnsafeMutablePointer<CChar>?
      errno = 0
      let value = strtod(start, &end)
      return (value, end.map { UnsafePointer($0) - start } ?? 0, errno == ERANGE)
    }
    if overflows || value > Double(Int.max) / 1000 { throw .wrong(.tooLarge) }
    guard consumed > 0, consumed == text.utf8.count, !value.isNaN else { throw .wrong(.badNumber) }
    guard value >= 0 else { throw .wrong(.negativeNumber) }
    let scaled = (value * 1000).rounded(.towardZero)
    return scaled < 0x1p63 ? Int(scaled) : .max
  }

  /// A byte's position; 0x and 0 in front mean what they mean in C.
  static func offset(_ text: String) throws(OptionStop) -> Int64 {
    if text.utf8.first == UInt8(ascii: "-") { throw .wrong(.negativeNumber) }
    return Int64(try integer(text, base: 0))
  }

  /// What came of reading a size.
  enum Size {
    case bytes(Int64)
    case invalidNumber
    case unsupportedUnit
  }

  /// Bytes, with G, M, K or B behind in either case.
  static func size(_ text: String) throws(OptionStop) -> Size {
    let trimmed = Array(text.utf8.drop { ASCII.isBlank($0) })
    if let first = trimmed.first, first == UInt8(ascii: "-") || ASCII.isSpace(first) {
      return .invalidNumber
    }
    let plus = trimmed.first == UInt8(ascii: "+") ? 1 : 0
    let digits = trimmed.dropFirst(plus).prefix(while: ASCII.isDigit)
    guard !digits.isEmpty, let value = Int64(String(decoding: digits, as: UTF8.self)) else {
      return .invalidNumber
    }
    let unit = trimmed.dropFirst(plus + digits.count)
    let factor: Int64
    switch unit.count {
    case 0: factor = 1
    case 1:
      switch ASCII.lowered(unit[unit.startIndex]) {
      case UInt8(ascii: "g"): factor = 1 << 30
      case UInt8(ascii: "m"): factor = 1 << 20
      case UInt8(ascii: "k"): factor = 1 << 10
      case UInt8(ascii: "b"): factor = 1
      default: return .unsupportedUnit
      }
    default: return .unsupportedUnit
    }
    let (product, overflows) = value.multipliedReportingOverflow(by: factor)
    if overflows { throw .wrong(.tooLarge) }
    return .bytes(product)
  }
}
