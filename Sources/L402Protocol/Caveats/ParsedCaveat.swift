internal import Bytes

/// A first-party caveat read by the registry of families.
public struct ParsedCaveat: Hashable, Sendable {
  /// The caveat as it stands in the token.
  public let bytes: ArraySlice<UInt8>
  /// What stands before the first `=`, not trimmed (LND: before the first blank); nil without.
  public let condition: String?
  /// What stands behind it, not trimmed; nil where it is no UTF-8.
  public let valueText: String?
  /// Its family; nil where no rule knows it.
  public let family: CaveatFamily?
  /// The service or capability that the condition's name begins with.
  public let subject: String?
  /// The value as the family's rule reads it; nil without family, or for free constraints.
  public let value: CaveatValue?
  /// The family whose rule was missed by case or by blanks round `=`.
  public let nearMiss: CaveatFamily?

  /// Reads a caveat; anything is a caveat.
  public init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    guard let split = Self.split(bytes) else {
      (condition, valueText, family, subject, value, nearMiss) = (nil, nil, nil, nil, nil, nil)
      return
    }
    condition = split.condition
    valueText = String(utf8: split.value)
    let match = Self.match(split.condition)
    family = match?.family
    subject = match?.subject
    if let family {
      value = CaveatValueReader.read(split.value, as: family)
      nearMiss = family == .constraint ? Self.nearMiss(of: split.condition) : nil
    } else {
      value = nil
      nearMiss = Self.nearMiss(of: split.condition)
    }
  }

  /// Two caveats of one key restrict the same thing, so that the later must narrow the earlier.
  public var key: String? {
    guard let family, let condition else { return nil }
    return family == .clientIP ? family.rawValue : condition
  }

  private static func split(
    _ bytes: ArraySlice<UInt8>
  ) -> (condition: String, value: ArraySlice<UInt8>)? {
    if bytes.first == UInt8(ascii: "t") || bytes.first == UInt8(ascii: "i") {
      for word in ["time-before ", "ipaddr "] where bytes.starts(with: word.utf8) {
        return (String(word.dropLast()), bytes.dropFirst(word.utf8.count))
      }
    }
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    var condition = bytes[..<equals]
    var value = bytes[(equals + 1)...]
    // l402_middleware writes `Name = value`, with exactly these blanks.
    if condition.last == 0x20, value.first == 0x20,
      let name = String(utf8: condition.dropLast()), isBlankFamily(name)
    {
      condition = condition.dropLast()
      value = value.dropFirst()
      return (name, value)
    }
    guard let name = String(utf8: condition) else { return nil }
    // Without the blanks it is another condition to those who wrote the rule.
    if isBlankFamily(name) { return (name + "=", value) }
    return (name, value)
  }

  private static let blankFamilies: [CaveatFamily] = [
    .requestPath, .requestMethod, .expiresAtNGX, .realm,
  ]

  private static func isBlankFamily(_ name: String) -> Bool {
    switch name {
    case "RequestPath", "RequestMethod", "ExpiresAt", "Realm": true
    default: false
    }
  }

  private static let exact: [String: CaveatFamily] = {
    var exact: [String: CaveatFamily] = ["ip": .clientIP]
    for family in CaveatFamily.allCases
    where ![.capabilities, .validUntil, .constraint].contains(family) {
      exact[family.rawValue] = family
    }
    return exact
  }()

  private static func match(_ condition: String) -> (family: CaveatFamily, subject: String?)? {
    if let family = exact[condition] { return (family, nil) }
    if let subject = subject(of: condition, before: "_capabilities") {
      return (.capabilities, subject)
    }
    if let subject = subject(of: condition, before: "_valid_until") {
      return (.validUntil, subject)
    }
    guard let underscore = condition.utf8.firstIndex(of: UInt8(ascii: "_")),
      underscore != condition.utf8.startIndex,
      condition.utf8.index(after: underscore) != condition.utf8.endIndex,
      condition.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f })
    else { return nil }
    return (.constraint, String(condition[..<underscore]))
  }

  /// What stands before the suffix; nil without it, or with nothing before it.
  private static func subject(of condition: String, before suffix: String) -> String? {
    guard condition.utf8.count > suffix.utf8.count, condition.endsExactly(in: suffix) else {
      return nil
    }
    return String(condition.utf8.dropLast(suffix.utf8.count))
  }

  /// What the condition would be without blanks and capitals, if that is a known one.
  private static func nearMiss(of condition: String) -> CaveatFamily? {
    var name = condition
    name.removeAll { $0 == " " || $0 == "\t" }
    if name.hasSuffix("=") { name.removeLast() }
    for family in blankFamilies where name.lowercased() == family.rawValue.lowercased() {
      return family
    }
    let lowered = name.lowercased()
    guard lowered != condition, let family = match(lowered)?.family, family != .constraint else {
      return nil
    }
    return family
  }
}
