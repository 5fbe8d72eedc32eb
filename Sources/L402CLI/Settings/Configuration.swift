import Glibc
import TOMLKit

/// What `config.toml` says; every key is optional, an unknown one an error.
struct Configuration: Hashable, Sendable {
  /// The key `wallet`: the name of the wallet that pays and is paid.
  var wallet: String?
  /// The key `mint.location`.
  var location: String?
  /// `mint.root_key`, a source.
  var rootKey: String?
  /// `mint.master_key`, a source.
  var masterKey: String?
  /// The key `verify.strict`.
  var isStrict: Bool?
  /// The table `limits`.
  var limits = LimitConfiguration()
  /// The tables `wallets.NAME`, by name.
  var wallets: [String: WalletDefinition] = [:]

  /// The keys that there are, by table.
  static let keys: [String: [String]] = [
    "limits": LimitConfiguration.keys, "mint": ["location", "master_key", "root_key"],
    "verify": ["strict"],
  ]

  /// Says nothing.
  init() {}

  /// Reads the file; an absent one says nothing.
  ///
  /// - Throws: `Failure` with `.configuration` for a file that others may write or read, for
  ///   syntax errors, unknown keys and wrong types.
  init(file path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else {
      guard errno == ENOENT || errno == ENOTDIR else {
        throw Failure(.configuration, "cannot read \"\(path)\": \(SystemError.text(errno))")
      }
      self.init()
      return
    }
    guard stat(path, &status) == 0 else {
      throw Failure(.configuration, "cannot read \"\(path)\": \(SystemError.text(errno))")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw Failure(.configuration, "\"\(path)\" is no file")
    }
    guard status.st_mode & 0o077 == 0 else {
      throw Failure(
        .configuration, "\"\(path)\" is open to other users", hint: "chmod 600 \"\(path)\"")
    }
    let content: [UInt8]
    do {
      content = try DescriptorReader.read(path: path, home: nil)
    } catch let failure as Failure {
      throw Failure(.configuration, failure.message)
    }
    guard let text = String(validating: content, as: UTF8.self) else {
      throw Failure(.configuration, "\"\(path)\" is not UTF-8")
    }
    try self.init(toml: text, path: path)
  }

  /// Reads TOML; `path` is for messages.
  init(toml text: String, path: String) throws {
    let table: TOMLTable
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw Failure(
        .configuration,
        "\"\(path)\", line \(error.source.begin.line), column \(error.source.begin.column): "
          + error.description.prefix { $0 != "\n" })
    }
    for name in table.keys where name != "wallet" && name != "wallets" {
      guard let known = Self.keys[name] else {
        throw Self.unknown(
          name, among: (Self.keys.keys + ["wallet", "wallets"]).sorted(), path: path)
      }
      guard let section = table[name]?.table else {
        throw Failure(.configuration, "\"\(path)\": \(name) is a table: [\(name)]")
      }
      for key in section.keys where !known.contains(key) {
        throw Self.unknown("\(name).\(key)", among: known.map { "\(name).\($0)" }, path: path)
      }
    }
    if let value = table["wallet"] {
      guard let name = value.string else {
        throw Failure(.configuration, "\"\(path)\": wallet is a text in quotes")
      }
      wallet = name
    }
    location = try Self.text("location", of: "mint", in: table, path: path)
    rootKey = try Self.text("root_key", of: "mint", in: table, path: path)
    masterKey = try Self.text("master_key", of: "mint", in: table, path: path)
    guard rootKey == nil || masterKey == nil else {
      throw Failure(
        .configuration, "\"\(path)\": mint.root_key and mint.master_key exclude each other")
    }
    if let value = table["verify"]?.table?["strict"] {
      guard let flag = value.bool else {
        throw Failure(.configuration, "\"\(path)\": verify.strict is true or false")
      }
      isStrict = flag
    }
    if let section = table["limits"]?.table {
      limits = try LimitConfiguration(section, path: path)
    }
    try readWallets(table["wallets"], path: path)
  }

  private mutating func readWallets(_ value: (any TOMLValueConvertible)?, path: String) throws {
    guard let value else { return }
    guard let section = value.table else {
      throw Failure(.configuration, "\"\(path)\": wallets are tables: [wallets.NAME]")
    }
    for name in section.keys {
      guard let table = section[name]?.table else {
        throw Failure(.configuration, "\"\(path)\": a wallet is a table: [wallets.\(name)]")
      }
      guard name != Settings.sandboxName else {
        throw Failure(
          .configuration, "\"\(path)\": \"\(name)\" is the wallet that is built in",
          hint: "call yours something else")
      }
      wallets[name] = try WalletDefinition(table, name: "wallets.\(name)", path: path)
    }
  }

  private static func text(
    _ key: String, of section: String, in table: TOMLTable, path: String
  ) throws -> String? {
    guard let value = table[section]?.table?[key] else { return nil }
    guard let text = value.string else {
      throw Failure(.configuration, "\"\(path)\": \(section).\(key) is a text in quotes")
    }
    if key.hasSuffix("_key"), Source(text) == nil {
      throw Failure(
        .configuration, "\"\(path)\": \(section).\(key) takes a source, not the key itself",
        hint: "\(key) = \"file:PATH\" or \"env:NAME\"")
    }
    return text
  }

  static func unknown(_ name: String, among names: [String], path: String) -> Failure {
    let near = Spelling.nearest(to: name, among: names)
    return Failure(
      .configuration, "\"\(path)\": there is no key \(name)",
      hint: near.map { "did you mean \($0)?" } ?? "there are: \(names.joined(separator: ", "))")
  }

  /// A file with every key, commented out.
  static let template = """
    # l402 reads this file; every key is optional. `l402 config show` prints what is in force.

    # wallet = "mine"                       # who pays and is paid. Unset: the sandbox (play money)

    [limits]                                # the defaults are for real money, not for the sandbox
    # per_payment = "1000sat"
    # fee = "1%, at least 5sat"
    # budgets = ["10000sat/1d"]             # all that is paid from this store
    # ask = "terminal"                      # when somebody is there and no limit is set; never; always

    # [wallets.mine]
    # type = "lnbits"
    # url = "https://lnbits.example"
    # key = "env:LNBITS_ADMIN_KEY"          # pays; secrets are sources, never values
    # invoice_key = "file:~/.config/l402/lnbits.invoice"    # only makes invoices
    # fee_bound = "10sat"                   # LNbits keeps to no fee limit: the most that it takes

    [mint]                                  # also the keys that verify tries
    # location = "https://api.example"      # where tokens say they belong
    # master_key = "file:~/.config/l402/master.key"   # secrets are sources, never values
    # root_key = "env:L402_KEY"             # or one key for all tokens

    [verify]
    # strict = true                         # refuse caveats that no rule knows

    """
}
