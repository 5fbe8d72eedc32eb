public import BOLT11
public import Bytes
internal import Digests
public import Store
public import Wallets

/// Pays once, whatever is cut off, killed or lied about.
///
/// The order is the law: locks, journal, look-up, policy, journal, send, look-up, journal. A success
/// that is known is handed out whatever policy or clock say now; a failure is believed only when the
/// wallet, asked twice, says so after its call has returned or can no longer be running.
public struct PaymentFlow: Sendable {
  let wallet: any Wallet
  private let walletName: String
  let journal: Store
  private let locks: PaymentLocks
  let policy: PaymentPolicy
  let clock: WalletClock
  /// Asks the user; false is no.
  public var confirm: @Sendable (Purchase, _ feeLimit: Millisatoshis) -> Bool = { _, _ in true }
  /// Whether the purchase is still to be made, asked once the locks are held: another process may
  /// have made one for the same request meanwhile.
  public var isStillWanted: @Sendable () -> Bool = { true }
  /// Is told what was reached.
  public var reach: @Sendable (PaymentStep) -> Void = { _ in }

  /// A flow through one wallet.
  public init(
    wallet: any Wallet, name: String, journal: Store, locks: PaymentLocks, policy: PaymentPolicy,
    clock: WalletClock
  ) {
    self.wallet = wallet
    walletName = name
    self.journal = journal
    self.locks = locks
    self.policy = policy
    self.clock = clock
  }

  /// How long after the last moment at which a send could start an answer counts.
  static let grace: Int64 = 30
  /// How long after a first "failed" it must be said again.
  static let confirmation: Int64 = 5
  /// How long another process may hold a lock beyond a payment's own time.
  private static let lockPatience = 30

  /// Pays for a purchase, or hands out what was paid for it before.
  ///
  /// - Throws: `PaymentFlowError` where nothing was sent and nothing can be said.
  public func pay(_ purchase: Purchase) throws(PaymentFlowError) -> PaymentOutcome {
    let known = try payment(purchase.paymentHash)
    // Nothing that wallet or clock say can change that any more.
    if let receipt = try receipt(of: known) { return .paid(receipt) }
    let identity: WalletIdentity
    do {
      identity = try wallet.identity()
    } catch {
      guard let known, known.isOpen else { throw .wallet(error) }
      return .undecided(hash: known.paymentHash, "the wallet does not answer: \(error)")
    }
    var names = ["\(identity) \(purchase.paymentHash.hex)"]
    var shared: [String] = []
    if let origin = purchase.origin {
      // Scopes lie within each other: none is bought at the same time as one round it.
      let scopes = Self.scopes(to: purchase.scope ?? "/")
      names += scopes.suffix(1).map { "\(origin) \($0)" }
      shared = scopes.dropLast().map { "\(origin) \($0)" }
    }
    return try locked(names, shared: shared, for: purchase.paymentHash) {
      (held) throws(PaymentFlowError) -> PaymentOutcome in
      reach(.locked)
      return try payLocked(purchase, identity, held)
    }
  }

  /// A scope and those round it, from `/` on.
  static func scopes(to scope: String) -> [String] {
    scope.split(separator: "/").reduce(into: ["/"]) { scopes, segment in
      scopes.append("\(scopes.last ?? "/")\(segment)/")
    }
  }

  /// Does something that no other process does at the same time for any of the names.
  private func locked(
    _ names: [String], shared: [String] = [], for hash: Bytes32,
    _ body: (PaymentLocks.Held) throws(PaymentFlowError) -> PaymentOutcome
  ) throws(PaymentFlowError) -> PaymentOutcome {
    let patience = policy.timeout + Self.lockPatience
    let held: PaymentLocks.Held
    do {
      guard
        let locked = try locks.acquire(
          names, shared: shared, within: patience, sleep: clock.sleep)
      else {
        return .undecided(
          hash: hash, "another process is paying it for more than \(patience) s")
      }
      held = locked
    } catch {
      throw .journal(error)
    }
    defer { held.release() }
    return try body(held)
  }

  /// Says what `pay` would do now, and writes and sends nothing.
  ///
  /// - Throws: `PaymentFlowError` where journal or wallet do not answer.
  public func preview(_ purchase: Purchase) throws(PaymentFlowError) -> PaymentPreview {
    let amount = purchase.total ?? Millisatoshis(0)
    if let known = try payment(purchase.paymentHash) {
      switch known.state {
      case .succeeded: return .known(Millisatoshis(known.amount))
      case .sending, .abandoned:
        return .undecided(hash: known.paymentHash, "it may be on its way")
      case .failed: break
      }
    }
    let network: LightningNetwork?
    let state: PaymentState
    do {
      state =
        wallet.profile.looksUpPayments
        ? try wallet.lookUpPayment(purchase.paymentHash) : .neverTried
      network = try wallet.info().network
    } catch {
      throw .wallet(error)
    }
    switch state {
    case .succeeded: return .known(amount)
    case .inFlight: return .undecided(hash: purchase.paymentHash, "it is in flight")
    case .unknown(let why):
      return .undecided(hash: purchase.paymentHash, "the wallet cannot tell: \(why)")
    case .neverTried, .failed: break
    }
    if let refusal = policy.objection(
      to: purchase, profile: wallet.profile, network: network, now: clock.now())
    {
      return .refused(refusal)
    }
    let feeLimit = policy.feeCap(for: amount, wallet.profile)
    if !wallet.profile.isSandbox {
      for budget in policy.budgets {
        let spent: UInt64
        do {
          spent = try journal.spent(
            since: clock.now() - budget.span, now: clock.now(), origin: budget.origin)
        } catch {
          throw .journal(error)
        }
        let (fees, overflow) = amount.value.addingReportingOverflow(feeLimit.value)
        let (total, carry) = fees.addingReportingOverflow(spent)
        guard !overflow, !carry, total <= budget.amount else {
          return .refused(overBudget(amount, feeLimit, budget, spent))
        }
      }
    }
    return .wouldPay(amount, feeLimit: feeLimit)
  }

  /// Asks what became of a payment in the journal, and pays nothing.
  ///
  /// - Throws: `PaymentFlowError` where journal or wallet do not answer.
  public func resume(_ known: StoredPayment) throws(PaymentFlowError) -> PaymentOutcome {
    let last = try payment(known.paymentHash)
    // Neither needs the wallet.
    if let receipt = try receipt(of: last) { return .paid(receipt) }
    if let last, last.state == .failed { return .failed(last.reason ?? "it failed") }
    let identity: WalletIdentity
    do {
      identity = try wallet.identity()
    } catch {
      return .undecided(hash: known.paymentHash, "the wallet does not answer: \(error)")
    }
    return try locked(["\(identity) \(known.paymentHash.hex)"], for: known.paymentHash) {
      (_) throws(PaymentFlowError) -> PaymentOutcome in
      guard let row = try payment(known.paymentHash) else {
        return .failed("nothing was ever written down for it")
      }
      if row.state == .failed { return .failed(row.reason ?? "it failed") }
      if let receipt = try receipt(of: row) { return .paid(receipt) }
      guard row.walletIdentity == "\(identity)" else {
        return .undecided(
          hash: row.paymentHash,
          "it was sent through another wallet, \(row.walletName), which alone can tell (--wallet)")
      }
      return try decide(row, hasReturned: false)
    }
  }

  /// What a payment in the journal bought; nil where it did not succeed.
  ///
  /// - Throws: `PaymentFlowError` for a preimage that is not the payment's own.
  private func receipt(of row: StoredPayment?) throws(PaymentFlowError) -> Receipt? {
    guard let row, row.state == .succeeded, let preimage = row.preimage else { return nil }
    guard Self.fits(SettledPayment(preimage: preimage), row.paymentHash) else {
      throw .journal(StoreError(.corrupt, at: journal.path))
    }
    return Receipt(row, preimage: preimage)
  }

  /// What a payment bought that a journal knows as paid, without asking any wallet.
  public static func knownReceipt(_ hash: Bytes32, in journal: Store) -> Receipt? {
    guard let row = try? journal.payment(hash), row.state == .succeeded,
      let preimage = row.preimage, fits(SettledPayment(preimage: preimage), hash)
    else { return nil }
    return Receipt(row, preimage: preimage)
  }

  /// What an earlier payment bought for the same request and nobody used; nil where there is none.
  ///
  /// No wallet is asked.
  public static func earlierPurchase(_ purchase: Purchase, in journal: Store) -> StoredPayment? {
    guard let origin = purchase.origin, let payments = try? journal.payments(origin: origin) else {
      return nil
    }
    return payments.lazy.filter(purchase.concerns).compactMap(purchase.unused).first
  }

  private func payLocked(
    _ purchase: Purchase, _ identity: WalletIdentity, _ held: PaymentLocks.Held
  ) throws(PaymentFlowError) -> PaymentOutcome {
    let known = try payment(purchase.paymentHash)
    if let receipt = try receipt(of: known) { return .paid(receipt) }
    if let known, known.isOpen {
      guard known.walletIdentity == "\(identity)" else {
        return .undecided(
          hash: purchase.paymentHash,
          "it was sent through another wallet, \(known.walletName), which alone can tell (--wallet)"
        )
      }
      switch try decide(known, hasReturned: false) {
      case .failed: break
      case let outcome: return outcome
      }
    } else if let outcome = try outcomeElsewhere(purchase, known) {
      return outcome
    }
    guard isStillWanted() else { return .notNeeded }
    if let blocking = try blocked(purchase, identity) { return blocking }
    reach(.lookedUp)
    return try send(purchase, identity, held)
  }

  // MARK: Before sending

  /// What the wallet knows of a hash that the journal does not hold open; nil if nothing that keeps
  /// us from paying.
  private func outcomeElsewhere(
    _ purchase: Purchase, _ known: StoredPayment?
  ) throws(PaymentFlowError) -> PaymentOutcome? {
    // The journal is all that there is then.
    guard wallet.profile.looksUpPayments else { return nil }
    let start = clock.now()
    let deadline = start + Int64(policy.timeout)
    var wasInFlight = false
    var failedSince: Int64?
    while true {
      let now = clock.now()
      let state: PaymentState
      do {
        state = try wallet.lookUpPayment(purchase.paymentHash)
      } catch {
        throw .wallet(error)
      }
      switch state {
      case .neverTried, .failed:
        // What was in flight must be said twice to have failed.
        guard wasInFlight else { return nil }
        if let failedSince, now > failedSince + Self.confirmation { return nil }
        failedSince = failedSince ?? clock.now()
      case .unknown(let why):
        return .undecided(hash: purchase.paymentHash, "the wallet cannot tell: \(why)")
      case .succeeded(let payment):
        guard Self.fits(payment, purchase.paymentHash) else {
          return .undecided(
            hash: purchase.paymentHash, "the wallet's preimage is not that of the payment hash")
        }
        if let known { return settle(known, payment, isReused: true) }
        return .paid(receipt(payment, purchase, isReused: true))
      case .inFlight:
        wasInFlight = true
        failedSince = nil
      }
      let isConfirming = failedSince.map { now < $0 + 2 * Self.confirmation } ?? false
      guard now < deadline || isConfirming, !clock.isInterrupted() else {
        return .undecided(
          hash: purchase.paymentHash,
          "it is in flight, sent by something else through this wallet")
      }
      clock.sleep(failedSince != nil ? 500 : now < start + 2 ? 250 : 1000)
    }
  }

  /// Another payment to the same origin, for paths of which the purchase's is one, that nobody can
  /// decide, or that bought what was never used.
  private func blocked(
    _ purchase: Purchase, _ identity: WalletIdentity
  ) throws(PaymentFlowError) -> PaymentOutcome? {
    guard let origin = purchase.origin else { return nil }
    let others: [StoredPayment]
    do {
      others = try journal.payments(origin: origin).filter {
        $0.paymentHash != purchase.paymentHash && purchase.concerns($0)
      }
    } catch {
      throw .journal(error)
    }
    for payment in others {
      if let unused = purchase.unused(payment) { return .earlier(unused) }
      guard payment.state == .sending else { continue }
      guard payment.walletIdentity == "\(identity)" else {
        return .undecided(
          hash: payment.paymentHash,
          "an earlier payment to \(origin) was sent through \(payment.walletName), which alone can tell (--wallet)"
        )
      }
      let outcome = try decide(payment, hasReturned: false)
      switch outcome {
      case .undecided(let hash, let why):
        return .undecided(hash: hash, "an earlier payment to \(origin): \(why)")
      case .paid, .unstored:
        // What it bought was never handed out: buying anew would be paying twice for one thing.
        var settled = payment
        settled.state = .succeeded
        settled.preimage = outcome.receipt?.preimage
        if let unused = purchase.unused(settled) { return .earlier(unused) }
        return .undecided(
          hash: payment.paymentHash,
          "an earlier payment to \(origin) turns out to be paid; what it bought may be all that is "
            + "needed, and nothing was paid now")
      case .failed, .refused, .earlier, .notNeeded: break
      }
    }
    return nil
  }

  // MARK: Sending

  private func send(
    _ purchase: Purchase, _ identity: WalletIdentity, _ held: PaymentLocks.Held
  ) throws(PaymentFlowError) -> PaymentOutcome {
    let network: LightningNetwork?
    do {
      network = try wallet.info().network
    } catch {
      throw .wallet(error)
    }
    let profile = wallet.profile
    if let refusal = policy.objection(
      to: purchase, profile: profile, network: network, now: clock.now())
    {
      return .refused(refusal)
    }
    guard let amount = purchase.total else {
      return .refused(Refusal(.noAmount, "nobody said how much"))
    }
    let feeLimit = policy.feeCap(for: amount, profile)
    guard confirm(purchase, feeLimit), !clock.isInterrupted() else {
      return .refused(Refusal(.notConfirmed, "not confirmed"))
    }
    // The user took time to answer.
    if let refusal = policy.objection(
      to: purchase, profile: profile, network: network, now: clock.now())
    {
      return .refused(refusal)
    }
    reach(.allowed)
    do {
      try journal.checkFitForPaying()
    } catch {
      throw .journal(error)
    }
    let now = clock.now()
    var row = StoredPayment(
      paymentHash: purchase.paymentHash, invoice: purchase.invoice.raw.text,
      walletIdentity: "\(identity)", walletName: walletName, isSandbox: profile.isSandbox,
      amount: amount.value, feeCap: feeLimit.value, createdAt: now,
      sendDeadline: now + Int64(policy.timeout))
    row.token = purchase.token
    row.origin = purchase.origin
    row.scope = purchase.scope
    let reservation: Reservation
    do {
      reservation = try journal.reserve(row, within: policy.budgets)
    } catch {
      throw .journal(error)
    }
    switch reservation {
    case .reserved: break
    case .overBudget(let budget, let spent):
      return .refused(overBudget(amount, feeLimit, budget, spent))
    case .taken(let other):
      if let receipt = try receipt(of: other) { return .paid(receipt) }
      return .undecided(hash: other.paymentHash, "another process is paying it")
    }
    reach(.journaled)
    return try pay(row, purchase, feeLimit, held)
  }

  private func overBudget(
    _ amount: Millisatoshis, _ feeLimit: Millisatoshis, _ budget: Budget, _ spent: UInt64
  ) -> Refusal {
    Refusal(
      .overBudget,
      "\(amount.satoshis) sat and up to \(feeLimit.satoshis) sat of fees do not fit: "
        + "\(Millisatoshis(spent).satoshis) of \(Millisatoshis(budget.amount).satoshis) sat "
        + "\(budget.origin.map { "for \($0) " } ?? "")are spent or reserved")
  }

  /// Sends what is in the journal.
  ///
  /// From here on there is an answer to everything.
  private func pay(
    _ row: StoredPayment, _ purchase: Purchase, _ feeLimit: Millisatoshis,
    _ held: PaymentLocks.Held
  ) throws(PaymentFlowError) -> PaymentOutcome {
    var order = PaymentOrder(
      invoice: purchase.invoice, amount: purchase.invoice.amount == nil ? purchase.amount : nil,
      feeLimit: feeLimit, timeout: policy.timeout)
    // A program that pays for us keeps others from paying, even when we are gone.
    order.lockDescriptors = held.descriptors
    do {
      let state = try wallet.pay(order)
      reach(.sent)
      if wallet.profile.isPerson { return conclude(row, state, isReused: false) }
      if case .succeeded(let payment) = state, Self.fits(payment, row.paymentHash) {
        reach(.decided)
        return settle(row, payment, isReused: false)
      }
      if case .unknown = state { return try decide(row, hasReturned: false, isReused: false) }
      var refusal: String?
      if case .failed(let reason) = state { refusal = reason }
      if let refusal, !wallet.profile.looksUpPayments {
        // Its owner accepts that nobody can be asked again.
        reach(.decided)
        return failed(row, refusal)
      }
      return try decide(row, hasReturned: true, isReused: false, refusal: refusal)
    } catch let error as WalletError {
      reach(.sent)
      guard error.mayHaveBeenSent else {
        // Not a byte left us: there is nothing that could still happen.
        return failed(row, "nothing was sent: \(error)")
      }
      return try decide(row, hasReturned: false, isReused: false)
    } catch let error as PaymentFlowError {
      throw error
    } catch {
      return .undecided(hash: row.paymentHash, "\(error)")
    }
  }

  private func payment(_ hash: Bytes32) throws(PaymentFlowError) -> StoredPayment? {
    do {
      return try journal.payment(hash)
    } catch {
      throw .journal(error)
    }
  }

  private func receipt(
    _ payment: SettledPayment, _ purchase: Purchase, isReused: Bool
  ) -> Receipt {
    Receipt(
      paymentHash: purchase.paymentHash, preimage: payment.preimage,
      amount: purchase.total ?? payment.amount ?? Millisatoshis(0), fee: payment.fee,
      isReused: isReused, walletName: walletName,
      isSandbox: wallet.profile.isSandbox)
  }

  /// Whether a preimage is the payment's; zeros never are, whatever the hash.
  static func fits(_ payment: SettledPayment, _ hash: Bytes32) -> Bool {
    payment.preimage != .zero && SHA256.digest(payment.preimage).constantTimeEquals(hash)
  }
}

extension StoredPayment {
  /// Whether money may still leave for it: giving a payment up does not call it back.
  fileprivate var isOpen: Bool { state == .sending || state == .abandoned }
}
