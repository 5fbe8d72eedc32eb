import Bytes
import Secp256k1
import Testing

struct RecoverableSignatureTests {
  @Test(arguments: [
    (one, one, true), (orderLess1, orderLess1, true), (halfOrder, halfOrder, true),
    (zero, one, false), (one, zero, false), (order, one, false), (one, order, false),
    (String(repeating: "f", count: 64), one, false),
    (one, String(repeating: "f", count: 64), false),
  ])
  func `r and s are numbers from 1 to the order less 1`(r: String, s: String, isOne: Bool) throws {
    let signature = RecoverableSignature(compact: try bytes(r + s), recoveryID: 0)
    #expect((signature != nil) == isOne)
    if isOne { #expect(Hex.encode(try #require(signature).compact) == r + s) }
  }

  @Test(arguments: UInt8.min...UInt8.max)
  func `a recovery id is below 4`(id: UInt8) throws {
    let signature = RecoverableSignature(compact: try bytes(one + one), recoveryID: id)
    #expect(signature?.recoveryID == (id < 4 ? id : nil))
  }

  @Test(arguments: [0, 1, 32, 63, 65, 96])
  func `another count than 64 is no signature`(count: Int) {
    let some = [UInt8](repeating: 1, count: count)
    #expect(RecoverableSignature(compact: some[...], recoveryID: 0) == nil)
  }

  @Test(arguments: [
    (one, true), (halfOrder, true), (halfOrderUp, false), (orderLess1, false),
  ])
  func `a low S is at most half the order`(s: String, isLow: Bool) throws {
    let signature = try #require(RecoverableSignature(compact: bytes(one + s), recoveryID: 0))
    #expect(signature.isLowS == isLow)
  }

  @Test(arguments: 0..<20)
  func `with a high S the same key recovers by the other id, and it verifies`(number: Int) throws {
    let key = try key("f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181")
    let digest = digest("message \(number)")
    let low = key.sign(digest)
    let high = try #require(
      RecoverableSignature(
        compact: (low.r.array + negated(low.s).array)[...], recoveryID: low.recoveryID ^ 1))
    #expect(!high.isLowS)
    #expect(high.recover(digest) == key.publicKey)
    #expect(high.isValid(for: digest, by: key.publicKey))
  }

  @Test func `a flipped recovery id recovers another key, and verifies all the same`() throws {
    let key = try key(one)
    let right = key.sign(digest("a"))
    let flipped = try #require(
      RecoverableSignature(compact: right.compact[...], recoveryID: right.recoveryID ^ 1))
    let other = try #require(flipped.recover(digest("a")))
    #expect(other != key.publicKey)
    #expect(flipped.isValid(for: digest("a"), by: key.publicKey))
    #expect(flipped.isValid(for: digest("a"), by: other))
  }

  /// An x that was beyond the order: r is the x of a point less the order, so that only r below
  /// the prime less the order, about 2^128, can have it.
  @Test(arguments: [UInt8(2), 3])
  func `ids 2 and 3 recover keys`(id: UInt8) throws {
    var recovered = 0
    for r in UInt8(1)...20 {
      let compact = [UInt8](repeating: 0, count: 31) + [r] + [UInt8](repeating: 7, count: 32)
      let signature = try #require(
        RecoverableSignature(compact: compact[...], recoveryID: id))
      guard let key = signature.recover(digest("a")) else { continue }
      recovered += 1
      #expect(signature.isValid(for: digest("a"), by: key))
    }
    // About half of all numbers are the x of a point.
    #expect((5...15).contains(recovered))
  }

  @Test(arguments: [UInt8(2), 3])
  func `ids 2 and 3 recover nothing where r plus the order is beyond the field`(id: UInt8) throws {
    let right = try key(one).sign(digest("a"))
    let signature = try #require(
      RecoverableSignature(compact: right.compact[...], recoveryID: id))
    #expect(signature.recover(digest("a")) == nil)
  }

  /// x = 5 is the x of no point.
  @Test func `nothing recovers where r is the x of no point`() throws {
    let r = zero.dropLast() + "5"
    let signature = try #require(RecoverableSignature(compact: bytes(r + one), recoveryID: 0))
    #expect(signature.recover(digest("a")) == nil)
  }
}
