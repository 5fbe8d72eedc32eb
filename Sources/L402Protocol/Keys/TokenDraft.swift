public import Bytes
public import Macaroons

/// A key that tokens are minted with.
public enum MintingKey: Sendable {
  /// One key for all tokens.
  case root(KeyMaterial)
  /// A key for each token, derived.
  case master(MasterKey)

  /// The root key of the token with this identifier; nil where none can be derived.
  public func rootKey(for identifier: TokenIdentifier, isSandbox: Bool) -> [UInt8]? {
    switch self {
    case .root(let material): material.bytes
    case .master(let master):
      (isSandbox ? master.sandboxRootKey(for: identifier) : master.rootKey(for: identifier))?.array
    }
  }
}

/// A token before it is signed.
public struct TokenDraft: Sendable {
  /// Version 0: payment hash and token id.
  public let identifier: TokenIdentifier
  /// Where it belongs; not signed.
  public var location: ArraySlice<UInt8>
  /// Its caveats in order.
  public var conditions: [String]

  /// A token for a payment.
  public init(
    paymentHash: Bytes32, tokenID: Bytes32, location: ArraySlice<UInt8>, conditions: [String]
  ) {
    identifier = TokenIdentifier(
      TokenIdentifier.version0(paymentHash: paymentHash, tokenID: tokenID)[...])
    self.location = location
    self.conditions = conditions
  }

  /// The text of the token, signed, in standard base64 with padding.
  ///
  /// - Throws: `MacaroonError` for a caveat or location that is too long.
  public func signed(with rootKey: [UInt8]) throws(MacaroonError) -> [UInt8] {
    try signed(with: rootKey, format: .v2, encoding: .base64)
  }

  /// The text of the token, signed, in any dressing.
  ///
  /// - Throws: `MacaroonError` for a caveat or location that is too long.
  public func signed(
    with rootKey: [UInt8], format: MacaroonFormat, encoding: MacaroonText.Encoding
  ) throws(MacaroonError) -> [UInt8] {
    var token = Macaroon(
      identifier: identifier.bytes, location: location, key: ChainKey(rootKey: rootKey[...]))
    for condition in conditions { token.addFirstPartyCaveat(Array(condition.utf8)[...]) }
    return try MacaroonText(macaroon: token, format: format, encoding: encoding).encoded()
  }
}
