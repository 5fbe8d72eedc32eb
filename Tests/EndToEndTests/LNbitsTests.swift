import Foundation
import JSON
import WalletPeers
import Synchronization
import Testing

/// Challenges and payments through a real LNbits.
@Suite(.enabled(if: LNbitsPeer.isWanted, "LNbits is not installed: make peers"))
struct LNbitsTests {
  let program: Program
  let peer: LNbitsPeer
  let payer: LNbitsPeer.Account
  let payee: LNbitsPeer.Account

  init() throws {
    program = try Program()
    peer = try LNbitsPeer.shared()
    payer = try peer.account(3000)
    payee = try peer.account()
    try configure()
  }

  /// Two wallets, of which `payer` is in force, and limits.
  private func configure(
    limits: String = "per_payment = \"500sat\"", bound: String = "fee_bound = \"10sat\""
  ) throws {
    try FileManager.default.createDirectory(
      atPath: program.home, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let path = try program.folder.write(
      """
      wallet = "payer"
      [limits]
      \(limits)
      [wallets.payer]
      type = "lnbits"
      url = "\(peer.url)/"
      key = "env:PAYER"
      \(bound)
      [wallets.payee]
      type = "lnbits"
      url = "\(peer.url)"
      invoice_key = "env:PAYEE"
      """.utf8, to: "home/config.toml")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  private var keys: [String: String] {
    ["PAYER": payer.adminKey, "PAYEE": payee.invoiceKey]
  }

  private func run(
    _ arguments: String..., input: String = "", variables: [String: String] = [:]
  ) throws -> Outcome {
    try program.run(
      arguments, input: input.utf8, variables: keys.merging(variables) { _, given in given })
  }

  private func challenge(_ amount: String = "21sat") throws -> String {
    let outcome = try run(
      "challenge", "--amount", amount, "--service", "api", "--wallet", "payee")
    try #require(outcome.status == 0, "\(outcome)")
    #expect(outcome.error.isEmpty, "real money is announced as none")
    return outcome.out
  }

  @Test func `a challenge is paid once, and its credential verifies`() throws {
    let challenge = try challenge()
    let first = try run("pay", input: challenge)
    try #require(first.status == 0, "\(first)")
    #expect(first.error == "l402: paid 21 sat from wallet \"payer\"\n")
    #expect(try run("verify", "--service", "api", "-q", input: first.out).status == 0)
    let second = try run("pay", "--json", input: challenge)
    #expect(second.status == 0, "\(second)")
    let result = try JSONReader.read(Array(second.line.utf8)[...])
    #expect(result["credential"]?.string == first.line)
    #expect(result["reused"]?.content == .bool(true))
    #expect(try peer.balance(payer) == 2979)
    #expect(try peer.balance(payee) == 21)
    #expect(try peer.sent(by: payer).count == 1)
  }

  @Test func `without a journal the wallet still knows what was paid`() throws {
    let challenge = try challenge()
    let first = try run("pay", input: challenge)
    try FileManager.default.removeItem(atPath: program.home)
    try configure()
    let second = try run("pay", input: challenge)
    #expect(second.status == 0, "\(second)")
    #expect(second.out == first.out)
    #expect(try peer.balance(payer) == 2979)
  }

  @Test func `six at once pay once and all get the credential`() throws {
    let challenge = try challenge()
    let outcomes = Mutex<[Outcome]>([])
    DispatchQueue.concurrentPerform(iterations: 6) { _ in
      guard let outcome = try? run("pay", input: challenge) else { return }
      outcomes.withLock { $0.append(outcome) }
    }
    #expect(outcomes.withLock { $0.map(\.status) } == [0, 0, 0, 0, 0, 0])
    #expect(outcomes.withLock { Set($0.map(\.out)).count } == 1)
    #expect(try peer.balance(payer) == 2979)
  }

  @Test func `killed while it pays, the next run has the credential and pays nothing`() throws {
    for spent in 1...3 {
      let challenge = try challenge()
      let files = [
        try Child.temporaryFile(Array(challenge.utf8)), try Child.temporaryFile(),
        try Child.temporaryFile(),
      ]
      defer { for file in files { close(file) } }
      let child = try Child.start(
        Program.path, ["pay"], descriptors: files, variables: program.variables(keys))
      _ = try PythonServer.wait(seconds: 30) {
        try peer.sent(by: payer).count == spent ? true : nil
      }
      kill(child, SIGKILL)
      _ = try Child.wait(for: child)
      let next = try run("pay", input: challenge)
      #expect(next.status == 0, "\(next)")
      #expect(try run("verify", "--service", "api", "-q", input: next.out).status == 0)
      #expect(try peer.balance(payer) == 3000 - 21 * spent)
    }
  }

  @Test func `serve is paid with the key that only makes invoices`() throws {
    let server = try PaywallProcess(
      program, ["--wallet", "payee", "--amount", "21sat"], variables: keys)
    let answer = try program.curl(server.url + "/a")
    #expect(answer.status == 402, "\(answer.dump)\(server.log)")
    let paid = try run("pay", "--as", "header", input: answer.dump)
    try #require(paid.status == 0, "\(paid)")
    let opened = try program.curl("-H", paid.line, server.url + "/a")
    #expect(opened.status == 200)
    #expect(opened.body == "hello\n")
    #expect(try peer.balance(payer) == 2979)
    #expect(try peer.balance(payee) == 21)
    // What play money buys is nothing here.
    let play = try run("mint", "--paid", "--as", "header", "--location", "l402-sandbox")
    #expect(try program.curl("-H", play.line, server.url + "/a").status != 200)
    #expect(server.stop() == 0)
    for secret in [payee.invoiceKey, payee.adminKey, payer.adminKey] {
      #expect(!server.log.contains(secret))
    }
  }

  @Test func `serve without its wallet sells nothing, and serves those who paid`() throws {
    let other = try LNbitsPeer()
    let seller = try other.account()
    _ = try program.folder.write(
      """
      [wallets.other]
      type = "lnbits"
      url = "\(other.url)"
      invoice_key = "env:OTHER"
      """.utf8, to: "home/config.toml")
    let server = try PaywallProcess(
      program, ["--wallet", "other"], variables: ["OTHER": seller.invoiceKey])
    let minted = try run("mint", "--paid", "--as", "header", "--service", "paywall")
    #expect(try program.curl(server.url + "/").status == 402, "\(server.log)")
    other.stop()
    let answer = try program.curl(server.url + "/")
    #expect(answer.status == 503, "\(answer.dump)")
    #expect(answer.lines("Retry-After").count == 1)
    #expect(answer.lines("WWW-Authenticate").isEmpty)
    #expect(try program.curl("-H", minted.line, server.url + "/").status == 200)
  }

  @Test func `a price over the limit is refused before the wallet is asked to pay`() throws {
    let challenge = try challenge("501sat")
    expect(
      try run("pay", input: challenge),
      is: Outcome(
        status: 112, out: "",
        error: "l402: error: 501 sat is more than the 500 sat allowed a payment; nothing was paid\n"
          + "l402: hint: --max-amount allows more for this once\n"))
    #expect(try peer.sent(by: payer).isEmpty)
    #expect(try run("pay", "--max-amount", "501sat", input: challenge).status == 0)
    #expect(try peer.balance(payer) == 2499)
  }

  @Test func `nobody's limits are 1000 sat a payment`() throws {
    try configure(limits: "")
    #expect(try run("pay", input: try challenge("1001sat")).status == 112)
    #expect(try peer.sent(by: payer).isEmpty)
  }

  @Test func `budgets count fees that might be taken, and hold across processes`() throws {
    let budget = ["L402_BUDGET": "50sat/1d"]
    // The amounts and the 10 sat that are set aside while a payment is under way.
    #expect(try run("pay", input: try challenge("21sat"), variables: budget).status == 0)
    let second = try run("pay", input: try challenge("21sat"), variables: budget)
    #expect(second.status == 112)
    #expect(second.error.contains("21 of 50 sat are spent or reserved"), "\(second)")
    #expect(try run("pay", input: try challenge("19sat"), variables: budget).status == 0)
    #expect(try peer.balance(payer) == 2960)
  }

  @Test func `a wallet without fee limit needs a bound, or to be allowed`() throws {
    try configure(bound: "")
    let challenge = try challenge()
    let refused = try run("pay", input: challenge)
    #expect(refused.status == 112)
    #expect(refused.error.contains("cannot limit fees"), "\(refused)")
    #expect(try peer.sent(by: payer).isEmpty)
    #expect(try run("pay", "--allow-unbounded-fee", input: challenge).status == 0)
  }

  @Test func `a bound above the limit given is refused`() throws {
    let challenge = try challenge()
    #expect(try run("pay", "--max-fee", "9sat", input: challenge).status == 112)
    #expect(try run("pay", "--max-fee", "10sat", input: challenge).status == 0)
  }

  @Test func `L402_NO_PAY stops everything`() throws {
    #expect(
      try run("pay", "--yes", input: try challenge(), variables: ["L402_NO_PAY": "1"]).status
        == 112)
    #expect(try peer.sent(by: payer).isEmpty)
  }

  @Test func `a dry run pays nothing`() throws {
    let outcome = try run("pay", "--dry-run", input: try challenge())
    #expect(
      outcome.out
        == "would pay 21 sat, fee not limited, 10 sat set aside, from wallet \"payer\"\n",
      "\(outcome)")
    #expect(try peer.sent(by: payer).isEmpty)
  }

  @Test func `variables are a wallet without a file`() throws {
    let bare = try Program()
    let variables = ["L402_LNBITS_URL": peer.url, "L402_LNBITS_KEY": payer.adminKey]
    let challenge = try challenge()
    let outcome = try bare.run(
      "pay", "--yes", "--allow-unbounded-fee", input: challenge.utf8, variables: variables)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(try peer.balance(payer) == 2979)
    let other = try bare.run("pay", "--wallet", "sandbox", input: challenge.utf8)
    #expect(other.status == 0, "the journal knows it, whatever wallet: \(other)")
  }

  @Test func `without any wallet a real invoice is a matter of configuration`() throws {
    // In a session without a terminal, wherever the tests run.
    let bare = try Program()
    let outcome = try Child.run(
      "/usr/bin/setsid", ["--wait", Program.path, "pay"], input: Array(try challenge().utf8),
      variables: bare.variables())
    #expect(outcome.status == 78, "\(outcome)")
    #expect(outcome.error.contains("no wallet is set up"))
  }

  @Test func `too little balance is a failure, and the next try is one as well`() throws {
    let challenge = try challenge("3001sat")
    for _ in 0..<2 {
      let outcome = try run("pay", "--max-amount", "5000sat", input: challenge)
      #expect(outcome.status == 113, "\(outcome)")
      #expect(outcome.error.contains("nothing was spent"))
    }
    #expect(try peer.balance(payer) == 3000)
  }

  @Test func `an invoice key cannot pay, a wrong key neither`() throws {
    let challenge = try challenge()
    let weak = try run("pay", input: challenge, variables: ["PAYER": payer.invoiceKey])
    #expect(weak.status == 78, "\(weak)")
    let wrong = try run("pay", input: challenge, variables: ["PAYER": "0123456789abcdef"])
    #expect(wrong.status == 78, "\(wrong)")
    let none = try run("pay", "--wallet", "payee", input: challenge)
    #expect(none.status == 78, "\(none)")
    #expect(try peer.sent(by: payer).isEmpty)
  }

  @Test func `a server that is down is unavailable`() throws {
    let outcome = try program.run(
      "pay", input: try challenge().utf8,
      variables: ["L402_LNBITS_URL": "http://127.0.0.1:1", "L402_LNBITS_KEY": "k"])
    #expect(outcome.status == 69, "\(outcome)")
  }

  @Test func `wallet check says what works`() throws {
    let good = try run("wallet", "check", "--json")
    #expect(good.status == 0, "\(good)")
    let result = try JSONReader.read(Array(good.line.utf8)[...])
    #expect(result["works"]?.content == .bool(true))
    #expect(result["balance_msat"]?.integer == 3_000_000)
    #expect(try run("wallet", "check", "payee").status == 0)
    #expect(
      try run("wallet", "check", variables: ["PAYER": payer.invoiceKey]).status == 1)
    #expect(try peer.sent(by: payer).isEmpty)
  }

  @Test func `no output has a key or, but for the result, a preimage`() throws {
    let challenge = try challenge()
    let paid = try run("pay", "--as", "preimage", "-v", input: challenge)
    let preimage = paid.line
    try #require(preimage.count == 64)
    let outputs = [
      paid.error, try run("pay", "-v", "--dry-run", input: challenge).description,
      try run("wallet", "list", "-v").description, try run("wallet", "check", "-v").description,
      try run("wallet", "info", "-v").description, try run("config", "show", "-v").description,
      try run("payments", "list", "-v").description,
      // What was paid is handed out; the key is not even asked for its opinion.
      try run("pay", input: challenge, variables: ["PAYER": payer.adminKey + "0"]).error,
      try run(
        "pay", input: try self.challenge(), variables: ["PAYER": payer.adminKey + "0"]
      ).description,
      try run("challenge", "--amount", "1sat", "--service", "a", "--wallet", "payee", "-v")
        .description,
    ]
    for output in outputs {
      for secret in [payer.adminKey, payer.invoiceKey, payee.invoiceKey, preimage] {
        #expect(!output.contains(secret))
      }
    }
  }
}
