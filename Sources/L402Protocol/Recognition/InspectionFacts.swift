internal import BOLT11
internal import Bytes
internal import Digests
internal import Macaroons

/// The checks and warnings of an inspection.
struct InspectionFacts {
  let recognised: Recognised
  let tokens: [Inspection.Token]
  let preimage: Preimage?
  let invoice: InspectedInvoice?
  let now: Timestamp
  let validFor: Int64
  let challenges: Int

  var checks: [Check] {
    var checks: [Check] = []
    if case .brokenChallenge(_, let error) = recognised.subject {
      checks.append(Check("challenge", .fail, "\(error)"))
    }
    if case .challenge = recognised.subject, challenges > 1 {
      checks.append(
        Check(
          "single", .fail, "\(challenges) challenges that differ: nobody should guess which to pay")
      )
    }
    checks += tokens.flatMap(unauthenticated)
    checks += tokens.flatMap(identifierChecks)
    checks += preimageChecks
    checks += invoiceChecks
    if tokens.contains(where: { $0.macaroon != nil }) {
      checks.append(expiryCheck)
      checks.append(narrowingCheck)
      checks.append(
        Check("signature", .unknown, "needs the root key: l402 verify --root-key SOURCE"))
    }
    return checks
  }

  private func unauthenticated(_ token: Inspection.Token) -> [Check] {
    guard token.macaroon == nil, let header = token.header else { return [] }
    guard case .json = header.content else {
      return [Check("token", .unknown, "opaque: only its issuer can read it")]
    }
    return [Check("token", .fail, "UNAUTHENTICATED: nothing signs this JSON, anyone can write it")]
  }

  private func identifierChecks(_ token: Inspection.Token) -> [Check] {
    guard let identifier = token.identifier else { return [] }
    return switch identifier.layout {
    case .l402v0: []
    case .l402Unknown:
      [Check("identifier", .fail, "version \(identifier.version ?? 0) of L402 is not known")]
    case .lnd: []
    default:
      [
        Check(
          "identifier", .unknown, "layout \(identifier.layout.rawValue), not the 66 bytes of L402")
      ]
    }
  }

  private var preimageChecks: [Check] {
    guard let preimage else {
      if case .credential = recognised.subject {
        return [Check("preimage", .unknown, "none: the payment is pending")]
      }
      return []
    }
    let hash = SHA256.digest(preimage.bytes)
    let hashes = tokens.compactMap { $0.identifier?.paymentHash }
    guard !hashes.isEmpty else {
      return [Check("preimage", .unknown, "no token holds a payment hash")]
    }
    return hashes.allSatisfy { $0 == hash }
      ? [Check("preimage", .pass, "sha256(preimage) is the payment hash")]
      : [Check("preimage", .fail, "sha256(preimage) is not the payment hash")]
  }

  private var invoiceChecks: [Check] {
    guard let invoice else { return [] }
    let decoded: InvoiceInspection
    switch invoice.outcome {
    case .success(let inspection): decoded = inspection
    case .failure(let error):
      return [Check("invoice", .fail, "it cannot be decoded: \(error), byte \(error.offset) of it")]
    }
    guard case .challenge = recognised.subject else { return decoded.checks }
    // The token has an expiry of its own.
    let own = decoded.checks.map {
      Check($0.name == "expiry" ? "invoice-expiry" : $0.name, $0.status, $0.detail)
    }
    return [bindingCheck(decoded.invoice)] + own
  }

  /// Whether paying the invoice unlocks the token.
  private func bindingCheck(_ invoice: Invoice) -> Check {
    let hashes = tokens.compactMap { $0.identifier?.paymentHash }
    guard !hashes.isEmpty else {
      return Check("invoice", .unknown, "the token holds no payment hash to compare")
    }
    guard invoice.hasOnePaymentHash else {
      return Check("invoice", .fail, "it has no payment hash, or several: wallets would differ")
    }
    return hashes.allSatisfy { $0 == invoice.paymentHash }
      ? Check("invoice", .pass, "its payment hash is the token's")
      : Check("invoice", .fail, "its payment hash is not the token's: paying it unlocks nothing")
  }

  private var conditions: [ParsedCaveat] { tokens.flatMap(\.conditions) }

  private var expiryCheck: Check {
    let moments = conditions.compactMap { caveat -> Timestamp? in
      guard case .moment(let moment) = caveat.value else { return nil }
      return moment
    }
    let unreadable = conditions.contains {
      guard case .unreadable = $0.value else { return false }
      return $0.family?.isExpiry == true
    }
    if unreadable { return Check("expiry", .fail, "an expiry that cannot be read") }
    guard let first = moments.min() else {
      return Check("expiry", .pass, "the token never expires")
    }
    guard first > now else {
      return Check("expiry", .fail, "expired \(RelativeTime.words(from: now, to: first))")
    }
    let left = RelativeTime.seconds(from: now, to: first)
    guard left >= validFor else {
      return Check(
        "expiry", .fail,
        "valid for \(RelativeTime.span(left)) more, less than the \(RelativeTime.span(validFor)) asked"
      )
    }
    return Check("expiry", .pass, "valid for \(RelativeTime.span(left)) more")
  }

  private var narrowingCheck: Check {
    for token in tokens {
      let conditions = token.conditions
      for (index, earlier) in ParsedCaveat.widenings(in: conditions).enumerated() {
        guard let earlier else { continue }
        return Check("narrowing", .fail, "caveat \(index + 1) widens caveat \(earlier + 1)")
      }
    }
    return Check("narrowing", .pass, "no caveat widens an earlier one")
  }

  var warnings: [Inspection.Warning] {
    var warnings: [Inspection.Warning] = []
    func warn(_ code: String, _ message: String) {
      warnings.append(Inspection.Warning(code: code, message: message))
    }
    if case .nodeMacaroon = recognised.subject {
      warn("node-credential", "a key to a Lightning node: whoever has it can use the node")
      return warnings
    }
    let isL402 = tokens.contains { $0.identifier?.paymentHash != nil }
    for token in tokens {
      guard let text = token.macaroon else { continue }
      if token.header != nil, text.encoding == .base64, !text.isPadded {
        warn("base64-unpadded", "base64 without padding: aperture wants it padded")
      }
      if text.trailingBytes > 0 {
        warn(
          "trailing-bytes",
          "\(text.trailingBytes) bytes follow the signature; verifiers overlook them")
      }
      if text.hasSpareBits {
        warn("spare-bits", "unused bits of the last base64 character are set; some refuse that")
      }
    }
    if tokens.contains(where: {
      $0.caveats.contains { if case .thirdParty = $0 { true } else { false } }
    }) {
      warn("third-party", "third-party caveats: aperture refuses every token that has one")
    }
    if tokens.count > 1 {
      warn("several-tokens", "several tokens in one credential: aperture refuses that")
    }
    for caveat in conditions {
      if let family = caveat.nearMiss {
        warn(
          "near-miss", "a caveat is nearly \(family.form); case and blanks count, so it is skipped")
      }
    }
    guard isL402 else { return warnings }
    if !conditions.contains(where: { $0.family?.isExpiry == true }) {
      warn("no-expiry", "no expiry: whoever gets hold of it can use it for ever")
    }
    if !conditions.contains(where: { $0.family?.bindsMethod == true }) {
      warn("no-method-binding", "no method caveat: bought for GET, it also opens POST")
    }
    return warnings
  }
}
