import BOLT11
import Bytes
import Digests
import Foundation
import HTTPTransport
import JSON
import Testing
import WalletPeers

@testable import Wallets

/// The fake, asked by programs that are not ours: what they understand is no invention of ours.
struct CLNPeerTests {
  @Test(
    .enabled(if: LNbitsPeer.isWanted && FakeNode.isWanted, "LNbits is not installed: make peers"),
    .timeLimit(.minutes(2)), arguments: [CLNAnswerTests.Way.rest, .socket])
  func `LNbits takes the fake for a node`(way: CLNAnswerTests.Way) throws {
    let node = try CLNNode()
    let variables =
      switch way {
      case .rest:
        [
          "LNBITS_BACKEND_WALLET_CLASS=CLNRestWallet",
          "CLNREST_URL=http://127.0.0.1:\(node.fake.port)",
          "CLNREST_READONLY_RUNE=\(try node.text(of: .readonly))",
          "CLNREST_INVOICE_RUNE=\(try node.text(of: .merchant))",
          "CLNREST_PAY_RUNE=\(try node.text(of: .old))",
        ]
      case .socket:
        [
          "LNBITS_BACKEND_WALLET_CLASS=CoreLightningWallet",
          "CORELIGHTNING_RPC=\(try node.socketPath)",
        ]
      }
    let peer = try LNbitsPeer(variables)
    defer { peer.stop() }
    let account = try peer.account(1000)
    let wallet = try LNbitsWallet(peer, admin: account.adminKey)
    let preimage = Bytes32.random
    let invoice = try node.invoice(preimage)
    #expect(try wallet.pay(PaymentOrder(invoice)).settled?.preimage == preimage)
    #expect(try node.fake.sends(invoice.hash.hex) == 1)
    #expect(try peer.balance(account) == 979)
    // One that the node makes for it, paid by our own wallet through the same node.
    let made = try wallet.createInvoice(
      InvoiceOrder(amount: Millisatoshis(5000), purpose: .description("in"), expiry: 600)
    ).invoice
    #expect("\(made.payee)" == node.fake.start["id"]?.string)
    #expect(try wallet.lookUpInvoice(made.hash) == .open)
    #expect(try node.socket().pay(PaymentOrder(made)).settled != nil)
    #expect(try wallet.lookUpInvoice(made.hash) == .paid)
    #expect(try peer.balance(account) == 984)
    // What cannot be paid is not paid there either.
    try node.fake.set(#""behaviour":"fail""#)
    let failing = try node.invoice()
    #expect((try? wallet.pay(PaymentOrder(failing)))?.settled == nil)
    #expect(try node.fake.sends(failing.hash.hex) == 0)
  }

  @Test(.enabled(if: SDKClient.isWanted && FakeNode.isWanted, "no L402 SDK: make peers"))
  func `L402sdk pays through the fake`() throws {
    let node = try CLNNode()
    let preimage = Bytes32.random
    let invoice = try node.invoice(preimage)
    let seen = try SDKClient.pay(
      invoice.raw.text, through: "cln-rest", at: "http://127.0.0.1:\(node.fake.port)",
      secret: try node.text(of: .admin), maximumFee: 10)
    #expect(seen["error"] == nil, "\(seen)")
    #expect(seen["alias"]?.string == "FAKECLN")
    #expect(seen["before"]?.integer == 1_000_000)
    #expect(seen["preimage"]?.string == preimage.hex)
    #expect(seen["payment_hash"]?.string == invoice.hash.hex)
    #expect(seen["amount_sat"]?.integer == 21)
    #expect(try node.fake.sends(invoice.hash.hex) == 1)
  }
}
