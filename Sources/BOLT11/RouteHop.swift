internal import Bytes
public import Secp256k1

/// Where a channel's funding output stands: block, transaction, output (BOLT 7).
public struct ShortChannelID: Hashable, Sendable {
  /// 24 bits block height, 24 bits transaction index, 16 bits output index.
  public let value: UInt64

  /// The number as it goes over the wire.
  public init(_ value: UInt64) { self.value = value }
}

extension ShortChannelID: CustomStringConvertible {
  /// `BLOCKxTRANSACTIONxOUTPUT`.
  public var description: String {
    "\(value >> 40)x\(value >> 16 & 0xff_ffff)x\(value & 0xffff)"
  }
}

/// A step of a route hint: a channel that leads on from a public node (BOLT 11, field `r`).
public struct RouteHop: Hashable, Sendable {
  /// The node at the beginning of the channel.
  public let publicKey: PublicKey
  /// The channel.
  public let shortChannelID: ShortChannelID
  /// What it takes for each payment, in millisatoshis.
  public let feeBase: UInt32
  /// What it takes of the amount, in millionths.
  public let feeProportionalMillionths: UInt32
  /// How many blocks it needs.
  public let cltvExpiryDelta: UInt16

  /// A hop made of its parts.
  public init(
    publicKey: PublicKey, shortChannelID: ShortChannelID, feeBase: UInt32,
    feeProportionalMillionths: UInt32, cltvExpiryDelta: UInt16
  ) {
    self.publicKey = publicKey
    self.shortChannelID = shortChannelID
    self.feeBase = feeBase
    self.feeProportionalMillionths = feeProportionalMillionths
    self.cltvExpiryDelta = cltvExpiryDelta
  }

  /// How many bytes a hop has.
  static let size = 51

  /// Reads 51 bytes; nil where the key is no point of the curve.
  init?(_ bytes: ArraySlice<UInt8>) {
    guard let publicKey = PublicKey(bytes.prefix(33)) else { return nil }
    let rest = bytes.dropFirst(33)
    func number(_ from: Int, _ count: Int) -> UInt64 {
      rest.dropFirst(from).prefix(count).reduce(0) { $0 << 8 | UInt64($1) }
    }
    self.init(
      publicKey: publicKey, shortChannelID: ShortChannelID(number(0, 8)),
      feeBase: UInt32(truncatingIfNeeded: number(8, 4)),
      feeProportionalMillionths: UInt32(truncatingIfNeeded: number(12, 4)),
      cltvExpiryDelta: UInt16(truncatingIfNeeded: number(16, 2)))
  }

  /// The 51 bytes.
  var bytes: [UInt8] {
    func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
      (0..<value.bitWidth / 8).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return publicKey.bytes + bytes(shortChannelID.value) + bytes(feeBase)
      + bytes(feeProportionalMillionths) + bytes(cltvExpiryDelta)
  }
}
