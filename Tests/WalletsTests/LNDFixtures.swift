import BOLT11
import Bytes
import HTTPTransport
import JSON
import Testing
import WalletPeers

@testable import Wallets

/// A fake LND, which ends with the value.
struct LNDNode {
  /// The macaroons that it knows, and one that it does not.
  enum Macaroon: String, CaseIterable {
    case admin, invoice, readonly, payer, foreign
    case superfluous = "super"
  }

  /// What the fake did not say.
  struct Missing: Error {}

  let fake: FakeNode

  init() throws { fake = try FakeNode("lnd_fake.py") }

  /// What it said when it started.
  func said(_ name: String) throws -> String {
    guard let text = fake.start[name]?.string else { throw Missing() }
    return text
  }

  func secret(_ macaroon: Macaroon) throws -> WalletSecret {
    try WalletSecret(macaroon: Array(try said(macaroon.rawValue).utf8))
  }

  /// A wallet over plain http.
  func wallet(
    _ macaroon: Macaroon = .admin, port: Int? = nil, path: String = "",
    clock: WalletClock = .real(), cancellation: Cancellation? = nil
  ) throws -> LNDWallet {
    LNDWallet(
      try WalletAddress(parsing: "http://127.0.0.1:\(port ?? fake.port)\(path)"),
      macaroon: try secret(macaroon), clock: clock, cancellation: cancellation)
  }

  /// A wallet over https.
  func secureWallet(
    host: String = "localhost", trust: TLSTrust, pinnedKeys: [Bytes32] = []
  ) throws -> LNDWallet {
    let port = try #require(fake.start["tls"]?.integer)
    return LNDWallet(
      try WalletAddress(parsing: "https://\(host):\(port)"), macaroon: try secret(.admin),
      trust: trust, pinnedKeys: pinnedKeys, clock: .real())
  }

  /// The certificate that it shows, as `tls.cert` has it.
  func certificate() throws -> TLSTrust { .roots(pem: Array(try said("cert").utf8)) }

  /// An invoice of somebody else whose payee gives the preimage away when paid.
  func payableInvoice(
    _ amount: Millisatoshis? = Millisatoshis(21_000), preimage: Bytes32 = .random
  ) throws -> Invoice {
    try fake.set(#""know":["\#(preimage.hex)"]"#)
    return try .foreign(preimage: preimage, amount: amount)
  }
}
