/// When the user is asked before a payment.
enum AskChoice: String, Hashable, Sendable, CaseIterable {
  /// When somebody is there and no limit was set.
  case terminal
  /// At no time.
  case never
  /// Each time; without a terminal nothing is paid.
  case always
}

/// The table `[limits]` of the configuration.
struct LimitConfiguration: Hashable, Sendable {
  /// The most that one payment may cost.
  var perPayment: PriceArgument?
  /// The most that it may cost on top.
  var fee: FeeArgument?
  /// What may be spent in spans of time.
  var budgets: [BudgetArgument]?
  /// When to ask.
  var ask: AskChoice?
  /// Whether only the origins of the configuration are paid.
  var onlyListed: Bool?
  /// Whether credentials and money may travel over plain http beyond this machine.
  var allowsHTTP: Bool?

  static let keys = ["allow_http", "ask", "budgets", "fee", "only_listed", "per_payment"]

  /// Says nothing.
  init() {}

  /// Reads the table.
  init(_ table: ConfigurationTable) throws {
    try table.allow(Self.keys)
    (perPayment, budgets) = try table.spending()
    fee = try table.value(
      "fee", "an amount or a share in quotes: \"1%, at least 5sat\"", FeeArgument.init(argument:))
    ask = try table.value(
      "ask", "\"terminal\", \"never\" or \"always\"", AskChoice.init(rawValue:))
    onlyListed = try table.flag("only_listed")
    allowsHTTP = try table.flag("allow_http")
  }
}

/// A table `[origins."https://HOST"]`: what holds for one origin alone.
struct OriginConfiguration: Hashable, Sendable {
  /// The most that one payment there may cost, in place of the limit for all.
  var perPayment: PriceArgument?
  /// What may be spent there in spans of time, besides the budgets for all.
  var budgets: [BudgetArgument] = []
  /// What the wallet is called that pays there.
  var wallet: String?

  static let keys = ["budgets", "per_payment", "wallet"]

  /// Reads the table.
  init(_ table: ConfigurationTable) throws {
    try table.allow(Self.keys)
    let (perPayment, budgets) = try table.spending()
    self.perPayment = perPayment
    self.budgets = budgets ?? []
    wallet = try table.text("wallet")
  }
}

extension ConfigurationTable {
  /// The keys `per_payment` and `budgets`.
  fileprivate func spending() throws -> (PriceArgument?, [BudgetArgument]?) {
    (
      try value(
        "per_payment", "an amount in quotes: \"1000sat\"", PriceArgument.init(argument:)),
      try list(
        "budgets", "a list of amounts by time: [\"10000sat/1d\"]", BudgetArgument.init(argument:))
    )
  }
}
