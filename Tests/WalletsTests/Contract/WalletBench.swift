import BOLT11
import Bytes
import Foundation
import JSON
import Store
import Testing
import WalletPeers

@testable import Wallets

/// A wallet under test and what stands behind it, which can be told to misbehave.
struct WalletBench: Sendable {
  /// Every backend that the contract is held against.
  enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case sandbox, lnbits, lnd, clnSocket, clnRest, phoenixd, exec

    var testDescription: String { rawValue }

    /// Whether what it needs is there.
    var isWanted: Bool {
      switch self {
      case .sandbox: true
      case .lnbits: LNbitsPeer.isWanted && FakeNode.isWanted
      case .lnd, .clnSocket, .clnRest, .phoenixd, .exec: FakeNode.isWanted
      }
    }

    /// Those that can be tested on this machine.
    static var wanted: [Kind] { allCases.filter(\.isWanted) }

    /// Starts what it needs, or takes what runs already; the money and the faults are the test's own.
    func open() throws -> WalletBench {
      switch self {
      case .sandbox: try .sandbox()
      case .lnbits: try .lnbits()
      case .clnSocket: try .clnSocket()
      case .clnRest: try .clnRest()
      case .lnd: try .lnd()
      case .phoenixd: try .phoenixd()
      case .exec: try .exec()
      }
    }
  }

  /// How a wallet is reached.
  enum Access: Sendable {
    /// With the key that pays.
    case good
    /// With one that is none.
    case wrongKey
    /// With one that may not pay.
    case weakKey
    /// Where nothing listens.
    case down
  }

  /// What becomes of payments.
  enum Behaviour: String, Sendable {
    case succeed, fail, hold
  }

  /// Lies about payments that a node can be told to tell; see `fake_node.py`.
  enum Tampering: String, CaseIterable, Sendable {
    case wrongPreimage = "wrong_preimage"
    case zeroPreimage = "zero_preimage"
    case noPreimage = "no_preimage"
    case oddStatus = "odd_status"
    case foreign
    case unknownError = "unknown_error"
    case array
  }

  /// What can break on the way; see `fault_proxy.py`.
  enum Fault: String, CaseIterable, Sendable {
    case refuse, lose, silent, cut, huge, page, pageAfter = "page_after", many

    /// Whether the node acted on the call all the same.
    var reachesNode: Bool {
      switch self {
      case .lose, .silent, .cut, .huge, .pageAfter: true
      case .refuse, .page, .many: false
      }
    }
  }

  /// A wallet; nil where there is no such access to this kind.
  var wallet: @Sendable (Access) throws -> (any Wallet)?
  /// An invoice of somebody else for so many msat, or with so little time that it has ended.
  var invoice: @Sendable (_ msat: UInt64, _ isExpired: Bool) throws -> Invoice
  /// How often money left for a hash.
  var sends: @Sendable (Bytes32) throws -> Int
  /// Tells the node what becomes of payments; nil where it cannot be told.
  var behave: (@Sendable (Behaviour) throws -> Void)?
  /// Lets what is held succeed, or fail.
  var release: (@Sendable (_ failing: Bool) throws -> Void)?
  /// Sets what the node takes as a fee, in msat; nil where it takes none.
  var takeFee: (@Sendable (UInt64) throws -> Void)?
  /// Sets what the wallet has, in msat.
  var setBalance: (@Sendable (UInt64) throws -> Void)?
  /// Makes the node lie; nil where it cannot be told.
  var tamper: (@Sendable (Tampering?) throws -> Void)?
  /// Breaks what goes to the node; nil where nothing does.
  var `break`: (@Sendable (Fault?, _ call: Call) throws -> Void)?

  /// What is broken.
  enum Call: Sendable {
    case pay, lookUp
  }

  /// The wallet that pays.
  func payer() throws -> any Wallet { try #require(try wallet(.good)) }

  /// The control of a fake and the proxy before it.
  mutating func control(_ node: FakeNode, _ faults: FakeNode?, pay: String, lookUp: String) {
    sends = { try node.sends($0.hex) }
    behave = { try node.set(#""behaviour":"\#($0.rawValue)""#) }
    release = { try node.release(failing: $0) }
    takeFee = { try node.set(#""fee_msat":\#($0)"#) }
    setBalance = { try node.set(#""balance_msat":\#($0)"#) }
    tamper = { try node.set(#""tamper":"\#($0?.rawValue ?? "")""#) }
    invoice = { msat, isExpired in
      let preimage = Bytes32.random
      try node.set(#""know":["\#(preimage.hex)"]"#)
      return try .foreign(
        preimage: preimage, amount: Millisatoshis(msat), age: isExpired ? 7200 : 0)
    }
    guard let faults else { return }
    `break` = { fault, call in
      let match = call == .pay ? pay : lookUp
      try faults.set(#""fault":"\#(fault?.rawValue ?? "")","match":"\#(match)""#)
    }
  }
}

extension WalletBench {
  private static func sandbox() throws -> WalletBench {
    let folder = FileManager.default.temporaryDirectory.appending(path: "l402-\(UUID())").path
    let store = try Store(openingAt: folder + "/l402.db", mode: .create)
    let wallet = SandboxWallet(store: store, clock: .real()) { count in
      (0..<count).map { _ in .random(in: .min ... .max) }
    }
    let start = try #require(try wallet.info().balance).value
    var bench = WalletBench(
      wallet: { $0 == .good ? wallet : nil },
      invoice: { msat, isExpired in
        var maker = wallet
        if isExpired {
          maker = SandboxWallet(store: store, clock: .real(plus: -7200)) { count in
            (0..<count).map { _ in .random(in: .min ... .max) }
          }
        }
        return try maker.createInvoice(
          InvoiceOrder(amount: Millisatoshis(msat), purpose: .description("x"), expiry: 600)
        ).invoice
      },
      sends: { hash in
        let left = try #require(try store.sandboxNode()).balance
        return left == start ? 0 : left + 21_000 == start ? 1 : 2
      })
    bench.behave = {
      let behaviour: SandboxBehaviour =
        switch $0 {
        case .succeed: .pay
        case .fail: .fail
        case .hold: .hold
        }
      try store.setSandbox(behaviour: behaviour, delay: nil, balance: nil)
    }
    bench.release = { _ = try store.releaseSandboxPayments(failing: $0, at: Int64(time(nil))) }
    bench.setBalance = { try store.setSandbox(behaviour: nil, delay: nil, balance: $0) }
    return bench
  }

  /// The real one, which tells no lies on demand.
  private static func lnbits() throws -> WalletBench {
    let parties = try Parties()
    let port = try #require(Int(parties.peer.url.split(separator: ":").last ?? ""))
    let faults = try FakeNode.faults(before: port)
    let url = "http://127.0.0.1:\(faults.port)"
    var bench = WalletBench(
      wallet: { access in
        let key =
          switch access {
          case .good, .down: parties.payerAccount.adminKey
          case .wrongKey: String(repeating: "0", count: 32)
          case .weakKey: parties.payerAccount.invoiceKey
          }
        return LNbitsWallet(
          try WalletAddress(parsing: access == .down ? "http://127.0.0.1:1" : url),
          adminKey: try WalletSecret(text: Array(key.utf8)), clock: .real())
      },
      invoice: { msat, isExpired in
        // An expired one is nobody's there: LNbits would pay one of its own.
        guard !isExpired else { return try .foreign(preimage: .random, age: 7200) }
        return try parties.invoice(msat / 1000)
      },
      sends: { hash in
        try parties.peer.sent(by: parties.payerAccount).count {
          $0["payment_hash"]?.string == hash.hex && $0["status"]?.string != "failed"
        }
      })
    bench.break = { fault, call in
      let match = call == .pay ? "POST .*payments" : "GET .*payments"
      try faults.set(#""fault":"\#(fault?.rawValue ?? "")","match":"\#(match)""#)
    }
    return bench
  }
}
