import Bech32
import Testing

struct FiveBitGroupsTests {
  @Test(arguments: 0..<100)
  func `bytes survive a round trip`(count: Int) throws {
    var generator = SplitMix64(seed: UInt64(count))
    let content = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    let groups = FiveBitGroups.groups(content)
    #expect(groups.count == (count * 8 + 4) / 5)
    #expect(groups.allSatisfy { $0 < 32 })
    #expect(try FiveBitGroups.bytes(([99, 99] + groups)[2...]) == content)
    #expect(FiveBitGroups.paddedBytes(groups[...]).prefix(count) == content[...])
    #expect(FiveBitGroups.isPadded(groups[...]))
  }

  @Test(arguments: [
    ([UInt8](), [UInt8]()), ([0xff], [31, 28]), ([0x01], [0, 4]), ([0xff, 0x00], [31, 28, 0, 0]),
    ([0x12, 0x34, 0x56, 0x78, 0x9a], [2, 8, 26, 5, 12, 30, 4, 26]),
  ])
  func `bits go out most significant first`(content: [UInt8], groups: [UInt8]) {
    #expect(FiveBitGroups.groups(content) == groups)
  }

  /// Counts that leave five bits and more: 1, 3 and 6 groups past a multiple of eight.
  @Test(arguments: [1, 3, 6, 9, 11, 14, 17, 25, 35])
  func `padding that fills a group is refused at the last group`(count: Int) {
    let groups = [UInt8](repeating: 0, count: count)
    #expect(throws: Bech32Error(.padding, at: count - 1)) {
      try FiveBitGroups.bytes(([7] + groups)[1...])
    }
    #expect(!FiveBitGroups.isPadded(groups[...]))
  }

  @Test(arguments: [2, 4, 5, 7, 10, 12, 13, 15, 52, 53])
  func `a padding bit that is set is refused at the last group`(count: Int) throws {
    let spare = count * 5 % 8
    for bit in 0..<5 {
      var groups = [UInt8](repeating: 0, count: count)
      groups[count - 1] = 1 << bit
      if bit < spare {
        #expect(throws: Bech32Error(.padding, at: count - 1)) {
          try FiveBitGroups.bytes(groups[...])
        }
      } else {
        #expect(try FiveBitGroups.bytes(groups[...]).last == 1 << (bit - spare))
      }
      #expect(FiveBitGroups.isPadded(groups[...]) == (bit >= spare))
    }
  }

  @Test(arguments: 0..<40)
  func `padded bytes are filled up with zero bits`(count: Int) {
    let groups = [UInt8](repeating: 31, count: count)
    var expected = [UInt8](repeating: 0xff, count: (count * 5 + 7) / 8)
    let missing = expected.count * 8 - count * 5
    if missing > 0 { expected[expected.count - 1] = 0xff << UInt8(missing) }
    #expect(FiveBitGroups.paddedBytes(groups[...]) == expected)
  }
}
