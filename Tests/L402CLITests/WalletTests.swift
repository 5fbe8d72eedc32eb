import JSON
import Testing

@testable import L402CLI

/// The commands `wallet info` and `wallet sandbox`.
struct WalletTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  @Test func `info tells network, balance and identity`() throws {
    let outcome = try harness.run("wallet", "info")
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(
      outcome.out.wholeMatch(
        of:
          #/sandbox: play money, regtest\n  balance   1000000 sat\n  identity  sandbox:0[23][0-9a-f]{64}\n/#
      ) != nil)
  }

  @Test func `info as JSON`() throws {
    let json = try harness.run("wallet", "info", "--json").json
    #expect(json["balance_msat"]?.integer == 1_000_000_000)
    #expect(json["enforces_fee_limit"]?.content == .bool(true))
    #expect(json["identity"]?.string?.hasPrefix("sandbox:0") == true)
    #expect(json["name"]?.string == "sandbox")
    #expect(json["network"]?.string == "regtest")
    #expect(json["sandbox"]?.content == .bool(true))
    #expect(json["type"]?.string == "sandbox")
    #expect(json.members?.count == 7)
  }

  @Test func `the payee of its invoices is its identity`() throws {
    let invoice = try harness.challenge("--amount", "1", "--field", "invoice")
    let payee = try harness.run("decode-invoice", invoice, "--field", "payee").line
    #expect(try harness.run("wallet", "info", "--field", "identity").line == "sandbox:" + payee)
  }

  @Test func `a wallet that is not there is a configuration error`() throws {
    let expected = Outcome.failure(78, "there is no wallet \"other\"")
    expect(try harness.run("wallet", "info", "other").withoutHint, is: expected)
    expect(
      try harness.run(["wallet", "info"], variables: ["L402_WALLET": "other"]).withoutHint,
      is: expected)
    #expect(
      try harness.run(["wallet", "info", "sandbox"], variables: ["L402_WALLET": "other"]).status
        == 0)
  }

  @Test func `the sandbox says how it behaves, and stays so`() throws {
    expect(
      try harness.run("wallet", "sandbox"),
      is: .success("payments succeed; 1000000 sat of play money\n"))
    for (options, text) in [
      (["--behaviour", "fail"], "payments fail; 1000000 sat of play money\n"),
      (["--delay", "5s"], "payments fail after 5 s; 1000000 sat of play money\n"),
      (["--balance", "1500msat"], "payments fail after 5 s; 1.5 sat of play money\n"),
      (
        ["--behaviour", "hold", "--delay", "0s"],
        "payments stay in flight until --release or --reject; 1.5 sat of play money\n"
      ),
      (
        ["--release"],
        "0 released; payments stay in flight until --release or --reject; 1.5 sat of play money\n"
      ),
    ] {
      expect(try harness.run(["wallet", "sandbox"] + options), is: .success(text))
    }
    expect(
      try harness.run("wallet", "sandbox", "--json"),
      is: .success(
        "{\"balance_msat\":1500,\"behaviour\":\"hold\",\"delay_seconds\":0,\"released\":0}\n"))
  }

  @Test func `release tells how many there were`() throws {
    _ = try harness.run("wallet", "sandbox", "--behaviour", "hold")
    for amount in ["1", "2"] {
      let challenge = try harness.challenge("--amount", amount)
      #expect(try harness.run("pay", "--timeout", "1s", input: challenge).status == 110)
    }
    #expect(try harness.run("wallet", "sandbox", "--release", "--field", "released").line == "2")
    #expect(try harness.run("wallet", "sandbox", "--release", "--field", "released").line == "0")
  }

  @Test func `it is told even where another wallet is in force`() throws {
    #expect(
      try harness.run(["wallet", "sandbox"], variables: ["L402_WALLET": "other"]).status == 0)
  }

  @Test(
    arguments: [
      (["--release", "--reject"], "--release and --reject exclude each other"),
      (["--delay=-5s"], "--delay is from 0s to 1d"),
      (["--delay", "2d"], "--delay is from 0s to 1d"),
      (["--balance", "21000000.1btc"], "--balance is at most 21000000btc"),
      (["--balance", "x"], "the value 'x' is invalid for '--balance <amount>'"),
      (
        ["--behaviour", "rob"],
        "the value 'rob' is invalid for '--behaviour <behaviour>'. Please provide one of 'pay', 'fail' or 'hold'"
      ),
    ] as [([String], String)])
  func `a command line that makes no sense is refused`(
    options: [String], message: String
  ) throws {
    expect(
      try harness.run(["wallet", "sandbox"] + options).withoutHint, is: .failure(64, message))
  }
}
