import BOLT11
import Bytes
import Foundation
import Payments
import Store
import Wallets

/// Pays one invoice in a process of its own, which tests kill; not a product.
///
/// usage: CrashPayer STORE INVOICE [name=value ..]
///
///   kill=STEP     kill -9 itself when the flow reaches the step
///   wallet=NAME   sandbox (default), careless, exec, lnbits, or counted: the sandbox as if its money
///                 were real
///   helper=FILE   exec: the program, which gets ledger, latency in seconds and preimage
///   url=URL       lnbits: its server
///   key=KEY       lnbits: the admin key
///   ledger=FILE   careless, exec: where each payment that leaves is a line
///   latency=MS    careless, exec: how long after the call a payment leaves, in real milliseconds
///   preimage=HEX  careless, exec: what a payment buys
///   epoch=S       the real Unix time at which the clock is right
///   speed=N       how many seconds pass in one; for waiting
///   timeout=S     for how long to try
///   budget=MSAT   a day's budget
@main enum CrashPayer {
  static func main() {
    do {
      try run(CommandLine.arguments)
    } catch {
      FileHandle.standardError.write(Data("CrashPayer: \(error)\n".utf8))
      exit(2)
    }
  }

  private static func run(_ arguments: [String]) throws {
    guard arguments.count >= 3 else { throw Misuse("no store, or no invoice") }
    let options = try Options(arguments.dropFirst(3))
    let clock = clock(options)
    let store = try Store(openingAt: arguments[1], mode: .existing)
    guard let purchase = Purchase(try Invoice(parsing: Array(arguments[2].utf8)[...])) else {
      throw Misuse("the invoice has no payment hash")
    }
    var flow = PaymentFlow(
      wallet: try wallet(options, store, clock), name: "test", journal: store,
      locks: PaymentLocks(besideStoreAt: store.path), policy: policy(options), clock: clock)
    let last = options["kill"].flatMap(PaymentStep.init)
    flow.reach = { if $0 == last { kill(getpid(), SIGKILL) } }
    switch try flow.pay(purchase) {
    case .paid(let receipt), .unstored(let receipt, _): print("paid", receipt.preimage.hex)
    case .undecided(_, let why): print("undecided", why)
    case .failed(let why): print("failed", why)
    case .refused(let refusal): print("refused", refusal.code.rawValue)
    case .earlier(let row): print("earlier", row.paymentHash.hex)
    case .notNeeded: print("not needed")
    }
  }

  private static func clock(_ options: Options) -> WalletClock {
    let speed = options.number("speed", 1)
    let epoch = options.number("epoch", Date().timeIntervalSince1970)
    return WalletClock(
      now: { Int64(epoch + (Date().timeIntervalSince1970 - epoch) * speed) },
      sleep: { usleep(UInt32(max(200, Double($0) * 1000 / speed))) })
  }

  private static func policy(_ options: Options) -> PaymentPolicy {
    let budget = options["budget"].flatMap(UInt64.init)
    var policy = PaymentPolicy(
      maxAmount: nil, feeLimit: .absolute(Millisatoshis(1000)),
      budgets: budget.map { [Budget(amount: $0, span: 86_400)] } ?? [])
    // LNbits takes no limit.
    policy.allowsUnboundedFee = options["wallet"] == "lnbits"
    policy.timeout = Int(options.number("timeout", 60))
    return policy
  }

  private static func wallet(
    _ options: Options, _ store: Store, _ clock: WalletClock
  ) throws -> any Wallet {
    let sandbox = SandboxWallet(store: store, clock: clock) { count in
      (0..<count).map { _ in .random(in: .min ... .max) }
    }
    switch options["wallet"] ?? "sandbox" {
    case "sandbox": return sandbox
    case "counted": return CountedWallet(sandbox: sandbox)
    case "careless":
      guard let ledger = options["ledger"], let preimage = options["preimage"] else {
        throw Misuse("a careless wallet needs a ledger and a preimage")
      }
      return CarelessWallet(
        ledger: ledger, preimage: try Bytes32(hex: preimage),
        latency: Int(options.number("latency", 0)), clock: clock)
    case "exec":
      guard let helper = options["helper"], let ledger = options["ledger"],
        let preimage = options["preimage"]
      else { throw Misuse("a helper needs a ledger and a preimage") }
      let latency = "\(options.number("latency", 0) / 1000)"
      return try ExecWallet(
        command: [helper, ledger, latency, preimage], environment: ["PATH": "/usr/bin:/bin"],
        looksUp: true, clock: clock)
    case "lnbits":
      return LNbitsWallet(
        try WalletAddress(parsing: options["url"] ?? ""),
        adminKey: try WalletSecret(text: Array((options["key"] ?? "").utf8)), clock: clock)
    case let name: throw Misuse("no wallet is called \(name)")
    }
  }
}

/// The arguments that have names.
struct Options {
  private var values: [String: String] = [:]

  init(_ arguments: some Sequence<String>) throws {
    for argument in arguments {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw Misuse("what is \(argument)") }
      values[parts[0]] = parts[1]
    }
  }

  subscript(name: String) -> String? { values[name] }

  func number(_ name: String, _ usual: Double) -> Double {
    values[name].flatMap(Double.init) ?? usual
  }
}

/// Arguments that make no sense.
struct Misuse: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
