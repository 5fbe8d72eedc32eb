import JSON
import L402Protocol
import Testing

@testable import L402CLI

/// The commands `payments list`, `show`, `resume` and `abandon`.
struct PaymentsTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  /// Pays that many satoshis, and says what the payment hash is.
  private func pay(_ amount: Int, _ options: String..., now: Timestamp = Harness.now) throws
    -> String
  {
    let challenge = try harness.run(
      ["challenge", "--amount", "\(amount)", "-q"], now: now
    ).line
    return try harness.run(
      ["pay", "-q", "--field", "payment_hash"] + options, input: Array(challenge.utf8), now: now
    ).line
  }

  /// The hash of a payment of 21 sat that the sandbox holds.
  private func hold() throws -> String {
    let challenge = try harness.challenge("--amount", "21")
    _ = try harness.run("wallet", "sandbox", "--behaviour", "hold")
    #expect(try harness.run("pay", "--timeout", "1s", input: challenge).status == 110)
    return try harness.run("payments", "list", "--field", "payments[0].payment_hash").line
  }

  @Test func `without any there is nothing to list, and no store is made`() throws {
    expect(try harness.run("payments", "list"), is: .success("no payments\n"))
    expect(try harness.run("payments", "list", "--json"), is: .success("{\"payments\":[]}\n"))
    #expect(try harness.folder.names == [])
  }

  @Test func `list tells them in a line each, the newest first`() throws {
    let first = try pay(21)
    let second = try pay(
      2, "--origin", "https://a.example/x", now: Timestamp(unixSeconds: 1_795_231_860))
    expect(
      try harness.run("payments", "list"),
      is: .success(
        """
        \(second.prefix(8))  2026-11-21 03:31:00 UTC  succeeded  2 sat  wallet sandbox  play money  \
        https://a.example
        \(first.prefix(8))  2026-11-21 03:30:00 UTC  succeeded  21 sat  wallet sandbox  play money

        """))
  }

  @Test func `list has the later of one second first`() throws {
    let hashes = try (1...6).map { try pay($0) }
    let json = try harness.run("payments", "list", "--json").json
    #expect(
      json["payments"]?.array?.compactMap { $0["payment_hash"]?.string } == hashes.reversed())
  }

  @Test func `list takes those of a span, and of an origin`() throws {
    let old = try pay(1)
    let later = Timestamp(unixSeconds: Harness.now.unixSeconds + 7200)
    let new = try pay(2, "--origin", "https://a.example", now: later)
    func hashes(_ options: String...) throws -> [String] {
      try harness.run(["payments", "list", "--json"] + options, now: later)
        .json["payments"]?.array?.compactMap { $0["payment_hash"]?.string } ?? []
    }
    #expect(try hashes() == [new, old])
    #expect(try hashes("--since", "1h") == [new])
    #expect(try hashes("--since", "2h") == [new, old])
    #expect(try hashes("--origin", "https://a.example:443/elsewhere") == [new])
    #expect(try hashes("--origin", "https://b.example") == [])
    #expect(try harness.run("payments", "list", "--since=-1h").status == 64)
  }

  @Test func `show keeps secrets unless they are asked for`() throws {
    let hash = try pay(21)
    let preimage = Sample.preimage
    let text = try harness.run("payments", "show", String(hash.prefix(8)))
    #expect(text.status == 0)
    #expect(text.out.contains("\n  payment hash  \(hash)\n"))
    #expect(!text.out.contains(preimage))
    let masked = try harness.run("payments", "show", hash, "--json")
    #expect(try masked.json["preimage"]?.content == .null)
    #expect(try masked.json["credential"]?.content == .null)
    #expect(!masked.out.contains(preimage))
    let full = try harness.run("payments", "show", hash, "--show-secrets", "--json").json
    #expect(full["preimage"]?.string == preimage)
    #expect(full["credential"]?.string?.hasSuffix(":" + preimage) == true)
    #expect(
      try harness.run("payments", "show", hash, "--show-secrets").out
        .contains("\n  preimage      \(preimage)\n"))
  }

  @Test(arguments: ["list", "show", "resume", "abandon"])
  func `an unknown field is refused`(command: String) throws {
    let hash = command == "list" ? [] : [Sample.paymentHash]
    #expect(
      try harness.run(["payments", command] + hash + ["--field", "token"]).withoutHint.error
        .hasPrefix("l402: error: "))
    #expect(
      try harness.run(["payments", command] + hash + ["--field", "token"]).status == 64)
  }

  @Test(
    arguments: [
      ("72cd6e8", 64, "\"72cd6e8\" is no payment hash"),
      ("72cd6e8x", 64, "\"72cd6e8x\" is no payment hash"),
      ("00000000", 66, "no payment 00000000"),
    ] as [(String, Int32, String)])
  func `a hash that names none is refused`(hash: String, status: Int32, message: String) throws {
    _ = try pay(21)
    for command in ["show", "resume", "abandon"] {
      expect(
        try harness.run("payments", command, hash).withoutHint, is: .failure(status, message))
    }
  }

  @Test func `a hash may be in capitals`() throws {
    let hash = try pay(21)
    #expect(try harness.run("payments", "show", hash.uppercased()).status == 0)
  }

  @Test func `resume prints what was bought`() throws {
    let challenge = try harness.challenge("--amount", "21")
    let credential = try harness.run("pay", "-q", input: challenge)
    expect(try harness.run("payments", "resume", Sample.paymentHash), is: credential)
    let invoice = try harness.challenge("--amount", "2", "--field", "invoice")
    let preimage = try harness.run("pay", "-q", invoice)
    let hash = try harness.run("decode-invoice", invoice, "--field", "payment_hash").line
    expect(try harness.run("payments", "resume", hash), is: preimage)
  }

  @Test func `resume asks the wallet, and pays nothing`() throws {
    let hash = try hold()
    let undecided = try harness.run("payments", "resume", hash, "--timeout", "1s", "--json")
    #expect(undecided.status == 110)
    #expect(undecided.error.contains("\"retry\":\"same_command\""))
    _ = try harness.run("wallet", "sandbox", "--release")
    let settled = try harness.run("payments", "resume", hash, "--json")
    #expect(settled.status == 0)
    #expect(try settled.json["state"]?.string == "succeeded")
    #expect(try settled.json["preimage"]?.string == Sample.preimage)
    #expect(
      try harness.run("payments", "list", "--field", "payments[0].state").line == "succeeded")
  }

  @Test func `resume of one that failed says so`() throws {
    let challenge = try harness.challenge("--amount", "21")
    _ = try harness.run("wallet", "sandbox", "--behaviour", "fail")
    #expect(try harness.run("pay", input: challenge).status == 113)
    _ = try harness.run("wallet", "sandbox", "--behaviour", "pay")
    expect(
      try harness.run("payments", "resume", "72cd6e84"),
      is: .failure(113, "the payment failed, nothing was spent: the sandbox was told to fail"))
  }

  @Test func `abandon wants to hear yes`() throws {
    let hash = try hold()
    expect(
      try harness.run("payments", "abandon", hash).withoutHint,
      is: .failure(64, "the money of 72cd6e84 may still leave"))
    #expect(
      try harness.run("payments", "list", "--field", "payments[0].state").line == "sending")
    let outcome = try harness.run("payments", "abandon", hash, "--yes", "--field", "state")
    expect(outcome, is: .success("abandoned\n"))
  }

  @Test func `what was given up is handed out if it succeeds after all`() throws {
    let hash = try hold()
    _ = try harness.run("payments", "abandon", hash, "--yes")
    _ = try harness.run("wallet", "sandbox", "--release")
    #expect(
      try harness.run("payments", "resume", hash, "--field", "preimage").line == Sample.preimage)
  }

  @Test func `what is decided cannot be abandoned`() throws {
    let hash = try pay(21)
    expect(
      try harness.run("payments", "abandon", hash, "--yes"),
      is: .failure(64, "the payment \(hash.prefix(8)) is decided: succeeded"))
  }
}
