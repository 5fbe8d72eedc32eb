import Bytes
import Testing

struct HexTests {
  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "66"), ("fo", "666F"), ("foo", "666F6F"), ("foob", "666F6F62"),
    ("fooba", "666F6F6261"), ("foobar", "666F6F626172"),
  ])
  func `reads and writes the vectors of RFC 4648`(plain: String, encoded: String) throws {
    #expect(try Hex.decode(Array(encoded.utf8)[...]) == Array(plain.utf8))
    #expect(Hex.encode(Array(plain.utf8)) == encoded.lowercased())
    #expect(Hex.encodedBytes(Array(plain.utf8)) == Array(encoded.lowercased().utf8))
  }

  @Test func `every byte survives a round trip in either case`() throws {
    let all = [UInt8](0...255)
    let text = Hex.encode(all)
    #expect(text.count == 512)
    #expect(try Hex.decode(Array(text.utf8)[...]) == all)
    #expect(try Hex.decode(Array(text.uppercased().utf8)[...]) == all)
  }

  @Test func `every byte that is no digit is refused where it stands`() {
    let digits = Set("0123456789abcdefABCDEF".utf8)
    for byte in UInt8.min...UInt8.max where !digits.contains(byte) {
      #expect(throws: BytesError(.foreignCharacter(byte), at: 3)) {
        try Hex.decode([0x30, 0x31, 0x32, byte][...])
      }
      #expect(!Hex.isHex([0x30, byte]))
    }
  }

  @Test func `an odd digit is refused at the end`() {
    #expect(throws: BytesError(.truncated, at: 3)) { try Hex.decode(Array("abc".utf8)[...]) }
  }

  @Test func `offsets count from the start of a slice, not of its array`() {
    let text = Array("xxxx0z".utf8)
    #expect(throws: BytesError(.foreignCharacter(UInt8(ascii: "z")), at: 1)) {
      try Hex.decode(text[4...])
    }
    #expect(throws: BytesError(.truncated, at: 1)) { try Hex.decode(text[4..<5]) }
  }

  @Test func `an empty text is hexadecimal`() {
    #expect(Hex.isHex([]))
  }
}
