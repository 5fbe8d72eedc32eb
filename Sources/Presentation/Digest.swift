internal import Bytes
internal import Digests

/// Digests as people read them.
enum Digest {
  /// SHA-256 of 32 bytes, in hexadecimal.
  static func hash(of value: Bytes32) -> String { SHA256.digest(value).hex }
}
