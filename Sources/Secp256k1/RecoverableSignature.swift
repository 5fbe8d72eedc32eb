public import Bytes
internal import CSecp256k1

/// An ECDSA signature of secp256k1 with the id that says which of up to four keys made it.
public struct RecoverableSignature: Hashable, Sendable {
  /// The x coordinate of the nonce's point modulo the order, big-endian; not zero.
  public let r: Bytes32
  /// Big-endian; not zero.
  public let s: Bytes32
  /// From 0 to 3: bit 0 the nonce's odd y, bit 1 an x that was beyond the order.
  public let recoveryID: UInt8

  /// Takes r and s, 64 bytes; nil for another count, for an id above 3, and for r or s that are
  /// zero or not below the order.
  public init?(compact bytes: ArraySlice<UInt8>, recoveryID: UInt8) {
    guard bytes.count == 64, recoveryID < 4, let r = Bytes32(bytes, at: bytes.startIndex),
      let s = Bytes32(bytes, at: bytes.startIndex + 32), r != .zero, s != .zero
    else { return nil }
    self.r = r
    self.s = s
    self.recoveryID = recoveryID
    guard unsafe withCompact({ unsafe ecdsa_is_signature($0) }) == 1 else { return nil }
  }

  /// r and s, 64 bytes.
  public var compact: [UInt8] { r.array + s.array }

  /// Whether s is at most half the order, as BOLT 11 demands where the key is given.
  public var isLowS: Bool { unsafe withCompact { unsafe ecdsa_is_low_s($0) } == 1 }

  /// The key that signed the digest; nil where there is none.
  ///
  /// High and low S are the same to it. Nearly every signature recovers to some key: that alone
  /// proves nothing.
  public func recover(_ digest: Bytes32) -> PublicKey? {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 33) { point in
      let isDone = unsafe withCompact { signature in
        unsafe digest.withUnsafeBytes { digest in
          unsafe ecdsa_recover(
            signature, Int32(recoveryID), digest.bindMemory(to: UInt8.self).baseAddress,
            point.baseAddress)
        }
      }
      return isDone == 1 ? unsafe PublicKey(point: UnsafeBufferPointer(point)) : nil
    }
  }

  /// Whether a key made it for the digest, whatever the recovery id.
  ///
  /// High S verifies too: ask `isLowS` where it must not.
  public func isValid(for digest: Bytes32, by key: PublicKey) -> Bool {
    unsafe withCompact { signature in
      unsafe digest.withUnsafeBytes { digest in
        unsafe ecdsa_verify(
          signature, digest.bindMemory(to: UInt8.self).baseAddress, key.bytes)
      }
    } == 1
  }

  private func withCompact<Result>(_ body: (UnsafePointer<UInt8>?) -> Result) -> Result {
    let both = SIMD64(lowHalf: r.storage, highHalf: s.storage)
    return unsafe withUnsafeBytes(of: both) {
      unsafe body($0.bindMemory(to: UInt8.self).baseAddress)
    }
  }
}
