import BOLT11
import Bytes
import Synchronization
import Wallets

/// A wallet that answers what a test tells it to, and remembers what it was asked.
final class ScriptedWallet: Wallet {
  /// What it does when it is asked.
  struct Answer: Sendable {
    var result: Result<PaymentState, WalletError>
    /// How long that takes.
    var milliseconds = 0

    static func state(_ state: PaymentState, after milliseconds: Int = 0) -> Answer {
      Answer(result: .success(state), milliseconds: milliseconds)
    }

    static func error(_ reason: WalletError.Reason, sent: Bool, after: Int = 0) -> Answer {
      Answer(
        result: .failure(WalletError(reason, "\(reason)", mayHaveBeenSent: sent)),
        milliseconds: after)
    }
  }

  /// What it was asked, and when.
  enum Call: Hashable, Sendable {
    case identity
    case info
    case pay(PaymentOrder)
    case lookUp(Bytes32)
    case outcome(SentPayment)
  }

  private struct State: Sendable {
    var log: [(call: Call, at: Int64)] = []
    var pays: [Answer] = []
    var lookUps: [Answer] = []
    var outcomes: [Answer] = []
    /// What is looked up for hashes that a test gives answers of their own.
    var others: [Bytes32: Answer] = [:]
    var identity: Result<WalletIdentity, WalletError>
    var info: Result<WalletInfo, WalletError>
    var profile: WalletProfile
  }

  private let state: Mutex<State>
  private let time: SimulatedTime

  init(_ time: SimulatedTime) {
    self.time = time
    state = Mutex(
      State(
        identity: .success(WalletIdentity(type: "lnd", "02ab")),
        info: .success(WalletInfo(name: "fake", network: .regtest)),
        profile: WalletProfile(type: "lnd")))
  }

  // MARK: The script

  /// What `pay` answers, one after the other; the last stays.
  func paying(_ answers: Answer...) { state.withLock { $0.pays = answers } }
  /// What `lookUpPayment` answers, one after the other; the last stays.
  func lookingUp(_ answers: Answer...) { state.withLock { $0.lookUps = answers } }
  /// What `outcome(of:)` answers, one after the other; the last stays.
  func telling(_ answers: Answer...) { state.withLock { $0.outcomes = answers } }
  /// What `lookUpPayment` answers for another hash.
  func lookingUp(_ hash: Bytes32, _ answer: Answer) { state.withLock { $0.others[hash] = answer } }
  func identify(_ identity: Result<WalletIdentity, WalletError>) {
    state.withLock { $0.identity = identity }
  }
  func inform(_ info: Result<WalletInfo, WalletError>) { state.withLock { $0.info = info } }
  func change(_ change: (inout WalletProfile) -> Void) {
    state.withLock { change(&$0.profile) }
  }

  // MARK: The log

  var log: [(call: Call, at: Int64)] { state.withLock { $0.log } }
  var calls: [Call] { log.map(\.call) }
  func forget() { state.withLock { $0.log = [] } }

  /// What it was told to pay.
  var orders: [PaymentOrder] {
    calls.compactMap { if case .pay(let order) = $0 { order } else { nil } }
  }

  /// What a person was asked about.
  var questions: [SentPayment] {
    calls.compactMap { if case .outcome(let sent) = $0 { sent } else { nil } }
  }

  /// When it was asked about a payment.
  var lookUpTimes: [Int64] {
    log.compactMap { if case .lookUp = $0.call { $0.at } else { nil } }
  }

  // MARK: The wallet

  var profile: WalletProfile { state.withLock { $0.profile } }

  func identity() throws(WalletError) -> WalletIdentity { try note(.identity) { $0.identity } }

  func info() throws(WalletError) -> WalletInfo { try note(.info) { $0.info } }

  func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice {
    throw WalletError(.unsupported, "no invoices", mayHaveBeenSent: false)
  }

  func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState {
    let answer = try note(.pay(order)) { .success(Self.next(&$0.pays)) }
    return try give(answer)
  }

  func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState {
    let answer = try note(.lookUp(hash)) { .success($0.others[hash] ?? Self.next(&$0.lookUps)) }
    return try give(answer)
  }

  func outcome(of sent: SentPayment) throws(WalletError) -> PaymentState {
    let answer = try note(.outcome(sent)) { .success(Self.next(&$0.outcomes)) }
    return try give(answer)
  }

  func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState { .missing }

  private func note<Value>(
    _ call: Call, _ body: (inout State) -> Result<Value, WalletError>
  ) throws(WalletError) -> Value {
    let now = time.now
    return try state.withLock { state in
      state.log.append((call, now))
      return body(&state)
    }.get()
  }

  private func give(_ answer: Answer) throws(WalletError) -> PaymentState {
    time.pass(milliseconds: answer.milliseconds)
    return try answer.result.get()
  }

  private static func next(_ answers: inout [Answer]) -> Answer {
    guard let first = answers.first else { return .state(.neverTried) }
    if answers.count > 1 { answers.removeFirst() }
    return first
  }
}
