import Bytes
import Macaroons
import Testing

/// Tokens worth writing in every format.
enum Sample: String, CaseIterable, Sendable {
  case bare, bank, thirdParty, escapes, noLocation, emptyCaveat, manyCaveats

  func macaroon() throws -> Macaroon {
    let key = Bank.key
    switch self {
    case .bare: return Bank.macaroon(conditions: 0)
    case .bank: return Bank.macaroon(conditions: 3)
    case .thirdParty:
      var macaroon = Bank.macaroon(conditions: 1)
      try macaroon.addThirdPartyCaveat(
        rootKey: [1], identifier: "who".slice, location: "http://auth/".slice,
        nonce: [UInt8](0..<24))
      try macaroon.addThirdPartyCaveat(
        rootKey: [2], identifier: "when".slice, location: [], nonce: [UInt8](24..<48))
      macaroon.addFirstPartyCaveat("last = 1".slice)
      return macaroon
    case .escapes:
      var macaroon = Macaroon(
        identifier: "\u{0}\u{1f}\"\\/\n\r\t<>&\u{2028}\u{7f}\u{e9}\u{1f600}".slice,
        location: "\u{e9}<b>\"".slice, key: key)
      macaroon.addFirstPartyCaveat("a b\nc = <\u{2029}>".slice)
      return macaroon
    case .noLocation: return Macaroon(identifier: "x".slice, key: key)
    case .emptyCaveat:
      var macaroon = Macaroon(identifier: [], key: key)
      macaroon.addFirstPartyCaveat([])
      macaroon.addFirstPartyCaveat([])
      return macaroon
    case .manyCaveats:
      var macaroon = Macaroon(identifier: "x".slice, key: key)
      for number in 0..<200 { macaroon.addFirstPartyCaveat("n = \(number)".slice) }
      return macaroon
    }
  }
}

struct RoundTripTests {
  @Test(arguments: Sample.allCases, MacaroonFormat.allCases)
  func `what was written is read again`(sample: Sample, format: MacaroonFormat) throws {
    let macaroon = try sample.macaroon()
    let text = MacaroonText(macaroon: macaroon, format: format)
    let again = try MacaroonText(parsing: try text.encoded()[...])
    #expect(again.macaroon == macaroon)
    #expect(again.format == format)
    #expect(again.trailingBytes == 0)
    #expect(try again.encoded() == text.encoded())
  }

  @Test(arguments: [MacaroonFormat.v1, .v2])
  func `binary formats read the bytes that they write`(format: MacaroonFormat) throws {
    for sample in Sample.allCases {
      let macaroon = try sample.macaroon()
      let decoded = try Macaroon.decode(binary: try macaroon.encode(format)[...])
      #expect(decoded.macaroon == macaroon)
      #expect(decoded.format == format)
      #expect(decoded.trailing == 0)
    }
  }

  struct Dressing: Sendable {
    let encoding: MacaroonText.Encoding
    let isPadded: Bool
  }

  static let dressings = [
    Dressing(encoding: .base64, isPadded: true), Dressing(encoding: .base64, isPadded: false),
    Dressing(encoding: .base64url, isPadded: true),
    Dressing(encoding: .base64url, isPadded: false), Dressing(encoding: .hex, isPadded: true),
    Dressing(encoding: .binary, isPadded: true),
  ]

  @Test(arguments: [MacaroonFormat.v1, .v2], dressings)
  func `a text is written again in the dressing that it came in`(
    format: MacaroonFormat, dressing: Dressing
  ) throws {
    // Long enough that both alphabets show.
    let macaroon = try Sample.thirdParty.macaroon()
    let text = MacaroonText(
      macaroon: macaroon, format: format, encoding: dressing.encoding, isPadded: dressing.isPadded)
    let encoded = try text.encoded()
    let read = try MacaroonText(parsing: encoded[...])
    #expect(read.encoding == dressing.encoding)
    #expect(read.isPadded == (dressing.isPadded || encoded.count % 4 == 0))
    #expect(read.macaroon == macaroon)
    #expect(try read.encoded() == encoded)
  }

  @Test func `V1 is laid out as libmacaroons lays it out`() throws {
    #expect(try Bank.macaroon().encode(.v1) == Bank.v1)
  }

  @Test func `V2 is laid out as libmacaroons' format text says`() throws {
    #expect(try Bank.macaroon().encode(.v2) == Bank.v2)
  }

  @Test func `V2 JSON is written as go-macaroon writes it`() throws {
    #expect(
      String(decoding: try Bank.macaroon().encode(.v2JSON), as: UTF8.self)
        == #"{"c":[{"i":"account = 3735928559"}],"l":"http://mybank/","#
        + #""i":"we used our secret key","s64":"Hv5HY_KQ284MHQhHc2fhH07uRWpkkzz2YteXctu4ISg"}"#)
  }

  @Test func `V1 JSON is written as go-macaroon writes it`() throws {
    #expect(
      String(decoding: try Bank.macaroon().encode(.v1JSON), as: UTF8.self)
        == #"{"caveats":[{"cid":"account = 3735928559"}],"location":"http://mybank/","#
        + #""identifier":"we used our secret key","signature":"\#(Bank.signatures[1])"}"#)
  }

  @Test func `bytes that are no UTF-8 are base64 in V2 JSON and refused by V1 JSON`() throws {
    var macaroon = Macaroon(identifier: [0xff, 0xfe], key: Bank.key)
    let v2 = try macaroon.encode(.v2JSON)
    #expect(String(decoding: v2, as: UTF8.self).hasPrefix(#"{"i64":"__4","s64":""#))
    #expect(try MacaroonText(parsing: v2[...]).macaroon == macaroon)
    #expect(throws: MacaroonError(.notUTF8, at: 0)) { try macaroon.encode(.v1JSON) }
    macaroon = Macaroon(identifier: [0x61], key: Bank.key)
    macaroon.addFirstPartyCaveat([0xc0])
    #expect(throws: MacaroonError(.notUTF8, at: 0)) { try macaroon.encode(.v1JSON) }
  }

  @Test(arguments: [
    (1, "i"), (2, "i"), (3, "i64"), (4, "i64"),
  ])
  func `V2 JSON takes base64 where escapes would be longer`(count: Int, member: String) throws {
    // Each NUL costs six characters; base64 of n bytes costs 4n/3 and two more for its name.
    let identifier = [UInt8](repeating: 0x61, count: 8) + [UInt8](repeating: 0, count: count - 1)
    let json = try Macaroon(identifier: identifier[...], key: Bank.key).encode(.v2JSON)
    #expect(String(decoding: json, as: UTF8.self).hasPrefix("{\"\(member)\":"))
  }

  @Test func `a location that is not signed may change`() throws {
    var macaroon = Bank.macaroon()
    macaroon.location = "elsewhere".slice
    #expect(macaroon.signatureMatches(Bank.key))
    #expect(macaroon.signature == Bank.macaroon().signature)
  }

  @Test func `neither a description nor a dump shows the token`() {
    let macaroon = Bank.macaroon()
    var dumped = ""
    dump(macaroon, to: &dumped)
    #expect("\(macaroon)" == "(macaroon, 1 caveats)")
    #expect(dumped.utf8.count < 60)
  }
}
