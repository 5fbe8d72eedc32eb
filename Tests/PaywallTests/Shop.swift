import BOLT11
import Bytes
import Foundation
import L402Protocol
import Store
import Synchronization
import Testing
import Wallets

@testable import Paywall

/// A paywall with a sandbox wallet in a folder of its own, and what its clients do.
final class Shop: Sendable {
  static let start: Int64 = 1_795_256_400
  static let masterKey = [UInt8](repeating: 7, count: 32)

  let folder: String
  let store: Store
  let wallet: SandboxWallet
  let time = ShopClock()
  let paywall: Paywall

  init(
    _ routes: [String] = [], master: [UInt8] = Shop.masterKey,
    change: (inout PaywallSettings) -> Void = { _ in }
  ) throws {
    folder = NSTemporaryDirectory() + "/l402-shop-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    store = try Store(openingAt: folder + "/l402.db", mode: .create)
    let time = time
    wallet = SandboxWallet(
      store: store, clock: WalletClock(now: { time.now }, sleep: { _ in }),
      randomBytes: Shop.random)
    let key = try MasterKey(KeyMaterial(content: master, format: .raw))
    var keys = GivenKeys()
    keys.add(masterKey: key, name: "of the test")
    let parsed =
      routes.isEmpty
      ? [try #require(Route.everything(Route.Price(amount: Millisatoshis(21_000), service: "api")))]
      : try routes.map { try Route(parsing: $0, service: "api", lifetime: nil) }
    var settings = PaywallSettings(
      routes: try RouteTable(parsed), mintingKey: .master(key), keys: keys, wallet: wallet,
      now: { Timestamp(unixSeconds: time.now) }, randomBytes: Shop.random)
    settings.acceptsTestTokens = true
    change(&settings)
    paywall = Paywall(settings)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  @Sendable static func random(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max) }
  }

  /// What a client at an address gets.
  func get(
    _ target: String = "/", method: String = "GET", credential: String? = nil,
    headers: [(name: String, value: String)] = [], from peer: String = "127.0.0.1"
  ) -> Answer {
    var all = headers
    if let credential { all.append(("Authorization", "L402 \(credential)")) }
    let request = PaywallRequest(
      method: method, target: target, headers: all, peer: IPAddress(peer))
    switch paywall.decide(request) {
    case .answer(let answer): return answer
    case .sell(let order): return paywall.sell(order)
    }
  }

  /// Token and invoice of a challenge.
  func challenge(_ answer: Answer) throws -> (token: String, invoice: String) {
    let lines = answer.values("WWW-Authenticate").map { Array($0.utf8)[...] }
    let challenge = try #require(try ChallengeHeader(parsing: lines).challenges.first)
    return (
      String(decoding: challenge.token.text, as: UTF8.self),
      String(decoding: challenge.invoice, as: UTF8.self)
    )
  }

  /// Pays what an answer asks for.
  func pay(_ answer: Answer) throws -> String {
    let (token, text) = try challenge(answer)
    let invoice = try Invoice(parsing: Array(text.utf8)[...])
    let paid = try wallet.pay(
      PaymentOrder(invoice: invoice, feeLimit: Millisatoshis(0), timeout: 5))
    guard case .succeeded(let payment) = paid else { throw CancellationError() }
    return "\(token):\(payment.preimage.hex)"
  }

  /// A credential for a path, bought there.
  func buy(_ target: String = "/", method: String = "GET") throws -> String {
    try pay(get(target, method: method))
  }
}

/// Time that tests move.
final class ShopClock: Sendable {
  private let seconds = Mutex(Shop.start)
  var now: Int64 { seconds.withLock { $0 } }
  func advance(_ by: Int64) { seconds.withLock { $0 += by } }
}

extension Answer {
  func values(_ name: String) -> [String] { headers.filter { $0.name == name }.map(\.value) }
  var text: String { String(decoding: body, as: UTF8.self) }
}
