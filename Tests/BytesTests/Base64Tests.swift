import Bytes
import Testing

struct Base64Tests {
  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `reads and writes the vectors of RFC 4648`(plain: String, encoded: String) throws {
    let decoded = try Base64.decode(Array(encoded.utf8)[...])
    #expect(decoded.bytes == Array(plain.utf8))
    #expect(decoded.alphabet == nil)
    #expect(decoded.isPadded)
    #expect(!decoded.hasSpareBits)
    #expect(Base64.encode(Array(plain.utf8)) == Array(encoded.utf8))
  }

  struct Dressing: Sendable {
    let text: String
    let alphabet: Base64.Alphabet?
    let isPadded: Bool
  }

  /// Bytes `fb ff fe fb` in all four dressings.
  @Test(arguments: [
    Dressing(text: "+//++w==", alphabet: .standard, isPadded: true),
    Dressing(text: "+//++w", alphabet: .standard, isPadded: false),
    Dressing(text: "-__--w==", alphabet: .urlSafe, isPadded: true),
    Dressing(text: "-__--w", alphabet: .urlSafe, isPadded: false),
  ])
  func `reads and writes all four dressings`(dressing: Dressing) throws {
    let bytes: [UInt8] = [0xfb, 0xff, 0xfe, 0xfb]
    let decoded = try Base64.decode(Array(dressing.text.utf8)[...])
    #expect(decoded.bytes == bytes)
    #expect(decoded.alphabet == dressing.alphabet)
    #expect(decoded.isPadded == dressing.isPadded)
    #expect(!decoded.hasSpareBits)
    let alphabet = try #require(dressing.alphabet)
    let again = Base64.encode(bytes, alphabet: alphabet, padded: dressing.isPadded)
    #expect(String(decoding: again, as: UTF8.self) == dressing.text)
  }

  @Test(arguments: [
    ("Zm9v", Base64.Alphabet?.none, true), ("Zg", nil, false), ("////", .standard, true),
    ("____", .urlSafe, true), ("AAAAA-", .urlSafe, false), ("AAAAA+==", .standard, true),
  ])
  func `tells alphabet and padding where the text shows them`(
    text: String, alphabet: Base64.Alphabet?, isPadded: Bool
  ) throws {
    let decoded = try Base64.decode(Array(text.utf8)[...])
    #expect(decoded.alphabet == alphabet)
    #expect(decoded.isPadded == isPadded)
  }

  @Test(arguments: [
    ("Zg==", false), ("Zh==", true), ("Zv", true), ("Zw", false), ("Zm8=", false), ("Zm9=", true),
    ("Zm-", true), ("Zm9v", false), ("//9=", true), ("/w==", false), ("/x==", true),
  ])
  func `notices bits that carry nothing`(text: String, spare: Bool) throws {
    #expect(try Base64.decode(Array(text.utf8)[...]).hasSpareBits == spare)
  }

  struct Refused: Sendable, CustomStringConvertible {
    let text: String
    let error: BytesError
    var description: String { "\"\(text)\"" }

    init(_ text: String, _ reason: BytesError.Reason, at offset: Int) {
      self.text = text
      error = BytesError(reason, at: offset)
    }
  }

  @Test(arguments: [
    Refused("A", .truncated, at: 1),
    Refused("AAAAA", .truncated, at: 5),
    Refused("AAAAA===", .padding, at: 5),
    Refused("A=", .truncated, at: 1),
    Refused("A==", .truncated, at: 1),
    Refused("=", .padding, at: 0),
    Refused("==", .padding, at: 0),
    Refused("====", .padding, at: 0),
    Refused("AA=", .padding, at: 2),
    Refused("AA===", .padding, at: 2),
    Refused("AAA==", .padding, at: 3),
    Refused("AAAA=", .padding, at: 4),
    Refused("AAAA==", .padding, at: 4),
    Refused("AAAA====", .padding, at: 4),
    Refused("AA==AAAA", .padding, at: 2),
    Refused("AA=A", .padding, at: 2),
    Refused("=AAA", .padding, at: 0),
    Refused("+AA-", .mixedAlphabets, at: 3),
    Refused("AAAA_AAAAAAA/A==", .mixedAlphabets, at: 12),
    Refused("AA+_", .mixedAlphabets, at: 3),
    Refused("AAAA+A_", .mixedAlphabets, at: 6),
    Refused("AA\nAA", .foreignCharacter(0x0a), at: 2),
    Refused("AAAA\n", .foreignCharacter(0x0a), at: 4),
    Refused(" AAAA", .foreignCharacter(0x20), at: 0),
    Refused("AA!=", .foreignCharacter(0x21), at: 2),
    Refused("AAAA\u{e9}A", .foreignCharacter(0xc3), at: 4),
    Refused("+-!A", .mixedAlphabets, at: 1),
    Refused("+!-A", .foreignCharacter(0x21), at: 1),
    Refused("AA!", .foreignCharacter(0x21), at: 2),
    Refused("A!", .foreignCharacter(0x21), at: 1),
  ])
  func `refuses what no strict encoder writes, at its first bad byte`(refused: Refused) {
    #expect(throws: refused.error) { try Base64.decode(Array(refused.text.utf8)[...]) }
  }

  @Test func `every byte outside both alphabets is refused wherever it stands`() {
    let characters = Set(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_".utf8)
    for byte in UInt8.min...UInt8.max {
      #expect(Base64.isCharacter(byte) == characters.contains(byte))
      guard !characters.contains(byte), byte != UInt8(ascii: "=") else { continue }
      for place in 0..<7 {
        var text = [UInt8](repeating: 0x41, count: 7)
        text[place] = byte
        #expect(throws: BytesError(.foreignCharacter(byte), at: place)) {
          try Base64.decode(text[...])
        }
      }
    }
  }

  @Test func `offsets count from the start of a slice, not of its array`() {
    let text = Array("xxxxAA!A".utf8)
    #expect(throws: BytesError(.foreignCharacter(0x21), at: 2)) { try Base64.decode(text[4...]) }
    #expect(throws: BytesError(.truncated, at: 5)) { try Base64.decode(text[1..<6]) }
  }

  @Test(arguments: 0...70)
  func `any bytes survive a round trip in all dressings`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ count &* 97) }
    for alphabet in [Base64.Alphabet.standard, .urlSafe] {
      for padded in [true, false] {
        let text = Base64.encode(bytes, alphabet: alphabet, padded: padded)
        let decoded = try Base64.decode(text[...])
        #expect(decoded.bytes == bytes)
        #expect(decoded.isPadded == (padded || count % 3 == 0))
        #expect(!decoded.hasSpareBits)
      }
    }
  }

  @Test func `ten megabytes survive a round trip`() throws {
    let bytes = [UInt8](repeating: 0xa5, count: 10_000_000)
    let text = Base64.encode(bytes)
    #expect(text.count == 13_333_336)
    #expect(try Base64.decode(text[...]).bytes == bytes)
  }
}
