public import BOLT11
internal import Bytes

/// An invoice that a wallet made.
public struct CreatedInvoice: Hashable, Sendable {
  /// The invoice, decoded: nothing that a wallet sends is passed on unread.
  public let invoice: Invoice

  /// Wraps a decoded invoice.
  public init(_ invoice: Invoice) { self.invoice = invoice }

  /// Decodes what a wallet made, and believes only what was ordered.
  ///
  /// - Parameters:
  ///   - text: nil where it made none.
  ///   - hash: what the wallet calls its payment hash; nil where it does not say, or nonsense.
  /// - Throws: `WalletError` with `.malformedAnswer`.
  init(_ text: String?, for order: InvoiceOrder, hash: Bytes32?) throws(WalletError) {
    func malformed(_ message: String) -> WalletError { WalletError(.malformedAnswer, message) }
    guard let text, !text.isEmpty else { throw malformed("it made no invoice") }
    let invoice: Invoice
    do {
      invoice = try Invoice(parsing: Array(text.utf8)[...])
    } catch {
      throw malformed("its invoice cannot be decoded: \(error)")
    }
    guard invoice.isPayable else {
      throw malformed("nobody may pay its invoice: \(invoice.problems[0].message)")
    }
    guard invoice.amount == order.amount else {
      throw malformed("its invoice is for another amount than was ordered")
    }
    guard let hash, invoice.paymentHash == hash else {
      throw malformed("its invoice has another payment hash than it says")
    }
    // Texts are the wallet's to shorten; a hash commits to what is sold.
    if case .descriptionHash(let ordered) = order.purpose, invoice.descriptionHash != ordered {
      throw malformed("its invoice is for something else than was ordered")
    }
    self.invoice = invoice
  }
}
