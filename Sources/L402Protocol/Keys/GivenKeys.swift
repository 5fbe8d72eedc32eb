internal import Bytes
internal import Macaroons

/// Root keys and master keys that a caller was given, in the order in which they are tried.
public struct GivenKeys: KeyRing {
  private enum Entry: Sendable {
    case root(KeyCandidate, hints: [KeyHint])
    case master(name: String, MasterKey)
  }

  private var entries: [Entry] = []
  /// What every token is offered, as long as there is no master key.
  private var rootKeys: KeyOffer? = KeyOffer()
  private let isUnderived: Bool

  /// No keys yet; `isUnderived` starts chains from the root key itself.
  public init(isUnderived: Bool = false) { self.isUnderived = isUnderived }

  /// Adds a root key under the name of its source.
  public mutating func add(rootKey material: KeyMaterial, name: String) {
    let candidate = KeyCandidate(name: name, key: chainKey(material.bytes[...]))
    let other =
      isUnderived
      ? ChainKey(rootKey: material.bytes[...]) : ChainKey(underivedRootKey: material.bytes[...])
    var hints = [
      KeyHint(
        key: other,
        advice: "does not fit \(name) (\(material.reading)); it fits "
          + (isUnderived
            ? "the derived key: leave --underived-key out"
            : "the key without derivation, which deployed verifiers refuse: add --underived-key"))
    ]
    for alternative in material.alternatives {
      hints.append(
        KeyHint(
          key: chainKey(alternative.bytes[...]),
          advice: "does not fit \(name) (\(material.reading)); "
            + "it does fit \(alternative.reading): add \(alternative.option)"))
    }
    entries.append(.root(candidate, hints: hints))
    rootKeys?.candidates.append(candidate)
    rootKeys?.hints += hints
  }

  /// Adds a master key under the name of its source.
  public mutating func add(masterKey: MasterKey, name: String) {
    entries.append(.master(name: name, masterKey))
    rootKeys = nil
  }

  /// Whether no key was added.
  public var isEmpty: Bool { entries.isEmpty }

  /// The keys for a token: every root key, and what each master key gives for it.
  public func offer(for identifier: TokenIdentifier) -> KeyOffer {
    if let rootKeys { return rootKeys }
    var offer = KeyOffer()
    for entry in entries {
      switch entry {
      case .root(let candidate, let hints):
        offer.candidates.append(candidate)
        offer.hints += hints
      case .master(let name, let master):
        guard let root = master.rootKey(for: identifier),
          let sandbox = master.sandboxRootKey(for: identifier)
        else { continue }
        offer.candidates.append(
          KeyCandidate(name: name, key: ChainKey(rootKey: root.array[...])))
        offer.candidates.append(
          KeyCandidate(name: name, key: ChainKey(rootKey: sandbox.array[...]), isTest: true))
      }
    }
    return offer
  }

  private func chainKey(_ rootKey: ArraySlice<UInt8>) -> ChainKey {
    isUnderived ? ChainKey(underivedRootKey: rootKey) : ChainKey(rootKey: rootKey)
  }
}
