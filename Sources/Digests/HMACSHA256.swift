public import Bytes

/// HMAC-SHA-256 (RFC 2104) with a key whose two padded blocks are hashed once.
public struct HMACSHA256: Sendable {
  private let inner: SHA256State
  private let outer: SHA256State

  /// Prepares a key of any length; keys over 64 bytes are hashed first.
  public init(key: ArraySlice<UInt8>) {
    guard key.count <= 64 else {
      self.init(key: SHA256.digest(key))
      return
    }
    var words = SIMD8<UInt64>.zero
    for (index, byte) in key.enumerated() {
      words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
    }
    self.init(block: words)
  }

  /// Prepares a key of 32 bytes.
  public init(key: Bytes32) {
    let words = unsafe unsafeBitCast(key.storage, to: SIMD4<UInt64>.self)
    self.init(block: SIMD8(lowHalf: words, highHalf: .zero))
  }

  /// Takes the key padded with zeros to one block, as little-endian words.
  private init(block: SIMD8<UInt64>) {
    inner = SHA256State(block: block ^ SIMD8(repeating: 0x3636_3636_3636_3636))
    outer = SHA256State(block: block ^ SIMD8(repeating: 0x5c5c_5c5c_5c5c_5c5c))
  }

  /// The 32-byte authentication code of `message`.
  public func authenticate(_ message: ArraySlice<UInt8>) -> Bytes32 {
    outer.finish(inner.finish(message))
  }

  /// The 32-byte authentication code of the two digests in a row.
  public func authenticate(_ first: Bytes32, _ second: Bytes32) -> Bytes32 {
    outer.finish(inner.finish(first, second))
  }
}
