import BOLT11
import Bytes
import Foundation
import HTTPTransport
import JSON
import Testing
import WalletPeers

@testable import Wallets

/// A fake Core Lightning node, by `cln_fake.py`.
struct CLNNode: Sendable {
  /// What a rune allows.
  enum Rune: String {
    case admin, payer, old, merchant, readonly, foreign
  }

  let fake: FakeNode

  /// Starts one; options of the script as `NAME=VALUE`.
  init(_ options: String...) throws { fake = try FakeNode("cln_fake.py", options) }

  /// Its wallets' clock: the node lives as long as one of them.
  private var clock: WalletClock {
    var clock = WalletClock.real()
    clock.now = { [now = clock.now] in withExtendedLifetime(fake) { now() } }
    return clock
  }

  var socketPath: String { get throws { try #require(fake.start["socket"]?.string) } }

  /// Over the unix socket.
  func socket(cancellation: Cancellation? = nil) throws -> CLNWallet {
    try CLNWallet(socket: socketPath, clock: clock, cancellation: cancellation)
  }

  /// Over clnrest.
  func rest(_ rune: Rune = .payer, port: Int? = nil) throws -> CLNWallet {
    CLNWallet(
      try WalletAddress(parsing: "http://127.0.0.1:\(port ?? fake.port)"), rune: try secret(rune),
      clock: clock)
  }

  /// Over clnrest with TLS.
  func rest(trust: TLSTrust, host: String = "127.0.0.1") throws -> CLNWallet {
    let port = try #require(fake.start["tls"]?.integer)
    return CLNWallet(
      try WalletAddress(parsing: "https://\(host):\(port)"), rune: try secret(.payer),
      trust: trust, clock: clock)
  }

  func text(of rune: Rune) throws -> String {
    try #require(fake.start["runes"]?[rune.rawValue]?.string)
  }

  private func secret(_ rune: Rune) throws -> WalletSecret {
    try WalletSecret(text: Array(text(of: rune).utf8))
  }

  /// An invoice of somebody whom the node can reach.
  func invoice(
    _ preimage: Bytes32 = .random, amount: Millisatoshis? = Millisatoshis(21_000)
  ) throws -> Invoice {
    try fake.set(#""know":["\#(preimage.hex)"]"#)
    return try .foreign(preimage: preimage, amount: amount)
  }
}

extension WalletBench {
  /// The socket has no keys: whoever may open it may do everything.
  static func clnSocket() throws -> WalletBench {
    let node = try CLNNode()
    var bench = WalletBench(
      wallet: { access in
        switch access {
        case .good: try node.socket()
        case .down: try CLNWallet(socket: node.socketPath + ".gone", clock: .real())
        case .wrongKey, .weakKey: nil
        }
      },
      invoice: { _, _ in try node.invoice() }, sends: { _ in 0 })
    // It breaks by itself: nothing is in between.
    bench.control(node.fake, node.fake, pay: "pay$", lookUp: "^listpays$")
    return bench
  }

  static func clnRest() throws -> WalletBench {
    let node = try CLNNode()
    let faults = try FakeNode.faults(before: node.fake.port)
    var bench = WalletBench(
      wallet: { access in
        let rune: CLNNode.Rune =
          switch access {
          case .good, .down: .payer
          case .wrongKey: .foreign
          case .weakKey: .readonly
          }
        return try node.rest(rune, port: access == .down ? 1 : faults.port)
      },
      invoice: { _, _ in try node.invoice() }, sends: { _ in 0 })
    bench.control(node.fake, faults, pay: "POST /v1/x?pay$", lookUp: "POST /v1/listpays")
    return bench
  }
}
