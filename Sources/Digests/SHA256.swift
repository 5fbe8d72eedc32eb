public import Bytes
internal import COpenSSL

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
  /// The 32-byte digest of all of `message`.
  public static func digest(_ message: ArraySlice<UInt8>) -> Bytes32 {
    SHA256State.initial.finish(message)
  }

  /// The 32-byte digest of all of `message`.
  public static func digest(_ message: [UInt8]) -> Bytes32 { digest(message[...]) }

  /// The 32-byte digest of 32 bytes: a preimage's payment hash.
  public static func digest(_ message: Bytes32) -> Bytes32 { SHA256State.initial.finish(message) }
}

/// A SHA-256 computation between two blocks, by libcrypto's compression function.
struct SHA256State: Sendable {
  private var words: sha256_midstate
  /// How many blocks were hashed.
  private var blocks: UInt64

  /// Nothing was hashed yet.
  static var initial: SHA256State { SHA256State(words: sha256_initial(), blocks: 0) }

  /// The state after one whole block, eight little-endian words.
  init(block: SIMD8<UInt64>) {
    words = unsafe withUnsafeBytes(of: block) { bytes in
      unsafe sha256_absorb(
        sha256_initial(), bytes.bindMemory(to: UInt8.self).baseAddress, 1)
    }
    blocks = 1
  }

  private init(words: sha256_midstate, blocks: UInt64) {
    self.words = words
    self.blocks = blocks
  }

  /// The digest of what was hashed and then all of `message`.
  func finish(_ message: ArraySlice<UInt8>) -> Bytes32 {
    unsafe message.withUnsafeBytes { unsafe finish($0) }
  }

  /// The digest of what was hashed and then 32 bytes.
  func finish(_ message: Bytes32) -> Bytes32 {
    unsafe message.withUnsafeBytes { unsafe finish($0) }
  }

  /// The digest of what was hashed and then 64 bytes.
  func finish(_ first: Bytes32, _ second: Bytes32) -> Bytes32 {
    let both = SIMD64(lowHalf: first.storage, highHalf: second.storage)
    return unsafe withUnsafeBytes(of: both) { unsafe finish($0) }
  }

  @inline(__always)
  private func finish(_ message: UnsafeRawBufferPointer) -> Bytes32 {
    var digest = SIMD32<UInt8>()
    unsafe withUnsafeMutableBytes(of: &digest) { out in
      unsafe sha256_finish(
        words, blocks, message.bindMemory(to: UInt8.self).baseAddress, message.count,
        out.bindMemory(to: UInt8.self).baseAddress)
    }
    return Bytes32(storage: digest)
  }
}
