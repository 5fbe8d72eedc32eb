public import BOLT11
internal import Bytes
internal import Digests

/// What can be said of an invoice at a moment, beside other things that should belong to it.
public struct InvoiceInspection: Hashable, Sendable {
  /// What is inspected.
  public let invoice: Invoice
  /// The moment of judgement.
  public let now: Timestamp
  /// Checks made.
  public let checks: [Check]

  /// Looks at an invoice as of a moment.
  ///
  /// - Parameters:
  ///   - invoice: what to look at.
  ///   - now: the moment of judgement.
  ///   - validFor: for how many seconds it must still be payable.
  ///   - preimage: what should hash to its payment hash.
  ///   - description: what it should be for, word for word.
  public init(
    _ invoice: Invoice, now: Timestamp, validFor: Int64 = 0, preimage: Preimage? = nil,
    description: String? = nil
  ) {
    self.invoice = invoice
    self.now = now
    var checks = [Self.payable(invoice), Self.expiry(invoice, now: now, validFor: validFor)]
    if let preimage {
      checks.append(Self.comparison(invoice, preimage))
    }
    if let description { checks.append(Self.comparison(invoice, description)) }
    self.checks = checks
  }

  /// When the invoice ends; nil for never: beyond all that a moment can hold.
  public var expiresAt: Timestamp? { invoice.expiresAt.map { Timestamp(unixSeconds: $0) } }

  /// When the invoice was made.
  public var createdAt: Timestamp { Timestamp(unixSeconds: Int64(invoice.timestamp)) }

  /// Whether its time is over.
  public var isExpired: Bool { expiresAt.map { $0 <= now } ?? false }

  /// Whether a check failed.
  public var hasFailure: Bool { checks.contains { $0.status == .fail } }

  /// The checks that compare it with something else failed.
  public var isContradicted: Bool {
    checks.contains { $0.status == .fail && ($0.name == "preimage" || $0.name == "description") }
  }

  private static func payable(_ invoice: Invoice) -> Check {
    guard !invoice.problems.isEmpty else {
      return Check("rules", .pass, "well-formed, and nothing that a payer must refuse")
    }
    let list = invoice.problems.map(\.message).joined(separator: "; ")
    return Check("rules", .fail, "a payer must refuse it: \(list)")
  }

  private static func expiry(_ invoice: Invoice, now: Timestamp, validFor: Int64) -> Check {
    guard let end = invoice.expiresAt else {
      return Check("expiry", .pass, "the invoice never expires")
    }
    let moment = Timestamp(unixSeconds: end)
    guard moment > now else {
      let words = RelativeTime.words(from: now, to: moment)
      return Check(
        "expiry", .fail, "expired \(moment == now ? "just now" : words): no wallet will pay it")
    }
    let left = RelativeTime.seconds(from: now, to: moment)
    guard left >= validFor else {
      return Check(
        "expiry", .fail,
        "payable for \(RelativeTime.span(left)) more, less than the "
          + "\(RelativeTime.span(validFor)) asked")
    }
    return Check("expiry", .pass, "payable for \(RelativeTime.span(left)) more")
  }

  private static func comparison(_ invoice: Invoice, _ preimage: Preimage) -> Check {
    guard invoice.hasOnePaymentHash else {
      return Check("preimage", .fail, "the invoice has several payment hashes: none of them counts")
    }
    return invoice.paymentHash == SHA256.digest(preimage.bytes)
      ? Check("preimage", .pass, "sha256(preimage) is the payment hash")
      : Check("preimage", .fail, "sha256(preimage) is not the payment hash")
  }

  private static func comparison(_ invoice: Invoice, _ description: String) -> Check {
    guard invoice.hasOneDescription else {
      return Check(
        "description", .fail, "the invoice has several descriptions or hashes: none of them counts")
    }
    if let text = invoice.description {
      return text.isExactly(description)
        ? Check("description", .pass, "it is the invoice's")
        : Check("description", .fail, "it is not the invoice's")
    }
    guard let hash = invoice.descriptionHash else {
      return Check("description", .fail, "the invoice has none")
    }
    return SHA256.digest(Array(description.utf8)) == hash
      ? Check("description", .pass, "its SHA-256 is the invoice's description hash")
      : Check("description", .fail, "its SHA-256 is not the invoice's description hash")
  }
}
