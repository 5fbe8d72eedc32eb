import BOLT11
import Bech32
import Bytes
import Secp256k1
import Testing

/// Two hundred invoices: the specification's that decode, and random ones, the same on every run.
enum RandomInvoices {
  static let texts: [[UInt8]] = {
    var generator = SplitMix64(seed: 200)
    let known = SpecificationExample.all.map { Array($0.text.utf8) }
    return known + (known.count..<200).map { _ in text(using: &generator) }
  }()

  private static func text(using generator: inout SplitMix64) -> [UInt8] {
    for _ in 0..<100 {
      guard let draft = draft(using: &generator), let key = SecretKey(number(using: &generator)),
        let invoice = try? draft.signed(by: key)
      else { continue }
      let isUpperCase = Int.random(in: 0..<5, using: &generator) == 0
      return Array((isUpperCase ? invoice.raw.text.uppercased() : invoice.raw.text).utf8)
    }
    preconditionFailure("a random draft can be signed")
  }

  private static func number(using generator: inout SplitMix64) -> Bytes32 {
    Bytes32(generator.bytes(32...32)) ?? .zero
  }

  private static func draft(using generator: inout SplitMix64) -> InvoiceDraft? {
    guard let network = LightningNetwork.allCases.randomElement(using: &generator) else {
      return nil
    }
    func chance() -> Bool { Bool.random(using: &generator) }
    let amount = Millisatoshis(
      1 + generator.next() >> UInt64.random(in: 20...60, using: &generator))
    let words = String(decoding: generator.bytes(0...60).map { 0x20 + $0 % 0x5f }, as: UTF8.self)
    var draft = InvoiceDraft(
      network: network, amount: chance() ? amount : nil,
      timestamp: UInt64.random(in: 1_500_000_000...1_900_000_000, using: &generator),
      paymentHash: number(using: &generator), paymentSecret: number(using: &generator),
      purpose: chance() ? .description(words) : .descriptionHash(number(using: &generator)))
    if chance() { draft.expiry = UInt64.random(in: 1...1_000_000, using: &generator) }
    if chance() { draft.minFinalCLTVExpiryDelta = .random(in: 1...300, using: &generator) }
    if chance() { draft.features = FeatureBits([9, 15, 17]) }
    if chance() { draft.metadata = generator.bytes(1...40) }
    if chance() {
      draft.fallbacks = [
        FallbackAddress(version: 17, program: generator.bytes(20...20)),
        FallbackAddress(version: 1, program: generator.bytes(32...32)),
      ].compactMap { $0 }
    }
    if chance(), let key = SecretKey(number(using: &generator)) {
      let hop = RouteHop(
        publicKey: key.publicKey, shortChannelID: ShortChannelID(generator.next()),
        feeBase: 1_000, feeProportionalMillionths: 1, cltvExpiryDelta: 40)
      draft.routeHints = [[hop]]
    }
    draft.namesPayee = chance()
    return draft
  }
}
