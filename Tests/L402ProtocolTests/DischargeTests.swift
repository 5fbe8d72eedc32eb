import Bytes
import Macaroons
import Testing

@testable import L402Protocol

@Suite struct DischargeTests {
  private static let caveatKey = counting(from: 0x80)

  private static func macaroon(
    wanting identifiers: String..., caveats: [String] = [], key: ChainKey = Sample.key,
    identifier: [UInt8] = Sample.identifier
  ) throws -> Macaroon {
    var macaroon = Sample.macaroon(caveats, identifier: identifier, key: key)
    for (number, identifier) in identifiers.enumerated() {
      try macaroon.addThirdPartyCaveat(
        rootKey: caveatKey.array[...], identifier: bytes(identifier), location: bytes("there"),
        nonce: Array(repeating: UInt8(number), count: 24))
    }
    return macaroon
  }

  private static func discharge(
    _ identifier: String, wanting other: String? = nil, caveats: [String] = []
  ) throws -> Macaroon {
    let key = ChainKey(rootKey: caveatKey.array[...])
    let identifier = Array(identifier.utf8)
    guard let other else { return Sample.macaroon(caveats, identifier: identifier, key: key) }
    return try macaroon(wanting: other, caveats: caveats, key: key, identifier: identifier)
  }

  @Test func `a discharged token is accepted, wherever the discharge stands`() throws {
    let token = try Self.macaroon(wanting: "who")
    let discharge = try Self.discharge("who").bound(to: token)
    #expect(try verify([token, discharge]).isAccepted)
    #expect(try verify([discharge, token]).isAccepted)
    #expect(try verify([discharge, token]).tokenID == Sample.tokenID)
  }

  @Test func `discharges may need discharges`() throws {
    let token = try Self.macaroon(wanting: "who")
    let outer = try Self.discharge("who", wanting: "whose").bound(to: token)
    let inner = try Self.discharge("whose").bound(to: token)
    #expect(try verify([token, outer, inner]).isAccepted)
    #expect(try verify([inner, outer, token]).isAccepted)
    #expect(try verify([token, outer]).reasons == [.signature])
  }

  @Test func `the caveats of a discharge are held against the request`() throws {
    let token = try Self.macaroon(wanting: "who", caveats: ["a=b"])
    let discharge = try Self.discharge("who", caveats: ["expires_at=1"]).bound(to: token)
    let verification = try verify([token, discharge])
    #expect(verification.reasons == [.expired])
    #expect(verification.caveats.map(\.verdict.status) == [.skipped, .violated])
  }

  @Test(arguments: [false, true])
  func `a third-party caveat without discharge refuses`(acceptsUnpaid: Bool) throws {
    let verification = try verify(
      [try Self.macaroon(wanting: "who")], request { $0.acceptsUnpaid = acceptsUnpaid })
    #expect(verification.reasons == [.signature])
    #expect(
      verification.checks[3]
        == Check("signature", .fail, "third-party caveat 1 has no discharge"))
  }

  @Test func `two tokens may each bring their own discharge`() throws {
    let first = try Self.macaroon(wanting: "who")
    let second = try Self.macaroon(
      wanting: "what",
      identifier: TokenIdentifier.version0(
        paymentHash: Sample.paymentHash, tokenID: filled(with: 7)))
    let discharges = [
      try Self.discharge("who").bound(to: first), try Self.discharge("what").bound(to: second),
    ]
    #expect(try verify([first, second] + discharges).isAccepted)
    let swapped = [
      try Self.discharge("who").bound(to: second), try Self.discharge("what").bound(to: first),
    ]
    #expect(try verify([first, second] + swapped).reasons == [.signature])
  }

  /// Every way to bring a discharge that does not belong.
  @Test func `a discharge that does not fit refuses`() throws {
    let token = try Self.macaroon(wanting: "who")
    let good = try Self.discharge("who")
    let other = try Self.macaroon(wanting: "who", caveats: ["x=y"])
    for wrong in [
      good, good.bound(to: other), good.bound(to: token).bound(to: token),
      Sample.macaroon(identifier: Array("who".utf8)).bound(to: token),
      Sample.macaroon(
        identifier: Array("who".utf8), key: ChainKey(underivedRootKey: Self.caveatKey.array[...])
      ).bound(to: token),
    ] {
      #expect(try verify([token, wrong]).reasons == [.signature])
    }
  }

  @Test func `a discharge twice refuses`() throws {
    let token = try Self.macaroon(wanting: "who")
    let discharge = try Self.discharge("who").bound(to: token)
    let verification = try verify([token, discharge, discharge])
    #expect(verification.reasons == [.signature])
    #expect(
      verification.checks.last == Check("discharges", .fail, "discharge 2 belongs to no caveat"))
  }

  @Test func `one caveat twice wants one discharge twice, which refuses`() throws {
    let token = try Self.macaroon(wanting: "who", "who")
    let discharge = try Self.discharge("who").bound(to: token)
    #expect(try verify([token, discharge]).reasons == [.signature])
    #expect(try verify([token, discharge, discharge]).reasons == [.signature])
  }

  @Test func `a discharge that nobody wants is a token that must stand for itself`() throws {
    let token = try Self.macaroon(wanting: "who")
    let discharges = [
      try Self.discharge("who").bound(to: token), try Self.discharge("nobody").bound(to: token),
    ]
    #expect(try verify([token] + discharges).reasons == [.identifier, .signature])
  }

  @Test func `discharges that want each other refuse`() throws {
    let first = try Self.discharge("a", wanting: "b")
    let second = try Self.discharge("b", wanting: "a")
    let alone = try verify([first, second])
    #expect(
      alone
        == .malformed(
          "discharges without a token that they belong to", now: Timestamp(unixSeconds: 1000)))
    let beside = try verify([Sample.macaroon(), first, second])
    #expect(beside.reasons == [.signature])
    let token = try Self.macaroon(wanting: "a")
    let bound = try verify([token, first.bound(to: token), second.bound(to: token)])
    #expect(bound.reasons == [.signature])
  }

  /// Nobody would check their signatures, but for this.
  @Test func `discharges that want each other refuse beside one that fits, too`() throws {
    let token = try Self.macaroon(wanting: "who")
    let verification = try verify([
      token, try Self.discharge("who").bound(to: token),
      try Self.discharge("a", wanting: "b"), try Self.discharge("b", wanting: "a"),
    ])
    #expect(verification.reasons == [.signature])
    #expect(
      verification.checks.last == Check("discharges", .fail, "discharge 2 belongs to no caveat"))
  }

  @Test func `a discharge that wants itself refuses`() throws {
    let token = try Self.macaroon(wanting: "a")
    let discharge = try Self.discharge("a", wanting: "a").bound(to: token)
    #expect(try verify([token, discharge]).reasons == [.signature])
  }

  /// A real token under the identifier of a caveat: it must not be taken at its word.
  @Test func `a token that another one names as its discharge is not verified as a token`() throws {
    var token = Sample.macaroon(
      identifier: TokenIdentifier.version0(
        paymentHash: Sample.paymentHash, tokenID: filled(with: 7)))
    try token.addThirdPartyCaveat(
      rootKey: Self.caveatKey.array[...], identifier: Sample.identifier[...], location: [],
      nonce: Array(repeating: 0, count: 24))
    #expect(
      try verify([token, Sample.macaroon(["expires_at=1"])]).reasons == [.signature, .expired])
    #expect(try verify([token, Sample.macaroon()]).reasons == [.signature])
  }

  @Test func `an empty verification id makes a caveat of the first party`() throws {
    // 02 02 len "services=web:0" 04 00 00: go-macaroon and libmacaroons read it so.
    let caveat = Array("services=web:0".utf8)
    let macaroon = Sample.macaroon(["services=web:0"])
    var binary = Array(try Sample.macaroon().encode(.v2).prefix(1 + 2 + 66 + 1))
    binary += [2, UInt8(caveat.count)] + caveat + [4, 0, 0, 0, 6, 32] + macaroon.signature.array
    let token = try #require(HeaderToken(Base64.encode(binary)[...]))
    let verification = try Verifier(
      keys: try rootKeys(("k", Sample.rootKey.array)), revocations: [],
      request: request { $0.service = "api" }
    ).verify([token], preimage: Sample.preimage)
    #expect(verification.reasons == [.service])
  }

  @Test func `a verification id that opens with no key refuses`() throws {
    let caveat = Array("who".utf8)
    var binary = Array(try Sample.macaroon().encode(.v2).prefix(1 + 2 + 66 + 1))
    binary += [2, UInt8(caveat.count)] + caveat + [4, 72] + Array(repeating: 1, count: 72)
    binary += [0, 0, 6, 32] + Array(repeating: 0, count: 32)
    let token = try #require(HeaderToken(Base64.encode(binary)[...]))
    let verification = try Verifier(
      keys: try rootKeys(("k", Sample.rootKey.array)), revocations: [], request: request()
    ).verify([token], preimage: Sample.preimage)
    #expect(verification.reasons == [.signature])
    #expect(
      verification.checks[3].detail
        == "the verification id of third-party caveat 1 cannot be opened")
  }
}
