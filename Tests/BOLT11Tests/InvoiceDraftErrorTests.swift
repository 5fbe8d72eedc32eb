import BOLT11
import Bytes
import Secp256k1
import Testing

/// What no writer may write.
struct InvoiceDraftErrorTests {
  private func isRefused(
    _ error: InvoiceDraftError, _ words: String,
    sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout InvoiceDraft) throws -> Void
  ) throws {
    var draft = InvoiceDraft(
      network: .bitcoin, amount: nil, timestamp: 0, paymentHash: .zero, paymentSecret: .zero,
      purpose: .description(""))
    let key = try specificationKey()
    #expect(throws: Never.self, sourceLocation: sourceLocation) { try draft.signed(by: key) }
    try change(&draft)
    #expect(throws: error, sourceLocation: sourceLocation) { try draft.signed(by: key) }
    #expect("\(error)" == words, sourceLocation: sourceLocation)
  }

  private func hop() throws -> RouteHop {
    RouteHop(
      publicKey: try specificationKey().publicKey, shortChannelID: ShortChannelID(0), feeBase: 0,
      feeProportionalMillionths: 0, cltvExpiryDelta: 0)
  }

  @Test func `an amount of 0 is refused`() throws {
    try isRefused(.zeroAmount, "an amount of 0; leave it out to let the payer choose") {
      $0.amount = Millisatoshis(0)
    }
  }

  @Test func `a timestamp of 36 bits is refused`() throws {
    try isRefused(.timestamp(1 << 35), "timestamp 34359738368 has more than 35 bits") {
      $0.timestamp = 1 << 35
    }
  }

  @Test func `a description of 640 bytes is refused`() throws {
    try isRefused(
      .descriptionTooLong(640), "a description of 640 bytes, 639 is the limit: use its hash"
    ) { $0.purpose = .description(String(repeating: "ä", count: 320)) }
  }

  @Test func `metadata of 640 bytes is refused`() throws {
    try isRefused(.metadataTooLong(640), "metadata of 640 bytes, 639 is the limit") {
      $0.metadata = .init(repeating: 0, count: 640)
    }
  }

  @Test func `a route hint without hops is refused`() throws {
    try isRefused(.routeHint(hops: 0), "a route hint without a hop") {
      $0.routeHints = [[try hop()], []]
    }
  }

  @Test func `a route hint of 13 hops is refused`() throws {
    try isRefused(.routeHint(hops: 13), "a route hint of 13 hops, 12 is the limit") {
      $0.routeHints = [.init(repeating: try hop(), count: 13)]
    }
  }

  @Test func `basic_mpp without payment_secret is refused`() throws {
    try isRefused(.featureDependency, "feature basic_mpp needs payment_secret") {
      $0.features = FeatureBits([9, 17])
    }
  }

  @Test(arguments: [-1, 5_115, 1 << 40])
  func `a feature bit out of range is refused`(bit: Int) throws {
    try isRefused(.featureBit(bit), "feature bit \(bit) is out of range") {
      $0.features = FeatureBits([8, 14, bit])
    }
  }

  /// Eight hints of 12 hops are 8 * 983 characters.
  @Test func `more characters than LND and LDK read are refused`() throws {
    let words = "8105 characters, 7089 is the limit of LND and LDK"
    try isRefused(.tooLong(8_105), words) {
      $0.routeHints = .init(repeating: .init(repeating: try hop(), count: 12), count: 8)
    }
  }

  @Test func `twelve hops are written`() throws {
    var draft = InvoiceDraft(
      network: .bitcoin, amount: nil, timestamp: 0, paymentHash: .zero, paymentSecret: .zero,
      purpose: .description(""))
    draft.routeHints = [.init(repeating: try hop(), count: 12)]
    #expect(try draft.signed(by: specificationKey()).routeHints == draft.routeHints)
  }
}
