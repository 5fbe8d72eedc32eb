import BOLT11
import Foundation
import JSON
import L402Protocol
import Testing

@testable import L402CLI

/// The command `pay` where it pays.
struct PayTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  private func balance() throws -> String {
    try harness.run("wallet", "info", "--field", "balance_msat").line
  }

  @Test func `a challenge gives the credential, which opens the door`() throws {
    let challenge = try harness.challenge("--amount", "21sat", "--service", "api")
    let paid = try harness.run("pay", input: challenge)
    #expect(paid.status == 0)
    #expect(paid.error == "l402: paid 21 sat of play money from wallet \"sandbox\"\n")
    expect(
      try harness.run("verify", "--service", "api", "-q", input: paid.out), is: .success(""))
    #expect(try balance() == "999979000")
  }

  @Test(arguments: ["token", "Credential", ""])
  func `an unknown shape is refused`(shape: String) throws {
    let outcome = try harness.run("pay", "x", "--as", shape)
    #expect(outcome.status == 64)
  }

  @Test func `the result has the shape asked for`() throws {
    let challenge = try harness.run(
      "challenge", "--amount", "21sat", "--json", "-q"
    )
    let token = try #require(try challenge.json["token"]?.string)
    let text = try #require(try challenge.json["headers"]?.array?.first?.string)
    for (shape, expected) in [
      ("credential", "\(token):\(Sample.preimage)"),
      ("value", "L402 \(token):\(Sample.preimage)"),
      ("header", "Authorization: L402 \(token):\(Sample.preimage)"),
      ("preimage", Sample.preimage),
    ] {
      expect(
        try harness.run("pay", text, "-q", "--as", shape), is: .success(expected + "\n"))
    }
    expect(
      try harness.run("pay", text, "-q"), is: .success("\(token):\(Sample.preimage)\n"))
  }

  @Test func `the header has the scheme of its challenge`() throws {
    let text = try harness.challenge("--amount", "21", "--profile", "dual")
    let old = try #require(text.split(separator: "\n").first)
    #expect(
      try harness.run("pay", String(old), "-q", "--as", "header").out
        .hasPrefix("Authorization: LSAT "))
    #expect(
      try harness.run("pay", "-q", "--as", "header", input: text).out
        .hasPrefix("Authorization: L402 "))
  }

  @Test func `an invoice gives its preimage`() throws {
    let invoice = try harness.challenge("--amount", "21", "--field", "invoice")
    expect(try harness.run("pay", invoice, "-q"), is: .success(Sample.preimage + "\n"))
    expect(
      try harness.run("pay", "lightning:" + invoice, "-q", "--as", "preimage"),
      is: .success(Sample.preimage + "\n"))
  }

  @Test(arguments: ["credential", "value", "header"])
  func `an invoice gives no credential`(shape: String) throws {
    let invoice = try harness.challenge("--amount", "21", "--field", "invoice")
    expect(
      try harness.run("pay", invoice, "--as", shape),
      is: .failure(
        64, "an invoice has no token: --as \(shape) needs a challenge",
        hint: "leave --as out for the preimage"))
    #expect(try harness.run("payments", "list").out == "no payments\n")
  }

  @Test func `as JSON`() throws {
    let challenge = try harness.run("challenge", "--amount", "21sat", "--json", "-q")
    let token = try #require(try challenge.json["token"]?.string)
    let text = try #require(try challenge.json["headers"]?.array?.first?.string)
    let credential = "\(token):\(Sample.preimage)"
    func form(isReused: Bool) -> String {
      "{\"amount_msat\":21000,\"credential\":\"\(credential)\",\"fee_msat\":0,"
        + "\"header\":\"Authorization: L402 \(credential)\","
        + "\"payment_hash\":\"\(Sample.paymentHash)\",\"preimage\":\"\(Sample.preimage)\","
        + "\"reused\":\(isReused),\"wallet\":\"sandbox\"}\n"
    }
    expect(
      try harness.run("pay", text, "--json", "-q"), is: .success(form(isReused: false)))
    expect(try harness.run("pay", text, "--json", "-q"), is: .success(form(isReused: true)))
  }

  @Test func `an invoice alone has no credential in JSON`() throws {
    let invoice = try harness.challenge("--amount", "21", "--field", "invoice")
    expect(
      try harness.run("pay", invoice, "--field", "credential", "--field", "header", "-q"),
      is: .success("\n\n"))
  }

  @Test func `what was paid before is handed out, not paid again`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    let first = try harness.run("pay", input: challenge)
    let second = try harness.run("pay", input: challenge)
    #expect(second.out == first.out)
    #expect(
      second.error == "l402: 21 sat of play money had been paid before; nothing was paid now\n")
    #expect(try balance() == "999979000")
    #expect(
      try harness.run("payments", "list", "--json").json["payments"]?.array?.count == 1)
  }

  @Test func `what was paid is handed out whatever limits and clock say`() throws {
    let challenge = try harness.challenge("--amount", "21sat", "--service", "api")
    let first = try harness.run("pay", input: challenge)
    let later = Timestamp(unixSeconds: Harness.now.unixSeconds + 86_400)
    let second = try harness.run(
      "pay", "--max-amount", "1", "-q", input: challenge, variables: ["L402_NO_PAY": "1"],
      now: later)
    expect(second, is: .success(first.out))
  }

  @Test func `an earlier payment through the wallet alone is found by look-up`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    let invoice = try harness.run("inspect", challenge, "--field", "invoice.invoice").line
    let preimage = try harness.run("pay", invoice, "-q").line
    let outcome = try harness.run("pay", "--json", "-q", input: challenge)
    #expect(try outcome.json["reused"]?.content == .bool(true))
    #expect(try outcome.json["credential"]?.string?.hasSuffix(":" + preimage) == true)
    #expect(try balance() == "999979000")
  }

  @Test func `a dry run says what would be paid, and pays nothing`() throws {
    let challenge = try harness.challenge("--amount", "2100sat")
    expect(
      try harness.run("pay", "--dry-run", input: challenge),
      is: .success("would pay 2100 sat, fee at most 21 sat, from wallet \"sandbox\"\n"))
    expect(
      try harness.run("pay", "--dry-run", "--json", "--max-fee", "7", input: challenge),
      is: .success(
        "{\"amount_msat\":2100000,\"fee_limit_msat\":7000,"
          + "\"payment_hash\":\"\(Sample.paymentHash)\",\"wallet\":\"sandbox\",\"would_pay\":true}\n"
      ))
    #expect(try harness.run("payments", "list").out == "no payments\n")
    #expect(try balance() == "1000000000")
  }

  @Test func `a dry run after paying says that nothing would be paid`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    _ = try harness.run("pay", input: challenge)
    expect(
      try harness.run("pay", "--dry-run", input: challenge),
      is: .success("paid before, 21 sat; nothing would be paid\n"))
    expect(
      try harness.run("pay", "--dry-run", "--json", input: challenge),
      is: .success(
        "{\"amount_msat\":21000,\"fee_limit_msat\":null,"
          + "\"payment_hash\":\"\(Sample.paymentHash)\",\"wallet\":\"sandbox\",\"would_pay\":false}\n"
      ))
  }

  @Test func `one of several challenges is chosen by its number`() throws {
    let challenges = [
      try harness.challenge("--amount", "1"), try harness.challenge("--amount", "2"),
    ].joined(separator: "\n")
    #expect(
      try harness.run(
        "pay", "--challenge", "2", "-q", "--field", "amount_msat", input: challenges
      ).line == "2000")
    #expect(
      try harness.run(
        "pay", "--challenge", "1", "-q", "--field", "amount_msat", input: challenges
      ).line == "1000")
  }

  @Test func `one challenge said twice is one`() throws {
    let challenge = try harness.challenge("--amount", "1")
    #expect(
      try harness.run("pay", "-q", input: challenge + "\r\n" + challenge + "\r\n").status == 0)
  }

  @Test func `a whole answer of a server is read`() throws {
    let answer = try harness.run("challenge", "--amount", "3", "--as", "http", "-q").out
    #expect(
      try harness.run("pay", "-q", "--field", "amount_msat", input: answer).line == "3000")
  }

  @Test func `a token that ends after the payment is worth buying`() throws {
    let challenge = try harness.challenge(
      "--amount", "1", "--service", "api", "--expires-in", "61s")
    #expect(try harness.run("pay", "-q", "--timeout", "60s", input: challenge).status == 0)
  }

  @Test func `with an origin the credential is kept for all of it`() throws {
    let challenge = try harness.challenge("--amount", "21", "--profile", "dual")
    let old = try String(#require(challenge.split(separator: "\n").first))
    let origin = ["--origin", "https://a.example:443/x/y"]
    let paid = try harness.run(["pay"] + origin, input: Array(old.utf8))
    #expect(paid.status == 0)
    #expect(
      paid.error
        == "l402: paid 21 sat of play money from wallet \"sandbox\"; credential stored for "
        + "https://a.example\n")
    let row = try harness.run(
      "credentials", "show", "https://a.example/other", "--show-secrets", "--json"
    ).json
    #expect(row["credential"]?.string == paid.line)
    #expect(row["scheme"]?.string == "LSAT")
    #expect(row["scope"]?.string == "/")
    #expect(row["path"]?.content == .null)
    #expect(row["sandbox"]?.content == .bool(true))
    #expect(row["accepted_at"]?.content == .null && row["refused_at"]?.content == .null)
    // Once more: it is the same one.
    let again = try harness.run(["pay"] + origin, input: Array(old.utf8))
    #expect(again.out == paid.out)
    #expect(
      again.error.hasSuffix("nothing was paid now; credential stored for https://a.example\n"))
    let kept = try harness.run("credentials", "list", "--field", "credentials").json
    #expect(kept.array?.count == 1)
  }

  @Test func `what was paid before is kept once it is said whose it is`() throws {
    let challenge = try harness.challenge("--amount", "21")
    let paid = try harness.run("pay", "-q", input: challenge)
    #expect(try harness.run("credentials", "list").out == "no credentials\n")
    let again = try harness.run("pay", "-q", "--origin", "http://127.0.0.1:8402", input: challenge)
    expect(again, is: paid)
    let shown = try harness.run(
      "credentials", "show", "http://127.0.0.1:8402/", "--as", "credential")
    expect(shown, is: paid)
  }

  @Test func `an invoice and a dry run keep nothing`() throws {
    let challenge = try harness.challenge("--amount", "21")
    let invoice = try harness.challenge("--amount", "2", "--field", "invoice")
    let origin = ["--origin", "https://a.example"]
    #expect(
      try harness.run(["pay", "--dry-run"] + origin, input: Array(challenge.utf8)).status == 0)
    let paid = try harness.run(["pay"] + origin, input: Array(invoice.utf8))
    #expect(paid.error == "l402: paid 2 sat of play money from wallet \"sandbox\"\n")
    #expect(try harness.run("credentials", "list").out == "no credentials\n")
  }

  @Test(arguments: [[], ["--origin", "https://a.example"]])
  func `when it was printed is in the journal`(options: [String]) throws {
    let challenge = try harness.challenge("--amount", "21")
    func used() throws -> String {
      try harness.run("payments", "list", "--field", "payments[0].used_at_unix").line
    }
    _ = try harness.run(["pay"] + options, input: Array(challenge.utf8))
    #expect(try used() == "\(Harness.now.unixSeconds)")
    let later = Timestamp(unixSeconds: Harness.now.unixSeconds + 60)
    _ = try harness.run(["pay"] + options, input: Array(challenge.utf8), now: later)
    #expect(try used() == "\(Harness.now.unixSeconds)")
  }

  @Test func `a token for this origin is worth buying there`() throws {
    let challenge = try harness.challenge("--amount", "1", "--caveat", "origin=https://a.example")
    #expect(
      try harness.run(
        "pay", "-q", "--origin", "https://a.example/x", input: challenge
      ).status == 0)
    #expect(
      try harness.run("payments", "list", "--field", "payments[0].origin").line
        == "https://a.example")
  }

  @Test func `store and locks are their owner's alone`() throws {
    _ = try harness.run("pay", "-q", input: try harness.challenge("--amount", "1"))
    #expect(try harness.folder.mode("home") == 0o700)
    #expect(try harness.folder.mode("home/l402.db") == 0o600)
    #expect(try harness.folder.mode("home/locks") == 0o700)
    let locks = try FileManager.default.contentsOfDirectory(atPath: harness.home + "/locks")
    #expect(locks.count == 1)
    for lock in locks { #expect(try harness.folder.mode("home/locks/" + lock) == 0o600) }
  }
}

/// The command `pay` where the sandbox does not simply pay.
struct UndecidedPaymentTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  private func tell(_ options: String...) throws {
    #expect(try harness.run(["wallet", "sandbox"] + options).status == 0)
  }

  private func state() throws -> String {
    try harness.run("payments", "list", "--field", "payments[0].state").line
  }

  @Test func `what was paid is handed out without the wallet, and says which one it was`() throws {
    let challenge = try harness.challenge("--amount", "21sat", "--service", "api")
    let first = try harness.run("pay", "-q", input: challenge)
    #expect(first.status == 0)
    // Neither is there such a wallet, nor may anything be paid, nor be written.
    let file = harness.home + "/l402.db"
    try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: file)
    let again = try harness.run(
      ["pay", "--json", "--wallet", "gone"], input: Array(challenge.utf8),
      variables: ["L402_NO_PAY": "1"])
    #expect(again.status == 0, "\(again)")
    #expect(again.out.contains("\"wallet\":\"sandbox\"") && again.out.contains("\"reused\":true"))
    #expect(again.error.contains("of play money had been paid before"))
    let dry = try harness.run("pay", "--dry-run", "--wallet", "gone", input: challenge)
    #expect(dry.out == "paid before, 21 sat; nothing would be paid\n", "\(dry)")
  }

  @Test func `a held payment is undecided until it is released`() throws {
    let challenge = try harness.challenge("--amount", "21sat", "--service", "api")
    try tell("--behaviour", "hold")
    let held = try harness.run("pay", "--timeout", "5s", input: challenge)
    expect(
      held,
      is: .failure(
        110, "the payment 72cd6e84 is undecided: it is in flight",
        hint: "run the same command again: it never pays twice; or l402 payments resume 72cd6e84"))
    #expect(try state() == "sending")
    #expect(try harness.run("pay", "--timeout", "5s", input: challenge).status == 110)
    #expect(try harness.run("pay", "--dry-run", input: challenge).status == 110)
    try tell("--release")
    let paid = try harness.run("pay", input: challenge)
    #expect(paid.status == 0)
    #expect(
      paid.error == "l402: 21 sat of play money had been paid before; nothing was paid now\n")
    #expect(try state() == "succeeded")
    #expect(
      try harness.run("wallet", "info", "--field", "balance_msat").line == "999979000")
    expect(
      try harness.run("verify", "--service", "api", "-q", input: paid.out), is: .success(""))
  }

  @Test func `undecided is told in JSON`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    try tell("--behaviour", "hold")
    let held = try harness.run("pay", "--timeout", "1s", "--json", input: challenge)
    let line = try #require(held.error.split(separator: "\n").last { $0.hasPrefix("{") })
    let error = try JSONReader.read(Array(line.utf8)[...])["error"]
    #expect(error?["code"]?.string == "payment_undecided")
    #expect(error?["exit"]?.integer == 110)
    #expect(error?["money"]?.string == "undecided")
    #expect(error?["retry"]?.string == "same_command")
    #expect(held.out == "")
  }

  @Test func `a payment that takes its time is waited for`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    try tell("--delay", "9s")
    #expect(try harness.run("pay", "-q", input: challenge).status == 0)
  }

  @Test func `a payment that failed for good spent nothing, and can be tried again`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    try tell("--behaviour", "fail")
    expect(
      try harness.run("pay", input: challenge),
      is: .failure(
        113, "the payment failed, nothing was spent: the sandbox was told to fail"))
    #expect(try state() == "failed")
    #expect(try harness.run("wallet", "info", "--field", "balance_msat").line == "1000000000")
    try tell("--behaviour", "pay")
    #expect(try harness.run("pay", "-q", input: challenge).status == 0)
    #expect(try state() == "succeeded")
  }

  @Test func `a held payment that is rejected has failed`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    try tell("--behaviour", "hold")
    #expect(try harness.run("pay", "--timeout", "1s", input: challenge).status == 110)
    try tell("--reject")
    try tell("--behaviour", "fail")
    #expect(try harness.run("payments", "resume", "72cd6e84").status == 113)
    #expect(try harness.run("wallet", "info", "--field", "balance_msat").line == "1000000000")
  }

  @Test func `more than the balance fails`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    try tell("--balance", "20sat")
    let outcome = try harness.run("pay", "--json", input: challenge)
    #expect(outcome.status == 113)
    #expect(outcome.error.contains("\"code\":\"payment_failed\""))
  }

  @Test func `an invoice of another home fails`() throws {
    let outcome = try harness.run("pay", Sample.invoice, "--json")
    #expect(outcome.status == 113)
    #expect(outcome.error.contains("\"money\":\"none\""))
  }

  @Test func `while a payment to an origin is undecided no other is made there`() throws {
    let first = try harness.challenge("--amount", "1sat")
    let second = try harness.challenge("--amount", "2sat")
    let elsewhere = try harness.challenge("--amount", "3sat")
    try tell("--behaviour", "hold")
    let shop = ["--origin", "https://a.example", "--timeout", "1s"]
    #expect(
      try harness.run(["pay"] + shop, input: Array(first.utf8)).status == 110)
    try tell("--behaviour", "pay")
    let blocked = try harness.run(["pay"] + shop, input: Array(second.utf8))
    #expect(blocked.status == 110)
    #expect(blocked.error.hasPrefix("l402: error: the payment 72cd6e84 is undecided: an earlier "))
    #expect(
      try harness.run("pay", "-q", "--origin", "https://b.example", input: elsewhere).status == 0)
    #expect(try harness.run("payments", "abandon", "72cd6e84", "--yes").status == 0)
    #expect(try harness.run(["pay", "-q"] + shop, input: Array(second.utf8)).status == 0)
  }

  @Test func `nothing secret stands on standard error`() throws {
    let made = try harness.run("challenge", "--amount", "21sat", "--json", "-v")
    let token = try #require(try made.json["token"]?.string)
    let text = try #require(try made.json["headers"]?.array?.first?.string)
    var errors = made.error
    try tell("--behaviour", "hold")
    errors += try harness.run("pay", "--timeout", "1s", "-v", "--json", input: text).error
    try tell("--release", "--behaviour", "pay")
    for arguments in [
      ["pay", text, "-v"], ["pay", text, "-v", "--dry-run"], ["pay", text, "--as", "nonsense"],
      ["pay", text, "--challenge", "7"], ["pay", "\(token):\(Sample.preimage)"],
      ["payments", "show", "72cd6e84", "-v"], ["payments", "resume", "72cd6e84", "-v"],
      ["payments", "abandon", "72cd6e84"], ["payments", "show", Sample.preimage + token],
      ["wallet", "info", Sample.preimage],
    ] {
      errors += try harness.run(arguments).error
    }
    #expect(!errors.isEmpty)
    #expect(!errors.contains(token))
    // Every secret is 32 equal bytes: preimages, keys, the node's key.
    #expect(!errors.contains(#/([0-9a-f]{2})\1{20}/#))
  }
}
