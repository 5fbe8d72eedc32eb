import BOLT11
import Bytes
import Secp256k1
import Testing

/// Every example of BOLT 11 that decodes, with all its fields.
struct SpecificationTests {
  @Test(arguments: SpecificationExample.all)
  func `network, amount and time are those of the specification`(example: SpecificationExample)
    throws
  {
    let invoice = try invoice(example.text)
    #expect(invoice.network == example.network)
    #expect(invoice.amount?.value == example.amount)
    #expect(invoice.timestamp == example.timestamp)
    #expect(invoice.expiry == example.expiry)
    #expect(invoice.expiresAt == Int64(example.timestamp + example.expiry))
    #expect(invoice.minFinalCLTVExpiryDelta == example.minFinalCLTVExpiryDelta)
  }

  @Test(arguments: SpecificationExample.all)
  func `hash, secret and purpose are those of the specification`(example: SpecificationExample)
    throws
  {
    let invoice = try invoice(example.text)
    #expect(invoice.paymentHash?.hex == example.paymentHash)
    #expect(invoice.paymentSecret?.hex == example.paymentSecret)
    #expect(invoice.description == example.description)
    #expect(
      invoice.descriptionHash?.hex
        == (example.isHashed ? SpecificationExample.descriptionHash : nil))
  }

  @Test(arguments: SpecificationExample.all)
  func `features and metadata are those of the specification`(example: SpecificationExample) throws
  {
    let invoice = try invoice(example.text)
    #expect(invoice.features.bits == example.features)
    #expect(invoice.metadata.map { Hex.encode($0) } == example.metadata)
  }

  @Test(arguments: SpecificationExample.all)
  func `ways to pay are those of the specification`(example: SpecificationExample) throws {
    let invoice = try invoice(example.text)
    let addresses = invoice.fallbacks.map {
      "\($0.version) \(Hex.encode($0.program)) \($0.text(on: invoice.network))"
    }
    let expected = example.fallback.map { ["\($0.version) \($0.program) \($0.address)"] }
    #expect(addresses == expected ?? [])
    let hops = invoice.routeHints.map { hint in
      hint.map {
        "\($0.publicKey) \($0.shortChannelID) \($0.feeBase) \($0.feeProportionalMillionths) "
          + "\($0.cltvExpiryDelta)"
      }
    }
    #expect(hops == (example.hops.isEmpty ? [] : [example.hops]))
  }

  @Test(arguments: SpecificationExample.all)
  func `payee and signature are those of the specification`(example: SpecificationExample) throws {
    let invoice = try invoice(example.text)
    #expect("\(invoice.payee)" == example.payee)
    #expect(Hex.encode(invoice.signature.compact) == example.signature)
    #expect(invoice.signature.recoveryID == example.recoveryID)
  }

  @Test(arguments: SpecificationExample.all)
  func `problems are those of the specification`(example: SpecificationExample) throws {
    let invoice = try invoice(example.text)
    #expect(invoice.problemCodes == example.problems)
    #expect(invoice.isPayable == example.problems.isEmpty)
    #expect(invoice.noteCodes.filter { $0 != "default-c" } == example.notes)
    #expect(
      invoice.noteCodes.contains("default-c") == (invoice.writtenMinFinalCLTVExpiryDelta == nil))
  }

  @Test(arguments: SpecificationExample.all)
  func `decoding and encoding again is the identity`(example: SpecificationExample) throws {
    #expect(try RawInvoice(parsing: bytes(example.text)).text == example.text.lowercased())
  }

  @Test func `upper case changes nothing, not even what is signed`() throws {
    let lower = try #require(SpecificationExample.all.first { $0.name == "optional feature 99" })
    let upper = try #require(SpecificationExample.all.first { $0.name == "upper case" })
    #expect(upper.text == lower.text.uppercased())
    #expect(try invoice(upper.text) == invoice(lower.text))
    #expect(
      try RawInvoice(parsing: bytes(upper.text)).signedDigest
        == RawInvoice(parsing: bytes(lower.text)).signedDigest)
  }

  @Test(arguments: SpecificationExample.all)
  func `any example in upper case is the same`(example: SpecificationExample) throws {
    #expect(try invoice(example.text.uppercased()) == invoice(example.text.lowercased()))
  }
}
