import Bytes
import JSON
import L402Protocol
import Macaroons
import Testing

@Suite struct CredentialTests {
  private static let token = Sample.tokenText
  private static let preimage = Sample.preimageText

  private func credential(
    _ lines: String..., allowsBare: Bool = false
  ) throws(HeaderError) -> Credential {
    try Credential(parsing: lines.map(bytes), allowsBare: allowsBare)
  }

  @Test(
    arguments: [
      ("L402 T:P", .l402, []), ("LSAT T:P", .lsat, []), ("l402 T:P", .l402, [.schemeCase]),
      ("Lsat T:P", .lsat, [.schemeCase]), ("L402  \tT:P \t", .l402, []),
      (" L402 T:P", .l402, []), ("L402 T:U", .l402, [.preimageCase]),
      ("Authorization: L402 T:P", .l402, [.headerNamePrefix]),
      ("AUTHORIZATION:L402 T:P", .l402, [.headerNamePrefix]),
      ("Bearer abc, L402 T:P", .l402, [.otherCredential]),
      ("L402 T:P, Bearer abc", .l402, [.otherCredential]),
      ("LSAT T:P, L402 T:P", .l402, []), ("L402 T:P, LSAT T:P", .l402, []),
    ] as [(String, L402Scheme, [HeaderWarning.Code])])
  func `reads every dialect`(
    line: String, scheme: L402Scheme, warnings: [HeaderWarning.Code]
  ) throws {
    let credential = try credential(
      line.replacing("T:", with: "\(Self.token):").replacing(":P", with: ":\(Self.preimage)")
        .replacing(":U", with: ":\(Self.preimage.uppercased())"))
    #expect(credential.source == .authorization(scheme))
    #expect(credential.tokens.map { text($0.text) } == [Self.token])
    #expect(credential.preimage == Sample.preimage)
    #expect(credential.warnings.map(\.code) == warnings)
  }

  @Test func `two lines with one credential are one`() throws {
    let body = "\(Self.token):\(Self.preimage)"
    let credential = try credential("LSAT \(body)", "L402 \(body)")
    #expect(credential.source == .authorization(.l402))
    #expect(credential.warnings == [])
  }

  @Test(arguments: [
    ("L402 AgE:P", "L402 AgF:P"), ("LSAT AgE:P", "L402 AgE:"), ("L402 AgE:P", "L402 AgE,AgE:P"),
    ("L402 AgE:P", "L402 AgE:Q"),
  ])
  func `credentials that differ are refused, in lines and folded`(first: String, second: String) {
    let lines = [first, second].map {
      $0.replacing(":P", with: ":\(Self.preimage)")
        .replacing(":Q", with: ":\(counting(from: 1).hex)")
    }
    #expect(throws: HeaderError(.conflictingCredentials, at: 0)) {
      try credential(lines[0], lines[1])
    }
    #expect(throws: HeaderError(.conflictingCredentials, at: 0)) {
      try credential(lines.joined(separator: ", "))
    }
  }

  @Test func `nothing behind the colon is a pending payment`() throws {
    #expect(try credential("L402 \(Self.token):").preimage == nil)
  }

  @Test func `several tokens keep their order`() throws {
    let credential = try credential("L402 AgE,AgF,AgE:\(Self.preimage)")
    #expect(credential.tokens.map { text($0.text) } == ["AgE", "AgF", "AgE"])
  }

  @Test func `16 tokens are read, 17 are too many`() throws {
    let most = Array(repeating: "AgE", count: 16).joined(separator: ",")
    #expect(try credential("L402 \(most):\(Self.preimage)").tokens.count == 16)
    #expect(throws: HeaderError(.tooLarge, at: 5 + 64)) {
      try credential("L402 \(most),AgE:\(Self.preimage)")
    }
  }

  @Test func `a token may have 8 KiB and not a byte more`() throws {
    let longest = String(repeating: "x", count: 8 * 1024)
    #expect(try credential("L402 \(longest):\(Self.preimage)").tokens.count == 1)
    #expect(throws: HeaderError(.tooLarge, at: 9)) {
      try credential("L402 AgE,\(longest)x:\(Self.preimage)")
    }
  }

  @Test(
    arguments: [
      ("", .noCredential, 0), ("Bearer abc", .noCredential, 0), ("AgE:P", .noCredential, 0),
      ("L402", .missingToken, 4), ("L402 :P", .missingToken, 5), ("L402 AgE", .missingPreimage, 8),
      ("L402 A\"gE", .invalidToken, 5), ("L402 AgE,:P", .invalidToken, 9),
      ("L402 ,AgE:P", .invalidToken, 5), ("L402 AgE,,AgF:P", .invalidToken, 9),
      ("L402 AgE AgF:P", .invalidToken, 8), ("L402 AgE, AgF:P", .invalidToken, 9),
      ("L402 AgE: P", .invalidToken, 9), ("L402 A:gE:P", .invalidToken, 5),
      ("L402 a+b_:P", .invalidToken, 5), ("L402 AgE:0", .invalidPreimage, 9),
      ("L402 AgE:P0", .invalidPreimage, 9), ("L402 AgE:Z", .invalidPreimage, 9),
      ("L402 AgE:G", .invalidPreimage, 9), ("L402 \u{e9}:P", .invalidToken, 5),
      ("L402 macaroon=\"AgE\", invoice=\"x\"", .invalidToken, 5),
      ("Basic x, L402 AgE:G", .invalidPreimage, 18),
    ] as [(String, HeaderError.Reason, Int)])
  func `anything else is refused where it goes wrong`(
    line: String, reason: HeaderError.Reason, offset: Int
  ) {
    let line = line.replacing(":P", with: ":\(Self.preimage)")
      .replacing(":Z", with: ":" + String(repeating: "0", count: 64))
      .replacing(":G", with: ":g" + String(repeating: "0", count: 63))
    #expect(throws: HeaderError(reason, at: offset)) { try credential(line) }
  }

  @Test func `an error names its line`() {
    #expect(throws: HeaderError(.invalidPreimage, at: 9, line: 1)) {
      try credential("Bearer x", "L402 AgE:xx")
    }
    #expect(throws: HeaderError(.controlCharacter, at: 7, line: 1)) {
      try credential("Bearer x", "L402 Ag\0E:")
    }
    #expect(throws: HeaderError(.tooLarge, at: 16 * 1024, line: 1)) {
      try credential("", String(repeating: "a", count: 16 * 1024 + 1))
    }
  }

  @Test func `without scheme only where asked`() throws {
    let credential = try credential("\(Self.token):\(Self.preimage)", allowsBare: true)
    #expect(credential.source == .bare)
    #expect(credential.preimage == Sample.preimage)
  }

  @Test func `no cut of a good line crashes or makes up a preimage`() {
    let line =
      "Authorization: LSAT \(Self.token):\(Self.preimage), L402 \(Self.token):\(Self.preimage)"
    for count in 0..<line.utf8.count {
      let credential = try? Credential(parsing: [bytes(line).prefix(count)], allowsBare: true)
      #expect(credential?.preimage == nil || credential?.preimage == Sample.preimage)
    }
  }

  @Test func `neither preimage nor credential print their secret`() throws {
    let credential = try credential("L402 \(Self.token):\(Self.preimage)")
    var dumped = ""
    dump(credential.preimage, to: &dumped)
    for shown in ["\(Sample.preimage)", String(reflecting: Sample.preimage), dumped] {
      #expect(!shown.contains("40"))
      #expect(!shown.contains("64"))
    }
  }
}

@Suite struct MetadataTests {
  private func metadata(_ caveats: [String]) throws -> String {
    Hex.encode(try Sample.macaroon(caveats).encode(.v2))
  }

  @Test(arguments: [false, true])
  func `a hexadecimal macaroon brings its preimage in a caveat`(isUpper: Bool) throws {
    let hex = try metadata(["services=api:0", "preimage=" + Sample.preimageText])
    let credential = try Credential(metadata: bytes(isUpper ? hex.uppercased() : hex))
    #expect(credential.source == .grpcMetadata)
    #expect(credential.preimage == Sample.preimage)
    #expect(credential.tokens.map(\.macaroon?.macaroon.caveats.count) == [2])
  }

  @Test func `the last preimage counts`() throws {
    let credential = try Credential(
      metadata: bytes(
        try metadata(["preimage=" + counting(from: 1).hex, "preimage=" + Sample.preimageText])))
    #expect(credential.preimage == Sample.preimage)
  }

  @Test func `anything but a hexadecimal macaroon with a preimage is refused`() throws {
    let hex = try metadata([])
    #expect(throws: HeaderError(.missingPreimage, at: hex.count)) {
      try Credential(metadata: bytes(hex))
    }
    for text in ["", "00", "zz", Sample.tokenText, "0201", hex + "0"] {
      #expect(throws: HeaderError(.invalidToken, at: 0)) { try Credential(metadata: bytes(text)) }
    }
    let bad = try metadata(["preimage=12"])
    #expect(throws: HeaderError(.invalidPreimage, at: 0)) { try Credential(metadata: bytes(bad)) }
  }
}

@Suite struct HeaderTokenTests {
  @Test func `a macaroon in either alphabet, padded or not, is a macaroon`() throws {
    let binary = try Sample.macaroon(["\u{3ff}\u{3ff}"]).encode(.v2)
    for alphabet in [Base64.Alphabet.standard, .urlSafe] {
      for padded in [true, false] {
        let text = Base64.encode(binary, alphabet: alphabet, padded: padded)
        let token = try #require(HeaderToken(text[...]))
        #expect(token.macaroon?.macaroon == Sample.macaroon(["\u{3ff}\u{3ff}"]))
      }
    }
  }

  @Test func `base64 of a JSON object is seen through`() throws {
    let token = try #require(HeaderToken(Base64.encode(Array(#"{"a":1}"#.utf8))[...]))
    guard case .json(let value) = token.content else {
      Issue.record("not JSON")
      return
    }
    #expect(value["a"]?.integer == 1)
  }

  @Test(
    arguments: [
      ("abc.def~ghi", []), ("abcd", []), ("abc_", [.base64URL]), ("ab.c_", []),
      ("abcde===", [.base64Padding]),
      ("02" + String(repeating: "0", count: 62), [.tokenLooksHex]),
      ("02" + String(repeating: "0", count: 61), []),
    ] as [(String, [HeaderWarning.Code])])
  func `anything else is opaque`(string: String, warnings: [HeaderWarning.Code]) throws {
    let token = try #require(HeaderToken(bytes(string)))
    #expect(token.content == .opaque)
    #expect(token.warnings == warnings)
    #expect(text(token.text) == string)
  }

  @Test(arguments: [
    "", "=", "a=b", "a b", "a,b", "a:b", "a\"b", "a\u{e9}", "a\0", "+-", "/_", "a\n",
  ])
  func `characters that no token has are refused`(text: String) {
    #expect(HeaderToken(bytes(text)) == nil)
  }
}
