internal import BOLT11
public import Bytes
internal import Digests
public import HTTPTransport
internal import JSON
internal import Synchronization

/// A phoenixd, over its HTTP API.
///
/// The full password pays; the one for limited access makes invoices and looks payments up. phoenixd
/// answers 200 to what it paid and to what it did not, and in plain text to what went wrong. Fees
/// are its own business: it takes no limit for them.
public struct PhoenixdWallet: Wallet {
  private let http: WalletHTTP
  private let password: WalletSecret
  private let clock: WalletClock
  private let cancellation: Cancellation?
  private let known = KnownNode()

  /// A wallet by its server and one of its two passwords.
  ///
  /// - Parameters:
  ///   - password: `http-password` or `http-password-limited-access` of `phoenix.conf`.
  ///   - cancellation: ends a call that pays when it is raised; the payment goes on.
  public init(
    _ address: WalletAddress, password: WalletSecret, clock: WalletClock,
    cancellation: Cancellation? = nil
  ) {
    http = WalletHTTP(address)
    self.password = password
    self.clock = clock
    self.cancellation = cancellation
  }

  /// It pays whole satoshis, takes no fee limit, and looks payments up.
  public var profile: WalletProfile {
    var profile = WalletProfile(type: "phoenixd")
    profile.enforcesFeeLimit = false
    profile.wholeSatoshisOnly = true
    return profile
  }

  /// The node's public key.
  public func identity() throws(WalletError) -> WalletIdentity {
    WalletIdentity(type: "phoenixd", try node().id)
  }

  /// Its network, key, version and balance.
  public func info() throws(WalletError) -> WalletInfo {
    let node = try node()
    let answer = try http.send(call("/getbalance"))
    guard answer.isSuccess, let balance = answer.json?["balanceSat"]?.integer else {
      throw Self.error(answer)
    }
    return WalletInfo(
      name: "phoenixd", network: node.network, nodeKey: node.id,
      balance: Self.millisatoshis(balance), version: node.version)
  }

  /// What its password may do, and whether it answers; pays nothing.
  public func check(unusedHash: Bytes32) -> WalletReport {
    var report = WalletReport(info: nil, findings: [])
    guard checkInfo(&report) else { return report }
    do {
      if try mayPay() {
        report.add(
          "invoices", .warning,
          "the full password makes them: where nothing is paid, set the one for limited access")
        report.add("pays", .pass, "the full password pays")
      } else {
        report.add("invoices", .pass, "the password for limited access makes them")
        report.add("pays", .fail, "the password for limited access cannot pay")
      }
    } catch {
      report.add("pays", .fail, "\(error)")
    }
    checkLookUp(&report, unusedHash)
    return report
  }

  /// Whether the password is the one that pays: without an invoice there is nothing to pay.
  private func mayPay() throws(WalletError) -> Bool {
    let answer = try http.send(call("/payinvoice", form: []))
    switch answer.status {
    case 400 where Self.isAboutParameters(answer): return true
    case 401 where Self.isAboutPassword(answer): return false
    default: throw Self.error(answer)
    }
  }

  // MARK: Invoices

  /// How long a description may be; phoenixd counts as Kotlin does, in UTF-16.
  private static let longestDescription = 128

  /// Makes an invoice, and believes only one that says what was ordered.
  public func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice {
    func refuse(_ message: String) -> WalletError {
      WalletError(.refused, message, mayHaveBeenSent: false)
    }
    guard order.amount.value % 1000 == 0, order.amount.value > 0 else {
      throw refuse("phoenixd asks for whole satoshis, not \(order.amount.satoshis)")
    }
    var form = [("amountSat", "\(order.amount.value / 1000)")]
    switch order.purpose {
    case .description(let text):
      guard text.utf16.count <= Self.longestDescription else {
        throw refuse(
          "phoenixd takes descriptions of up to \(Self.longestDescription) characters, not "
            + "\(text.utf16.count)")
      }
      form.append(("description", text))
    case .descriptionHash(let hash): form.append(("descriptionHash", hash.hex))
    }
    form.append(("expirySeconds", "\(order.expiry)"))
    let answer = try http.send(call("/createinvoice", form: form))
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    return try CreatedInvoice(
      json["serialized"]?.string, for: order, hash: Self.hash(json["paymentHash"]))
  }

  /// What became of an invoice of this wallet; the preimage, which is always there, is not read.
  public func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState {
    let answer = try http.send(call("/payments/incoming/\(hash.hex)"))
    if Self.isMissing(answer) { return .missing }
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    guard Self.hash(json["paymentHash"]) == hash, json["receivedSat"]?.integer != nil,
      let isPaid = Self.bool(json["isPaid"])
    else { throw Self.malformed("the entry is no invoice of this wallet") }
    if isPaid { return .paid }
    if Self.bool(json["isExpired"]) == true { return .closed }
    // Older versions say neither; the invoice itself does.
    let end =
      json["expiresAt"]?.integer.map { $0 / 1000 }
      ?? json["invoice"]?.string.flatMap { try? Invoice(parsing: Array($0.utf8)[...]) }?.expiresAt
    return end.map { $0 <= clock.now() } == true ? .closed : .open
  }

  // MARK: Payments

  /// Sends a payment and waits for its end, at most for the order's time; phoenixd knows no limit.
  public func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState {
    func refuse(_ message: String) -> WalletError {
      WalletError(.refused, message, mayHaveBeenSent: false)
    }
    guard let hash = order.invoice.paymentHash else {
      throw refuse("the invoice has no payment hash")
    }
    guard let amount = order.total, amount.value > 0 else { throw refuse("nobody said how much") }
    guard amount.value % 1000 == 0 else { throw refuse("phoenixd pays whole satoshis only") }
    if let end = order.invoice.expiresAt, end <= clock.now() {
      throw refuse("the invoice has expired")
    }
    var form = [("invoice", order.invoice.raw.text)]
    if order.invoice.amount == nil { form.append(("amountSat", "\(amount.value / 1000)")) }
    var call = call("/payinvoice", form: form)
    call.timeout = max(1, order.timeout)
    call.isFresh = true
    call.cancellation = cancellation
    let answer = try http.send(call)
    // Before it looks for an invoice, and before it pays one.
    if answer.status == 401, Self.isAboutPassword(answer) {
      return .failed("phoenixd does not let this password pay")
    }
    if answer.status == 400, Self.isAboutParameters(answer) { return .failed(Self.words(answer)) }
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    guard Self.hash(json["paymentHash"]) == hash else {
      return .unknown("its answer is about another payment")
    }
    if Self.isNull(json["paymentPreimage"]), let reason = json["reason"]?.string {
      return Self.state(for: reason)
    }
    guard Self.isNull(json["reason"]) else {
      return .unknown("it contradicts itself about the payment")
    }
    guard let preimage = Self.preimage(json["paymentPreimage"], of: hash) else {
      return .unknown(Self.noPreimage)
    }
    return .succeeded(
      SettledPayment(
        preimage: preimage, amount: Self.millisatoshis(json["recipientAmountSat"]?.integer),
        fee: Self.millisatoshis(json["routingFeeSat"]?.integer)))
  }

  /// What a reason for not having paid means; one that we do not know means nothing.
  private static func state(for reason: String) -> PaymentState {
    let words = "phoenixd says: \(WalletHTTP.words(reason))"
    let reason = reason.lowercased()
    if reason.hasPrefix("another payment is in progress for that invoice") { return .inFlight }
    let isFinal = finalReasons.contains { reason.hasPrefix($0) || reason.hasPrefix("the \($0)") }
    return isFinal ? .failed(words) : .unknown(words)
  }

  /// Reasons after which nothing is under way.
  ///
  /// "this invoice has already been paid" and "wallet restarted while a payment was ongoing" are
  /// none: only a look-up tells.
  private static let finalReasons = [
    "not enough funds", "channel is not connected yet", "recipient was offline",
    "payment attempts exhausted",
  ]

  /// What became of an outgoing payment of this wallet; of several tries the one that counts.
  public func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState {
    let id: String
    if let known = known.id { id = known } else { id = try node().id }
    let answer = try http.send(call("/payments/outgoingbyhash/\(hash.hex)"))
    if Self.isMissing(answer) {
      guard try node().id == id else { return .unknown("another node answers now") }
      return .neverTried
    }
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    guard Self.hash(json["paymentHash"]) == hash else {
      return .unknown("the entry is of another payment")
    }
    guard json["sent"]?.integer != nil, let isPaid = Self.bool(json["isPaid"]) else {
      return .unknown("the entry is no outgoing payment")
    }
    let hasPreimage = !Self.isNull(json["preimage"])
    guard isPaid else {
      guard !hasPreimage else { return .unknown("it contradicts itself about the payment") }
      if Self.isNull(json["completedAt"]) { return .inFlight }
      guard json["completedAt"]?.integer != nil else {
        return .unknown("it contradicts itself about the payment")
      }
      return .failed("phoenixd says that it failed")
    }
    // Old versions call what has ended paid, however it ended.
    guard let preimage = Self.preimage(json["preimage"], of: hash) else {
      return .unknown(Self.noPreimage)
    }
    // What is `sent` has the fee in it, in whole satoshis.
    let fee = json["fees"]?.integer.flatMap { UInt64(exactly: $0) }
    return .succeeded(SettledPayment(preimage: preimage, fee: fee.map { Millisatoshis($0) }))
  }

  private static let noPreimage =
    "paid, it says, but without the preimage of the payment hash"

  // MARK: Calls

  /// A call; with a form it is a POST.
  private func call(_ path: String, form: [(name: String, value: String)]? = nil)
    -> WalletHTTP.Call
  {
    let pair = Base64.encode([UInt8(ascii: ":")] + password.bytes)
    let login = HTTPHeader("Authorization", bytes: Array("Basic ".utf8) + pair)
    var call = WalletHTTP.Call(
      path, headers: [login, HTTPHeader("Accept", "application/json")])
    if let form {
      call.method = "POST"
      call.contentType = "application/x-www-form-urlencoded"
      call.body = Array(
        form.map { "\($0.name)=\(Self.escaped($0.value))" }.joined(separator: "&").utf8)
    }
    return call
  }

  /// A value of a form: all but the letters, digits and signs that mean nothing is escaped.
  private static func escaped(_ text: String) -> String {
    text.utf8.reduce(into: "") { escaped, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"):
        escaped.unicodeScalars.append(Unicode.Scalar(byte))
      default: escaped += "%" + Hex.encode([byte])
      }
    }
  }

  private struct Node {
    var id: String
    var network: LightningNetwork?
    var version: String?
  }

  /// What phoenixd says of its node; asked each time, so that the password is proved to be good.
  private func node() throws(WalletError) -> Node {
    let answer = try http.send(call("/getinfo"))
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    guard let id = json["nodeId"]?.string, id.utf8.count == 66, Hex.isHex(id.utf8) else {
      throw Self.malformed("it describes no node; is it phoenixd?")
    }
    var network: LightningNetwork?
    if let chain = json["chain"]?.string {
      network = Self.network(chain)
      guard network != nil else { throw Self.malformed("it is on a network that is not known") }
    }
    known.id = id.lowercased()
    return Node(
      id: id.lowercased(), network: network,
      version: json["version"]?.string.map(WalletHTTP.words))
  }

  private static func network(_ chain: String) -> LightningNetwork? {
    switch chain.lowercased() {
    case "mainnet": .bitcoin
    case "testnet", "testnet3", "testnet4": .testnet
    case "signet": .signet
    case "regtest": .regtest
    default: nil
    }
  }

  // MARK: Answers

  private static func hash(_ value: JSONValue?) -> Bytes32? {
    value?.string.flatMap { Bytes32(hexDigits: Array($0.utf8)[...]) }
  }

  /// A preimage that is the payment's; zeros never are.
  private static func preimage(_ value: JSONValue?, of hash: Bytes32) -> Bytes32? {
    guard let preimage = Self.hash(value), preimage != .zero,
      SHA256.digest(preimage).constantTimeEquals(hash)
    else { return nil }
    return preimage
  }

  private static func bool(_ value: JSONValue?) -> Bool? {
    guard case .bool(let bool)? = value?.content else { return nil }
    return bool
  }

  /// Whether there is no value: phoenixd leaves those out.
  private static func isNull(_ value: JSONValue?) -> Bool { value?.isNull ?? true }

  private static func millisatoshis(_ satoshis: Int64?) -> Millisatoshis? {
    guard let satoshis, let value = UInt64(exactly: satoshis) else { return nil }
    let (product, overflow) = value.multipliedReportingOverflow(by: 1000)
    return overflow ? nil : Millisatoshis(product)
  }

  // MARK: Errors

  private static func malformed(_ message: String) -> WalletError {
    WalletError(.malformedAnswer, message)
  }

  /// The text of an error, as phoenixd writes it; nil for anything else, such as a proxy's page.
  private static func text(_ answer: WalletHTTP.Answer) -> String? {
    guard answer.json == nil, let text = String(utf8: answer.body[...]), !text.contains("<"),
      !text.isEmpty
    else { return nil }
    return text
  }

  /// Whether it says that there is no such payment, and not that there is no such call.
  private static func isMissing(_ answer: WalletHTTP.Answer) -> Bool {
    answer.status == 404 && text(answer) == "Not found"
  }

  private static func isAboutPassword(_ answer: WalletHTTP.Answer) -> Bool {
    text(answer)?.hasPrefix("Invalid authentication") == true
  }

  private static func isAboutParameters(_ answer: WalletHTTP.Answer) -> Bool {
    text(answer)?.hasPrefix("Request parameter") == true
  }

  private static func words(_ answer: WalletHTTP.Answer) -> String {
    guard let text = text(answer) else { return "phoenixd answers with status \(answer.status)" }
    return "phoenixd says: \(WalletHTTP.words(text))"
  }

  private static func error(_ answer: WalletHTTP.Answer) -> WalletError {
    switch answer.status {
    case 200..<300:
      return malformed(
        answer.json == nil
          ? "the answer is no JSON; is a proxy in between?" : "its answer cannot be understood")
    case 401: return WalletError(.unauthorized, words(answer))
    case 404 where text(answer)?.hasPrefix("Unknown endpoint") == true:
      return WalletError(.unsupported, "this version of phoenixd lacks a call that is needed")
    case 429, 503: return WalletError(.notReady, words(answer))
    default:
      guard text(answer) != nil else {
        return malformed(
          "the answer with status \(answer.status) is not phoenixd's; is a proxy in between?")
      }
      return WalletError(.refused, words(answer))
    }
  }

  /// The node's key once it is known; one connection's worth of memory.
  private final class KnownNode: Sendable {
    private let value = Mutex<String?>(nil)

    var id: String? {
      get { value.withLock { $0 } }
      set { value.withLock { $0 = newValue } }
    }
  }
}
