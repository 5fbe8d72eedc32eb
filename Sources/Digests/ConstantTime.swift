public import Bytes
internal import COpenSSL

extension Bytes32 {
  /// Compares in a time that does not depend on where the values differ.
  public func constantTimeEquals(_ other: Bytes32) -> Bool {
    unsafe withUnsafeBytes { left in
      unsafe other.withUnsafeBytes { right in
        unsafe CRYPTO_memcmp(left.baseAddress, right.baseAddress, 32) == 0
      }
    }
  }
}
