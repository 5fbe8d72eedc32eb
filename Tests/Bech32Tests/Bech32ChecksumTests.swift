import Testing

@testable import Bech32

struct Bech32ChecksumTests {
  /// BIP 173, `bech32_polymod`, as it stands there.
  private func polymod(_ values: [UInt8]) -> UInt32 {
    var sum: UInt32 = 1
    for value in values {
      let top = sum >> 25
      sum = (sum & 0x1ff_ffff) << 5 ^ UInt32(value)
      for (bit, generator) in [
        UInt32(0x3b6a_57b2), 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3,
      ].enumerated() where top >> bit & 1 == 1 { sum ^= generator }
    }
    return sum
  }

  @Test func `it is the checksum of BIP 173`() {
    var generator = SplitMix64(seed: 173)
    for length in 0..<100 {
      let groups = (0..<length).map { _ in UInt8.random(in: 0..<32, using: &generator) }
      var checksum = Bech32Checksum()
      for group in groups { checksum.feed(group) }
      #expect(checksum.state == polymod(groups))
    }
  }

  @Test func `the human-readable part goes in as BIP 173 expands it`() {
    let part = Array("ab?~1".utf8)
    let expanded = part.map { $0 >> 5 } + [0] + part.map { $0 & 31 }
    #expect(Bech32Checksum(humanReadablePart: part).state == polymod(expanded))
  }

  @Test func `feeding is undone from any state with any group`() {
    var generator = SplitMix64(seed: 350)
    for _ in 0..<2_000 {
      let state = UInt32.random(in: 0..<1 << 30, using: &generator)
      let before = Bech32Checksum(state: state)
      for group in UInt8(0)..<32 {
        var after = before
        after.feed(group)
        #expect(after.unfed(group) == before)
        var again = before.unfed(group)
        again.feed(group)
        #expect(again == before)
      }
    }
  }

  @Test(arguments: Bech32Variant.allCases)
  func `the six groups complete any text`(variant: Bech32Variant) {
    var generator = SplitMix64(seed: 6)
    for _ in 0..<200 {
      var checksum = Bech32Checksum(state: UInt32.random(in: 0..<1 << 30, using: &generator))
      for group in checksum.groups(variant) { checksum.feed(group) }
      #expect(checksum.state == variant.constant)
    }
  }
}
