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
    let isKey = unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe bytes.count == 33 && ecdsa_is_public_key(bytes.baseAddress) == 1
    }
    guard isKey else { return nil }
    self.init(point: bytes)
  }

  /// Takes 33 bytes that are known to be a point.
  init(point bytes: ArraySlice<UInt8>) {
    guard let first = bytes.first, let x = Bytes32(bytes, at: bytes.startIndex + 1) else {
      preconditionFailure("a compressed point has 33 bytes")
    }
    isOdd = first == 3
    self.x = x
  }

  /// The 33 bytes.
  public var bytes: [UInt8] { [isOdd ? 3 : 2] + x.array }
}

extension PublicKey: CustomStringConvertible {
  /// Sixty-six lower-case hexadecimal digits.
  public var description: String { (isOdd ? "03" : "02") + x.hex }
}
