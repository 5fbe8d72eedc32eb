internal import BOLT11
internal import Bytes
internal import Store
internal import Wallets

/// What became of a payment that is in the journal, and when that can be believed.
extension PaymentFlow {
  /// Asks the wallet what became of a payment in the journal until it can be believed.
  ///
  /// - Parameter hasReturned: whether the wallet's own call came back with an answer: then no part of
  ///   it can start any more.
  /// - Parameter isReused: whether it was sent by an earlier run.
  /// - Parameter refusal: what the wallet said when it did not send it.
  func decide(
    _ row: StoredPayment, hasReturned: Bool, isReused: Bool = true, refusal: String? = nil
  ) throws(PaymentFlowError) -> PaymentOutcome {
    if wallet.profile.isPerson { return askPerson(row, isReused: isReused) }
    guard wallet.profile.looksUpPayments else {
      return .undecided(
        hash: row.paymentHash,
        "the wallet cannot say what became of it; its owner can, and then resume or abandon it")
    }
    let start = clock.now()
    let patience = isReused ? start + Int64(policy.timeout) : row.sendDeadline
    let believable = hasReturned ? clock.now() : row.sendDeadline + Self.grace
    var failure: (since: Int64, reason: String)?
    var last = "it is in flight"
    while true {
      let now = clock.now()
      let state: PaymentState
      do {
        state = try wallet.lookUpPayment(row.paymentHash)
      } catch {
        state = .unknown("\(error)")
      }
      switch state {
      case .succeeded(let payment):
        guard Self.fits(payment, row.paymentHash) else {
          failure = nil
          last = "the wallet's preimage is not that of the payment hash"
          break
        }
        reach(.decided)
        return settle(row, payment, isReused: isReused)
      case .neverTried where !wallet.profile.neverTriedIsFinal:
        failure = nil
        last = "the wallet has nothing of it, which proves nothing"
      case .neverTried, .failed:
        let reason =
          if case .failed(let reason) = state { reason } else { refusal ?? "nothing was sent" }
        // Either can still change while a lost request is under way.
        guard now >= believable else {
          failure = nil
          last = "the wallet has nothing of it, but the request may still be under way"
          break
        }
        // In whole seconds a difference of 6 is at least 5.
        if let failure, now > failure.since + Self.confirmation {
          reach(.decided)
          return failed(row, reason)
        }
        failure = failure ?? (clock.now(), reason)
        last = "the wallet says that it failed: \(reason)"
      case .inFlight:
        failure = nil
        last = "it is in flight"
      case .unknown(let why):
        failure = nil
        last = "the wallet cannot tell: \(why)"
      }
      // A failure that was said once is worth waiting for.
      let isConfirming = failure.map { now < $0.since + 2 * Self.confirmation } ?? false
      guard now < patience || isConfirming, !clock.isInterrupted() else {
        return .undecided(hash: row.paymentHash, last)
      }
      // Servers count requests: what is not decided soon is asked for less often.
      clock.sleep(failure != nil ? 500 : now < start + 2 ? 250 : 1000)
    }
  }

  /// Asks the person who was to pay, once, about a payment of an earlier run.
  private func askPerson(_ row: StoredPayment, isReused: Bool) -> PaymentOutcome {
    guard isReused else {
      return .undecided(hash: row.paymentHash, "nobody said yet whether it was paid")
    }
    let sent = SentPayment(
      paymentHash: row.paymentHash, amount: Millisatoshis(row.amount), sentAt: row.createdAt,
      origin: row.origin)
    do {
      return conclude(row, try wallet.outcome(of: sent), isReused: true)
    } catch {
      return .undecided(hash: row.paymentHash, "\(error)")
    }
  }

  /// What a person's word makes of a payment: it stands, other than a wallet's.
  func conclude(
    _ row: StoredPayment, _ state: PaymentState, isReused: Bool
  ) -> PaymentOutcome {
    switch state {
    case .succeeded(let payment):
      guard Self.fits(payment, row.paymentHash) else {
        return .undecided(
          hash: row.paymentHash, "the preimage is not that of the payment hash")
      }
      reach(.decided)
      return settle(row, payment, isReused: isReused)
    case .failed(let reason):
      reach(.decided)
      return failed(row, reason)
    case .unknown(let why): return .undecided(hash: row.paymentHash, why)
    case .neverTried, .inFlight:
      return .undecided(hash: row.paymentHash, "nobody said yet whether it was paid")
    }
  }

  /// Writes a success down before anything else is done with the preimage.
  func settle(
    _ row: StoredPayment, _ payment: SettledPayment, isReused: Bool
  ) -> PaymentOutcome {
    // What a wallet really paid is booked, but no number that cannot be.
    let fee = payment.fee.flatMap { $0 <= .supply ? $0 : nil }
    let amount = max(
      Millisatoshis(row.amount),
      payment.amount.flatMap { $0 <= .supply ? $0 : nil } ?? Millisatoshis(0))
    let receipt = Receipt(
      paymentHash: row.paymentHash, preimage: payment.preimage, amount: amount, fee: fee,
      isReused: isReused, walletName: row.walletName, isSandbox: row.isSandbox)
    do {
      let isStored = try journal.settle(
        row.paymentHash, succeededWith: payment.preimage, amount: amount.value, fee: fee?.value,
        at: clock.now())
      guard isStored else { return .unstored(receipt, StoreError(.corrupt, at: journal.path)) }
      reach(.settled)
      return .paid(receipt)
    } catch {
      return .unstored(receipt, error)
    }
  }

  func failed(_ row: StoredPayment, _ reason: String) -> PaymentOutcome {
    do {
      _ = try journal.settle(row.paymentHash, failedFor: reason, at: clock.now())
    } catch {
      // The row stays open; the next run asks the wallet again.
      return .failed("\(reason) (and that could not be written down: \(error))")
    }
    reach(.settled)
    return .failed(reason)
  }
}
