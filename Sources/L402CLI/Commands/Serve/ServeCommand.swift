import ArgumentParser
import BOLT11
import Bytes
import JSON
import L402Protocol
import Paywall
import Store
import Wallets

/// The command `l402 serve`.
struct ServeCommand: ParsableCommand, L402Command {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run a paywall: content for a credential, or a proxy's gate.",
    usage: "l402 serve [--amount AMOUNT | --route ROUTE..] [OPTIONS]",
    discussion: """
      Alone it asks 21 sat of play money for "hello" on 127.0.0.1:8402. Without a key one is made in \
      the local store. TERM and Ctrl-C let requests finish. A line for each goes to standard error.

      Examples
        l402 serve
        l402 serve --route 'GET /premium/**=100sat;service=premium;expires=1h' --route '/**=free'
        l402 serve --forward-auth --proxy nginx --amount 100sat --wallet mine --service site
        l402 serve --master-key file:new --master-key file:old --wallet mine --service api
      exit: 0 stopped   64 usage   65 bad key   66 unreadable   69 no address   78 configuration
      """)

  @OptionGroup(title: "Where") var address: ListenOptions

  @Option(help: ArgumentHelp("What everything costs (21sat).", valueName: "amount"))
  var amount: PriceArgument?

  @Option(
    name: .customLong("route"), parsing: .singleValue,
    help: ArgumentHelp(
      "What some paths cost; the first that fits decides, others are refused; repeatable.",
      valueName: "[method ]path=amount|free[;service=name][;expires=duration]"))
  var routes: [String] = []

  @Option(
    help: ArgumentHelp("What a bitcoin costs: usd=95000 (repeatable).", valueName: "cur=price"))
  var rate: [RateArgument] = []

  @Option(
    help: ArgumentHelp("What is sent to those who paid: text, @FILE, env:NAME.", valueName: "text"))
  var respond: String?

  @Option(help: ArgumentHelp("The wallet that is paid.", valueName: "name"))
  var wallet: String?

  @Option(help: ArgumentHelp("The service that tokens are for.", valueName: "name"))
  var service: String?

  @Option(help: ArgumentHelp("How long tokens are good.", valueName: "duration"))
  var expiresIn: DurationArgument?

  @Option(help: ArgumentHelp("How challenges are laid out.", valueName: "profile"))
  var profile: ChallengeProfile = .both

  @OptionGroup(title: "Behind a proxy") var proxy: ProxyOptions
  @OptionGroup(title: "Keys; without any, one of the local store") var keys: PaywallKeyOptions

  @Flag(help: "Let play money pay for tokens of --root-key.")
  var test = false

  @Flag(help: "Accept play-money tokens of the sandbox whatever the wallet.")
  var allowTest = false

  @Flag(help: "Refuse caveats that no rule knows.")
  var strict = false

  @Option(
    help: ArgumentHelp("Refuse the tokens listed in this file.", valueName: "file"),
    completion: .file())
  var revoked: String?

  @OptionGroup(title: "Output") var output: OutputOptions

  static let fieldNames = FieldNames(names: ["metrics_url", "url"])

  func validate() throws {
    if amount != nil, !routes.isEmpty {
      throw ValidationError("--amount and --route exclude each other")
    }
    if amount?.bitcoin?.value == 0 { throw ValidationError("--amount is more than 0") }
    if let service, !ServiceName.isValid(service) {
      throw ValidationError("--service \"\(service)\" has a blank, a comma, a colon or =")
    }
    if let expiresIn, expiresIn.seconds <= 0 {
      throw ValidationError("--expires-in is a span to come: 10m, not -10m")
    }
    if proxy.forwardAuth, respond != nil {
      throw ValidationError("--respond and --forward-auth exclude each other")
    }
    if proxy.proxy == .nginx, profile == .dual {
      throw ValidationError(
        "--profile dual: nginx hands on the first line only, which asks for LSAT; take both")
    }
  }

  mutating func run(in session: inout Session) throws -> ExitStatus {
    let settings = try Settings(session.environment, usesKeys: keys.isEmpty)
    let given = try session.paywallKeys(keys, settings)
    let chosen = try session.wallet(
      wallet ?? settings.wallet.value, settings, for: .receiving)
    try check(given, chosen, settings)
    var paywall = try paywallSettings(given, chosen, settings, &session)
    let body = try content(&session)
    if let body { paywall.content = body }
    let log = session.output.quiet ? nil : AccessLog(descriptor: session.environment.standardError)
    let server = PaywallServer(
      Paywall(paywall), limits: Self.limits(), log: log)
    let url = try Self.listen(try address.address(settings)) {
      host, port throws(PaywallServer.Failure) in
      try server.listen(host: host, port: port)
    }
    let metrics = try address.metricsListen.map { metrics in
      try Self.listen(metrics) { host, port throws(PaywallServer.Failure) in
        try server.listenForMetrics(host: host, port: port)
      }
    }
    Interruption.watch()
    try session.print(
      json: { writer in
        writer.object { object in
          object.member("metrics_url", metrics)
          object.member("url", url)
        }
      },
      text: { "listening on \(url)\n" })
    tell(url, metrics, chosen, paywall.routes, session)
    Self.wait(for: chosen, session)
    server.stop()
    log?.flush()
    return .success
  }

  /// Sees to it that play money opens no real door, and that no door is left without a key.
  private func check(
    _ given: PaywallKeys?, _ chosen: ChosenWallet, _ settings: Settings
  ) throws {
    guard chosen.wallet.profile.type != "manual" else {
      throw Failure(
        .configuration, "wallet \"\(chosen.name)\" is a person, who makes no invoices for a server",
        hint: "l402 wallet list shows the others")
    }
    let isSandbox = chosen.wallet.profile.isSandbox
    if test, !isSandbox {
      throw Failure(.usage, "--test is for the sandbox", hint: "leave it out")
    }
    guard let given else {
      if test {
        throw Failure(.usage, "--test goes with --root-key", hint: "leave it out")
      }
      return
    }
    if isSandbox, wallet == nil, settings.wallet.origin == .usual {
      throw Failure(
        .usage, "with a key, say who is paid",
        hint: "--wallet NAME, or --wallet sandbox for play money")
    }
    if case .root = given.minting, isSandbox, !test {
      throw Failure(
        .usage, "play money would pay for tokens of a real key",
        hint: "--test if you mean it; without a key, one of the local store is used")
    }
  }

  /// The service where nobody named one, for keys of the local store and root keys.
  static let defaultService = "paywall"

  private func paywallSettings(
    _ given: PaywallKeys?, _ chosen: ChosenWallet, _ settings: Settings, _ session: inout Session
  ) throws -> PaywallSettings {
    let keys = try given ?? Self.storedKeys(chosen.store, session)
    var named = service
    if case .master? = given?.minting {
      guard service != nil || !routes.isEmpty || amount == nil && settings.serveRoutes != nil else {
        throw Failure(
          .usage, "a master key mints for every service: say which",
          hint: "--service NAME writes the caveat that keeps them apart")
      }
    } else {
      named = service ?? Self.defaultService
    }
    let table = try routeTable(service: named, chosen, settings, session)
    for route in table.routes {
      guard let amount = route.price?.amount, chosen.wallet.profile.wholeSatoshisOnly,
        amount.value % 1000 != 0
      else { continue }
      throw Failure(
        .wholeSatoshis,
        "wallet \"\(chosen.name)\" takes whole satoshis only, and \"\(route)\" "
          + "costs \(amount.satoshis) sat")
    }
    var paywall = PaywallSettings(
      routes: table, mintingKey: keys.minting, keys: keys.ring, wallet: chosen.wallet,
      now: session.environment.now, randomBytes: session.environment.randomBytes)
    paywall.proxy = proxy.proxy
    paywall.trusted = proxy.trusted
    paywall.challengesWith401 = proxy.challengesWith401
    paywall.profile = profile
    paywall.location = settings.location.value
    paywall.isStrict = strict || settings.isStrict.value
    paywall.acceptsTestTokens = allowTest || chosen.wallet.profile.isSandbox
    paywall.revocations = try revocations(chosen.store, session)
    paywall.report = RareReports(console: session.console).report
    return paywall
  }

  /// What everything costs where nobody says.
  static let usualPrice = Millisatoshis(21_000)

  private func routeTable(
    service: String?, _ chosen: ChosenWallet, _ settings: Settings, _ session: Session
  ) throws -> RouteTable {
    var prices = ServePrices(session.rates(rate, settings, chosen))
    let table = try routeTable(service: service, settings, &prices)
    guard rate.isEmpty || !prices.exchanged.isEmpty else {
      throw Failure(.usage, "--rate is for amounts in money", hint: "leave it out")
    }
    for (text, amount) in prices.exchanged {
      session.console.note("\(text) is \(amount.satoshis) sat for as long as this runs")
    }
    return table
  }

  /// Prices by the flags, else by the configuration.
  private func routeTable(
    service: String?, _ settings: Settings, _ prices: inout ServePrices
  ) throws -> RouteTable {
    let isOfFlags = amount != nil || !routes.isEmpty
    let texts = isOfFlags ? routes : settings.serveRoutes?.value ?? []
    do throws(RouteError) {
      guard texts.isEmpty else {
        var parsed: [Route] = []
        for text in texts {
          parsed.append(
            try Route(parsing: text, service: service, lifetime: expiresIn?.seconds) {
              prices.amount($0)
            })
        }
        return try RouteTable(parsed)
      }
    } catch {
      if let failure = prices.failure { throw failure }
      throw Failure(
        isOfFlags ? .usage : .configuration, "\(isOfFlags ? "--route" : "serve.routes"): \(error)",
        hint: "as in 'GET /premium/**=100sat;service=premium;expires=1h'")
    }
    let price = amount ?? settings.serveAmount?.value
    guard let cost = price.map({ prices.amount($0) }) ?? Self.usualPrice, cost.value > 0 else {
      throw prices.failure
        ?? Failure(amount == nil ? .configuration : .usage, "what everything costs is more than 0")
    }
    let everything = Route.everything(
      Route.Price(
        amount: cost, service: service ?? Self.defaultService, lifetime: expiresIn?.seconds))
    return try RouteTable([everything].compactMap(\.self))
  }

  private static func storedKeys(_ store: Store, _ session: Session) throws -> PaywallKeys {
    let key = try Failure.wrapping { try store.paywallKey(newKey: session.random32()) }
    let master = try MasterKey(KeyMaterial(content: key.array, format: .raw))
    return PaywallKeys(minting: .master(master), ring: try PooledStore(path: store.path))
  }

  private func revocations(
    _ store: Store, _ session: Session
  ) throws -> [any RevocationSource] {
    var sources: [any RevocationSource] = [try PooledStore(path: store.path)]
    guard let revoked else { return sources }
    let path = DescriptorReader.expand(revoked, home: session.environment.variables["HOME"])
    do throws(WatchedRevocations.Failure) {
      sources.append(FileRevocations(file: try WatchedRevocations(path: path)))
    } catch {
      switch error {
      case .malformed(let error): throw Failure(error, path: revoked)
      case .unreadable: throw Failure(.unreadable, "cannot open \"\(revoked)\": \(error)")
      }
    }
    return sources
  }

  private func content(_ session: inout Session) throws -> PaywallSettings.Content? {
    guard let respond else { return nil }
    let bytes = respond.isEmpty ? [] : try session.text(respond)
    guard Source(respond) == nil else {
      return PaywallSettings.Content(body: bytes, type: Self.mediaType(of: bytes))
    }
    return PaywallSettings.Content(body: bytes + [0x0a], type: Self.mediaType(of: bytes))
  }

  private static func mediaType(of bytes: [UInt8]) -> String {
    guard String(validating: bytes, as: UTF8.self) != nil else { return "application/octet-stream" }
    let first = bytes.first { $0 > 0x20 }
    let isObject = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    return isObject && (try? JSONReader.read(bytes[...])) != nil
      ? "application/json" : "text/plain; charset=utf-8"
  }

  private static func listen(
    _ address: ListenAddress,
    _ listen: (String, Int) throws(PaywallServer.Failure) -> Int
  ) throws -> String {
    do throws(PaywallServer.Failure) {
      return address.url(port: try listen(address.host, address.port))
    } catch {
      throw Failure(
        .unavailable, "cannot listen on \(address.text): \(error)",
        hint: "port 0 takes a free one, and the first line of output names it")
    }
  }

  private func tell(
    _ url: String, _ metrics: String?, _ chosen: ChosenWallet, _ table: RouteTable,
    _ session: Session
  ) {
    if let metrics { session.console.note("metrics on \(metrics)/metrics") }
    if chosen.wallet.profile.isSandbox {
      session.console.note("play money: the invoices are of the sandbox")
    }
    if let proxy = proxy.proxy {
      let endpoint = url + (proxy.endpoint ?? "")
      session.console.note("\(proxy.rawValue) asks at \(endpoint)")
    } else {
      session.console.note("try: l402 curl \(url)\(Self.example(table))")
    }
  }

  /// A path that costs something.
  private static func example(_ table: RouteTable) -> String {
    let path = table.routes.first { $0.price != nil }?.pattern.text ?? "/"
    return String(path.prefix { $0 != "*" })
  }

  /// Waits for TERM or INT; once an hour, invoices that nobody paid leave the sandbox's ledger.
  private static func wait(for chosen: ChosenWallet, _ session: Session) {
    var next: Int64 = 0
    while !Interruption.wasAsked {
      let now = session.environment.now().unixSeconds
      if chosen.wallet.profile.isSandbox, now >= next {
        next = now + 3600
        _ = try? chosen.store.pruneSandboxInvoices(expiredBefore: now - 86_400)
      }
      session.environment.sleep(100)
    }
  }

  /// As many connections as the system has descriptors for.
  private static func limits() -> ServerLimits {
    var limits = ServerLimits()
    limits.connections = max(16, min(limits.connections, Descriptors.raise(to: 8192) - 64))
    return limits
  }
}
