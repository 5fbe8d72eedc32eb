import Bytes
import Digests
import Testing

struct HMACSHA256Tests {
  struct Vector: Sendable {
    let key: [UInt8]
    let message: [UInt8]
    let code: String

    init(_ key: [UInt8], _ message: [UInt8], _ code: String) {
      self.key = key
      self.message = message
      self.code = code
    }
  }

  /// RFC 4231, sections 4.2 to 4.8.
  static let rfc4231 = [
    Vector(
      [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    Vector(
      Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    Vector(
      [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    Vector(
      [UInt8](1...25), [UInt8](repeating: 0xcd, count: 50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    Vector(
      [UInt8](repeating: 0x0c, count: 20), Array("Test With Truncation".utf8),
      "a3b6167473100ee06e0c796c2955552b"),
    Vector(
      [UInt8](repeating: 0xaa, count: 131),
      Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
    Vector(
      [UInt8](repeating: 0xaa, count: 131),
      Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
  ]

  @Test(arguments: rfc4231)
  func `gives the codes of RFC 4231`(vector: Vector) {
    let code = HMACSHA256(key: vector.key[...]).authenticate(vector.message[...])
    #expect(code.hex.prefix(vector.code.count) == vector.code)
  }

  @Test func `a prepared key serves many messages`() {
    let mac = HMACSHA256(key: Array("Jefe".utf8)[...])
    let first = mac.authenticate(Array("what do ya want for nothing?".utf8)[...])
    _ = mac.authenticate([1, 2, 3][...])
    #expect(mac.authenticate(Array("what do ya want for nothing?".utf8)[...]) == first)
  }

  @Test func `a 32-byte key is the same key however it is held`() throws {
    let bytes = [UInt8](1...32)
    let key = try #require(Bytes32(bytes))
    let message = Array("message".utf8)[...]
    #expect(
      HMACSHA256(key: key).authenticate(message)
        == HMACSHA256(key: bytes[...]).authenticate(message))
  }

  @Test func `two digests in a row are one message`() throws {
    let mac = HMACSHA256(key: [1][...])
    let first = try #require(Bytes32([UInt8](1...32)))
    let second = try #require(Bytes32([UInt8](33...64)))
    #expect(mac.authenticate(first, second) == mac.authenticate([UInt8](1...64)[...]))
  }

  @Test func `keys of 64 bytes are taken as they are, of 65 hashed first`() {
    let long = [UInt8](repeating: 1, count: 65)
    let hashed = SHA256.digest(long)
    let message = [UInt8](repeating: 2, count: 3)[...]
    #expect(
      HMACSHA256(key: long[...]).authenticate(message)
        == HMACSHA256(key: hashed).authenticate(message))
    #expect(
      HMACSHA256(key: long[1...]).authenticate(message)
        != HMACSHA256(key: SHA256.digest(long[1...])).authenticate(message))
  }

  @Test func `trailing zero bytes do not change a key`() {
    let message = [UInt8](repeating: 2, count: 3)[...]
    #expect(
      HMACSHA256(key: []).authenticate(message)
        == HMACSHA256(key: Bytes32.zero).authenticate(message))
  }
}
