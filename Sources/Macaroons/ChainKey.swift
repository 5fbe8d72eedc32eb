public import Bytes
internal import Digests

/// The key that starts a signature chain, with its HMAC blocks hashed once.
///
/// Every deployed verifier derives it: HMAC-SHA256(key = "macaroons-key-generator", root key).
public struct ChainKey: Sendable {
  private let mac: HMACSHA256

  /// Derives the chain key of a root key of any length.
  public init(rootKey: ArraySlice<UInt8>) {
    mac = HMACSHA256(key: Self.derive(rootKey))
  }

  /// Starts the chain from the root key itself, as the text of the L402 macaroon specification
  /// says and no deployed library does.
  public init(underivedRootKey: ArraySlice<UInt8>) {
    mac = HMACSHA256(key: underivedRootKey)
  }

  /// Takes a key that was derived elsewhere, such as the one in a discharged caveat.
  public init(derived: Bytes32) {
    mac = HMACSHA256(key: derived)
  }

  /// HMAC-SHA256(key = "macaroons-key-generator", root key).
  public static func derive(_ rootKey: ArraySlice<UInt8>) -> Bytes32 {
    generator.authenticate(rootKey)
  }

  func signature(of identifier: ArraySlice<UInt8>) -> Bytes32 {
    mac.authenticate(identifier)
  }

  /// 23 bytes, without the closing NUL of libmacaroons (HMAC pads with zeros anyway).
  private static let generator = HMACSHA256(key: Array("macaroons-key-generator".utf8)[...])
}
