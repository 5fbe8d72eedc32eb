import BOLT11
import Bytes
import Digests
import Secp256k1

/// Invoices signed on the spot.
enum Invoices {
  /// When they are made: a minute before the harness's clock.
  static let timestamp: UInt64 = 1_795_231_742
  /// 21 sat on regtest for "Report 7", good for an hour, with the payment hash of `Sample`'s tokens.
  static func draft() -> InvoiceDraft {
    var draft = InvoiceDraft(
      network: .regtest, amount: Millisatoshis(21_000), timestamp: timestamp,
      paymentHash: hash(of: Sample.preimage), paymentSecret: filled(0x22),
      purpose: .description("Report 7"))
    draft.minFinalCLTVExpiryDelta = 80
    return draft
  }

  /// The text of a draft, changed as wanted, signed by a key of ones.
  static func text(_ change: (inout InvoiceDraft) -> Void = { _ in }) -> String {
    var draft = draft()
    change(&draft)
    guard let key = SecretKey(filled(1)), let invoice = try? draft.signed(by: key) else {
      fatalError("the draft cannot be signed")
    }
    return invoice.raw.text
  }

  /// The text of an invoice of these fields, whatever they are.
  static func text(fields: [TaggedField], network: LightningNetwork = .regtest) -> String {
    guard let key = SecretKey(filled(1)) else { fatalError("ones are a key") }
    return RawInvoice(
      prefix: InvoicePrefix(network: network, amount: nil), timestamp: timestamp, fields: fields,
      signedBy: key
    ).text
  }

  static func filled(_ byte: UInt8) -> Bytes32 { Bytes32(storage: SIMD32(repeating: byte)) }

  private static func hash(of preimage: String) -> Bytes32 {
    guard let preimage = Bytes32(hexDigits: Array(preimage.utf8)[...]) else {
      fatalError("a preimage has 64 digits")
    }
    return SHA256.digest(preimage)
  }
}
