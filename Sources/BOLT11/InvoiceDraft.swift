public import Bytes
internal import Digests
public import Secp256k1

/// An invoice to be signed: what BOLT 11 lets a writer write, and nothing else.
public struct InvoiceDraft: Hashable, Sendable {
  /// What the invoice says it is for: the text, or its hash.
  public enum Purpose: Hashable, Sendable {
    /// At most 639 bytes of UTF-8.
    case description(String)
    /// SHA-256 of a longer text.
    case descriptionHash(Bytes32)

    /// A text of any length: itself where it fits, else its hash.
    public init(fitting text: String) {
      self =
        text.utf8.count <= InvoiceDraft.mostBytes
        ? .description(text) : .descriptionHash(SHA256.digest(Array(text.utf8)))
    }
  }

  /// What to pay on.
  public var network: LightningNetwork
  /// What to pay, not 0; nil where the payer chooses.
  public var amount: Millisatoshis?
  /// Seconds since 1970-01-01T00:00:00Z, below 2^35.
  public var timestamp: UInt64
  /// SHA-256 of the preimage.
  public var paymentHash: Bytes32
  /// What the payer proves to the payee that it has the invoice.
  public var paymentSecret: Bytes32
  /// What it is for.
  public var purpose: Purpose
  /// Seconds from the timestamp on; nil leaves the field out, which stands for 3600.
  public var expiry: UInt64?
  /// Blocks for the last hop; nil leaves the field out, which stands for 18.
  public var minFinalCLTVExpiryDelta: UInt32?
  /// On-chain addresses, the preferred one first; they must be of the network.
  public var fallbacks: [FallbackAddress] = []
  /// Ways to the payee, none of them empty, of 12 hops at most.
  public var routeHints: [[RouteHop]] = []
  /// Feature bits; none leaves the field out.
  public var features = FeatureBits([8, 14])
  /// What the payer must hand to the payee as it is; at most 639 bytes.
  public var metadata: [UInt8]?
  /// Whether to name the payee, as readers that cannot recover keys want it.
  public var namesPayee = false
  /// The order of the fields; what is not listed comes last.
  public var order: [FieldTag] = InvoiceDraft.usualOrder

  /// The order that LND writes.
  public static let usualOrder: [FieldTag] = [
    .paymentHash, .description, .descriptionHash, .metadata, .minFinalCLTVExpiryDelta, .expiry,
    .fallback, .routeHint, .payee, .paymentSecret, .features,
  ]

  /// A draft with what every invoice needs.
  public init(
    network: LightningNetwork, amount: Millisatoshis?, timestamp: UInt64, paymentHash: Bytes32,
    paymentSecret: Bytes32, purpose: Purpose
  ) {
    self.network = network
    self.amount = amount
    self.timestamp = timestamp
    self.paymentHash = paymentHash
    self.paymentSecret = paymentSecret
    self.purpose = purpose
  }

  /// The longest content of a field in bytes: 1023 groups (BOLT 11, "Tagged Fields").
  public static let mostBytes = 639
  /// What LND and LDK read.
  static let mostCharacters = 7089
  private static let mostHops = 12

  /// Signs it with RFC 6979 and low S.
  ///
  /// - Throws: `InvoiceDraftError` for what no writer may write.
  public func signed(by key: SecretKey) throws(InvoiceDraftError) -> Invoice {
    try check()
    let raw = RawInvoice(
      prefix: InvoicePrefix(network: network, amount: amount), timestamp: timestamp,
      fields: fields(payee: key), signedBy: key)
    guard raw.text.utf8.count <= Self.mostCharacters else {
      throw .tooLong(raw.text.utf8.count)
    }
    do {
      return try Invoice(raw)
    } catch {
      preconditionFailure("what was checked and signed can be read: \(error)")
    }
  }

  private func check() throws(InvoiceDraftError) {
    if amount?.value == 0 { throw .zeroAmount }
    guard timestamp < 1 << 35 else { throw .timestamp(timestamp) }
    if case .description(let text) = purpose, text.utf8.count > Self.mostBytes {
      throw .descriptionTooLong(text.utf8.count)
    }
    if let metadata, metadata.count > Self.mostBytes { throw .metadataTooLong(metadata.count) }
    for hint in routeHints where hint.isEmpty || hint.count > Self.mostHops {
      throw .routeHint(hops: hint.count)
    }
    if features.has(.multiPath), !features.has(.paymentSecret) { throw .featureDependency }
    if let highest = features.bits.last, highest >= 1023 * 5 { throw .featureBit(highest) }
    if let lowest = features.bits.first, lowest < 0 { throw .featureBit(lowest) }
  }

  private func fields(payee key: SecretKey) -> [TaggedField] {
    var fields = [
      TaggedField(tag: .paymentHash, bytes: paymentHash.array),
      TaggedField(tag: .paymentSecret, bytes: paymentSecret.array),
    ]
    switch purpose {
    case .description(let text): fields.append(TaggedField(tag: .description, bytes: text.utf8))
    case .descriptionHash(let hash):
      fields.append(TaggedField(tag: .descriptionHash, bytes: hash.array))
    }
    if let metadata { fields.append(TaggedField(tag: .metadata, bytes: metadata)) }
    if let expiry { fields.append(TaggedField(tag: .expiry, number: expiry)) }
    if let delta = minFinalCLTVExpiryDelta {
      fields.append(TaggedField(tag: .minFinalCLTVExpiryDelta, number: UInt64(delta)))
    }
    fields += fallbacks.map(\.field)
    fields += routeHints.map { TaggedField(tag: .routeHint, bytes: $0.flatMap(\.bytes)) }
    if namesPayee { fields.append(TaggedField(tag: .payee, bytes: key.publicKey.bytes)) }
    if !features.bits.isEmpty {
      fields.append(TaggedField(tag: .features, groups: features.groups[...]))
    }
    func rank(_ field: TaggedField) -> Int { order.firstIndex(of: field.tag) ?? order.count }
    // Sorting is stable: several fallback addresses and route hints keep their order.
    return fields.sorted { rank($0) < rank($1) }
  }
}

/// Why a draft is none that may be signed.
public enum InvoiceDraftError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An amount of 0, which readers do not agree on.
  case zeroAmount
  /// A timestamp of more than 35 bits.
  case timestamp(UInt64)
  /// A description of more bytes than a field holds.
  case descriptionTooLong(Int)
  /// Metadata of more bytes than a field holds.
  case metadataTooLong(Int)
  /// A route hint without hops, or with more than a field holds.
  case routeHint(hops: Int)
  /// Feature basic_mpp without payment_secret.
  case featureDependency
  /// A bit below 0 or beyond what a field holds.
  case featureBit(Int)
  /// More characters than LND and LDK read.
  case tooLong(Int)

  /// One line, lower case.
  public var description: String {
    switch self {
    case .zeroAmount: "an amount of 0; leave it out to let the payer choose"
    case .timestamp(let value): "timestamp \(value) has more than 35 bits"
    case .descriptionTooLong(let count):
      "a description of \(count) bytes, \(InvoiceDraft.mostBytes) is the limit: use its hash"
    case .metadataTooLong(let count):
      "metadata of \(count) bytes, \(InvoiceDraft.mostBytes) is the limit"
    case .routeHint(0): "a route hint without a hop"
    case .routeHint(let hops): "a route hint of \(hops) hops, 12 is the limit"
    case .featureDependency: "feature basic_mpp needs payment_secret"
    case .featureBit(let bit): "feature bit \(bit) is out of range"
    case .tooLong(let count):
      "\(count) characters, \(InvoiceDraft.mostCharacters) is the limit of LND and LDK"
    }
  }
}
