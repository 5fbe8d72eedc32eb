import Wallets

/// A value in force and what set it.
struct Setting<Value: Hashable & Sendable>: Hashable, Sendable {
  let value: Value
  let origin: SettingOrigin
}

/// What set a value.
enum SettingOrigin: Hashable, Sendable, CustomStringConvertible {
  /// Nobody.
  case usual
  /// A file, by its path.
  case file(String)
  /// A variable, by its name.
  case variable(String)

  /// As `config show` prints it.
  var description: String {
    switch self {
    case .usual: "default"
    case .file(let path): "file \(path)"
    case .variable(let name): "variable \(name)"
    }
  }

  /// Whether it is a variable, which wins over every file.
  var isVariable: Bool {
    guard case .variable = self else { return false }
    return true
  }
}

/// What variables and configuration say, the former winning; flags win over both.
struct Settings: Sendable {
  let home: Home
  let location: Setting<String>
  /// The source of the root key, nil for the local store.
  let rootKey: Setting<String>?
  /// The source of the master key.
  let masterKey: Setting<String>?
  let isStrict: Setting<Bool>
  /// What the wallet is called that pays and is paid.
  let wallet: Setting<String>
  /// The wallets that are set up, by name; the sandbox is not among them.
  let wallets: [String: Setting<WalletDefinition>]
  /// The most that a payment may cost; nil where nobody set it.
  let maxAmount: Setting<PriceArgument>?
  /// The most that it may cost on top; nil where nobody set it.
  let maxFee: Setting<FeeArgument>?
  /// What may be spent in spans of time; nil where nobody set it.
  let budgets: Setting<[BudgetArgument]>?
  /// What holds for one origin alone, by the origin.
  let origins: [String: Setting<OriginConfiguration>]
  /// Whether only those origins are paid.
  let onlyListed: Setting<Bool>
  /// What a bitcoin costs.
  let rates: Setting<RateConfiguration>?
  /// Where `serve` listens.
  let serveListen: Setting<ListenAddress>
  /// What everything costs there; nil where nobody set it.
  let serveAmount: Setting<PriceArgument>?
  /// What some paths cost there; nil where nobody set it.
  let serveRoutes: Setting<[String]>?
  /// Whether credentials and money may travel over plain http beyond this machine.
  let allowsHTTP: Setting<Bool>
  /// When the user is asked.
  let ask: Setting<AskChoice>
  /// Whether nothing may ever be paid.
  let forbidsPaying: Setting<Bool>

  /// The wallet that is built in.
  static let sandboxName = "sandbox"

  /// What the wallet is called that pays an origin: a variable's, else the origin's own.
  func wallet(at origin: String?) -> Setting<String> {
    guard !wallet.origin.isVariable, let rule = rule(for: origin), let name = rule.value.wallet
    else { return wallet }
    return Setting(value: name, origin: rule.origin)
  }

  /// The most that a payment to an origin may cost: a variable's, else the origin's own.
  func maxAmount(at origin: String?) -> Setting<PriceArgument>? {
    guard maxAmount?.origin.isVariable != true, let rule = rule(for: origin),
      let price = rule.value.perPayment
    else { return maxAmount }
    return Setting(value: price, origin: rule.origin)
  }

  /// What holds for an origin alone.
  func rule(for origin: String?) -> Setting<OriginConfiguration>? { origin.flatMap { origins[$0] } }

  /// - Parameters:
  ///   - environment: variables and home.
  ///   - usesKeys: false where flags give the key: variables and file are not looked at for one.
  /// - Throws: `Failure` with `.configuration` for what cannot be understood.
  init(_ environment: Environment, usesKeys: Bool = true) throws {
    home = try Home(environment)
    let file = home.configurationFile
    let configuration = try Configuration(file: file)
    location =
      configuration.location.map { Setting(value: $0, origin: .file(file)) }
      ?? Setting(value: "", origin: .usual)
    func setting<Value>(_ value: Value?) -> Setting<Value>? {
      value.map { Setting(value: $0, origin: .file(file)) }
    }
    let ofVariables = try WalletVariables.wallets(environment)
    var wallets = configuration.wallets.compactMapValues { setting($0) }
    wallets.merge(ofVariables) { _, variable in variable }
    self.wallets = wallets
    wallet =
      try Self.variable("L402_WALLET", environment) { $0 }
      ?? WalletVariables.inForce(ofVariables)
      ?? setting(configuration.wallet) ?? Setting(value: Self.sandboxName, origin: .usual)
    origins = configuration.origins.compactMapValues { setting($0) }
    rates = setting(configuration.rates)
    serveListen =
      setting(configuration.serve.listen) ?? Setting(value: .usual, origin: .usual)
    serveAmount = setting(configuration.serve.amount)
    serveRoutes = setting(configuration.serve.routes)
    let limits = configuration.limits
    maxAmount =
      try Self.variable("L402_MAX_AMOUNT", environment, PriceArgument.init(argument:))
      ?? setting(limits.perPayment)
    maxFee =
      try Self.variable("L402_MAX_FEE", environment, FeeArgument.init) ?? setting(limits.fee)
    budgets =
      try Self.variable("L402_BUDGET", environment, BudgetArgument.list) ?? setting(limits.budgets)
    onlyListed = setting(limits.onlyListed) ?? Setting(value: false, origin: .usual)
    allowsHTTP = setting(limits.allowsHTTP) ?? Setting(value: false, origin: .usual)
    ask =
      try Self.variable("L402_PROMPT", environment, AskChoice.init(rawValue:))
      ?? setting(limits.ask) ?? Setting(value: .terminal, origin: .usual)
    forbidsPaying =
      try Self.variable("L402_NO_PAY", environment) { ["0": false, "1": true][$0] }
      ?? Setting(value: false, origin: .usual)
    guard usesKeys else {
      (rootKey, masterKey) = (nil, nil)
      isStrict = try Self.strictness(environment, configuration, file: file)
      return
    }
    let root = try Self.keyVariable("L402_ROOT_KEY", environment)
    let master = try Self.keyVariable("L402_MASTER_KEY", environment)
    guard root == nil || master == nil else {
      throw Failure(
        .configuration, "L402_ROOT_KEY and L402_MASTER_KEY exclude each other",
        hint: "unset one of them")
    }
    if root != nil || master != nil {
      (rootKey, masterKey) = (root, master)
    } else {
      rootKey = configuration.rootKey.map { Setting(value: $0, origin: .file(file)) }
      masterKey = configuration.masterKey.map { Setting(value: $0, origin: .file(file)) }
    }
    isStrict = try Self.strictness(environment, configuration, file: file)
  }

  /// Variables that may not be empty: one that was meant to limit paying must not be overlooked.
  private static let limits: Set<String> = [
    "L402_BUDGET", "L402_MAX_AMOUNT", "L402_MAX_FEE", "L402_NO_PAY", "L402_PROMPT",
  ]

  /// A variable that is set and not empty.
  ///
  /// - Throws: `Failure` for one that cannot be understood: a limit that is overlooked is none.
  static func variable<Value>(
    _ name: String, _ environment: Environment, _ read: (String) -> Value?
  ) throws -> Setting<Value>? {
    guard environment.binaryVariables[name] == nil else {
      throw Failure(.configuration, "\(name) is not UTF-8")
    }
    guard let text = environment.variables[name] else { return nil }
    guard !text.isEmpty else {
      guard limits.contains(name) else { return nil }
      throw Failure(
        .configuration, "\(name) is set but empty", hint: "unset it, or give it a value")
    }
    guard let value = read(text) else {
      throw Failure(.configuration, "\(name) cannot be understood: \"\(text)\"")
    }
    return Setting(value: value, origin: .variable(name))
  }

  private static func strictness(
    _ environment: Environment, _ configuration: Configuration, file: String
  ) throws -> Setting<Bool> {
    if let text = environment.variables["L402_VERIFY_STRICT"], !text.isEmpty {
      guard text == "1" || text == "0" else {
        throw Failure(.configuration, "L402_VERIFY_STRICT is 1 or 0, not \"\(text)\"")
      }
      return Setting(value: text == "1", origin: .variable("L402_VERIFY_STRICT"))
    }
    return configuration.isStrict.map { Setting(value: $0, origin: .file(file)) }
      ?? Setting(value: false, origin: .usual)
  }

  /// The source that `NAME` or `NAME_FILE` stand for.
  ///
  /// - Throws: `Failure` for one that is set but empty: a secret that is missing in a CI job must
  ///   not silently mean another key.
  static func keyVariable(
    _ name: String, _ environment: Environment
  ) throws -> Setting<String>? {
    let variables = [name, name + "_FILE"].filter {
      environment.variables[$0] != nil || environment.binaryVariables[$0] != nil
    }
    for variable in variables where environment.variables[variable]?.isEmpty == true {
      throw Failure(
        .configuration, "\(variable) is set but empty", hint: "unset it, or give it the key")
    }
    guard variables.count < 2 else {
      throw Failure(.configuration, "\(name) and \(name)_FILE exclude each other")
    }
    guard let variable = variables.first else { return nil }
    guard variable != name else {
      return Setting(value: "env:\(name)", origin: .variable(name))
    }
    guard let path = environment.variables[variable] else {
      throw Failure(.configuration, "\(variable) is not UTF-8")
    }
    return Setting(value: "file:\(path)", origin: .variable(variable))
  }
}
