internal import BOLT11
internal import Bytes
public import L402Protocol

extension InvoiceInspection {
  /// The invoice for a person, over several lines.
  public func text(_ style: Style) -> String {
    let page = InvoicePage(inspection: self, style: style)
    var lines = [page.headline, ""]
    lines += page.rows.map { "  \(Style.padded($0.name, to: 13)) \($0.value)" }
    lines.append("")
    lines += style.lines(checks)
    lines += page.remarks
    return lines.joined(separator: "\n") + "\n"
  }
}

/// What there is to say of an invoice, row by row.
struct InvoicePage {
  let inspection: InvoiceInspection
  let style: Style

  /// A row; its name is empty where it goes on with the one before.
  struct Row {
    let name: String
    let value: String
  }

  private var invoice: Invoice { inspection.invoice }

  /// What it is, for how much, on which network, and whether its time is over.
  var headline: String {
    let amount = invoice.amount.map { "\($0.satoshis) sat" } ?? "any amount"
    let network =
      invoice.network == .bitcoin ? "bitcoin mainnet" : invoice.network.rawValue
    var line = "Invoice for \(amount) on \(network)"
    if inspection.isExpired, let end = inspection.expiresAt {
      line += ", " + style.bad("EXPIRED") + " " + Self.distance(from: inspection.now, to: end)
    }
    if !invoice.isPayable { line += ", " + style.bad("NOT PAYABLE") }
    return line
  }

  var rows: [Row] {
    var rows: [Row] = []
    func row(_ name: String, _ value: String) { rows.append(Row(name: name, value: value)) }
    func list(_ name: String, _ values: [String]) {
      for (index, value) in values.enumerated() { row(index == 0 ? name : "", value) }
    }
    row("amount", amount)
    if let text = invoice.description {
      row("description", text.isEmpty ? "(empty)" : Sanitizer.clean(text))
    }
    if let hash = invoice.descriptionHash { row("desc. hash", hash.hex) }
    row(
      "created",
      inspection.createdAt.spaced
        + (inspection.createdAt > inspection.now
          ? ", " + style.doubtful(Self.distance(from: inspection.now, to: inspection.createdAt))
          : ""))
    row("expires", expiry)
    row("payee", "\(invoice.payee)  (\(invoice.namesPayee ? "named" : "from the signature"))")
    row("payment hash", invoice.paymentHash?.hex ?? style.bad("none"))
    row("secret", invoice.paymentSecret?.hex ?? style.bad("none"))
    row("final CLTV", blocks)
    list("features", features)
    list("route hints", routeHints)
    list("fallback", fallbacks)
    if let metadata = invoice.metadata { row("metadata", Hex.encode(metadata)) }
    list("unknown", invoice.raw.fields.filter { !$0.isKnown }.map(unknown))
    row("signature", "good")
    return rows
  }

  /// Problems with their rules, and notes.
  var remarks: [String] {
    var lines: [String] = []
    for problem in invoice.problems {
      lines.append(
        "  \(style.bad("problem"))  \(problem.message) (\(problem.rule))   [\(problem.code)]")
    }
    for note in invoice.notes {
      lines.append("  \(style.doubtful("note"))     \(note.message)   [\(note.code)]")
    }
    return lines
  }

  private var amount: String {
    guard let amount = invoice.amount else { return "any amount; the payer chooses" }
    return "\(amount.satoshis) sat  =  \(amount.value) msat  =  \(amount.bitcoin) BTC"
  }

  private var expiry: String {
    let span = RelativeTime.span(Int64(clamping: invoice.expiry))
    let origin = invoice.writtenExpiry == nil ? ", the default" : ""
    guard let end = inspection.expiresAt, end <= .latest else {
      return inspection.expiresAt == nil
        ? "never: \(invoice.expiry) seconds after"
        : "after the year 9999: \(invoice.expiry) seconds after"
    }
    return "\(end.spaced) (\(span) after\(origin)), "
      + Self.distance(from: inspection.now, to: end)
  }

  private var blocks: String {
    let count = invoice.minFinalCLTVExpiryDelta
    let origin = invoice.writtenMinFinalCLTVExpiryDelta == nil ? ", the default" : ""
    return "\(count) block\(count == 1 ? "" : "s")\(origin)"
  }

  private var features: [String] {
    guard !invoice.features.bits.isEmpty else { return ["none"] }
    return invoice.features.bits.map { bit in
      let feature = Feature(bit: bit)
      let isRequired = bit % 2 == 0
      var line = Style.padded("\(bit)", to: 2) + " " + (feature?.name ?? "unknown")
      line += isRequired ? ", required" : ", optional"
      if isRequired, feature?.isForInvoices != true {
        line = style.bad(line + ": nobody may pay this")
      }
      return line
    }
  }

  private var routeHints: [String] {
    guard !invoice.routeHints.isEmpty else { return ["none"] }
    return invoice.routeHints.enumerated().flatMap { number, hops in
      hops.enumerated().flatMap { index, hop in
        let lead = index == 0 ? Style.padded("\(number + 1)", to: 2) : "  "
        return [
          "\(lead) \(hop.publicKey)",
          "   channel \(hop.shortChannelID) (\(hop.shortChannelID.value)), "
            + "fee \(hop.feeBase) msat + \(hop.feeProportionalMillionths) ppm, "
            + "\(hop.cltvExpiryDelta) blocks",
        ]
      }
    }
  }

  private var fallbacks: [String] {
    invoice.fallbacks.map { "\($0.text(on: invoice.network))  (\($0.kind))" }
  }

  private func unknown(_ field: TaggedField) -> String {
    "\(field.tag) (type \(field.tag.type)) "
      + style.shortened(field.text.isEmpty ? "(empty)" : field.text, beyond: 72)
  }

  /// `in 59 minutes`, `2 years ago`, `just now`.
  private static func distance(from now: Timestamp, to moment: Timestamp) -> String {
    now == moment ? "just now" : RelativeTime.words(from: now, to: moment)
  }
}
