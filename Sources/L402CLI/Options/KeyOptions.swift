import ArgumentParser
import L402Protocol

/// The key that a token is minted with.
struct MintKeyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The root key; without one a random key is kept in the local store.", valueName: "source"))
  var rootKey: String?

  @Option(
    help: ArgumentHelp(
      "A key of 32 bytes that every root key is derived from.", valueName: "source"))
  var masterKey: String?

  @Option(
    help: ArgumentHelp("How a key is read.", valueName: "format"))
  var keyFormat: KeyFormat = .auto

  func validate() throws {
    if rootKey != nil, masterKey != nil {
      throw ValidationError("--root-key and --master-key exclude each other")
    }
  }
}

/// The keys that a token is verified with.
struct VerifyKeyOptions: ParsableArguments {
  @Option(
    name: .customLong("root-key"), parsing: .singleValue,
    help: ArgumentHelp("The root key of the token; repeatable.", valueName: "source"))
  var rootKeys: [String] = []

  @Option(
    name: .customLong("master-key"), parsing: .singleValue,
    help: ArgumentHelp(
      "Derives the root key from the token's identifier; repeatable.", valueName: "source"))
  var masterKeys: [String] = []

  @Option(
    name: .customLong("secrets-db"),
    help: ArgumentHelp("aperture's SQLite database, read only.", valueName: "file"),
    completion: .file())
  var secretsDatabase: String?

  @Option(
    help: ArgumentHelp("How keys are read.", valueName: "format"))
  var keyFormat: KeyFormat = .auto

  @Flag(
    help: "Start the signature from the root key itself, as the text of the specification says.")
  var underivedKey = false

  func validate() throws {
    let kinds = [!rootKeys.isEmpty, !masterKeys.isEmpty, secretsDatabase != nil].count { $0 }
    if kinds > 1 {
      throw ValidationError("--root-key, --master-key and --secrets-db exclude each other")
    }
    if underivedKey, !masterKeys.isEmpty {
      throw ValidationError("--underived-key and --master-key exclude each other")
    }
  }
}

/// The keys of a server that sells tokens.
struct PaywallKeyOptions: ParsableArguments {
  @Option(
    name: .customLong("root-key"), parsing: .singleValue,
    help: ArgumentHelp(
      "A root key; the first mints, all verify; repeatable.", valueName: "source"))
  var rootKeys: [String] = []

  @Option(
    name: .customLong("master-key"), parsing: .singleValue,
    help: ArgumentHelp(
      "A key of 32 bytes that every root key is derived from: no state; repeatable.",
      valueName: "source"))
  var masterKeys: [String] = []

  @Option(help: ArgumentHelp("How keys are read.", valueName: "format"))
  var keyFormat: KeyFormat = .auto

  func validate() throws {
    if !rootKeys.isEmpty, !masterKeys.isEmpty {
      throw ValidationError("--root-key and --master-key exclude each other")
    }
  }

  /// Whether none was given.
  var isEmpty: Bool { rootKeys.isEmpty && masterKeys.isEmpty }
}
