internal import Bytes
internal import Digests
internal import Macaroons

/// Verifies credentials: every check is made and reported, whatever an earlier one said.
public struct Verifier: Sendable {
  private let keys: any KeyRing
  private let revocations: [any RevocationSource]
  private let request: VerificationRequest

  /// The location of tokens that play money bought.
  public static let sandboxLocation = "l402-sandbox"

  /// A verifier for one kind of request.
  public init(
    keys: any KeyRing, revocations: [any RevocationSource], request: VerificationRequest
  ) {
    self.keys = keys
    self.revocations = revocations
    self.request = request
  }

  /// Judges tokens and preimage; the first token is the one that the rest belongs to.
  ///
  /// - Throws: only what the keys or revocations throw.
  public func verify(_ tokens: [HeaderToken], preimage: Preimage?) throws -> Verification {
    var memo = CaveatMemo()
    return try verify(tokens, preimage: preimage, memo: &memo)
  }

  /// Judges one of many; `memo` must have served no other verifier.
  ///
  /// - Throws: only what the keys or revocations throw.
  public func verify(
    _ tokens: [HeaderToken], preimage: Preimage?, memo: inout CaveatMemo
  ) throws -> Verification {
    var result = Verification(now: request.now)
    var reasons: Set<RefusalReason> = []
    guard let group = TokenGroup(tokens) else {
      return .malformed(Self.whyNot(tokens), now: request.now)
    }
    result.checks.reserveCapacity(6)
    result.checks.append(Check("parse", .pass, Self.describe(tokens)))
    let identifiers = group.primaries.map { TokenIdentifier($0.identifier) }
    result.paymentHash = identifiers.first?.paymentHash
    result.tokenID = identifiers.first?.tokenID

    checkIdentifiers(identifiers, &result, &reasons)
    let reports = group.conditions.map { conditions in
      conditions.map { memo.report(on: $0) { $0.verdict(on: request) } }
    }
    checkPreimage(preimage, reports, identifiers, &result, &reasons)
    try checkSignatures(group, identifiers, &result, &reasons)
    try checkRevocation(identifiers, &result, &reasons)
    for reports in reports { judge(reports, &result, &reasons) }
    result.reasons = reasons.sorted()
    return result
  }

  private static func whyNot(_ tokens: [HeaderToken]) -> String {
    for token in tokens {
      switch token.content {
      case .json: return "an unsigned JSON token: nothing to verify, anyone can write one"
      case .opaque: return "not a macaroon: only its issuer can verify it"
      case .macaroon: continue
      }
    }
    return "discharges without a token that they belong to"
  }

  private static func describe(_ tokens: [HeaderToken]) -> String {
    guard let format = tokens.first?.macaroon?.format else { return "" }
    let name =
      switch format {
      case .v1: "V1 macaroon"
      case .v2: "V2 macaroon"
      case .v1JSON: "V1 JSON macaroon"
      case .v2JSON: "V2 JSON macaroon"
      }
    return tokens.count == 1 ? name : "\(tokens.count) macaroons, the first \(name)"
  }

  private func checkIdentifiers(
    _ identifiers: [TokenIdentifier], _ result: inout Verification,
    _ reasons: inout Set<RefusalReason>
  ) {
    for identifier in identifiers {
      let status: CheckStatus
      let detail: String
      switch identifier.layout {
      case .l402v0:
        (status, detail) = (.pass, "version 0, token id " + Self.short(identifier.tokenID))
      case .l402Unknown:
        (status, detail) = (.fail, "version \(identifier.version ?? 0) of L402 is not known")
      case .lnd: (status, detail) = (.fail, "a node credential of LND, not an L402 token")
      case .hex16, .other:
        (status, detail) =
          request.acceptsUnpaid
          ? (.unknown, "a layout without payment hash") : (.fail, "a layout without payment hash")
      default: (status, detail) = (.pass, "layout \(identifier.layout.rawValue)")
      }
      result.checks.append(Check("identifier", status, detail))
      if status == .fail { reasons.insert(.identifier) }
    }
  }

  private func checkPreimage(
    _ preimage: Preimage?, _ reports: [[Verification.CaveatReport]],
    _ identifiers: [TokenIdentifier],
    _ result: inout Verification, _ reasons: inout Set<RefusalReason>
  ) {
    var found = preimage?.bytes
    for report in reports.joined() where report.caveat.family == .preimage {
      guard case .preimage(let bytes) = report.caveat.value else { continue }
      if let other = found, !other.constantTimeEquals(bytes) {
        result.checks.append(Check("preimage", .fail, "two different preimages"))
        reasons.insert(.preimage)
        return
      }
      found = bytes
    }
    guard let found else {
      let detail = "there is none; --unpaid accepts a token alone"
      result.checks.append(
        request.acceptsUnpaid
          ? Check("preimage", .unknown, "none given") : Check("preimage", .fail, detail))
      if !request.acceptsUnpaid { reasons.insert(.preimage) }
      return
    }
    let hash = SHA256.digest(found)
    for identifier in identifiers {
      guard let expected = identifier.paymentHash else { continue }
      let fits = hash.constantTimeEquals(expected)
      result.checks.append(
        Check(
          "preimage", fits ? .pass : .fail,
          (fits ? "fits payment hash " : "does not fit payment hash ") + Self.short(expected)))
      if !fits { reasons.insert(.preimage) }
    }
  }

  private func checkSignatures(
    _ group: TokenGroup, _ identifiers: [TokenIdentifier], _ result: inout Verification,
    _ reasons: inout Set<RefusalReason>
  ) throws {
    for (index, primary) in group.primaries.enumerated() {
      let discharges = group.discharges(of: primary)
      if primary.location.elementsEqual(Self.sandboxLocation.utf8), !request.acceptsTestTokens {
        reasons.insert(.testToken)
      }
      let offer = try keys.offer(for: identifiers[index])
      guard !offer.candidates.isEmpty || !offer.hints.isEmpty else {
        result.checks.append(
          Check("signature", .fail, "no key for token id \(Self.short(identifiers[index].tokenID))")
        )
        reasons.insert(.noKey)
        continue
      }
      let (check, candidate) = Self.checkSignature(primary, discharges, offer)
      result.checks.append(check)
      if let candidate {
        result.key = result.key ?? candidate.name
        if candidate.isTest, !request.acceptsTestTokens { reasons.insert(.testToken) }
      } else {
        reasons.insert(.signature)
      }
    }
    if let unmatched = group.unmatched {
      result.checks.append(
        Check("discharges", .fail, "discharge \(unmatched + 1) belongs to no caveat"))
      reasons.insert(.signature)
    }
  }

  private static func checkSignature(
    _ macaroon: Macaroon, _ discharges: [Macaroon], _ offer: KeyOffer
  ) -> (check: Check, candidate: KeyCandidate?) {
    var failure = MacaroonVerificationError.signature
    for candidate in offer.candidates {
      do {
        try fits(macaroon, discharges, candidate.key)
        return (Check("signature", .pass, "fits key " + candidate.name), candidate)
      } catch {
        failure = error == .signature ? failure : error
      }
    }
    for hint in offer.hints where (try? fits(macaroon, discharges, hint.key)) != nil {
      return (Check("signature", .fail, hint.advice), nil)
    }
    guard failure == .signature else {
      return (Check("signature", .fail, failure.description), nil)
    }
    let names = offer.candidates.map(\.name).joined(separator: ", ")
    return (Check("signature", .fail, "does not fit \(names)"), nil)
  }

  private static func fits(
    _ macaroon: Macaroon, _ discharges: [Macaroon], _ key: ChainKey
  ) throws(MacaroonVerificationError) {
    _ = try macaroon.verify(key: key, discharges: discharges)
  }

  private func checkRevocation(
    _ identifiers: [TokenIdentifier], _ result: inout Verification,
    _ reasons: inout Set<RefusalReason>
  ) throws {
    guard !revocations.isEmpty else { return }
    for identifier in identifiers {
      for source in revocations where try source.isRevoked(identifier) {
        result.checks.append(Check("revoked", .fail, "this token was revoked"))
        reasons.insert(.revoked)
        return
      }
    }
    result.checks.append(Check("revoked", .pass, "not on the list"))
  }

  private func judge(
    _ reports: [Verification.CaveatReport], _ result: inout Verification,
    _ reasons: inout Set<RefusalReason>
  ) {
    let widenings = ParsedCaveat.widenings(in: reports.map(\.caveat))
    let first = result.caveats.count + 1
    result.caveats.reserveCapacity(first + reports.count)
    for (index, report) in reports.enumerated() {
      let caveat = report.caveat
      var verdict = report.verdict
      let isIgnored = caveat.family.map(request.ignored.contains) ?? false
      if let earlier = widenings[index], verdict.status != .notApplicable,
        verdict.status != .violated, let family = caveat.family, !isIgnored
      {
        verdict = .violated(family.reason, "widens caveat \(earlier + first)")
      }
      if let reason = verdict.reason, reason != .skipped || request.isStrict {
        reasons.insert(reason)
      }
      if case .moment(let moment) = caveat.value, verdict.status != .notApplicable, !isIgnored {
        result.expiresAt = min(moment, result.expiresAt ?? moment)
      }
      result.caveats.append(Verification.CaveatReport(caveat: caveat, verdict: verdict))
    }
  }

  /// The first four bytes in hexadecimal.
  private static func short(_ value: Bytes32?) -> String {
    guard let value else { return "unknown" }
    return unsafe value.withHexDigits { unsafe String(decoding: $0.prefix(8), as: UTF8.self) }
      + "..."
  }
}
