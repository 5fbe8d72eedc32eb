import BOLT11
import Bytes
import Foundation
import HTTPTransport
import JSON
import Testing
import WalletPeers

@testable import Wallets

/// What is Core Lightning's own; what every wallet does is in the contract.
@Suite(.enabled(if: FakeNode.isWanted, "no Python for the fakes: make peers"))
struct CLNWalletTests {
  @Test func `who it is does not depend on the way to it`() throws {
    let node = try CLNNode("amounts=text")
    let key = try #require(node.fake.start["id"]?.string)
    for wallet in [try node.socket(), try node.rest()] {
      #expect(try wallet.identity() == WalletIdentity(type: "cln", key))
      // Only channels in use count.
      #expect(
        try wallet.info()
          == WalletInfo(
            name: "FAKECLN", network: .bitcoin, nodeKey: key, balance: Millisatoshis(1_000_000_000),
            version: "v26.06"))
    }
  }

  @Test(arguments: [
    ("testnet4", LightningNetwork.testnet), ("signet", .signet), ("regtest", .regtest),
  ]) func `networks are named as invoices name them`(
    name: String, network: LightningNetwork
  ) throws {
    let node = try CLNNode()
    try node.fake.set(#""warnings":{"network":"\#(name)"}"#)
    #expect(try node.socket().info().network == network)
  }

  @Test func `a network that we do not know is not taken for bitcoin`() throws {
    let node = try CLNNode()
    try node.fake.set(#""warnings":{"network":"liquid"}"#)
    #expect(throws: WalletError(.unsupported, #"the node is on network "liquid""#)) {
      try node.socket().info()
    }
  }

  @Test func `paying asks for what was ordered and nothing else`() throws {
    let node = try CLNNode()
    var order = PaymentOrder(try node.invoice())
    order.feeLimit = Millisatoshis(1234)
    order.cltvLimit = 700
    #expect(try node.rest().pay(order).settled?.fee == Millisatoshis(0))
    let asked = try #require(try node.fake.state()["asked"]?.array)
    #expect(asked.compactMap { $0["method"]?.string } == ["xpay"])
    let parameters = try #require(asked.first?["params"])
    #expect(
      Set(parameters.members?.map(\.name) ?? [])
        == ["invstring", "maxdelay", "maxfee", "retry_for"])
    #expect(parameters["invstring"]?.string == order.invoice.raw.text)
    #expect(parameters["maxfee"]?.integer == 1234)
    #expect(parameters["maxdelay"]?.integer == 700)
    #expect(parameters["retry_for"]?.integer == 17)
  }

  @Test(arguments: ["xpay=no", "maxdelay=no"])
  func `an older node pays by its older method, with the same limits`(option: String) throws {
    let node = try CLNNode(option)
    try node.fake.set(#""fee_msat":3000"#)
    for wallet in [try node.socket(), try node.rest()] {
      var order = PaymentOrder(try node.invoice())
      order.feeLimit = Millisatoshis(2999)
      #expect(try wallet.pay(order).settled == nil)
      #expect(try wallet.lookUpPayment(order.invoice.hash) == .neverTried)
      order.feeLimit = Millisatoshis(3000)
      let paid = try #require(try wallet.pay(order).settled)
      #expect(paid.fee == Millisatoshis(3000))
      // It says so again, and pays no second time.
      #expect(try wallet.pay(order).settled == paid)
      #expect(try node.fake.sends(order.invoice.hash.hex) == 1)
    }
    let last = try #require(try node.fake.state()["asked"]?.array?.last)
    #expect(last["method"]?.string == "pay")
    #expect(last["params"]?["maxdelay"]?.integer == 1008)
  }

  @Test func `an amount is given for an invoice without one, and only then`() throws {
    let node = try CLNNode()
    let wallet = try node.socket()
    var order = PaymentOrder(try node.invoice(amount: nil))
    let error = try #require(throws: WalletError.self) { try wallet.pay(order) }
    #expect(!error.mayHaveBeenSent)
    order.amount = Millisatoshis(1501)
    #expect(try wallet.pay(order).settled?.amount == Millisatoshis(1501))
    order.invoice = try node.invoice()
    #expect(try wallet.pay(order).settled?.amount == Millisatoshis(21_000))
  }

  @Test func `paying again is looked up`() throws {
    let node = try CLNNode()
    let order = PaymentOrder(try node.invoice())
    for wallet in [try node.socket(), try node.rest()] {
      #expect(try wallet.pay(order).settled != nil)
    }
    #expect(try node.fake.sends(order.invoice.hash.hex) == 1)
  }

  @Test func `the hash of a description is refused before anything is asked`() throws {
    let node = try CLNNode()
    let error = try #require(throws: WalletError.self) {
      try node.socket().createInvoice(
        InvoiceOrder(
          amount: Millisatoshis(1000), purpose: .descriptionHash(.random), expiry: 60))
    }
    #expect(error.reason == .unsupported && !error.mayHaveBeenSent)
    #expect(try node.fake.calls().isEmpty)
  }

  @Test func `an invoice has its own label, whatever it is for`() throws {
    let node = try CLNNode()
    let order = InvoiceOrder(
      amount: Millisatoshis(1500), purpose: .description("again"), expiry: 60)
    let invoices = try (0..<3).map { _ in try node.socket().createInvoice(order).invoice }
    #expect(Set(invoices.map(\.hash)).count == 3)
    #expect(try node.socket().pay(PaymentOrder(invoices[0])).settled != nil)
    #expect(try node.rest(.merchant).lookUpInvoice(invoices[0].hash) == .paid)
    #expect(try node.rest(.merchant).lookUpInvoice(invoices[1].hash) == .open)
    let labels = try node.fake.state()["asked"]?.array?.compactMap {
      $0["params"]?["label"]?.string
    }
    #expect(labels?.allSatisfy { $0.hasPrefix("l402-") && $0.utf8.count == 37 } == true)
  }

  // MARK: The socket

  @Test func `a path that no socket can have is a mistake of whoever wrote it`() throws {
    let folder = "/tmp/" + String(repeating: "x", count: 102)
    for path in ["", "/a\u{0}b", folder + "y"] {
      let error = try #require(throws: WalletError.self) {
        try CLNWallet(socket: path, clock: .real())
      }
      #expect(error.reason == .configuration && !error.mayHaveBeenSent)
    }
    #expect(throws: WalletError.self) { try CLNWallet(socket: folder, clock: .real()).info() }
  }

  @Test func `a socket where nobody listens is unreachable, and nothing was sent`() throws {
    let folder = try TemporaryFolder()
    try Data("no socket".utf8).write(to: URL(filePath: folder.file("file")))
    for path in [folder.file("nothing"), folder.file("file"), folder.file("file") + "/below"] {
      let error = try #require(throws: WalletError.self) {
        try CLNWallet(socket: path, clock: .real()).pay(
          PaymentOrder(try Invoice.foreign(preimage: .random)))
      }
      #expect(error.reason == .unreachable && !error.mayHaveBeenSent, "\(error)")
      #expect(!"\(error)".contains(folder.path))
    }
  }

  @Test func `a socket of a path as long as can be answers`() throws {
    let node = try CLNNode()
    let folder = try TemporaryFolder()
    let name = String(repeating: "x", count: 107 - folder.file("").utf8.count)
    let path = folder.file(name)
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: node.socketPath)
    #expect(path.utf8.count == 107)
    _ = try CLNWallet(socket: path, clock: .real()).info()
  }

  @Test func `answers are read however they are cut, and others passed over`() throws {
    let node = try CLNNode()
    let wallet = try node.socket()
    // The pieces differ from one answer to the next.
    for _ in 0..<40 { #expect(try wallet.lookUpPayment(.random) == .neverTried) }
    #expect(try CLNNode("frames=whole").socket().lookUpPayment(.random) == .neverTried)
  }

  @Test func `whoever waits may stop, and the payment goes on`() throws {
    let node = try CLNNode()
    let cancellation = Cancellation()
    let wallet = try node.socket(cancellation: cancellation)
    let order = PaymentOrder(try node.invoice())
    try node.fake.set(#""behaviour":"hold""#)
    let thread = Thread {
      while (try? node.fake.sends(order.invoice.hash.hex)) == 0 { usleep(10_000) }
      cancellation.cancel()
    }
    thread.start()
    let error = try #require(throws: WalletError.self) { try wallet.pay(order) }
    #expect(error == WalletError(.unreachable, "cancelled"))
    // Looking up is still possible, sending is not.
    #expect(try wallet.lookUpPayment(order.invoice.hash) == .inFlight)
    let other = PaymentOrder(try node.invoice())
    #expect(throws: WalletError(.unreachable, "cancelled", mayHaveBeenSent: false)) {
      try wallet.pay(other)
    }
    #expect(try node.fake.sends(other.invoice.hash.hex) == 0)
  }

  // MARK: clnrest

  @Test func `the node's own authority vouches for it, and nobody else`() throws {
    let node = try CLNNode("tls=yes")
    let file = try #require(node.fake.start["ca"]?.string)
    let authority = try Array(Data(contentsOf: URL(filePath: file)))
    for host in ["127.0.0.1", "localhost"] {
      #expect(
        try node.rest(trust: .roots(pem: authority), host: host).info().name == "FAKECLN")
    }
    let other = try CLNNode("tls=yes")
    let file2 = try #require(other.fake.start["ca"]?.string)
    let stranger = try Array(Data(contentsOf: URL(filePath: file2)))
    let order = PaymentOrder(try node.invoice())
    for trust in [TLSTrust.system, .roots(pem: stranger)] {
      let error = try #require(throws: WalletError.self) {
        try node.rest(trust: trust).pay(order)
      }
      #expect(error.reason == .unreachable && !error.mayHaveBeenSent, "\(error)")
    }
    #expect(try node.fake.sends(order.invoice.hash.hex) == 0)
  }

  @Test func `a rune that allows only the older method pays by that`() throws {
    let node = try CLNNode()
    #expect(try node.rest(.old).pay(PaymentOrder(node.invoice())).settled != nil)
  }

  @Test func `a rune that may not pay is a failure of the call, not of the payment`() throws {
    let node = try CLNNode()
    let order = PaymentOrder(try node.invoice())
    let words = "Core Lightning says: Not permitted: method is not equal to listpays (code 1502)"
    #expect(try node.rest(.readonly).pay(order) == .failed(words))
    // This one may not even look.
    guard case .unknown = try node.rest(.foreign).pay(order) else {
      Issue.record("a foreign rune")
      return
    }
    // And what another one pays is seen.
    #expect(try node.rest().pay(order).settled != nil)
    #expect(try node.rest(.readonly).pay(order).settled != nil)
  }

  @Test(arguments: [
    (CLNNode.Rune.admin, ["invoices pass", "pays warning", "look_up pass", "fee_limit pass"]),
    (.payer, ["invoices pass", "pays pass", "look_up pass", "fee_limit pass"]),
    (.old, ["invoices warning", "pays pass", "look_up pass", "fee_limit pass"]),
    (.merchant, ["invoices pass", "pays warning"]),
    (.readonly, ["invoices warning", "pays fail", "look_up pass", "fee_limit pass"]),
  ]) func `a check says what a rune allows, and changes nothing`(
    rune: CLNNode.Rune, findings: [String]
  ) throws {
    let node = try CLNNode()
    let report = try node.rest(rune).check(unusedHash: .random)
    let balance = [.admin, .payer, .readonly].contains(rune) ? "pass" : "unknown"
    #expect(
      report.findings.map { "\($0.check) \($0.status.rawValue)" }
        == ["reachable pass", "network pass", "balance \(balance)"] + findings)
    #expect(!"\(report)".contains(try node.text(of: rune)))
    let state = try node.fake.state()
    #expect(state["sends"]?.members?.isEmpty == true)
    #expect(state["balance_msat"]?.integer == 1_000_000_000)
  }

  @Test func `a rune that is none is said to be none`() throws {
    let report = try CLNNode().rest(.foreign).check(unusedHash: .random)
    #expect(
      report.findings == [
        WalletFinding(
          "reachable", .fail,
          "Core Lightning says: Not authorized: Not derived from master (code 1501)")
      ])
  }

  @Test(arguments: ["warning_bitcoind_sync", "warning_lightningd_sync"])
  func `a node that lags behind the chain is warned about`(name: String) throws {
    let node = try CLNNode()
    try node.fake.set(#""warnings":{"\#(name)":"Still loading latest blocks from bitcoind."}"#)
    let report = try node.socket().check(unusedHash: .random)
    #expect(
      report.findings.contains(
        WalletFinding(
          "reachable", .warning,
          "it is not ready: Still loading latest blocks from bitcoind.")))
  }
}
