import ArgumentParser
import BOLT11
import Foundation
import L402Protocol
import Payments
import Store
import Testing
import Wallets

@testable import L402CLI

/// Wallets and limits of the configuration and of variables.
struct WalletConfigTests {
  let harness: Harness

  init() throws {
    harness = try Harness()
    try FileManager.default.createDirectory(
      atPath: harness.home, withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700])
  }

  private var path: String { harness.home + "/config.toml" }

  private func write(_ text: String) throws {
    _ = try harness.folder.write(text.utf8, to: "home/config.toml")
  }

  private static let wallet = """
    [wallets.mine]
    type = "lnbits"
    url = "https://Lnbits.example:443/"
    key = "env:ADMIN"
    fee_bound = "10sat"

    """

  @Test func `show tells wallets and limits, and no key`() throws {
    try write(
      """
      wallet = "mine"
      [limits]
      per_payment = "1500msat"
      fee = "0.5%, at least 2sat"
      budgets = ["10000sat/1d", "5sat/90m"]
      ask = "always"
      \(Self.wallet)
      """)
    let outcome = try harness.run(["config", "show"], variables: ["ADMIN": Sample.otherKey])
    #expect(outcome.status == 0, "\(outcome)")
    for line in [
      "limits.ask             always   [file \(path)]",
      "limits.budgets         10000sat/1d, 5sat/90m   [file \(path)]",
      "limits.fee             0.5%, at least 2sat   [file \(path)]",
      "limits.per_payment     1.5sat   [file \(path)]",
      "wallets.mine.fee_bound  10sat   [file \(path)]",
      "env:ADMIN   [file \(path)]", "https://lnbits.example   [file \(path)]",
    ] {
      let squeezed = outcome.out.split(separator: "\n").map { squeeze(String($0)) }
      #expect(squeezed.contains { $0.contains(squeeze(line)) }, "\(line)\n\(outcome)")
    }
    #expect(!outcome.out.contains(Sample.otherKey))
  }

  private func squeeze(_ text: String) -> String {
    text.split(separator: " ").joined(separator: " ")
  }

  @Test func `list marks the wallet in force`() throws {
    try write("wallet = \"mine\"\n" + Self.wallet)
    expect(
      try harness.run("wallet", "list"),
      is: .success(
        """
        * mine     lnbits at https://lnbits.example   [file \(path)]
          sandbox  sandbox, play money   [built in]

        """))
  }

  @Test(arguments: [
    ("[wallets.x]\n", "wallets.x.type is missing"),
    ("[wallets.x]\ntype = \"lnd\"\n", "wallets.x.url is missing"),
    ("[wallets.x]\ntype = \"lnd\"\nurl = \"https://a\"\n", "neither macaroon nor invoice_macaroon"),
    ("[wallets.x]\ntype = \"cln\"\n", "wallets.x.url is missing"),
    (
      "[wallets.x]\ntype = \"cln\"\nsocket = \"/s\"\nrune = \"env:R\"\n",
      "wallets.x.socket needs nothing else"
    ),
    (
      "[wallets.x]\ntype = \"lnd\"\nurl = \"https://a\"\nkey = \"env:K\"\n",
      "there is no key wallets.x.key"
    ),
    ("[wallets.x]\ntype = \"exec\"\n", "wallets.x.command is a list of texts"),
    ("[wallets.x]\ntype = \"exec\"\ncommand = []\n", "wallets.x.command is a list of texts"),
    (
      "[wallets.x]\ntype = \"exec\"\ncommand = [\"a\"]\nrecovery = \"no\"\n",
      "wallets.x.recovery is \"lookup\" or \"none\""
    ),
    ("[wallets.x]\ntype = \"manual\"\nnetwork = \"main\"\n", "wallets.x.network is a network"),
    ("[wallets.x]\ntype = \"manual\"\nurl = \"https://a\"\n", "there is no key wallets.x.url"),
    ("[wallets.x]\ntype = \"lnbit\"\n", "there is no type \"lnbit\""),
    ("[wallets.x]\ntype = \"lnbits\"\n", "wallets.x.url is missing"),
    ("[wallets.x]\ntype = \"lnbits\"\nurl = \"ftp://a\"\n", "neither http nor https"),
    ("[wallets.x]\ntype = \"lnbits\"\nurl = \"https://u:secret@a\"\n", "has a user name"),
    ("[wallets.x]\ntype = \"lnbits\"\nurl = \"https://a\"\n", "neither key nor invoice_key"),
    (
      "[wallets.x]\ntype = \"lnbits\"\nurl = \"https://a\"\nkey = \"secret\"\n",
      "wallets.x.key takes a source, not the key itself"
    ),
    (
      "[wallets.x]\ntype = \"lnbits\"\nurl = \"https://a\"\ninvoice_key = \"text:secret\"\n",
      "wallets.x.invoice_key takes a source, not the key itself"
    ),
    (
      "[wallets.x]\ntype = \"lnbits\"\nurl = \"https://a\"\nkeys = \"env:A\"\n",
      "there is no key wallets.x.keys"
    ),
    (
      "[wallets.x]\ntype = \"lnbits\"\nurl = \"https://a\"\nkey = \"env:A\"\nfee_bound = \"1%\"\n",
      "wallets.x.fee_bound is an amount"
    ),
    ("[wallets.sandbox]\ntype = \"lnbits\"\n", "is the wallet that is built in"),
    ("[wallets]\nx = 1\n", "a wallet is a table"),
    ("wallets = 1\n", "wallets are tables"),
    ("[limits]\nper_payment = 1000\n", "limits.per_payment is an amount"),
    ("[limits]\nfee = \"1%, at most 5sat\"\n", "limits.fee is an amount or a share"),
    ("[limits]\nbudgets = \"1sat/1d\"\n", "limits.budgets is a list"),
    ("[limits]\nbudgets = [\"1sat\"]\n", "limits.budgets is a list"),
    ("[limits]\nask = \"sometimes\"\n", "limits.ask is"),
    ("[limits]\nper_paymnt = \"1\"\n", "there is no key limits.per_paymnt"),
    ("[limits]\nask = \"never\"\n\0\n[limits]\nper_payment = \"1sat\"\n", "has a NUL in it"),
    (
      "[wallets.x]\ntype = \"cln\"\nsocket = \"rpc\"\n", "wallets.x.socket is another file in each"
    ),
    (
      "[wallets.x]\ntype = \"exec\"\ncommand = [\"./pay\"]\n",
      "wallets.x.command is another file in each"
    ),
    (
      "[mint]\nmaster_key = \"file:master.key\"\n", "mint.master_key is another file in each folder"
    ),
    ("[limits]\nonly_listed = 1\n", "limits.only_listed is true or false"),
    ("[serve]\namount = 21\n", "serve.amount is an amount in quotes"),
    ("[serve]\nlisten = \"8402\"\n", "serve.listen is an address with a port"),
    ("[serve]\nroutes = \"/a=1sat\"\n", "serve.routes is a list of routes"),
    ("[serve]\nroutes = []\n", "serve.routes is empty"),
    ("[serve]\namount = \"1sat\"\nroutes = [\"/a=1sat\"]\n", "exclude each other"),
    ("[serve]\nroute = []\n", "there is no key serve.route"),
    ("serve = 1\n", "serve is a table: [serve]"),
    ("[origins]\nx = 1\n", "origins.\"x\" is no origin"),
    ("[origins.\"https://a\"]\nfee = \"1\"\n", "there is no key origins.https://a.fee"),
    ("[origins.\"https://a\"]\n[origins.\"https://A:443\"]\n", "is there twice"),
    ("[rates]\nusd = 95000\n", "rates.as_of is missing"),
    ("[rates]\nas_of = 2026-11-21T04:00:00Z\nusd = -1\n", "rates.usd is what a bitcoin costs"),
    ("[rates]\nas_of = 2026-11-21T04:00:00Z\ndollar = 1\n", "rates.dollar is no currency"),
    ("[rates]\nas_of = \"noon\"\n", "rates.as_of is a moment"),
  ])
  func `a mistake is a configuration error that names the file and no secret`(
    text: String, words: String
  ) throws {
    try write(text)
    let outcome = try harness.run("config", "show")
    #expect(outcome.status == 78)
    #expect(outcome.error.contains(words), "\(outcome)")
    #expect(outcome.error.contains(path))
    #expect(!outcome.error.contains("secret"))
  }

  @Test(arguments: [
    (["L402_LNBITS_URL": "https://a"], "no key"),
    (["L402_LNBITS_URL": "a", "L402_LNBITS_KEY": "k"], "no http or https URL"),
    (["L402_LNBITS_URL": "https://a", "L402_LNBITS_KEY": ""], "set but empty"),
    (
      ["L402_LNBITS_URL": "https://a", "L402_LNBITS_KEY": "k", "L402_LNBITS_KEY_FILE": "f"],
      "exclude each other"
    ),
    (["L402_BUDGET": "10"], "L402_BUDGET cannot be understood"),
    (["L402_MAX_AMOUNT": ""], "L402_MAX_AMOUNT is set but empty"),
    (["L402_NO_PAY": ""], "L402_NO_PAY is set but empty"),
    (["L402_BUDGET": "10sat/1d,"], "L402_BUDGET cannot be understood"),
    (["L402_PROMPT": "no"], "L402_PROMPT cannot be understood"),
  ])
  func `variables that cannot be understood stop everything`(
    variables: [String: String], words: String
  ) throws {
    let outcome = try harness.run(["wallet", "list"], variables: variables)
    #expect(outcome.status == 78)
    #expect(outcome.error.contains(words), "\(outcome)")
  }

  @Test(arguments: [
    (["L402_LND_URL": "https://a"], "no macaroon"),
    (["L402_PHOENIXD_URL": "http://127.0.0.1"], "no key"),
    (
      ["L402_CLN_SOCKET": "/s", "L402_PHOENIXD_URL": "http://a", "L402_PHOENIXD_PASSWORD": "p"],
      "variables set up several wallets: cln, phoenixd"
    ),
  ])
  func `variables that set up half a wallet or two stop everything`(
    variables: [String: String], words: String
  ) throws {
    let outcome = try harness.run(["wallet", "list"], variables: variables)
    #expect(outcome.status == 78)
    #expect(outcome.error.contains(words), "\(outcome)")
  }

  @Test func `every type of wallet can be set up by variables or by the file`() throws {
    try write(
      """
      [wallets.a]
      type = "lnd"
      url = "https://127.0.0.1:8080"
      macaroon = "file:~/pay.macaroon"
      cert = "~/tls.cert"
      [wallets.b]
      type = "cln"
      url = "https://127.0.0.1:3010"
      rune = "env:RUNE"
      [wallets.c]
      type = "exec"
      command = ["l402-wallet-c", "--profile", "dev"]
      recovery = "none"
      [wallets.d]
      type = "manual"
      network = "regtest"
      """)
    let variables = [
      "L402_LND_URL": "https://127.0.0.1:8081", "L402_LND_MACAROON_FILE": "/m",
      "L402_LND_CERT_FILE": "/c", "L402_CLN_SOCKET": "/rpc", "L402_WALLET": "lnd",
      "L402_PHOENIXD_URL": "http://127.0.0.1:9740", "L402_PHOENIXD_PASSWORD": "p",
    ]
    let outcome = try harness.run(["wallet", "list"], variables: variables)
    #expect(outcome.status == 0, "\(outcome)")
    for line in [
      "a         lnd at https://127.0.0.1:8080   [file", "b         cln at https://127.0.0.1:3010",
      "c         exec at l402-wallet-c --profile dev", "d         manual   [file",
      "cln       cln at /rpc   [variable L402_CLN_SOCKET]",
      "* lnd       lnd at https://127.0.0.1:8081   [variable L402_LND_URL]",
      "phoenixd  phoenixd at http://127.0.0.1:9740   [variable L402_PHOENIXD_URL]",
    ] { #expect(outcome.out.contains(line), "\(line)\n\(outcome)") }
  }

  @Test func `a wallet that merely lies there is suggested, and not paid with`() throws {
    for file in [".lightning/bitcoin", ".lnd", ".phoenix"] {
      try FileManager.default.createDirectory(
        atPath: harness.folder.path + "/" + file, withIntermediateDirectories: true)
    }
    for file in [".lightning/bitcoin/lightning-rpc", ".lnd/tls.cert", ".phoenix/phoenix.conf"] {
      _ = try harness.folder.write("".utf8, to: file)
    }
    let variables = ["HOME": harness.folder.path]
    let list = try harness.run(["wallet", "list"], variables: variables)
    for words in [
      "l402 wallet add cln cln --socket", "l402 wallet add lnd lnd --url",
      "l402 wallet add phoenixd phoenixd",
    ] { #expect(list.error.contains(words), "\(list)") }
    let invoice = Invoices.text { $0.network = .bitcoin }
    let outcome = try harness.run(["pay", invoice], variables: variables)
    #expect(outcome.status == 78)
    #expect(outcome.error.contains("hint: there is \(harness.folder.path)/.lightning/bitcoin"))
  }

  @Test func `a wallet of variables is in force unless another one is named`() throws {
    try write("wallet = \"mine\"\n" + Self.wallet)
    let variables = ["L402_LNBITS_URL": "http://127.0.0.1:1", "L402_LNBITS_KEY": "k"]
    func name(_ more: [String: String] = [:]) throws -> String {
      try harness.run(
        ["config", "show", "--field", "wallet.name.value"],
        variables: variables.merging(more) { $1 }
      ).line
    }
    #expect(try name() == "lnbits")
    #expect(try name(["L402_WALLET": "mine"]) == "mine")
  }

  @Test func `a key whose variable is missing pays nothing and makes no store`() throws {
    try write("wallet = \"mine\"\n" + Self.wallet)
    let outcome = try harness.run("pay", Invoices.text { $0.network = .bitcoin })
    #expect(outcome.status == 66, "\(outcome)")
    #expect(try harness.folder.names == ["home"])
    #expect(!FileManager.default.fileExists(atPath: harness.home + "/l402.db"))
  }

  // MARK: Limits

  private func asks(
    _ arguments: [String], variables: [String: String] = [:], hasTerminal: Bool = true,
    isSandbox: Bool = false
  ) throws -> Bool {
    let (options, settings, chosen) = try parsed(arguments, variables, isSandbox: isSandbox)
    return options.asks(settings, chosen, at: nil, hasTerminal: hasTerminal)
  }

  private func parsed(
    _ arguments: [String], _ variables: [String: String], isSandbox: Bool = false,
    feeBound: Millisatoshis? = nil
  ) throws -> (PaymentLimits, Settings, ChosenWallet) {
    let environment = Environment(
      variables: ["L402_HOME": harness.home].merging(variables) { $1 }, now: { Harness.now },
      randomBytes: { [UInt8](repeating: 1, count: $0) }, isTerminal: { _ in false })
    let clock = WalletClock(now: { 0 }, sleep: { _ in })
    let store = try Store(openingAt: harness.home + "/l402.db", mode: .create)
    let wallet: any Wallet =
      isSandbox
      ? SandboxWallet(store: store, clock: clock, randomBytes: { [UInt8](repeating: 1, count: $0) })
      : LNbitsWallet(try WalletAddress(parsing: "https://a"), adminKey: nil, clock: clock)
    var definition = WalletDefinition(.lnbits, at: .person)
    definition.feeBound = feeBound
    return (
      try LimitOptions.parse(arguments).given, try Settings(environment, usesKeys: false),
      ChosenWallet(
        wallet: wallet, name: "x", store: store, definition: isSandbox ? nil : definition)
    )
  }

  private func policy(
    _ arguments: [String] = [], _ variables: [String: String] = [:], at origin: String? = nil,
    isSandbox: Bool = false, feeBound: Millisatoshis? = nil
  ) throws -> PaymentPolicy {
    let (options, settings, chosen) = try parsed(
      arguments, variables, isSandbox: isSandbox, feeBound: feeBound)
    let rates = Rates(
      given: options.rates, configured: settings.rates?.value, now: Harness.now, wallet: nil)
    return try options.policy(settings, for: chosen, at: origin, rates, timeout: 60)
  }

  @Test func `somebody who is there is asked where nobody set a limit`() throws {
    #expect(try asks([]))
    #expect(try !asks([], hasTerminal: false))
    #expect(try !asks([], isSandbox: true))
    #expect(try !asks(["--yes"]))
    #expect(try !asks(["--max-amount", "5sat"]))
    #expect(try !asks([], variables: ["L402_MAX_AMOUNT": "5sat"]))
    #expect(try !asks([], variables: ["L402_BUDGET": "5sat/1d"]))
    // That limits no price.
    #expect(try asks(["--max-fee", "5sat"]))
    #expect(try !asks([], variables: ["L402_PROMPT": "never"]))
  }

  @Test func `always is always, but for a yes, a variable and play money`() throws {
    try write("[limits]\nask = \"always\"\nper_payment = \"5sat\"\n")
    #expect(try asks([]))
    #expect(try asks([], hasTerminal: false))
    #expect(try !asks(["--yes"]))
    #expect(try !asks([], variables: ["L402_PROMPT": "never"]))
    #expect(try !asks([], isSandbox: true))
  }

  @Test func `a limit of the file is one that the user set`() throws {
    try write("[limits]\nbudgets = []\n")
    #expect(try !asks([]))
  }

  @Test func `limits come from flag, variable, file and defaults`() throws {
    func policy(
      _ arguments: [String] = [], _ variables: [String: String] = [:], isSandbox: Bool = false,
      feeBound: Millisatoshis? = nil
    ) throws -> PaymentPolicy {
      try self.policy(arguments, variables, isSandbox: isSandbox, feeBound: feeBound)
    }
    let real = try policy()
    #expect(real.maxAmount == Millisatoshis(1_000_000))
    #expect(real.budgets == [Budget(amount: 10_000_000, span: 86_400)])
    #expect(real.feeLimit == .standard)
    #expect(!real.allowsUnboundedFee)
    let play = try policy(isSandbox: true)
    #expect(play.maxAmount == nil)
    #expect(play.budgets.isEmpty)
    #expect(try policy(feeBound: Millisatoshis(7000)).feeLimit == .absolute(Millisatoshis(7000)))
    #expect(
      try policy(["--max-fee", "1sat"], feeBound: Millisatoshis(7000)).feeLimit
        == .absolute(Millisatoshis(1000)))
    try write("[limits]\nper_payment = \"3sat\"\nbudgets = [\"9sat/1h\"]\nfee = \"2%\"\n")
    let file = try policy(isSandbox: true)
    #expect(file.maxAmount == Millisatoshis(3000))
    #expect(file.budgets == [Budget(amount: 9000, span: 3600)])
    #expect(file.feeLimit == .proportional(millionths: 20_000, atLeast: Millisatoshis(0)))
    let variables = ["L402_MAX_AMOUNT": "2sat", "L402_BUDGET": "8sat/1h, 9sat/2h"]
    #expect(try policy([], variables).maxAmount == Millisatoshis(2000))
    #expect(
      try policy([], variables).budgets
        == [Budget(amount: 8000, span: 3600), Budget(amount: 9000, span: 7200)])
    #expect(
      try policy(["--max-amount", "1sat"], variables).maxAmount == Millisatoshis(1000))
  }

  @Test func `an origin has limits of its own, and variables win over them`() throws {
    try write(
      """
      [limits]
      per_payment = "3sat"
      budgets = ["9sat/1h"]
      only_listed = true
      [origins."https://API.example:443/"]
      per_payment = "5sat"
      budgets = ["20sat/7d"]
      """)
    let listed = try policy(at: "https://api.example")
    #expect(listed.maxAmount == Millisatoshis(5000))
    #expect(
      listed.budgets == [
        Budget(amount: 9000, span: 3600),
        Budget(amount: 20_000, span: 604_800, origin: "https://api.example"),
      ])
    #expect(listed.onlyListed && listed.isListed)
    let other = try policy(at: "https://other.example")
    #expect(other.maxAmount == Millisatoshis(3000))
    #expect(other.budgets == [Budget(amount: 9000, span: 3600)])
    #expect(other.onlyListed && !other.isListed)
    let variables = ["L402_MAX_AMOUNT": "2sat"]
    #expect(try policy([], variables, at: "https://api.example").maxAmount == Millisatoshis(2000))
  }

  @Test func `an origin has a wallet of its own`() throws {
    try write(
      """
      wallet = "mine"
      [origins."https://api.example"]
      wallet = "other"
      \(Self.wallet)
      """)
    func name(_ origin: String?, _ variables: [String: String] = [:]) throws -> String {
      try parsed([], variables).1.wallet(at: origin).value
    }
    #expect(try name("https://api.example") == "other")
    #expect(try name("https://b.example") == "mine")
    #expect(try name(nil) == "mine")
    #expect(try name("https://api.example", ["L402_WALLET": "mine"]) == "mine")
  }

  @Test func `money is turned into bitcoin at the rate that is known`() throws {
    // Harness.now is within the 24 hours.
    let asOf = Timestamp(unixSeconds: Harness.now.unixSeconds - 3600).rfc3339
    try write("[rates]\nusd = 95000\neur = 80000.5\nas_of = \(asOf)\n")
    #expect(
      try policy(["--max-amount", "5usd"]).maxAmount == Millisatoshis(5_263_157))
    // The flag wins; what is a limit is rounded down.
    #expect(
      try policy(["--max-amount", "1usd", "--rate", "usd=100000"]).maxAmount
        == Millisatoshis(1_000_000))
    #expect(
      try policy([], ["L402_BUDGET": "2eur/1d"]).budgets
        == [Budget(amount: 2_499_984, span: 86_400)])
    let failure = try #require(throws: Failure.self) {
      try policy(["--max-amount", "5gbp"])
    }
    #expect(failure.message == "no rate is known for gbp")
  }

  @Test(arguments: [(-86_401, "older than 24 hours"), (60, "in the future")] as [(Int64, String)])
  func `a rate that is not fresh is none`(age: Int64, words: String) throws {
    let asOf = Timestamp(unixSeconds: Harness.now.unixSeconds + age).rfc3339
    try write("[rates]\nusd = 95000\nas_of = \(asOf)\n")
    let failure = try #require(throws: Failure.self) {
      try policy(["--max-amount", "5usd"])
    }
    #expect(failure.message.contains(words))
    #expect(try policy(["--max-amount", "5sat"]).maxAmount == Millisatoshis(5000))
  }

  @Test(arguments: [
    ("5sat", "5sat"), ("1%", "1%"), ("0.25%,at least 1500msat", "0.25%, at least 1.5sat"),
    ("100%, at least 0", "100%"),
  ])
  func `a fee limit is read and written`(text: String, written: String) {
    #expect(FeeArgument(argument: text)?.limit.text == written)
  }

  @Test(arguments: [
    "", "%", "101%", "1%,", "1%, 5sat", "1%, at least", "1%, at least 5sat now", "5sat, at least 1",
  ])
  func `what is no fee limit is none`(text: String) {
    #expect(FeeArgument(argument: text) == nil)
  }

  @Test(arguments: ["", "1sat", "1sat/", "/1d", "1sat/1d/1d", "1sat/0s", "1sat/-1d", "x/1d"])
  func `what is no budget is none`(text: String) {
    #expect(BudgetArgument(argument: text) == nil)
  }
}
