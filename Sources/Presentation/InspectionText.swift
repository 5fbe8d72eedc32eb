internal import BOLT11
internal import Bytes
internal import JSON
public import L402Protocol
internal import Macaroons

extension Inspection {
  /// The inspection for a person, over several lines.
  public func text(_ style: Style) -> String {
    var page = InspectionPage(inspection: self, style: style)
    return page.write()
  }
}

/// Writes one inspection.
private struct InspectionPage {
  let inspection: Inspection
  let style: Style
  private var lines: [String] = []

  init(inspection: Inspection, style: Style) {
    self.inspection = inspection
    self.style = style
  }

  mutating func write() -> String {
    lines.append(headline)
    blank()
    row("given as", inspection.recognised.source + schemeWords)
    subject()
    for (index, token) in inspection.tokens.enumerated() { self.token(token, number: index + 1) }
    preimageRow()
    if inspection.tokens.contains(where: { $0.macaroon != nil }), case .nodeMacaroon = kind {
    } else {
      signatureRow()
    }
    caveats()
    checks()
    warnings()
    return lines.joined(separator: "\n") + "\n"
  }

  private var kind: Recognised.Subject { inspection.recognised.subject }

  private var headline: String {
    let unchecked = style.doubtful("SIGNATURE NOT CHECKED") + " (that is `l402 verify`)"
    return switch kind {
    case .credential(let credential):
      (credential.preimage == nil
        ? "L402 credential, payment pending: a token without its preimage.   "
        : "L402 credential: a token and its preimage.   ") + unchecked
    case .challenge: challengeHeadline(unchecked)
    case .brokenChallenge(let scheme, _): "\(scheme.rawValue) challenge that nobody can pay."
    case .token: "L402 token: a macaroon.   " + unchecked
    case .nodeMacaroon:
      style.bad("A node credential of LND, not an L402 token: whoever has it can use the node.")
    case .lookAlike(let token):
      if case .json = token.content {
        style.bad("UNAUTHENTICATED token: JSON that nothing signs, anyone can write one.")
      } else {
        "Opaque token: no macaroon; only its issuer can read and verify it."
      }
    case .invoice: invoicePage?.headline ?? ""
    case .payment: "Payment challenge (MPP), not L402: shown, never paid."
    case .x402(let challenge):
      "x402 challenge, version \(challenge.version), not L402: shown, never paid."
    case .bytes32: "32 bytes in hexadecimal: a preimage, or a hash."
    }
  }

  /// What a payer should know before anything else.
  private func challengeHeadline(_ unchecked: String) -> String {
    let failed = Set(inspection.checks.filter { $0.status == .fail }.map(\.name))
    guard let invoice = inspection.invoice?.inspection else {
      return "L402 challenge whose invoice " + style.bad("CANNOT BE DECODED") + "."
    }
    if failed.contains("invoice") {
      return "L402 challenge whose invoice is " + style.bad("NOT FOR ITS TOKEN")
        + ": paying it unlocks nothing."
    }
    let reasons = [
      invoice.isExpired ? "EXPIRED" : nil, invoice.invoice.isPayable ? nil : "NOT PAYABLE",
      failed.contains("single") ? "ONE OF SEVERAL THAT DIFFER" : nil,
    ].compactMap(\.self)
    let lead = "L402 challenge: an invoice, and the token that paying it unlocks.   "
    return reasons.isEmpty
      ? lead + unchecked
      : "L402 challenge, " + style.bad(reasons.joined(separator: ", ")) + ".   " + unchecked
  }

  private var schemeWords: String {
    switch kind {
    case .credential(let credential):
      switch credential.source {
      case .authorization(let scheme): ", scheme \(scheme.rawValue)"
      case .grpcMetadata, .bare: ""
      }
    case .challenge(let challenge): ", scheme \(challenge.scheme.rawValue)"
    case .brokenChallenge(let scheme, _): ", scheme \(scheme.rawValue)"
    default: ""
    }
  }

  private mutating func subject() {
    switch kind {
    case .challenge, .invoice: invoice()
    case .payment(let payment): self.payment(payment)
    case .x402(let challenge):
      for way in challenge.accepts {
        let parts = ["scheme", "network", "maxAmountRequired", "amount", "asset", "payTo"]
          .compactMap { name in way[name].map { "\(name) \($0.string ?? $0.oneLine)" } }
        row("accepts", Sanitizer.clean(parts.joined(separator: ", ")))
      }
    case .bytes32(let value):
      row("as a preimage", "its payment hash is \(Digest.hash(of: value))")
      row("as a hash", "it is the payment hash \(value.hex)")
    case .nodeMacaroon(_, let identifier): node(identifier)
    default: break
    }
  }

  private var invoicePage: InvoicePage? {
    inspection.invoice?.inspection.map { InvoicePage(inspection: $0, style: style) }
  }

  private mutating func invoice() {
    guard let given = inspection.invoice else { return }
    row("invoice", style.shortened(clean(given.text)))
    for part in invoicePage?.rows ?? [] {
      row(part.name.isEmpty ? "" : "  " + part.name, part.value)
    }
  }

  private mutating func payment(_ payment: PaymentChallenge) {
    for name in ["id", "realm", "method", "intent", "expires"] {
      if let value = payment.challenge[name] { row(name, Sanitizer.clean(value)) }
    }
    for member in payment.request?.members ?? [] {
      row(
        "  " + Sanitizer.clean(member.name),
        style.shortened(Sanitizer.clean(member.value.string ?? member.value.oneLine), beyond: 72))
    }
  }

  private mutating func node(_ identifier: LNDIdentifier) {
    row("storage id", Sanitizer.clean(identifier.storageID[...]))
    row("nonce", Hex.encode(identifier.nonce))
    for operation in identifier.operations {
      row(
        "may",
        Sanitizer.clean("\(operation.entity): \(operation.actions.joined(separator: ", "))"))
    }
  }

  private mutating func token(_ token: Inspection.Token, number: Int) {
    let label = inspection.tokens.count > 1 ? "token \(number)" : "token"
    guard let text = token.macaroon else {
      row(label, "\(token.text.count) bytes   \(shownToken(token.text))")
      if case .json(let value) = token.header?.content {
        row("  content", style.shortened(Sanitizer.clean(value.oneLine), beyond: 88))
      }
      return
    }
    let size = (try? text.macaroon.encode(text.format).count) ?? 0
    row(
      label,
      "\(Self.name(text)), \(size) bytes, \(dressing(text))   "
        + shownToken(token.text))
    if !text.macaroon.location.isEmpty { row("location", clean(text.macaroon.location)) }
    if case .nodeMacaroon = kind { return }
    if let identifier = token.identifier { self.identifier(identifier) }
  }

  private mutating func identifier(_ identifier: TokenIdentifier) {
    switch identifier.layout {
    case .l402v0: row("identifier", "L402 version 0")
    case .l402Unknown: row("identifier", "L402 version \(identifier.version ?? 0), unknown")
    case .other:
      row(
        "identifier", "unknown layout: " + style.shortened(Hex.encode(identifier.bytes), beyond: 72)
      )
    default: row("identifier", "layout \(identifier.layout.rawValue)")
    }
    if let hash = identifier.paymentHash { row("  payment hash", hash.hex) }
    if let id = identifier.tokenID { row("  token id", id.hex) }
  }

  private func dressing(_ text: MacaroonText) -> String {
    switch text.encoding {
    case .base64: text.isPadded ? "base64 padded" : "base64 without padding"
    case .base64url: text.isPadded ? "url-safe base64" : "url-safe base64 without padding"
    case .hex: "hexadecimal"
    case .json: "JSON"
    case .binary: "binary"
    }
  }

  private static func name(_ text: MacaroonText) -> String {
    switch text.format {
    case .v1: "V1 macaroon"
    case .v2: "V2 macaroon"
    case .v1JSON: "V1 JSON macaroon"
    case .v2JSON: "V2 JSON macaroon"
    }
  }

  private mutating func preimageRow() {
    guard let preimage = inspection.preimage else { return }
    row("preimage", style.showsSecrets ? preimage.bytes.hex : "hidden    (--show-secrets)")
  }

  private mutating func signatureRow() {
    let signatures = inspection.tokens.compactMap(\.macaroon?.macaroon.signature)
    guard !signatures.isEmpty else { return }
    if style.showsSecrets {
      for signature in signatures { row("signature", signature.hex) }
    } else {
      row("signature", "hidden    (caveats and signature together are the token)")
    }
  }

  private mutating func caveats() {
    let groups = inspection.tokens.map(\.caveats)
    guard groups.contains(where: { !$0.isEmpty }) else {
      if inspection.tokens.contains(where: { $0.macaroon != nil }) { row("caveats", "none") }
      return
    }
    blank()
    lines.append("  caveats")
    let width = min(48, groups.joined().map { text($0).count }.max() ?? 0)
    for (number, group) in groups.enumerated() {
      if groups.count > 1, !group.isEmpty { lines.append("  of token \(number + 1)") }
      for (index, caveat) in group.enumerated() {
        let text = style.isFull ? text(caveat) : style.shortened(text(caveat), beyond: 72)
        lines.append(
          "  \(Style.padded("\(index + 1)", to: 2)) \(Style.padded(text, to: width))   \(meaning(caveat))"
        )
      }
    }
  }

  /// The token whole only if secrets and all are to be shown, else its ends.
  private func shownToken(_ text: ArraySlice<UInt8>) -> String {
    if style.isFull, style.showsSecrets { return clean(text) }
    guard text.count > 40 else { return text.isEmpty ? "" : clean(text.prefix(4)) + "..." }
    return "\(clean(text.prefix(12)))...\(clean(text.suffix(8)))"
  }

  private func text(_ caveat: Inspection.TokenCaveat) -> String {
    switch caveat {
    case .firstParty(let caveat): caveat.text(showsSecrets: style.showsSecrets)
    case .thirdParty(let caveat): Sanitizer.clean(caveat.identifier)
    }
  }

  private func meaning(_ caveat: Inspection.TokenCaveat) -> String {
    switch caveat {
    case .firstParty(let caveat): return Sanitizer.clean(caveat.meaning(at: inspection.now))
    case .thirdParty(let caveat):
      let place = caveat.location.isEmpty ? "another party" : clean(caveat.location)
      return "third party: \(place) must discharge it"
    }
  }

  private mutating func checks() {
    guard !inspection.checks.isEmpty else { return }
    blank()
    lines.append("  checks")
    lines += style.lines(inspection.checks)
  }

  private mutating func warnings() {
    let remarks = invoicePage?.remarks ?? []
    guard !inspection.warnings.isEmpty || !remarks.isEmpty else { return }
    blank()
    lines += remarks
    for warning in inspection.warnings {
      lines.append(
        "  \(style.doubtful("warning"))  \(Sanitizer.clean(warning.message))   [\(warning.code)]")
    }
  }

  private mutating func row(_ name: String, _ value: String) {
    lines.append("  \(Style.padded(name, to: 14)) \(value)")
  }

  private mutating func blank() { lines.append("") }

  private func clean(_ bytes: ArraySlice<UInt8>) -> String { Sanitizer.clean(bytes) }
}
