internal import Bytes
public import Macaroons

/// A key that a token may have been signed with.
public struct KeyCandidate: Sendable {
  /// Where it came from, for people; never the key.
  public let name: String
  /// The key.
  public let key: ChainKey
  /// Whether it signs play-money tokens only.
  public let isTest: Bool

  /// A key with the name of its source.
  public init(name: String, key: ChainKey, isTest: Bool = false) {
    self.name = name
    self.key = key
    self.isTest = isTest
  }
}

/// Another reading of a key: a token that fits it is refused, and told why.
public struct KeyHint: Sendable {
  /// The key read in another way.
  public let key: ChainKey
  /// What it would take, as one line.
  public let advice: String

  /// A key read in another way.
  public init(key: ChainKey, advice: String) {
    self.key = key
    self.advice = advice
  }
}

/// The keys that there are for one token.
public struct KeyOffer: Sendable {
  /// Keys in the order in which they are tried.
  public var candidates: [KeyCandidate] = []
  /// Other readings, tried when no key fits.
  public var hints: [KeyHint] = []

  /// No key.
  public init() {}
}

/// Where keys come from.
public protocol KeyRing: Sendable {
  /// The keys for the token with this identifier.
  ///
  /// - Throws: whatever keeps a store from answering; never for a key that is not there.
  func offer(for identifier: TokenIdentifier) throws -> KeyOffer
}

/// Which tokens were revoked.
public protocol RevocationSource: Sendable {
  /// Whether the token with this identifier was revoked.
  ///
  /// - Throws: whatever keeps a store from answering.
  func isRevoked(_ identifier: TokenIdentifier) throws -> Bool
}
