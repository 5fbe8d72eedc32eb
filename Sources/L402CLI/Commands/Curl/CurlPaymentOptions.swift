import ArgumentParser
import CurlTool

/// The options of `l402 curl` that are ours; all others are curl's.
struct CurlPaymentOptions: ParsableArguments {
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

  func validate() throws {
    if let timeout, !(1...86_400).contains(timeout.seconds) {
      throw ValidationError("--timeout is from 1s to 1d")
    }
    if let challenge, challenge < 1 { throw ValidationError("--challenge counts from 1") }
    if credential != nil, dryRun || rebuy || noStore {
      throw ValidationError("--credential buys nothing: leave --dry-run, --rebuy, --no-store out")
    }
    if let scope, !scope.hasPrefix("/") { throw ValidationError("--scope begins with a slash") }
  }

  /// The same as the parser of curl's options has to know them.
  static let extras: [ExtraOption] = [
    ExtraOption("wallet", takesValue: true), ExtraOption("max-amount", takesValue: true),
    ExtraOption("max-fee", takesValue: true), ExtraOption("yes", takesValue: false),
    ExtraOption("allow-unbounded-fee", takesValue: false), ExtraOption("rate", takesValue: true),
    ExtraOption("budget", takesValue: true), ExtraOption("timeout", takesValue: true),
    ExtraOption("credential", takesValue: true), ExtraOption("no-pay", takesValue: false),
    ExtraOption("no-store", takesValue: false), ExtraOption("dry-run", takesValue: false),
    ExtraOption("scope", takesValue: true), ExtraOption("rebuy", takesValue: false),
    ExtraOption("pay-on-401", takesValue: false), ExtraOption("allow-http", takesValue: false),
    ExtraOption("allow-insecure-pay", takesValue: false),
    ExtraOption("allow-opaque-token", takesValue: false),
    ExtraOption("challenge", takesValue: true), ExtraOption("report", takesValue: true),
    ExtraOption("show-secrets", takesValue: false),
  ]
}
