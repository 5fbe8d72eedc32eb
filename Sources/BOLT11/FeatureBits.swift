/// The feature bits of an invoice (BOLT 9), of any number.
public struct FeatureBits: Hashable, Sendable {
  /// The bits that are set, rising.
  public let bits: [Int]

  /// Bits in any order, none negative.
  public init(_ bits: some Sequence<Int>) { self.bits = Set(bits).sorted() }

  /// Reads a big-endian number of any width; bit 0 is the lowest of the last group.
  init(groups: ArraySlice<UInt8>) {
    var bits: [Int] = []
    bits.reserveCapacity(groups.reduce(0) { $0 + $1.nonzeroBitCount })
    var base = 0
    for group in groups.reversed() {
      var rest = group
      while rest != 0 {
        bits.append(base + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
      base += 5
    }
    self.bits = bits
  }

  /// The shortest groups for them; none for no bit.
  var groups: [UInt8] {
    guard let highest = bits.last else { return [] }
    var groups = [UInt8](repeating: 0, count: highest / 5 + 1)
    for bit in bits { groups[groups.count - 1 - bit / 5] |= 1 << (bit % 5) }
    return groups
  }

  /// Whether either bit of a pair is set.
  public func has(_ feature: Feature) -> Bool {
    bits.contains { $0 & ~1 == feature.evenBit }
  }

  /// The bits that demand what no reader of invoices is known to do: even, and not for invoices.
  public var unknownRequired: [Int] {
    bits.filter { $0 % 2 == 0 && Feature(bit: $0)?.isForInvoices != true }
  }
}

/// A feature with a name: a pair of bits, the even one for "required", the odd one for "optional".
public struct Feature: Hashable, Sendable {
  /// The even bit of the pair.
  public let evenBit: Int
  /// As the specifications write it.
  public let name: String
  /// Whether BOLT 9 allows it in invoices (context `9`), or assumes it of everybody.
  public let isForInvoices: Bool

  /// The feature of a bit, odd or even; nil for one without a name.
  public init?(bit: Int) {
    guard Self.named.indices.contains(bit >> 1), let feature = Self.named[bit >> 1] else {
      return nil
    }
    self = feature
  }

  private init(_ evenBit: Int, _ name: String, isForInvoices: Bool = false) {
    self.evenBit = evenBit
    self.name = name
    self.isForInvoices = isForInvoices
  }

  /// 14: the invoice has a payment secret, and the payer must send it.
  public static let paymentSecret = Feature(14, "payment_secret", isForInvoices: true)
  /// 8: onions of variable length.
  public static let variableOnion = Feature(8, "var_onion_optin", isForInvoices: true)
  /// 16: a payment may come in several parts.
  public static let multiPath = Feature(16, "basic_mpp", isForInvoices: true)

  /// BOLT 9, "Feature bits", and what implementations use besides (reference: their sources).
  ///
  /// By half their even bit.
  private static let named: [Feature?] = {
    let features = [
      Feature(0, "option_data_loss_protect", isForInvoices: true),
      Feature(4, "option_upfront_shutdown_script"), Feature(6, "gossip_queries"),
      variableOnion, Feature(10, "gossip_queries_ex"),
      Feature(12, "option_static_remotekey", isForInvoices: true),
      paymentSecret, multiPath, Feature(18, "option_support_large_channel"),
      Feature(20, "option_anchor_outputs"), Feature(22, "option_anchors"),
      Feature(24, "option_route_blinding", isForInvoices: true),
      Feature(26, "option_shutdown_anysegwit"), Feature(28, "option_dual_fund"),
      Feature(30, "amp"), Feature(34, "option_quiesce"),
      Feature(36, "option_attribution_data", isForInvoices: true),
      Feature(38, "option_onion_messages"), Feature(42, "option_provide_storage"),
      Feature(44, "option_channel_type", isForInvoices: true), Feature(46, "option_scid_alias"),
      Feature(48, "option_payment_metadata", isForInvoices: true),
      Feature(50, "option_zeroconf"), Feature(54, "keysend"), Feature(56, "trampoline_routing"),
      Feature(60, "option_simple_close"), Feature(62, "option_splice"),
      Feature(148, "trampoline_payment"), Feature(260, "blinded_paths"),
    ]
    var named = [Feature?](repeating: nil, count: 131)
    for feature in features { named[feature.evenBit / 2] = feature }
    return named
  }()
}
