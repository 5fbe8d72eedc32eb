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
    var block = SIMD64<UInt8>()
    for (lane, byte) in key.enumerated() { block[lane] = byte }
    self.init(block: block)
  }

  /// Prepares a key of 32 bytes.
  public init(key: Bytes32) {
    self.init(block: SIMD64(lowHalf: key.storage, highHalf: .zero))
  }

  private init(block: SIMD64<UInt8>) {
    var inner = SHA256State()
    inner.update(block ^ SIMD64(repeating: 0x36))
    self.inner = inner
    var outer = SHA256State()
    outer.update(block ^ SIMD64(repeating: 0x5c))
    self.outer = outer
  }

  /// The 32-byte authentication code of `message`.
  public func authenticate(_ message: ArraySlice<UInt8>) -> Bytes32 {
    var state = inner
    state.update(message)
    return finish(state)
  }

  /// The 32-byte authentication code of the two digests in a row.
  public func authenticate(_ first: Bytes32, _ second: Bytes32) -> Bytes32 {
    var state = inner
    state.update(first)
    state.update(second)
    return finish(state)
  }

  private func finish(_ inner: consuming SHA256State) -> Bytes32 {
    var state = outer
    state.update(inner.finish())
    return state.finish()
  }
}
