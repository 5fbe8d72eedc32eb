import BOLT11
import Foundation
import WalletPeers

@testable import Wallets

extension ExecWallet {
  /// A wallet whose helper is a script of `Tests/Peers/py`, run by a Python.
  init(
    python script: String, _ arguments: [String], environment: [String: String] = [:],
    looksUp: Bool = true
  ) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    try self.init(
      command: ["/usr/bin/python3", "-BSE", folder.appending(path: "Peers/py/\(script)").path]
        + arguments, environment: environment, looksUp: looksUp, clock: .real())
    grace = 1
  }
}

/// One for all tests, which have their own payments.
private let helperNode = Result { try FakeNode("exec_node.py") }

extension WalletBench {
  /// A helper for a node that is only a ledger.
  static func exec() throws -> WalletBench {
    let node = try helperNode.get()
    try node.set(
      #"""
      "behaviour":"succeed","tamper":"","fault":"","fee_msat":0,"balance_msat":1000000000
      """#)
    var bench = WalletBench(
      wallet: { access in
        switch access {
        case .good: try ExecWallet(python: "exec_helper.py", ["\(node.port)", "right"])
        case .wrongKey: try ExecWallet(python: "exec_helper.py", ["\(node.port)", "wrong"])
        case .weakKey: nil
        case .down: try ExecWallet(python: "exec_helper.py", ["1", "right"])
        }
      },
      invoice: { _, _ in throw WalletError(.unsupported, "not set") },
      sends: { _ in 0 })
    bench.control(node, node, pay: "pay", lookUp: "lookup")
    return bench
  }
}
