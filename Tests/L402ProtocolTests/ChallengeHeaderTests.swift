import Testing

@testable import L402Protocol

@Suite struct ChallengeHeaderTests {
  private static let token = Sample.tokenText
  private static let invoice = Sample.invoice
  private static let plain = #"L402 macaroon="\#(token)", invoice="\#(invoice)""#

  private func challenge(_ lines: String...) throws(HeaderError) -> Challenge {
    try ChallengeHeader(parsing: lines.map(bytes)).single()
  }

  /// How deployed servers write a challenge, and what a stricter reader stumbles over.
  @Test(
    arguments: [
      (plain, []),
      (#"L402 version="0", token="T", macaroon="T", invoice="I""#, []),
      (#"L402 version="0", token="T", invoice="I""#, []),
      (#"L402 macaroon="T", invoice="I", version="0", token="T""#, []),
      (#"L402 invoice="I", macaroon="T""#, []),
      (#"L402 macaroon="T",invoice="I""#, []),
      (#"L402 Macaroon="T", INVOICE="I", amount="21""#, []),
      ("L402 macaroon=T, invoice=I", [.unquoted]),
      ("L402 macaroon='T', invoice='I'", [.singleQuoted]),
      (#"L402 version="0" macaroon="T", invoice="I""#, [.missingComma]),
      (#"L402 macaroon="T" invoice="I""#, [.missingComma]),
      (#"l402 macaroon="T", invoice="I""#, [.schemeCase]),
      (#"L402 macaroon="T", invoice="lightning:I""#, [.invoiceURIPrefix]),
      (#"L402 macaroon="T", invoice="LIGHTNING:I""#, [.invoiceURIPrefix]),
      (#"L402 macaroon="T", invoice="I", invoice="I""#, [.duplicateParameter]),
      (#"L402 macaroon="", token="T", invoice="I""#, []),
      (#"WWW-Authenticate: L402 macaroon="T", invoice="I""#, [.headerNamePrefix]),
      (#"www-authenticate:L402 macaroon="T", invoice="I""#, [.headerNamePrefix]),
      (
        "l402 macaroon=T invoice='lightning:I'",
        [.schemeCase, .missingComma, .invoiceURIPrefix, .unquoted, .singleQuoted]
      ),
    ] as [(String, [HeaderWarning.Code])])
  func `reads every dialect`(line: String, warnings: [HeaderWarning.Code]) throws {
    let line = line.replacing("\"T\"", with: "\"\(Self.token)\"")
      .replacing("'T'", with: "'\(Self.token)'").replacing("=T", with: "=\(Self.token)")
      .replacing("\"I\"", with: "\"\(Self.invoice)\"").replacing("=I", with: "=\(Self.invoice)")
      .replacing("'I'", with: "'\(Self.invoice)'").replacing(":I", with: ":\(Self.invoice)")
    let challenge = try challenge(line)
    #expect(challenge.scheme == .l402)
    #expect(text(challenge.token.text) == Self.token)
    #expect(text(challenge.invoice) == Self.invoice)
    #expect(challenge.warnings.map(\.code) == warnings)
  }

  @Test func `a url-safe token is read and warned about`() throws {
    let challenge = try challenge(#"L402 macaroon="ab-_", invoice="\#(Self.invoice)""#)
    #expect(challenge.warnings.map(\.code) == [.base64URL])
    #expect(challenge.token.content == .opaque)
  }

  @Test func `version is kept where it was given`() throws {
    #expect(try challenge(Self.plain).version == nil)
    #expect(try challenge(Self.plain + #", version="0""#).version == "0")
  }

  @Test(arguments: ["L402", "LSAT"], ["L402", "LSAT"])
  func `equal challenges of two lines are one, under L402 if one of them was`(
    first: String, second: String
  ) throws {
    let parameters = Self.plain.dropFirst(5)
    let challenge = try challenge("\(first) \(parameters)", "\(second) \(parameters)")
    #expect(challenge.scheme == (first == "LSAT" && second == "LSAT" ? .lsat : .l402))
  }

  @Test func `equal challenges folded into one line are one`() throws {
    let challenge = try challenge("LSAT \(Self.plain.dropFirst(5)), \(Self.plain)")
    #expect(challenge.scheme == .l402)
    #expect(text(challenge.token.text) == Self.token)
  }

  @Test func `challenges that differ are all listed and none is chosen`() throws {
    let other = #"LSAT macaroon="\#(Self.token)", invoice="lnbc20n1pother""#
    let header = try ChallengeHeader(parsing: [bytes(other), bytes(Self.plain)])
    #expect(header.challenges.map(\.scheme) == [.lsat, .l402])
    #expect(throws: HeaderError(.multipleChallenges, at: 0)) { try header.single() }
  }

  @Test func `a broken challenge does not hide a good one`() throws {
    let header = try ChallengeHeader(
      parsing: [bytes("LSAT macaroon=\"AgE\""), bytes(Self.plain)])
    #expect(text(try header.single().token.text) == Self.token)
    #expect(header.refused == [.init(scheme: .lsat, error: HeaderError(.missingInvoice, at: 0))])
  }

  @Test func `challenges of other schemes are kept beside`() throws {
    let header = try ChallengeHeader(
      parsing: [bytes(#"Payment id="x", request="e30""#), bytes("Basic realm=r, " + Self.plain)])
    #expect(text(try header.single().token.text) == Self.token)
    #expect(header.others.map(\.scheme) == ["Payment", "Basic"])
    #expect(header.others.first?["id"] == "x")
  }

  @Test(
    arguments: [
      ("Bearer x", .noChallenge, 0), ("", .noChallenge, 0), ("L402", .missingToken, 0),
      (#"Basic a=b, L402 invoice="lnbc1x1""#, .missingToken, 11),
      (#"L402 macaroon="", invoice="lnbc10n1pexample""#, .missingToken, 0),
      (#"L402 macaroon="AgE", invoice="""#, .missingInvoice, 0),
      (#"L402 macaroon="A gE", invoice="lnbc10n1pexample""#, .invalidToken, 15),
      (#"L402 macaroon="AgE,AgE", invoice="lnbc10n1pexample""#, .invalidToken, 15),
      (#"L402 macaroon="a+b-", invoice="lnbc10n1pexample""#, .invalidToken, 15),
      (#"L402 macaroon="=", invoice="lnbc10n1pexample""#, .invalidToken, 15),
      (#"L402 macaroon="AgE", invoice="bc1qexample""#, .invalidInvoice, 30),
      (#"L402 macaroon="AgE", invoice="lnbC10n1pexample""#, .invalidInvoice, 30),
      (#"L402 macaroon="AgE", invoice="lightning:""#, .invalidInvoice, 30),
      (#"L402 version="1", macaroon="AgE", invoice="lnbc10n1pexample""#, .unsupportedVersion, 14),
      (#"L402 version="00", macaroon="AgE", invoice="lnbc10n1pexample""#, .unsupportedVersion, 14),
      (
        #"L402 macaroon="AgE", token="AgF", invoice="lnbc10n1pexample""#, .conflictingParameters, 28
      ),
      (#"L402 token="A", macaroon="A", token="B", invoice="lnbc10n1p"#, .malformed, 49),
      (
        #"L402 macaroon="AgE", invoice="lnbc10n1pa", invoice="lnbc10n1pb""#, .conflictingParameters,
        52
      ),
    ] as [(String, HeaderError.Reason, Int)])
  func `what cannot be paid is refused where it goes wrong`(
    line: String, reason: HeaderError.Reason, offset: Int
  ) {
    #expect(throws: HeaderError(reason, at: offset)) { try challenge(line) }
  }

  @Test func `a token may have 8 KiB and not a byte more`() throws {
    let longest = String(repeating: "x", count: 8 * 1024)
    #expect(
      try challenge(#"L402 macaroon="\#(longest)", invoice="lnbc10n1pa""#).token.text.count == 8192)
    #expect(throws: HeaderError(.tooLarge, at: 15)) {
      try challenge(#"L402 macaroon="\#(longest)x", invoice="lnbc10n1pa""#)
    }
  }

  @Test func `no cut of a good line crashes, and none yields another token`() {
    let line = "WWW-Authenticate: LSAT \(Self.plain.dropFirst(5)), \(Self.plain)"
    for count in 0..<line.utf8.count {
      let challenge = try? ChallengeHeader(parsing: [bytes(line).prefix(count)]).single()
      #expect(challenge == nil || challenge.map { text($0.token.text) } == Self.token)
    }
  }

  @Test func `no damaged byte of a good line crashes`() {
    let line = Array(bytes("\(Self.plain), version='0'"))
    for index in line.indices {
      for byte in [0, 0x20, 0x22, 0x27, 0x2c, 0x3d, 0x5c, 0x80, 0xff] as [UInt8] {
        var damaged = line
        damaged[index] = byte
        _ = try? ChallengeHeader(parsing: [damaged[...]]).single()
      }
    }
  }
}

@Suite struct InvoiceTextTests {
  @Test(arguments: [
    "lnbc10n1pexample", "LNBC10N1PEXAMPLE", "lnbcrt1pexample", "lightning:lnxyz1pexample",
  ])
  func `takes what has the shape of one`(text: String) throws {
    #expect(try #require(InvoiceText(bytes(text))).hadPrefix == text.hasPrefix("lightning:"))
  }

  @Test(arguments: [
    "", "lnbc", "lnbcexample", "ln1", "lnbc10n1pexample ", "lnbc10n1p\"x", "lnbc10n1p\r\nX: y",
    "lnBC10n1pexample", "bc1qexample", "lightning:lightning:lnbc1pexample", "lnbc1\u{e9}xample",
  ])
  func `refuses what is no invoice at first sight`(text: String) {
    #expect(InvoiceText(bytes(text)) == nil)
  }
}
