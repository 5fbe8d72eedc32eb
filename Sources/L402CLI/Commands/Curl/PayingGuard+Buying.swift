import BOLT11
import Bytes
import CurlTool
import Glibc
import L402Protocol
import Payments
import Store
import Wallets

/// From a challenge to the credential that answers it.
extension PayingGuard {
  /// Buys what an answer asks for, or finds it bought.
  ///
  /// - Throws: `Failure` where nothing may or could be paid.
  func buy(_ request: OutgoingRequest, peer: String) throws -> Resolution {
    look(at: request)
    if let refusal = objection(toPaying: request, peer: peer) { throw Failure(refusal) }
    guard let origin = request.url.originOfOurs else {
      throw Failure(.software, "a request without origin is not paid for")
    }
    // An earlier payment of this transfer decided it all.
    guard transfer.receipt == nil else {
      throw Failure(
        .notAccepted,
        "\(origin) asks for a second payment in one transfer; the first one was made and what it "
          + "bought is kept, nothing more was paid",
        hint: "ask for \(request.url.text) by itself, if it is worth that to you")
    }
    let challenge = try chosenChallenge(of: origin)
    var purchase = try purchase(challenge, request, origin)
    transfer.purchase = purchase
    Interruption.watch()
    let start = ContinuousClock.now
    defer { transfer.paymentTime += ContinuousClock.now - start }
    try refuseOtherOrigin(purchase.paymentHash, origin)
    // Neither wallet nor limits matter for what is paid for already.
    if let journal = try? session.localStore(.readOnly),
      let known = PaymentFlow.earlierPurchase(purchase, in: journal)
    {
      return try present(known, challenge, origin)
    }
    let buyer = try Buyer(self, purchase, at: origin)
    purchase.objection = challenge.objection(
      purchase.invoice, for: request, at: buyer.deadline, options.allowOpaqueToken)
    var flow = buyer.flow
    let (home, now) = (settings.home, session.environment.now)
    let (path, method, tried) = (request.url.path, request.method, transfer.tried)
    let last = transfer.newestKnown
    flow.isStillWanted = {
      // Under the lock: whoever held it before us may have bought the same.
      var shelf = CredentialShelf(home: home, now: now)
      return shelf.best(for: path, method: method, at: origin, but: tried, newerThan: last) == nil
    }
    let outcome: PaymentOutcome
    do {
      outcome = try flow.pay(purchase)
    } catch {
      throw Failure(error, wallet: buyer.chosen.name)
    }
    return try conclude(outcome, challenge, purchase, buyer, origin, since: start)
  }

  private func conclude(
    _ outcome: PaymentOutcome, _ challenge: Challenge, _ purchase: Purchase, _ buyer: Buyer,
    _ origin: Origin, since start: ContinuousClock.Instant
  ) throws -> Resolution {
    switch outcome {
    case .notNeeded:
      // Another process has just bought it: its server may not know yet.
      transfer.bought = shelf.best(
        for: transfer.request?.url.path ?? "/", method: transfer.request?.method ?? "GET",
        at: origin, but: transfer.tried, newerThan: transfer.newestKnown)
      transfer.isStored = true
      return .sendAgain(afterMilliseconds: 0)
    case .earlier(let row): return try present(row, challenge, origin)
    case .refused(let refusal) where buyer.hasNoWallet && refusal.code == .network:
      throw Failure.noWallet(refusal, session.environment)
    case .refused, .failed, .undecided:
      if let failure = Failure(outcome, journal: buyer.chosen.store) { throw failure }
    case .paid, .unstored: break
    }
    guard let receipt = outcome.receipt else {
      throw Failure(.software, "a payment ended without an end")
    }
    // Another process may have paid it meanwhile.
    if receipt.isReused { try refuseOtherOrigin(receipt.paymentHash, origin) }
    transfer.receipt = receipt
    var credential = StoredCredential(
      origin: origin.description, scope: purchase.scope ?? "/", path: purchase.path,
      scheme: challenge.scheme.rawValue, token: Array(challenge.token.text),
      preimage: receipt.preimage, paymentHash: receipt.paymentHash, isSandbox: receipt.isSandbox,
      createdAt: session.environment.now().unixSeconds)
    var unstored: StoreError?
    if case .unstored(_, let error) = outcome { unstored = error }
    if !options.noStore {
      do {
        credential = try shelf.add(credential)
        transfer.isStored = true
      } catch {
        unstored = unstored ?? error
      }
    }
    transfer.bought = credential
    if let unstored { keepInSight(credential, unstored) }
    tell(receipt, buyer, took: ContinuousClock.now - start)
    if Interruption.wasAsked {
      throw Failure(
        .undecided, "interrupted after paying; the credential is kept",
        hint: "run the same command again: it pays nothing")
    }
    return .sendAgain(afterMilliseconds: 0)
  }

  /// Keeps what was paid for one origin from another that asks with the same invoice: it may have
  /// seen that challenge, and is after the preimage.
  private func refuseOtherOrigin(_ hash: Bytes32, _ origin: Origin) throws {
    guard let journal = try? session.localStore(.readOnly), let row = try? journal.payment(hash),
      row.state != .failed, row.origin != origin.description
    else { return }
    let whom = row.origin ?? "nobody said whom"
    throw Failure(
      Refusal(.otherOrigin, "\(origin) asks with an invoice that was paid for \(whom)"))
  }

  /// Presents what an earlier run paid for and did not come to use.
  private func present(
    _ row: StoredPayment, _ challenge: Challenge, _ origin: Origin
  ) throws -> Resolution {
    guard let token = row.token, let preimage = row.preimage else {
      throw Failure(.software, "a payment without token or preimage cannot be presented")
    }
    var credential = StoredCredential(
      origin: origin.description, scope: row.scope ?? "/", path: transfer.purchase?.path,
      scheme: challenge.scheme.rawValue, token: token, preimage: preimage,
      paymentHash: row.paymentHash, isSandbox: row.isSandbox, createdAt: row.createdAt)
    if !options.noStore, let stored = try? shelf.add(credential) {
      credential = stored
      transfer.isStored = true
    }
    transfer.bought = credential
    transfer.receipt = Receipt(row, preimage: preimage)
    note(
      "\(Millisatoshis(row.amount).satoshis) sat had been paid before for \(origin)"
        + "\(row.scope ?? "/"); nothing was paid now")
    return .sendAgain(afterMilliseconds: 0)
  }

  /// What is paid and cannot be written down is shown: it must not be lost.
  private func keepInSight(_ credential: StoredCredential, _ error: StoreError) {
    transfer.failure = Failure(
      .unstored, "paid, but that could not be written down: \(error)",
      hint: "keep the credential above; l402 credentials add --for URL stores it later")
    console.say((credential.authorization ?? credential.preimage.hex) + "\n")
    if let failure = transfer.failure { console.say(failure.lines) }
  }

  private func tell(_ receipt: Receipt, _ buyer: Buyer, took time: Duration) {
    let amount = "\(receipt.amount.satoshis) sat\(receipt.isSandbox ? " of play money" : "")"
    let whom = transfer.bought?.origin ?? ""
    let kept = transfer.isStored ? "; credential stored for \(whom)" : "; credential not stored"
    guard !receipt.isReused else {
      return note("\(amount) had been paid before; nothing was paid now\(kept)")
    }
    let fee = receipt.fee.map { $0.value > 0 ? ", fee \($0.satoshis) sat" : "" } ?? ""
    let tenths = Int(time / .milliseconds(100))
    note("paid \(amount)\(fee), in \(tenths / 10).\(tenths % 10) s\(kept)")
    for warning in buyer.warnings(about: receipt) { warn(warning) }
  }

  // MARK: What is asked for

  /// Takes note of what is asked for, for the report and for what is said, whatever comes of it.
  private func look(at request: OutgoingRequest) {
    guard let origin = request.url.originOfOurs, let challenge = try? chosenChallenge(of: origin)
    else { return }
    transfer.purchase = try? purchase(challenge, request, origin)
  }

  private func chosenChallenge(of origin: Origin) throws -> Challenge {
    let challenges = transfer.header?.challenges ?? []
    guard let first = challenges.first else {
      let error = transfer.headerError ?? transfer.header?.refused.first?.error
      let why = error.map { "\($0)" } ?? "there is none"
      throw Failure(
        Refusal(.brokenChallenge, "the challenge of \(origin) cannot be used: \(why)"))
    }
    if let number = options.challenge {
      guard challenges.indices.contains(number - 1) else {
        throw Failure(.usage, "--challenge \(number): there are \(challenges.count)")
      }
      return challenges[number - 1]
    }
    guard challenges.count == 1 else {
      let list = challenges.enumerated().map { index, challenge in
        let amount = (try? Invoice(parsing: challenge.invoice))?.amount
        return "\(index + 1): \(challenge.scheme.rawValue), "
          + (amount.map { "\($0.satoshis) sat" } ?? "no amount")
      }
      throw Failure(
        Refusal(
          .severalChallenges,
          "\(challenges.count) challenges that differ (\(list.joined(separator: "; "))): nobody "
            + "should guess which to pay"))
    }
    return first
  }

  private func purchase(
    _ challenge: Challenge, _ request: OutgoingRequest, _ origin: Origin
  ) throws -> Purchase {
    let invoice: Invoice
    do {
      invoice = try Invoice(parsing: challenge.invoice)
    } catch {
      throw Failure(
        Refusal(.brokenInvoice, "the challenge's invoice cannot be decoded: \(error)"))
    }
    guard var purchase = Purchase(invoice) else {
      throw Failure(Refusal(.unpayable, "the invoice has no payment hash"))
    }
    let path = request.url.path
    let scope = options.scope.flatMap { PathScope($0) } ?? PathScope(around: path)
    guard scope.covers(path) else {
      throw Failure(
        .usage,
        options.scope.map { "--scope \($0) does not have \(path) in it; nothing was paid" }
          ?? "\(path) could mean two things to two servers: nothing is bought for it")
    }
    purchase.token = Array(challenge.token.text)
    purchase.origin = origin.description
    purchase.scope = scope.description
    purchase.path = path
    purchase.presented = transfer.hashes
    return purchase
  }

  // MARK: Without paying

  /// Says what an answer would cost; the status of `--dry-run`.
  func resolveDry(_ head: IncomingHead, _ request: OutgoingRequest) throws -> Resolution {
    look(at: request)
    guard head.status == 402 || head.status == 401 && options.payOn401,
      transfer.headerError != nil || transfer.header?.challenges.isEmpty == false
        || transfer.header?.refused.isEmpty == false
    else {
      try console.write("\(request.url.text): free, status \(head.status)\n")
      return .end(status: 0)
    }
    if let refusal = objection(toPaying: request, peer: head.peer) { throw Failure(refusal) }
    guard let origin = request.url.originOfOurs else {
      throw Failure(.software, "a request without origin is not paid for")
    }
    let challenge = try chosenChallenge(of: origin)
    var purchase = try purchase(challenge, request, origin)
    transfer.purchase = purchase
    let stored = shelf.best(
      for: request.url.path, method: request.method, at: origin, but: [])
    if let stored, !options.rebuy {
      let price = purchase.total.map { "asks \($0.satoshis) sat, " } ?? ""
      try console.write(
        "\(request.url.text): \(price)the stored credential "
          + "\(stored.paymentHash.hex.prefix(8)) would be presented first\n")
      return .end(status: 0)
    }
    let buyer = try Buyer(self, purchase, at: origin)
    purchase.objection = challenge.objection(
      purchase.invoice, for: request, at: buyer.deadline, options.allowOpaqueToken)
    let preview: PaymentPreview
    do {
      preview = try buyer.flow.preview(purchase)
    } catch {
      throw Failure(error, wallet: buyer.chosen.name)
    }
    switch preview {
    case .refused(let refusal) where buyer.hasNoWallet && refusal.code == .network:
      throw Failure.noWallet(refusal, session.environment)
    case .refused(let refusal): throw Failure(refusal)
    case .undecided(let hash, let why):
      throw Failure(.undecided, "the payment \(hash.hex.prefix(8)) is undecided: \(why)")
    case .known(let amount):
      try console.write(
        "\(request.url.text): paid before, \(amount.satoshis) sat; nothing would be paid\n")
    case .wouldPay(let amount, let feeLimit):
      guard buyer.isAnswerable else {
        throw Failure(Refusal(.notConfirmed, "it would have to be confirmed, and nobody is there"))
      }
      try console.write(
        "\(request.url.text): would pay \(amount.satoshis) sat, "
          + PaymentQuestion.words(
            fee: feeLimit, isLimited: buyer.chosen.wallet.profile.enforcesFeeLimit)
          + ", from wallet \"\(buyer.chosen.name)\"\n")
    }
    return .end(status: 0)
  }
}

/// The wallet, the limits and the question of one purchase.
private struct Buyer {
  let chosen: ChosenWallet
  let flow: PaymentFlow
  /// When the payment is through at the latest: the token must be good for longer.
  let deadline: Timestamp
  /// Whether nobody set a wallet up, and the sandbox cannot pay real money.
  let hasNoWallet: Bool
  /// Whether a question that must be asked can be.
  let isAnswerable: Bool
  private let policy: PaymentPolicy
  private let purchase: Purchase

  init(_ guardian: PayingGuard, _ purchase: Purchase, at origin: Origin) throws {
    let (options, settings) = (guardian.options, guardian.settings)
    let whom = origin.description
    self.purchase = purchase
    chosen =
      try guardian.session.phone(options.wallet, settings, at: whom, for: purchase.invoice)
      ?? guardian.session.wallet(
        options.wallet ?? settings.wallet(at: whom).value, settings, for: .paying)
    let rates = guardian.session.rates(options.limits.rates, settings, chosen)
    var policy = try options.limits.policy(
      settings, for: chosen, at: whom, rates,
      timeout: options.timeout.map { Int($0.seconds) } ?? 60)
    policy.budgets += try options.budget.map {
      Budget(amount: try rates.amount($0.price, .down).value, span: $0.span)
    }
    self.policy = policy
    let environment = guardian.session.environment
    deadline = Timestamp(unixSeconds: environment.now().unixSeconds + Int64(policy.timeout))
    hasNoWallet =
      options.wallet == nil && settings.wallet(at: whom).origin == .usual
      && purchase.invoice.network == .bitcoin
    var flow = PaymentFlow(
      wallet: chosen.wallet, name: chosen.name, journal: chosen.store,
      locks: PaymentLocks(besideStoreAt: settings.home.store), policy: policy,
      clock: environment.walletClock)
    let terminal = environment.openTerminal()
    if let terminal { close(terminal) }
    let isAsked =
      options.limits.asks(settings, chosen, at: whom, hasTerminal: terminal != nil)
      && options.budget.isEmpty
    isAnswerable = !isAsked || terminal != nil
    if isAsked {
      flow.confirm =
        PaymentQuestion(
          environment: environment, chosen: chosen, policy: policy, whom: whom
        ).ask
    } else if terminal == nil, chosen.wallet.profile.isPerson {
      flow.confirm = { _, _ in false }
    }
    self.flow = flow
  }

  /// What a wallet did other than it was asked.
  func warnings(about receipt: Receipt) -> [String] {
    var warnings: [String] = []
    if let price = purchase.invoice.amount, receipt.amount > price {
      warnings.append(
        "the wallet says that it paid \(receipt.amount.satoshis) sat for \(price.satoshis) sat")
    }
    let cap = policy.feeCap(for: receipt.amount, chosen.wallet.profile)
    if !receipt.isReused, let fee = receipt.fee, fee > cap {
      warnings.append(
        "the wallet took a fee of \(fee.satoshis) sat, more than the \(cap.satoshis) sat set aside")
    }
    return warnings
  }
}

extension Challenge {
  /// Why its token is not worth buying for a request, when the payment is through.
  fileprivate func objection(
    _ invoice: Invoice, for request: OutgoingRequest, at moment: Timestamp, _ allowsOpaque: Bool
  ) -> Refusal? {
    var verification = VerificationRequest(now: moment)
    verification.origin = request.url.originOfOurs
    verification.method = request.method
    verification.path = RequestPath(request.url.path)
    return objection(invoice, for: verification, allowsOpaque: allowsOpaque)
  }
}
