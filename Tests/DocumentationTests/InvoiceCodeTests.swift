import BOLT11
import Bech32
import Bytes
import Secp256k1
import Testing

/// The codes that BOLT11 lists are those that it gives: an invoice for each.
struct InvoiceCodeTests {
  private static let hash = TaggedField(tag: .paymentHash, bytes: [UInt8](repeating: 1, count: 32))
  private static let secret = TaggedField(
    tag: .paymentSecret, bytes: [UInt8](repeating: 2, count: 32))
  private static let text = TaggedField(tag: .description, bytes: "coffee".utf8)
  private static let textHash = TaggedField(
    tag: .descriptionHash, bytes: [UInt8](repeating: 3, count: 32))
  private static let delta = TaggedField(tag: .minFinalCLTVExpiryDelta, number: 18)
  /// Bits 8 and 14.
  private static let features = TaggedField(tag: .features, groups: [16, 8, 0])
  private static let usual = [hash, secret, text, delta, features]

  private static func field(_ tag: FieldTag, _ groups: [UInt8]) -> TaggedField {
    TaggedField(tag: tag, groups: groups[...])
  }

  private static func zeros(_ tag: FieldTag, _ count: Int) -> TaggedField {
    field(tag, [UInt8](repeating: 0, count: count))
  }

  private static func key() throws -> SecretKey {
    try #require(SecretKey(try Bytes32(hex: String(repeating: "07", count: 32))))
  }

  private static func text(
    of fields: [TaggedField], prefix: String = "lnbc1u"
  ) throws -> String {
    let prefix = try InvoicePrefix(parsing: Array(prefix.utf8)[...])
    return RawInvoice(
      prefix: prefix, timestamp: 1_496_314_658, fields: fields, signedBy: try key()
    ).text
  }

  private static func invoice(_ text: String) throws -> Invoice {
    try Invoice(parsing: Array(text.utf8)[...])
  }

  @Test func `problems`() throws {
    let payee = TaggedField(tag: .payee, bytes: try Self.key().publicKey.bytes)
    let samples = [
      [Self.secret, Self.text], [Self.hash, Self.text], [Self.hash, Self.secret],
      [Self.textHash] + Self.usual, [Self.hash] + Self.usual, [Self.secret] + Self.usual,
      [Self.text] + Self.usual, [Self.hash, Self.secret, Self.textHash, Self.textHash],
      Self.usual + [Self.field(.expiry, [0, 1])],
      Self.usual.dropLast() + [Self.zeros(.features, 0), payee],
      Self.usual.dropLast() + [Self.field(.features, [1] + [UInt8](repeating: 0, count: 20))],
      Self.usual.dropLast() + [Self.field(.features, [2, 0, 0, 0])],
    ]
    var found = Set(
      try samples.flatMap { try Self.invoice(Self.text(of: $0)).problems.map(\.code) })
    found.formUnion(try Self.invoice(PublishedInvoice.highS).problems.map(\.code))
    #expect(found == Set(InvoiceProblem.codes))
  }

  @Test func `notes`() throws {
    let payee = TaggedField(tag: .payee, bytes: try Self.key().publicKey.bytes)
    let samples = [
      Self.usual
        + [.paymentHash, .paymentSecret, .descriptionHash, .payee].map { Self.zeros($0, 1) },
      Self.usual + [payee, payee, Self.delta, Self.features],
      Self.usual + [.expiry, .expiry, .metadata, .metadata].map { Self.zeros($0, 0) },
      [Self.hash, Self.secret, Self.text, Self.zeros(.features, 0)],
      Self.usual.dropLast() + [Self.zeros(.minFinalCLTVExpiryDelta, 0)],
      [Self.hash, Self.secret, Self.text, TaggedField(tag: .minFinalCLTVExpiryDelta, number: 145)],
      Self.usual + [Self.field(.fallback, [1, 0, 0, 0, 0]), Self.zeros(.blindedPath, 1)],
      Self.usual + Array(repeating: Self.zeros(.blindedPath, 1023), count: 7),
    ]
    var texts = try samples.map { try Self.text(of: $0) }
    for prefix in ["lnbc01u", "lnbc0", "lnbc21000001"] {
      texts.append(try Self.text(of: Self.usual, prefix: prefix))
    }
    texts.append(PublishedInvoice.highSWithoutPayee)
    let found = Set(try texts.flatMap { try Self.invoice($0).notes.map(\.code) })
    #expect(found == Set(InvoiceNote.codes))
  }

  @Test func `errors`() throws {
    let data = [UInt8](repeating: 0, count: 7 + 104)[...]
    func text(_ part: String, _ data: ArraySlice<UInt8>) -> String {
      Bech32(humanReadablePart: Array(part.utf8)[...], data: data, variant: .bech32).text
    }
    let coffee = PublishedInvoice.coffee
    var texts = [
      String(coffee.dropLast()), "L" + coffee.dropFirst(), "lnbc", "1qqqqqq",
      "lnbc1qqq", coffee + " ", text("lnxx", data), text("lnbc1x", data),
      text("lnbc", data.dropLast()),
      text("lnbc", [1] + data), text("lnbc", data),
    ]
    texts += try [
      Self.field(.description, [1]), Self.field(.description, [31, 28]), Self.zeros(.payee, 53),
      Self.zeros(.routeHint, 0), Self.zeros(.fallback, 0),
      Self.field(.minFinalCLTVExpiryDelta, [1] + [UInt8](repeating: 0, count: 13)),
    ].map { try Self.text(of: Self.usual + [$0]) }
    var found: Set<String> = []
    for text in texts {
      do {
        _ = try Self.invoice(text)
        Issue.record("decoded: \(text)")
      } catch let error as InvoiceError {
        found.insert(error.code)
      }
    }
    #expect(found == Set(InvoiceError.codes))
  }
}
