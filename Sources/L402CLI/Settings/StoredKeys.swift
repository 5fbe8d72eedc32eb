import Bytes
import Digests
import L402Protocol
import Macaroons
import Store

/// The root keys that `mint` keeps, by the hash of the identifier, and the key of `serve`.
struct StoreKeys: KeyRing {
  private let store: Store
  private let isUnderived: Bool
  private let paywall: GivenKeys?

  /// The keys of a store; that of `serve` is read once.
  init(store: Store, isUnderived: Bool) throws {
    self.store = store
    self.isUnderived = isUnderived
    let key = try Failure.wrapping { try store.paywallKey() }
    guard let key, !isUnderived else {
      paywall = nil
      return
    }
    var keys = GivenKeys()
    let master = try MasterKey(KeyMaterial(content: key.array, format: .raw))
    keys.add(masterKey: master, name: "of the local store")
    paywall = keys
  }

  func offer(for identifier: TokenIdentifier) throws -> KeyOffer {
    // A key of its own first: whoever has one was not sold by serve.
    var offer = KeyOffer()
    let hash = SHA256.digest(identifier.bytes)
    if let key = try store.rootKey(forIdentifierHash: hash) {
      offer.candidates.append(
        KeyCandidate(
          name: "of the local store", key: ChainKey(key.rootKey, isUnderived: isUnderived),
          isTest: key.isSandbox))
    } else if let paywall {
      offer = paywall.offer(for: identifier)
    }
    return offer
  }
}

/// The root keys that aperture keeps.
struct ApertureKeys: KeyRing {
  let secrets: ApertureSecrets
  let path: String
  let isUnderived: Bool

  func offer(for identifier: TokenIdentifier) throws -> KeyOffer {
    var offer = KeyOffer()
    let hash = SHA256.digest(identifier.bytes)
    if let key = try secrets.secret(forIdentifierHash: hash) {
      offer.candidates.append(
        KeyCandidate(name: "of \(path)", key: ChainKey(key, isUnderived: isUnderived)))
    }
    return offer
  }
}

/// Tokens revoked by a list file or in the local store.
struct ListedRevocations: RevocationSource {
  let list: RevocationList

  func isRevoked(_ identifier: TokenIdentifier) -> Bool {
    list.count > 0
      && list.contains(
        identifierHash: SHA256.digest(identifier.bytes), tokenID: identifier.tokenID)
  }
}

extension ChainKey {
  fileprivate init(_ rootKey: [UInt8], isUnderived: Bool) {
    if isUnderived {
      self.init(underivedRootKey: rootKey[...])
    } else {
      self.init(rootKey: rootKey[...])
    }
  }
}
