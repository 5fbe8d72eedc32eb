import BOLT11
import Bytes
import Secp256k1

/// What an invoice says, as peers and we would both put it.
struct InvoiceFields: Codable, Equatable {
  struct Fallback: Codable, Equatable {
    var version: UInt8
    var program: String
    var address: String?
  }

  struct Hop: Codable, Equatable {
    var pubkey: String
    var shortChannelID: String
    var feeBase: Int64
    var feeProportionalMillionths: Int64
    var cltvExpiryDelta: Int64

    enum CodingKeys: String, CodingKey {
      case pubkey
      case shortChannelID = "short_channel_id"
      case feeBase = "fee_base_msat"
      case feeProportionalMillionths = "fee_proportional_millionths"
      case cltvExpiryDelta = "cltv_expiry_delta"
    }
  }

  var network: String
  var amount: UInt64?
  var timestamp: UInt64
  var paymentHash: String?
  var paymentSecret: String?
  var description: ExactText?
  var descriptionHash: String?
  var metadata: String?
  var features: [Int]
  var fallbacks: [Fallback]?
  var routeHints: [[Hop]]?
  var expiry: UInt64
  var minFinalCLTVExpiryDelta: UInt64
  var signature: String
  var recoveryID: UInt8
  var payee: String

  enum CodingKeys: String, CodingKey {
    case network, timestamp, description, metadata, features, expiry, signature, payee
    case amount = "amount_msat"
    case paymentHash = "payment_hash"
    case paymentSecret = "payment_secret"
    case descriptionHash = "description_hash"
    case fallbacks = "fallback"
    case routeHints = "route_hints"
    case minFinalCLTVExpiryDelta = "min_final_cltv_expiry_delta"
    case recoveryID = "recovery_id"
  }

  /// What we read.
  init(_ invoice: Invoice) {
    network = invoice.network.rawValue
    amount = invoice.amount?.value
    timestamp = invoice.timestamp
    paymentHash = invoice.paymentHash?.hex
    paymentSecret = invoice.paymentSecret?.hex
    description = invoice.description.map(ExactText.init)
    descriptionHash = invoice.descriptionHash?.hex
    metadata = invoice.metadata.map { Hex.encode($0) }
    features = invoice.features.bits
    let fallbacks = invoice.fallbacks.map {
      Fallback(
        version: $0.version, program: Hex.encode($0.program),
        address: $0.text(on: invoice.network))
    }
    self.fallbacks = fallbacks.isEmpty ? nil : fallbacks
    routeHints = invoice.routeHints.isEmpty ? nil : invoice.routeHints.map { $0.map(Hop.init) }
    expiry = invoice.expiry
    minFinalCLTVExpiryDelta = UInt64(invoice.minFinalCLTVExpiryDelta)
    signature = Hex.encode(invoice.signature.compact)
    recoveryID = invoice.signature.recoveryID
    payee = "\(invoice.payee)"
  }

  /// The names of what differs, with both values.
  func differences(from other: InvoiceFields) -> String {
    zip(Mirror(reflecting: self).children, Mirror(reflecting: other).children)
      .filter { "\($0.value)" != "\($1.value)" }
      .map { "\($0.label ?? ""): \($0.value), not \($1.value)" }.joined(separator: "; ")
  }
}

extension InvoiceFields.Hop {
  init(_ hop: RouteHop) {
    pubkey = "\(hop.publicKey)"
    shortChannelID = "\(hop.shortChannelID)"
    feeBase = Int64(hop.feeBase)
    feeProportionalMillionths = Int64(hop.feeProportionalMillionths)
    cltvExpiryDelta = Int64(hop.cltvExpiryDelta)
  }
}

/// A text compared byte by byte: to `String` both ways to write an e with an accent are the same.
struct ExactText: Codable, Equatable, CustomStringConvertible {
  let text: String

  init(_ text: String) { self.text = text }

  init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  static func == (left: ExactText, right: ExactText) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  var description: String { text.debugDescription }
}

/// A peer's answer to `decode`: the fields, or why there are none.
enum InvoiceAnswer: Decodable {
  case fields(InvoiceFields)
  case refused(String)

  private enum CodingKeys: String, CodingKey { case ok, error }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self =
      try container.decode(Bool.self, forKey: .ok)
      ? .fields(try InvoiceFields(from: decoder))
      : .refused(try container.decode(String.self, forKey: .error))
  }
}
