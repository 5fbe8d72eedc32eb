internal import BOLT11
public import Bytes
public import HTTPTransport
internal import JSON

/// The wallet of an LND node, over its REST interface; payments by the router's second version only.
///
/// The macaroon decides what can be done: one for invoices alone neither pays nor says who the node
/// is. No error by itself says what became of a payment, but for the few that LND gives before it
/// begins one.
public struct LNDWallet: Wallet {
  private let http: WalletHTTP
  private let macaroon: WalletSecret
  private let clock: WalletClock
  private let cancellation: Cancellation?

  /// A wallet by its server and macaroon.
  ///
  /// - Parameters:
  ///   - macaroon: in lower-case hexadecimal, as `WalletSecret(macaroon:)` holds it.
  ///   - trust: the content of the node's `tls.cert`, as the one root, or the system's roots.
  ///   - pinnedKeys: SHA-256 of public keys, one of which the node must have; empty for any.
  ///   - cancellation: ends a call that pays when it is raised; the payment goes on.
  public init(
    _ address: WalletAddress, macaroon: WalletSecret, trust: TLSTrust = .system,
    pinnedKeys: [Bytes32] = [], clock: WalletClock, cancellation: Cancellation? = nil
  ) {
    http = WalletHTTP(address, trust: trust, pinnedKeys: pinnedKeys)
    self.macaroon = macaroon
    self.clock = clock
    self.cancellation = cancellation
  }

  /// It keeps to fee limits, pays millisatoshis, and looks payments up.
  public var profile: WalletProfile { WalletProfile(type: "lnd") }

  /// The node's public key.
  public func identity() throws(WalletError) -> WalletIdentity {
    WalletIdentity(type: "lnd", try node().key)
  }

  /// Alias, network, key and version of the node, and what its channels can send, where the macaroon
  /// may know.
  public func info() throws(WalletError) -> WalletInfo {
    let node = try node()
    var info = WalletInfo(
      name: node.name, network: node.network, nodeKey: node.key, version: node.version)
    do {
      info.balance = try balance()
    } catch  where error.reason == .unauthorized {
      // One baked for paying alone may not ask.
    }
    return info
  }

  /// Whether it answers and is unlocked, and what its macaroon may do; pays nothing.
  ///
  /// What may be done stands in the macaroon itself: each call that would prove more than that also
  /// does something.
  public func check(unusedHash: Bytes32) -> WalletReport {
    var report = WalletReport(info: nil, findings: [])
    do {
      try checkState()
    } catch {
      report.add("reachable", .fail, "\(error)")
      return report
    }
    guard let rights = LNDMacaroon(macaroon) else {
      guard checkInfo(&report) else { return report }
      report.add("pays", .unknown, "the macaroon does not say what it may do")
      checkLookUp(&report, unusedHash)
      return report
    }
    if rights.allows(.info) {
      guard checkInfo(&report) else { return report }
      checkChain(&report)
    } else {
      report.add("reachable", .pass, "it answers; the macaroon may not ask who it is")
    }
    checkInvoices(&report, rights)
    guard rights.allows(.pay) else {
      let isUseful = rights.allows(.makeInvoice)
      report.add("pays", isUseful ? .warning : .fail, "this macaroon does not pay")
      return report
    }
    if !rights.allows(.info) {
      report.add("pays", .fail, "to pay, the macaroon must also allow getinfo")
    } else if let excess = rights.excess {
      report.add(
        "pays", .warning, "it pays, and the macaroon could also \(excess): bake a lesser one")
    } else {
      report.add("pays", .pass, "it pays")
    }
    checkLookUp(&report, unusedHash)
    return report
  }

  private func checkChain(_ report: inout WalletReport) {
    guard let node = try? node(), !node.isSynced,
      let index = report.findings.firstIndex(where: { $0.check == "reachable" })
    else { return }
    report.findings[index] = WalletFinding(
      "reachable", .warning, "\(report.findings[index].detail), but is behind the chain")
  }

  /// Asks for an invoice that is none, which makes none.
  private func checkInvoices(_ report: inout WalletReport, _ rights: LNDMacaroon) {
    guard rights.allows(.makeInvoice) else {
      report.add("invoices", .warning, "this macaroon makes no invoices")
      return
    }
    guard rights.allows(.lookUpInvoice) else {
      report.add("invoices", .warning, "it makes invoices and cannot see whether they were paid")
      return
    }
    do {
      _ = try lookUpInvoice(.zero)
      report.add("invoices", .pass, "it makes invoices")
    } catch {
      report.add("invoices", .fail, "\(error)")
    }
  }

  // MARK: Invoices

  /// Makes an invoice, and believes only one that says what was ordered.
  public func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice {
    guard order.amount.value > 0, let amount = Int64(exactly: order.amount.value) else {
      throw WalletError(.refused, "an invoice needs an amount", mayHaveBeenSent: false)
    }
    var writer = JSONWriter()
    writer.object { object in
      if case .descriptionHash(let hash) = order.purpose {
        object.member(
          "description_hash", String(decoding: Base64.encode(hash.array), as: UTF8.self))
      }
      object.member("expiry", "\(order.expiry)")
      if case .description(let text) = order.purpose { object.member("memo", text) }
      object.member("value_msat", "\(amount)")
    }
    let answer = try http.send(call("/v1/invoices", posting: writer.bytes))
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    return try CreatedInvoice(
      json["payment_request"]?.string, for: order, hash: Self.base64(json["r_hash"]))
  }

  /// What became of an invoice of this node.
  public func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState {
    let answer = try http.send(call("/v1/invoice/\(hash.hex)"))
    if let error = LNDError(answer.json), !error.isWrapped, error.code == 5,
      error.message == "unable to locate invoice"
        || error.message == "there are no existing invoices"
    {
      return .missing
    }
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    guard Self.base64(json["r_hash"]) == hash else {
      throw Self.malformed("the invoice is another one than was asked for")
    }
    switch json["state"]?.string {
    case "OPEN":
      let end = json["payment_request"]?.string
        .flatMap { try? Invoice(parsing: Array($0.utf8)[...]) }?.expiresAt
      return end.map { $0 <= clock.now() } == true ? .closed : .open
    case "ACCEPTED": return .held
    case "SETTLED": return .paid
    case "CANCELED": return .closed
    default: throw Self.malformed("the invoice is in a state that nobody knows")
    }
  }

  // MARK: Payments

  /// How many seconds a call that pays is waited for beyond the payment's own time, which bounds only
  /// when parts may start.
  private static let grace = 3

  /// Sends a payment and waits for its end, little longer than the order says.
  ///
  /// Giving up does not stop it: LND goes on with what it began.
  public func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState {
    func refuse(_ message: String) -> WalletError {
      WalletError(.refused, message, mayHaveBeenSent: false)
    }
    guard let hash = order.invoice.paymentHash else {
      throw refuse("the invoice has no payment hash")
    }
    guard let total = order.total, total.value > 0 else {
      throw refuse("nobody said how much to pay")
    }
    guard let amount = Int64(exactly: total.value),
      let feeLimit = Int64(exactly: order.feeLimit.value)
    else { throw refuse("LND takes no such amount") }
    if let end = order.invoice.expiresAt, end <= clock.now() {
      throw refuse("the invoice has expired")
    }
    let seconds = min(max(1, order.timeout), 86_400)
    var writer = JSONWriter()
    writer.object { object in
      // Together with an amount of the invoice it is an error.
      if order.invoice.amount == nil { object.member("amt_msat", "\(amount)") }
      if order.cltvLimit > 0 {
        object.member("cltv_limit", Int64(min(order.cltvLimit, Int(Int32.max))))
      }
      object.member("fee_limit_msat", "\(feeLimit)")
      object.member("no_inflight_updates", true)
      object.member("payment_request", order.invoice.raw.text)
      object.member("timeout_seconds", Int64(seconds))
    }
    var call = call("/v2/router/send", posting: writer.bytes)
    call.timeout = seconds + Self.grace
    call.isFresh = true
    call.cancellation = cancellation
    var hasBegun = false
    let lines = try http.firstLine(of: call) { json in
      // Older nodes send what goes on all the same.
      guard LNDPayment(json["result"])?.isUnderWay == true else { return true }
      hasBegun = true
      return false
    }
    guard let json = lines.found else { throw Self.error(lines) }
    if let payment = LNDPayment(json["result"]), lines.isSuccess { return payment.state(hash) }
    // What LND's router says of a payment is wrapped, and nothing was sent only if it never began.
    guard let error = LNDError(json), error.isWrapped, !hasBegun else { throw Self.error(lines) }
    return try refusal(error, lines)
  }

  /// What an error says that comes in place of a payment.
  ///
  /// - Throws: `WalletError` for any that LND does not give before it begins a payment.
  private func refusal(
    _ error: LNDError, _ lines: WalletHTTP.Lines
  ) throws(WalletError) -> PaymentState {
    switch error.kind {
    case .paid: return .unknown(error.words)
    case .inFlight: return .inFlight
    case .notSent, .unauthorized, .notReady: return .failed(error.words)
    case .notInitiated, .other: throw error.walletError(status: lines.status)
    }
  }

  /// What became of an outgoing payment of this node: the first that its stream says, which comes at
  /// once.
  public func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState {
    let name = String(
      decoding: Base64.encode(hash.array, alphabet: .urlSafe, padded: true), as: UTF8.self)
    let call = call("/v2/router/track/\(name)?no_inflight_updates=false")
    let lines = try http.firstLine(of: call) { _ in true }
    guard let json = lines.found else { throw Self.error(lines) }
    if let payment = LNDPayment(json["result"]), lines.isSuccess { return payment.state(hash) }
    guard let error = LNDError(json) else { throw Self.error(lines) }
    // Only the stream of payments wraps its errors: a path that leads nowhere does not.
    if error.kind == .notInitiated, error.isWrapped { return .neverTried }
    throw error.walletError(status: lines.status)
  }

  // MARK: Calls

  private struct Node {
    let key: String
    let name: String
    let network: LightningNetwork?
    let version: String?
    let isSynced: Bool
  }

  /// Who it is; asked each time, so that node and macaroon are proved to be there.
  private func node() throws(WalletError) -> Node {
    let answer = try http.send(call("/v1/getinfo"))
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    guard let key = json["identity_pubkey"]?.string, key.utf8.count == 66, Hex.isHex(key.utf8)
    else {
      throw Self.malformed("it describes no node; is it LND?")
    }
    let alias = WalletHTTP.words(json["alias"]?.string ?? "")
    var isSynced = false
    if case .bool(true) = json["synced_to_chain"]?.content { isSynced = true }
    return Node(
      key: key.lowercased(), name: alias.isEmpty ? String(key.prefix(10)) : alias,
      network: Self.network(json["chains"]?.array?.first?["network"]?.string),
      version: json["version"]?.string.map(WalletHTTP.words), isSynced: isSynced)
  }

  private static func network(_ name: String?) -> LightningNetwork? {
    switch name {
    case "mainnet": .bitcoin
    case "testnet", "testnet4": .testnet
    case "signet", "regtest", "simnet": name.flatMap(LightningNetwork.init)
    default: nil
    }
  }

  private func balance() throws(WalletError) -> Millisatoshis? {
    let answer = try http.send(call("/v1/balance/channels"))
    guard answer.isSuccess, let json = answer.json else { throw Self.error(answer) }
    return LNDPayment.amount(json["local_balance"]?["msat"])
  }

  /// Whether it serves calls at all, which it says without a macaroon.
  private func checkState() throws(WalletError) {
    var call = WalletHTTP.Call("/v1/state", headers: [])
    call.headers.append(HTTPHeader("Accept", "application/json"))
    let answer = try http.send(call)
    let state = answer.isSuccess ? answer.json?["state"]?.string : nil
    switch state {
    case "RPC_ACTIVE", "SERVER_ACTIVE": return
    case "LOCKED": throw Self.notReady("its wallet is locked")
    case "NON_EXISTING": throw Self.notReady("its wallet is not created")
    case "UNLOCKED", "WAITING_TO_START": throw Self.notReady("it is starting")
    // Nodes before 0.13 do not say, proxies may not let us ask.
    default: return
    }
  }

  private func call(_ path: String, posting body: [UInt8]? = nil) -> WalletHTTP.Call {
    var call = WalletHTTP.Call(
      path,
      headers: [
        HTTPHeader("Grpc-Metadata-macaroon", bytes: macaroon.bytes),
        HTTPHeader("Accept", "application/json"),
      ])
    if let body {
      call.method = "POST"
      call.body = body
    }
    return call
  }

  private static func base64(_ value: JSONValue?) -> Bytes32? {
    value?.string.flatMap { try? Base64.decode(Array($0.utf8)[...]) }.flatMap { Bytes32($0.bytes) }
  }

  // MARK: Errors

  private static func malformed(_ message: String) -> WalletError {
    WalletError(.malformedAnswer, message)
  }

  private static func notReady(_ message: String) -> WalletError {
    WalletError(.notReady, message)
  }

  private static func error(_ answer: WalletHTTP.Answer) -> WalletError {
    if let error = LNDError(answer.json) { return error.walletError(status: answer.status) }
    return error(status: answer.status, isJSON: answer.json != nil)
  }

  private static func error(_ lines: WalletHTTP.Lines) -> WalletError {
    if let error = LNDError(lines.found) { return error.walletError(status: lines.status) }
    guard lines.found != nil || lines.isMalformed else {
      return malformed("the answer with status \(lines.status) ended before the payment did")
    }
    return error(status: lines.status, isJSON: !lines.isMalformed)
  }

  private static func error(status: Int, isJSON: Bool) -> WalletError {
    switch status {
    case 429, 503: notReady("it answers with status \(status)")
    case _ where isJSON: malformed("its answer with status \(status) cannot be understood")
    default: malformed("the answer with status \(status) is no JSON; is a proxy in between?")
    }
  }
}
