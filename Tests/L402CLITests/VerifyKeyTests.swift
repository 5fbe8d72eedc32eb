import Foundation
import JSON
import Macaroons
import Testing

@testable import L402CLI

struct VerifyKeyTests {
  private func verify(
    _ credential: String, _ arguments: [String], variables: [String: String] = [:]
  ) throws -> Outcome {
    try Harness().run(
      ["verify", credential] + arguments, variables: variables)
  }

  private func detail(of outcome: Outcome) throws -> String? {
    try outcome.json["checks"]?.array?.first { $0["check"]?.string == "signature" }?["detail"]?
      .string
  }

  @Test func `accepted is told check by check`() throws {
    expect(
      try verify(
        try Sample.credential(["services=api:0", "expires_at=1795235400"]),
        ["--root-key", "env:KEY", "--service", "api"]),
      is: .success(
        """
        accepted: valid for 1 hour more

          ok         parse         V2 macaroon
          ok         identifier    version 0, token id 02020202...
          ok         preimage      fits payment hash 72cd6e84...
          ok         signature     fits key env:KEY
          satisfied  1  services=api:0          api is in the list
          satisfied  2  expires_at=1795235400   until 2026-11-21 04:30:00 UTC, in 1 hour

          judged as of 2026-11-21 03:30:00 UTC

        """))
  }

  @Test func `refused is told check by check`() throws {
    let outcome = try verify(
      try Sample.credential([
        "services=api:0", "api_capabilities=read,write", "api_valid_until=1795231080",
        "path=/v1/reports/**", "api_monthly_volume_sats=200000",
      ]), ["--root-key", "env:KEY", "--service", "api", "--path", "/v1/users"])
    expect(
      outcome,
      is: Outcome(
        status: 1,
        out: """
          refused: expired 12 minutes ago, and 2 more reasons

            ok         parse         V2 macaroon
            ok         identifier    version 0, token id 02020202...
            ok         preimage      fits payment hash 72cd6e84...
            ok         signature     fits key env:KEY
            satisfied  1  services=api:0                   api is in the list
            unchecked  2  api_capabilities=read,write      no --capability given
            VIOLATED   3  api_valid_until=1795231080       ended 2026-11-21 03:18:00 UTC, 12 minutes ago
            VIOLATED   4  path=/v1/reports/**              /v1/users is outside
            skipped    5  api_monthly_volume_sats=200000   no rule; the service must count it

            judged as of 2026-11-21 03:30:00 UTC

          """, error: ""))
  }

  @Test func `the first key that fits is named`() throws {
    expect(
      try verify(
        try Sample.credential(),
        ["--root-key", "env:OTHER", "--root-key", "env:KEY", "--field", "key"],
        variables: ["OTHER": Sample.otherKey]), is: .success("env:KEY\n"))
  }

  @Test(arguments: ["hex", "auto"])
  func `a token that fits the digits themselves is told so`(format: String) throws {
    let credential = try Harness().run(
      "mint", "--paid", "--root-key", "env:KEY", "--key-format", "text"
    ).line
    let outcome = try verify(
      credential, ["--root-key", "env:KEY", "--key-format", format, "--json"])
    #expect(outcome.status == 1)
    #expect(
      try detail(of: outcome)?.hasSuffix(
        "it does fit the 64 characters themselves, as ngx-l402 uses them: add --key-format text")
        == true)
  }

  @Test func `the advice makes it fit`() throws {
    let credential = try Harness().run(
      "mint", "--paid", "--root-key", "env:KEY", "--key-format", "text"
    ).line
    expect(
      try verify(credential, ["--root-key", "env:KEY", "--key-format", "text", "-q"]),
      is: .success(""))
  }

  private func underived() throws -> String {
    let derived = try MacaroonText(parsing: Array(try Sample.token().utf8)[...]).macaroon
    let macaroon = Macaroon(
      identifier: derived.identifier, location: [],
      key: ChainKey(underivedRootKey: (0..<32).map { $0 }[...]))
    let token = try MacaroonText(macaroon: macaroon).encoded()
    return String(decoding: token, as: UTF8.self) + ":" + Sample.preimage
  }

  @Test func `an underived signature is refused with the reason`() throws {
    let outcome = try verify(try underived(), ["--root-key", "env:KEY", "--json"])
    #expect(outcome.status == 1)
    #expect(
      try detail(of: outcome)
        == "does not fit env:KEY (64 hex digits, read as 32 bytes); it fits the key without "
        + "derivation, which deployed verifiers refuse: add --underived-key")
  }

  @Test func `an underived signature is accepted on demand`() throws {
    expect(
      try verify(try underived(), ["--root-key", "env:KEY", "--underived-key", "-q"]),
      is: .success(""))
  }

  @Test func `a derived signature is refused by underived keys with the reason`() throws {
    let outcome = try verify(
      try Sample.credential(), ["--root-key", "env:KEY", "--underived-key", "--json"])
    #expect(outcome.status == 1)
    #expect(
      try detail(of: outcome)
        == "does not fit env:KEY (64 hex digits, read as 32 bytes); it fits the derived key: "
        + "leave --underived-key out")
  }

  @Test(arguments: [["env:NEW", "env:OLD"], ["env:OLD", "env:NEW"]])
  func `master keys rotate`(order: [String]) throws {
    let keys = ["NEW": Sample.key, "OLD": Sample.otherKey]
    let credential = try Harness().run(
      ["mint", "--paid", "--master-key", "env:OLD"], variables: keys
    ).line
    expect(
      try verify(
        credential, order.flatMap { ["--master-key", $0] } + ["--field", "key"], variables: keys),
      is: .success("env:OLD\n"))
  }

  @Test func `a master key does not verify what its bytes signed`() throws {
    expect(
      try verify(
        try Sample.credential(), ["--master-key", "env:KEY", "--field", "reason"]),
      is: Outcome(status: 1, out: "signature\n", error: ""))
  }

  @Test(
    arguments: [
      (
        ["--root-key", "env:KEY", "--master-key", "env:KEY"],
        "--root-key, --master-key and --secrets-db exclude each other"
      ),
      (
        ["--root-key", "env:KEY", "--secrets-db", "x"],
        "--root-key, --master-key and --secrets-db exclude each other"
      ),
      (
        ["--master-key", "env:KEY", "--underived-key"],
        "--underived-key and --master-key exclude each other"
      ),
      (["--context", "x"], "--context takes KEY=VALUE, not \"x\""),
      (["--context", "=x"], "--context takes KEY=VALUE, not \"=x\""),
      (
        ["--as", "tap", "--field", "key"], "--as and --json, --field or --batch exclude each other"
      ),
      (["--as", "tap", "--batch"], "--as and --json, --field or --batch exclude each other"),
      (["--path", "a/b"], "the value 'a/b' is invalid for '--path <path>'"),
      (["--origin", "a.example"], "the value 'a.example' is invalid for '--origin <url>'"),
      (["--client-ip", "10.0.0"], "the value '10.0.0' is invalid for '--client-ip <ip>'"),
    ] as [([String], String)])
  func `options that contradict each other are refused`(
    options: [String], message: String
  ) throws {
    expect(try verify("x", options).withoutHint, is: .failure(64, message))
  }

  @Test func `an unknown family is refused with those there are`() throws {
    expect(
      try verify("x", ["--ignore", "paths"]),
      is: .failure(
        64,
        "the value 'paths' is invalid for '--ignore <family>'. Please provide one of the following: "
          + "services, capabilities, valid_until, constraint, expires_at, valid-until, expiration, "
          + "path, method, client_ip, origin, RequestPath, RequestMethod, ExpiresAt, Realm, "
          + "preimage, time-before, ipaddr", hint: "the families: l402 help caveats"))
  }

  @Test func `tap numbers every check and caveat`() throws {
    let outcome = try verify(
      try Sample.credential(["services=api:0", "path=/a", "x#=1"]),
      ["--root-key", "env:KEY", "--service", "api", "--path", "/b", "--as", "tap"])
    expect(
      outcome,
      is: Outcome(
        status: 1,
        out: """
          TAP version 13
          1..7
          ok 1 - parse: V2 macaroon
          ok 2 - identifier: version 0, token id 02020202...
          ok 3 - preimage: fits payment hash 72cd6e84...
          ok 4 - signature: fits key env:KEY
          ok 5 - caveat 1 services=api:0: api is in the list
          not ok 6 - caveat 2 path=/a: /b is outside
          ok 7 - caveat 3 x\\#=1: no rule # SKIP

          """, error: ""))
  }

  @Test func `junit escapes what XML reads`() throws {
    let outcome = try verify(
      try Sample.credential(["a=<&\">"]), ["--root-key", "env:KEY", "--as", "junit", "-q"])
    #expect(outcome.status == 0)
    let report = try verify(
      try Sample.credential(["a=<&\">"]), ["--root-key", "env:KEY", "--as", "junit"])
    expect(
      Outcome(status: report.status, out: report.out, error: ""),
      is: .success(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuite name="l402 verify" tests="5" failures="0" errors="0" skipped="1">
          <testcase classname="l402.verify" name="parse"/>
          <testcase classname="l402.verify" name="identifier"/>
          <testcase classname="l402.verify" name="preimage"/>
          <testcase classname="l402.verify" name="signature"/>
          <testcase classname="l402.verify" name="caveat 1 a=&lt;&amp;&quot;&gt;"><skipped message="no rule"/></testcase>
        </testsuite>

        """))
  }
}

struct RevocationTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  private func reason(_ arguments: String...) throws -> Outcome {
    try harness.run(
      ["verify", try Sample.credential(), "--root-key", "env:KEY", "--field", "reason"] + arguments)
  }

  private let refused = Outcome(status: 1, out: "revoked\n", error: "")

  @Test func `a list refuses by token id`() throws {
    let list = try harness.folder.write("# old\n\ntoken-id:\(Sample.tokenID)\r\n".utf8, to: "list")
    #expect(try reason("--revoked", list) == refused)
  }

  @Test func `a list refuses by the hash of the identifier`() throws {
    let list = harness.folder.file("list")
    let other = try Harness()
    _ = try other.run(["keys", "revoke", try Sample.credential(), "--revoked", list])
    #expect(try reason("--revoked", list) == refused)
  }

  @Test func `a list of others refuses nothing`() throws {
    let list = try harness.folder.write("token-id:\(Sample.key)\n".utf8, to: "list")
    expect(try reason("--revoked", list), is: .success("\n"))
  }

  @Test func `a list that cannot be read refuses everything`() throws {
    let list = try harness.folder.write("token-id:12\n".utf8, to: "list")
    let outcome = try reason("--revoked", list)
    expect(
      outcome,
      is: .failure(
        66, "\(list): line 1 has 2 hexadecimal digits, not 64, byte 11",
        hint: "a line is sha256(identifier) in hex, or token-id:HEX; a list that cannot be read "
          + "refuses everything"))
  }

  @Test func `a list that is not there refuses everything`() throws {
    expect(
      try reason("--revoked", "/nonexistent"),
      is: .failure(66, "cannot open \"/nonexistent\": no such file or directory"))
  }

  @Test func `a local revocation counts whatever key is given`() throws {
    _ = try harness.run(["keys", "revoke", try Sample.credential()])
    #expect(try reason() == refused)
  }

  @Test func `a local revocation by token id counts`() throws {
    _ = try harness.run("keys", "revoke", "token-id:" + Sample.tokenID)
    #expect(try reason() == refused)
  }

  @Test func `a narrowed token is revoked with its source`() throws {
    _ = try harness.run(["keys", "revoke", try Sample.credential()])
    let narrowed = try harness.run(["add-caveat", try Sample.credential(), "method=GET"]).line
    expect(
      try harness.run(
        "verify", narrowed, "--root-key", "env:KEY", "--method", "GET", "--field", "reason"),
      is: refused)
  }
}
