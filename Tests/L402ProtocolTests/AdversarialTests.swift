import Bytes
import Macaroons
import Testing

@testable import L402Protocol

/// What a holder or a careless minter could try; each of these once succeeded, or crashed.
@Suite struct AdversarialTests {
  /// "é" as one scalar and as two: equal to Swift's `String`, different bytes to every server.
  private static let composed = "caf\u{e9}"
  private static let decomposed = "cafe\u{301}"

  @Test(
    arguments: [
      ("services=X:0", .service), ("api_capabilities=X", .capability), ("method=X", .method),
      ("path=/X", .path), ("path=/*/X", .path), ("RequestPath = /X", .path),
      ("RequestMethod = X", .method), ("Realm = X", .caveat), ("color=X", .caveat),
    ] as [(String, RefusalReason)])
  func `names are equal byte for byte, not in Unicode's eyes`(
    caveat: String, reason: RefusalReason
  ) {
    for (minted, asked) in [
      (Self.composed, Self.decomposed), (Self.decomposed, Self.composed), ("\u{212a}", "K"),
    ] {
      let path = caveat.contains("*") ? "/a/\(asked)" : "/\(asked)"
      let request = request {
        $0.service = caveat.hasPrefix("services") ? asked : "api"
        $0.capability = asked
        $0.method = asked
        $0.path = RequestPath(path)
        $0.context = ["Realm": asked, "color": asked]
      }
      let parsed = ParsedCaveat(bytes(caveat.replacing("X", with: minted)))
      #expect(parsed.verdict(on: request).reason == reason)
    }
  }

  @Test func `the service of a caveat is the same byte for byte`() {
    let caveat = ParsedCaveat(bytes("\(Self.decomposed)_valid_until=1"))
    let verdict = caveat.verdict(on: request { $0.service = Self.composed })
    #expect(verdict.status == .notApplicable)
  }

  @Test(arguments: ["L\u{17f}AT", "l\u{17f}at"])
  func `a long s makes no LSAT`(scheme: String) {
    #expect(L402Scheme(scheme) == nil)
    #expect(throws: HeaderError(.noCredential, at: 0)) {
      try Credential(parsing: [bytes("\(scheme) AgE:\(Sample.preimageText)")])
    }
  }

  /// A combining mark behind a slash is one character with it to Swift.
  @Test func `a path pattern is split at bytes, as a path is`() throws {
    let glob = try #require(PathGlob("/\u{301}a/\u{301}b"))
    #expect(!glob.matches(try #require(RequestPath("/a/\u{301}b"))))
    #expect(glob.matches(try #require(RequestPath("/\u{301}a/\u{301}b"))))
  }

  /// U+0600 is one character with the letter behind it to Swift.
  @Test(arguments: ["api\u{600}_valid_until=1", "api\u{600}_capabilities=x"])
  func `a suffix is found at bytes`(caveat: String) {
    let parsed = ParsedCaveat(bytes(caveat))
    #expect(parsed.family == .validUntil || parsed.family == .capabilities)
    #expect(parsed.subject == "api\u{600}")
  }

  @Test(arguments: [Int64(-1), 0, 1000], [Int64.max, Int64.max - 1, 2000])
  func `no expiry is too far away to be told`(now: Int64, expiry: Int64) throws {
    let caveat = "expires_at=\(expiry)"
    let verification = try verify(
      [Sample.macaroon([caveat])], request { $0.now = Timestamp(unixSeconds: now) })
    #expect(verification.isAccepted)
    #expect(verification.summary.hasPrefix("valid for "))
    let inspection = Inspection(
      try #require(
        try Recogniser.recognise(Sample.encoded(Sample.macaroon([caveat]))[...]).first),
      now: Timestamp(unixSeconds: now))
    #expect(inspection.checks.first { $0.name == "expiry" }?.status == .pass)
  }

  @Test(arguments: [Int64.min, -1, 1, 999])
  func `an expiry that was ignored is none`(expiry: Int64) throws {
    let verification = try verify(
      caveats: ["expires_at=\(expiry)"], request { $0.ignored = [.expiresAt] })
    #expect(verification.isAccepted)
    #expect(verification.expiresAt == nil)
    #expect(verification.summary == "it never expires")
  }

  @Test func `an expiry that widens is not told as one that passed`() throws {
    let verification = try verify(caveats: ["expires_at=2000", "expires_at=3000"])
    #expect(verification.reasons == [.expired])
    #expect(verification.summary == "an expiry widens an earlier one")
  }

  @Test func `32 hexadecimal characters are no payment hash`() throws {
    let identifier = Array("00112233445566778899aabbccddeeff".utf8)
    #expect(TokenIdentifier(identifier[...]).layout == .hex16)
    #expect(TokenIdentifier(identifier[...]).paymentHash == nil)
    #expect(try verify([Sample.macaroon(identifier: identifier)]).reasons == [.identifier])
  }

  @Test(arguments: [32, 33, 66])
  func `a node's identifier is one at any length`(count: Int) {
    let nonce = [UInt8](repeating: 1, count: count - 6)
    let identifier = [3, 0x0a, UInt8(nonce.count)] + nonce + [0x12, 1, 0x30]
    #expect(TokenIdentifier(identifier[...]).layout == .lnd)
  }

  @Test func `the placeholder of zeros is no preimage in a caveat either`() throws {
    let zeros = "preimage=" + String(repeating: "0", count: 64)
    #expect(ParsedCaveat(bytes(zeros)).value == .unreadable("all zeros: a placeholder"))
    let metadata = Hex.encode(try Sample.macaroon([zeros]).encode(.v2))
    #expect(throws: HeaderError(.invalidPreimage, at: 0)) {
      try Credential(metadata: bytes(metadata))
    }
  }

  @Test func `bytes that are no text keep their closing line break`() throws {
    let content = [UInt8](repeating: 0xe9, count: 40) + [0x0a]
    #expect(try KeyMaterial(content: content, format: .auto).bytes == content)
  }
}

/// Offsets count in the line as given, whatever was taken off it.
@Suite struct OffsetTests {
  @Test(arguments: ["", " ", "Authorization: ", "  ", "AUTHORIZATION:\t "])
  func `of a credential`(lead: String) {
    #expect(throws: HeaderError(.invalidPreimage, at: lead.utf8.count + 9)) {
      try Credential(parsing: [bytes(lead + "L402 AgE:00")])
    }
    #expect(throws: HeaderError(.controlCharacter, at: lead.utf8.count + 7)) {
      try Credential(parsing: [bytes(lead + "L402 Ag\u{1}:00")])
    }
  }

  @Test(arguments: ["", " ", "WWW-Authenticate: ", "  ", "www-authenticate:\t "])
  func `of a challenge`(lead: String) throws {
    let count = lead.utf8.count
    #expect(throws: HeaderError(.malformed, at: count + 14)) {
      try ChallengeHeader(parsing: [bytes(lead + #"L402 macaroon="AgE"#)])
    }
    #expect(throws: HeaderError(.controlCharacter, at: count + 4)) {
      try ChallengeHeader(parsing: [bytes(lead + "L402\u{1}")])
    }
    let header = try ChallengeHeader(
      parsing: [bytes(lead + #"L402 macaroon="A E", invoice="lnbc1pa", Basic a=b"#)])
    #expect(header.refused.map(\.error) == [HeaderError(.invalidToken, at: count + 15)])
    #expect(header.others.map(\.offset) == [count + 40])
    #expect(header.others.first?.parameters.map(\.offset) == [count + 48])
  }

  @Test func `of the second header of a dump`() {
    let lead = "HTTP/1.1 402\nWWW-Authenticate: Basic realm=x\nServer: y\nWWW-Authenticate: "
    #expect(throws: RecognitionError(.header(.malformed), at: lead.utf8.count + 14)) {
      try Recogniser.recognise(bytes(lead + #"L402 macaroon="AgE"#))
    }
  }

  @Test func `a header that is no macaroon hides no challenge`() throws {
    let found = try Recogniser.recognise(
      bytes(
        "HTTP/1.1 402\nToken: abc\n"
          + #"WWW-Authenticate: L402 macaroon="\#(Sample.tokenText)", invoice="lnbc10n1pa""#))
    #expect(found.map(\.kind) == ["challenge"])
  }
}
