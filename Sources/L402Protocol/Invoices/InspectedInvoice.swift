public import BOLT11

/// An invoice where it was found, decoded or not.
public struct InspectedInvoice: Hashable, Sendable {
  /// Its text.
  public let text: ArraySlice<UInt8>
  /// What is in it, or why nobody can tell.
  public let outcome: Result<InvoiceInspection, InvoiceError>

  /// Decodes an invoice's text, the text alone.
  init(_ text: ArraySlice<UInt8>, now: Timestamp, validFor: Int64) {
    self.text = text
    do {
      let invoice = try Invoice(parsing: text)
      outcome = .success(InvoiceInspection(invoice, now: now, validFor: validFor))
    } catch {
      outcome = .failure(error)
    }
  }

  /// Wraps a decoded invoice.
  init(_ invoice: Invoice, now: Timestamp, validFor: Int64) {
    text = Array(invoice.raw.text.utf8)[...]
    outcome = .success(InvoiceInspection(invoice, now: now, validFor: validFor))
  }

  /// The decoded invoice; nil where it cannot be.
  public var inspection: InvoiceInspection? { try? outcome.get() }
}
