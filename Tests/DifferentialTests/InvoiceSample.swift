import BOLT11
import Bech32
import Bytes
import Secp256k1

/// A signed invoice with random content.
struct InvoiceSample {
  /// What a writer may write.
  let draft: InvoiceDraft
  /// Signed by our own writer, with or without fields that the draft knows nothing of.
  let raw: RawInvoice
  /// Whether all fields are those of the draft.
  let isPlain: Bool
  /// The text, in either case.
  let text: String

  /// Every fourth one has copies, unknown fields and leading zeros besides.
  init(number: Int, keys: [SecretKey], using generator: inout SeededGenerator) throws {
    let key = keys[Int.random(in: keys.indices, using: &generator)]
    draft = InvoiceDraft(random: keys, using: &generator)
    let invoice = try draft.signed(by: key)
    isPlain = number % 4 != 0
    if isPlain {
      raw = invoice.raw
    } else {
      let fields = invoice.raw.fields + generator.oddFields(beside: invoice)
      raw = RawInvoice(
        prefix: invoice.raw.prefix, timestamp: draft.timestamp,
        fields: fields.shuffled(using: &generator), signedBy: key)
    }
    text = generator.one(in: 5) ? raw.text.uppercased() : raw.text
  }
}

extension InvoiceDraft {
  /// Every field, network, unit and order comes up.
  fileprivate init(random keys: [SecretKey], using generator: inout SeededGenerator) {
    // Simnet seldom: the peer knows nothing of it.
    let networks = LightningNetwork.allCases.filter { $0 != .simnet || generator.one(in: 4) }
    let text = generator.text(0...(generator.one(in: 20) ? 150 : 30), ascii: false)
    self.init(
      network: networks[Int.random(in: networks.indices, using: &generator)],
      amount: generator.amount(), timestamp: generator.next() >> (29 + generator.next() % 16),
      paymentHash: generator.bytes32(), paymentSecret: generator.bytes32(),
      purpose: generator.one(in: 4)
        ? .descriptionHash(generator.bytes32())
        : .description(String(decoding: text, as: UTF8.self)))
    if generator.one(in: 2) { expiry = generator.next() >> (generator.next() % 64) }
    if generator.one(in: 2) {
      minFinalCLTVExpiryDelta = UInt32(generator.next() >> (32 + generator.next() % 32))
    }
    if generator.one(in: 60) { expiry = 0 }
    if generator.one(in: 60) { minFinalCLTVExpiryDelta = 0 }
    if generator.one(in: 3) {
      fallbacks = (0..<Int.random(in: 1...3, using: &generator)).map { _ in generator.fallback() }
    }
    if generator.one(in: 3) {
      routeHints = (0..<Int.random(in: 1...3, using: &generator)).map { _ in
        let most = generator.one(in: 4) ? 12 : 2
        return (0..<Int.random(in: 1...most, using: &generator)).map { _ in generator.hop(keys) }
      }
    }
    features = generator.features()
    if generator.one(in: 3) { metadata = generator.bytes(0...60) }
    namesPayee = generator.one(in: 3)
    order = InvoiceDraft.usualOrder
    if generator.one(in: 2) { order.shuffle(using: &generator) }
  }
}

extension SeededGenerator {
  mutating func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }

  mutating func bytes32() -> Bytes32 {
    Bytes32(storage: .random(in: .min ... .max, using: &self))
  }

  /// All but once in 2^128 times below the order.
  mutating func secretKey() -> SecretKey { SecretKey(bytes32()) ?? secretKey() }

  /// In each of the five units, or none; up to 64 bits.
  mutating func amount() -> Millisatoshis? {
    let units: [UInt64] = [1, 100, 100_000, 100_000_000, 100_000_000_000]
    let unit = units[Int.random(in: units.indices, using: &self)]
    let count = UInt64.random(in: 1...(.max / unit), using: &self) >> (next() % 40)
    return one(in: 6) || count == 0 ? nil : Millisatoshis(count * unit)
  }

  fileprivate mutating func fallback() -> FallbackAddress {
    let version = [0, 0, 1, 17, 18, UInt8.random(in: 2...16, using: &self)].randomElement(
      using: &self)
    let count =
      switch version {
      case 0: one(in: 2) ? 20 : 32
      case 17, 18: 20
      case 1: 32
      default: Int.random(in: 2...40, using: &self)
      }
    guard let version,
      let address = FallbackAddress(version: version, program: bytes(count...count))
    else { preconditionFailure("a version with a length that it allows") }
    return address
  }

  mutating func hop(_ keys: [SecretKey]) -> RouteHop {
    RouteHop(
      publicKey: keys[Int.random(in: keys.indices, using: &self)].publicKey,
      shortChannelID: ShortChannelID(next()),
      feeBase: UInt32(next() >> (32 + next() % 32)),
      feeProportionalMillionths: UInt32(next() >> (32 + next() % 32)),
      cltvExpiryDelta: UInt16(next() >> (48 + next() % 16)))
  }

  fileprivate mutating func features() -> FeatureBits {
    var bits = one(in: 4) ? [] : [8, 14, 17]
    let highest = one(in: 40) ? 5114 : one(in: 3) ? 150 : 20
    for _ in 0..<Int.random(in: 0...4, using: &self) {
      let bit = Int.random(in: 0...highest, using: &self)
      bits += one(in: 12) ? [bit & ~1, bit | 1] : [bit]
    }
    bits.removeAll { $0 >= 5115 }
    return FeatureBits(bits.contains { $0 / 2 == 8 } ? bits + [14] : bits)
  }

  private mutating func groups(_ range: ClosedRange<Int>) -> ArraySlice<UInt8> {
    bytes(range).map { $0 & 31 }[...]
  }

  /// Fields that no writer may write, or of which readers take the first only.
  fileprivate mutating func oddFields(beside invoice: Invoice) -> [TaggedField] {
    (0..<Int.random(in: 0...3, using: &self)).map { _ in
      switch Int.random(in: 0..<8, using: &self) {
      case 0:  // A copy, or the other one of d and h.
        let tags: [FieldTag] = [.paymentHash, .paymentSecret, .descriptionHash]
        return TaggedField(
          tag: tags[Int.random(in: tags.indices, using: &self)], bytes: bytes(32...32))
      case 1: return TaggedField(tag: .description, bytes: text(0...10, ascii: false))
      case 2: return TaggedField(tag: .payee, bytes: invoice.payee.bytes)
      case 3:  // Numbers, with leading zeros or without.
        let tags: [FieldTag] = [.expiry, .minFinalCLTVExpiryDelta, .features]
        return TaggedField(
          tag: tags[Int.random(in: tags.indices, using: &self)], groups: groups(0...6))
      case 4: return TaggedField(tag: .metadata, bytes: bytes(0...9))
      case 5:  // Wrong lengths, which are skipped.
        let tags: [FieldTag] = [.paymentHash, .paymentSecret, .descriptionHash, .payee]
        let count = [0, 1, 51, 54].randomElement(using: &self) ?? 0
        return TaggedField(
          tag: tags[Int.random(in: tags.indices, using: &self)], groups: groups(count...count))
      case 6:
        let version = UInt8.random(in: 19...31, using: &self)
        return TaggedField(tag: .fallback, groups: [version] + groups(0...40))
      default:
        let types: [UInt8] = [
          0, 2, 4, 7, 8, 10, 11, 12, 14, 15, 17, 18, 20, 21, 22, 25, 26, 28, 29, 30, 31,
        ]
        let type = types[Int.random(in: types.indices, using: &self)]
        return TaggedField(tag: FieldTag(type: type), groups: groups(0...40))
      }
    }
  }
}
