import BOLT11
import Bytes
import Digests
import Secp256k1
import Testing

/// What a draft writes.
struct InvoiceDraftTests {
  private func draft() throws -> InvoiceDraft {
    InvoiceDraft(
      network: .regtest, amount: Millisatoshis(1_500), timestamp: 1_700_000_000,
      paymentHash: try #require(Bytes32([UInt8](repeating: 1, count: 32))),
      paymentSecret: try #require(Bytes32([UInt8](repeating: 2, count: 32))),
      purpose: .description("tea"))
  }

  private func signed(_ draft: InvoiceDraft) throws -> Invoice {
    try draft.signed(by: specificationKey())
  }

  @Test func `the least draft is payable`() throws {
    let invoice = try signed(draft())
    #expect(invoice.raw.text.hasPrefix("lnbcrt15n1"))
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == ["default-c"])
    #expect(invoice.payee == (try specificationKey()).publicKey)
    #expect(invoice.raw.fields.map { "\($0.tag)" } == ["p", "d", "s", "9"])
  }

  @Test func `a full draft is in the order of LND, and read as it was written`() throws {
    var draft = try draft()
    let hop = RouteHop(
      publicKey: try specificationKey().publicKey, shortChannelID: ShortChannelID(.max - 1),
      feeBase: .max, feeProportionalMillionths: 0, cltvExpiryDelta: 144)
    draft.expiry = 86_400
    draft.minFinalCLTVExpiryDelta = 40
    draft.fallbacks = [
      try #require(FallbackAddress(version: 17, program: .init(repeating: 3, count: 20))),
      try #require(FallbackAddress(version: 0, program: .init(repeating: 4, count: 32))),
    ]
    draft.routeHints = [[hop, hop], [hop]]
    draft.features = FeatureBits([9, 15, 17, 49, 4_999])
    draft.metadata = [1, 2, 3]
    draft.namesPayee = true
    let invoice = try signed(draft)
    #expect(invoice.raw.fields.map { "\($0.tag)" }.joined() == "pdmcxffrrns9")
    #expect(invoice.problems == [])
    #expect(invoice.notes == [])
    #expect(invoice.namesPayee)
    var again = try InvoiceDraft(of: invoice)
    again.order = draft.order
    #expect(again == draft)
    #expect(try invoice == BOLT11Tests.invoice(invoice.raw.text))
  }

  @Test func `the order may be chosen, and what it leaves out comes last`() throws {
    var draft = try draft()
    draft.order = [.features, .paymentSecret]
    #expect(try signed(draft).raw.fields.map { "\($0.tag)" } == ["9", "s", "p", "d"])
  }

  @Test func `no features leave the field out`() throws {
    var draft = try draft()
    draft.features = FeatureBits([])
    #expect(try !signed(draft).raw.fields.contains { $0.tag == .features })
  }

  @Test(arguments: LightningNetwork.allCases)
  func `without amount the payer chooses`(network: LightningNetwork) throws {
    var draft = try draft()
    draft.network = network
    draft.amount = nil
    let invoice = try signed(draft)
    #expect(invoice.amount == nil)
    #expect(invoice.raw.text.hasPrefix("ln\(network.currency)1"))
  }

  @Test(arguments: [0, 1, 638, 639])
  func `a description that fits is written`(count: Int) throws {
    let text = String(repeating: "x", count: count)
    var draft = try draft()
    draft.purpose = .init(fitting: text)
    #expect(draft.purpose == .description(text))
    #expect(try signed(draft).description == text)
  }

  @Test func `of a longer description the hash is written`() throws {
    let text = String(repeating: "ä", count: 320)
    var draft = try draft()
    draft.purpose = .init(fitting: text)
    let invoice = try signed(draft)
    #expect(invoice.description == nil)
    #expect(invoice.descriptionHash == SHA256.digest(Array(text.utf8)))
  }

  @Test func `the greatest of everything is written`() throws {
    var draft = try draft()
    draft.amount = Millisatoshis(.max)
    draft.timestamp = 1 << 35 - 1
    draft.expiry = .max
    draft.minFinalCLTVExpiryDelta = .max
    draft.metadata = .init(repeating: 0xff, count: 639)
    draft.features = FeatureBits([8, 14, 5_113])
    let invoice = try signed(draft)
    #expect(try InvoiceDraft(of: invoice).metadata == draft.metadata)
    #expect(invoice.amount == Millisatoshis(.max))
    #expect(invoice.expiry == .max)
    #expect(invoice.features.bits.last == 5_113)
    #expect(invoice.problems == [])
  }

  @Test func `the same draft gives the same text`() throws {
    #expect(try signed(draft()).raw.text == signed(draft()).raw.text)
  }
}
