public import Bytes

/// A bearer token whose holder can narrow it: an identifier, caveats, and the signature that
/// chains over them (Birgisson et al., "Macaroons: Cookies with Contextual Caveats", 2014).
///
/// Identifier, location and caveats are bytes, not text. The location is never signed.
public struct Macaroon: Hashable, Sendable {
  /// Most caveats that a decoder takes, libmacaroons' own limit.
  public static let mostCaveats = 65_536

  /// A hint where the token belongs; anyone can change it.
  public var location: ArraySlice<UInt8>
  /// What the minting service knows the root key by.
  public let identifier: ArraySlice<UInt8>
  /// Restrictions in the order in which they were added.
  public private(set) var caveats: [Caveat]
  /// The last value of the signature chain; together with the rest it is the token.
  public private(set) var signature: Bytes32

  /// Mints a token without caveats.
  public init(
    identifier: ArraySlice<UInt8>, location: ArraySlice<UInt8> = [], key: ChainKey
  ) {
    self.location = location
    self.identifier = identifier
    caveats = []
    signature = key.signature(of: identifier)
  }

  /// What a decoder found, taken at its word.
  init(
    location: ArraySlice<UInt8>, identifier: ArraySlice<UInt8>, caveats: [Caveat],
    signature: Bytes32
  ) {
    self.location = location
    self.identifier = identifier
    self.caveats = caveats
    self.signature = signature
  }

  /// Narrows the token by a condition that the service itself checks.
  public mutating func addFirstPartyCaveat(_ condition: ArraySlice<UInt8>) {
    append(Caveat(condition: condition))
  }

  /// Narrows the token by a condition that another party must discharge.
  ///
  /// - Parameters:
  ///   - rootKey: the caveat root key shared with that party, any length.
  ///   - identifier: by which that party knows key and condition.
  ///   - location: where that party is found, not signed.
  ///   - nonce: 24 bytes, never used twice with one token.
  /// - Throws: `MacaroonError` with `.nonce` when the nonce is not 24 bytes.
  public mutating func addThirdPartyCaveat(
    rootKey: ArraySlice<UInt8>, identifier: ArraySlice<UInt8>, location: ArraySlice<UInt8>,
    nonce: [UInt8]
  ) throws(MacaroonError) {
    let box = try SecretBox.seal(ChainKey.derive(rootKey), key: signature, nonce: nonce)
    append(Caveat(identifier: identifier, verificationID: box[...], location: location))
  }

  /// The token as it must be sent beside `root`, so that it serves no other token.
  public func bound(to root: Macaroon) -> Macaroon {
    var copy = self
    copy.signature = SignatureChain.bind(signature, to: root.signature)
    return copy
  }

  private mutating func append(_ caveat: Caveat) {
    caveats.append(caveat)
    signature = SignatureChain.step(from: signature, over: caveat)
  }
}

extension Macaroon: CustomStringConvertible, CustomReflectable {
  /// Says what it is, not what it holds.
  public var description: String { "(macaroon, \(caveats.count) caveats)" }

  /// Empty, so that dumps do not print a usable token.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
