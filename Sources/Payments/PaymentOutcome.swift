public import BOLT11
public import Bytes
public import Store
public import Wallets

/// How paying ended.
public enum PaymentOutcome: Hashable, Sendable {
  /// It is paid.
  case paid(Receipt)
  /// It is paid, but that could not be written down.
  case unstored(Receipt, StoreError)
  /// Nobody can tell yet; the hash is the payment's that stands in the way.
  case undecided(hash: Bytes32, String)
  /// It ended without money having moved.
  case failed(String)
  /// It was not sent: an earlier payment bought the same, with its preimage, and was never used.
  case earlier(StoredPayment)
  /// It was not sent: `isStillWanted` said no.
  case notNeeded
  /// It was not sent, and must not be.
  case refused(Refusal)

  /// What was paid; nil where nothing is known to have been.
  public var receipt: Receipt? {
    switch self {
    case .paid(let receipt), .unstored(let receipt, _): receipt
    case .undecided, .failed, .earlier, .notNeeded, .refused: nil
    }
  }
}

/// What paying would do.
public enum PaymentPreview: Hashable, Sendable {
  /// So much would be paid, and at most so much on top.
  case wouldPay(Millisatoshis, feeLimit: Millisatoshis)
  /// It was paid before.
  case known(Millisatoshis)
  /// Nobody can tell what became of an earlier payment.
  case undecided(hash: Bytes32, String)
  /// It must not be paid.
  case refused(Refusal)
}

/// A payment that is known to have succeeded; its preimage was checked.
public struct Receipt: Hashable, Sendable {
  /// SHA-256 of the preimage.
  public let paymentHash: Bytes32
  /// What hashes to it.
  public let preimage: Bytes32
  /// What the payee got.
  public let amount: Millisatoshis
  /// What it cost on top; nil where the wallet does not say.
  public let fee: Millisatoshis?
  /// Whether it had been paid before this was asked.
  public let isReused: Bool
  /// What the wallet is called that paid.
  public let walletName: String
  /// Whether it was play money.
  public let isSandbox: Bool
}

extension Receipt {
  /// Of a payment that the journal knows as paid.
  public init(_ row: StoredPayment, preimage: Bytes32) {
    self.init(
      paymentHash: row.paymentHash, preimage: preimage, amount: Millisatoshis(row.amount),
      fee: row.fee.map { Millisatoshis($0) }, isReused: true, walletName: row.walletName,
      isSandbox: row.isSandbox)
  }
}

extension Receipt: CustomStringConvertible, CustomReflectable {
  /// Without the preimage.
  public var description: String { "(receipt for \(paymentHash.hex))" }
  /// The same.
  public var customMirror: Mirror { Mirror(self, children: ["receipt": description]) }
}

/// Why paying could not even begin; nothing was sent.
public enum PaymentFlowError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The wallet does not answer.
  case wallet(WalletError)
  /// The journal cannot be read or written: without it nothing is paid.
  case journal(StoreError)

  /// One line, lower case.
  public var description: String {
    switch self {
    case .wallet(let error): "\(error)"
    case .journal(let error): "\(error)"
    }
  }
}

/// The steps between which a payment can be cut off; for progress, and for tests that cut it off.
public enum PaymentStep: String, Hashable, Sendable, CaseIterable {
  /// Both locks are held.
  case locked
  /// The wallet said what it knows of the hash.
  case lookedUp
  /// Policy and user allow it.
  case allowed
  /// It is in the journal.
  case journaled
  /// The wallet's call returned.
  case sent
  /// The wallet said how it ended.
  case decided
  /// The end is in the journal.
  case settled
}
