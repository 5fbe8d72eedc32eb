import BOLT11
import Bytes
import Digests
import Foundation
@testable import Payments
import Secp256k1
import Store
import Synchronization
import Wallets

/// A new folder, mode 0700, that goes with the value.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "/l402-payment-XXXXXX").utf8CString)
    guard let path = mkdtemp(&template).map({ String(cString: $0) }) else {
      throw POSIXError(.EIO)
    }
    self.path = path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }
}

/// Time that passes only where somebody waits.
final class SimulatedTime: Sendable {
  private let milliseconds: Mutex<Int64>

  init(at seconds: Int64 = 1_795_000_000) { milliseconds = Mutex(seconds * 1000) }

  var now: Int64 { milliseconds.withLock { $0 / 1000 } }

  func pass(milliseconds more: Int) { milliseconds.withLock { $0 += Int64(more) } }

  var clock: WalletClock {
    WalletClock(now: { self.now }, sleep: { self.pass(milliseconds: $0) })
  }
}

func preimage(_ number: Int) -> Bytes32 { SHA256.digest(Array("preimage \(number)".utf8)) }
func paymentHash(_ number: Int) -> Bytes32 { SHA256.digest(preimage(number)) }

/// When test invoices are made, and tests begin.
let noon: Int64 = 1_795_000_000

/// An invoice on regtest for 21 sat, good for an hour, unless changed.
func invoice(
  _ number: Int = 1, _ change: (inout InvoiceDraft) -> Void = { _ in }
) throws -> Invoice {
  var draft = InvoiceDraft(
    network: .regtest, amount: Millisatoshis(21_000), timestamp: UInt64(noon),
    paymentHash: paymentHash(number), paymentSecret: preimage(number + 1000),
    purpose: .description("test \(number)"))
  change(&draft)
  guard let key = SecretKey(Bytes32(storage: SIMD32(repeating: 1))) else {
    throw POSIXError(.EINVAL)
  }
  return try draft.signed(by: key)
}

func purchase(
  _ number: Int = 1, amount: Millisatoshis? = nil, origin: String? = nil, scope: String? = nil,
  _ change: (inout InvoiceDraft) -> Void = { _ in }
) throws -> Purchase {
  guard var purchase = Purchase(try invoice(number, change), amount: amount) else {
    throw POSIXError(.EINVAL)
  }
  purchase.origin = origin
  purchase.scope = scope
  return purchase
}

extension PaymentState {
  /// A success with the right preimage.
  static func paid(_ number: Int, fee: UInt64? = 400) -> PaymentState {
    .succeeded(
      SettledPayment(
        preimage: preimage(number), amount: Millisatoshis(21_000),
        fee: fee.map { Millisatoshis($0) }))
  }
}

/// A flow with everything that it uses, all of it in a folder of its own.
final class Bench: Sendable {
  let folder: TemporaryFolder
  let time = SimulatedTime(at: noon)
  let wallet: ScriptedWallet
  let store: Store
  let locks: PaymentLocks

  init() throws {
    folder = try TemporaryFolder()
    wallet = ScriptedWallet(time)
    store = try Store(openingAt: folder.file("l402.db"), mode: .create)
    locks = PaymentLocks(besideStoreAt: store.path)
  }

  /// No limit but a fee of 1 sat.
  static let openPolicy = PaymentPolicy(
    maxAmount: nil, feeLimit: .absolute(Millisatoshis(1000)), budgets: [])

  func flow(_ policy: PaymentPolicy = Bench.openPolicy, journal: Store? = nil) -> PaymentFlow {
    PaymentFlow(
      wallet: wallet, name: "node", journal: journal ?? store, locks: locks, policy: policy,
      clock: time.clock)
  }

  func pay(_ purchase: Purchase, _ policy: PaymentPolicy = Bench.openPolicy) throws
    -> PaymentOutcome
  {
    try flow(policy).pay(purchase)
  }

  /// A row as a run that was cut off leaves it.
  func leaveSending(
    _ number: Int = 1, at time: Int64 = noon, identity: String = "lnd:02ab",
    origin: String? = nil, scope: String? = nil
  ) throws {
    let row = StoredPayment(
      paymentHash: paymentHash(number), invoice: try invoice(number).raw.text,
      walletIdentity: identity, walletName: "node", isSandbox: false, origin: origin, scope: scope,
      amount: 21_000, feeCap: 1000, createdAt: time, sendDeadline: time + 60)
    guard try store.reserve(row, within: []) == .reserved else { throw POSIXError(.EEXIST) }
  }

  func state(_ number: Int = 1) throws -> StoredPayment.State? {
    try store.payment(paymentHash(number))?.state
  }
}

/// A receipt for payment 1 as the scripted wallet gives it.
func receipt(_ number: Int = 1, fee: UInt64? = 400, isReused: Bool = false) -> Receipt {
  Receipt(
    paymentHash: paymentHash(number), preimage: preimage(number), amount: Millisatoshis(21_000),
    fee: fee.map { Millisatoshis($0) }, isReused: isReused, walletName: "node",
    isSandbox: false)
}
