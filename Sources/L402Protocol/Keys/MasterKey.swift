public import Bytes
internal import Digests

/// One key from which the root key of every token follows, so that servers keep no state.
///
/// k = HMAC-SHA256(master, label), root key = HMAC-SHA256(k, identifier), for 66-byte version-0
/// identifiers only. Departs from the independent random keys of the L402 text: whoever has the
/// master key can mint for every service.
public struct MasterKey: Sendable {
  private let derivation: HMACSHA256
  private let sandboxDerivation: HMACSHA256

  /// Takes exactly 32 bytes.
  ///
  /// - Throws: `KeyError` with `.masterLength` for another count.
  public init(_ material: KeyMaterial) throws(KeyError) {
    guard let master = Bytes32(material.bytes) else {
      throw KeyError(.masterLength(material.bytes.count))
    }
    let mac = HMACSHA256(key: master)
    derivation = HMACSHA256(key: mac.authenticate(Array("l402 root key v1 derive".utf8)[...]))
    sandboxDerivation = HMACSHA256(
      key: mac.authenticate(Array("l402 root key v1 sandbox".utf8)[...]))
  }

  /// The root key of a token, nil for identifiers of any other layout than version 0.
  public func rootKey(for identifier: TokenIdentifier) -> Bytes32? {
    identifier.layout == .l402v0 ? derivation.authenticate(identifier.bytes) : nil
  }

  /// The root key of a token that play money bought.
  public func sandboxRootKey(for identifier: TokenIdentifier) -> Bytes32? {
    identifier.layout == .l402v0 ? sandboxDerivation.authenticate(identifier.bytes) : nil
  }
}
