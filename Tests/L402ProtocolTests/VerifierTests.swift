import Bytes
import Macaroons
import Testing

@testable import L402Protocol

@Suite struct VerifierTests {
  @Test func `a token that holds is accepted, and every check says so`() throws {
    let verification = try verify(
      caveats: ["services=api:0", "api_valid_until=1060"], request { $0.service = "api" })
    #expect(verification.isAccepted)
    #expect(verification.reasons == [])
    #expect(
      verification.checks == [
        Check("parse", .pass, "V2 macaroon"),
        Check("identifier", .pass, "version 0, token id 20212223..."),
        Check("preimage", .pass, "fits payment hash ca2a4fe7..."),
        Check("signature", .pass, "fits key k"),
      ])
    #expect(verification.caveats.map(\.verdict.status) == [.satisfied, .satisfied])
    #expect(verification.key == "k")
    #expect(verification.paymentHash == Sample.paymentHash)
    #expect(verification.tokenID == Sample.tokenID)
    #expect(verification.expiresAt == Timestamp(unixSeconds: 1060))
    #expect(verification.summary == "valid for 1 minute more")
  }

  @Test func `without expiry it never expires`() throws {
    #expect(try verify(caveats: []).summary == "it never expires")
  }

  @Test(arguments: [
    (MacaroonFormat.v1, "V1 macaroon"), (.v2, "V2 macaroon"),
  ])
  func `the format makes no difference`(format: MacaroonFormat, detail: String) throws {
    let verifier = Verifier(
      keys: try rootKeys(("k", Sample.rootKey.array)), revocations: [], request: request())
    let verification = try verifier.verify(
      [try Sample.token(Sample.macaroon(["a=b"]), format)], preimage: Sample.preimage)
    #expect(verification.isAccepted)
    #expect(verification.checks.first == Check("parse", .pass, detail))
  }

  /// One request for each caveat that refuses it.
  @Test(
    arguments: [
      ("api_valid_until=1000", .expired, "expired now"),
      ("expires_at=940", .expired, "expired 1 minute ago"),
      ("api_valid_until=soon", .expired, "an expiry that cannot be read"),
      ("services=web:0", .service, "not for this service"),
      ("api_capabilities=write", .capability, "not for this capability"),
      ("path=/b", .path, "not for this path"), ("method=POST", .method, "not for this method"),
      ("origin=https://b.example", .origin, "not at this origin"),
      ("client_ip=10.0.0.2", .clientIP, "not for this client"),
      ("color=blue", .caveat, "a caveat is violated"),
      ("Realm = r", .unchecked, "a caveat was not checked (no --context Realm=.. given)"),
      ("preimage=12", .preimage, "the preimage"),
    ] as [(String, RefusalReason, String)])
  func `a caveat that does not hold refuses`(
    caveat: String, reason: RefusalReason, summary: String
  ) throws {
    let verification = try verify(
      caveats: [caveat],
      request {
        $0.service = "api"
        $0.capability = "read"
        $0.method = "GET"
        $0.path = RequestPath("/a")
        $0.origin = Origin(parsing: "https://a.example")
        $0.clientIP = IPAddress("10.0.0.1")
        $0.context = ["color": "red"]
      })
    #expect(!verification.isAccepted)
    #expect(verification.reasons == [reason])
    #expect(verification.summary == summary)
  }

  @Test func `caveats that no rule knows are counted, and refuse only where strict`() throws {
    let caveats = ["a=b", "anything", "Services=x"]
    let lax = try verify(caveats: caveats)
    #expect(lax.isAccepted)
    #expect(lax.skippedCount == 3)
    let strict = try verify(caveats: caveats, request { $0.isStrict = true })
    #expect(strict.reasons == [.skipped])
    #expect(strict.summary == "a caveat that no rule knows")
  }

  @Test func `a later caveat that widens an earlier one refuses`() throws {
    let verification = try verify(
      caveats: ["a=b", "services=api:0", "services=api:0,web:0"], request { $0.service = "api" })
    #expect(verification.reasons == [.service])
    #expect(verification.caveats[2].verdict == .violated(.service, "widens caveat 2"))
  }

  @Test func `every occurrence is held against the request, not only the last`() throws {
    #expect(
      try verify(caveats: ["services=web:0", "services=api:0"], request { $0.service = "api" })
        .reasons == [.service])
    #expect(try verify(caveats: ["expires_at=999", "expires_at=1001"]).reasons == [.expired])
    #expect(try verify(caveats: ["api_max=5", "api_max=6"]).reasons == [.caveat])
  }

  @Test func `an ignored family neither refuses nor must narrow`() throws {
    let verification = try verify(
      caveats: ["method=GET", "method=GET,POST"], request { $0.ignored = [.method] })
    #expect(verification.isAccepted)
  }

  @Test func `widening what concerns another service is nobody's business here`() throws {
    let verification = try verify(
      caveats: ["web_valid_until=1", "web_valid_until=2"], request { $0.service = "api" })
    #expect(verification.isAccepted)
    #expect(verification.expiresAt == nil)
  }

  @Test func `all reasons are found, the most telling first`() throws {
    let verification = try verify(
      [Sample.macaroon(["zzz", "path=/x", "expires_at=5"], key: ChainKey(rootKey: [1]))],
      preimage: Preimage(filled(with: 1)), revocations: [Revoked(tokenIDs: [Sample.tokenID])],
      request {
        $0.isStrict = true
        $0.path = RequestPath("/")
      })
    #expect(
      verification.reasons == [.preimage, .signature, .expired, .path, .skipped, .revoked])
    #expect(verification.summary == "does not fit payment hash ca2a4fe7..., and 5 more reasons")
    #expect(
      verification.checks.map(\.name) == [
        "parse", "identifier", "preimage", "signature", "revoked",
      ])
    #expect(verification.checks.map(\.status) == [.pass, .pass, .fail, .fail, .fail])
    #expect(verification.caveats.map(\.verdict.status) == [.skipped, .violated, .violated])
    #expect(verification.key == nil)
  }

  @Test func `two reasons are told as one and one more`() throws {
    let verification = try verify(caveats: ["expires_at=940", "method=GET"])
    #expect(verification.summary == "expired 1 minute ago, and 1 more reason")
  }

  @Test func `reasons sort in the order of their list`() {
    #expect(RefusalReason.allCases.sorted() == RefusalReason.allCases)
    #expect(
      RefusalReason.allCases.map(\.rawValue) == [
        "malformed", "identifier", "preimage", "no_key", "signature", "expired", "service",
        "capability", "path", "method", "origin", "client_ip", "caveat", "unchecked", "skipped",
        "revoked", "test_token",
      ])
  }

  @Test func `a revoked token is refused, another one is not`() throws {
    let revoked = try verify(
      [Sample.macaroon()], revocations: [Revoked(tokenIDs: [Sample.tokenID])])
    #expect(revoked.reasons == [.revoked])
    #expect(revoked.summary == "revoked")
    let other = try verify([Sample.macaroon()], revocations: [Revoked(tokenIDs: [.zero])])
    #expect(other.isAccepted)
    #expect(other.checks.last == Check("revoked", .pass, "not on the list"))
  }

  @Test func `what a revocation list throws is thrown`() {
    struct Unreadable: Error {}
    struct Broken: RevocationSource {
      func isRevoked(_ identifier: TokenIdentifier) throws -> Bool { throw Unreadable() }
    }
    #expect(throws: Unreadable.self) { try verify([Sample.macaroon()], revocations: [Broken()]) }
  }
}

@Suite struct IdentifierRefusalTests {
  private func verification(
    _ identifier: [UInt8], _ change: (inout VerificationRequest) -> Void = { _ in }
  ) throws -> Verification {
    try verify([Sample.macaroon(identifier: identifier)], request(change))
  }

  @Test(
    arguments: [
      ([0, 1] + Sample.identifier.dropFirst(2), "version 1 of L402 is not known"),
      (Array("an order number".utf8), "a layout without payment hash"),
      ([], "a layout without payment hash"),
      (Array(Sample.identifier.dropLast()), "a layout without payment hash"),
      (Sample.identifier + [0], "a layout without payment hash"),
      ([3, 0x0a, 1, 1, 0x12, 1, 0x30], "a node credential of LND, not an L402 token"),
    ] as [([UInt8], String)])
  func `an identifier of no kind that holds a payment hash refuses`(
    identifier: [UInt8], detail: String
  ) throws {
    let verification = try verification(identifier)
    #expect(verification.reasons == [.identifier])
    #expect(verification.checks[1] == Check("identifier", .fail, detail))
    #expect(verification.summary == detail)
  }

  @Test(arguments: [
    Sample.paymentHash.array, [0xff] + Sample.paymentHash.array,
    Array(Sample.paymentHash.hex.utf8), Array(Hex.encode(Sample.identifier).utf8),
    Base64.encode(Sample.identifier),
  ])
  func `every layout with a payment hash is held against the preimage`(identifier: [UInt8]) throws {
    #expect(try verification(identifier).isAccepted)
    let other = try verify(
      [Sample.macaroon(identifier: identifier)], preimage: Preimage(filled(with: 7)))
    #expect(other.reasons == [.preimage])
  }

  @Test func `unpaid tokens need no payment hash, but a known version all the same`() throws {
    let unpaid = { (request: inout VerificationRequest) in request.acceptsUnpaid = true }
    #expect(try verification(Array("an order number".utf8), unpaid).isAccepted)
    #expect(
      try verification([0, 1] + Sample.identifier.dropFirst(2), unpaid).reasons == [.identifier])
    #expect(
      try verification([3, 0x0a, 1, 1, 0x12, 1, 0x30], unpaid).reasons == [.identifier])
  }
}

@Suite struct PreimageTests {
  private static let right = "preimage=" + Sample.preimageText
  private static let wrong = "preimage=" + counting(from: 1).hex

  @Test func `a missing preimage refuses, unless unpaid tokens will do`() throws {
    let refused = try verify([Sample.macaroon()], preimage: nil)
    #expect(refused.reasons == [.preimage])
    #expect(refused.summary == "no preimage: only the token was given")
    let accepted = try verify(
      [Sample.macaroon()], preimage: nil, request { $0.acceptsUnpaid = true })
    #expect(accepted.isAccepted)
    #expect(accepted.checks[2] == Check("preimage", .unknown, "none given"))
  }

  @Test(arguments: [false, true])
  func `a wrong preimage refuses, also where none is needed`(acceptsUnpaid: Bool) throws {
    let verification = try verify(
      [Sample.macaroon()], preimage: Preimage(filled(with: 7)),
      request { $0.acceptsUnpaid = acceptsUnpaid })
    #expect(verification.reasons == [.preimage])
  }

  @Test func `a caveat stands in for a missing preimage`() throws {
    #expect(try verify([Sample.macaroon([Self.right])], preimage: nil).isAccepted)
    #expect(try verify([Sample.macaroon([Self.wrong])], preimage: nil).reasons == [.preimage])
  }

  @Test func `several caveats that agree are fine, upper case or not`() throws {
    let caveats = [Self.right, "preimage=" + Sample.preimageText.uppercased()]
    #expect(try verify([Sample.macaroon(caveats)]).isAccepted)
  }

  @Test(arguments: [
    [right, wrong], [wrong, right], [wrong], ["preimage=", right], [right, "preimage=00"],
  ])
  func `caveats that contradict each other or the header refuse`(caveats: [String]) throws {
    #expect(try verify([Sample.macaroon(caveats)]).reasons == [.preimage])
    #expect(try !verify([Sample.macaroon(caveats)], preimage: nil).isAccepted)
  }

  @Test func `a caveat of another name brings no preimage`() throws {
    let caveats = ["Preimage=" + Sample.preimageText, "preimage =" + Sample.preimageText]
    #expect(try verify([Sample.macaroon(caveats)], preimage: nil).reasons == [.preimage])
  }

  @Test func `ignoring the family does not make a wrong preimage right`() throws {
    let verification = try verify(
      [Sample.macaroon([Self.wrong])], preimage: nil, request { $0.ignored = [.preimage] })
    #expect(verification.reasons == [.preimage])
  }
}

@Suite struct SignatureTests {
  @Test func `a token of another key is refused and all keys are named`() throws {
    let verification = try verify(
      [Sample.macaroon(key: ChainKey(rootKey: [1]))],
      keys: try rootKeys(("old", counting(from: 1).array), ("new", counting(from: 2).array)))
    #expect(verification.reasons == [.signature])
    #expect(verification.checks[3] == Check("signature", .fail, "does not fit old, new"))
    #expect(verification.summary == "the signature does not fit")
  }

  @Test func `keys are tried in order, and the one that fits is named`() throws {
    let verification = try verify(
      [Sample.macaroon()],
      keys: try rootKeys(("old", counting(from: 1).array), ("new", Sample.rootKey.array)))
    #expect(verification.isAccepted)
    #expect(verification.key == "new")
  }

  @Test func `no key for a token is a reason of its own, and the rest is judged all the same`()
    throws
  {
    let verification = try verify([Sample.macaroon(["expires_at=1"])], keys: GivenKeys())
    #expect(verification.reasons == [.noKey, .expired])
    #expect(verification.checks[3] == Check("signature", .fail, "no key for token id 20212223..."))
    #expect(verification.summary == "no key for token id 20212223..., and 1 more reason")
  }

  @Test func `a token that fits only the underived key is told so`() throws {
    let token = Sample.macaroon(key: ChainKey(underivedRootKey: Sample.rootKey.array[...]))
    let refused = try verify([token])
    #expect(refused.reasons == [.signature])
    #expect(
      refused.checks[3].detail
        == "does not fit k (32 bytes as they are); it fits the key without derivation, "
        + "which deployed verifiers refuse: add --underived-key")
    let accepted = try verify(
      [token], keys: try rootKeys(("k", Sample.rootKey.array), isUnderived: true))
    #expect(accepted.isAccepted)
  }

  @Test func `a derived token under --underived-key is told so`() throws {
    let verification = try verify(
      [Sample.macaroon()], keys: try rootKeys(("k", Sample.rootKey.array), isUnderived: true))
    #expect(verification.reasons == [.signature])
    #expect(
      verification.checks[3].detail
        == "does not fit k (32 bytes as they are); it fits the derived key: leave --underived-key out"
    )
  }

  @Test func `a token that fits another reading of the key is refused and told which`() throws {
    let hex = Array(Sample.rootKey.hex.utf8)
    let verification = try verify(
      [Sample.macaroon(key: ChainKey(rootKey: hex[...]))], keys: try rootKeys(("env:K", hex)))
    #expect(verification.reasons == [.signature])
    #expect(
      verification.checks[3].detail
        == "does not fit env:K (64 hex digits, read as 32 bytes); it does fit the 64 characters "
        + "themselves, as ngx-l402 uses them: add --key-format text")
    #expect(verification.key == nil)
  }

  @Test func `what no signature covers may change, what it covers may not`() throws {
    let macaroon = Sample.macaroon(["a=b", "c=d"], location: "https://a.example")
    let whole = try macaroon.encode(.v2)
    let location = 3..<20
    for index in whole.indices.dropFirst(3) {
      var bytes = whole
      bytes[index] ^= 0x20
      guard let token = HeaderToken(Base64.encode(bytes)[...]), token.macaroon != nil else {
        continue
      }
      let verification = try Verifier(
        keys: try rootKeys(("k", Sample.rootKey.array)), revocations: [], request: request()
      ).verify([token], preimage: Sample.preimage)
      #expect(verification.isAccepted == location.contains(index), "byte \(index)")
    }
  }

  @Test func `caveats may be neither dropped, nor swapped, nor merged`() throws {
    let caveats = ["services=api:0", "api_valid_until=1060", "a=b"]
    let whole = Sample.macaroon(caveats)
    for other in [
      Array(caveats.dropLast()), Array(caveats.dropFirst()), [caveats[1], caveats[0], caveats[2]],
      caveats + ["c=d"], ["services=api:0api_valid_until=1060", "a=b"],
    ] {
      var forged = Array(try Sample.macaroon(other).encode(.v2).dropLast(32))
      forged += whole.signature.array
      let verification = try Verifier(
        keys: try rootKeys(("k", Sample.rootKey.array)), revocations: [],
        request: request { $0.service = "api" }
      ).verify([try #require(HeaderToken(Base64.encode(forged)[...]))], preimage: Sample.preimage)
      #expect(verification.reasons.contains(.signature))
    }
  }

  @Test func `bytes behind the signature change nothing`() throws {
    let bytes =
      try Sample.macaroon(["expires_at=1"]).encode(.v2)
      + Sample.macaroon().encode(.v2)
    let verification = try Verifier(
      keys: try rootKeys(("k", Sample.rootKey.array)), revocations: [], request: request()
    ).verify([try #require(HeaderToken(Base64.encode(bytes)[...]))], preimage: Sample.preimage)
    #expect(verification.reasons == [.expired])
  }

  @Test func `play money opens no real door`() throws {
    let master = try MasterKey(try KeyMaterial(content: Sample.rootKey.array, format: .raw))
    let identifier = TokenIdentifier(Sample.identifier[...])
    let sandbox = try #require(master.sandboxRootKey(for: identifier))
    let real = try #require(master.rootKey(for: identifier))
    var keys = GivenKeys()
    keys.add(masterKey: master, name: "m")
    let fake = Sample.macaroon(key: ChainKey(rootKey: sandbox.array[...]))
    #expect(try verify([fake], keys: keys).reasons == [.testToken])
    #expect(
      try verify([fake], keys: keys).summary == "a play-money token of the sandbox")
    #expect(try verify([fake], keys: keys, request { $0.acceptsTestTokens = true }).isAccepted)
    let genuine = Sample.macaroon(key: ChainKey(rootKey: real.array[...]))
    #expect(try verify([genuine], keys: keys).isAccepted)
  }

  @Test func `a token whose location is the sandbox opens none either`() throws {
    let token = Sample.macaroon(location: Verifier.sandboxLocation)
    #expect(try verify([token]).reasons == [.testToken])
    #expect(try verify([token], request { $0.acceptsTestTokens = true }).isAccepted)
  }

  @Test func `nor one whose key is marked`() throws {
    struct Marked: KeyRing {
      func offer(for identifier: TokenIdentifier) -> KeyOffer {
        var offer = KeyOffer()
        offer.candidates = [KeyCandidate(name: "s", key: Sample.key, isTest: true)]
        return offer
      }
    }
    #expect(try verify([Sample.macaroon()], keys: Marked()).reasons == [.testToken])
  }
}

@Suite struct SeveralTokensTests {
  private static let otherID = TokenIdentifier.version0(
    paymentHash: Sample.paymentHash, tokenID: filled(with: 7))
  private static let foreignHash = TokenIdentifier.version0(
    paymentHash: filled(with: 9), tokenID: filled(with: 7))

  @Test func `every token must verify under the one preimage`() throws {
    let good = Sample.macaroon()
    #expect(try verify([good, Sample.macaroon(identifier: Self.otherID)]).isAccepted)
    #expect(
      try verify([good, Sample.macaroon(identifier: Self.foreignHash)]).reasons == [.preimage])
    #expect(
      try verify([good, Sample.macaroon(identifier: Self.otherID, key: ChainKey(rootKey: [1]))])
        .reasons == [.signature])
    #expect(
      try verify([good, Sample.macaroon(["expires_at=1"], identifier: Self.otherID)]).reasons
        == [.expired])
  }

  @Test func `the first of them is the one that is told of`() throws {
    let verification = try verify([
      Sample.macaroon(identifier: Self.otherID), Sample.macaroon(["services=api:0"]),
    ])
    #expect(verification.tokenID == filled(with: 7))
    #expect(
      verification.checks.first == Check("parse", .pass, "2 macaroons, the first V2 macaroon"))
  }

  @Test func `a revoked one among them refuses`() throws {
    let verification = try verify(
      [Sample.macaroon(identifier: Self.otherID), Sample.macaroon()],
      revocations: [Revoked(tokenIDs: [Sample.tokenID])])
    #expect(verification.reasons == [.revoked])
  }

  @Test func `each narrows only itself`() throws {
    let verification = try verify([
      Sample.macaroon(["api_max=1"]), Sample.macaroon(["api_max=2"], identifier: Self.otherID),
    ])
    #expect(verification.isAccepted)
  }

  @Test func `what is no macaroon refuses them all`() throws {
    let json = try #require(HeaderToken(Base64.encode(Array(#"{"hash":1}"#.utf8))[...]))
    let opaque = try #require(HeaderToken(bytes("opaque")))
    let verifier = Verifier(
      keys: try rootKeys(("k", Sample.rootKey.array)), revocations: [], request: request())
    for (token, detail) in [
      (json, "an unsigned JSON token: nothing to verify, anyone can write one"),
      (opaque, "not a macaroon: only its issuer can verify it"),
    ] {
      let verification = try verifier.verify(
        [try Sample.token(Sample.macaroon()), token], preimage: Sample.preimage)
      #expect(verification == .malformed(detail, now: Timestamp(unixSeconds: 1000)))
      #expect(verification.summary == detail)
    }
  }

  @Test func `no token at all is malformed`() throws {
    let verifier = Verifier(keys: GivenKeys(), revocations: [], request: request())
    #expect(try verifier.verify([], preimage: nil).reasons == [.malformed])
  }
}
