import BOLT11
import Payments
import Testing

@Suite struct FeeLimitTests {
  private static func limit(_ limit: FeeLimit, _ amount: UInt64) -> UInt64 {
    limit.limit(for: Millisatoshis(amount)).value
  }

  @Test(
    arguments: [
      (0, 5000), (21_000, 5000), (500_000, 5000), (500_100, 5001), (500_199, 5001),
      (100_000_000, 1_000_000),
    ] as [(UInt64, UInt64)])
  func `the usual limit is a hundredth, at least 5 sat, rounded down`(
    amount: UInt64, expected: UInt64
  ) {
    #expect(Self.limit(.standard, amount) == expected)
  }

  @Test func `an absolute limit is the same for any amount`() {
    for amount in [0, 1, UInt64.max] {
      #expect(Self.limit(.absolute(Millisatoshis(7)), amount) == 7)
    }
  }

  @Test(
    arguments: [
      (UInt64.max, 0, 0), (1, 999_999, 0), (1, 1_000_000, 1), (3, 333_334, 1),
      (2_000_000_000_000_000_000, 1_000_000, 2_000_000_000_000_000_000),
      (2_000_000_000_000_000_000, 10_000, 20_000_000_000_000_000),
    ] as [(UInt64, UInt64, UInt64)])
  func `a share is exact for any amount`(amount: UInt64, millionths: UInt64, expected: UInt64) {
    let limit = FeeLimit.proportional(millionths: millionths, atLeast: Millisatoshis(0))
    #expect(Self.limit(limit, amount) == expected)
  }

  @Test(
    arguments: [
      (UInt64.max, UInt64.max), (.max, 1_000_000), (.max, 1_000_001), (.max, 999_999),
      (1_000_000, .max), (2_100_000_000_000_000_000, 2_000_000),
    ] as [(UInt64, UInt64)])
  func `no limit is more than there is`(amount: UInt64, millionths: UInt64) {
    let limit = FeeLimit.proportional(millionths: millionths, atLeast: Millisatoshis(0))
    #expect(Self.limit(limit, amount) == Millisatoshis.supply.value)
    #expect(Self.limit(.absolute(Millisatoshis(.max)), 1) == Millisatoshis.supply.value)
    let least = FeeLimit.proportional(millionths: 1, atLeast: Millisatoshis(.max))
    #expect(Self.limit(least, 1) == Millisatoshis.supply.value)
  }
}
