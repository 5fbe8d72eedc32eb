import BOLT11
import Bech32
import Bytes
import Digests
import Secp256k1
import Testing

/// Text as a slice that does not begin at index 0, so that nothing can take indices for offsets;
/// one byte a character, up to U+00FF.
func bytes(_ text: String) -> ArraySlice<UInt8> {
  ("~~~" + text).unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }[3...]
}

/// The bytes of hexadecimal digits; empty for anything else.
func hex(_ text: String) -> [UInt8] { (try? Hex.decode(Array(text.utf8)[...])) ?? [] }

/// An invoice of a text that must be one.
func invoice(_ text: String) throws -> Invoice { try Invoice(parsing: bytes(text)) }

/// The key that signed the specification's examples.
func specificationKey() throws -> SecretKey {
  try #require(SecretKey(Bytes32(hex: SpecificationExample.key)))
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

  mutating func bytes(_ range: ClosedRange<Int>) -> [UInt8] {
    let count = Int.random(in: range, using: &self)
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
  }
}
