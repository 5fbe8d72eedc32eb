import ArgumentParser

/// What a payment may cost.
struct LimitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The most that it may cost, fees apart.", valueName: "amount"))
  var maxAmount: PriceArgument?

  @Option(help: ArgumentHelp("The most that it may cost on top: 5sat, 1%.", valueName: "amount|%"))
  var maxFee: FeeArgument?

  @Flag(help: "Pay without a question; no limit is lifted.")
  var yes = false

  @Flag(help: "Pay through a wallet that keeps to no fee limit.")
  var allowUnboundedFee = false

  @Option(
    name: .customLong("rate"),
    help: ArgumentHelp("What a bitcoin costs: usd=95000 (repeatable).", valueName: "cur=price"))
  var rates: [RateArgument] = []

  /// What they say.
  var given: PaymentLimits {
    PaymentLimits(
      maxAmount: maxAmount, maxFee: maxFee, yes: yes, allowsUnboundedFee: allowUnboundedFee,
      rates: rates)
  }
}
