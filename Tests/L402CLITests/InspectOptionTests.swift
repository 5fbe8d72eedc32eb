import JSON
import Testing

@testable import L402CLI

struct InspectOptionTests {
  private func inspect(
    _ text: String, _ arguments: [String], terminals: Set<Int32> = []
  ) throws -> Outcome {
    try Harness().run(
      ["inspect"] + arguments, input: Array(text.utf8), terminals: terminals)
  }

  @Test(
    arguments: [
      ([], 0), (["--check"], 0), (["--check", "--valid-for", "59m"], 0),
      (["--check", "--valid-for", "1h"], 0), (["--check", "--valid-for", "61m"], 1),
      (["--check", "--now", "2026-11-21T04:29:59Z"], 0),
      (["--check", "--now", "2026-11-21T04:30:00Z"], 1), (["--now", "2026-11-21T05:00:00Z"], 0),
      (["--expect", "credential"], 0), (["--expect", "challenge"], 1),
      (["--expect", "credential", "--check"], 0), (["--expect", "token", "--check"], 1),
    ] as [([String], Int32)])
  func `the status answers what was asked`(options: [String], status: Int32) throws {
    let credential = try Sample.credential(["api_valid_until=1795235400"])
    #expect(try inspect(credential, options).status == status)
  }

  @Test func `another kind than expected is named`() throws {
    let outcome = try inspect(try Sample.credential(), ["--expect", "challenge"])
    #expect(outcome.error == "l402: warning: expected challenge, found credential\n")
  }

  @Test func `a wrong preimage fails the check`() throws {
    let outcome = try inspect(try Sample.token() + ":" + Sample.key, ["--check"])
    #expect(outcome.status == 1)
    #expect(outcome.out.contains("FAILED   preimage     sha256(preimage) is not the payment hash"))
  }

  @Test func `a caveat that widens fails the check`() throws {
    let outcome = try inspect(try Sample.token(["method=GET", "method=GET,POST"]), ["--check"])
    #expect(outcome.status == 1)
    #expect(outcome.out.contains("FAILED   narrowing    caveat 2 widens caveat 1"))
  }

  @Test func `secrets are hidden`() throws {
    let outcome = try inspect(try Sample.credential(), [])
    #expect(!outcome.out.contains(Sample.preimage))
    #expect(
      try inspect(
        try Sample.credential(), ["--field", "preimage", "--field", "tokens[0].signature"])
        == .success("\n\n"))
  }

  @Test func `secrets are shown on demand`() throws {
    let outcome = try inspect(
      try Sample.credential(), ["--show-secrets", "--field", "preimage"])
    expect(outcome, is: .success(Sample.preimage + "\n"))
  }

  @Test func `a whole token is never repeated`() throws {
    let token = try Sample.token()
    for options in [[], ["--json"], ["--show-secrets"]] {
      #expect(!(try inspect(token + ":" + Sample.preimage, options)).out.contains(token))
    }
  }

  @Test func `full shortens no caveat`() throws {
    let token = try Sample.token(["x=" + String(repeating: "y", count: 100)])
    let outcome = try inspect(token, ["--full"])
    #expect(!outcome.out.contains(token))
    #expect(outcome.out.contains("x=" + String(repeating: "y", count: 100)))
  }

  @Test(
    arguments: [
      (
        ["--expect", "chalenge"], "--expect knows no \"chalenge\"; did you mean challenge?"
      ),
      (
        ["--expect", "x"],
        "--expect knows no \"x\"; bytes32, challenge, credential, invoice, node-macaroon, "
          + "opaque-token, payment-challenge, token, x402"
      ),
      (["--valid-for", "1h"], "--valid-for goes with --check"),
      (["--now", "noon"], "the value 'noon' is invalid for '--now <time>'"),
    ] as [([String], String)])
  func `options that mean nothing are usage errors`(options: [String], message: String) throws {
    expect(try inspect("", options).withoutHint, is: .failure(64, message))
  }

  @Test(arguments: [
    (["path=/x"], "no-expiry"), (["expires_at=1795235400"], "no-method-binding"),
    (["Path=/x"], "near-miss"),
  ])
  func `what will surprise somebody is warned about`(caveats: [String], code: String) throws {
    let outcome = try inspect(try Sample.credential(caveats), ["--json"])
    let codes = try outcome.json["warnings"]?.array?.compactMap { $0["code"]?.string }
    #expect(codes?.contains(code) == true)
  }

  @Test(arguments: [
    ("services=api:0", "service api, tier 0"),
    ("services=api", "unreadable: a service without tier"),
    ("api_capabilities=", "api: no capability at all"),
    ("api_valid_until=soon", "unreadable: not a unix time in seconds"),
    ("expires_at=2026-11-21T04:30:00Z", "until 2026-11-21 04:30:00 UTC, in 1 hour"),
    ("valid-until=1795231740", "until 2026-11-21 03:29:00 UTC, expired 1 minute ago"),
    ("expiration=1795235400000", "until 2026-11-21 04:30:00 UTC, in 1 hour"),
    ("ExpiresAt = 1795235400", "until 2026-11-21 04:30:00 UTC, in 1 hour"),
    ("time-before 2026-11-21T04:30:00Z", "until 2026-11-21 04:30:00 UTC, in 1 hour"),
    ("path=/a/**", "paths under /a/ only"), ("method=GET,POST", "GET and POST requests only"),
    ("RequestPath = /a", "the path /a only"), ("RequestMethod = GET", "GET requests only"),
    ("Realm = r", "realm r only"), ("client_ip=10.0.0.1", "from 10.0.0.1 only"),
    ("ip=::1", "from ::1 only"), ("ipaddr 10.0.0.1", "from 10.0.0.1 only"),
    ("origin=https://api.example", "at https://api.example only"),
    ("preimage=" + Sample.preimage, "holds the preimage of the payment"),
    ("api_volume=5", "a limit that the service itself must count"),
    ("anything=goes", "no rule: only the service can judge it"),
    ("hello", "no rule: not of the form condition=value"),
  ])
  func `every caveat is told in words`(caveat: String, meaning: String) throws {
    expect(
      try inspect(try Sample.token([caveat]), ["--field", "tokens[0].caveats[0].meaning"]),
      is: .success(meaning + "\n"))
  }
}
