import Glibc
import L402Protocol
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
  /// The tables `origins."URL"`, by the origin as it is compared.
  var origins: [String: OriginConfiguration] = [:]
  /// The table `rates`.
  var rates: RateConfiguration?
  /// The table `serve`.
  var serve = ServeConfiguration()
  /// The tables `wallets.NAME`, by name.
  var wallets: [String: WalletDefinition] = [:]

  /// What there is at the top of the file.
  static let keys = ["limits", "mint", "origins", "rates", "serve", "verify", "wallet", "wallets"]

  /// The keys of the tables, as the manual calls those.
  static let tables: [String: [String]] = [
    "limits": LimitConfiguration.keys, "mint": ["location", "master_key", "root_key"],
    "origins.URL": OriginConfiguration.keys, "serve": ServeConfiguration.keys,
    "verify": ["strict"],
    "wallets.NAME": Set(WalletDefinition.Kind.allCases.flatMap(\.keys)).sorted(),
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
    // The library would stop at a NUL, and overlook every limit behind it.
    guard !text.utf8.contains(0) else {
      throw Failure(
        .configuration, "\"\(path)\" has a NUL in it", hint: "restore it, or write it anew")
    }
    let table: TOMLTable
    do {
      table = try TOMLTable(string: text)
    } catch let error as TOMLParseError {
      throw Failure(
        .configuration,
        "\"\(path)\", line \(error.source.begin.line), column \(error.source.begin.column): "
          + error.description.prefix { $0 != "\n" })
    }
    for name in table.keys where !Self.keys.contains(name) {
      throw Self.unknown(name, among: Self.keys, path: path)
    }
    let root = ConfigurationTable(table, name: "", path: path)
    if let value = table["wallet"] {
      guard let name = value.string else {
        throw Failure(.configuration, "\"\(path)\": wallet is a text in quotes")
      }
      wallet = name
    }
    if let mint = try root.table("mint", "is a table: [mint]") {
      try mint.allow(Self.tables["mint"] ?? [])
      location = try mint.text("location")
      rootKey = try mint.source("root_key")
      masterKey = try mint.source("master_key")
      guard rootKey == nil || masterKey == nil else {
        throw mint.failure(".root_key and mint.master_key exclude each other")
      }
    }
    if let verify = try root.table("verify", "is a table: [verify]") {
      try verify.allow(Self.tables["verify"] ?? [])
      isStrict = try verify.flag("strict")
    }
    if let table = try root.table("limits", "is a table: [limits]") {
      limits = try LimitConfiguration(table)
    }
    if let table = try root.table("rates", "is a table: [rates]") {
      rates = try RateConfiguration(table)
    }
    if let table = try root.table("serve", "is a table: [serve]") {
      serve = try ServeConfiguration(table)
    }
    if let section = try root.table("origins", "are tables: [origins.\"https://HOST\"]") {
      try readOrigins(section)
    }
    if let section = try root.table("wallets", "are tables: [wallets.NAME]") {
      try readWallets(section)
    }
  }

  private mutating func readWallets(_ section: ConfigurationTable) throws {
    for name in section.keys {
      guard name != Settings.sandboxName else {
        throw Failure(
          .configuration, "\"\(section.path)\": \"\(name)\" is the wallet that is built in",
          hint: "call yours something else")
      }
      wallets[name] = try section.table(name, "is no table; a wallet is a table: [wallets.\(name)]")
        .map(WalletDefinition.init)
    }
  }

  private mutating func readOrigins(_ section: ConfigurationTable) throws {
    for name in section.keys {
      guard let origin = OriginArgument(argument: name)?.origin.description else {
        throw section.failure(
          ".\"\(name)\" is no origin", hint: "scheme, host and port alone: \"https://api.example\"")
      }
      guard origins[origin] == nil else {
        throw section.failure(".\"\(name)\" is there twice, in other words")
      }
      origins[origin] = try section.table(name, "is a table").map(OriginConfiguration.init)
    }
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
    # only_listed = true                    # pay nobody but the [origins] below
    # allow_http = true                     # let curl pay over plain http beyond this machine

    # [origins."https://api.example"]       # what holds there alone
    # per_payment = "5000sat"
    # budgets = ["20000sat/7d"]             # besides those for all
    # wallet = "node"

    # Wallets, each with a name of your own. Secrets are sources, never values.
    # [wallets.mine]
    # type = "lnbits"
    # url = "https://lnbits.example"
    # key = "env:LNBITS_ADMIN_KEY"          # pays
    # invoice_key = "file:~/.config/l402/lnbits.invoice"    # only makes invoices
    # fee_bound = "10sat"                   # LNbits keeps to no fee limit: the most that it takes

    # [wallets.node]
    # type = "lnd"
    # url = "https://127.0.0.1:8080"
    # macaroon = "file:~/.lnd/data/chain/bitcoin/mainnet/pay.macaroon"
    # cert = "~/.lnd/tls.cert"

    # [wallets.local]
    # type = "cln"
    # socket = "~/.lightning/bitcoin/lightning-rpc"         # or url, rune and cert of clnrest

    # [wallets.phoenix]
    # type = "phoenixd"
    # url = "http://127.0.0.1:9740"
    # password = "env:PHOENIXD_PASSWORD"
    # fee_bound = "20sat"                   # as LNbits

    # [wallets.other]
    # type = "exec"                         # a program of yours
    # command = ["l402-wallet-other", "--profile", "dev"]
    # recovery = "lookup"                   # none: a lost answer cannot be looked up, I accept that

    # [wallets.phone]
    # type = "manual"                       # you pay with a phone and paste the preimage

    [mint]                                  # also the keys that verify tries
    # location = "https://api.example"      # where tokens say they belong
    # master_key = "file:~/.config/l402/master.key"   # secrets are sources, never values
    # root_key = "env:L402_KEY"             # or one key for all tokens

    # [rates]                               # for amounts such as 5usd
    # usd = 95000                           # a bitcoin
    # as_of = 2026-11-21T04:00:00Z          # older than 24 hours: refused

    [serve]
    # listen = "127.0.0.1:8402"
    # amount = "21sat"                      # what everything costs, or
    # routes = ["GET /premium/**=100sat;service=premium;expires=1h", "/free/**=free"]

    [verify]
    # strict = true                         # refuse caveats that no rule knows

    """
}
