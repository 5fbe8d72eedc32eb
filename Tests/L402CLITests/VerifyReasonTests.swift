import Foundation
import L402Protocol
import Macaroons
import Testing

@testable import L402CLI

struct VerifyReasonTests {
  private func verify(
    _ text: String, _ arguments: [String], variables: [String: String] = [:]
  ) throws -> Outcome {
    try Harness().run(
      ["verify", "-", "--root-key", "env:KEY"] + arguments, input: Array(text.utf8),
      variables: variables)
  }

  @Test(
    arguments: [
      ([], [], ""), (["services=api:0"], ["--service", "api"], ""),
      (["services=api:0"], ["--service", "db"], "service"),
      (["services=api:0"], [], "unchecked"), (["services=api"], ["--service", "api"], "service"),
      (["services=a:0,b:0", "services=b:0"], ["--service", "b"], ""),
      (["services=a:0", "services=a:0,b:0"], ["--service", "a"], "service"),
      (["api_capabilities=r"], ["--service", "api", "--capability", "r"], ""),
      (["api_capabilities=r"], ["--service", "api", "--capability", "w"], "capability"),
      (["api_capabilities=r"], ["--service", "db"], ""), (["api_capabilities=r"], [], "unchecked"),
      (["api_valid_until=1795231801"], [], ""), (["api_valid_until=1795231800"], [], "expired"),
      (["api_valid_until=1795231800"], ["--service", "db"], ""),
      (["api_valid_until=soon"], [], "expired"),
      (["expires_at=2026-11-21T03:30:01Z"], [], ""),
      (["expires_at=2026-11-21T03:30:00Z"], [], "expired"), (["valid-until=1"], [], "expired"),
      (["expiration=1795231800000"], [], "expired"), (["ExpiresAt = 1"], [], "expired"),
      (["time-before 2026-01-01T00:00:00Z"], [], "expired"),
      (["expires_at=1795231900"], ["--now", "1795231900"], "expired"),
      (["path=/a/**"], ["--path", "/a/b?x=1"], ""), (["path=/a/**"], ["--path", "/b"], "path"),
      (["path=/a/**"], [], "unchecked"), (["RequestPath = /a"], ["--path", "/a"], ""),
      (["RequestPath = /a"], ["--path", "/a/b"], "path"),
      (["method=GET"], ["--method", "GET"], ""),
      (["method=GET"], ["--method", "POST"], "method"), (["method=GET"], [], "unchecked"),
      (["RequestMethod = GET"], ["--method", "get"], "method"),
      (["origin=https://a.example"], ["--origin", "https://a.example/x"], ""),
      (["origin=https://a.example"], ["--origin", "http://a.example"], "origin"),
      (["origin=https://a.example"], [], "unchecked"),
      (["client_ip=10.0.0.1"], ["--client-ip", "10.0.0.1"], ""),
      (["ip=10.0.0.1"], ["--client-ip", "10.0.0.2"], "client_ip"),
      (["ipaddr 10.0.0.1"], [], "unchecked"),
      (["Realm = r"], ["--context", "Realm=r"], ""),
      (["Realm = r"], ["--context", "Realm=s"], "caveat"),
      (["Realm = r"], [], "unchecked"), (["file_id=7"], ["--context", "file_id=7"], ""),
      (["file_id=7"], ["--context", "file_id=8"], "caveat"), (["file_id=7"], [], ""),
      (["file_id=7"], ["--strict"], "skipped"), (["api_volume=5"], ["--strict"], "skipped"),
      (["api_volume=5", "api_volume=6"], [], "caveat"), (["no condition"], ["--strict"], "skipped"),
      (["preimage=" + Sample.preimage], [], ""), (["preimage=" + Sample.key], [], "preimage"),
      (["path=/a"], ["--ignore", "path"], ""),
      (["path=/a", "method=GET"], ["--ignore", "path", "--ignore", "method"], ""),
      (["path=/a"], ["--ignore", "method"], "unchecked"),
      (["method=POST", "method=GET"], ["--method", "GET"], "method"),
    ] as [([String], [String], String)])
  func `caveats are held against the request`(
    caveats: [String], request: [String], reason: String
  ) throws {
    let outcome = try verify(
      try Sample.credential(caveats), ["-q", "--field", "reason"] + request)
    expect(
      outcome, is: Outcome(status: reason.isEmpty ? 0 : 1, out: reason + "\n", error: ""))
  }

  @Test func `a text that is no token is malformed`() throws {
    let outcome = try verify("L402 macaroons!", ["--field", "reason"])
    expect(
      outcome,
      is: Outcome(
        status: 65, out: "malformed\n",
        error:
          "l402: error: the token has a character that no token has, or an empty part, byte 5\n"
          + "l402: hint: one base64 alphabet, no blanks, tokens separated by single commas\n"))
  }

  @Test func `an opaque token is refused as malformed`() throws {
    let outcome = try verify("eyJ1c2VyIjoxfQ.c2lnbmF0dXJl", ["--field", "reason"])
    #expect(outcome.status == 1)
    #expect(outcome.line == "malformed")
  }

  @Test func `a foreign identifier is refused`() throws {
    let macaroon = Macaroon(
      identifier: Array("hello".utf8)[...], location: [],
      key: ChainKey(rootKey: (0..<32).map { $0 }[...]))
    let token = try MacaroonText(macaroon: macaroon).encoded()
    let outcome = try verify(
      String(decoding: token, as: UTF8.self) + ":" + Sample.preimage, ["--field", "reason"])
    #expect(outcome.status == 1)
    #expect(outcome.line == "identifier")
  }

  @Test func `a node macaroon is refused by its identifier`() throws {
    let outcome = try verify(try Kinds.nodeMacaroon(), ["--field", "reason"])
    #expect(outcome.status == 1)
    #expect(outcome.line == "identifier")
  }

  @Test func `a wrong preimage is refused`() throws {
    expect(
      try verify(try Sample.token() + ":" + Sample.key, ["--field", "reason"]),
      is: Outcome(status: 1, out: "preimage\n", error: ""))
  }

  @Test func `a token alone is refused for want of its preimage`() throws {
    expect(
      try verify(try Sample.token(), ["--field", "summary"]),
      is: Outcome(status: 1, out: "no preimage: only the token was given\n", error: ""))
  }

  @Test func `a token alone is enough where asked`() throws {
    expect(
      try verify(try Sample.token(), ["--unpaid", "--field", "reason"]), is: .success("\n"))
  }

  @Test func `a preimage caveat stands in for the preimage`() throws {
    expect(
      try verify(
        try Sample.token(["preimage=" + Sample.preimage]), ["--field", "reason"]),
      is: .success("\n"))
  }

  @Test func `another key is refused by the signature`() throws {
    let credential = try Sample.credential(key: Sample.otherKey)
    expect(
      try verify(credential, ["--field", "reason", "--field", "summary"]),
      is: Outcome(status: 1, out: "signature\nthe signature does not fit\n", error: ""))
  }

  @Test func `a key store without this key says so`() throws {
    let harness = try Harness()
    _ = try harness.run("mint", "--paid", "--token-id", Sample.key)
    let outcome = try harness.run(
      [
        "verify", try Sample.credential(key: Sample.otherKey), "--field", "reason", "--field",
        "summary",
      ])
    expect(
      outcome,
      is: Outcome(status: 1, out: "no_key\nno key for token id 02020202...\n", error: ""))
  }

  @Test func `a sandbox token is refused where another wallet is set up`() throws {
    expect(
      try verify(
        try Sample.credential(location: "l402-sandbox"), ["--field", "reason"],
        variables: ["L402_WALLET": "other"]),
      is: Outcome(status: 1, out: "test_token\n", error: ""))
  }

  @Test func `a sandbox token is accepted while the sandbox is named as the wallet`() throws {
    let credential = try Sample.credential(location: "l402-sandbox")
    // A key that is given guards a real door until the sandbox is named.
    expect(
      try verify(credential, ["--field", "reason"]),
      is: Outcome(status: 1, out: "test_token\n", error: ""))
    expect(
      try verify(
        credential, ["--field", "accepted"], variables: ["L402_WALLET": "sandbox"]),
      is: .success("true\n"))
  }

  @Test func `a sandbox token is accepted where allowed`() throws {
    expect(
      try verify(
        try Sample.credential(location: "l402-sandbox"), ["--allow-test", "--field", "accepted"],
        variables: ["L402_WALLET": "other"]),
      is: .success("true\n"))
  }

  @Test func `several reasons come in the order of the list`() throws {
    let credential = try Sample.token(
      ["a_valid_until=1", "path=/a", "method=GET"], key: Sample.otherKey)
    expect(
      try verify(credential, ["--path", "/b", "--field", "reasons", "--field", "summary"]),
      is: Outcome(
        status: 1,
        out: #"["preimage","signature","expired","path","unchecked"]"# + "\n"
          + "no preimage: only the token was given, and 4 more reasons\n", error: ""))
  }

  @Test func `no key at all is status 66`() throws {
    expect(
      try Harness().run(["verify", try Sample.credential(), "--service", "api"]),
      is: .failure(
        66, "no key to verify with: the local store is empty",
        hint: "give --root-key, --master-key or --secrets-db"))
  }

  @Test func `a challenge must be paid first`() throws {
    expect(
      try verify(try Kinds.challenge(), []),
      is: .failure(
        65, "there is no credential or token in it, but a challenge",
        hint: "a challenge must be paid first"))
  }

  @Test func `skipped caveats are counted on standard error`() throws {
    let outcome = try verify(try Sample.credential(["a=1", "b=2"]), ["--field", "skipped"])
    expect(
      outcome,
      is: Outcome(
        status: 0, out: "2\n",
        error: "l402: warning: 2 caveats were skipped: no rule; --strict refuses them\n"))
  }

  @Test func `strictness comes from a variable`() throws {
    let outcome = try verify(
      try Sample.credential(["a=1"]), ["--field", "reason"],
      variables: ["L402_VERIFY_STRICT": "1"])
    expect(outcome, is: Outcome(status: 1, out: "skipped\n", error: ""))
  }

  @Test func `strictness comes from the configuration`() throws {
    let harness = try Harness()
    try FileManager.default.createDirectory(
      atPath: harness.home, withIntermediateDirectories: false)
    _ = try harness.folder.write("[verify]\nstrict = true\n".utf8, to: "home/config.toml")
    expect(
      try harness.run(
        ["verify", try Sample.credential(["a=1"]), "--root-key", "env:KEY", "--field", "reason"]),
      is: Outcome(status: 1, out: "skipped\n", error: ""))
  }

  @Test func `the variable wins over the configuration`() throws {
    let harness = try Harness()
    try FileManager.default.createDirectory(
      atPath: harness.home, withIntermediateDirectories: false)
    _ = try harness.folder.write("[verify]\nstrict = true\n".utf8, to: "home/config.toml")
    expect(
      try harness.run(
        ["verify", try Sample.credential(["a=1"]), "--root-key", "env:KEY", "-q"],
        variables: ["L402_VERIFY_STRICT": "0"]), is: .success(""))
  }
}

/// Several tokens under one preimage.
struct VerifySeveralTests {
  private func verify(_ text: String) throws -> Outcome {
    try Harness().run(
      ["verify", text, "--root-key", "env:KEY", "--root-key", "env:OTHER", "--field", "reason"],
      variables: ["OTHER": Sample.otherKey])
  }

  @Test func `each must fit a key`() throws {
    let tokens = "\(try Sample.token()),\(try Sample.token(key: Sample.otherKey))"
    expect(try verify("L402 \(tokens):\(Sample.preimage)"), is: .success("\n"))
  }

  @Test func `one that fits none refuses all`() throws {
    let third = String(repeating: "dd", count: 32)
    let tokens = "\(try Sample.token()),\(try Sample.token(key: third))"
    expect(
      try verify("L402 \(tokens):\(Sample.preimage)"),
      is: Outcome(status: 1, out: "signature\n", error: ""))
  }

  @Test func `each caveat of each counts`() throws {
    let tokens = "\(try Sample.token()),\(try Sample.token(["expires_at=1"]))"
    expect(
      try verify("L402 \(tokens):\(Sample.preimage)"),
      is: Outcome(status: 1, out: "expired\n", error: ""))
  }

  @Test func `all must have the one payment hash`() throws {
    let other = try Harness().run(
      "mint", "--payment-hash", Sample.key, "--root-key", "env:KEY"
    ).line
    expect(
      try verify("L402 \(try Sample.token()),\(other):\(Sample.preimage)"),
      is: Outcome(status: 1, out: "preimage\n", error: ""))
  }
}
