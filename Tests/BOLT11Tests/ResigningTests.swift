import BOLT11
import Secp256k1
import Testing

/// The specification's examples, written again.
struct ResigningTests {
  static let signedByKey = SpecificationExample.all.filter {
    !SpecificationExample.otherwiseSigned.contains($0.name)
  }

  @Test func `the key signed 16 of 19 examples`() {
    #expect(SpecificationExample.all.count == 19)
    #expect(Self.signedByKey.count == 16)
  }

  @Test(arguments: signedByKey)
  func `the same fields and key give the same text`(example: SpecificationExample) throws {
    let raw = try RawInvoice(parsing: bytes(example.text))
    let again = RawInvoice(
      prefix: raw.prefix, timestamp: raw.timestamp, fields: raw.fields,
      signedBy: try specificationKey())
    #expect(again.text == example.text.lowercased())
    #expect(again == raw)
  }

  @Test(arguments: SpecificationExample.all.filter { !signedByKey.map(\.name).contains($0.name) })
  func `the other examples have the same fields and another signature`(
    example: SpecificationExample
  ) throws {
    let raw = try RawInvoice(parsing: bytes(example.text))
    let again = RawInvoice(
      prefix: raw.prefix, timestamp: raw.timestamp, fields: raw.fields,
      signedBy: try specificationKey())
    #expect(again.fields == raw.fields)
    #expect(again.signedDigest == raw.signedDigest)
    #expect(again.signature != raw.signature)
  }

  /// All but those with fields that no writer writes.
  @Test(arguments: signedByKey.filter { $0.name != "fields that are to be ignored" })
  func `a draft of the same contents gives the same text`(example: SpecificationExample) throws {
    let invoice = try invoice(example.text)
    let draft = try InvoiceDraft(of: invoice)
    #expect(try draft.signed(by: specificationKey()).raw.text == example.text.lowercased())
  }
}

extension InvoiceDraft {
  /// What an invoice says, in its order.
  init(of invoice: Invoice) throws {
    let purpose: Purpose =
      if let hash = invoice.descriptionHash {
        .descriptionHash(hash)
      } else {
        .description(try #require(invoice.description))
      }
    self.init(
      network: invoice.network, amount: invoice.amount, timestamp: invoice.timestamp,
      paymentHash: try #require(invoice.paymentHash),
      paymentSecret: try #require(invoice.paymentSecret), purpose: purpose)
    expiry = invoice.writtenExpiry
    minFinalCLTVExpiryDelta = invoice.writtenMinFinalCLTVExpiryDelta
    fallbacks = invoice.fallbacks
    routeHints = invoice.routeHints
    features = invoice.features
    metadata = invoice.metadata
    namesPayee = invoice.namesPayee
    order = invoice.raw.fields.map(\.tag)
  }
}
