internal import BOLT11
public import Bytes
internal import Digests
public import HTTPTransport
internal import JSON

/// A Core Lightning node, over its unix socket or its REST interface (clnrest).
///
/// It pays with `xpay`, or with `pay` where that is missing, and believes neither: success needs the
/// preimage, failure a documented code and a look-up that agrees.
public struct CLNWallet: Wallet {
  private let link: any CLNLink
  /// Nil for the socket, which allows everything.
  private let rune: WalletSecret?
  private let clock: WalletClock
  private let cancellation: Cancellation

  /// The node behind a unix socket, `lightning-rpc` in its folder for the network.
  ///
  /// - Parameter cancellation: ends a call that pays when it is raised; the payment goes on.
  /// - Throws: `WalletError` with `.configuration` for a path that no socket can have, such as one of
  ///   more than 107 bytes.
  public init(
    socket path: String, clock: WalletClock, cancellation: Cancellation? = nil
  ) throws(WalletError) {
    link = try CLNSocket(path: path)
    rune = nil
    self.clock = clock
    self.cancellation = cancellation ?? Cancellation()
  }

  /// The node behind clnrest.
  ///
  /// - Parameters:
  ///   - rune: needs `getinfo`; to pay also `xpay`, `pay`, `listpays`, to be paid `invoice` and
  ///     `listinvoices`, for the balance `listpeerchannels`.
  ///   - trust: who may vouch for an https server: the node's `ca.pem`.
  ///   - pinnedKeys: SHA-256 of public keys, one of which an https server must have; empty for any.
  ///   - cancellation: ends a call that pays when it is raised; the payment goes on.
  public init(
    _ address: WalletAddress, rune: WalletSecret, trust: TLSTrust = .system,
    pinnedKeys: [Bytes32] = [], clock: WalletClock, cancellation: Cancellation? = nil
  ) {
    link = CLNRest(address, rune: rune, trust: trust, pinnedKeys: pinnedKeys)
    self.rune = rune
    self.clock = clock
    self.cancellation = cancellation ?? Cancellation()
  }

  /// It can do everything.
  public var profile: WalletProfile { WalletProfile(type: "cln") }

  /// The node's public key, whichever way it is reached.
  public func identity() throws(WalletError) -> WalletIdentity {
    WalletIdentity(type: "cln", try node().id)
  }

  /// Key, name, network and what could be sent through its channels.
  public func info() throws(WalletError) -> WalletInfo {
    let node = try node()
    return WalletInfo(
      name: node.alias, network: node.network, nodeKey: node.id, balance: try balance(),
      version: node.version)
  }

  // MARK: Invoices

  /// Makes an invoice, and believes only one that says what was ordered.
  ///
  /// - Throws: `WalletError` with `.unsupported` for the hash of a text that is not known: Core
  ///   Lightning hashes descriptions itself, and takes no hash.
  public func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice {
    let description: String
    let isHashed: Bool
    switch order.purpose {
    case .description(let text): (description, isHashed) = (text, false)
    case .descriptionHash:
      guard let text = order.hashedText else {
        throw WalletError(
          .unsupported, "Core Lightning makes no invoice from the hash of a description alone",
          mayHaveBeenSent: false)
      }
      (description, isHashed) = (text, true)
    }
    guard order.amount.value > 0 else {
      throw WalletError(.refused, "the amount is 0", mayHaveBeenSent: false)
    }
    let label = "l402-\(Hex.encode((0..<16).map { _ in UInt8.random(in: 0...255) }[...]))"
    let result = try ask(
      CLNCall("invoice") { parameters in
        parameters.name("amount_msat")
        parameters.integer(order.amount.value)
        if isHashed { parameters.member("deschashonly", true) }
        parameters.member("description", description)
        parameters.member("expiry", Int64(order.expiry))
        parameters.member("label", label)
      })
    return try CreatedInvoice(
      result["bolt11"]?.string, for: order, hash: CLN.hash(result["payment_hash"]))
  }

  /// What became of an invoice of this node.
  public func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState {
    let result = try ask(
      CLNCall("listinvoices") { $0.member("payment_hash", hex: hash) })
    guard let invoices = result["invoices"]?.array else {
      throw CLN.malformed("it lists no invoices")
    }
    guard let invoice = invoices.first else { return .missing }
    guard invoices.count == 1, CLN.hash(invoice["payment_hash"]) == hash else {
      throw CLN.malformed("it lists other invoices than it was asked for")
    }
    switch invoice["status"]?.string {
    case "paid": return .paid
    case "expired": return .closed
    case "unpaid":
      let end = invoice["expires_at"]?.integer
      return end.map { $0 <= clock.now() } == true ? .closed : .open
    default: throw CLN.malformed("the invoice has a status that is not known")
    }
  }

  // MARK: Payments

  /// Sends a payment and waits for its end.
  ///
  /// The node is told to start no attempt after the order's time, but one that is held goes on.
  public func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState {
    guard let hash = order.invoice.paymentHash else {
      throw WalletError(.refused, "the invoice has no payment hash", mayHaveBeenSent: false)
    }
    guard order.total != nil else {
      throw WalletError(.refused, "nobody said how much to pay", mayHaveBeenSent: false)
    }
    let end = ContinuousClock.now + .seconds(order.timeout)
    var reply = try link.send(call("xpay", order, until: end))
    // Missing before 24.11, without `maxdelay` before 25.02, or not what the rune allows: in each case
    // it was not begun.
    if case .refusal(let refusal) = reply,
      refusal.isUnknownMethod || refusal.isDenied
        || (refusal.code == -32602 && refusal.text.contains("maxdelay"))
    {
      do {
        reply = try link.send(call("pay", order, until: end))
      } catch {
        throw WalletError(error.reason, error.message)
      }
    }
    switch reply {
    case .result(let result): return settled(try CLN.state(ofPayment: result, hash), hash)
    case .refusal(let refusal): return outcome(of: refusal, hash)
    }
  }

  private func call(
    _ method: String, _ order: PaymentOrder, until end: ContinuousClock.Instant
  ) -> CLNCall {
    let seconds = max(1, Int((end - .now).components.seconds + 1))
    var call = CLNCall(method) { parameters in
      if order.invoice.amount == nil, let amount = order.amount {
        parameters.name("amount_msat")
        parameters.integer(amount.value)
      }
      if method == "pay" { parameters.member("bolt11", order.invoice.raw.text) }
      if method == "xpay" { parameters.member("invstring", order.invoice.raw.text) }
      parameters.member("maxdelay", Int64(order.cltvLimit))
      // Never left out: the default is none of ours.
      parameters.name("maxfee")
      parameters.integer(order.feeLimit.value)
      // So that the node's last word comes before we stop listening.
      parameters.member("retry_for", Int64(max(1, seconds - 3)))
    }
    call.timeout = min(seconds, max(1, order.timeout))
    call.cancellation = cancellation
    return call
  }

  /// A `failed` among the answers to `pay` is looked up too: parts may be on their way.
  private func settled(_ state: PaymentState, _ hash: Bytes32) -> PaymentState {
    guard case .failed(let why) = state else { return state }
    return confirmed(hash, orElse: why, isFinal: true)
  }

  /// What an error of a call that pays means.
  private func outcome(of refusal: CLNRefusal, _ hash: Bytes32) -> PaymentState {
    confirmed(
      hash, orElse: refusal.description,
      isFinal: refusal.isDenied || CLN.endsPayment(refusal.code))
  }

  /// What a look-up says of a payment whose call has ended without success.
  ///
  /// - Parameter isFinal: whether that call ended for good by what is documented of it. Even then a
  ///   part of it, or another call, may be under way.
  private func confirmed(_ hash: Bytes32, orElse why: String, isFinal: Bool) -> PaymentState {
    let state: PaymentState
    do {
      state = try lookUpPayment(hash)
    } catch {
      return .unknown(why)
    }
    switch state {
    case .succeeded, .inFlight: return state
    case .neverTried, .failed: return isFinal ? .failed(why) : .unknown(why)
    case .unknown: return .unknown(why)
    }
  }

  /// What became of a payment, by all entries that the node has under its hash.
  public func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState {
    let result = try ask(CLNCall("listpays") { $0.member("payment_hash", hex: hash) })
    guard let entries = result["pays"]?.array else { throw CLN.malformed("it lists no payments") }
    guard !entries.isEmpty else { return .neverTried }
    let states = entries.map { CLN.state(ofEntry: $0, hash) }
    // A preimage proves what it proves; then what cannot be understood; then what may still succeed.
    return states.first { if case .succeeded = $0 { true } else { false } }
      ?? states.first { if case .unknown = $0 { true } else { false } }
      ?? states.first { $0 == .inFlight }
      ?? .failed("Core Lightning says that it failed")
  }

  // MARK: The node

  private struct Node {
    let id: String
    let alias: String
    let network: LightningNetwork
    let version: String?
    /// Why it may be out of date with the chain.
    let warning: String?
  }

  private func node() throws(WalletError) -> Node {
    let result = try ask(CLNCall("getinfo"))
    guard let id = result["id"]?.string?.lowercased(), id.utf8.count == 66,
      id.utf8.allSatisfy({ Hex.value(of: $0) != nil })
    else { throw CLN.malformed("it does not say which node it is; is it Core Lightning?") }
    guard let name = result["network"]?.string else {
      throw CLN.malformed("it does not say which network it is on")
    }
    // Invoices do not tell the two apart.
    guard let network = LightningNetwork(rawValue: name == "testnet4" ? "testnet" : name) else {
      throw WalletError(.unsupported, "the node is on network \"\(WalletHTTP.words(name))\"")
    }
    let warning = result["warning_bitcoind_sync"] ?? result["warning_lightningd_sync"]
    return Node(
      id: id, alias: WalletHTTP.words(result["alias"]?.string ?? id), network: network,
      version: (result["version"]?.string).map(WalletHTTP.words),
      warning: warning.map { WalletHTTP.words($0.string ?? "it is out of date with the chain") })
  }

  /// Nil where the node, or the rune, does not tell.
  private func balance() throws(WalletError) -> Millisatoshis? {
    let reply: CLNReply
    do {
      reply = try link.send(CLNCall("listpeerchannels"))
    } catch {
      // A node with very many channels lists more than is read.
      guard error.reason == .malformedAnswer else { throw error }
      return nil
    }
    guard case .result(let result) = reply, let channels = result["channels"]?.array else {
      return nil
    }
    var sum: UInt64 = 0
    for channel in channels where channel["state"]?.string == "CHANNELD_NORMAL" {
      guard let part = CLN.amount(channel["spendable_msat"]) else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(part.value)
      guard !overflow else { return nil }
      sum = next
    }
    return Millisatoshis(sum)
  }

  private func ask(_ call: CLNCall) throws(WalletError) -> JSONValue {
    switch try link.send(call) {
    case .result(let result): return result
    case .refusal(let refusal): throw refusal.error
    }
  }

  // MARK: Check

  /// What the node, and the rune, allow; pays nothing.
  public func check(unusedHash: Bytes32) -> WalletReport {
    var report = WalletReport(info: nil, findings: [])
    guard checkInfo(&report) else { return report }
    if let warning = (try? node())?.warning {
      report.add("reachable", .warning, "it is not ready: \(warning)")
    }
    guard let rune else {
      report.add("invoices", .pass, "the socket makes them")
      report.add("pays", .pass, "the socket pays, for whoever may open it")
      checkLookUp(&report, unusedHash)
      return report
    }
    let makesInvoices = allows(["invoice"])
    report.add(
      "invoices", makesInvoices == true ? .pass : makesInvoices == nil ? .unknown : .warning,
      makesInvoices == true
        ? "the rune makes them"
        : makesInvoices == nil ? "it cannot be told" : "the rune does not allow \"invoice\"")
    switch allows(["xpay", "pay"]) {
    case true?: checkLimits(of: rune, &report)
    case false? where makesInvoices == true:
      report.add("pays", .warning, "this rune only makes invoices")
      return report
    case false?: report.add("pays", .fail, "the rune allows neither \"xpay\" nor \"pay\"")
    case nil: report.add("pays", .unknown, "it cannot be told whether the rune pays")
    }
    checkLookUp(&report, unusedHash)
    return report
  }

  /// Whether one of some methods is allowed; nil if that cannot be told.
  ///
  /// Called without the parameters that they need, none of them does anything, and the rune is looked
  /// at first.
  private func allows(_ methods: [String]) -> Bool? {
    var isDenied = false
    for method in methods {
      guard case .refusal(let refusal)? = try? link.send(CLNCall(method)) else { continue }
      if refusal.isDenied {
        isDenied = true
      } else if refusal.code == -32602 {
        return true
      }
    }
    return isDenied ? false : nil
  }

  /// Whether the rune allows more than it is needed for.
  ///
  /// It is asked for by `checkrune`, which nothing here needs and which changes nothing: only a rune
  /// without restrictions, or with very wide ones, may ask whether it may empty the node's wallet.
  private func checkLimits(of rune: WalletSecret, _ report: inout WalletReport) {
    let call = CLNCall("checkrune") { parameters in
      parameters.member("method", "withdraw")
      parameters.member("rune", String(decoding: rune.bytes, as: UTF8.self))
    }
    switch try? link.send(call) {
    case .result(let result)? where result["valid"]?.content == .bool(true):
      report.add(
        "pays", .warning,
        "the rune pays, and may do everything else too: restrict it to what is needed")
    case .refusal(let refusal)? where refusal.isDenied:
      report.add("pays", .pass, "the rune pays, and is restricted")
    default: report.add("pays", .pass, "the rune pays; whether it is restricted cannot be told")
    }
  }
}
