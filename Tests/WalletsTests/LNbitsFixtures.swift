import BOLT11
import Bytes
import Digests
import Foundation
import WalletPeers
import Secp256k1
import Testing

@testable import Wallets

extension WalletClock {
  /// The real time, moved by seconds.
  static func real(plus seconds: Int64 = 0) -> WalletClock {
    WalletClock(now: { Int64(time(nil)) + seconds }, sleep: { usleep(UInt32($0 * 1000)) })
  }
}

extension LNbitsWallet {
  /// A wallet of the real server.
  init(
    _ peer: LNbitsPeer, admin: String? = nil, invoice: String? = nil, clockPlus seconds: Int64 = 0
  ) throws {
    func secret(_ text: String?) throws -> WalletSecret? {
      try text.map { try WalletSecret(text: Array($0.utf8)) }
    }
    self.init(
      try WalletAddress(parsing: peer.url), adminKey: try secret(admin),
      invoiceKey: try secret(invoice), clock: .real(plus: seconds))
  }
}

/// Someone who pays and someone who is paid, at one real LNbits.
struct Parties {
  let peer: LNbitsPeer
  let payerAccount: LNbitsPeer.Account
  let payeeAccount: LNbitsPeer.Account
  let payer: LNbitsWallet
  let payee: LNbitsWallet

  init(satoshis: Int = 1000) throws {
    peer = try LNbitsPeer.shared()
    payerAccount = try peer.account(satoshis)
    payeeAccount = try peer.account()
    payer = try LNbitsWallet(peer, admin: payerAccount.adminKey)
    payee = try LNbitsWallet(peer, invoice: payeeAccount.invoiceKey)
  }

  func invoice(_ satoshis: UInt64 = 21, expiry: UInt32 = 600) throws -> Invoice {
    try payee.createInvoice(
      InvoiceOrder(
        amount: Millisatoshis(satoshis * 1000), purpose: .description("a test"), expiry: expiry)
    ).invoice
  }

  var payerBalance: Int { get throws { try peer.balance(payerAccount) } }
}

extension PaymentOrder {
  /// To be tried for 20 seconds.
  init(_ invoice: Invoice) {
    self.init(invoice: invoice, feeLimit: Millisatoshis(5000), timeout: 20)
  }
}

extension Invoice {
  var hash: Bytes32 { paymentHash ?? .zero }

  /// One for mainnet that no wallet made, payable by whoever has the preimage.
  static func foreign(
    preimage: Bytes32, amount: Millisatoshis? = Millisatoshis(21_000), expiry: UInt64 = 600,
    age: UInt64 = 0
  ) throws -> Invoice {
    var draft = InvoiceDraft(
      network: .bitcoin, amount: amount, timestamp: UInt64(time(nil)) - age,
      paymentHash: SHA256.digest(preimage), paymentSecret: .random, purpose: .description("x"))
    draft.expiry = expiry
    let key = try #require(SecretKey(.random))
    return try draft.signed(by: key)
  }
}

extension Bytes32 {
  static var random: Bytes32 {
    Bytes32((0..<32).map { _ in UInt8.random(in: 0...255) }) ?? .zero
  }
}

extension PaymentState {
  var settled: SettledPayment? {
    guard case .succeeded(let payment) = self else { return nil }
    return payment
  }
}
