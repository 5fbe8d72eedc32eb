import BOLT11
import Bytes
import Foundation
import Wallets

/// A wallet that pays whatever it is told to, as often as it is told to.
///
/// A payment leaves some time after the call, through a process of its own: to kill the payer does
/// not stop it. Each is a line in a file, so that a second one can be seen.
struct CarelessWallet: Wallet {
  let ledger: String
  let preimage: Bytes32
  let latency: Int
  let clock: WalletClock

  var profile: WalletProfile { WalletProfile(type: "careless") }

  func identity() throws(WalletError) -> WalletIdentity {
    WalletIdentity(type: "careless", ledger)
  }

  func info() throws(WalletError) -> WalletInfo {
    WalletInfo(name: "careless", network: .regtest)
  }

  func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice {
    throw WalletError(.unsupported, "no invoices", mayHaveBeenSent: false)
  }

  func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState {
    guard let hash = order.invoice.paymentHash else { return .failed("no payment hash") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [
      "-c", "sleep $0; echo $1 >> \"$2\"", "\(Double(latency) / 1000)", hash.hex, ledger,
    ]
    do {
      try process.run()
    } catch {
      throw WalletError(.unreachable, "\(error)", mayHaveBeenSent: false)
    }
    let deadline = clock.now() + Int64(order.timeout)
    while true {
      let state = try lookUpPayment(hash)
      guard state == .neverTried, clock.now() < deadline else { return state }
      clock.sleep(250)
    }
  }

  func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState {
    let text = (try? String(contentsOfFile: ledger, encoding: .utf8)) ?? ""
    return text.contains(hash.hex)
      ? .succeeded(SettledPayment(preimage: preimage, fee: Millisatoshis(0))) : .neverTried
  }

  func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState { .missing }
}

/// The sandbox as if its money were real, so that budgets count it.
struct CountedWallet: Wallet {
  let sandbox: SandboxWallet

  var profile: WalletProfile { WalletProfile(type: "counted") }
  func identity() throws(WalletError) -> WalletIdentity { try sandbox.identity() }
  func info() throws(WalletError) -> WalletInfo { try sandbox.info() }
  func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice {
    try sandbox.createInvoice(order)
  }
  func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState { try sandbox.pay(order) }
  func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState {
    try sandbox.lookUpPayment(hash)
  }
  func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState {
    try sandbox.lookUpInvoice(hash)
  }
}
