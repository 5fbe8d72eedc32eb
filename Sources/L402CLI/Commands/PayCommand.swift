import ArgumentParser
import BOLT11
import Bytes
import Glibc
import JSON
import L402Protocol
import Payments
import Presentation
import Store
import Wallets

/// The command `l402 pay`.
struct PayCommand: ParsableCommand, L402Command {
  static let configuration = CommandConfiguration(
    commandName: "pay", abstract: "Pay a challenge or an invoice; print the credential.",
    usage: "l402 pay [TEXT] [OPTIONS]",
    discussion: """
      A challenge gives the credential, an invoice the preimage. What was paid before is handed out \
      again, never paid again: when in doubt, run the same command once more. It pays at most 1000 sat \
      a payment and 10000 sat a day unless you set limits, and asks first where somebody is there and \
      no limit is set. Without a wallet in config.toml it pays with the play money of the sandbox.

      Examples
        l402 challenge --amount 21sat --service api | l402 pay --as header
        curl -si http://localhost:8402/ | l402 pay --max-amount 100sat
        l402 pay env:INVOICE --dry-run
      exit: 0 paid   110 undecided, run again   111 the server broke the protocol   112 refused by
      policy   113 failed, nothing was spent   115 paid, not stored   64 usage   65 malformed   69 wallet
      """)

  @Argument(
    help: ArgumentHelp("The text, @FILE, env:NAME, or - for standard input.", valueName: "text"))
  var text: String?

  @Option(help: ArgumentHelp("The wallet that pays.", valueName: "name"))
  var wallet: String?

  @Option(help: ArgumentHelp("What to pay where the invoice does not say.", valueName: "amount"))
  var amount: PriceArgument?

  @OptionGroup(title: "Limits") var limits: LimitOptions

  @Option(help: ArgumentHelp("How long to try (60s).", valueName: "duration"))
  var timeout: DurationArgument?

  @Option(
    help: ArgumentHelp(
      "Whom it is paid to: caveats are held against it, one purchase at a time is made there, and the "
        + "credential is kept for it.",
      valueName: "url"))
  var origin: OriginArgument?

  @Flag(help: "Buy a token whose payment hash cannot be read.")
  var allowOpaqueToken = false

  @Option(help: ArgumentHelp("Which of several challenges, from 1.", valueName: "number"))
  var challenge: Int?

  @Flag(help: "Say what would be paid, and pay nothing.")
  var dryRun = false

  @Option(
    name: .customLong("as"), help: ArgumentHelp("The shape of the result.", valueName: "shape"))
  var shape: PayShape?

  @OptionGroup(title: "Output") var output: OutputOptions

  static let fieldNames = FieldNames(names: [
    "amount_msat", "credential", "fee_limit_msat", "fee_msat", "header", "payment_hash", "preimage",
    "reused", "wallet", "would_pay",
  ])

  func validate() throws {
    if output.json || !output.field.isEmpty, shape != nil {
      throw ValidationError("--as chooses text; --json and --field have their own form")
    }
    for path in output.field where FieldPath(path).steps.count != 1 {
      throw ValidationError("--field \(path): the members of the object have none of their own")
    }
    if dryRun, shape != nil { throw ValidationError("--dry-run and --as exclude each other") }
    if let timeout, !(1...86_400).contains(timeout.seconds) {
      throw ValidationError("--timeout is from 1s to 1d")
    }
    if let challenge, challenge < 1 { throw ValidationError("--challenge counts from 1") }
  }

  mutating func run(in session: inout Session) throws -> ExitStatus {
    let settings = try Settings(session.environment, usesKeys: false)
    let given = try session.text(text)
    let wanted = try wanted(given[...], operand: text)
    if wanted.challenge == nil, let shape, shape != .preimage {
      throw Failure(
        .usage, "an invoice has no token: --as \(shape.rawValue) needs a challenge",
        hint: "leave --as out for the preimage")
    }
    // What is known as paid is handed out, whatever is set up, allowed or writable now.
    if let hash = wanted.invoice.paymentHash, let journal = try? session.localStore(.readOnly),
      let known = PaymentFlow.knownReceipt(hash, in: journal)
    {
      return try handOut(known, wanted, &session)
    }
    let whom = origin?.origin.description
    let chosen =
      try session.phone(wallet, settings, at: whom, for: wanted.invoice)
      ?? session.wallet(wallet ?? settings.wallet(at: whom).value, settings, for: .paying)
    let rates = session.rates(limits.rates, settings, chosen)
    let policy = try limits.given.policy(
      settings, for: chosen, at: whom, rates, timeout: timeout.map { Int($0.seconds) } ?? 60)
    let now = session.environment.now().unixSeconds + Int64(policy.timeout)
    let amount = try amount.map { try rates.amount($0, .up) }
    guard var purchase = Purchase(wanted.invoice, amount: amount) else {
      throw Failure(Refusal(.unpayable, "the invoice has no payment hash"))
    }
    purchase.token = wanted.challenge.map { Array($0.token.text) }
    purchase.origin = whom
    purchase.objection = objection(wanted, at: Timestamp(unixSeconds: now))
    Interruption.watch()
    var flow = PaymentFlow(
      wallet: chosen.wallet, name: chosen.name, journal: chosen.store,
      locks: PaymentLocks(besideStoreAt: settings.home.store), policy: policy,
      clock: session.environment.walletClock)
    // Nobody set one up, and the sandbox cannot pay real money: that is no policy.
    let hasNoWallet =
      wallet == nil && settings.wallet(at: whom).origin == .usual
      && purchase.invoice.network == .bitcoin
    if dryRun {
      let terminal = session.environment.openTerminal()
      if let terminal { close(terminal) }
      let isAsked = limits.given.asks(settings, chosen, at: whom, hasTerminal: terminal != nil)
      flow.confirm = { _, _ in !isAsked || terminal != nil }
      return try preview(flow, purchase, chosen, hasNoWallet: hasNoWallet, &session)
    }
    let terminal = session.environment.openTerminal()
    defer { if let terminal { close(terminal) } }
    if limits.given.asks(settings, chosen, at: whom, hasTerminal: terminal != nil) {
      flow.confirm =
        PaymentQuestion(
          environment: session.environment, chosen: chosen, policy: policy, whom: whom
        ).ask
    } else if terminal == nil, chosen.wallet.profile.isPerson {
      flow.confirm = { _, _ in false }
    }
    let outcome: PaymentOutcome
    do {
      outcome = try flow.pay(purchase)
    } catch {
      throw Failure(error, wallet: chosen.name)
    }
    if hasNoWallet, case .refused(let refusal) = outcome, refusal.code == .network {
      throw Failure.noWallet(refusal, session.environment)
    }
    return try finish(outcome, wanted, chosen, policy, &session)
  }

  private func handOut(
    _ known: Receipt, _ wanted: Wanted, _ session: inout Session
  ) throws -> ExitStatus {
    guard !dryRun else {
      try show(
        amount: known.amount, feeLimit: nil, isFeeLimited: true, hash: known.paymentHash,
        walletName: known.walletName, session)
      return .success
    }
    // Nothing was paid now, and nothing here need be writable.
    let store = try? session.localStore(.existing)
    let isKept = store.map { (try? keep(known, wanted, in: $0, session)) ?? false } ?? false
    try print(known, wanted, &session)
    tell(known, isKept: isKept, session)
    try? store?.markPayment(known.paymentHash, usedAt: session.environment.now().unixSeconds)
    return .success
  }

  /// Stores the credential that a payment bought, where it is said whose it is.
  ///
  /// - Returns: whether there was one to store.
  private func keep(
    _ receipt: Receipt, _ wanted: Wanted, in store: Store, _ session: Session
  ) throws(StoreError) -> Bool {
    guard let origin, let challenge = wanted.challenge else { return false }
    _ = try store.add(
      StoredCredential(
        origin: origin.origin.description, scope: "/", scheme: challenge.scheme.rawValue,
        token: Array(challenge.token.text), preimage: receipt.preimage,
        paymentHash: receipt.paymentHash, isSandbox: receipt.isSandbox,
        createdAt: session.environment.now().unixSeconds))
    return true
  }

  /// What is to be paid for.
  private struct Wanted {
    let invoice: Invoice
    let challenge: Challenge?
  }

  private func wanted(_ text: ArraySlice<UInt8>, operand: String?) throws -> Wanted {
    let found: [Recognised]
    do {
      found = try Recogniser.recognise(text)
    } catch {
      throw Failure(error, in: text).withHint(forOperand: operand)
    }
    let challenges = found.compactMap { recognised -> Challenge? in
      guard case .challenge(let challenge) = recognised.subject else { return nil }
      return challenge
    }
    if challenges.isEmpty, case .invoice(let invoice)? = found.first?.subject {
      if challenge != nil {
        throw Failure(.usage, "--challenge chooses among challenges; this is an invoice")
      }
      return Wanted(invoice: invoice, challenge: nil)
    }
    guard let first = challenges.first else {
      let kind = found.first?.kind ?? "nothing"
      throw Failure(
        .malformed, "there is nothing to pay in it, but \(Failure.words(forKind: kind))")
    }
    if let number = challenge {
      guard challenges.indices.contains(number - 1) else {
        throw Failure(.usage, "--challenge \(number): there are \(challenges.count)")
      }
      return try wanted(challenges[number - 1])
    }
    guard challenges.count == 1 else {
      throw Failure(
        Refusal(
          .severalChallenges,
          "\(challenges.count) challenges that differ: nobody should guess which to pay"))
    }
    return try wanted(first)
  }

  private func wanted(_ challenge: Challenge) throws -> Wanted {
    do {
      return Wanted(invoice: try Invoice(parsing: challenge.invoice), challenge: challenge)
    } catch {
      throw Failure(
        Refusal(.brokenInvoice, "the challenge's invoice cannot be decoded: \(error)"))
    }
  }

  /// Why the token is not worth buying, at the moment at which the payment is through.
  private func objection(_ wanted: Wanted, at moment: Timestamp) -> Refusal? {
    guard let challenge = wanted.challenge else { return nil }
    var request = VerificationRequest(now: moment)
    request.origin = origin?.origin
    return challenge.objection(wanted.invoice, for: request, allowsOpaque: allowOpaqueToken)
  }

  private func finish(
    _ outcome: PaymentOutcome, _ wanted: Wanted, _ chosen: ChosenWallet, _ policy: PaymentPolicy,
    _ session: inout Session
  ) throws -> ExitStatus {
    var unkept: StoreError?
    if let receipt = outcome.receipt {
      var isKept = false
      do throws(StoreError) {
        isKept = try keep(receipt, wanted, in: chosen.store, session)
      } catch {
        unkept = error
      }
      try Failure.oncePaid { try print(receipt, wanted, &session) }
      tell(receipt, isKept: isKept, session)
      // What was printed can be used; not having noted it harms nobody.
      try? chosen.store.markPayment(
        receipt.paymentHash, usedAt: session.environment.now().unixSeconds)
      if let price = wanted.invoice.amount, receipt.amount > price {
        session.console.warn(
          "the wallet says that it paid \(receipt.amount.satoshis) sat for \(price.satoshis) sat")
      }
      let cap = policy.feeCap(for: receipt.amount, chosen.wallet.profile)
      if !receipt.isReused, let fee = receipt.fee, fee > cap {
        session.console.warn(
          "the wallet took a fee of \(fee.satoshis) sat, more than the \(cap.satoshis) sat set aside"
        )
      }
    }
    if let failure = Failure(outcome, journal: chosen.store) { throw failure }
    if let unkept {
      throw Failure(
        .unstored, "paid and printed, but the credential could not be stored: \(unkept)",
        hint: "run the same command again: it pays nothing")
    }
    return .success
  }

  private func tell(_ receipt: Receipt, isKept: Bool, _ session: Session) {
    let amount = "\(receipt.amount.satoshis) sat"
    let money = receipt.isSandbox ? " of play money" : ""
    let fee = receipt.fee.map { $0.value > 0 ? ", fee \($0.satoshis) sat" : "" } ?? ""
    let kept = isKept ? origin.map { "; credential stored for \($0.origin)" } ?? "" : ""
    session.console.note(
      (receipt.isReused
        ? "\(amount)\(money) had been paid before; nothing was paid now"
        : "paid \(amount)\(money)\(fee) from wallet \"\(receipt.walletName)\"") + kept)
  }

  private func print(
    _ receipt: Receipt, _ wanted: Wanted, _ session: inout Session
  ) throws {
    let preimage = Preimage(receipt.preimage)
    let credential = wanted.challenge.flatMap {
      try? HeaderFormatter.credential(tokens: [$0.token.text], preimage: preimage)
    }
    let scheme = wanted.challenge?.scheme.rawValue ?? "L402"
    try session.print(
      json: { writer in
        writer.object { object in
          object.name("amount_msat")
          object.integer(receipt.amount.value)
          object.member("credential", credential)
          object.member("fee_msat", receipt.fee.map { Int64(clamping: $0.value) })
          object.member("header", credential.map { "Authorization: \(scheme) \($0)" })
          object.member("payment_hash", hex: receipt.paymentHash)
          object.member("preimage", hex: receipt.preimage)
          object.member("reused", receipt.isReused)
          object.member("wallet", receipt.walletName)
        }
      },
      text: {
        let shape = shape ?? (credential == nil ? .preimage : .credential)
        guard let credential, let result = shape.result else { return receipt.preimage.hex + "\n" }
        return result.text(ofCredential: credential, scheme: scheme) + "\n"
      })
  }

  // MARK: Dry run

  private func preview(
    _ flow: PaymentFlow, _ purchase: Purchase, _ chosen: ChosenWallet, hasNoWallet: Bool,
    _ session: inout Session
  ) throws -> ExitStatus {
    let preview: PaymentPreview
    do {
      preview = try flow.preview(purchase)
    } catch {
      throw Failure(error, wallet: chosen.name)
    }
    let amount: Millisatoshis
    let feeLimit: Millisatoshis?
    switch preview {
    case .refused(let refusal) where hasNoWallet && refusal.code == .network:
      throw Failure.noWallet(refusal, session.environment)
    case .refused(let refusal): throw Failure(refusal)
    case .undecided(let hash, let why):
      throw Failure(.undecided, "the payment \(hash.hex.prefix(8)) is undecided: \(why)")
    case .wouldPay(let price, let limit): (amount, feeLimit) = (price, limit)
    case .known(let price): (amount, feeLimit) = (price, nil)
    }
    if feeLimit != nil, !flow.confirm(purchase, feeLimit ?? Millisatoshis(0)) {
      throw Failure(Refusal(.notConfirmed, "it would have to be confirmed, and nobody is there"))
    }
    try show(
      amount: amount, feeLimit: feeLimit,
      isFeeLimited: chosen.wallet.profile.enforcesFeeLimit, hash: purchase.paymentHash,
      walletName: chosen.name, session)
    return .success
  }

  /// Prints what would be paid; without a limit of fees nothing, since it was paid before.
  private func show(
    amount: Millisatoshis, feeLimit: Millisatoshis?, isFeeLimited: Bool, hash: Bytes32,
    walletName: String, _ session: Session
  ) throws {
    try session.print(
      json: { writer in
        writer.object { object in
          object.name("amount_msat")
          object.integer(amount.value)
          object.member("fee_limit_msat", feeLimit.map { Int64(clamping: $0.value) })
          object.member("payment_hash", hex: hash)
          object.member("wallet", walletName)
          object.member("would_pay", feeLimit != nil)
        }
      },
      text: {
        guard let feeLimit else {
          return "paid before, \(amount.satoshis) sat; nothing would be paid\n"
        }
        return "would pay \(amount.satoshis) sat, "
          + PaymentQuestion.words(fee: feeLimit, isLimited: isFeeLimited)
          + ", from wallet \"\(walletName)\"\n"
      })
  }
}

/// The shapes of what a payment gives.
enum PayShape: String, ExpressibleByArgument, CaseIterable, Sendable {
  case credential, value, header, preimage

  /// The shape of a credential; nil for the preimage alone.
  var result: ResultShape? { ResultShape(rawValue: rawValue) }
}
