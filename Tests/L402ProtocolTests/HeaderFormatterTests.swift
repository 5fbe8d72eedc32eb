import L402Protocol
import Testing

@Suite struct HeaderFormatterTests {
  private static let token = Sample.tokenText
  private static let invoice = Sample.invoice

  @Test(
    arguments: [
      (.plain, ["L402 macaroon=\"T\", invoice=\"I\""]),
      (.both, ["L402 macaroon=\"T\", invoice=\"I\", version=\"0\", token=\"T\""]),
      (.dual, ["LSAT macaroon=\"T\", invoice=\"I\"", "L402 macaroon=\"T\", invoice=\"I\""]),
      (.spec, ["L402 version=\"0\", token=\"T\", invoice=\"I\""]),
    ] as [(ChallengeProfile, [String])])
  func `writes each profile`(profile: ChallengeProfile, lines: [String]) throws {
    let written = try HeaderFormatter.challenge(
      token: Self.token.utf8, invoice: Self.invoice.utf8, profile: profile)
    #expect(
      written
        == lines.map {
          $0.replacing("\"T\"", with: "\"\(Self.token)\"")
            .replacing("\"I\"", with: "\"\(Self.invoice)\"")
        })
  }

  @Test(arguments: ChallengeProfile.allCases)
  func `reads every profile that it writes without a warning`(profile: ChallengeProfile) throws {
    let lines = try HeaderFormatter.challenge(
      token: Self.token.utf8, invoice: Self.invoice.utf8, profile: profile)
    for lines in [lines, [lines.joined(separator: ", ")]] {
      let challenge = try ChallengeHeader(parsing: lines.map(bytes)).single()
      #expect(challenge.scheme == .l402)
      #expect(text(challenge.token.text) == Self.token)
      #expect(text(challenge.invoice) == Self.invoice)
      #expect(challenge.warnings == [])
    }
  }

  @Test(arguments: [
    "", "a\"b", "a\r\nX-Evil: 1", "a\nb", "a b", "a\tb", "a,b", "a\\", "a\u{7f}", "a\u{e9}", "a=b",
  ])
  func `a token that would break the header is refused`(token: String) {
    #expect(throws: HeaderError(.invalidToken, at: 0)) {
      try HeaderFormatter.challenge(
        token: token.utf8, invoice: Self.invoice.utf8, profile: .plain)
    }
    #expect(throws: HeaderError(.invalidToken, at: 0)) {
      try HeaderFormatter.credential(tokens: [bytes("AgE"), bytes(token)], preimage: nil)
    }
  }

  @Test(arguments: [
    "", "lnbc1\"p", "lnbc10n1p\r\nX-Evil: 1", "lnbc1 p", "lightning:lnbc10n1pexample", "lnbc10n1p,",
  ])
  func `an invoice that would break the header is refused`(invoice: String) {
    #expect(throws: HeaderError(.invalidInvoice, at: 0)) {
      try HeaderFormatter.challenge(
        token: Self.token.utf8, invoice: invoice.utf8, profile: .both)
    }
  }

  @Test func `writes a credential that it reads again`() throws {
    let value = try HeaderFormatter.credential(
      tokens: [bytes("AgE"), bytes(Self.token)], preimage: Sample.preimage)
    #expect(value == "AgE,\(Self.token):\(Sample.preimageText)")
    let credential = try Credential(parsing: [bytes("L402 " + value)])
    #expect(credential.preimage == Sample.preimage)
    #expect(credential.warnings == [])
  }

  @Test func `a pending credential ends in the colon`() throws {
    #expect(
      try HeaderFormatter.credential(tokens: [bytes("AgE")], preimage: nil) == "AgE:")
  }

  @Test func `no token is no credential`() {
    #expect(throws: HeaderError(.invalidToken, at: 0)) {
      try HeaderFormatter.credential(tokens: [], preimage: Sample.preimage)
    }
  }
}

@Suite struct FieldLineTests {
  @Test(arguments: [
    ("Authorization: L402 x", "authorization", "L402 x", 15), ("A:b", "a", "b", 2),
    ("X-Y:\t z \t", "x-y", "z", 6), ("A:", "a", "", 2), ("A: b: c", "a", "b: c", 3),
  ])
  func `splits a line`(line: String, name: String, value: String, offset: Int) throws {
    let field = try #require(FieldLine(bytes(line)))
    #expect(field.name == name)
    #expect(text(field.value) == value)
    #expect(field.valueOffset == offset)
  }

  @Test(arguments: ["", "abc", ": x", " A: b", "A B: c", "A\u{e9}: b", "\"A\": b"])
  func `other lines have no name`(line: String) {
    #expect(FieldLine(bytes(line)) == nil)
  }
}
