import Testing
import WalletPeers

@testable import Wallets

extension WalletBench {
  /// A fake node with money of its own, behind a proxy that breaks things.
  static func lnd() throws -> WalletBench {
    let node = try LNDNode()
    let faults = try FakeNode.faults(before: node.fake.port)
    var bench = WalletBench(
      wallet: { access in
        let macaroon: LNDNode.Macaroon =
          switch access {
          case .good, .down: .admin
          case .wrongKey: .foreign
          case .weakKey: .readonly
          }
        return try node.wallet(macaroon, port: access == .down ? 1 : faults.port)
      },
      invoice: { _, _ in throw LNDNode.Missing() }, sends: { _ in 0 })
    bench.control(node.fake, faults, pay: "POST .*router/send", lookUp: "GET .*router/track")
    return bench
  }
}
