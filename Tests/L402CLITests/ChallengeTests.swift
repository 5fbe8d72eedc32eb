import BOLT11
import Foundation
import JSON
import L402Protocol
import Macaroons
import Testing

@testable import L402CLI

/// The command `challenge`, whose invoices come from the sandbox.
struct ChallengeTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  private static let playMoney =
    "l402: play money: the invoice is of the sandbox, no wallet is set up\n"

  @Test func `invoice and token belong together`() throws {
    let outcome = try harness.run("challenge", "--amount", "21sat", "--service", "api", "--json")
    #expect(outcome.status == 0)
    let json = try outcome.json
    #expect(json["amount_msat"]?.integer == 21_000)
    #expect(json["payment_hash"]?.string == Sample.paymentHash)
    #expect(json["expires_at"]?.string == "2026-11-21T04:30:00Z")
    let invoice = try #require(json["invoice"]?.string)
    #expect(
      try harness.run("decode-invoice", invoice, "--field", "payment_hash").line
        == Sample.paymentHash)
    let header = try #require(json["headers"]?.array?.first?.string)
    #expect(header.contains(invoice))
    let token = try #require(json["token"]?.string)
    #expect(header.contains(token))
    expect(
      try harness.run("inspect", header, "--check", "--expect", "challenge", "-q"),
      is: .success(""))
  }

  @Test func `play money is told on standard error alone`() throws {
    let outcome = try harness.run("challenge", "--amount", "21sat", "--service", "api")
    #expect(outcome.error == Self.playMoney)
    #expect(outcome.out.hasPrefix("WWW-Authenticate: L402 macaroon=\""))
    #expect(outcome.out.split(separator: "\n").count == 1)
    #expect(try harness.run("challenge", "--amount", "21sat", "-q").error == "")
  }

  @Test func `a value is the line without its name`() throws {
    let line = try harness.challenge("--amount", "21")
    let value = try Harness().challenge("--amount", "21", "--as", "value")
    #expect(line == "WWW-Authenticate: " + value)
  }

  @Test func `a whole answer can be taken apart again`() throws {
    let answer = try harness.run("challenge", "--amount", "21", "--as", "http", "-q").out
    let parts = answer.split(separator: "\r\n\r\n").map(String.init)
    #expect(answer.hasPrefix("HTTP/1.1 402 Payment Required\r\nWWW-Authenticate: L402 "))
    #expect(
      parts.last == "{\"amount_msat\":21000,\"status\":402,\"title\":\"Payment Required\"}\n")
    #expect(parts.first?.hasSuffix("\r\nContent-Length: \(parts.last?.utf8.count ?? 0)") == true)
    #expect(
      try harness.run("inspect", "--field", "kind", input: answer).line == "challenge")
  }

  @Test(arguments: [
    ("both", ["L402 macaroon=\"M\", invoice=\"P\", version=\"0\", token=\"M\""]),
    ("plain", ["L402 macaroon=\"M\", invoice=\"P\""]),
    (
      "dual",
      ["LSAT macaroon=\"M\", invoice=\"P\"", "L402 macaroon=\"M\", invoice=\"P\""]
    ),
    ("spec", ["L402 version=\"0\", token=\"M\", invoice=\"P\""]),
  ])
  func `a profile is laid out so, and can be paid`(profile: String, lines: [String]) throws {
    let outcome = try harness.run("challenge", "--amount", "21", "--profile", profile, "--json")
    let json = try outcome.json
    let token = try #require(json["token"]?.string)
    let invoice = try #require(json["invoice"]?.string)
    let headers = json["headers"]?.array?.compactMap(\.string) ?? []
    #expect(
      headers.map {
        $0.replacing(token, with: "M").replacing(invoice, with: "P")
      } == lines.map { "WWW-Authenticate: " + $0 })
    let paid = try harness.run(
      "pay", "-q", "--as", "preimage", input: headers.joined(separator: "\r\n"))
    expect(paid, is: .success(Sample.preimage + "\n"))
  }

  @Test func `the invoice is as it was asked for`() throws {
    let invoice = try harness.challenge(
      "--amount", "1500msat", "--description", "Report 7", "--invoice-expiry", "10m", "--field",
      "invoice")
    #expect(
      try harness.run(
        "decode-invoice", invoice, "--field", "amount_msat", "--field", "description", "--field",
        "expires_at", "--field", "network"
      ).out == "1500\nReport 7\n2026-11-21T03:40:00Z\nregtest\n")
  }

  @Test func `an own invoice makes a challenge without any wallet`() throws {
    let outcome = try harness.run(
      "challenge", "--invoice", Sample.invoice, "--root-key", "env:KEY", "--location",
      "https://api.example", variables: ["L402_WALLET": "other"])
    #expect(outcome.status == 0)
    #expect(outcome.error == "")
    #expect(outcome.out.contains("invoice=\"\(Sample.invoice)\""))
    #expect(
      try harness.run(
        "inspect", outcome.line, "--field", "tokens[0].location", "--field",
        "tokens[0].identifier.payment_hash"
      ).out == "https://api.example\n\(Sample.paymentHash)\n")
  }

  @Test func `an own invoice that nobody will pay is warned about`() throws {
    let expired = Invoices.text { $0.timestamp -= 7200 }
    let outcome = try harness.run(
      "challenge", "--invoice", expired, "--root-key", "env:KEY")
    #expect(outcome.status == 0)
    #expect(
      outcome.error == "l402: warning: the invoice: expired 1 hour ago: no wallet will pay it\n")
  }

  @Test(
    arguments: [
      ([], 64, "what does it cost? --amount AMOUNT, or --invoice TEXT"),
      (["--amount", "0"], 64, "--amount is more than 0"),
      (["--amount", "x"], 64, "the value 'x' is invalid for '--amount <amount>'"),
      (["--amount", "0.5msat"], 64, "the value '0.5msat' is invalid for '--amount <amount>'"),
      (
        ["--amount", "1", "--invoice", "x"], 64,
        "--invoice and --amount, --description, --invoice-expiry, --wallet or --test exclude each other"
      ),
      (
        ["--invoice", "x", "--wallet", "sandbox"], 64,
        "--invoice and --amount, --description, --invoice-expiry, --wallet or --test exclude each other"
      ),
      (
        ["--amount", "1", "--json", "--as", "http"], 64,
        "--as chooses text; --json and --field have their own form"
      ),
      (
        ["--amount", "1", "--invoice-expiry=-10m"], 64,
        "--invoice-expiry is a span to come: 10m, not -10m"
      ),
      (
        ["--amount", "1", "--root-key", "env:KEY"], 64,
        "play money would pay for a token of a real key"
      ),
      (
        ["--amount", "1", "--master-key", "env:KEY"], 64,
        "a master key mints for every service: say which"
      ),
      (
        ["--amount", "1", "--location", "https://api.example"], 64,
        "tokens of the sandbox say \"l402-sandbox\" as their location"
      ),
      (
        ["--amount", "1", "--root-key", "env:KEY", "--master-key", "env:KEY"], 64,
        "--root-key and --master-key exclude each other"
      ),
      (["--amount", "1", "--root-key", "env:NONE"], 66, "the variable NONE is not set"),
      (["--amount", "1", "--wallet", "other"], 78, "there is no wallet \"other\""),
    ] as [([String], Int32, String)])
  func `a command line that makes no sense is refused`(
    arguments: [String], status: Int32, message: String
  ) throws {
    expect(
      try harness.run(["challenge"] + arguments).withoutHint, is: .failure(status, message))
  }

  @Test func `a wallet that is not there is not replaced by the sandbox`() throws {
    expect(
      try harness.run(
        ["challenge", "--amount", "1"], variables: ["L402_WALLET": "other"]
      ).withoutHint, is: .failure(78, "there is no wallet \"other\""))
  }

  @Test(arguments: ["lno1zcss9mk", "nonsense", "lnbc1"])
  func `what is no invoice is refused`(text: String) throws {
    let outcome = try harness.run("challenge", "--invoice", text)
    #expect(outcome.status == 65)
    #expect(outcome.out == "")
  }

  @Test func `a wallet that makes no invoice ends it with 69`() throws {
    // The time of an invoice has 35 bits.
    let outcome = try harness.run(
      ["challenge", "--amount", "1", "--json"], now: Timestamp(unixSeconds: 1 << 35))
    #expect(outcome.status == 69)
    #expect(outcome.out == "")
    #expect(outcome.error.contains("\"code\":\"unavailable\""))
    #expect(outcome.error.contains("\"retry\":\"later\""))
  }
}

/// Which keys play money can buy tokens of.
struct SandboxKeyTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  private func reason(
    _ credential: String, _ options: [String], wallet: String = ""
  ) throws -> Outcome {
    try harness.run(
      ["verify", "--service", "api", "--field", "reason"] + options, input: Array(credential.utf8),
      variables: ["L402_WALLET": wallet])
  }

  private static let keys: [([String], [String])] = [
    ([], []), (["--master-key", "env:KEY"], ["--master-key", "env:KEY"]),
    (["--root-key", "env:KEY", "--test"], ["--root-key", "env:KEY"]),
  ]

  @Test(arguments: keys)
  func `they open doors while the sandbox is the wallet`(
    minting: [String], verifying: [String]
  ) throws {
    let challenge = try harness.run(
      ["challenge", "--amount", "1", "--service", "api", "-q"] + minting
    ).line
    #expect(
      try harness.run("inspect", challenge, "--field", "tokens[0].location").line
        == "l402-sandbox")
    let credential = try harness.run("pay", "-q", input: challenge).line
    expect(try reason(credential, verifying, wallet: "sandbox"), is: .success("\n"))
  }

  @Test(arguments: keys)
  func `they open no real door`(minting: [String], verifying: [String]) throws {
    let challenge = try harness.run(
      ["challenge", "--amount", "1", "--service", "api", "-q"] + minting
    ).line
    let credential = try harness.run("pay", "-q", input: challenge).line
    expect(
      try reason(credential, verifying, wallet: "other"),
      is: Outcome(status: 1, out: "test_token\n", error: ""))
    expect(
      try reason(credential, verifying + ["--allow-test"], wallet: "other"), is: .success("\n"))
  }

  @Test(arguments: [[], ["--master-key", "env:KEY"]])
  func `another location makes them no better`(key: [String]) throws {
    let challenge = try harness.run(
      ["challenge", "--amount", "1", "--service", "api", "-q"] + key
    ).line
    let credential = try harness.run("pay", "-q", input: challenge).line
    let parts = credential.split(separator: ":")
    var macaroon = try MacaroonText(parsing: Array(parts[0].utf8)[...]).macaroon
    macaroon.location = []
    let token = String(decoding: try MacaroonText(macaroon: macaroon).encoded(), as: UTF8.self)
    let moved = "\(token):\(parts[1])"
    expect(try reason(moved, key, wallet: "sandbox"), is: .success("\n"))
    expect(
      try reason(moved, key, wallet: "other"),
      is: Outcome(status: 1, out: "test_token\n", error: ""))
  }

  @Test func `the store marks their keys`() throws {
    _ = try harness.challenge("--amount", "1", "--service", "api")
    #expect(try harness.run("keys", "list", "--field", "keys[0].sandbox").line == "true")
  }
}
