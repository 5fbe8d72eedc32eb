internal import Bech32

/// The type of a tagged field, five bits, and the letter that stands for it in the text (BOLT 11,
/// "Tagged Fields").
public struct FieldTag: Hashable, Sendable {
  /// From 0 to 31.
  public let type: UInt8

  /// Only the lowest five bits count.
  public init(type: UInt8) { self.type = type & 31 }

  /// `p`: the payment hash, 32 bytes.
  public static let paymentHash = FieldTag(type: 1)
  /// `s`: the payment secret, 32 bytes.
  public static let paymentSecret = FieldTag(type: 16)
  /// `d`: the description, UTF-8.
  public static let description = FieldTag(type: 13)
  /// `h`: SHA-256 of the description, 32 bytes.
  public static let descriptionHash = FieldTag(type: 23)
  /// `n`: the payee's public key, 33 bytes.
  public static let payee = FieldTag(type: 19)
  /// `x`: the expiry in seconds, big-endian.
  public static let expiry = FieldTag(type: 6)
  /// `c`: blocks for the last hop, big-endian.
  public static let minFinalCLTVExpiryDelta = FieldTag(type: 24)
  /// `f`: an on-chain address.
  public static let fallback = FieldTag(type: 9)
  /// `r`: hops to a private channel.
  public static let routeHint = FieldTag(type: 3)
  /// `9`: feature bits, big-endian.
  public static let features = FieldTag(type: 5)
  /// `m`: bytes that the payer hands to the payee.
  public static let metadata = FieldTag(type: 27)
  /// `b`: LND's blinded path.
  public static let blindedPath = FieldTag(type: 20)
}

extension FieldTag: CustomStringConvertible {
  /// The letter in the text.
  public var description: String { Bech32.characters(of: [type]) }
}

/// A tagged field as it stands in an invoice.
public struct TaggedField: Hashable, Sendable {
  /// What it is.
  public let tag: FieldTag
  /// Its content, groups of five bits, at most 1023.
  public let groups: ArraySlice<UInt8>

  /// A field with groups below 32, at most 1023 of them.
  public init(tag: FieldTag, groups: ArraySlice<UInt8>) {
    precondition(groups.count <= 1023, "the length of a field has ten bits")
    self.tag = tag
    self.groups = groups
  }

  /// A field with bytes, filled up with zero bits; at most 639 of them.
  public init(tag: FieldTag, bytes: some Sequence<UInt8>) {
    self.init(tag: tag, groups: FiveBitGroups.groups(bytes)[...])
  }

  /// A field with a big-endian number in the fewest groups; none for 0.
  public init(tag: FieldTag, number: UInt64) {
    var groups: [UInt8] = []
    var rest = number
    while rest > 0 {
      groups.append(UInt8(truncatingIfNeeded: rest & 31))
      rest >>= 5
    }
    self.init(tag: tag, groups: Array(groups.reversed())[...])
  }

  /// The content as characters of bech32.
  public var text: String { Bech32.characters(of: groups) }
}
