import BOLT11
import Payments
import Store
import Wallets

/// What a payment may cost, as the command line says it.
struct PaymentLimits: Sendable {
  /// The most that it may cost, fees apart.
  var maxAmount: PriceArgument?
  /// The most that it may cost on top.
  var maxFee: FeeArgument?
  /// Whether nobody is asked.
  var yes = false
  /// Whether a wallet that keeps to no fee limit may pay.
  var allowsUnboundedFee = false
  /// What a bitcoin costs.
  var rates: [RateArgument] = []

  /// The policy of flags, else of variables and file, else the defaults of real wallets.
  ///
  /// - Parameter origin: whom it is for; nil where nobody said.
  func policy(
    _ settings: Settings, for chosen: ChosenWallet, at origin: String?, _ rates: Rates, timeout: Int
  ) throws -> PaymentPolicy {
    let defaults = chosen.wallet.profile.isSandbox ? LimitDefaults.sandbox : .real
    let maxAmount = try (maxAmount ?? settings.maxAmount(at: origin)?.value).map {
      try rates.amount($0, .down)
    }
    func budgets(_ arguments: [BudgetArgument], of origin: String?) throws -> [Budget] {
      try arguments.map {
        Budget(
          amount: try rates.amount($0.price, .down).value, span: $0.span, origin: origin)
      }
    }
    let rule = settings.rule(for: origin)
    var policy = PaymentPolicy(
      maxAmount: maxAmount ?? defaults.perPayment, feeLimit: .standard,
      budgets: try settings.budgets.map { try budgets($0.value, of: nil) } ?? defaults.budgets)
    policy.budgets += try budgets(rule?.value.budgets ?? [], of: origin)
    policy.onlyListed = settings.onlyListed.value
    policy.isListed = rule != nil
    policy.feeBound = chosen.feeBound
    policy.assumedNetwork = chosen.definition?.network ?? .bitcoin
    if let fee = maxFee ?? settings.maxFee?.value {
      policy.feeLimit = fee.limit
    } else if let bound = chosen.feeBound, !chosen.wallet.profile.enforcesFeeLimit {
      // What its owner says that it takes is the limit, unless there is another one.
      policy.feeLimit = .absolute(bound)
    }
    policy.allowsUnboundedFee = allowsUnboundedFee
    policy.timeout = timeout
    policy.forbidsPaying = settings.forbidsPaying.value
    return policy
  }

  /// Whether to ask before paying: on a terminal, with real money and where nobody set a limit.
  func asks(
    _ settings: Settings, _ chosen: ChosenWallet, at origin: String?, hasTerminal: Bool
  ) -> Bool {
    // A person who pays by hand has said yes by then.
    guard !chosen.wallet.profile.isSandbox, !chosen.wallet.profile.isPerson, !yes else {
      return false
    }
    switch settings.ask.value {
    case .never: return false
    case .always: return true
    case .terminal:
      let isLimited =
        maxAmount != nil || settings.maxAmount(at: origin) != nil || settings.budgets != nil
      return hasTerminal && !isLimited
    }
  }
}

/// The limits where nobody set any.
struct LimitDefaults {
  let perPayment: Millisatoshis?
  let budgets: [Budget]

  /// Play money has none.
  static let sandbox = LimitDefaults(perPayment: nil, budgets: [])
  /// 1000 sat a payment, 10000 sat a day.
  static let real = LimitDefaults(
    perPayment: Millisatoshis(1_000_000), budgets: [Budget(amount: 10_000_000, span: 86_400)])
}
