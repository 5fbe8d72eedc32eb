/// The BCH code of bech32 over groups of five bits: the state of its division, 30 bits.
///
/// Source: BIP 173, "Checksum", `bech32_polymod`. Feeding is linear and can be undone, which is what
/// the search for errors lives on.
struct Bech32Checksum: Hashable, Sendable {
  /// The remainder, 30 bits.
  private(set) var state: UInt32

  init(state: UInt32 = 1) { self.state = state }

  /// The state behind a human-readable part in lower case and the separator.
  init(humanReadablePart: some Collection<UInt8>) {
    self.init()
    for character in humanReadablePart { feed(character >> 5) }
    feed(0)
    for character in humanReadablePart { feed(character & 31) }
  }

  /// Takes one more group.
  @inline(__always)
  mutating func feed(_ group: UInt8) {
    let top = state >> 25
    state = (state & 0x01ff_ffff) << 5 ^ UInt32(group)
    state ^= (top & 1 != 0 ? 0x3b6a_57b2 : 0) ^ (top & 2 != 0 ? 0x2650_8e6d : 0)
    state ^= (top & 4 != 0 ? 0x1ea1_19fa : 0) ^ (top & 8 != 0 ? 0x3d42_33dd : 0)
    state ^= top & 16 != 0 ? 0x2a14_62b3 : 0
  }

  /// Takes groups in a row, six at a time: those push out all that the state was.
  mutating func feed(_ groups: ArraySlice<UInt8>) {
    let table = Self.sixLater
    var state = state
    let rest = unsafe groups.withUnsafeBufferPointer { groups in
      var index = 0
      while index + 6 <= groups.count {
        var next: UInt32 = 0
        for step in 0..<6 { next = unsafe next << 5 | UInt32(groups[index + step]) }
        for place in 0..<6 { next ^= table[place << 5 | Int(state >> (5 * UInt32(place)) & 31)] }
        state = next
        index += 6
      }
      return groups.count - index
    }
    self.state = state
    for group in groups.suffix(rest) { feed(group) }
  }

  /// The state before the last `group` was taken.
  func unfed(_ group: UInt8) -> Bech32Checksum {
    var rest = state ^ UInt32(group)
    let top = Self.topOfLow[Int(rest & 31)]
    rest ^= Self.remainders[Int(top)]
    return Bech32Checksum(state: rest >> 5 | UInt32(top) << 25)
  }

  /// The groups that complete the text.
  func groups(_ variant: Bech32Variant) -> [UInt8] {
    var copy = self
    for _ in 0..<6 { copy.feed(0) }
    let sum = copy.state ^ variant.constant
    return (0..<6).map { UInt8(truncatingIfNeeded: sum >> (5 * (5 - $0)) & 31) }
  }

  /// What the five bits that leave the state add to it.
  static let remainders: [UInt32] = (UInt32(0)..<32).map { top in
    var checksum = Bech32Checksum(state: top << 25)
    checksum.feed(0)
    return checksum.state
  }

  /// What each five bits of the state, lowest first, have become after six groups of zero.
  private static let sixLater: [UInt32] = (UInt32(0)..<6 * 32).map { entry in
    var checksum = Bech32Checksum(state: (entry & 31) << (5 * (entry >> 5)))
    for _ in 0..<6 { checksum.feed(0) }
    return checksum.state
  }

  /// The five bits that left, by the lowest five of what they added.
  private static let topOfLow: [UInt8] = {
    var tops = [UInt8](repeating: 0, count: 32)
    for (top, remainder) in remainders.enumerated() { tops[Int(remainder & 31)] = UInt8(top) }
    return tops
  }()
}
