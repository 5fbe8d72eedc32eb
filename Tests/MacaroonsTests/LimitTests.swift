import Bytes
import JSON
import Macaroons
import Testing

/// Big numbers and big inputs.
struct LimitTests {
  @Test(
    arguments: [
      [0xff, 0xff, 0xff, 0xff, 0x0f],
      [0x80, 0x80, 0x80, 0x80, 0x08],
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
      [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
    ] as [[UInt8]])
  func `a V2 length or type above 31 bits is refused where it begins`(varint: [UInt8]) {
    let length = [2, 2] + varint + [0x61]
    #expect(throws: MacaroonError(.bytes(.varint), at: 2, decodedOffset: 2)) {
      try Macaroon.decode(binary: length[...])
    }
    let type = [2] + varint + [1, 0x61]
    #expect(throws: MacaroonError(.bytes(.varint), at: 1, decodedOffset: 1)) {
      try Macaroon.decode(binary: type[...])
    }
  }

  @Test func `the longest V2 length is only cut short`() {
    let token: [UInt8] = [2, 2, 0xff, 0xff, 0xff, 0xff, 0x07, 0x61]
    #expect(throws: MacaroonError(.truncated, at: 8, decodedOffset: 8)) {
      try Macaroon.decode(binary: token[...])
    }
  }

  @Test func `a V2 type is not cut to eight bits`() {
    let token: [UInt8] = [2, 0x82, 0x02, 1, 0x61]
    #expect(throws: MacaroonError(.unexpectedField("of type 258"), at: 1, decodedOffset: 1)) {
      try Macaroon.decode(binary: token[...])
    }
  }

  @Test(arguments: [MacaroonFormat.v2, .v2JSON])
  func `ten megabytes survive a round trip`(format: MacaroonFormat) throws {
    let identifier = [UInt8](repeating: 0xff, count: 10_000_000)
    let macaroon = Macaroon(identifier: identifier[...], key: Bank.key)
    let bytes = try macaroon.encode(format)
    #expect(try MacaroonText(parsing: bytes[...]).macaroon == macaroon)
  }

  @Test func `twenty thousand caveats survive a round trip`() throws {
    var macaroon = Bank.macaroon(conditions: 0)
    for _ in 0..<20_000 { macaroon.addFirstPartyCaveat([0x61]) }
    let decoded = try Macaroon.decode(binary: try macaroon.encode(.v2)[...]).macaroon
    #expect(decoded == macaroon)
    #expect(decoded.signatureMatches(Bank.key))
  }

  @Test(
    arguments: [
      ([0x30], MacaroonError(.unknownFormat(0xd3), at: 0, decodedOffset: 0)),
      ([0x41], MacaroonError(.unknownFormat(0), at: 0, decodedOffset: 0)),
      ([0x7b], MacaroonError(.json(.unexpectedByte(0x7b)), at: 1)),
      ([0x3d], MacaroonError(.bytes(.padding), at: 0)),
      ([0x00], MacaroonError(.bytes(.foreignCharacter(0)), at: 0)),
      ([0xff], MacaroonError(.bytes(.foreignCharacter(0xff)), at: 0)),
      ([0x02], MacaroonError(.fieldOrder, at: 5, decodedOffset: 5)),
      ([0x20], MacaroonError(.empty, at: 0)),
      ([0x0a], MacaroonError(.empty, at: 0)),
    ] as [([UInt8], MacaroonError)])
  func `ten megabytes of one byte are refused`(byte: [UInt8], error: MacaroonError) {
    let input = [UInt8](repeating: byte[0], count: 10_000_000)
    #expect(throws: error) { try MacaroonText(parsing: input[...]) }
  }

  @Test func `deep nesting in a JSON token is refused`() {
    let text = Array("{\"c\":".utf8) + [UInt8](repeating: UInt8(ascii: "["), count: 10_000_000)
    #expect(throws: MacaroonError(.json(.tooDeep), at: 68)) {
      try MacaroonText(parsing: text[...])
    }
  }

  /// A V1 packet has four hexadecimal digits for its length (`macaroons.md` and go-macaroon).
  @Test func `V1 holds an identifier of 65519 bytes and no longer one`() throws {
    let longest = Macaroon(
      identifier: [UInt8](repeating: 0x61, count: 65519)[...], key: Bank.key)
    let bytes = try longest.encode(.v1)
    #expect(Array(bytes[14..<18]) == Array("ffff".utf8))
    #expect(try Macaroon.decode(binary: bytes[...]).macaroon == longest)
    let longer = Macaroon(identifier: [UInt8](repeating: 0x61, count: 65520)[...], key: Bank.key)
    #expect(throws: MacaroonError(.fieldTooLong(limit: 65519), at: 0)) { try longer.encode(.v1) }
  }

  @Test func `V1 holds a location of 65521 and a caveat of 65526 bytes and no longer ones`() throws
  {
    let field = [UInt8](repeating: 0x61, count: 65527)
    var macaroon = Macaroon(identifier: [0x61], location: field[..<65521], key: Bank.key)
    macaroon.addFirstPartyCaveat(field[..<65526])
    #expect(try Macaroon.decode(binary: try macaroon.encode(.v1)[...]).macaroon == macaroon)
    var longCaveat = macaroon
    longCaveat.addFirstPartyCaveat(field[...])
    #expect(throws: MacaroonError(.fieldTooLong(limit: 65526), at: 0)) {
      try longCaveat.encode(.v1)
    }
    macaroon.location = field[..<65522]
    #expect(throws: MacaroonError(.fieldTooLong(limit: 65521), at: 0)) { try macaroon.encode(.v1) }
  }

  @Test(arguments: [23, 25, 0])
  func `a nonce that is not 24 bytes is refused`(count: Int) {
    #expect(throws: MacaroonError(.nonce, at: 0)) {
      var macaroon = Bank.macaroon()
      try macaroon.addThirdPartyCaveat(
        rootKey: [1], identifier: [1], location: [], nonce: [UInt8](repeating: 0, count: count))
    }
  }
}
