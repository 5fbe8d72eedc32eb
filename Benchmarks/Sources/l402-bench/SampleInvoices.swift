import BOLT11
import Bytes
import Digests
import JSON
import Secp256k1

/// A hundred signed invoices as they are met in the wild, the same ones on every run.
///
/// Seventy are what LND writes: `p`, `d` or `h`, `c`, `x`, `s`, `9`. Ten have a fallback address
/// besides. Twenty have a route hint of one hop, as wallets behind a private channel write it.
struct SampleInvoices {
  private var random = SplitMix64(state: 402)
  private static let words = [
    "coffee", "order", "no.", "monthly", "report", "api", "access", "for", "two", "tips", "thanks",
    "donation", "to", "the", "podcast", "sats",
  ]

  /// The line that `decode` and the peers read.
  static var line: String {
    var samples = SampleInvoices()
    let invoices = (0..<100).map { JSONValue(.string(samples.invoice($0).raw.text)) }
    let member = JSONMember(name: "invoices", value: JSONValue(.array(invoices)))
    return JSONValue(.object([member])).oneLine
  }

  private mutating func invoice(_ number: Int) -> Invoice {
    var draft = InvoiceDraft(
      network: .bitcoin,
      amount: number % 10 == 9
        ? nil : Millisatoshis(1_000 * .random(in: 1...500_000, using: &random)),
      timestamp: 1_700_000_000 + .random(in: 0..<50_000_000, using: &random),
      paymentHash: bytes32(), paymentSecret: bytes32(),
      purpose: number % 7 == 6 ? .descriptionHash(bytes32()) : .description(description()))
    draft.expiry = [3600, 86_400, 600][number % 3]
    draft.minFinalCLTVExpiryDelta = [80, 144, 18][number % 3]
    draft.features = FeatureBits([8, 14, 17])
    switch number % 10 {
    case 3: draft.fallbacks = [fallback(number)]
    case 5, 8: draft.routeHints = [[hop()]]
    default: break
    }
    do {
      return try draft.signed(by: key())
    } catch {
      fatalError("no invoice \(number): \(error)")
    }
  }

  /// Ten to sixty characters.
  private mutating func description() -> String {
    let most = Int.random(in: 10...60, using: &random)
    var text = ""
    while text.utf8.count < 10 {
      text = ""
      while true {
        let word = Self.words[Int.random(in: Self.words.indices, using: &random)]
        guard text.utf8.count + word.utf8.count < most else { break }
        text += text.isEmpty ? word : " " + word
      }
    }
    return text
  }

  private mutating func fallback(_ number: Int) -> FallbackAddress {
    let (version, count): (UInt8, Int) = [(0, 20), (1, 32), (17, 20)][number % 3]
    guard
      let address = FallbackAddress(
        version: version, program: Array(bytes32().array.prefix(count)))
    else { fatalError("no address of version \(version)") }
    return address
  }

  private mutating func hop() -> RouteHop {
    RouteHop(
      publicKey: key().publicKey, shortChannelID: ShortChannelID(random.next() >> 1),
      feeBase: 1_000, feeProportionalMillionths: .random(in: 1...5_000, using: &random),
      cltvExpiryDelta: 144)
  }

  /// Random bytes are below the order all but once in 2^128 times.
  private mutating func key() -> SecretKey {
    guard let key = SecretKey(bytes32()) else { fatalError("no secret key") }
    return key
  }

  private mutating func bytes32() -> Bytes32 {
    Bytes32(storage: .random(in: .min ... .max, using: &random))
  }
}

/// SplitMix64 (Steele, Lea, Flood, 2014).
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }
}
