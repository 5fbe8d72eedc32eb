import Bytes
import L402Protocol
import Store

/// The key that `mint` uses.
enum MintKey {
  /// One key for all tokens.
  case root(KeyMaterial)
  /// A key for each token, derived.
  case master(MasterKey)
  /// A random key for each token, kept in the local store.
  case store

  /// The key itself; nil where each token has one of its own.
  var minting: MintingKey? {
    switch self {
    case .root(let material): .root(material)
    case .master(let master): .master(master)
    case .store: nil
    }
  }
}

/// What a server mints and verifies with.
struct PaywallKeys {
  let minting: MintingKey
  let ring: any KeyRing
}

extension Session {
  /// Chooses the key to mint with: flag, variable, file, local store.
  mutating func mintKey(_ options: MintKeyOptions, _ settings: Settings) throws -> MintKey {
    let root = options.rootKey ?? (options.masterKey == nil ? settings.rootKey?.value : nil)
    let master = options.masterKey ?? (options.rootKey == nil ? settings.masterKey?.value : nil)
    if let master {
      let (material, name) = try key(master, for: "--master-key", options.keyFormat)
      return .master(try Self.masterKey(material, name: name))
    }
    if let root {
      let (material, name) = try key(root, for: "--root-key", options.keyFormat)
      if material.bytes.count < KeyMaterial.recommended {
        console.warn("\(name) has \(material.bytes.count) bytes; a root key should have 32")
      }
      return .root(material)
    }
    try Self.refuseUnusedFormat(options.keyFormat)
    return .store
  }

  /// Chooses the keys to verify with: flags, variable, file, local store.
  ///
  /// - Throws: `Failure` with `.noKey` when there is nothing to verify with.
  mutating func verifyKeys(
    _ options: VerifyKeyOptions, _ settings: Settings, store: Store?
  ) throws -> any KeyRing {
    if let path = options.secretsDatabase {
      try Self.refuseUnusedFormat(options.keyFormat)
      do {
        return ApertureKeys(
          secrets: try ApertureSecrets(
            openingAt: DescriptorReader.expand(path, home: environment.variables["HOME"])),
          path: path, isUnderived: options.underivedKey)
      } catch {
        throw Failure(error)
      }
    }
    var roots = options.rootKeys
    var masters = options.masterKeys
    if roots.isEmpty, masters.isEmpty {
      roots = settings.rootKey.map { [$0.value] } ?? []
      masters = settings.masterKey.map { [$0.value] } ?? []
    }
    if !masters.isEmpty, options.underivedKey {
      throw Failure(
        .usage, "--underived-key and a master key exclude each other",
        hint: "the master key comes from the environment or config.toml: l402 config show")
    }
    if roots.isEmpty, masters.isEmpty {
      try Self.refuseUnusedFormat(options.keyFormat)
      guard let store,
        try Failure.wrapping({ try store.hasRootKeys() || store.paywallKey() != nil })
      else {
        throw Failure(
          .noKey, "no key to verify with: the local store is empty",
          hint: "give --root-key, --master-key or --secrets-db")
      }
      return try StoreKeys(store: store, isUnderived: options.underivedKey)
    }
    var given = GivenKeys(isUnderived: options.underivedKey)
    for source in roots {
      let (material, name) = try key(source, for: "--root-key", options.keyFormat)
      given.add(rootKey: material, name: name)
    }
    for source in masters {
      let (material, name) = try key(source, for: "--master-key", options.keyFormat)
      given.add(masterKey: try Self.masterKey(material, name: name), name: name)
    }
    return given
  }

  /// Chooses the keys of a server that sells tokens: flags, variable, file; nil for the local store.
  ///
  /// The first mints, all verify.
  mutating func paywallKeys(
    _ options: PaywallKeyOptions, _ settings: Settings
  ) throws -> PaywallKeys? {
    var (roots, masters) = (options.rootKeys, options.masterKeys)
    if roots.isEmpty, masters.isEmpty {
      roots = settings.rootKey.map { [$0.value] } ?? []
      masters = settings.masterKey.map { [$0.value] } ?? []
    }
    var ring = GivenKeys()
    var minting: MintingKey?
    for source in roots {
      let (material, name) = try key(source, for: "--root-key", options.keyFormat)
      ring.add(rootKey: material, name: name)
      minting = minting ?? .root(material)
    }
    for source in masters {
      let (material, name) = try key(source, for: "--master-key", options.keyFormat)
      let master = try Self.masterKey(material, name: name)
      ring.add(masterKey: master, name: name)
      minting = minting ?? .master(master)
    }
    guard let minting else {
      try Self.refuseUnusedFormat(options.keyFormat)
      return nil
    }
    return PaywallKeys(minting: minting, ring: ring)
  }

  /// An option that would change nothing is a mistake about what the keys are.
  private static func refuseUnusedFormat(_ format: KeyFormat) throws {
    guard format != .auto else { return }
    throw Failure(
      .usage, "--key-format \(format.rawValue) says how a given key is read, but none is given",
      hint: "give --root-key or --master-key with it")
  }

  private mutating func key(
    _ source: String, for option: String, _ format: KeyFormat
  ) throws -> (KeyMaterial, name: String) {
    let (content, name) = try secret(source, for: option)
    do {
      let material = try KeyMaterial(content: content, format: format)
      console.explain("\(option) \(name): \(material.reading)")
      return (material, name)
    } catch {
      throw Failure(error, name: name)
    }
  }

  private static func masterKey(_ material: KeyMaterial, name: String) throws -> MasterKey {
    do {
      return try MasterKey(material)
    } catch {
      throw Failure(error, name: name)
    }
  }
}

extension Failure {
  /// Runs something on the store, with its errors as failures.
  static func wrapping<Value>(_ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as StoreError {
      throw Failure(error)
    }
  }
}
