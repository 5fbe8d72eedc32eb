internal import BOLT11
public import Bytes
internal import Digests
public import HTTPTransport
internal import Synchronization

/// A wallet that a helper program reaches, in the way of git's credential helpers.
///
/// The helper is called with an operation as its last argument, gets `key=value` lines and answers with
/// such lines. Only what it says counts, and only with exit status 0; of a payment whose answer got lost
/// nothing is known until it is looked up.
public struct ExecWallet: Wallet {
  private let program: HelperProgram
  private let looksUp: Bool
  private let clock: WalletClock
  private let cancellation: Cancellation?
  private let declared = Declared()
  /// How many seconds beyond its own time a helper has before it is asked to end, and then to do so.
  var grace = 5
  /// How many seconds an operation may take that sends no money.
  var patience = WalletHTTP.patience

  /// A wallet by its helper's command line, which is also what it is.
  ///
  /// - Parameters:
  ///   - command: program and arguments; a bare name is first looked for as `l402-wallet-NAME`.
  ///   - environment: our own variables; the helper gets them without those of ours that may be
  ///     secrets.
  ///   - looksUp: false where its owner accepts that a lost answer cannot be looked up.
  ///   - cancellation: ends the waiting for a payment when it is raised. The helper is left alone: cut
  ///     off in the middle it could lose what it has not yet written down. It goes on holding the
  ///     locks, and ends itself when its time is over.
  /// - Throws: `WalletError` with `.configuration` where there is no such program.
  public init(
    command: [String], environment: [String: String], looksUp: Bool, clock: WalletClock,
    cancellation: Cancellation? = nil
  ) throws(WalletError) {
    program = try HelperProgram(command: command, environment: environment)
    self.looksUp = looksUp
    self.clock = clock
    self.cancellation = cancellation
  }

  /// What the helper declared when it was last asked for its `info`; until then the worst is assumed.
  public var profile: WalletProfile {
    let answer = declared.answer
    var profile = WalletProfile(type: "exec")
    profile.enforcesFeeLimit = answer?.limitsFees == true
    profile.neverTriedIsFinal = answer?.isIdempotent == true
    profile.looksUpPayments = looksUp
    return profile
  }

  /// The helper's file and arguments.
  public func identity() throws(WalletError) -> WalletIdentity {
    WalletIdentity(type: "exec", program.identity)
  }

  /// What the helper says, as far as it knows that question.
  public func info() throws(WalletError) -> WalletInfo {
    let answer: HelperMessage
    do {
      answer = try ask("info", [])
    } catch  where error.reason == .unsupported {
      declared.answer = Declaration()
      return WalletInfo(name: fileName)
    }
    var info = WalletInfo(name: WalletHTTP.words(answer["name"] ?? fileName))
    if let name = answer["network"] {
      guard let network = LightningNetwork(rawValue: name) else {
        throw Self.malformed("it is on a network that nobody knows")
      }
      info.network = network
    }
    info.balance = try amount(answer, "balance_msat")
    info.version = answer["version"].map(WalletHTTP.words)
    declared.answer = Declaration(
      limitsFees: answer["fee_limit"] == "yes", isIdempotent: answer["idempotent"] == "yes")
    return info
  }

  private var fileName: String {
    String(program.path.split(separator: "/").last ?? "helper")
  }

  /// What it says about itself, and whether what got lost could be looked up; pays nothing.
  public func check(unusedHash: Bytes32) -> WalletReport {
    var report = WalletReport(info: nil, findings: [])
    guard checkInfo(&report) else { return report }
    // Whether it pays cannot be seen without paying.
    report.add("pays", .unknown, "only a payment would tell")
    if looksUp {
      checkLookUp(&report, unusedHash)
      if !profile.neverTriedIsFinal {
        report.add(
          "idempotent", .warning,
          "it does not say idempotent=yes: a payment that it has never heard of stays undecided")
      }
    } else {
      report.add("look_up", .warning, "a lost answer cannot be looked up")
      checkFeeLimit(&report)
    }
    return report
  }

  // MARK: Invoices

  /// Makes an invoice, and believes only one that says what was ordered.
  public func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice {
    var pairs: [(key: String, value: String?)] = [("amount_msat", "\(order.amount.value)")]
    switch order.purpose {
    case .description(let text): pairs.append(("description", text))
    case .descriptionHash(let hash): pairs.append(("description_hash", hash.hex))
    }
    pairs.append(("expiry_s", "\(order.expiry)"))
    let answer = try ask("invoice", pairs)
    // The hash that it says is one more check; it need not say it.
    let text = answer["bolt11"]
    let hash =
      answer["payment_hash"].map(Self.bytes)
      ?? text.flatMap { try? Invoice(parsing: Array($0.utf8)[...]) }?.paymentHash
    return try CreatedInvoice(text, for: order, hash: hash)
  }

  /// What became of an invoice of this wallet.
  public func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState {
    let answer = try ask("lookup-invoice", [("payment_hash", hash.hex)])
    if let said = answer["payment_hash"], Self.bytes(said) != hash {
      throw Self.malformed("its answer is about another invoice")
    }
    switch answer["status"] {
    case "open": return .open
    case "held": return .held
    case "paid": return .paid
    case "expired": return .closed
    case "missing": return .missing
    default: throw Self.malformed("it does not say what became of the invoice")
    }
  }

  // MARK: Payments

  /// Has the helper pay, and waits for its end; it holds the order's locks for as long as it lives.
  public func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState {
    func refuse(_ message: String) -> WalletError {
      WalletError(.refused, message, mayHaveBeenSent: false)
    }
    guard let hash = order.invoice.paymentHash else {
      throw refuse("the invoice has no payment hash")
    }
    guard let amount = order.total else { throw refuse("nobody said how much") }
    if let end = order.invoice.expiresAt, end <= clock.now() {
      throw refuse("the invoice has expired")
    }
    let answer = try ask(
      "pay",
      [
        ("bolt11", order.invoice.raw.text), ("payment_hash", hash.hex),
        ("amount_msat", "\(amount.value)"), ("max_fee_msat", "\(order.feeLimit.value)"),
        ("timeout_s", "\(order.timeout)"), ("network", order.invoice.network.rawValue),
      ], paying: order)
    return try state(answer, hash)
  }

  /// What became of an outgoing payment.
  ///
  /// - Throws: `WalletError` with `.unsupported` where the helper cannot look payments up.
  public func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState {
    guard looksUp else {
      throw WalletError(
        .unsupported, "the helper cannot say what became of a payment", mayHaveBeenSent: false)
    }
    let state = try state(try ask("lookup", [("payment_hash", hash.hex)]), hash)
    // What that is worth the helper says elsewhere.
    if state == .neverTried, declared.answer == nil { _ = try info() }
    return state
  }

  private func state(_ answer: HelperMessage, _ hash: Bytes32) throws(WalletError) -> PaymentState {
    if let said = answer["payment_hash"], Self.bytes(said) != hash {
      return .unknown("the answer is about another payment")
    }
    let preimage = answer["preimage"].flatMap(Self.bytes)
    let fits =
      preimage.map { $0 != .zero && SHA256.digest($0).constantTimeEquals(hash) } ?? false
    let reason = answer["reason"].map { "the helper says: \(WalletHTTP.words($0))" }
    switch answer["status"] {
    case "succeeded":
      guard let preimage, fits else {
        return .unknown("paid, it says, but without the preimage of the payment hash")
      }
      return .succeeded(
        SettledPayment(
          // What else it says is less than a preimage that fits.
          preimage: preimage, amount: try? amount(answer, "amount_msat"),
          fee: try? amount(answer, "fee_msat")))
    case "in_flight": return .inFlight
    // Nobody but the payee has the preimage of what was not paid.
    case "failed" where answer["preimage"] == nil:
      return .failed(reason ?? "the helper says that it failed")
    case "never_tried" where answer["preimage"] == nil: return .neverTried
    case "failed", "never_tried": return .unknown("it contradicts itself about the payment")
    case "unknown": return .unknown(reason ?? "the helper says that it does not know")
    default: throw Self.malformed("it does not say what became of the payment")
    }
  }

  // MARK: Calls

  /// Exit statuses with a meaning, as in sysexits.h; none of them says anything about money.
  private enum Status {
    static let unknownOperation: Int32 = 64
    static let notReady: Int32 = 75
    static let noPermission: Int32 = 77
  }

  /// Runs the helper once.
  ///
  /// - Parameter order: what is being paid; nil for what sends no money.
  /// - Throws: `WalletError` where there is no answer that counts; whatever the exit status, a payment
  ///   may have been sent as soon as the helper ran.
  private func ask(
    _ operation: String, _ pairs: [(key: String, value: String?)], paying order: PaymentOrder? = nil
  ) throws(WalletError) -> HelperMessage {
    var process = HelperProcess(
      path: program.path, arguments: program.arguments + [operation],
      environment: program.environment, timeout: patience, grace: grace)
    process.input = HelperMessage.lines(pairs)
    if let order {
      let (cancellation, clock) = (cancellation, clock)
      process.timeout = max(1, order.timeout) + grace
      process.inherited = order.lockDescriptors
      process.isInterrupted = { cancellation?.isCancelled == true || clock.isInterrupted() }
    }
    guard let outcome = process.run() else {
      throw WalletError(
        .configuration, "the helper cannot be started: \(WalletHTTP.words(program.path))",
        mayHaveBeenSent: false)
    }
    switch outcome.ending {
    case .exited(0): break
    case .exited(Status.unknownOperation):
      throw WalletError(.unsupported, "the helper knows no operation \(operation)")
    case .exited(Status.notReady):
      throw WalletError(.notReady, "the helper is not ready (status \(Status.notReady))")
    case .exited(Status.noPermission):
      throw WalletError(
        .unauthorized, "the helper is not allowed to (status \(Status.noPermission))")
    case .exited(let status):
      throw WalletError(.unreachable, "the helper ended with status \(status)")
    case .signalled(let signal):
      throw WalletError(.unreachable, "signal \(signal) ended the helper")
    case .timedOut:
      throw WalletError(.unreachable, "the helper did not answer in \(process.timeout) s")
    case .left: throw WalletError(.unreachable, "the helper was left alone, and goes on")
    case .lost: throw WalletError(.unreachable, "how the helper ended cannot be seen")
    }
    guard !outcome.isTooLong else {
      throw Self.malformed("the helper's answer is longer than \(process.limit >> 10) KiB")
    }
    do {
      return try HelperMessage(parsing: outcome.output)
    } catch {
      throw Self.malformed("the helper's answer \(error.rawValue)")
    }
  }

  private func amount(
    _ answer: HelperMessage, _ key: String
  ) throws(WalletError) -> Millisatoshis? {
    guard let text = answer[key] else { return nil }
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = UInt64(text) else {
      throw Self.malformed("\(key) is no number of millisatoshis")
    }
    return Millisatoshis(value)
  }

  private static func bytes(_ text: String) -> Bytes32? {
    Bytes32(hexDigits: Array(text.utf8)[...])
  }

  private static func malformed(_ message: String) -> WalletError {
    WalletError(.malformedAnswer, message)
  }

  /// What a helper says that it can do.
  private struct Declaration {
    var limitsFees = false
    /// Whether what it is told to pay twice is paid once.
    var isIdempotent = false
  }

  /// What it said last; nil until it was asked.
  private final class Declared: Sendable {
    private let value = Mutex<Declaration?>(nil)

    var answer: Declaration? {
      get { value.withLock { $0 } }
      set { value.withLock { $0 = newValue } }
    }
  }
}
