import Bytes
import Macaroons
import Testing

@testable import L402Protocol

@Suite struct InspectionTests {
  private func inspection(
    _ text: String, now: Int64 = 1000, validFor: Int64 = 0
  ) throws -> Inspection {
    let all = Inspection.all(
      of: try Recogniser.recognise(bytes(text)), now: Timestamp(unixSeconds: now),
      validFor: validFor)
    return try #require(all.first)
  }

  private func token(_ caveats: [String], identifier: [UInt8] = Sample.identifier) -> String {
    text(Sample.encoded(Sample.macaroon(caveats, identifier: identifier)))
  }

  private func check(_ name: String, _ text: String, validFor: Int64 = 0) throws -> Check? {
    try inspection(text, validFor: validFor).checks.first { $0.name == name }
  }

  private func codes(_ text: String) throws -> [String] {
    try inspection(text).warnings.map(\.code)
  }

  @Test func `a credential is checked for what needs no key`() throws {
    let text = "L402 \(token(["expires_at=1060", "method=GET"])):\(Sample.preimageText)"
    let inspection = try inspection(text)
    #expect(
      inspection.checks == [
        Check("preimage", .pass, "sha256(preimage) is the payment hash"),
        Check("expiry", .pass, "valid for 1 minute more"),
        Check("narrowing", .pass, "no caveat widens an earlier one"),
        Check("signature", .unknown, "needs the root key: l402 verify --root-key SOURCE"),
      ])
    #expect(inspection.warnings == [])
    #expect(!inspection.hasFailure)
    #expect(inspection.preimage == Sample.preimage)
    #expect(inspection.tokens.first?.identifier?.paymentHash == Sample.paymentHash)
    #expect(inspection.tokens.first?.conditions.count == 2)
  }

  @Test func `a wrong preimage fails`() throws {
    let text = "L402 \(token([])):\(counting(from: 1).hex)"
    #expect(
      try check("preimage", text)
        == Check("preimage", .fail, "sha256(preimage) is not the payment hash"))
    #expect(try inspection(text).hasFailure)
  }

  @Test func `a pending payment and a hidden hash are unknown`() throws {
    #expect(
      try check("preimage", "L402 \(token([])):")
        == Check("preimage", .unknown, "none: the payment is pending"))
    #expect(
      try check("preimage", "L402 \(token([], identifier: [1, 2, 3])):\(Sample.preimageText)")
        == Check("preimage", .unknown, "no token holds a payment hash"))
    #expect(try check("preimage", token([])) == nil)
  }

  @Test(
    arguments: [
      ([], 0, .pass, "the token never expires"),
      (["expires_at=1001"], 0, .pass, "valid for 1 second more"),
      (["expires_at=1000"], 0, .fail, "expired now"),
      (["expires_at=940"], 0, .fail, "expired 1 minute ago"),
      (["expires_at=2000", "a_valid_until=940"], 0, .fail, "expired 1 minute ago"),
      (["expires_at=1060"], 60, .pass, "valid for 1 minute more"),
      (["expires_at=1060"], 120, .fail, "valid for 1 minute more, less than the 2 minutes asked"),
      (["expires_at=soon"], 0, .fail, "an expiry that cannot be read"),
      (["expires_at=9223372036854775807"], 0, .pass, "valid for 292277024626 years more"),
    ] as [([String], Int64, CheckStatus, String)])
  func `the earliest expiry decides`(
    caveats: [String], validFor: Int64, status: CheckStatus, detail: String
  ) throws {
    #expect(
      try check("expiry", token(caveats), validFor: validFor) == Check("expiry", status, detail))
  }

  @Test func `a caveat that widens fails`() throws {
    #expect(
      try check("narrowing", token(["a=b", "services=a:0", "services=b:0"]))
        == Check("narrowing", .fail, "caveat 3 widens caveat 2"))
  }

  @Test(
    arguments: [
      (
        [0, 1] + Sample.identifier.dropFirst(2),
        Check("identifier", .fail, "version 1 of L402 is not known")
      ),
      (
        Sample.paymentHash.array,
        Check("identifier", .unknown, "layout payment-hash, not the 66 bytes of L402")
      ),
      ([1, 2], Check("identifier", .unknown, "layout other, not the 66 bytes of L402")),
      (Sample.identifier, nil),
    ] as [([UInt8], Check?)])
  func `the identifier's layout is checked`(identifier: [UInt8], check: Check?) throws {
    #expect(try self.check("identifier", token([], identifier: identifier)) == check)
  }

  @Test func `JSON that nothing signs fails loudly, other opaque tokens are unknown`() throws {
    let json = text(Base64.encode(Array(#"{"paymentHash":"00"}"#.utf8)))
    #expect(
      try check("token", json)
        == Check("token", .fail, "UNAUTHENTICATED: nothing signs this JSON, anyone can write it"))
    #expect(
      try check("token", "L402 opaque.token:\(Sample.preimageText)")
        == Check("token", .unknown, "opaque: only its issuer can read it"))
  }

  @Test func `a single challenge is compared with no other`() throws {
    let challenge = #"L402 macaroon="\#(token([]))", invoice="\#(Sample.invoice)""#
    #expect(try check("single", challenge) == nil)
  }

  @Test func `challenges that differ fail, each of them`() throws {
    let both =
      #"L402 macaroon="AgE", invoice="lnbc10n1pa", L402 macaroon="AgE", invoice="lnbc10n1pb""#
    let all = Inspection.all(
      of: try Recogniser.recognise(bytes(both)), now: Timestamp(unixSeconds: 0))
    #expect(all.map(\.hasFailure) == [true, true])
  }

  @Test func `a challenge that nobody can pay fails`() throws {
    #expect(
      try check("challenge", #"L402 macaroon="AgE""#)
        == Check("challenge", .fail, "the invoice is missing"))
  }

  @Test func `an unbound token without expiry is warned about`() throws {
    #expect(try codes(token([])) == ["no-expiry", "no-method-binding"])
    #expect(try codes(token(["expires_at=9999"])) == ["no-method-binding"])
    #expect(try codes(token(["RequestMethod = GET"])) == ["no-expiry"])
    #expect(try codes(token([], identifier: [1])) == [])
  }

  @Test func `dressing that others refuse is warned about`() throws {
    let bound = ["expires_at=9999", "method=GET"]
    let binary = try Sample.macaroon(bound).encode(.v2)
    let unpadded = text(Base64.encode(binary + [0], padded: false))
    #expect(
      try codes("L402 \(unpadded):\(Sample.preimageText)")
        .filter { $0 != "base64-unpadded" } == ["trailing-bytes"])
    #expect(try codes("L402 \(token(bound)):\(Sample.preimageText)") == [])
    #expect(
      try codes("l402 \(token(bound)):\(Sample.preimageText.uppercased())")
        == ["scheme-case", "preimage-case"])
    #expect(
      try codes("L402 \(token(bound)),\(token(bound)):\(Sample.preimageText)") == ["several-tokens"]
    )
    #expect(try codes(token(bound + ["Services=a:0"])) == ["near-miss"])
  }

  @Test func `third-party caveats are warned about`() throws {
    var macaroon = Sample.macaroon(["expires_at=9999", "method=GET"])
    try macaroon.addThirdPartyCaveat(
      rootKey: Sample.rootKey.array[...], identifier: bytes("who"), location: bytes("there"),
      nonce: Array(repeating: 0, count: 24))
    let inspection = try inspection(text(Sample.encoded(macaroon)))
    #expect(inspection.warnings.map(\.code) == ["third-party"])
    #expect(inspection.tokens.first?.conditions.count == 2)
    #expect(inspection.tokens.first?.caveats.count == 3)
  }

  @Test func `a node's macaroon is warned about and nothing else said`() throws {
    #expect(
      try codes(token([], identifier: [3, 0x0a, 1, 1, 0x12, 1, 0x30])) == ["node-credential"])
  }

  @Test(arguments: [Sample.preimageText, #"{"x402Version":1,"accepts":[]}"#])
  func `what has no token has no checks`(text: String) throws {
    #expect(try inspection(text).checks == [])
    #expect(try inspection(text).warnings == [])
  }
}
