import Bech32
import Testing

struct UncheckedBech32Tests {
  @Test(arguments: [
    RefusedText("", .empty, at: 0),
    RefusedText("qqqqqqqq", .missingSeparator, at: 8),
    RefusedText("a1qqqqq", .missingChecksum, at: 7),
    RefusedText("a1", .missingChecksum, at: 2),
    RefusedText("a1qqqqqq\u{7f}", .foreignCharacter(0x7f), at: 8),
    RefusedText("a1qqqqqq\n", .foreignCharacter(0x0a), at: 8),
    RefusedText("a1qqqioq", .foreignCharacter(UInt8(ascii: "i")), at: 5),
    RefusedText("\u{c3}\u{a4}1qqqqqq", .foreignCharacter(0xc3), at: 0),
  ])
  func `refuses a text at its first bad byte`(vector: RefusedText) {
    #expect(throws: vector.error) { try UncheckedBech32(parsing: bytes(vector.text)) }
  }

  /// The offset is that of the first letter of the rarer case.
  @Test(arguments: [
    ("A12Uel5l", 0), ("a12uEl5l", 4), ("A12UEL5l", 7), ("abcdEF1qqqqqq", 4),
    ("LNBC1qpzry9x8gf2tvdw0s3jn54khce6mua7l", 0),
    ("Aq1qqqqqqqqqqqqqq", 0), ("aQ1QQQQQQ", 0), ("Aa1222222", 0),
  ])
  func `refuses mixed case instead of lower-casing it`(text: String, offset: Int) {
    #expect(throws: Bech32Error(.mixedCase, at: offset)) {
      try UncheckedBech32(parsing: bytes(text))
    }
  }

  @Test func `a right text with any one letter in the other case is refused at it`() throws {
    let right = "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"
    for (base, flip) in [(right, UInt8(0x20)), (right.uppercased(), 0x20)] {
      for (offset, byte) in base.utf8.enumerated() where byte >= 0x41 {
        var text = Array(base.utf8)
        text[offset] = byte ^ flip
        #expect(throws: Bech32Error(.mixedCase, at: offset)) {
          try UncheckedBech32(parsing: text[...])
        }
      }
    }
  }

  @Test(arguments: [
    ("a12uel5l", false), ("A12UEL5L", true), ("?1EZYFCL", true), ("11222222", false),
  ])
  func `knows in which case it was written`(text: String, isUpperCase: Bool) throws {
    #expect(try UncheckedBech32(parsing: bytes(text)).isUpperCase == isUpperCase)
  }

  @Test func `the human-readable part comes in lower case`() throws {
    let text = "LNBC2500U1QQQQQQ"
    #expect(try UncheckedBech32(parsing: bytes(text)).humanReadablePart == bytes("lnbc2500u"))
  }

  @Test func `the last 1 is the separator`() throws {
    #expect(try UncheckedBech32(parsing: bytes("1a11qqqqqq")).humanReadablePart == bytes("1a1"))
  }

  @Test func `90 characters are the limit only where it is asked for`() throws {
    let text =
      "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio"
    let long = Bech32(humanReadablePart: bytes(text), data: [], variant: .bech32).text
    #expect(long == text + "1569pvx")
    #expect(try UncheckedBech32(parsing: bytes(long)).checked().humanReadablePart == bytes(text))
    #expect(try UncheckedBech32(parsing: bytes(long), most: 91).checked().data.isEmpty)
  }

  @Test(arguments: [91, 200, 1_023, 1_024, 7_089, 20_000])
  func `texts of any length are written and read`(length: Int) throws {
    var generator = SplitMix64(seed: UInt64(length))
    let data = (0..<length - 11).map { _ in UInt8.random(in: 0..<32, using: &generator) }
    let long = Bech32(humanReadablePart: bytes("lnbc"), data: data[...], variant: .bech32)
    #expect(long.text.utf8.count == length)
    #expect(try UncheckedBech32(parsing: bytes(long.text)).checked() == long)
  }
}
