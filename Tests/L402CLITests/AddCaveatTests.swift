import Foundation
import Macaroons
import Testing

@testable import L402CLI

struct AddCaveatShapeTests {
  /// The token of `Sample.token()` narrowed by `method=GET`, in the same dressing.
  private func narrowed(options: [String] = []) throws -> String {
    try Sample.token(["method=GET"], options: options)
  }

  private func add(_ text: String, _ arguments: String...) throws -> Outcome {
    try Harness().run(["add-caveat", "-", "method=GET"] + arguments, input: Array(text.utf8))
  }

  @Test(arguments: [
    "", "L402 ", "LSAT ", "Authorization: L402 ", "Authorization: LSAT ", "authorization: l402 ",
  ])
  func `a credential keeps its shape and scheme`(start: String) throws {
    let shape =
      start.isEmpty
      ? ""
      : (start.lowercased().hasPrefix("authorization") ? "Authorization: " : "")
        + (start.contains("LSAT") ? "LSAT " : "L402 ")
    expect(
      try add(start + (try Sample.credential())),
      is: .success("\(shape)\(try narrowed()):\(Sample.preimage)\n"))
  }

  @Test func `a pending credential stays pending`() throws {
    expect(
      try add("L402 \(try Sample.token()):"), is: .success("L402 \(try narrowed()):\n"))
  }

  @Test(arguments: [
    [], ["--encoding", "base64url"], ["--encoding", "hex"], ["--macaroon", "v1"],
    ["--macaroon", "v1", "--encoding", "hex"], ["--macaroon", "v2-json"],
  ])
  func `a token keeps layout and encoding`(options: [String]) throws {
    // The location makes the alphabet visible.
    let token = try Sample.token(location: "???>>>", options: options)
    let expected = try Sample.token(["method=GET"], location: "???>>>", options: options)
    expect(try add(token), is: .success(expected + "\n"))
  }

  @Test func `a token keeps its missing padding`() throws {
    let unpadded = try Sample.token(location: "ab").replacing("=", with: "")
    let expected = try Sample.token(["method=GET"], location: "ab").replacing("=", with: "")
    expect(try add(unpadded), is: .success(expected + "\n"))
  }

  @Test func `a binary macaroon stays binary`() throws {
    let binary = try MacaroonText(parsing: Array(try Sample.token().utf8)[...]).macaroon.encode(.v2)
    let outcome = try Harness().run(
      ["add-caveat", "--caveat", "method=GET", "--field", "token"], input: binary)
    let expected = try MacaroonText(parsing: Array(try narrowed().utf8)[...]).macaroon.encode(.v2)
    expect(outcome, is: .success(expected.map { String(format: "%02x", $0) }.joined() + "\n"))
  }

  @Test(arguments: [
    ("token", "", ""), ("credential", "", ":" + Sample.preimage),
    ("value", "L402 ", ":" + Sample.preimage),
    ("header", "Authorization: L402 ", ":" + Sample.preimage),
  ])
  func `the shape can be chosen`(shape: String, start: String, end: String) throws {
    expect(
      try add(try Sample.credential(), "--as", shape),
      is: .success(start + (try narrowed()) + end + "\n"))
  }

  @Test func `a token has no preimage to show`() throws {
    expect(
      try add(try Sample.token(), "--as", "header"),
      is: .failure(
        64, "--as header needs a credential with its preimage, in base64",
        hint: "a token alone can only be printed --as token"))
  }

  @Test func `JSON holds token, credential and header`() throws {
    let credential = "\(try narrowed()):\(Sample.preimage)"
    expect(
      try add(try Sample.credential(), "--json"),
      is: .success(
        "{\"credential\":\"\(credential)\",\"header\":\"Authorization: L402 \(credential)\","
          + "\"payment_hash\":\"\(Sample.paymentHash)\",\"token\":\"\(try narrowed())\","
          + "\"token_id\":\"\(Sample.tokenID)\"}\n"))
  }
}

struct AddCaveatTests {
  private func add(_ arguments: [String], to caveats: [String] = []) throws -> Outcome {
    try Harness().run(["add-caveat", try Sample.token(caveats)] + arguments)
  }

  @Test(arguments: [
    (["method=GET", "path=/a"], ["method=GET", "path=/a"]),
    (["--caveat", "method=GET", "--caveat", "path=/a"], ["method=GET", "path=/a"]),
    (["--service", "api:2"], ["services=api:2"]),
    (["--capabilities", "api=r"], ["api_capabilities=r"]),
    (
      ["--service", "api", "--capabilities", "r", "--expires-in", "1h"],
      ["services=api:0", "api_capabilities=r", "api_valid_until=1795235400"]
    ),
    (["--expires-at", "2026-11-21T04:30:00Z"], ["expires_at=2026-11-21T04:30:00Z"]),
    (["--expires-in=-1h"], ["expires_at=2026-11-21T02:30:00Z"]),
    (["no condition"], ["no condition"]),
  ])
  func `caveats are added in order`(arguments: [String], caveats: [String]) throws {
    expect(try add(arguments), is: .success(try Sample.token(caveats) + "\n"))
  }

  @Test func `an expiry is written for the token's own services`() throws {
    let before = ["services=a:0,b:0", "services=b:0"]
    expect(
      try add(["--expires-in", "1h"], to: before),
      is: .success(try Sample.token(before + ["b_valid_until=1795235400"]) + "\n"))
  }

  @Test(arguments: [
    (["services=a:0"], "services=a:0,b:0"), (["a_capabilities=r"], "a_capabilities=r,w"),
    (["a_valid_until=10"], "a_valid_until=11"), (["expires_at=10"], "expires_at=11"),
    (["valid-until=10"], "valid-until=11"), (["expiration=10000"], "expiration=11000"),
    (["path=/a/*"], "path=/a/**"), (["method=GET"], "method=GET,POST"),
    (["client_ip=10.0.0.1"], "ip=10.0.0.2"),
    (["origin=https://a.example"], "origin=https://b.example"),
    (["RequestPath = /a"], "RequestPath = /b"), (["RequestMethod = GET"], "RequestMethod = POST"),
    (["ExpiresAt = 10"], "ExpiresAt = 11"), (["Realm = a"], "Realm = b"),
    (["time-before 2026-01-01T00:00:00Z"], "time-before 2027-01-01T00:00:00Z"),
    (["ipaddr 10.0.0.1"], "ipaddr 10.0.0.2"), (["api_volume=5"], "api_volume=6"),
  ])
  func `a caveat that widens is refused`(before: [String], caveat: String) throws {
    expect(
      try add([caveat], to: before),
      is: .failure(
        65, "\"\(caveat)\" widens caveat 1, \"\(before[0])\"; the token would be refused",
        hint: "a later caveat can only narrow; --force adds it all the same"))
  }

  @Test func `force widens all the same`() throws {
    expect(
      try add(["method=POST", "--force"], to: ["method=GET"]),
      is: .success(try Sample.token(["method=GET", "method=POST"]) + "\n"))
  }

  @Test func `an equal caveat is no widening`() throws {
    expect(
      try add(["method=GET"], to: ["method=GET"]),
      is: .success(try Sample.token(["method=GET", "method=GET"]) + "\n"))
  }

  @Test func `a caveat that no verifier can read is refused`() throws {
    expect(
      try add(["path=a"]),
      is: .failure(
        65, "\"path=a\" would make the token useless: not a path pattern: /a/*/b or /a/**",
        hint: "--force adds it all the same"))
  }

  @Test func `a near miss is warned about`() throws {
    let outcome = try add(["METHOD=GET"])
    #expect(outcome.status == 0)
    #expect(
      outcome.error
        == "l402: warning: \"METHOD=GET\" is nearly method=A,B; case and blanks count\n")
  }

  @Test func `the hint says where the token comes from`() throws {
    expect(
      try Harness().run("add-caveat", "path=/x", input: try Sample.credential()),
      is: .failure(
        65, "\"path=/x\" is no token",
        hint: "the token comes first: .. | l402 add-caveat - path=/x   or: "
          + ".. | l402 add-caveat --caveat path=/x"))
  }

  @Test(arguments: [
    ([], "no caveat to add: l402 add-caveat TEXT CAVEAT.., or --caveat C"),
    (["token"], "no caveat to add: l402 add-caveat TEXT CAVEAT.., or --caveat C"),
    (["--batch"], "no caveat to add: --caveat C"),
    (
      ["token", "a=b", "--caveat", "c=d"],
      "caveats are words or options, not both; the first word is the token"
    ),
    (
      ["t", "a=b", "--json", "--as", "token"],
      "--as chooses text; --json and --field have their own form"
    ),
  ])
  func `what leaves nothing to do is a usage error`(arguments: [String], message: String) throws {
    var outcome = try Harness().run(["add-caveat"] + arguments)
    outcome.error = String(outcome.error.prefix { $0 != "{" })
    expect(outcome, is: .usage("add-caveat", message))
  }

  @Test func `a challenge has no token to narrow`() throws {
    expect(
      try Harness().run(["add-caveat", try Kinds.challenge(), "a=b"]),
      is: .failure(
        65, "there is no token in it that could be narrowed",
        hint: "give the token of the challenge alone; once paid, the credential"))
  }

  @Test func `an opaque token cannot be narrowed`() throws {
    expect(
      try Harness().run(["add-caveat", "eyJ1c2VyIjoxfQ.c2lnbmF0dXJl", "a=b"]),
      is: .failure(
        65, "the token is no macaroon",
        hint: "only its issuer can change it; look at it with l402 inspect"))
  }

  @Test func `a token with discharges is left alone`() throws {
    let token = try Sample.token()
    expect(
      try Harness().run(["add-caveat", "L402 \(token),\(token):\(Sample.preimage)", "a=b"]),
      is: .failure(
        65, "a credential with 2 tokens",
        hint: "discharges are bound to the token as it is: narrow the token before binding them"))
  }
}
