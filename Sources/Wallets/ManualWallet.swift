internal import BOLT11
public import Bytes
internal import Digests
internal import Synchronization

/// A person with a phone: they are shown the invoice, pay it, and paste the preimage back.
///
/// The wallet that really pays is theirs. What they say is believed only where it can be proved, by a
/// preimage, or where they alone can know: that they have not paid.
public struct ManualWallet: Wallet {
  private let name: String
  private let person: Person
  private let shown = Shown()

  /// How many answers are looked at before it is left open.
  static let mostAnswers = 5

  /// A wallet by the person who pays.
  ///
  /// - Parameter name: what distinguishes them from others who are asked: one for each store.
  public init(_ name: String, person: Person) {
    self.name = name
    self.person = person
  }

  /// Fees are the person's to accept, and their word is final.
  public var profile: WalletProfile {
    var profile = WalletProfile(type: "manual")
    profile.enforcesFeeLimit = false
    profile.isPerson = true
    return profile
  }

  /// What it was called when it was made.
  public func identity() throws(WalletError) -> WalletIdentity {
    WalletIdentity(type: "manual", name)
  }

  /// Nothing is known of the wallet that pays.
  public func info() throws(WalletError) -> WalletInfo { WalletInfo(name: "manual") }

  /// What can be said without asking anybody.
  public func check(unusedHash: Bytes32) -> WalletReport {
    var report = WalletReport(info: WalletInfo(name: "manual"), findings: [])
    report.add("reachable", .unknown, "a person pays, with a wallet of their own")
    report.add("network", .unknown, "that wallet is not known; bitcoin is assumed")
    report.add("invoices", .warning, "it makes none")
    report.add("pays", .pass, "whoever sits at the terminal pays, and pastes the preimage")
    report.add("look_up", .pass, "they are asked what became of a payment")
    report.add("fee_limit", .unknown, "that wallet says what it takes")
    return report
  }

  /// A person makes no invoices here.
  public func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice {
    throw WalletError(
      .unsupported, "a wallet of type manual makes no invoices", mayHaveBeenSent: false)
  }

  /// A person makes no invoices here.
  public func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState {
    throw WalletError(
      .unsupported, "a wallet of type manual makes no invoices", mayHaveBeenSent: false)
  }

  /// Shows the invoice and waits for the preimage, for as long as the person likes.
  public func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState {
    guard let hash = order.invoice.paymentHash else {
      throw WalletError(.refused, "the invoice has no payment hash", mayHaveBeenSent: false)
    }
    guard person.show(order) else {
      throw WalletError(
        .notReady, "there is nobody to show the invoice to", mayHaveBeenSent: false)
    }
    shown.insert(hash)
    return answer(to: .preimage, hash)
  }

  /// Nothing was sent that was never shown; of all else only `outcome(of:)` can tell.
  ///
  /// It asks nobody, and knows nothing of what was shown by another process.
  public func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState {
    shown.contains(hash) ? .unknown("only whoever paid can tell") : .neverTried
  }

  /// Asks whether it was paid, and shows no invoice.
  public func outcome(of sent: SentPayment) throws(WalletError) -> PaymentState {
    answer(to: .earlier(sent), sent.paymentHash)
  }

  private func answer(to question: Person.Question, _ hash: Bytes32) -> PaymentState {
    var objection: Person.Objection?
    for _ in 0..<Self.mostAnswers {
      switch PersonAnswer(person.ask(question, objection)) {
      case .none: return .unknown("nobody said yet whether it was paid")
      case .notPaid:
        shown.remove(hash)
        return .failed("it was not paid, says who was asked to")
      case .unfit(let reason): objection = reason
      case .bytes(let bytes):
        if bytes == hash {
          objection = .paymentHash
        } else if bytes != .zero, SHA256.digest(bytes).constantTimeEquals(hash) {
          return .succeeded(SettledPayment(preimage: bytes))
        } else {
          objection = .otherPreimage
        }
      }
    }
    return .unknown("no preimage of it in \(Self.mostAnswers) answers")
  }

  /// What was shown by this process.
  private final class Shown: Sendable {
    private let hashes = Mutex<Set<Bytes32>>([])

    func insert(_ hash: Bytes32) { hashes.withLock { _ = $0.insert(hash) } }
    func remove(_ hash: Bytes32) { hashes.withLock { _ = $0.remove(hash) } }
    func contains(_ hash: Bytes32) -> Bool { hashes.withLock { $0.contains(hash) } }
  }
}
