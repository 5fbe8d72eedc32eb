public import Bytes
internal import CSecp256k1

/// A point of secp256k1 in its compressed form: 33 bytes, the first one 2 or 3 (SEC 1, 2.3.3).
public struct PublicKey: Hashable, Sendable {
  /// Whether the y coordinate is odd.
  public let isOdd: Bool
  /// The x coordinate, big-endian.
  public let x: Bytes32

  /// Reads exactly 33 bytes; nil for anything that is no point of the curve.
  public init?(_ bytes: ArraySlice<UInt8>) {
    let key: PublicKey? = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe bytes.count == 33 && ecdsa_is_public_key(bytes.baseAddress) == 1
        ? PublicKey(point: bytes) : nil
    }
    guard let key else { return nil }
    self = key
  }

  /// Takes 33 bytes that are known to be a point.
  init(point bytes: UnsafeBufferPointer<UInt8>) {
    precondition(bytes.count == 33, "a compressed point has 33 bytes")
    isOdd = unsafe bytes[0] == 3
    x = unsafe Bytes32(
      storage: UnsafeRawBufferPointer(bytes)
        .loadUnaligned(fromByteOffset: 1, as: SIMD32<UInt8>.self))
  }

  /// The 33 bytes.
  public var bytes: [UInt8] { [isOdd ? 3 : 2] + x.array }
}

extension PublicKey: CustomStringConvertible {
  /// Sixty-six lower-case hexadecimal digits.
  public var description: String { (isOdd ? "03" : "02") + x.hex }
}
