/// Fields of a header whose values are secrets, and what is shown in their place.
enum SecretField: Sendable {
  /// A scheme, which stays, and a credential.
  case credential
  /// Challenges: what is bought stays out, the invoice stays.
  case challenge
  /// All of it.
  case token

  /// The kind of a field; nil where it has no secrets.
  ///
  /// Blanks around the name do not count.
  init?(name: some Sequence<UInt8>) {
    let name = String(decoding: name.filter { $0 > 0x20 }, as: UTF8.self).lowercased()
    switch name {
    case "authorization", "proxy-authorization": self = .credential
    case "www-authenticate", "proxy-authenticate": self = .challenge
    case "macaroon", "grpc-metadata-macaroon": self = .token
    default: return nil
    }
  }

  /// Longer names are none of these, whatever blanks are in them.
  static let longestName = 64

  /// What is shown of a value: blanks before it and the line's end stay as they are.
  func shown(_ value: [UInt8]) -> [UInt8] {
    let start = value.firstIndex { $0 > 0x20 } ?? value.endIndex
    let end = value.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? start
    let content = value[start..<end]
    guard !content.isEmpty else { return value }
    return Array(value[..<start]) + shown(content) + Array(value[end...])
  }

  /// The same for text.
  static func shown(_ value: String, of name: String) -> String {
    guard let field = SecretField(name: name.utf8) else { return value }
    return String(decoding: field.shown(Array(value.utf8)), as: UTF8.self)
  }

  static let mask = Array("[redacted]".utf8)

  private func shown(_ content: ArraySlice<UInt8>) -> [UInt8] {
    switch self {
    case .token: return Self.mask
    case .credential:
      let scheme = content.prefix { $0 > 0x20 }
      guard scheme.count < content.count, Self.isScheme(scheme) else { return Self.mask }
      return scheme + [0x20] + Self.mask
    case .challenge:
      var reader = ChallengeMask(rest: content)
      return reader.shown()
    }
  }

  /// Short words only: a credential without a scheme is no scheme.
  private static func isScheme(_ word: ArraySlice<UInt8>) -> Bool {
    word.count <= 16
      && word.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) || $0 == UInt8(ascii: "-")
      }
  }
}

/// Eats a WWW-Authenticate value from the front and masks tokens, in parameters or bare.
private struct ChallengeMask {
  var rest: ArraySlice<UInt8>

  /// Words that are longer and stand alone are tokens, not schemes.
  private static let longestWord = 20
  private static let secretWords = ["macaroon", "token", "preimage", "credential", "secret"]

  mutating func shown() -> [UInt8] {
    var text: [UInt8] = []
    while !rest.isEmpty {
      text += take(while: Self.isSeparator)
      if let quote = rest.first, Self.isQuote(quote) {
        // A string that belongs to no parameter.
        let value = takeValue()
        text += value.count > Self.longestWord ? Self.masked(value) : value
        continue
      }
      let word = take { !Self.isSeparator($0) && $0 != UInt8(ascii: "=") && !Self.isQuote($0) }
      // A scheme is followed by a blank, a parameter's name by blanks and one `=`.
      let gap = rest.prefix(while: Self.isBlank)
      let equals = rest[gap.endIndex...].prefix { $0 == UInt8(ascii: "=") }
      let behind = rest[equals.endIndex...]
      guard equals.count == 1, let next = behind.first, next != UInt8(ascii: ",") else {
        let padding = gap.isEmpty ? take { $0 == UInt8(ascii: "=") } : []
        text += word.count > Self.longestWord ? SecretField.mask : word + padding
        continue
      }
      rest = behind
      let blanks = take(while: Self.isBlank)
      text += word + gap + equals + blanks
      let value = takeValue()
      text += Self.isSecret(word) ? Self.masked(value) : value
    }
    return text
  }

  private mutating func take(while matches: (UInt8) -> Bool) -> [UInt8] {
    let part = rest.prefix(while: matches)
    rest = rest[part.endIndex...]
    return Array(part)
  }

  /// A quoted string with its quotes, or what stands before the next separator.
  private mutating func takeValue() -> [UInt8] {
    guard let quote = rest.first, Self.isQuote(quote) else {
      return take { !Self.isSeparator($0) }
    }
    var value = [rest.removeFirst()]
    while let byte = rest.popFirst() {
      value.append(byte)
      if byte == quote { break }
      if byte == UInt8(ascii: "\\"), let next = rest.popFirst() { value.append(next) }
    }
    return value
  }

  private static func masked(_ value: [UInt8]) -> [UInt8] {
    guard let quote = value.first, isQuote(quote) else { return SecretField.mask }
    return [quote] + SecretField.mask + [quote]
  }

  private static func isSecret(_ name: [UInt8]) -> Bool {
    let name = String(decoding: name, as: UTF8.self).lowercased()
    return secretWords.contains { name.contains($0) }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    isBlank(byte) || byte == UInt8(ascii: ",")
  }

  private static func isQuote(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }
}
