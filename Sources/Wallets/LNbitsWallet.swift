internal import BOLT11
public import Bytes
internal import Digests
public import HTTPTransport
internal import JSON
internal import Synchronization

/// A wallet of an LNbits server (1.x), over its HTTP API.
///
/// An admin key pays and looks up; an invoice key only makes invoices. Its answers are believed only
/// where status, sign, hash and wallet agree: LNbits answers 201 for payments that failed, and to a
/// wrong key with other people's payments.
public struct LNbitsWallet: Wallet {
  private let http: WalletHTTP
  private let adminKey: WalletSecret?
  private let invoiceKey: WalletSecret?
  private let clock: WalletClock
  private let cancellation: Cancellation?
  private let known = KnownWallet()

  /// A wallet by its server and keys.
  ///
  /// - Parameters:
  ///   - adminKey: pays; nil where nothing is to be paid.
  ///   - invoiceKey: makes invoices; nil lets the admin key do so.
  ///   - cancellation: ends a call that pays when it is raised; the payment goes on.
  public init(
    _ address: WalletAddress, adminKey: WalletSecret?, invoiceKey: WalletSecret? = nil,
    clock: WalletClock, cancellation: Cancellation? = nil
  ) {
    http = WalletHTTP(address)
    self.adminKey = adminKey
    self.invoiceKey = invoiceKey
    self.clock = clock
    self.cancellation = cancellation
  }

  /// It pays whole satoshis, takes no fee limit, and looks payments up.
  public var profile: WalletProfile {
    var profile = WalletProfile(type: "lnbits")
    profile.enforcesFeeLimit = false
    profile.wholeSatoshisOnly = true
    return profile
  }

  /// The server's address and the wallet's id there, which only the admin key is told.
  public func identity() throws(WalletError) -> WalletIdentity {
    WalletIdentity(type: "lnbits", "\(http.address)#\(try walletID())")
  }

  /// Name and balance; LNbits does not say which network it is on.
  public func info() throws(WalletError) -> WalletInfo {
    guard let key = adminKey ?? invoiceKey else { throw Self.noKey }
    let wallet = try account(key)
    return WalletInfo(name: wallet.name, balance: wallet.balance)
  }

  /// What its exchange rates say.
  public func price(of currency: String) throws(WalletError) -> Double {
    let code = currency.filter { $0.isASCII && $0.isLetter }
    let answer = try http.send(
      WalletHTTP.Call("/api/v1/rate/\(code)", headers: Self.headers(try anyKey())))
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    guard case .number(let text)? = json["price"]?.content, let price = Double(text),
      price.isFinite, price > 0
    else { throw Self.malformed("it knows no price in \(code)") }
    return price
  }

  /// What its keys may do, and whether it answers; pays nothing.
  public func check(unusedHash: Bytes32) -> WalletReport {
    var report = WalletReport(info: nil, findings: [])
    guard checkInfo(&report) else { return report }
    do {
      let isAdmin = try account(try anyKey()).id != nil
      if !isAdmin {
        report.add("invoices", .pass, "an invoice key makes them")
      } else if invoiceKey == nil {
        report.add(
          "invoices", .warning,
          "the admin key makes them: where nothing is paid, set invoice_key alone")
      } else {
        report.add("invoices", .warning, "invoice_key is an admin key: it can spend")
      }
    } catch {
      report.add("invoices", .fail, "\(error)")
    }
    guard adminKey != nil else {
      report.add("pays", .warning, "without its admin key this wallet only makes invoices")
      return report
    }
    do {
      _ = try walletID()
      report.add("pays", .pass, "the admin key pays")
    } catch {
      report.add("pays", .fail, "\(error)")
      return report
    }
    checkLookUp(&report, unusedHash)
    return report
  }

  // MARK: Invoices

  /// Makes an invoice, and believes only one that says what was ordered.
  public func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice {
    guard order.amount.value % 1000 == 0, order.amount.value > 0 else {
      throw WalletError(
        .refused, "LNbits asks for whole satoshis, not \(order.amount.satoshis)",
        mayHaveBeenSent: false)
    }
    var writer = JSONWriter()
    writer.object { object in
      object.name("amount")
      object.integer(order.amount.value / 1000)
      if case .descriptionHash(let hash) = order.purpose {
        object.member("description_hash", hex: hash)
      }
      object.member("expiry", Int64(order.expiry))
      if case .description(let text) = order.purpose { object.member("memo", text) }
      object.member("out", false)
      object.member("unit", "sat")
    }
    var call = WalletHTTP.Call(Self.payments, headers: Self.headers(try anyKey()))
    call.method = "POST"
    call.body = writer.bytes
    let answer = try http.send(call)
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    return try CreatedInvoice(
      (json["bolt11"] ?? json["payment_request"])?.string, for: order,
      hash: Self.hash(json["payment_hash"]))
  }

  /// What became of an invoice of this wallet.
  public func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState {
    let key = try anyKey()
    switch try entry(hash, key) {
    case .missing:
      _ = try account(key)
      return .missing
    case .unclear(let why): throw Self.malformed(why)
    case .found(let entry):
      guard entry.amount > 0 else { throw Self.malformed("the entry is no invoice of this wallet") }
      switch entry.status {
      case .success: return .paid
      case .failed: return .closed
      case .pending:
        let end = entry.invoice.flatMap { try? Invoice(parsing: Array($0.utf8)[...]) }?.expiresAt
        return end.map { $0 <= clock.now() } == true ? .closed : .open
      }
    }
  }

  // MARK: Payments

  /// Sends a payment and waits for its end, as long as LNbits does: a few seconds.
  ///
  /// Whatever was answered, only `success` of an outgoing entry of this wallet with the right
  /// preimage is one; an error has been sent as soon as the request was.
  public func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState {
    func refuse(_ message: String) -> WalletError {
      WalletError(.refused, message, mayHaveBeenSent: false)
    }
    guard let hash = order.invoice.paymentHash else {
      throw refuse("the invoice has no payment hash")
    }
    guard let amount = order.invoice.amount else {
      throw refuse("LNbits pays no invoice without an amount of its own")
    }
    guard amount.value % 1000 == 0 else { throw refuse("LNbits pays whole satoshis only") }
    // It would pay an expired invoice of its own.
    if let end = order.invoice.expiresAt, end <= clock.now() {
      throw refuse("the invoice has expired")
    }
    guard let adminKey else { throw Self.noAdminKey }
    let id: String
    do {
      id = try walletID()
    } catch {
      // That was a question, no payment.
      throw WalletError(error.reason, error.message, mayHaveBeenSent: false)
    }
    var writer = JSONWriter()
    writer.object { object in
      object.member("bolt11", order.invoice.raw.text)
      object.member("out", true)
    }
    var call = WalletHTTP.Call(Self.payments, headers: Self.headers(adminKey))
    call.method = "POST"
    call.body = writer.bytes
    call.timeout = max(1, order.timeout)
    call.isFresh = true
    call.cancellation = cancellation
    let answer = try http.send(call)
    guard answer.isSuccess else { return try Self.refusal(answer) }
    guard let json = answer.json, let entry = Entry(json) else {
      throw Self.malformed("its answer is no payment")
    }
    return Self.state(of: entry, hash, id, preimage: Self.hash(json["preimage"]))
  }

  /// What an answer says that is no 2xx, where it comes from LNbits itself: its call has ended.
  ///
  /// - Throws: `WalletError` for any other, such as a proxy's: behind that it may still go on.
  private static func refusal(_ answer: WalletHTTP.Answer) throws(WalletError) -> PaymentState {
    guard answer.status == 520 || (400..<500).contains(answer.status), answer.status != 408,
      let json = answer.json, json["detail"] != nil || json["error"] != nil
    else { throw error(answer) }
    let words = words(answer)
    switch json["status"]?.string {
    case "pending": return .inFlight
    case "success": return .unknown(words)
    default: return .failed(words)
    }
  }

  /// What became of an outgoing payment of this wallet.
  ///
  /// Without the details of an outgoing entry nothing is known: that is what a wrong key gets.
  public func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState {
    guard let adminKey else { throw Self.noAdminKey }
    let id: String
    if let known = known.id { id = known } else { id = try walletID() }
    switch try entry(hash, adminKey) {
    case .missing:
      // Asked with a key that is none, LNbits says so of everything.
      guard try walletID() == id else { return .unknown("the key is of another wallet now") }
      return .neverTried
    case .unclear(let why): return .unknown(why)
    case .found(let entry):
      return Self.state(of: entry, hash, id, preimage: entry.outerPreimage)
    }
  }

  private static func state(
    of entry: Entry, _ hash: Bytes32, _ id: String, preimage: Bytes32?
  ) -> PaymentState {
    guard entry.hash == nil || entry.hash == hash else {
      return .unknown("the entry is of another payment")
    }
    guard entry.walletID == nil || entry.walletID == id else {
      return .unknown("the entry is of another wallet")
    }
    guard entry.amount < 0 else { return .unknown("the entry under this hash is an incoming one") }
    switch entry.status {
    case .pending: return .inFlight
    case .failed: return .failed("LNbits says that it failed")
    case .success:
      guard let preimage = preimage ?? entry.preimage, preimage != .zero,
        SHA256.digest(preimage).constantTimeEquals(hash)
      else { return .unknown("paid, it says, but without the preimage of the payment hash") }
      return .succeeded(
        SettledPayment(
          preimage: preimage, amount: Millisatoshis(entry.amount.magnitude),
          fee: entry.fee.map { Millisatoshis($0.magnitude) }))
    }
  }

  // MARK: Calls

  private static let payments = "/api/v1/payments"

  private static func headers(_ key: WalletSecret) -> HTTPHeaders {
    [HTTPHeader("X-Api-Key", bytes: key.bytes), HTTPHeader("Accept", "application/json")]
  }

  private func anyKey() throws(WalletError) -> WalletSecret {
    guard let key = invoiceKey ?? adminKey else { throw Self.noKey }
    return key
  }

  private static let noKey = WalletError(
    .configuration, "there is no key", mayHaveBeenSent: false)

  private static let noAdminKey = WalletError(
    .unauthorized, "an invoice key cannot pay: the wallet's admin key is needed",
    mayHaveBeenSent: false)

  private struct Account {
    var id: String?
    var name: String
    var balance: Millisatoshis?
  }

  /// What LNbits says of a key's wallet; the id with an admin key only.
  private func account(_ key: WalletSecret) throws(WalletError) -> Account {
    let answer = try http.send(WalletHTTP.Call("/api/v1/wallet", headers: Self.headers(key)))
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    guard let name = json["name"]?.string, let balance = json["balance"]?.integer else {
      throw Self.malformed("it describes no wallet; is it LNbits?")
    }
    return Account(
      id: json["id"]?.string, name: WalletHTTP.words(name),
      balance: balance < 0 ? Millisatoshis(0) : Millisatoshis(UInt64(balance)))
  }

  /// The id of the admin key's wallet; asked each time, so that the key is proved to be good.
  private func walletID() throws(WalletError) -> String {
    guard let adminKey else { throw Self.noAdminKey }
    guard let id = try account(adminKey).id, Self.isIdentifier(id) else { throw Self.noAdminKey }
    known.id = id
    return id
  }

  private static func isIdentifier(_ text: String) -> Bool {
    (1...64).contains(text.utf8.count)
      && text.utf8.allSatisfy { Hex.value(of: $0) != nil || $0 == UInt8(ascii: "-") }
  }

  private enum Found {
    case found(Entry)
    case missing
    case unclear(String)
  }

  private func entry(_ hash: Bytes32, _ key: WalletSecret) throws(WalletError) -> Found {
    let answer = try http.send(
      WalletHTTP.Call("\(Self.payments)/\(hash.hex)", headers: Self.headers(key)))
    if answer.status == 404, answer.json?["detail"]?.string == "Payment does not exist." {
      return .missing
    }
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    guard let details = json["details"], var entry = Entry(details) else {
      return .unclear("it gives no details of the payment, as to a key that is none of its own")
    }
    // What is said twice must be the same.
    guard let paid = json["paid"], case .bool(let isPaid) = paid.content,
      isPaid == (entry.status == .success)
    else { return .unclear("it contradicts itself about the payment") }
    if let status = json["status"]?.string, status != entry.status.rawValue {
      return .unclear("it contradicts itself about the payment")
    }
    entry.outerPreimage = Self.hash(json["preimage"])
    return .found(entry)
  }

  private static func hash(_ value: JSONValue?) -> Bytes32? {
    value?.string.flatMap { Bytes32(hexDigits: Array($0.utf8)[...]) }
  }

  // MARK: Errors

  private static func malformed(_ message: String) -> WalletError {
    WalletError(.malformedAnswer, message)
  }

  /// The server's words, where it has any.
  private static func words(_ answer: WalletHTTP.Answer) -> String {
    guard let text = (answer.json?["detail"] ?? answer.json?["error"])?.string else {
      return "LNbits answers with status \(answer.status)"
    }
    return "LNbits says: \(WalletHTTP.words(text))"
  }

  private static func error(_ answer: WalletHTTP.Answer) -> WalletError {
    guard answer.json != nil else {
      return malformed("the answer with status \(answer.status) is no JSON; is a proxy in between?")
    }
    let words = words(answer)
    switch answer.status {
    case 401, 403: return WalletError(.unauthorized, words)
    case 404 where answer.json?["detail"]?.string == "Wallet not found.":
      return WalletError(.unauthorized, "it does not know the key")
    case 429, 503: return WalletError(.notReady, words)
    case 200..<300: return malformed("its answer cannot be understood")
    default: return WalletError(.refused, words)
    }
  }

  /// An entry of the payment list; outgoing ones have negative amounts.
  private struct Entry {
    enum Status: String {
      case success, pending, failed
    }

    let status: Status
    /// In millisatoshis.
    let amount: Int64
    let fee: Int64?
    let hash: Bytes32?
    let walletID: String?
    let preimage: Bytes32?
    let invoice: String?
    /// What stands beside the details.
    var outerPreimage: Bytes32?

    /// Nil for what is no entry, or of a status that we do not know.
    init?(_ json: JSONValue) {
      guard let status = json["status"]?.string.flatMap(Status.init),
        let amount = json["amount"]?.integer
      else { return nil }
      self.status = status
      self.amount = amount
      fee = json["fee"]?.integer
      hash = LNbitsWallet.hash(json["payment_hash"])
      walletID = json["wallet_id"]?.string
      preimage = LNbitsWallet.hash(json["preimage"])
      invoice = json["bolt11"]?.string
    }
  }

  /// The wallet's id once it is known; one connection's worth of memory.
  private final class KnownWallet: Sendable {
    private let value = Mutex<String?>(nil)

    var id: String? {
      get { value.withLock { $0 } }
      set { value.withLock { $0 = newValue } }
    }
  }
}
