import Bytes
import Digests
import Testing

struct SHA256Tests {
  /// FIPS 180-4 examples (NIST, "SHA256.pdf" of the example values, and the long message of
  /// FIPS 180-2, appendix B.3).
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ])
  func `gives the digests of FIPS 180`(message: String, digest: String) {
    #expect(SHA256.digest(Array(message.utf8)).hex == digest)
    #expect(SHA256.digest(Array(("x" + message).utf8).dropFirst()).hex == digest)
  }

  @Test func `the digest of 32 bytes is the same however they are held`() throws {
    let value = try #require(Bytes32([UInt8](1...32)))
    #expect(SHA256.digest(value) == SHA256.digest([UInt8](1...32)))
    #expect(SHA256.digest(value) != SHA256.digest(Bytes32.zero))
  }
}

struct ConstantTimeTests {
  @Test func `equal values are equal`() throws {
    let value = try #require(Bytes32([UInt8](1...32)))
    let again = try #require(Bytes32([UInt8](1...32)))
    #expect(value.constantTimeEquals(again))
  }

  @Test(arguments: 0..<256)
  func `every bit counts`(bit: Int) {
    var bytes = [UInt8](repeating: 0x5a, count: 32)
    let value = Bytes32(bytes) ?? .zero
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    let other = Bytes32(bytes) ?? .zero
    #expect(!value.constantTimeEquals(other))
  }
}
