import BOLT11
import Bytes
import Digests
import Foundation
import HTTPTransport
import JSON
import Testing
import WalletPeers

@testable import Wallets

/// Against a fake LND; what all wallets do alike is in ContractTests.
@Suite(.enabled(if: FakeNode.isWanted, "the fakes are not installed: make peers"))
struct LNDWalletTests {
  private func order(_ invoice: Invoice, amount: UInt64? = nil) -> PaymentOrder {
    PaymentOrder(
      invoice: invoice, amount: amount.map { Millisatoshis($0) }, feeLimit: Millisatoshis(5000),
      timeout: 20)
  }

  private func requests(_ node: LNDNode) throws -> [JSONValue] {
    try #require(try node.fake.state()["requests"]?.array)
  }

  @Test func `it says who it is and what it has`() throws {
    let node = try LNDNode()
    let info = try node.wallet().info()
    let key = try node.said("key")
    #expect(info.name == "fake-lnd")
    #expect(info.network == .bitcoin)
    #expect(info.nodeKey == key)
    #expect(info.balance == Millisatoshis(1_000_000_000))
    #expect(try node.wallet().identity() == WalletIdentity(type: "lnd", key))
    #expect(try node.wallet().profile.enforcesFeeLimit)
    #expect(try !node.wallet().profile.wholeSatoshisOnly)
  }

  @Test func `a payment is asked for with its limits, also a limit of nothing`() throws {
    let node = try LNDNode()
    let invoice = try node.payableInvoice()
    var order = PaymentOrder(
      invoice: invoice, feeLimit: Millisatoshis(0), timeout: 7, cltvLimit: 777)
    #expect(try node.wallet().pay(order).settled != nil)
    order.invoice = try node.payableInvoice(nil)
    order.amount = Millisatoshis(1234)
    order.feeLimit = Millisatoshis(99)
    #expect(try node.wallet().pay(order).settled?.amount == Millisatoshis(1234))
    let requests = try requests(node)
    #expect(
      requests[0].members.map { Set($0.map(\.name)) } == [
        "cltv_limit", "fee_limit_msat", "no_inflight_updates", "payment_request", "timeout_seconds",
      ])
    #expect(requests[0]["fee_limit_msat"]?.string == "0")
    #expect(requests[0]["timeout_seconds"]?.integer == 7)
    #expect(requests[0]["cltv_limit"]?.integer == 777)
    #expect(requests[0]["no_inflight_updates"]?.content == .bool(true))
    #expect(requests[0]["payment_request"]?.string == invoice.raw.text)
    #expect(requests[1]["amt_msat"]?.string == "1234")
    #expect(requests[1]["fee_limit_msat"]?.string == "99")
  }

  @Test func `parts of a satoshi are asked for and paid`() throws {
    let node = try LNDNode()
    let made = try node.wallet().createInvoice(
      InvoiceOrder(amount: Millisatoshis(1500), purpose: .description("x"), expiry: 60)
    ).invoice
    #expect(made.amount == Millisatoshis(1500))
    let invoice = try node.payableInvoice(Millisatoshis(1501))
    #expect(try node.wallet().pay(order(invoice)).settled?.amount == Millisatoshis(1501))
  }

  @Test func `an invoice without an amount needs one, and nothing is sent`() throws {
    let node = try LNDNode()
    let invoice = try node.payableInvoice(nil)
    let error = try #require(throws: WalletError.self) {
      try node.wallet().pay(order(invoice))
    }
    #expect(!error.mayHaveBeenSent)
    #expect(try requests(node).isEmpty)
    #expect(try node.wallet().pay(order(invoice, amount: 5000)).settled != nil)
  }

  @Test func `LND too refuses an expired invoice`() throws {
    let node = try LNDNode()
    let invoice = try Invoice.foreign(preimage: .random, age: 7200)
    let error = try #require(throws: WalletError.self) { try node.wallet().pay(order(invoice)) }
    #expect(!error.mayHaveBeenSent)
    #expect(try requests(node).isEmpty)
    let state = try node.wallet(clock: .real(plus: -7200)).pay(order(invoice))
    guard case .failed(let words) = state else { throw LNDNode.Missing() }
    #expect(words.hasPrefix("LND says: invoice expired. Valid until "))
  }

  @Test func `an invoice of its own is not paid`() throws {
    let node = try LNDNode()
    let made = try node.wallet().createInvoice(
      InvoiceOrder(amount: Millisatoshis(1000), purpose: .description("x"), expiry: 60)
    ).invoice
    #expect(
      try node.wallet().pay(order(made)) == .failed("LND says: self-payments not allowed"))
  }

  @Test func `a second payment is told from the first`() throws {
    let node = try LNDNode()
    let wallet = try node.wallet()
    let invoice = try node.payableInvoice()
    #expect(try wallet.pay(order(invoice)).settled != nil)
    #expect(try wallet.pay(order(invoice)) == .unknown("LND says: invoice is already paid"))
    try node.fake.set(#""behaviour":"hold""#)
    let held = try node.payableInvoice()
    var short = order(held)
    short.timeout = 1
    #expect(throws: WalletError.self) { try wallet.pay(short) }
    #expect(try wallet.pay(short) == .inFlight)
    #expect(try node.fake.sends(held.hash.hex) == 1)
  }

  @Test func `whoever stops waiting stops no payment`() throws {
    let node = try LNDNode()
    let cancellation = Cancellation()
    let wallet = try node.wallet(cancellation: cancellation)
    let invoice = try node.payableInvoice()
    try node.fake.set(#""behaviour":"hold""#)
    let fake = node.fake
    Thread.detachNewThread {
      try? PythonServer.wait(seconds: 15) { try fake.sends(invoice.hash.hex) == 1 ? () : nil }
      cancellation.cancel()
    }
    let error = try #require(throws: WalletError.self) { try wallet.pay(order(invoice)) }
    #expect("\(error)".contains("cancelled"), "\(error)")
    #expect(error.mayHaveBeenSent)
    #expect(try wallet.lookUpPayment(invoice.hash) == .inFlight)
    try node.fake.release()
    #expect(try wallet.lookUpPayment(invoice.hash).settled != nil)
  }

  @Test func `a payment has a connection of its own`() throws {
    let node = try LNDNode()
    let wallet = try node.wallet()
    _ = try wallet.identity()
    _ = try wallet.identity()
    #expect(try wallet.pay(order(try node.payableInvoice())).settled != nil)
    let ports = try #require(try node.fake.state()["ports"]?.array?.compactMap(\.integer))
    try #require(ports.count == 3)
    #expect(ports[0] == ports[1])
    #expect(ports[2] != ports[1])
  }

  // MARK: Readiness

  @Test(arguments: [
    ("LOCKED", "its wallet is locked"), ("NON_EXISTING", "its wallet is not created"),
    ("UNLOCKED", "it is starting"), ("WAITING_TO_START", "it is starting"),
  ])
  func `a node that is not ready pays nothing`(state: String, words: String) throws {
    let node = try LNDNode()
    let wallet = try node.wallet()
    let invoice = try node.payableInvoice()
    try node.fake.set(#""wallet_state":"\#(state)""#)
    #expect(
      wallet.check(unusedHash: .random).findings == [WalletFinding("reachable", .fail, words)])
    let error = try #require(throws: WalletError.self) { try wallet.info() }
    #expect(error.reason == .notReady)
    let other = try #require(throws: WalletError.self) { try wallet.lookUpPayment(invoice.hash) }
    #expect(other.reason == .notReady)
    guard case .failed = try wallet.pay(order(invoice)) else { throw LNDNode.Missing() }
    try node.fake.set(#""wallet_state":"RPC_ACTIVE""#)
    #expect(try wallet.lookUpPayment(invoice.hash) == .neverTried)
    #expect(try wallet.pay(order(invoice)).settled != nil)
  }

  @Test func `a node behind the chain is warned about`() throws {
    let node = try LNDNode()
    try node.fake.set(#""synced":false"#)
    let report = try node.wallet().check(unusedHash: .random)
    #expect(
      report.findings.first
        == WalletFinding(
          "reachable", .warning, "it answers as \"fake-lnd\", but is behind the chain"))
  }

  // MARK: Macaroons

  @Test(arguments: [
    (
      LNDNode.Macaroon.admin,
      [
        "reachable pass", "network pass", "balance pass", "invoices pass", "pays warning",
        "look_up pass", "fee_limit pass",
      ]
    ),
    (
      .payer,
      [
        "reachable pass", "network pass", "balance unknown", "invoices warning", "pays pass",
        "look_up pass", "fee_limit pass",
      ]
    ),
    (
      .superfluous,
      [
        "reachable pass", "network pass", "balance unknown", "invoices warning", "pays warning",
        "look_up pass", "fee_limit pass",
      ]
    ),
    (.invoice, ["reachable pass", "invoices pass", "pays warning"]),
    (
      .readonly,
      ["reachable pass", "network pass", "balance pass", "invoices warning", "pays fail"]
    ),
    (.foreign, ["reachable fail"]),
  ])
  func `a check says what the macaroon may do`(
    macaroon: LNDNode.Macaroon, findings: [String]
  ) throws {
    let node = try LNDNode()
    let report = try node.wallet(macaroon).check(unusedHash: .random)
    #expect(report.findings.map { "\($0.check) \($0.status.rawValue)" } == findings)
    #expect(try requests(node).isEmpty)
  }

  @Test func `an invoice macaroon makes invoices, and pays nothing`() throws {
    let node = try LNDNode()
    let wallet = try node.wallet(.invoice)
    let made = try wallet.createInvoice(
      InvoiceOrder(amount: Millisatoshis(1000), purpose: .description("x"), expiry: 60)
    ).invoice
    #expect(try wallet.lookUpInvoice(made.hash) == .open)
    let invoice = try node.payableInvoice()
    #expect(try wallet.pay(order(invoice)) == .failed("LND says: permission denied"))
    #expect(try node.fake.sends(invoice.hash.hex) == 0)
    let error = try #require(throws: WalletError.self) { try wallet.lookUpPayment(invoice.hash) }
    #expect(error.reason == .unauthorized)
  }

  @Test func `one that is baked for paying pays and looks up`() throws {
    let node = try LNDNode()
    let wallet = try node.wallet(.payer)
    let invoice = try node.payableInvoice()
    let paid = try #require(try wallet.pay(order(invoice)).settled)
    #expect(try wallet.lookUpPayment(invoice.hash) == .succeeded(paid))
    #expect(try wallet.identity() == (try node.wallet().identity()))
    #expect(try wallet.info().balance == nil)
  }

  @Test func `a macaroon is held in hexadecimal, however it is written`() throws {
    let node = try LNDNode()
    let text = try node.said("admin")
    let binary = try Hex.decode(Array(text.utf8)[...])
    let hex = Array(text.utf8)
    for content in [
      binary, hex, Array(" \(text.uppercased())\r\n".utf8), Array("\n\(text)".utf8),
    ] {
      #expect(try WalletSecret(macaroon: content).bytes == hex)
    }
    let base64 = Base64.encode(binary)
    for content in [
      [], Array("\n".utf8), Array("key".utf8), base64, Array(binary.dropLast()), binary + [0x0a],
      Array(hex.dropLast()), Array(hex.dropLast(2)), Array("\(text)zz".utf8), [2],
    ] {
      let error = try #require(throws: WalletError.self) { try WalletSecret(macaroon: content) }
      #expect(error.reason == .configuration)
      #expect(!error.mayHaveBeenSent)
    }
  }

  // MARK: TLS

  @Test func `a node is known by its own certificate`() throws {
    let node = try LNDNode()
    let invoice = try node.payableInvoice()
    for host in ["localhost", "127.0.0.1"] {
      let wallet = try node.secureWallet(host: host, trust: try node.certificate())
      #expect(try wallet.info().name == "fake-lnd")
    }
    let wallet = try node.secureWallet(trust: try node.certificate())
    #expect(try wallet.pay(order(invoice)).settled != nil)
    #expect(try wallet.lookUpPayment(invoice.hash).settled != nil)
  }

  @Test func `no other root will do, and nothing is sent`() throws {
    let node = try LNDNode()
    let other = try LNDNode()
    let invoice = try node.payableInvoice()
    for trust in [TLSTrust.system, try other.certificate()] {
      let wallet = try node.secureWallet(trust: trust)
      let error = try #require(throws: WalletError.self) { try wallet.pay(order(invoice)) }
      #expect(error.reason == .unreachable)
      #expect(!error.mayHaveBeenSent)
    }
    #expect(try node.fake.calls().isEmpty)
  }

  @Test func `a node by another name is refused`() throws {
    let node = try LNDNode()
    let wallet = try node.secureWallet(host: "other.localhost", trust: try node.certificate())
    let error = try #require(throws: WalletError.self) { try wallet.info() }
    #expect("\(error)".contains("other.localhost"), "\(error)")
    #expect(try node.fake.calls().isEmpty)
  }

  @Test func `a pinned key must be the node's`() throws {
    let node = try LNDNode()
    let trust = try node.certificate()
    let pin = try Bytes32(hex: try node.said("pin"))
    #expect(
      try node.secureWallet(trust: trust, pinnedKeys: [.random, pin]).info().name == "fake-lnd")
    let wallet = try node.secureWallet(trust: trust, pinnedKeys: [.random])
    #expect(throws: WalletError.self) { try wallet.info() }
    #expect(try node.fake.calls().count == 2)
  }
}
