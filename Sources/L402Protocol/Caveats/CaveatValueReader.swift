internal import Bytes

/// Reads the value of a caveat as its family's writers mean it.
enum CaveatValueReader {
  /// Most entries of a list; narrowing compares each with each.
  private static let longestList = 256

  private static let tooLong = CaveatValue.unreadable("more than \(longestList) entries")

  /// Nil for a constraint that is no whole number: nothing is known of those.
  static func read(_ value: ArraySlice<UInt8>, as family: CaveatFamily) -> CaveatValue? {
    switch family {
    case .services: services(value)
    case .capabilities: names(value, allowsEmpty: true)
    case .method: names(value, allowsEmpty: false)
    case .validUntil, .expiresAtNGX:
      integer(value).map { .moment(Timestamp(unixSeconds: $0)) }
        ?? .unreadable("not a unix time in seconds")
    case .expiration: milliseconds(value)
    case .expiresAt, .validUntilISO:
      moment(value) ?? .unreadable("neither RFC 3339 nor a unix time")
    case .timeBefore:
      Timestamp(rfc3339: value).map { .moment($0) } ?? .unreadable("not an RFC 3339 time")
    case .path: globs(value)
    case .clientIP: addresses(value)
    case .ipAddress:
      IPAddress(value).map { .addresses([$0]) } ?? .unreadable("not an IP address")
    case .origin:
      text(value).flatMap(Origin.init(parsing:)).map { .origin($0) }
        ?? .unreadable("not scheme://host[:port]")
    case .requestPath, .requestMethod, .realm:
      text(value).map { .text($0) } ?? .unreadable("not UTF-8")
    case .preimage: preimage(value)
    case .constraint: integer(value).map { .integer($0) }
    }
  }

  private static func text(_ value: ArraySlice<UInt8>) -> String? { String(utf8: value) }

  /// A decimal number with an optional sign, within 64 bits, as Go's `strconv.ParseInt`.
  private static func integer(_ value: ArraySlice<UInt8>) -> Int64? {
    guard let first = value.first else { return nil }
    let isNegative = first == UInt8(ascii: "-")
    let digits = isNegative || first == UInt8(ascii: "+") ? value.dropFirst() : value
    guard !digits.isEmpty else { return nil }
    var number: Int64 = 0
    for byte in digits {
      guard (0x30...0x39).contains(byte) else { return nil }
      let (tens, overflow) = number.multipliedReportingOverflow(by: 10)
      let digit = Int64(byte - 0x30)
      let (sum, carry) =
        isNegative ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
      guard !overflow, !carry else { return nil }
      number = sum
    }
    return number
  }

  private static func moment(_ value: ArraySlice<UInt8>) -> CaveatValue? {
    let number = integer(value).map { Timestamp(unixSeconds: $0) }
    return (number ?? Timestamp(rfc3339: value)).map { .moment($0) }
  }

  /// Rounded up to seconds, so that `now < moment` says what the milliseconds say.
  private static func milliseconds(_ value: ArraySlice<UInt8>) -> CaveatValue {
    guard let number = integer(value) else { return .unreadable("not a unix time in milliseconds") }
    let seconds = number >= 0 ? number / 1000 + (number % 1000 > 0 ? 1 : 0) : number / 1000
    return .moment(Timestamp(unixSeconds: seconds))
  }

  private static func services(_ value: ArraySlice<UInt8>) -> CaveatValue {
    var entries: [ServiceEntry] = []
    for part in value.fields(separatedBy: UInt8(ascii: ",")) {
      guard entries.count < longestList else { return tooLong }
      guard let colon = part.firstIndex(of: UInt8(ascii: ":")) else {
        return .unreadable(part.isEmpty ? "an empty service name" : "a service without tier")
      }
      guard let name = text(part[..<colon]), !name.isEmpty else {
        return .unreadable("an empty service name")
      }
      guard integer(part[(colon + 1)...]) != nil else {
        return .unreadable("a tier that is no number")
      }
      entries.append(
        ServiceEntry(name: name, tier: String(decoding: part[(colon + 1)...], as: UTF8.self)))
    }
    return .services(entries)
  }

  private static func names(_ value: ArraySlice<UInt8>, allowsEmpty: Bool) -> CaveatValue {
    if value.isEmpty, allowsEmpty { return .names([]) }
    var names: [String] = []
    for part in value.fields(separatedBy: UInt8(ascii: ",")) {
      guard names.count < longestList else { return tooLong }
      guard let name = text(part), !name.isEmpty else { return .unreadable("an empty name") }
      names.append(name)
    }
    return .names(names)
  }

  private static func globs(_ value: ArraySlice<UInt8>) -> CaveatValue {
    var globs: [PathGlob] = []
    for part in value.fields(separatedBy: UInt8(ascii: ",")) {
      guard globs.count < longestList else { return tooLong }
      guard let text = text(part), let glob = PathGlob(text) else {
        return .unreadable("not a path pattern: /a/*/b or /a/**")
      }
      globs.append(glob)
    }
    return .globs(globs)
  }

  private static func preimage(_ value: ArraySlice<UInt8>) -> CaveatValue {
    guard let decoded = try? Hex.decode(value), let preimage = Bytes32(decoded) else {
      return .unreadable("not 64 hexadecimal digits")
    }
    return preimage == .zero ? .unreadable("all zeros: a placeholder") : .preimage(preimage)
  }

  private static func addresses(_ value: ArraySlice<UInt8>) -> CaveatValue {
    var addresses: [IPAddress] = []
    for part in value.fields(separatedBy: UInt8(ascii: ",")) {
      guard addresses.count < longestList else { return tooLong }
      guard let address = IPAddress(part) else { return .unreadable("not an IP address") }
      addresses.append(address)
    }
    return .addresses(addresses)
  }
}
