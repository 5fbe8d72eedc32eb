import Bech32
import Testing

/// A right text, in one case.
struct SampleText: Sendable, CustomTestStringConvertible {
  let text: [UInt8]
  let separator: Int
  let variant: Bech32Variant
  let isUpperCase: Bool

  init(
    part: String, data: [UInt8], variant: Bech32Variant = .bech32, isUpperCase: Bool = false
  ) {
    let lower = Bech32(
      humanReadablePart: Array(part.utf8)[...], data: data[...], variant: variant
    ).text
    text = Array((isUpperCase ? lower.uppercased() : lower).utf8)
    separator = part.utf8.count
    self.variant = variant
    self.isUpperCase = isUpperCase
  }

  var testDescription: String { String(decoding: text, as: UTF8.self) }

  /// A character in the case of the text.
  func dressed(_ character: UInt8) -> UInt8 {
    isUpperCase && (0x61...0x7a).contains(character) ? character & ~0x20 : character
  }

  /// Human-readable parts with digits and separators in them, data of 0 to 60 groups.
  static let all: [SampleText] = {
    var generator = SplitMix64(seed: 90)
    return ["lnbc2500u", "a", "lntb1", "11", "x1y1z"].enumerated().map { index, part in
      let data = (0..<index * 15).map { _ in UInt8.random(in: 0..<32, using: &generator) }
      return SampleText(
        part: part, data: data, variant: index % 3 == 2 ? .bech32m : .bech32,
        isUpperCase: index % 2 == 1)
    }
  }()
}
