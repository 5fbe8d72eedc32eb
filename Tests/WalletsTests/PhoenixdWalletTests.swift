import BOLT11
import Bytes
import Digests
import JSON
import Testing
import WalletPeers

@testable import Wallets

/// What only phoenixd does, against a fake of ours.
@Suite(.enabled(if: FakeNode.isWanted, "the fakes need Python's bolt11: make peers"))
struct PhoenixdWalletTests {
  private func fake(_ options: String...) throws -> FakeNode {
    try FakeNode("phoenixd_fake.py", options)
  }

  private func wallet(
    _ node: FakeNode, _ password: String = "full", clockPlus seconds: Int64 = 0
  ) throws -> PhoenixdWallet {
    try PhoenixdWallet(
      node.port, password: try #require(node.start[password]?.string), clockPlus: seconds)
  }

  /// An invoice that the fake can pay.
  private func invoice(_ node: FakeNode, _ msat: UInt64? = 21_000) throws -> Invoice {
    let preimage = Bytes32.random
    try node.set(#""know":["\#(preimage.hex)"]"#)
    return try .foreign(preimage: preimage, amount: msat.map { Millisatoshis($0) })
  }

  @Test(arguments: [
    ("mainnet", LightningNetwork.bitcoin), ("testnet", .testnet), ("signet", .signet),
    ("regtest", .regtest),
  ])
  func `it is its node, on the chain that it says`(
    chain: String, network: LightningNetwork
  ) throws {
    let node = try fake("chain=\(chain)")
    let id = try #require(node.start["node"]?.string)
    for password in ["full", "limited"] {
      let wallet = try wallet(node, password)
      #expect(try wallet.identity() == WalletIdentity(type: "phoenixd", id))
      let info = try wallet.info()
      #expect(info.network == network)
      #expect(info.nodeKey == id)
      #expect(info.balance == Millisatoshis(1_000_000_000))
    }
  }

  @Test func `what its password may do is found out without paying`() throws {
    func statuses(_ wallet: PhoenixdWallet) -> [String] {
      wallet.check(unusedHash: .random).findings
        .filter { ["reachable", "invoices", "pays", "look_up", "fee_limit"].contains($0.check) }
        .map { "\($0.check) \($0.status)" }
    }
    let node = try fake()
    #expect(
      statuses(try wallet(node)) == [
        "reachable pass", "invoices warning", "pays pass", "look_up pass", "fee_limit warning",
      ])
    #expect(
      statuses(try wallet(node, "limited")) == [
        "reachable pass", "invoices pass", "pays fail", "look_up pass", "fee_limit warning",
      ])
    #expect(statuses(try PhoenixdWallet(node.port, password: "wrong")) == ["reachable fail"])
    #expect(try node.state()["sends"]?.members?.isEmpty == true)
  }

  @Test func `the password for limited access makes invoices, and what it is to pay fails`() throws
  {
    let node = try fake()
    let limited = try wallet(node, "limited")
    let order = InvoiceOrder(amount: Millisatoshis(1000), purpose: .description(""), expiry: 60)
    #expect(try limited.createInvoice(order).invoice.amount == Millisatoshis(1000))
    let invoice = try invoice(node)
    #expect(
      try limited.pay(PaymentOrder(invoice)) == .failed("phoenixd does not let this password pay"))
    #expect(try limited.lookUpPayment(invoice.hash) == .neverTried)
    #expect(try node.sends(invoice.hash.hex) == 0)
  }

  @Test(arguments: [
    ("this invoice has already been paid", "unknown"),
    ("another payment is in progress for that invoice", "in flight"),
    ("not enough funds in wallet to afford payment", "failed"),
    ("channel is not connected yet, please retry when connected", "failed"),
    ("the recipient was offline or did not have enough liquidity", "failed"),
    ("recipient was offline", "failed"),
    ("payment attempts exhausted without success", "failed"),
    ("wallet restarted while a payment was ongoing", "unknown"),
    ("an unknown error occurred", "unknown"),
    ("a payment to this recipient was offline", "unknown"), ("", "unknown"),
  ])
  func `a reason for not having paid means`(reason: String, meaning: String) throws {
    let node = try fake()
    try node.set(#""behaviour":"fail","reason":"\#(reason)""#)
    let invoice = try invoice(node)
    let words = "phoenixd says: \(reason)"
    let state: PaymentState =
      switch meaning {
      case "failed": .failed(words)
      case "in flight": .inFlight
      default: .unknown(words)
      }
    #expect(try wallet(node).pay(PaymentOrder(invoice)) == state)
  }

  @Test func `amounts are in satoshis, the fee of a look-up is in millisatoshis`() throws {
    let node = try fake()
    try node.set(#""fee_msat":3456"#)
    let wallet = try wallet(node)
    let invoice = try invoice(node)
    let paid = try #require(try wallet.pay(PaymentOrder(invoice)).settled)
    #expect(paid.amount == Millisatoshis(21_000))
    #expect(paid.fee == Millisatoshis(3000))
    let found = try #require(try wallet.lookUpPayment(invoice.hash).settled)
    #expect(found.preimage == paid.preimage)
    #expect(found.amount == nil)
    #expect(found.fee == Millisatoshis(3456))
    #expect(try wallet.info().balance == Millisatoshis(999_975_000))
  }

  @Test func `an amount is said for an invoice without one, and for no other`() throws {
    let node = try fake()
    let wallet = try wallet(node)
    let open = try invoice(node, nil)
    var order = PaymentOrder(open)
    let nothing = WalletError(.refused, "nobody said how much", mayHaveBeenSent: false)
    #expect(throws: nothing) { try wallet.pay(order) }
    order.amount = Millisatoshis(7000)
    #expect(try wallet.pay(order).settled?.amount == Millisatoshis(7000))
    var fixed = PaymentOrder(try invoice(node))
    fixed.amount = Millisatoshis(7000)
    #expect(try wallet.pay(fixed).settled?.amount == Millisatoshis(21_000))
  }

  @Test func `parts of a satoshi are neither asked for nor paid`() throws {
    let node = try fake()
    let wallet = try wallet(node)
    let invoice = try invoice(node, 21_001)
    let error = WalletError(.refused, "phoenixd pays whole satoshis only", mayHaveBeenSent: false)
    #expect(throws: error) { try wallet.pay(PaymentOrder(invoice)) }
    for amount: UInt64 in [0, 999, 21_001] {
      #expect(throws: WalletError.self) {
        try wallet.createInvoice(
          InvoiceOrder(amount: Millisatoshis(amount), purpose: .description(""), expiry: 60))
      }
    }
    #expect(try node.calls().isEmpty)
  }

  @Test func `a description may have 128 characters as phoenixd counts them`() throws {
    let node = try fake()
    let wallet = try wallet(node)
    func create(_ text: String) throws -> Invoice {
      try wallet.createInvoice(
        InvoiceOrder(amount: Millisatoshis(1000), purpose: .description(text), expiry: 60)
      ).invoice
    }
    for text in [
      "", "a+b c&d=e%41\n\"\u{0}", String(repeating: "x", count: 128),
      String(repeating: "\u{1f600}", count: 64),
    ] {
      #expect(try create(text).description == text)
    }
    let error = WalletError(
      .refused, "phoenixd takes descriptions of up to 128 characters, not 130",
      mayHaveBeenSent: false)
    #expect(throws: error) { try create(String(repeating: "\u{1f600}", count: 65)) }
  }

  @Test func `an invoice is open, paid, or past its time`() throws {
    let node = try fake()
    let wallet = try wallet(node)
    let order = InvoiceOrder(amount: Millisatoshis(1000), purpose: .description("x"), expiry: 60)
    let (open, paid) = (
      try wallet.createInvoice(order).invoice, try wallet.createInvoice(order).invoice
    )
    #expect(try wallet.pay(PaymentOrder(paid)).settled != nil)
    #expect(try wallet.lookUpInvoice(open.hash) == .open)
    #expect(try wallet.lookUpInvoice(paid.hash) == .paid)
    let later = try self.wallet(node, clockPlus: 61)
    #expect(try later.lookUpInvoice(open.hash) == .closed)
    #expect(try later.lookUpInvoice(paid.hash) == .paid)
    // Nobody paid it, though its preimage was there to be read.
    #expect(try wallet.lookUpPayment(open.hash) == .neverTried)
  }

  @Test func `a version without the call is no payment that never was`() throws {
    let node = try fake("old")
    let wallet = try wallet(node)
    let invoice = try invoice(node)
    #expect(try wallet.pay(PaymentOrder(invoice)).settled != nil)
    let error = WalletError(
      .unsupported, "this version of phoenixd lacks a call that is needed")
    #expect(throws: error) { try wallet.lookUpPayment(invoice.hash) }
    #expect(throws: error) { try wallet.lookUpPayment(.random) }
    #expect(
      wallet.check(unusedHash: .random).findings.contains {
        $0.check == "look_up" && $0.status == .fail
      })
  }

  @Test func `another node knows nothing of a payment`() throws {
    let node = try fake()
    let wallet = try wallet(node)
    _ = try wallet.identity()
    try node.set(#""id":"02\#(String(repeating: "ab", count: 32))""#)
    #expect(try wallet.lookUpPayment(.random) == .unknown("another node answers now"))
  }

  @Test func `no message holds a password`() throws {
    let node = try fake()
    let password = String(repeating: "5", count: 64)
    let wallet = try PhoenixdWallet(node.port, password: password)
    let error = try #require(throws: WalletError.self) { try wallet.identity() }
    #expect(error.reason == .unauthorized)
    #expect(!"\(error)\(wallet)".contains(password))
  }
}

/// The fake against a client that is not ours: LNbits pays through it.
@Suite(
  .enabled(if: LNbitsPeer.isWanted && FakeNode.isWanted, "LNbits is not installed: make peers"))
struct PhoenixdFakeTests {
  @Test(.timeLimit(.minutes(2)))
  func `LNbits makes an invoice and pays one through the fake`() throws {
    let node = try FakeNode("phoenixd_fake.py")
    let password = try #require(node.start["full"]?.string)
    let server = try LNbitsPeer([
      "LNBITS_BACKEND_WALLET_CLASS=PhoenixdWallet",
      "PHOENIXD_API_ENDPOINT=http://127.0.0.1:\(node.port)/", "PHOENIXD_API_PASSWORD=\(password)",
    ])
    defer { server.stop() }
    let phoenixd = try PhoenixdWallet(node.port, password: password)
    let account = try server.account(500)
    let lnbits = try LNbitsWallet(server, admin: account.adminKey)
    let made = try lnbits.createInvoice(
      InvoiceOrder(amount: Millisatoshis(30_000), purpose: .description("x"), expiry: 600)
    ).invoice
    #expect(try phoenixd.lookUpInvoice(made.hash) == .open)
    let before = try #require(try phoenixd.info().balance).value
    try node.set(#""fee_msat":2000"#)
    let preimage = Bytes32.random
    try node.set(#""know":["\#(preimage.hex)"]"#)
    let invoice = try Invoice.foreign(preimage: preimage)
    let paid = try #require(try lnbits.pay(PaymentOrder(invoice)).settled)
    #expect(paid.preimage == preimage)
    #expect(paid.fee == Millisatoshis(2000))
    #expect(try server.balance(account) == 500 - 23)
    #expect(try phoenixd.info().balance == Millisatoshis(before - 23_000))
    #expect(try phoenixd.lookUpPayment(invoice.hash).settled?.preimage == preimage)
    #expect(try node.sends(invoice.hash.hex) == 1)
  }
}
