import Bytes
import JSON
import Macaroons
import Testing

/// How a token is dressed as text.
struct TextTests {
  private let bank = Bank.macaroon()

  @Test(arguments: ["", "\n", " \t\r\n", "  "])
  func `ASCII white space may stand round a text`(space: String) throws {
    for dressing in DamageTests.dressings where dressing.encoding != .binary {
      let text = space.slice + (try dressing.encoded()) + space.slice
      #expect(try MacaroonText(parsing: text[...]).macaroon == dressing.macaroon)
    }
  }

  @Test(arguments: [1, 4, 64, 76])
  func `base64 may be broken into lines`(width: Int) throws {
    let text = Base64.encode(Bank.v2)
    for newline in ["\n", "\r\n"] {
      var lines: [UInt8] = []
      for (place, byte) in text.enumerated() {
        if place > 0, place % width == 0 { lines += newline.utf8 }
        lines.append(byte)
      }
      let read = try MacaroonText(parsing: lines[...])
      #expect(read.macaroon == bank)
      #expect(try read.encoded() == text)
    }
  }

  @Test func `the reading of bare bytes does not trim a signature that ends in white space`() throws
  {
    // A key is sought under which the signature ends in a newline.
    for number in UInt16.min...UInt16.max {
      let key = ChainKey(rootKey: [UInt8(number >> 8), UInt8(number & 255)][...])
      let macaroon = Macaroon(identifier: [0x61], key: key)
      guard macaroon.signature.array.last == 0x0a else { continue }
      let read = try MacaroonText(parsing: try macaroon.encode(.v2)[...])
      #expect(read.macaroon == macaroon)
      #expect(read.encoding == .binary)
      return
    }
    Issue.record("no such key")
  }

  struct Refused: Sendable, CustomStringConvertible {
    let text: String
    let error: MacaroonError
    var description: String { text }

    init(
      _ text: String, _ reason: MacaroonError.Reason, at offset: Int, decoded: Int? = nil
    ) {
      self.text = text
      error = MacaroonError(reason, at: offset, decodedOffset: decoded)
    }
  }

  private static let head = Array(Bank.v2.prefix(64))

  @Test(arguments: [
    Refused("", .empty, at: 0),
    Refused(" \n", .empty, at: 0),
    Refused("AgE!", .bytes(.foreignCharacter(0x21)), at: 3),
    Refused("  AgE!", .bytes(.foreignCharacter(0x21)), at: 5),
    Refused("Ag\nE!", .bytes(.foreignCharacter(0x21)), at: 4),
    Refused("Ag E=", .bytes(.foreignCharacter(0x20)), at: 2),
    Refused("Ag-E+AAA", .bytes(.mixedAlphabets), at: 4),
    Refused("AgEBY", .bytes(.truncated), at: 5),
    Refused("AgEBY===", .bytes(.padding), at: 5),
    Refused("AwEBYQ==", .unknownFormat(3), at: 0, decoded: 0),
    // 02 01 01 61 | 00: the missing identifier is at byte 5, past the last character of group 2.
    Refused("AgEBYQA=", .missingMember("identifier"), at: 6, decoded: 5),
    Refused(" AgEB\nYQA=", .missingMember("identifier"), at: 8, decoded: 5),
    // 02 02 01 61 01: a falling field at byte 4.
    Refused("AgIBYQEA", .fieldOrder, at: 5, decoded: 4),
    Refused("020201610100", .fieldOrder, at: 8, decoded: 4),
    Refused("\t020201610100", .fieldOrder, at: 9, decoded: 4),
    Refused("02020161", .truncated, at: 8, decoded: 4),
    Refused("\"AgEBYQA=\"", .bytes(.foreignCharacter(0x22)), at: 0),
  ])
  func `an error's offset points into the text as given`(refused: Refused) {
    #expect(throws: refused.error) { try MacaroonText(parsing: refused.text.slice) }
    // The same inside an array that begins earlier.
    let padded = Array("xyz".utf8) + Array(refused.text.utf8)
    #expect(throws: refused.error) { try MacaroonText(parsing: padded[3...]) }
  }

  @Test(arguments: [
    Refused("{}", .jsonVersion, at: 0),
    Refused(" {\"v\":2}", .jsonVersion, at: 1),
    Refused(#"{"i":"x","identifier":"x"}"#, .jsonVersion, at: 0),
    Refused(#"{"i":"x"}"#, .missingMember("s64"), at: 0),
    Refused(#"{"identifier":"x"}"#, .missingMember("signature"), at: 0),
    Refused(#"{"i":"x","s64":5}"#, .memberType("s64"), at: 15),
    Refused(#"{"i":["x"],"s64":""}"#, .memberType("i"), at: 5),
    Refused(#"{"i":"x","s64":""}"#, .signatureLength(0), at: 0),
    Refused(#"{"i":"x","s64":"AAA!"}"#, .bytes(.foreignCharacter(0x21)), at: 19),
    Refused(#" {"i":"x","s64":"AAA!"}"#, .bytes(.foreignCharacter(0x21)), at: 20),
    Refused(#"{"identifier":"x","signature":"0g"}"#, .bytes(.foreignCharacter(0x67)), at: 32),
    Refused(#"{"identifier":"x","signature":"00"}"#, .signatureLength(1), at: 30),
    Refused(#"{"c":{},"s64":"AA"}"#, .memberType("c"), at: 5),
    Refused(#"{"c":[[]],"s64":"AA"}"#, .memberType("c"), at: 6),
    Refused(#"{"c":[{"i":"x","i64":"eA"}],"s64":"AA"}"#, .ambiguousMember("i"), at: 21),
    Refused(#"{"c":[{"v":"x","v64":"eA"}],"s64":"AA"}"#, .ambiguousMember("v"), at: 21),
    Refused(#"{"i":"x",}"#, .json(.unexpectedByte(0x7d)), at: 9),
    Refused("\n{\"i\":\"x\"}}", .json(.trailingBytes), at: 10),
  ])
  func `a JSON token is refused at the member that is wrong`(refused: Refused) {
    #expect(throws: refused.error) { try MacaroonText(parsing: refused.text.slice) }
  }

  @Test func `hexadecimal of either case is read, and written in lower case`() throws {
    let upper = Array(Hex.encode(Bank.v2).uppercased().utf8)
    let read = try MacaroonText(parsing: upper[...])
    #expect(read.encoding == .hex)
    #expect(read.macaroon == bank)
    #expect(try read.encoded() == Hex.encodedBytes(Bank.v2))
  }

  @Test func `bytes after the signature are counted and not written again`() throws {
    let read = try MacaroonText(parsing: (Bank.v2 + [0, 1, 2])[...])
    #expect(read.trailingBytes == 3)
    #expect(try read.encoded() == Bank.v2)
  }

  @Test func `spare bits are noticed and not written again`() throws {
    var text = Base64.encode(Bank.v2, padded: false)
    #expect(text.last == UInt8(ascii: "A") + UInt8(0x28 & 3) * 16 || text.count % 4 != 0)
    let good = text
    text[text.count - 1] += 1
    let read = try MacaroonText(parsing: text[...])
    #expect(read.hasSpareBits)
    #expect(read.macaroon == bank)
    #expect(try read.encoded() == good)
  }

  @Test func `a JSON format is dressed as JSON whatever is asked for`() {
    let text = MacaroonText(macaroon: bank, format: .v2JSON, encoding: .hex)
    #expect(text.encoding == .json)
  }
}
