public import Bytes
internal import CSecp256k1

/// A number from 1 to the order of secp256k1 less 1, big-endian.
public struct SecretKey: Sendable {
  private let bytes: Bytes32

  /// Takes 32 bytes; nil for zero and for anything from the order on.
  public init?(_ bytes: Bytes32) {
    guard unsafe ecdsa_is_secret_key(bytes.array) == 1 else { return nil }
    self.bytes = bytes
  }

  /// The point that belongs to it.
  public var publicKey: PublicKey {
    var point = [UInt8](repeating: 0, count: 33)
    let isDone = unsafe ecdsa_public_key(bytes.array, Self.blinding, &point)
    precondition(isDone == 1, "a secret key has a public one, and memory suffices for it")
    return unsafe point.withUnsafeBufferPointer { unsafe PublicKey(point: $0) }
  }

  /// Signs a digest: ECDSA with the nonce of RFC 6979, low S, and the id that recovers the key.
  ///
  /// The same key and digest always give the same signature.
  public func sign(_ digest: Bytes32) -> RecoverableSignature {
    var signature = [UInt8](repeating: 0, count: 64)
    let id = unsafe ecdsa_sign(bytes.array, digest.array, Self.blinding, &signature)
    guard id >= 0, let result = RecoverableSignature(compact: signature[...], recoveryID: UInt8(id))
    else { preconditionFailure("a secret key can sign, and memory suffices for it") }
    return result
  }

  /// Random bytes that the library blinds its arithmetic with; they change no result.
  private static var blinding: [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
  }
}

extension SecretKey: CustomStringConvertible, CustomReflectable {
  /// Says only what it is.
  public var description: String { "(secret key)" }

  /// Shows nothing to `dump`.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
