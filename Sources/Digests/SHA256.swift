public import Bytes
internal import COpenSSL

/// SHA-256 (FIPS 180-4).
public enum SHA256 {
  /// The 32-byte digest of all of `message`.
  public static func digest(_ message: ArraySlice<UInt8>) -> Bytes32 {
    var state = SHA256State()
    state.update(message)
    return state.finish()
  }

  /// The 32-byte digest of all of `message`.
  public static func digest(_ message: [UInt8]) -> Bytes32 { digest(message[...]) }

  /// The 32-byte digest of 32 bytes: a preimage's payment hash.
  public static func digest(_ message: Bytes32) -> Bytes32 {
    var state = SHA256State()
    state.update(message)
    return state.finish()
  }
}

/// A copyable SHA-256 computation in libcrypto's plain context.
struct SHA256State: Sendable {
  private var context: SHA256_CTX

  init() {
    context = SHA256_CTX()
    unsafe _ = SHA256_Init(&context)
  }

  /// The state after one whole block, eight little-endian words.
  init(block: SIMD8<UInt64>) {
    self.init()
    unsafe withUnsafeBytes(of: block) { bytes in
      unsafe _ = SHA256_Update(&context, bytes.baseAddress, 64)
    }
  }

  mutating func update(_ message: ArraySlice<UInt8>) {
    unsafe message.withUnsafeBytes { bytes in
      unsafe _ = SHA256_Update(&context, bytes.baseAddress, bytes.count)
    }
  }

  mutating func update(_ message: Bytes32) {
    unsafe message.withUnsafeBytes { bytes in
      unsafe _ = SHA256_Update(&context, bytes.baseAddress, bytes.count)
    }
  }

  consuming func finish() -> Bytes32 {
    var digest = SIMD32<UInt8>()
    unsafe withUnsafeMutableBytes(of: &digest) { out in
      unsafe _ = SHA256_Final(out.bindMemory(to: UInt8.self).baseAddress, &context)
    }
    return Bytes32(storage: digest)
  }
}
