import Bytes
import Payments
import Store
import Wallets

/// What to do about payments that were not made; wording lives here only.
extension Failure {
  /// A payment that must not be sent.
  init(_ refusal: Refusal) {
    guard let code = Code(rawValue: refusal.code.rawValue) else {
      self.init(.software, "an unknown refusal: \(refusal)")
      return
    }
    self.init(code, "\(refusal); nothing was paid", hint: Self.hint(for: refusal.code))
  }

  /// How paying ended, where it did not end well.
  ///
  /// - Parameter journal: what is written down, for the advice about what is undecided.
  init?(_ outcome: PaymentOutcome, journal: Store) {
    switch outcome {
    case .paid: return nil
    case .unstored(_, let error):
      self.init(.unstored, "paid, but that could not be written down: \(error)")
    case .undecided(let hash, let why):
      self.init(
        .undecided, "the payment \(hash.hex.prefix(8)) is undecided: \(why)",
        hint: Self.hint(forUndecided: (try? journal.payment(hash)) ?? nil))
    case .failed(let why):
      self.init(.paymentFailed, "the payment failed, nothing was spent: \(why)")
    case .earlier(let row):
      self.init(
        .undecided,
        "an earlier payment bought what was never used: \(row.paymentHash.hex.prefix(8))",
        hint: "l402 payments resume \(row.paymentHash.hex.prefix(8)) prints it")
    case .notNeeded: return nil
    case .refused(let refusal): self.init(refusal)
    }
  }

  private static func hint(forUndecided row: StoredPayment?) -> String {
    guard let row else {
      // Nothing of ours: somebody else pays it, or it is no payment at all.
      return "nothing was sent from here; another payer of the wallet may be at it, or the invoice "
        + "is the wallet's own"
    }
    let hash = row.paymentHash.hex.prefix(8)
    return "run the same command again: it never pays twice; or l402 payments resume \(hash)"
  }

  private static func hint(for code: Refusal.Code) -> String? {
    switch code {
    case .unpayable, .brokenChallenge, .brokenInvoice: "l402 inspect shows what is wrong with it"
    case .foreignInvoice: "do not pay it anywhere: ask the server's owner"
    case .severalChallenges: "--challenge N chooses one; l402 inspect lists them"
    case .uselessToken: "l402 inspect explains the token"
    case .opaqueToken: "--allow-opaque-token buys it all the same"
    case .expired: "ask for a new challenge"
    case .noAmount: "--amount 21sat says how much"
    case .amountConflict: "leave --amount out"
    case .priceOverLimit: "--max-amount allows more for this once"
    case .network: "the sandbox pays invoices for regtest that it made itself; l402 help config"
    case .unboundedFee:
      "fee_bound in config.toml says what it may take; --allow-unbounded-fee for this once"
    case .overBudget: "limits.budgets in config.toml, L402_BUDGET, or --budget of curl, allow more"
    case .notConfirmed: "--yes pays without a question, within the limits"
    case .notListed:
      "[origins.\"URL\"] in config.toml lists it, and --origin URL says whom this is for"
    case .noPay: "L402_NO_PAY or --no-pay is set"
    case .otherOrigin: "ask that origin itself, if you mean to pay there"
    case .plainHTTP: "https, or --allow-http if everybody on the way may read the credential"
    case .insecureTLS: "--allow-insecure-pay, if you know who answers"
    case .ownAuthorization: "leave -H Authorization, -u and netrc out, and l402 brings its own"
    case .givenCredential: "leave --credential out to buy one"
    case .heldTooLong, .wholeSatoshis: nil
    }
  }

  /// Nobody set a wallet up, and what is asked for is real money.
  static func noWallet(_ refusal: Refusal, _ environment: Environment) -> Failure {
    // One that merely lies there is suggested, never paid with.
    let found = FoundWallet.all(environment).first
    return Failure(
      .configuration,
      "no wallet is set up, and the sandbox has play money only (\(refusal)); nothing was paid",
      hint: found.map { "there is \($0.path): \($0.command)" }
        ?? "l402 wallet add --help says how to set one up")
  }

  /// Prints what a payment bought.
  ///
  /// - Throws: `Failure` that says so: whatever fails now, the money is spent.
  static func oncePaid(_ print: () throws -> Void) throws {
    do {
      try print()
    } catch let failure as Failure {
      throw Failure(
        .unstored, "paid, but \(failure.message)",
        hint: "run the same command again: it prints what was bought, and pays nothing")
    }
  }

  /// A wallet that did not do what it was asked to; nothing was paid.
  init(_ error: WalletError, wallet name: String) {
    let code: Code =
      switch error.reason {
      case .store: .store
      case .configuration, .unauthorized: .configuration
      default: .unavailable
      }
    self.init(code, "wallet \"\(name)\": \(error)")
  }

  /// A payment that could not even begin.
  init(_ error: PaymentFlowError, wallet name: String) {
    switch error {
    case .wallet(let error): self.init(error, wallet: name)
    case .journal(let error): self.init(error)
    }
  }
}
