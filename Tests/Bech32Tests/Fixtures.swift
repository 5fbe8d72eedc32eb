import Bech32
import Testing

/// Text as a slice that does not begin at index 0, so that nothing can take indices for offsets;
/// one byte a character, up to U+00FF.
func bytes(_ text: String) -> ArraySlice<UInt8> {
  ("~~~" + text).unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }[3...]
}

/// The text of bytes, one character a byte.
func text(_ bytes: some Sequence<UInt8>) -> String {
  String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
}

/// A text that is refused, why, and where.
struct RefusedText: Sendable, CustomTestStringConvertible {
  let text: String
  let error: Bech32Error

  init(_ text: String, _ reason: Bech32Error.Reason, at offset: Int) {
    self.text = text
    error = Bech32Error(reason, at: offset)
  }

  var testDescription: String { text }
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers for the same seed on every machine.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}
