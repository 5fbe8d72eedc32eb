import Foundation
import JSON
import Testing
import WalletPeers

/// `l402 curl` before the Flask server of the tutorials (PyPI l402), with invoices of a real LNbits.
@Suite(
  .timeLimit(.minutes(3)),
  .enabled(
    if: LNbitsPeer.isWanted && ForeignClient.isWanted,
    "LNbits or Flask is not installed: make peers"))
struct FlaskPaywallTests {
  let program: Program
  let peer: LNbitsPeer
  let payer: LNbitsPeer.Account
  let payee: LNbitsPeer.Account
  let server: PythonServer
  let url: String

  init() throws {
    program = try Program()
    peer = try LNbitsPeer.shared()
    payer = try peer.account(1000)
    payee = try peer.account()
    server = try PythonServer(
      "flask_paywall.py", [peer.url, payee.invoiceKey, "21"],
      python: ForeignClient.python("client-venv"))
    url = "http://127.0.0.1:\(server.port)/protected"
    try Self.configure(program, peer)
  }

  /// The wallet that pays, and a limit, so that nobody is asked.
  private static func configure(_ program: Program, _ peer: LNbitsPeer) throws {
    try FileManager.default.createDirectory(
      atPath: program.home, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let path = try program.folder.write(
      """
      wallet = "payer"
      [limits]
      per_payment = "100sat"
      [wallets.payer]
      type = "lnbits"
      url = "\(peer.url)"
      key = "env:PAYER"
      fee_bound = "10sat"
      """.utf8, to: "home/config.toml")
    #expect(chmod(path, 0o600) == 0)
  }

  private func curl(_ program: Program, _ arguments: String...) throws -> Outcome {
    try program.run(
      ["curl", "--no-progress-meter"] + arguments, variables: ["PAYER": payer.adminKey])
  }

  /// The statuses that the server answered with, one a request.
  private func statuses() throws -> [Int64] {
    try server.events().compactMap { $0["status"]?.integer }
  }

  /// Payer and payee, as LNbits has them.
  private func expectPaid(_ count: Int, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let sent = try peer.sent(by: payer)
    #expect(
      sent.map { $0["amount"]?.integer } == Array(repeating: -21_000, count: count),
      sourceLocation: sourceLocation)
    #expect(try peer.balance(payer) == 1000 - 21 * count, sourceLocation: sourceLocation)
    #expect(try peer.balance(payee) == 21 * count, sourceLocation: sourceLocation)
  }

  @Test func `the tutorial's server is paid once, and its page is there for good`() throws {
    let first = try curl(program, url)
    #expect(first.status == 0, "\(first)")
    #expect(first.out == "Protected content")
    #expect(first.error.hasPrefix("l402: paid 21 sat, in "), "\(first)")
    #expect(
      first.error.hasSuffix("; credential stored for http://127.0.0.1:\(server.port)\n"),
      "\(first)")
    try expectPaid(1)
    #expect(try statuses() == [402, 200])

    expect(try curl(program, url), is: Outcome(status: 0, out: "Protected content", error: ""))
    try expectPaid(1)
    #expect(try statuses() == [402, 200, 200])

    let stranger = try Program()
    try Self.configure(stranger, peer)
    let refused = try curl(stranger, "--no-pay", url)
    #expect(refused.status == 112, "\(refused)")
    #expect(refused.out.isEmpty)
    #expect(refused.error.contains("nothing was paid"), "\(refused)")
    try expectPaid(1)
    #expect(try statuses() == [402, 200, 200, 402])
  }

  @Test func `a body is sent again with the credential`() throws {
    let outcome = try curl(program, "-s", "-d", "order=7", "-w", "%{http_code}", url)
    expect(outcome, is: Outcome(status: 0, out: "Protected content200", error: ""))
    try expectPaid(1)
    #expect(try server.events().map { $0["method"]?.string } == ["POST", "POST"])
  }

  @Test func `a price over the limit is not paid`() throws {
    let outcome = try curl(program, "--max-amount", "20sat", url)
    #expect(outcome.status == 112, "\(outcome)")
    #expect(outcome.out.isEmpty)
    try expectPaid(0)
    #expect(try statuses() == [402])
  }
}
