import BOLT11
import Bytes
import Digests
import Foundation
import JSON
import Testing
import WalletPeers

@testable import Wallets

/// Clients of LND that are not ours, held against the fake of it: where they are content, so may we.
struct LNDPeerTests {
  @Test(.enabled(if: SDKClient.isWanted && FakeNode.isWanted, "no L402 SDK: make peers"))
  func `the L402 SDK pays through it`() throws {
    let node = try LNDNode()
    try node.fake.set(#""fee_msat":2000"#)
    let preimage = Bytes32.random
    let invoice = try node.payableInvoice(preimage: preimage)
    let port = try #require(node.fake.start["tls"]?.integer)
    func pay(maximumFee: Int) throws -> JSONValue {
      try SDKClient.pay(
        invoice.raw.text, through: "lnd-rest", at: "https://127.0.0.1:\(port)",
        secret: try node.said("admin"), maximumFee: maximumFee)
    }
    #expect(try pay(maximumFee: 1)["error"]?.string?.contains("NO_ROUTE") == true)
    #expect(try node.fake.sends(invoice.hash.hex) == 0)
    let paid = try pay(maximumFee: 2)
    #expect(paid["error"] == nil, "\(paid)")
    #expect(paid["alias"]?.string == "fake-lnd")
    #expect(paid["key"]?.string == (try node.said("key")))
    #expect(paid["preimage"]?.string == preimage.hex)
    #expect(paid["payment_hash"]?.string == invoice.hash.hex)
    #expect(paid["amount_sat"]?.integer == 21)
    #expect(paid["fee_sat"]?.integer == 2)
    #expect(paid["before"]?.integer == 1_000_000)
    #expect(paid["after"]?.integer == 999_977)
    #expect(try node.fake.sends(invoice.hash.hex) == 1)
    #expect(try pay(maximumFee: 2)["error"]?.string?.contains("already paid") == true)
    #expect(try node.wallet().lookUpPayment(invoice.hash).settled?.preimage == preimage)
  }

  @Test(.enabled(if: LNbitsPeer.isWanted && FakeNode.isWanted, "no LNbits: make peers"))
  func `LNbits is paid and pays through it`() throws {
    let node = try LNDNode()
    let port = try #require(node.fake.start["tls"]?.integer)
    let folder = try TemporaryFolder()
    let certificate = folder.file("tls.cert")
    try node.said("cert").write(toFile: certificate, atomically: true, encoding: .utf8)
    let peer = try LNbitsPeer([
      "LNBITS_BACKEND_WALLET_CLASS=LndRestWallet", "LND_REST_CERT=\(certificate)",
      "LND_REST_ENDPOINT=https://127.0.0.1:\(port)",
      "LND_REST_MACAROON=\(try node.said("admin"))",
      "LNBITS_FUNDING_SOURCE_PAY_INVOICE_WAIT_SECONDS=1",
    ])
    defer { peer.stop() }
    let account = try peer.account(1000)
    let lnbits = try LNbitsWallet(peer, admin: account.adminKey)
    // Its call comes back after a second, ended or not.
    func settled(_ invoice: Invoice) throws -> SettledPayment {
      try PythonServer.wait(seconds: 30) { try lnbits.lookUpPayment(invoice.hash).settled }
    }

    // An invoice that LNbits orders is one of the node's.
    let made = try lnbits.createInvoice(
      InvoiceOrder(amount: Millisatoshis(21_000), purpose: .description("x"), expiry: 600)
    ).invoice
    #expect("\(made.payee)" == (try node.said("key")))
    #expect(try node.wallet().lookUpInvoice(made.hash) == .open)
    #expect(try lnbits.lookUpInvoice(made.hash) == .open)

    // It pays somebody else's, with a fee.
    try node.fake.set(#""fee_msat":1000"#)
    let invoice = try node.payableInvoice()
    _ = try lnbits.pay(PaymentOrder(invoice))
    let paid = try settled(invoice)
    #expect(paid.fee == Millisatoshis(1000))
    #expect(try node.wallet().lookUpPayment(invoice.hash).settled?.preimage == paid.preimage)
    #expect(try node.wallet().info().balance == Millisatoshis(1_000_000_000 - 22_000))
    #expect(try peer.balance(account) == 978)

    // What fails costs nothing.
    try node.fake.set(#""behaviour":"fail""#)
    let failing = try node.payableInvoice()
    _ = try lnbits.pay(PaymentOrder(failing))
    _ = try PythonServer.wait(seconds: 30) {
      if case .failed = try lnbits.lookUpPayment(failing.hash) { true } else { nil }
    }
    #expect(try peer.balance(account) == 978)

    // What is held is in flight until the stream says that it has ended.
    try node.fake.set(#""behaviour":"hold""#)
    let held = try node.payableInvoice()
    #expect(try lnbits.pay(PaymentOrder(held)) == .inFlight)
    try node.fake.release()
    let state = try settled(held)
    #expect(SHA256.digest(state.preimage) == held.hash)
    #expect(try peer.balance(account) == 956)
    #expect(try node.fake.calls().contains { $0.hasPrefix("GET /v2/router/track/") })
  }
}
