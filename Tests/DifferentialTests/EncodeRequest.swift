import BOLT11
import Bytes
import Secp256k1

/// The request that `bolt11-peer` sign an invoice.
struct EncodeRequest: Encodable {
  /// What it is to say.
  let fields: InvoiceFields
  let privateKey: Bytes32
  let namesPayee: Bool
  /// The order of the fields.
  let order: [String]

  /// All fields, by their names in the protocol.
  static let names = [
    "payment_hash", "payment_secret", "description", "description_hash", "metadata", "features",
    "fallback", "route_hints", "expiry", "min_final_cltv_expiry_delta", "payee",
  ]
  /// It takes a factor of 1000 too many from whole multiples of this, 1000 BTC.
  static let lostAmount: UInt64 = 100_000_000_000_000

  private enum CodingKeys: String, CodingKey {
    case op, order, payee
    case privateKey = "private_key"
    case fallbacks = "fallback"
  }

  func encode(to encoder: any Encoder) throws {
    try fields.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("encode", forKey: .op)
    try container.encode(order, forKey: .order)
    try container.encode(privateKey.hex, forKey: .privateKey)
    try container.encode(namesPayee ? fields.payee : nil, forKey: .payee)
    try container.encode(fields.fallbacks?.compactMap(\.address), forKey: .fallbacks)
  }
}

/// The answer to `encode`.
struct EncodeAnswer: Decodable {
  var invoice: String?
  var error: String?
}

extension InvoiceDraft {
  /// Without what that library cannot write: simnet, addresses of signet and regtest and with
  /// bech32m, both bits of a pair, an expiry of more than 60 bits.
  func writable() -> InvoiceDraft {
    var draft = self
    if network == .simnet { draft.network = .bitcoin }
    let hasAddresses = draft.network == .bitcoin || draft.network == .testnet
    draft.fallbacks.removeAll { !hasAddresses || (1...16).contains($0.version) }
    let all = Set(features.bits)
    draft.features = FeatureBits(features.bits.filter { $0 % 2 == 1 || !all.contains($0 + 1) })
    draft.expiry = expiry.map { $0 >> 4 }
    return draft
  }
}
