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
    valueText = String(validating: split.value, as: UTF8.self)
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
    for word in ["time-before ", "ipaddr "] where bytes.starts(with: word.utf8) {
      return (String(word.dropLast()), bytes.dropFirst(word.utf8.count))
    }
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    var condition = bytes[..<equals]
    var value = bytes[(equals + 1)...]
    // l402_middleware writes `Name = value`, with exactly these blanks.
    if condition.last == 0x20, value.first == 0x20,
      let name = String(validating: condition.dropLast(), as: UTF8.self),
      blankFamilies.contains(where: { $0.rawValue == name })
    {
      condition = condition.dropLast()
      value = value.dropFirst()
      return (name, value)
    }
    guard let name = String(validating: condition, as: UTF8.self) else { return nil }
    // Without the blanks it is another condition to those who wrote the rule.
    if blankFamilies.contains(where: { $0.rawValue == name }) { return (name + "=", value) }
    return (name, value)
  }

  private static let blankFamilies: [CaveatFamily] = [
    .requestPath, .requestMethod, .expiresAtNGX, .realm,
  ]

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
    for family in [CaveatFamily.capabilities, .validUntil] {
      // At bytes: a character may reach over the underscore.
      let suffix = "_\(family.rawValue)".utf8
      let count = condition.utf8.count - suffix.count
      if count > 0, condition.utf8.dropFirst(count).elementsEqual(suffix) {
        return (family, String(decoding: condition.utf8.prefix(count), as: UTF8.self))
      }
    }
    guard let underscore = condition.utf8.firstIndex(of: UInt8(ascii: "_")),
      underscore != condition.utf8.startIndex,
      condition.utf8.index(after: underscore) != condition.utf8.endIndex,
      condition.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f })
    else { return nil }
    return (.constraint, String(condition[..<underscore]))
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
