import ArgumentParser
import BOLT11
import Payments
import Store

/// What a payment may cost.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The most that it may cost, fees apart.", valueName: "amount"))
  var maxAmount: AmountArgument?

  @Option(help: ArgumentHelp("The most that it may cost on top: 5sat, 1%.", valueName: "amount|%"))
  var maxFee: FeeArgument?

  /// The policy of flags, else of variables and file.
  func policy(_ settings: Settings, timeout: Int) throws -> PaymentPolicy {
    let fee = maxFee ?? settings.maxFee?.value
    var limit = FeeLimit.standard
    if let absolute = fee?.absolute { limit = .absolute(absolute) }
    if let millionths = fee?.millionths {
      limit = .proportional(millionths: millionths, atLeast: Millisatoshis(0))
    }
    var policy = PaymentPolicy(
      maxAmount: maxAmount?.amount ?? settings.maxAmount?.value.amount, feeLimit: limit,
      budgets: [])
    policy.timeout = timeout
    policy.forbidsPaying = settings.forbidsPaying.value
    return policy
  }
}
