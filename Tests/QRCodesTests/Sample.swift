import Testing

/// A text that test logs show by its ends only.
struct Sample: Sendable, CustomTestStringConvertible, ExpressibleByStringLiteral {
  let text: String

  init(_ text: String) { self.text = text }
  init(stringLiteral text: String) { self.text = text }

  /// A text of one character.
  init(_ character: Character, times count: Int) {
    text = String(repeating: character, count: count)
  }

  /// An invoice's shape: a scheme, an amount and bech32 characters from a fixed generator.
  static func invoice(_ length: Int) -> Sample {
    let bech32 = Array("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L")
    var text = "LIGHTNING:LNBC210N1P"
    var state: UInt32 = 402
    while text.count < length {
      state = state &* 1_664_525 &+ 1_013_904_223
      text.append(bech32[Int(state >> 27)])
    }
    return Sample(text)
  }

  /// All characters of alphanumeric mode.
  static let alphabet = Sample("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")

  var testDescription: String {
    text.count <= 48
      ? text.debugDescription
      : "\"\(text.prefix(12))...\(text.suffix(8))\" (\(text.count) characters)"
  }
}
