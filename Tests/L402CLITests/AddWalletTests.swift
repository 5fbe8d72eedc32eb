import Foundation
import Testing

@testable import L402CLI

/// `l402 wallet add` and `l402 wallet default`.
struct AddWalletTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  private var path: String { harness.home + "/config.toml" }
  private var text: String { get throws { try String(contentsOfFile: path, encoding: .utf8) } }

  private func write(_ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: harness.home, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    _ = try harness.folder.write(text.utf8, to: "home/config.toml")
  }

  private func add(_ arguments: String...) throws -> Outcome {
    try harness.run(["wallet", "add"] + arguments)
  }

  @Test func `a wallet is added to a file that was not there`() throws {
    let outcome = try add(
      "mine", "lnbits", "--url", "https://Lnbits.example/", "--key", "env:K", "--fee-bound",
      "10sat")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(
      try text == """
        [wallets.mine]
        type = "lnbits"
        fee_bound = "10sat"
        key = "env:K"
        url = "https://lnbits.example"

        """)
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try harness.run("wallet", "list").out.contains("mine     lnbits at https://"))
    #expect(try harness.run("wallet", "list").out.contains("* sandbox"))
  }

  @Test(arguments: [
    (["n", "lnd", "--url", "https://a", "--macaroon", "file:~/m", "--cert", "~/c"], "lnd"),
    (["n", "lnd", "--url", "https://a", "--invoice-macaroon", "env:M"], "lnd"),
    (["n", "cln", "--socket", "/a b/\"rpc\""], "cln"),
    (["n", "cln", "--url", "https://a", "--rune", "env:R", "--invoice-rune", "env:I"], "cln"),
    (["n", "phoenixd", "--url", "http://127.0.0.1:9740", "--password", "env:P"], "phoenixd"),
    (["n", "phoenixd", "--url", "https://a", "--limited-password", "env:P"], "phoenixd"),
    (["n", "exec", "--recovery", "none", "--", "l402-wallet-n", "--profile", "a b\\\n"], "exec"),
    (["n", "manual", "--network", "regtest"], "manual"),
  ])
  func `what is added is what the file then says`(arguments: [String], type: String) throws {
    let outcome = try harness.run(["wallet", "add"] + arguments)
    #expect(outcome.status == 0, "\(outcome)")
    let shown = try harness.run("config", "show", "--field", "wallets.n.type")
    #expect(shown.out == type + "\n", "\(shown)")
  }

  @Test func `comments and order stay, and the new one may be the default`() throws {
    let before = """
      # what I thought
      wallet = "old"   # my first
      [limits]
      per_payment = "5sat"

      [wallets.old]
      type = "manual"
      """
    try write(before)
    let outcome = try add("new", "manual", "--default")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(
      try text == before.replacing("wallet = \"old\"   # my first", with: "wallet = \"new\"")
        + "\n\n[wallets.new]\ntype = \"manual\"\n")
  }

  @Test func `the default goes where the template has it`() throws {
    #expect(try harness.run("config", "init").status == 0)
    #expect(try add("mine", "manual").status == 0)
    #expect(try harness.run("wallet", "default", "mine").status == 0)
    let lines = try text.split(separator: "\n")
    let place = try #require(lines.firstIndex(of: "wallet = \"mine\""))
    #expect(lines[place - 1].hasPrefix("# wallet = "))
    #expect(try harness.run("config", "show", "--field", "wallet.name.value").out == "mine\n")
    #expect(try harness.run("wallet", "default", "sandbox").status == 0)
    #expect(try text.components(separatedBy: "\nwallet = ").count == 2)
  }

  @Test(
    arguments: [
      (["sandbox", "manual"], 78, "there is a wallet"),
      (["old", "manual"], 78, "there is a wallet"),
      (["a.b", "manual"], 64, "is no name for a wallet"), (["x", "lightning"], 64, "type"),
      (["x", "lnbits"], 64, "wallets.x.url is missing"),
      (["x", "lnbits", "--url", "https://a"], 64, "neither key nor invoice_key"),
      (["x", "lnbits", "--url", "https://a", "--key", "0123456789abcdef"], 64, "takes a source"),
      (["x", "lnbits", "--url", "https://a", "--macaroon", "env:M"], 64, "--macaroon is not for"),
      (["x", "manual", "--", "ls"], 64, "a command is for wallets of type exec"),
      (["x", "exec"], 64, "which program?"),
    ] as [([String], Int32, String)])
  func `a mistake changes nothing, and no secret is repeated`(
    arguments: [String], status: Int32, words: String
  ) throws {
    let before = "[wallets.old]\ntype = \"manual\"\n"
    try write(before)
    let outcome = try harness.run(["wallet", "add"] + arguments)
    #expect(outcome.status == status, "\(outcome)")
    #expect(outcome.error.contains(words), "\(outcome)")
    #expect(!outcome.error.contains("0123456789abcdef"))
    #expect(try text == before)
  }

  @Test func `a file that cannot be changed safely is left alone`() throws {
    // An inline table cannot be added to.
    let before = "wallets = { old = { type = \"manual\" } }\n"
    try write(before)
    let outcome = try add("new", "manual")
    #expect(outcome.status == 78, "\(outcome)")
    #expect(try text == before)
    #expect(try harness.run("wallet", "default", "nobody").status == 78)
  }

  @Test func `several at once are all added`() async throws {
    try await withThrowingTaskGroup(of: Int32.self) { group in
      for number in 0..<12 {
        group.addTask { try harness.run("wallet", "add", "w\(number)", "manual").status }
      }
      for try await status in group { #expect(status == 0) }
    }
    #expect(try text.components(separatedBy: "[wallets.w").count == 13)
  }

  @Test func `a wallet and its being the default are added together, or not at all`() throws {
    for key in ["\"wallet\"", "'wallet'", "\"w\\u0061llet\""] {
      let before = "\(key) = \"old\"\n[wallets.old]\ntype = \"manual\"\n"
      try write(before)
      let outcome = try add("new", "manual", "--default")
      #expect(outcome.status == 78, "\(outcome)")
      #expect(outcome.error.contains("cannot be changed safely"))
      #expect(try text == before)
    }
    try write("wallet = \"old\"\r\n[wallets.old]\r\ntype = \"manual\"\r\n")
    #expect(try add("new", "manual", "--default").status == 0)
    #expect(try harness.run("config", "show", "--field", "wallet.name.value").out == "new\n")
  }

  @Test func `a link to the file stays one`() throws {
    try write("")
    let target = harness.folder.path + "/dotfile"
    try FileManager.default.moveItem(atPath: path, toPath: target)
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
    #expect(try add("new", "manual").status == 0)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == target)
    #expect(try String(contentsOfFile: target, encoding: .utf8).contains("[wallets.new]"))
  }

  @Test func `paths are written so that they mean the same in every folder`() throws {
    #expect(
      try add(
        "n", "lnd", "--url", "https://a", "--macaroon", "file:pay.macaroon", "--cert", "tls.cert"
      ).status == 0)
    let folder = FileManager.default.currentDirectoryPath
    #expect(try text.contains("cert = \"\(folder)/tls.cert\""))
    #expect(try text.contains("macaroon = \"file:\(folder)/pay.macaroon\""))
  }

  @Test func `plain http to elsewhere is pointed out`() throws {
    let outcome = try add("p", "phoenixd", "--url", "http://10.0.0.1:9740", "--password", "env:P")
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("is plain http"), "\(outcome)")
    let local = try add("q", "phoenixd", "--url", "http://[::1]:9740", "--password", "env:P")
    #expect(!local.error.contains("is plain http"))
  }

  @Test func `a variable that wins over the default is pointed out`() throws {
    try write("[wallets.old]\ntype = \"manual\"\n")
    let outcome = try harness.run(
      ["wallet", "default", "old"], variables: ["L402_WALLET": "sandbox"])
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("variable L402_WALLET wins"), "\(outcome)")
  }
}
