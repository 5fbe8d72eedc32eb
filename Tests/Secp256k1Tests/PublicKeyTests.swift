import Bytes
import Secp256k1
import Testing

struct PublicKeyTests {
  private static let x = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"

  @Test(arguments: ["02" + x, "03" + x])
  func `33 bytes survive a round trip`(hex: String) throws {
    let key = try #require(PublicKey(bytes(hex)))
    #expect(Hex.encode(key.bytes) == hex)
    #expect("\(key)" == hex)
    #expect(key.isOdd == hex.hasPrefix("03"))
    #expect(key.x.hex == Self.x)
  }

  @Test(arguments: [
    "", "02", "02" + String(x.dropLast(2)), "02" + x + "00",
    // Neither even nor odd; an uncompressed and a hybrid head.
    "00" + x, "01" + x, "04" + x, "05" + x, "06" + x, "07" + x, "ff" + x,
    // No y belongs to x = 0 or x = 5.
    "02" + zero, "02" + zero.dropLast() + "5", "03" + zero.dropLast() + "5",
    // The field's prime, and what is beyond it.
    "02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc2f",
    "02fffffffffffffffffffffffffffffffffffffffffffffffffffffffefffffc30",
    "02" + String(repeating: "f", count: 64),
  ])
  func `what is no compressed point is no key`(hex: String) throws {
    #expect(PublicKey(try bytes(hex)) == nil)
  }

  /// SEC 1, 2.3.3: the uncompressed form of the generator.
  @Test func `65 bytes are no key`() throws {
    let y = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
    #expect(PublicKey(try bytes("04" + Self.x + y)) == nil)
  }
}
