import Bytes
import JSON
import Macaroons
import Testing

@testable import L402Protocol

@Suite struct GivenTextTests {
  @Test(arguments: [
    ("abc", "abc", 0), (" \t\r\n\u{0b}\u{0c}abc \n", "abc", 6), ("\u{feff}abc", "abc", 3),
    ("\u{feff} abc", "abc", 4), ("\"abc\"", "abc", 1), ("  \"abc\"\n", "abc", 3),
    ("\"\"", "\"\"", 0), ("\"", "\"", 0), ("a\"b\"", "a\"b\"", 0), ("", "", 0), (" \n", "", 2),
    (#"\"abc\""#, "abc", 2), (#""abc\n""#, "abc", 1), (#""abc\r\n""#, "abc", 1),
    (#"abc\n"#, #"abc\n"#, 0), (#"'abc\n'"#, #"abc\n"#, 1), (#""\"abc\"""#, "abc", 3),
    (#"{"a":"\""}"#, #"{"a":"\""}"#, 0), (#"a="x\"y""#, #"a="x\"y""#, 0),
  ])
  func `takes off what is pasted along`(given: String, clean: String, lead: Int) {
    let text = GivenText(bytes(given))
    #expect(L402ProtocolTests.text(text.bytes) == clean)
    #expect(text.givenOffset(0) == lead)
  }

  @Test func `takes JSON escapes off and knows where every byte stood`() {
    let given = #"  "L402 macaroon=\"AgE\", invoice=\"lnbc1\"" "#
    let text = GivenText(bytes(given))
    #expect(L402ProtocolTests.text(text.bytes) == #"L402 macaroon="AgE", invoice="lnbc1""#)
    let source = Array(given.utf8)
    for (offset, byte) in text.bytes.enumerated() {
      #expect(source[text.givenOffset(offset)] == byte, "offset \(offset)")
    }
  }
}

@Suite struct RecogniserTests {
  private static let token = Sample.tokenText
  private static let credential = "\(token):\(Sample.preimageText)"
  private static let challenge = #"L402 macaroon="\#(token)", invoice="\#(Sample.invoice)""#
  private static let node = Sample.macaroon(identifier: [3, 0x0a, 1, 1, 0x12, 1, 0x30])
  private static let x402 = #"{"x402Version":1,"accepts":[]}"#

  private static func hex(_ macaroon: Macaroon) -> String {
    Hex.encode((try? macaroon.encode(.v2)) ?? [])
  }

  private static func json(_ format: MacaroonFormat) -> String {
    text((try? Sample.macaroon(identifier: Array("id".utf8)).encode(format)) ?? [])
  }

  @Test(arguments: [
    ("L402 " + credential, "credential", "Authorization header value"),
    ("lsat " + credential, "credential", "Authorization header value"),
    ("Authorization: L402 " + credential, "credential", "Authorization header"),
    ("> authorization: LSAT " + credential, "credential", "Authorization header"),
    (credential, "credential", "credential without scheme"),
    (
      "Grpc-Metadata-Macaroon: " + hex(Sample.macaroon(["preimage=" + Sample.preimageText])),
      "credential", "grpc-metadata-macaroon metadata"
    ),
    (
      "Macaroon: " + hex(Sample.macaroon(["preimage=" + Sample.preimageText])), "credential",
      "macaroon metadata"
    ),
    ("Macaroon: " + hex(Sample.macaroon()), "token", "macaroon"),
    ("macaroon: " + hex(node), "node-macaroon", "macaroon"),
    (challenge, "challenge", "WWW-Authenticate header value"),
    ("WWW-Authenticate: " + challenge, "challenge", "WWW-Authenticate header"),
    (
      "www-authenticate: LSAT " + challenge.dropFirst(5) + "\nwww-authenticate: " + challenge,
      "challenge", "2 WWW-Authenticate headers"
    ),
    (#"L402 macaroon="AgE""#, "challenge", "WWW-Authenticate header value"),
    (token, "token", "macaroon"), (hex(Sample.macaroon()), "token", "macaroon"),
    (hex(Sample.macaroon()).uppercased(), "token", "macaroon"),
    (text(Sample.encoded(Sample.macaroon(), .v1)), "token", "macaroon"),
    (json(.v1JSON), "token", "JSON macaroon"), (json(.v2JSON), "token", "JSON macaroon"),
    (hex(node), "node-macaroon", "macaroon"),
    (text(Base64.encode(Array(#"{"paymentHash":"00","exp":1}"#.utf8))), "opaque-token", "token"),
    (
      text(Base64.encode(Array(#"{"a":1}"#.utf8), alphabet: .urlSafe, padded: false)) + ".0a0b",
      "opaque-token", "token"
    ),
    (Sample.invoice, "invoice", "invoice"),
    ("lightning:" + Sample.invoice, "invoice", "invoice in a URI"),
    ("bitcoin:?LIGHTNING=" + Sample.invoice, "invoice", "invoice in a URI"),
    ("X-Invoice: " + Sample.invoice, "invoice", "invoice in a header field"),
    (Sample.invoice.uppercased(), "invoice", "invoice"),
    (
      #"Payment id="x", method="lightning", request="e30""#, "payment-challenge",
      "WWW-Authenticate header value"
    ),
    (x402, "x402", "JSON body"),
    (
      "Payment-Required: " + text(Base64.encode(Array(x402.utf8))), "x402",
      "Payment-Required header"
    ),
    (Sample.preimageText, "bytes32", "64 hex digits"),
    (#"{"macaroon":"\#(token)","invoice":"\#(Sample.invoice)"}"#, "challenge", "JSON body"),
    (
      #"{"token":"\#(token)","payment_request":"\#(Sample.invoice)","code":402}"#, "challenge",
      "JSON body"
    ),
  ])
  func `knows what a text is, bare, quoted and among white space`(
    string: String, kind: String, source: String
  ) throws {
    for given in [string, "\u{feff} \(string) \r\n", "\"\(string.replacing("\"", with: "\\\""))\""]
    {
      if given.hasPrefix("\""), string.hasPrefix("{") || string.contains("\n") { continue }
      let found = try Recogniser.recognise(bytes(given))
      #expect(found.map(\.kind) == [kind])
      #expect(found.map(\.source) == [source])
      #expect(Recognised.kinds.contains(kind))
    }
  }

  @Test func `a binary macaroon is a token`() throws {
    let found = try Recogniser.recognise(try Sample.macaroon().encode(.v2)[...])
    #expect(found.map(\.source) == ["binary macaroon"])
    guard case .token(let macaroon) = found.first?.subject else {
      Issue.record("no token")
      return
    }
    #expect(macaroon.macaroon == Sample.macaroon())
  }

  @Test func `everything that a line holds is found, what can be paid first`() throws {
    let line = #"Payment id="x", LSAT macaroon="AgE", \#(Self.challenge), Basic realm="r""#
    let found = try Recogniser.recognise(bytes(line))
    #expect(found.map(\.kind) == ["challenge", "challenge", "payment-challenge"])
    guard case .challenge = found[0].subject,
      case .brokenChallenge(.lsat, let error) = found[1].subject
    else {
      Issue.record("wrong order")
      return
    }
    #expect(error.reason == .missingInvoice)
  }

  @Test(
    arguments: [
      ("", .empty, 0), (" \n", .empty, 0), ("hello", .unrecognised, 0),
      ("hello world", .unrecognised, 0),
      ("header.txt", .unrecognised, 0), ("Bearer abcdef", .unrecognised, 0),
      ("https://api.example/", .unrecognised, 0), ("lnxyz1pexample", .unrecognised, 0),
      (String(repeating: "g", count: 64), .unrecognised, 0), ("{}", .unrecognised, 0),
      ("{\"a\":", .json(.unexpectedEnd), 5), (" \"x", .unrecognised, 1),
      ("\u{feff}  {\"a\" 1}", .json(.unexpectedByte(0x31)), 10),
      ("L402 AgE:00", .header(.invalidPreimage), 9),
      ("  L402 AgE:00", .header(.invalidPreimage), 11),
      ("\"L402 AgE:00\"", .header(.invalidPreimage), 10),
      ("L402 AgE", .header(.missingPreimage), 8),
      ("Macaroon: zz", .header(.invalidToken), 10),
      ("AgEAAg", .macaroon(.truncated), 5), ("0201", .macaroon(.truncated), 4),
      (#"L402 macaroon="AgE, invoice="#, .header(.malformed), 14),
      (#"L402 macaroon=\"AgE, invoice=\"#, .header(.malformed), 15),
      ("WWW-Authenticate: Basic realm=x", .header(.noChallenge), 0),
      ("Authorization: Bearer x", .header(.noCredential), 15),
    ] as [(String, RecognitionError.Reason, Int)])
  func `anything else is refused where it goes wrong`(
    text: String, reason: RecognitionError.Reason, offset: Int
  ) {
    do throws(RecognitionError) {
      let found = try Recogniser.recognise(bytes(text))
      Issue.record("recognised: \(found.map(\.kind))")
    } catch {
      #expect(error.reason == reason)
      #expect(error.offset == offset)
    }
  }

  @Test func `every cut and every damaged byte of a token gives a value or an error`() {
    for whole in [
      Self.token, Self.hex(Sample.macaroon()), Self.json(.v2JSON), "L402 " + Self.credential,
      Self.challenge,
    ] {
      let whole = Array(whole.utf8)
      for index in whole.indices {
        _ = try? Recogniser.recognise(whole[..<index])
        var damaged = whole
        damaged[index] = 0x22
        _ = try? Recogniser.recognise(damaged[...])
      }
    }
  }
}

@Suite struct HeaderDumpTests {
  private static let token = Sample.tokenText
  private static let challenge = #"L402 macaroon="\#(token)", invoice="\#(Sample.invoice)""#

  private func kinds(_ text: String) throws(RecognitionError) -> [String] {
    try Recogniser.recognise(bytes(text)).map(\.kind)
  }

  @Test(arguments: ["\n", "\r\n"])
  func `reads an answer as curl -i shows it`(end: String) throws {
    let dump = [
      "HTTP/1.1 402 Payment Required", "Content-Type: text/plain", "WWW-Authenticate: LSAT x",
      "www-authenticate: \(Self.challenge)", "", "payment required: L402",
    ].joined(separator: end)
    let found = try Recogniser.recognise(bytes(dump))
    #expect(found.map(\.kind) == ["challenge", "challenge"])
    #expect(found.first?.source == "2 WWW-Authenticate headers")
  }

  @Test func `reads an answer as curl -v shows it`() throws {
    let dump = """
      * Connected to api.example
      > GET / HTTP/1.1
      > Host: api.example
      >
      < HTTP/2 402
      < www-authenticate: \(Self.challenge)
      <
      * Connection left intact
      """
    #expect(try kinds(dump) == ["challenge"])
  }

  @Test func `only the last answer counts`() throws {
    let redirect = "HTTP/1.1 307 Moved\nWWW-Authenticate: L402 macaroon=\"AgE\"\n\n"
    let last = "HTTP/1.1 402 Payment Required\nWWW-Authenticate: \(Self.challenge)\n"
    #expect(try kinds(redirect + last) == ["challenge"])
    guard case .challenge = try Recogniser.recognise(bytes(redirect + last)).first?.subject else {
      Issue.record("the redirect's challenge")
      return
    }
  }

  @Test func `reads an x402 body and challenge beside each other`() throws {
    let body = #"{"x402Version":1,"accepts":[{"scheme":"exact"}]}"#
    let dump = "HTTP/1.1 402\nWWW-Authenticate: \(Self.challenge)\n\n\(body)\n"
    #expect(try kinds(dump) == ["challenge", "x402"])
  }

  @Test func `a body is never taken for a header`() {
    let dump =
      "HTTP/1.1 402\nContent-Type: application/json\n\n"
      + "{\n\"a\": 1,\nWWW-Authenticate: \(Self.challenge)\n}"
    #expect(throws: RecognitionError(.header(.noChallenge), at: 0)) { try kinds(dump) }
  }

  @Test func `credentials and challenges are both found, challenges first`() throws {
    let lines =
      "Authorization: L402 \(Self.token):\(Sample.preimageText)\n"
      + "WWW-Authenticate: \(Self.challenge)"
    #expect(try kinds(lines) == ["challenge", "credential"])
  }

  @Test func `an answer without challenge is none`() {
    #expect(throws: RecognitionError(.header(.noChallenge), at: 0)) {
      try kinds("HTTP/1.1 200 OK\nContent-Length: 0\n\nhello")
    }
  }

  @Test func `an error stands where it is in the whole dump`() {
    let lead = "  HTTP/1.1 402 Payment Required\r\nWWW-Authenticate:  "
    #expect(throws: RecognitionError(.header(.malformed), at: lead.utf8.count + 14)) {
      try kinds(lead + "L402 macaroon=\"AgE\r\n\r\n")
    }
  }

  @Test func `so does one in gRPC metadata`() {
    let lead = "HTTP/1.1 200\nGrpc-Metadata-Macaroon: "
    #expect(throws: RecognitionError(.header(.invalidToken), at: lead.utf8.count)) {
      try kinds(lead + "xyz\n")
    }
  }
}
