import Foundation
import JSON
import Testing
import WalletPeers

/// Clients of PyPI that are not ours, before our paywall: which challenge each can read.
@Suite(.enabled(if: ForeignClient.isWanted, "the clients are not installed: make peers"))
struct ForeignClientTests {
  let program: Program

  init() throws { program = try Program() }

  @Test(arguments: ["fewsats", "l402-requests"], ["plain", "both", "dual"])
  func `a client of Python pays once and gets the page`(client: String, profile: String) throws {
    let server = try PaywallProcess(program, ["--profile", profile])
    let answer = try ForeignClient.run(
      program, "client-venv", [client, server.url + "/a?b=c", Program.path])
    #expect(answer == ForeignClient.page, "\(server.log)")
    #expect(try payments() == 1)
  }

  @Test(arguments: ["fewsats", "l402-requests"])
  func `what the text alone asks for no client of Python reads`(client: String) throws {
    let server = try PaywallProcess(program, ["--profile", "spec"])
    let answer = try ForeignClient.run(
      program, "client-venv", [client, server.url + "/", Program.path])
    #expect(answer != ForeignClient.page)
    #expect(try payments() == 0)
  }

  @Test(arguments: ["plain", "both", "dual"])
  func `the SDK pays a wallet that is another node`(profile: String) throws {
    let (ours, theirs) = try nodes()
    let server = try paywall(ours, profile)
    let answer = try sdk(server, theirs)
    #expect(answer == ForeignClient.page, "\(server.log)")
    #expect(try theirs.state()["sends"]?.members?.map(\.value.integer) == [1])
    #expect(try ours.state()["balance_msat"]?.integer == 1_000_021_000)
  }

  @Test func `what the text alone asks for the SDK does not read`() throws {
    let (ours, theirs) = try nodes()
    let answer = try sdk(try paywall(ours, "spec"), theirs)
    #expect(answer.contains("missing 'macaroon'"), "\(answer)")
    #expect(try theirs.state()["sends"]?.members?.isEmpty == true)
  }

  /// How many payments `l402 pay` wrote down.
  private func payments() throws -> Int {
    let outcome = try program.run("payments", "list", "--json")
    let result = try JSONReader.read(Array(outcome.line.utf8)[...])
    return try #require(result["payments"]?.array, "\(outcome)").count
  }

  /// Two fakes of LND, the second of which can pay the first.
  private func nodes() throws -> (ours: FakeNode, theirs: FakeNode) {
    let (ours, theirs) = (try FakeNode("lnd_fake.py"), try FakeNode("lnd_fake.py"))
    let control = try #require(ours.start["control"]?.integer)
    try theirs.set(#""payees":[\#(control)]"#)
    return (ours, theirs)
  }

  /// A paywall that is paid by a node, with the macaroon that only makes invoices.
  private func paywall(_ node: FakeNode, _ profile: String) throws -> PaywallProcess {
    try FileManager.default.createDirectory(
      atPath: program.home, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let path = try program.folder.write(
      """
      [wallets.node]
      type = "lnd"
      url = "http://127.0.0.1:\(node.port)"
      invoice_macaroon = "env:MACAROON"
      """.utf8, to: "home/config.toml")
    #expect(chmod(path, 0o600) == 0)
    return try PaywallProcess(
      program, ["--wallet", "node", "--profile", profile],
      variables: ["MACAROON": try #require(node.start["invoice"]?.string)])
  }

  private func sdk(_ server: PaywallProcess, _ node: FakeNode) throws -> String {
    try ForeignClient.run(
      program, "sdk-venv",
      [
        "sdk", server.url + "/a?b=c", "http://127.0.0.1:\(node.port)",
        try #require(node.start["admin"]?.string),
      ])
  }
}

/// `Tests/Peers/py/paywall_client.py`.
enum ForeignClient {
  private static let environment = ProcessInfo.processInfo.environment
  private static let peers = environment["L402_TEST_PEERS"] ?? ""

  /// False where tests with them are to be skipped; where they are required they run, and fail.
  static let isWanted =
    environment["L402_REQUIRE_PEERS"] == "1"
    || ["client-venv", "sdk-venv", "venv"].allSatisfy {
      FileManager.default.isExecutableFile(atPath: python($0))
    }

  /// The Python of one of the folders that `make peers` makes.
  static func python(_ venv: String) -> String { "\(peers)/\(venv)/bin/python" }

  /// What a client says that paid once and got the page twice.
  static let page = #"{"statuses": [200, 200], "body": "hello\n", "payments": 1}"#

  /// The line that it prints.
  static func run(_ program: Program, _ venv: String, _ arguments: [String]) throws -> String {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Peers/py/paywall_client.py")
    let outcome = try Child.run(
      python(venv), ["-B", script.path] + arguments, input: [],
      variables: program.variables())
    try #require(outcome.status == 0, "\(outcome)")
    return outcome.line
  }
}
