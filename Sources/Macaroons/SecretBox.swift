internal import Bytes
internal import CSodium

/// NaCl's secretbox (XSalsa20-Poly1305), by libsodium: nonce (24) || tag (16) || ciphertext.
enum SecretBox {
  static let nonceSize = 24
  static let tagSize = 16

  /// Seals 32 bytes into 72.
  static func seal(
    _ secret: Bytes32, key: Bytes32, nonce: [UInt8]
  ) throws(MacaroonError) -> [UInt8] {
    guard nonce.count == nonceSize else { throw MacaroonError(.nonce, at: 0) }
    var box = [UInt8](repeating: 0, count: tagSize + 32)
    let message = secret.array
    let key = key.array
    _ = unsafe crypto_secretbox_easy(&box, message, UInt64(message.count), nonce, key)
    return nonce + box
  }

  /// Opens 72 bytes; nil when the key does not fit or the length is another.
  static func open(_ sealed: ArraySlice<UInt8>, key: Bytes32) -> Bytes32? {
    guard sealed.count == nonceSize + tagSize + 32 else { return nil }
    let nonce = Array(sealed.prefix(nonceSize))
    let box = Array(sealed.dropFirst(nonceSize))
    var secret = [UInt8](repeating: 0, count: 32)
    let key = key.array
    let status = unsafe crypto_secretbox_open_easy(&secret, box, UInt64(box.count), nonce, key)
    return status == 0 ? Bytes32(secret) : nil
  }
}
