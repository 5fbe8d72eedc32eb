import BOLT11
import Bytes
import CurlTool
import L402Protocol
import Payments
import Store

/// What is known of one transfer while it lasts, and for the report.
struct GuardedTransfer {
  /// The last request.
  private(set) var request: OutgoingRequest?
  /// How many requests were sent.
  private(set) var requests = 0
  /// The status of the last answer.
  var status = 0
  /// The credential that the last request had.
  var presented: StoredCredential?
  /// The numbers of stored credentials that were refused.
  var tried: Set<Int64> = []
  /// The highest number of a credential of the origin before the last request was sent: what is
  /// stored later may be what it should have had.
  var newestKnown: Int64 = 0
  /// The payments behind credentials that were refused.
  var hashes: Set<Bytes32> = []
  /// What was bought, or found as bought, in this transfer.
  var bought: StoredCredential?
  /// Whether what `--credential` gave was refused.
  var isGivenRefused = false
  /// Whether the server took what was presented.
  var isAccepted = false
  /// Whether `bought` is in the store.
  var isStored = false
  /// What to say in the end.
  var remark: String?
  /// The challenges of the last answer.
  var header: ChallengeHeader?
  /// Why they cannot be read at all.
  var headerError: HeaderError?
  /// What was asked for.
  var purchase: Purchase?
  /// How it was paid.
  var receipt: Receipt?
  /// How long paying took.
  var paymentTime = Duration.zero
  /// Why it ended without the answer.
  var failure: Failure?
  var summary = TransferSummary()
  private var attempts = 0
  private var firstAttempt: ContinuousClock.Instant?

  mutating func begin(_ request: OutgoingRequest) {
    self.request = request
    requests += 1
  }

  /// Whether the last request had what was bought in this transfer.
  var isPresentingBought: Bool {
    guard let bought, let presented else { return false }
    return bought.paymentHash == presented.paymentHash && bought.token == presented.token
  }

  /// Whether money left for it.
  var isPaidNow: Bool { receipt.map { !$0.isReused } ?? false }

  /// How long the server has to learn of a payment, and how often it is asked.
  private static let delays = [300, 1200, 3000]

  /// For how many milliseconds to wait before presenting it once more; nil after the last time.
  mutating func nextAttempt() -> Int? {
    let now = ContinuousClock.now
    let first = firstAttempt ?? now
    firstAttempt = first
    guard attempts < Self.delays.count, now < first + .seconds(5) else { return nil }
    defer { attempts += 1 }
    return Self.delays[attempts]
  }

  /// What `-w` may name.
  var variables: [String: String] {
    let paid = isPaidNow ? receipt : nil
    return [
      "l402_paid": isPaidNow ? "1" : "0",
      "l402_amount_msat": "\(paid?.amount.value ?? 0)",
      "l402_fee_msat": "\(paid?.fee?.value ?? 0)",
      "l402_payment_hash": (presented ?? bought)?.paymentHash.hex ?? "",
    ]
  }
}
