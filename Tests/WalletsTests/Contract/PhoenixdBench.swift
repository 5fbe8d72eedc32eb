import Bytes
import JSON
import Testing
import WalletPeers

@testable import Wallets

extension WalletBench {
  /// A fake phoenixd behind a proxy that breaks what passes through it.
  static func phoenixd() throws -> WalletBench {
    let node = try FakeNode("phoenixd_fake.py")
    let faults = try FakeNode.faults(before: node.port)
    var bench = WalletBench(
      wallet: { access in
        let password: String? =
          switch access {
          case .good, .down: node.start["full"]?.string
          case .wrongKey: String(repeating: "0", count: 64)
          case .weakKey: node.start["limited"]?.string
          }
        return try PhoenixdWallet(
          access == .down ? 1 : faults.port, password: try #require(password))
      },
      invoice: { _, _ in try .foreign(preimage: .random) },
      sends: { _ in 0 })
    bench.control(node, faults, pay: "POST /payinvoice", lookUp: "GET /payments/outgoingbyhash")
    return bench
  }
}

extension PhoenixdWallet {
  /// A wallet of a port of this machine.
  init(_ port: Int, password: String, clockPlus seconds: Int64 = 0) throws {
    self.init(
      try WalletAddress(parsing: "http://127.0.0.1:\(port)"),
      password: try WalletSecret(text: Array(password.utf8)), clock: .real(plus: seconds))
  }
}
