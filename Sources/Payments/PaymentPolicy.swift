public import BOLT11
public import Store
public import Wallets

/// What may be paid without anybody deciding anew.
public struct PaymentPolicy: Hashable, Sendable {
  /// The most that one payment may cost, fees apart; nil for no limit.
  public var maxAmount: Millisatoshis?
  /// The most that it may cost on top.
  public var feeLimit: FeeLimit
  /// What may be spent in spans of time, fees included.
  public var budgets: [Budget]
  /// For how many seconds to try.
  public var timeout = 60
  /// Whether a wallet that keeps to no fee limit may be used without a bound, or above the limit.
  public var allowsUnboundedFee = false
  /// The most that a wallet takes on top that keeps to no fee limit, as its owner knows it.
  public var feeBound: Millisatoshis?
  /// Whether nothing may ever be paid.
  public var forbidsPaying = false
  /// The network of a wallet that does not say which it is on.
  public var assumedNetwork = LightningNetwork.bitcoin
  /// Whether only purchases at a listed origin may be paid.
  public var onlyListed = false
  /// Whether the origin of this purchase is listed.
  public var isListed = false

  /// Limits; the defaults for real wallets are 1000 sat a payment, 10000 sat a day.
  public init(maxAmount: Millisatoshis?, feeLimit: FeeLimit, budgets: [Budget]) {
    self.maxAmount = maxAmount
    self.feeLimit = feeLimit
    self.budgets = budgets
  }

  /// No send within so many seconds of the invoice's end.
  static let lastSeconds: Int64 = 30
  /// The most blocks that the last hop may ask for.
  static let mostFinalBlocks: UInt32 = 144

  /// Why a purchase must not be paid for now; nil where it may, budgets and the user apart.
  func objection(
    to purchase: Purchase, profile: WalletProfile, network: LightningNetwork?, now: Int64
  ) -> Refusal? {
    let invoice = purchase.invoice
    if forbidsPaying { return Refusal(.noPay, "paying is switched off") }
    if let problem = invoice.problems.first {
      return Refusal(.unpayable, "a payer must refuse the invoice: \(problem.message)")
    }
    if onlyListed, !isListed {
      return Refusal(
        .notListed,
        purchase.origin.map { "\($0) is not among the origins that may be paid" }
          ?? "only listed origins may be paid, and nobody said whom this is for")
    }
    if let objection = purchase.objection { return objection }
    // Until the wallet says otherwise it is real, and so is its money.
    let wanted = network ?? assumedNetwork
    guard invoice.network == wanted else {
      return Refusal(
        .network,
        "the invoice is for \(invoice.network.rawValue), the wallet is on \(wanted.rawValue)")
    }
    if let end = invoice.expiresAt, end - Self.lastSeconds <= now {
      return Refusal(
        .expired, end <= now ? "the invoice has expired" : "the invoice ends in \(end - now) s")
    }
    guard invoice.minFinalCLTVExpiryDelta <= Self.mostFinalBlocks else {
      return Refusal(
        .heldTooLong,
        "the payee asks to hold the payment for \(invoice.minFinalCLTVExpiryDelta) blocks, "
          + "\(Self.mostFinalBlocks) is the limit")
    }
    if invoice.amount != nil, let given = purchase.amount, given != invoice.amount {
      return Refusal(.amountConflict, "the invoice has an amount of its own, another one was given")
    }
    guard let amount = purchase.total, amount.value > 0 else {
      return Refusal(.noAmount, "the invoice leaves the amount to the payer, and none was given")
    }
    guard amount <= .supply else {
      return Refusal(.priceOverLimit, "\(amount.satoshis) sat is more than will ever be")
    }
    if profile.wholeSatoshisOnly, amount.value % 1000 != 0 {
      return Refusal(
        .wholeSatoshis, "this wallet pays whole satoshis, and the price is \(amount.satoshis) sat")
    }
    if let maxAmount, amount > maxAmount {
      return Refusal(
        .priceOverLimit,
        "\(amount.satoshis) sat is more than the \(maxAmount.satoshis) sat allowed a payment")
    }
    // A person sees what their wallet wants.
    if !profile.enforcesFeeLimit, !profile.isPerson, !allowsUnboundedFee {
      guard let feeBound else {
        return Refusal(.unboundedFee, "this wallet cannot limit fees, and no bound is set for them")
      }
      let limit = feeLimit.limit(for: amount)
      guard feeBound <= limit else {
        return Refusal(
          .unboundedFee,
          "this wallet may take \(feeBound.satoshis) sat on top, \(limit.satoshis) sat is the limit"
        )
      }
    }
    return nil
  }

  /// What is set aside for fees: the limit, or what a wallet that keeps to none may take.
  public func feeCap(for amount: Millisatoshis, _ profile: WalletProfile) -> Millisatoshis {
    let limit = feeLimit.limit(for: amount)
    guard !profile.enforcesFeeLimit, let feeBound else { return limit }
    return allowsUnboundedFee ? max(feeBound, limit) : feeBound
  }
}

/// The most that a payment may cost on top of its amount.
public enum FeeLimit: Hashable, Sendable {
  /// So much.
  case absolute(Millisatoshis)
  /// So many millionths of the amount, but at least so much.
  case proportional(millionths: UInt64, atLeast: Millisatoshis)

  /// One hundredth, but at least 5 sat.
  public static let standard = FeeLimit.proportional(
    millionths: 10_000, atLeast: Millisatoshis(5000))

  /// The limit for an amount, rounded down; never more than all that will ever be.
  public func limit(for amount: Millisatoshis) -> Millisatoshis {
    switch self {
    case .absolute(let limit): return min(limit, .supply)
    case .proportional(let millionths, let least):
      let (high, low) = amount.value.multipliedFullWidth(by: millionths)
      guard high < 1_000_000 else { return .supply }
      let share = UInt64(1_000_000).dividingFullWidth((high, low)).quotient
      return min(max(Millisatoshis(share), least), .supply)
    }
  }
}
