import ArgumentParser

/// The options of `l402 curl` that are ours, for the help, the manual and the completions.
///
/// `CurlPaymentOptions` is what reads them: this parser's tree takes longer than a whole request.
struct CurlPaymentArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The wallet that pays.", valueName: "name"))
  var wallet: String?

  @OptionGroup var limits: LimitOptions

  @Option(
    help: ArgumentHelp(
      "What may be spent in a span of time, besides other budgets (repeatable): 500sat/1d.",
      valueName: "amount/duration"))
  var budget: [BudgetArgument] = []

  @Option(help: ArgumentHelp("How long to try to pay (60s).", valueName: "duration"))
  var timeout: DurationArgument?

  @Option(help: ArgumentHelp("Present this credential, and buy none.", valueName: "text"))
  var credential: String?

  @Flag(help: "Pay nothing; stored credentials are presented.")
  var noPay = false

  @Flag(help: "Do not store the credential that is bought.")
  var noStore = false

  @Flag(help: "Say what would be paid; send no credential and no body.")
  var dryRun = false

  @Option(
    help: ArgumentHelp("The paths that the credential is kept for: /v1/.", valueName: "path"))
  var scope: String?

  @Flag(help: "Buy although a credential that was never accepted is there.")
  var rebuy = false

  @Flag(name: .customLong("pay-on-401"), help: "Pay a whole challenge of a 401 too.")
  var payOn401 = false

  @Flag(name: .customLong("allow-http"), help: "Present and pay over plain http.")
  var allowHTTP = false

  @Flag(help: "Present and pay although -k verifies nothing.")
  var allowInsecurePay = false

  @Flag(help: "Buy a token whose payment hash cannot be read.")
  var allowOpaqueToken = false

  @Option(help: ArgumentHelp("Which of several challenges, from 1.", valueName: "number"))
  var challenge: Int?

  @Option(
    help: ArgumentHelp(
      "Write what was asked, paid and presented as JSON; - is standard error.",
      valueName: "file|-"))
  var report: String?

  @Flag(help: "Show Authorization, tokens and preimages in -v and --trace.")
  var showSecrets = false
}
