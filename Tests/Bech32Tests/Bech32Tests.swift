import Bech32
import Testing

/// BIP 173, "Test vectors", and BIP 350, "Test vectors for Bech32m".
struct Bech32Tests {
  private static let alphabet = [UInt8](0..<32)
  private static let split: [UInt8] = [
    24, 23, 25, 24, 22, 28, 1, 16, 11, 29, 8, 25, 23, 29, 19, 13, 16, 23, 29, 22, 25, 28, 1, 16, 11,
    3, 25, 29, 27, 25, 3, 3, 29, 19, 11, 25, 3, 3, 25, 13, 24, 29, 1, 25, 3, 3, 25, 13,
  ]

  static let bip173: [(text: String, part: String, data: [UInt8])] = [
    ("A12UEL5L", "a", []), ("a12uel5l", "a", []),
    (
      "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
      "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio", []
    ),
    ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", alphabet),
    (
      "11" + String(repeating: "q", count: 82) + "c8247j", "1",
      [UInt8](repeating: 0, count: 82)
    ),
    ("split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w", "split", split),
    ("?1ezyfcl", "?", []),
  ]

  static let bip350: [(text: String, part: String, data: [UInt8])] = [
    ("A1LQFN3A", "a", []), ("a1lqfn3a", "a", []),
    (
      "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
      "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber1", []
    ),
    ("abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx", "abcdef", alphabet.reversed()),
    (
      "11" + String(repeating: "l", count: 82) + "ludsr8", "1",
      [UInt8](repeating: 31, count: 82)
    ),
    ("split1checkupstagehandshakeupstreamerranterredcaperredlc445v", "split", split),
    ("?1v759aa", "?", []),
  ]

  @Test(arguments: bip173)
  func `reads and writes the valid texts of BIP 173`(text: String, part: String, data: [UInt8])
    throws
  {
    let read = try UncheckedBech32(parsing: bytes(text), most: 90).checked()
    let made = Bech32(
      humanReadablePart: Array(part.utf8)[...], data: data[...], variant: .bech32)
    #expect(read == made)
    #expect(made.text == text.lowercased())
  }

  @Test(arguments: bip350)
  func `reads and writes the valid texts of BIP 350`(text: String, part: String, data: [UInt8])
    throws
  {
    let read = try UncheckedBech32(parsing: bytes(text), most: 90).checked(.bech32m)
    let made = Bech32(
      humanReadablePart: Array(part.utf8)[...], data: data[...], variant: .bech32m)
    #expect(read == made)
    #expect(made.text == text.lowercased())
  }

  @Test(arguments: bip173.map(\.text))
  func `a checksum of BIP 173 is none of BIP 350`(text: String) throws {
    let unchecked = try UncheckedBech32(parsing: bytes(text), most: 90)
    #expect(throws: Bech32Error(.variant(expected: .bech32m), at: text.utf8.count - 6)) {
      try unchecked.checked(.bech32m)
    }
    #expect(try unchecked.checkedAnyVariant().variant == .bech32)
  }

  @Test(arguments: bip350.map(\.text))
  func `a checksum of BIP 350 is none of BIP 173`(text: String) throws {
    let unchecked = try UncheckedBech32(parsing: bytes(text), most: 90)
    #expect(throws: Bech32Error(.variant(expected: .bech32), at: text.utf8.count - 6)) {
      try unchecked.checked()
    }
    #expect(try unchecked.checkedAnyVariant().variant == .bech32m)
  }

  @Test(arguments: [
    RefusedText(" 1nwldj5", .foreignCharacter(0x20), at: 0),
    RefusedText("\u{7f}1axkwrx", .foreignCharacter(0x7f), at: 0),
    RefusedText("\u{80}1eym55h", .foreignCharacter(0x80), at: 0),
    RefusedText(
      "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio"
        + "1569pvx", .tooLong(most: 90), at: 90),
    RefusedText("pzry9x0s0muk", .missingSeparator, at: 12),
    RefusedText("1pzry9x0s0muk", .emptyHumanReadablePart, at: 0),
    RefusedText("x1b4n0q5v", .foreignCharacter(UInt8(ascii: "b")), at: 2),
    RefusedText("li1dgmt3", .missingChecksum, at: 8),
    RefusedText("de1lg7wt\u{ff}", .foreignCharacter(0xff), at: 8),
    RefusedText("A1G7SGD8", .checksum, at: 2),
    RefusedText("10a06t8", .emptyHumanReadablePart, at: 0),
    RefusedText("1qzzfhee", .emptyHumanReadablePart, at: 0),
  ])
  func `refuses the invalid texts of BIP 173`(vector: RefusedText) {
    #expect(throws: vector.error) {
      try UncheckedBech32(parsing: bytes(vector.text), most: 90).checked()
    }
  }

  @Test(arguments: [
    RefusedText(" 1xj0phk", .foreignCharacter(0x20), at: 0),
    RefusedText("\u{7f}1g6xzxy", .foreignCharacter(0x7f), at: 0),
    RefusedText("\u{80}1vctc34", .foreignCharacter(0x80), at: 0),
    RefusedText(
      "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber1"
        + "1d6pts4", .tooLong(most: 90), at: 90),
    RefusedText("qyrz8wqd2c9m", .missingSeparator, at: 12),
    RefusedText("1qyrz8wqd2c9m", .emptyHumanReadablePart, at: 0),
    RefusedText("y1b0jsk6g", .foreignCharacter(UInt8(ascii: "b")), at: 2),
    RefusedText("lt1igcx5c0", .foreignCharacter(UInt8(ascii: "i")), at: 3),
    RefusedText("in1muywd", .missingChecksum, at: 8),
    RefusedText("mm1crxm3i", .foreignCharacter(UInt8(ascii: "i")), at: 8),
    RefusedText("au1s5cgom", .foreignCharacter(UInt8(ascii: "o")), at: 7),
    RefusedText("M1VUXWEZ", .checksum, at: 2),
    RefusedText("16plkw9", .emptyHumanReadablePart, at: 0),
    RefusedText("1p2gdwpf", .emptyHumanReadablePart, at: 0),
  ])
  func `refuses the invalid texts of BIP 350`(vector: RefusedText) {
    #expect(throws: vector.error) {
      try UncheckedBech32(parsing: bytes(vector.text), most: 90).checked(.bech32m)
    }
  }
}
