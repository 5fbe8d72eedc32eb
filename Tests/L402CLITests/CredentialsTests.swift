import Bytes
import Digests
import JSON
import L402Protocol
import Store
import Testing

@testable import L402CLI

/// The commands `credentials list`, `show`, `add`, `remove` and `prune`.
struct CredentialsTests {
  let harness: Harness
  static let url = "https://api.example/v1/reports/7"
  static let hour = Timestamp(unixSeconds: Harness.now.unixSeconds + 3600)

  init() throws { harness = try Harness() }

  /// A paid credential of `number`, with caveats.
  private func credential(_ number: Int = 1, _ caveats: String...) throws -> String {
    let preimage = String(repeating: "0\(number)", count: 32)
    return try harness.run(
      ["mint", "--preimage", "hex:" + preimage, "--root-key", "env:KEY", "-q"]
        + caveats.flatMap { ["--caveat", $0] }
    ).line
  }

  private func hash(_ number: Int = 1) throws -> String {
    SHA256.digest(try Bytes32(hex: String(repeating: "0\(number)", count: 32))).hex
  }

  @discardableResult
  private func add(
    _ credential: String, to url: String = url, _ options: String..., now: Timestamp = Harness.now
  ) throws -> Outcome {
    try harness.run(
      ["credentials", "add", "--for", url] + options, input: Array(credential.utf8), now: now)
  }

  private func hashes(_ options: String...) throws -> [String] {
    try harness.run(["credentials", "list", "--json"] + options)
      .json["credentials"]?.array?.compactMap { $0["payment_hash"]?.string } ?? []
  }

  private func mark(_ body: (Store, StoredCredential) throws -> Void) throws {
    let store = try Store(openingAt: harness.home + "/l402.db", mode: .existing)
    for row in try store.credentials(at: nil) { try body(store, row) }
  }

  // MARK: list

  @Test func `without any there is nothing to list, and no store is made`() throws {
    expect(try harness.run("credentials", "list"), is: .success("no credentials\n"))
    expect(try harness.run("credentials", "list", "--json"), is: .success("{\"credentials\":[]}\n"))
    expect(
      try harness.run("credentials", "prune"),
      is: .success("removed 0 credentials that expired or were refused\n"))
    #expect(try harness.folder.names == [])
  }

  @Test func `list tells them in a line each, the newest first`() throws {
    try add(credential(1, "expires_at=2026-11-21T04:30:00Z"))
    try add(credential(2, "expires_at=2020-01-01T00:00:00Z"), to: "http://127.0.0.1:8402/x")
    try mark { store, row in
      if row.origin.hasPrefix("https") {
        try store.markCredential(row.id, acceptedAt: 5)
      } else {
        try store.markCredential(row.id, refusedAt: 5)
      }
    }
    try add(credential(3), to: "https://api.example", now: Self.hour)
    expect(
      try harness.run("credentials", "list"),
      is: .success(
        """
        \(try hash(3).prefix(8))  2026-11-21 04:30:00 UTC  https://api.example/  not used yet
        \(try hash(2).prefix(8))  2026-11-21 03:30:00 UTC  http://127.0.0.1:8402/  ended 6 years ago\
          REFUSED
        \(try hash(1).prefix(8))  2026-11-21 03:30:00 UTC  https://api.example/v1/reports/  \
        ends in 1 hour

        """))
    #expect(try hashes("--origin", "https://API.example:443") == [hash(3), hash(1)])
    #expect(try hashes("--origin", "http://127.0.0.1:8402/elsewhere") == [hash(2)])
    #expect(try hashes("--origin", "http://127.0.0.1") == [])
  }

  @Test func `no token and no preimage is printed unless asked for`() throws {
    let credential = try credential()
    let token = String(credential.prefix { $0 != ":" })
    let preimage = String(repeating: "01", count: 32)
    let added = try add(credential)
    let outcomes = [
      added, try add(credential, "--json"), try harness.run("credentials", "list"),
      try harness.run("credentials", "list", "--json"),
      try harness.run("credentials", "show", Self.url, "-v"),
      try harness.run("credentials", "show", Self.url, "--json"),
      try harness.run("credentials", "prune", "--dry-run", "--json"),
      try harness.run("credentials", "remove", hash(), "--json"),
    ]
    for outcome in outcomes {
      #expect(outcome.status == 0, "\(outcome)")
      #expect(!outcome.out.contains(token) && !outcome.error.contains(token))
      #expect(!outcome.out.contains(preimage) && !outcome.error.contains(preimage))
    }
    let json = try outcomes[5].json
    for name in ["credential", "preimage", "token"] { #expect(json[name]?.content == .null) }
    #expect(json["payment_hash"]?.string == (try hash()))
    #expect(json["scope"]?.string == "/v1/reports/")
  }

  // MARK: show

  @Test(arguments: ["credential", "value", "header", "token"])
  func `show prints what was asked for by name`(shape: String) throws {
    let credential = try credential()
    try add("LSAT " + credential)
    let expected =
      switch shape {
      case "credential": credential
      case "value": "LSAT " + credential
      case "header": "Authorization: LSAT " + credential
      default: String(credential.prefix { $0 != ":" })
      }
    expect(
      try harness.run("credentials", "show", Self.url, "--as", shape), is: .success(expected + "\n")
    )
    #expect(try harness.run("credentials", "show", Self.url, "--as", shape, "--json").status == 64)
  }

  @Test func `show has the secrets where they are wanted`() throws {
    let credential = try credential()
    try add(credential)
    let json = try harness.run("credentials", "show", Self.url, "--show-secrets", "--json").json
    #expect(json["credential"]?.string == credential)
    #expect(json["preimage"]?.string == String(repeating: "01", count: 32))
    #expect(json["token"]?.string == String(credential.prefix { $0 != ":" }))
    #expect(
      try harness.run("credentials", "show", Self.url, "--show-secrets").out
        .contains("\n  credential    L402 \(credential)\n"))
  }

  @Test func `show chooses what a request would send`() throws {
    try add(credential(1), to: "https://api.example/")
    try add(credential(2))
    try add(credential(3, "method=POST"), to: "https://api.example/v1/reports/7/")
    func shown(_ path: String) throws -> String {
      try harness.run(
        "credentials", "show", "https://api.example" + path, "--field", "payment_hash"
      ).line
    }
    #expect(try shown("/v1/reports/8?x") == hash(2))
    #expect(try shown("/v1/reports/7/x") == hash(2))
    #expect(try shown("/v1/reports") == hash(1))
    #expect(try shown("") == hash(1))
    #expect(try shown("?x#y") == hash(1))
    #expect(try shown("/v1/reports/../x") == hash(1))
    try mark { store, row in
      if row.scope != "/v1/reports/7/" { try store.markCredential(row.id, refusedAt: 5) }
    }
    // Nothing for a GET, but something for another method.
    #expect(try shown("/v1/reports/7/x") == hash(3))
  }

  @Test(arguments: [
    "http://api.example/v1/reports/7", "https://api.example:8443/v1/reports/7",
    "https://api.example/v1/", "https://api.example/v1/reports/%2e%2e/reports/7",
    "https://api.example/v1/reports%2f7", "https://api.example/v1/reportsx/7",
  ])
  func `show has nothing for another origin or path`(url: String) throws {
    try add(credential())
    expect(
      try harness.run("credentials", "show", url),
      is: .failure(66, "no credential for \(url)", hint: "l402 credentials list"))
  }

  @Test func `show says that one was refused`() throws {
    try add(credential())
    try mark { try $0.markCredential($1.id, refusedAt: 5) }
    expect(
      try harness.run("credentials", "show", Self.url),
      is: .failure(
        66, "no credential for \(Self.url)",
        hint: "one was refused: l402 credentials list --origin https://api.example"))
  }

  @Test(arguments: ["api.example", "ftp://api.example:21/", "https://user@api.example/", ""])
  func `what is no URL is refused`(url: String) throws {
    #expect(try harness.run("credentials", "show", url).status == 64)
    #expect(try add(credential(), to: url).status == 64)
  }

  // MARK: add

  @Test(arguments: ["", "L402 ", "LSAT ", "Authorization: L402 ", "authorization: lsat "])
  func `add takes a credential in every form`(prefix: String) throws {
    let outcome = try add(prefix + credential() + "\n", "--json")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(
      try outcome.json["scheme"]?.string == (prefix.lowercased().contains("lsat") ? "LSAT" : "L402")
    )
    #expect(try outcome.json["path"]?.content == .null)
    #expect(try outcome.json["sandbox"]?.content == .bool(false))
    #expect(try harness.folder.mode("home/l402.db") == 0o600)
  }

  @Test func `add takes the text as operand, file and variable`() throws {
    let credential = try credential()
    let file = try harness.folder.write(credential.utf8, to: "c")
    for text in [credential, "@" + file, "env:C"] {
      let outcome = try harness.run(
        "credentials", "add", "--for", Self.url, text, "--field", "id", variables: ["C": credential]
      )
      expect(outcome, is: .success("1\n"))
    }
  }

  @Test func `add takes several tokens, and one that only its issuer can read`() throws {
    let first = try credential()
    let preimage = String(repeating: "01", count: 32)
    let token = String(first.prefix { $0 != ":" })
    #expect(try add("\(token),\(token):\(preimage)").status == 0)
    #expect(try add("L402 opaque.token:\(preimage)", to: "https://b.example").status == 0)
    #expect(
      try harness.run("credentials", "show", Self.url, "--as", "token").line == "\(token),\(token)")
    #expect(
      try harness.run("credentials", "show", "https://b.example/x", "--as", "value").line
        == "L402 opaque.token:\(preimage)")
    #expect(try hashes() == [hash(), hash()])
  }

  @Test func `add refuses a preimage that does not fit`() throws {
    let token = try credential().prefix { $0 != ":" }
    let outcome = try add(token + ":" + String(repeating: "02", count: 32))
    expect(
      outcome,
      is: .failure(
        65,
        "the preimage does not fit the token: it hashes to \(try hash(2).prefix(8)), the token is "
          + "bound to \(try hash().prefix(8))", hint: "l402 inspect shows both"))
    let second = try credential(2).prefix { $0 != ":" }
    #expect(try add(token + "," + second + ":" + String(repeating: "01", count: 32)).status == 65)
    #expect(try !harness.folder.names.contains("home"))
  }

  @Test func `add refuses what is no paid credential`() throws {
    let token = try credential().prefix { $0 != ":" }
    let challenge = try harness.challenge("--amount", "21")
    for (text, message) in [
      (String(token), "there is no credential in it, but a token"),
      (challenge, "there is no credential in it, but a challenge"),
      ("L402 \(token):", "the credential has no preimage: it is not paid for yet"),
      (Sample.invoice, "there is no credential in it, but an invoice"),
    ] {
      expect(try add(text).withoutHint, is: .failure(65, message))
    }
    for text in ["nonsense", "\(token):" + String(repeating: "00", count: 32), ""] {
      #expect(try add(text).status == 65, "\(text)")
    }
    #expect(try hashes() == [])
  }

  @Test func `add keeps it for the scope given`() throws {
    try add(credential(), "--scope", "/v1")
    #expect(
      try harness.run("credentials", "list", "--field", "credentials[0].scope").line == "/v1/")
    for scope in ["/v2", "v1", "/v1/%2e%2e/", "/v1?x"] {
      #expect(try add(credential(2), "--scope", scope).status == 64, "\(scope)")
    }
    #expect(try add(credential(2), to: "https://api.example/a%2fb/c").status == 64)
    #expect(try hashes() == [hash()])
  }

  @Test func `adding it again changes nothing, and says that it was refused`() throws {
    let credential = try credential()
    let first = try add(credential)
    expect(try add(credential, now: Self.hour), is: first)
    try mark { try $0.markCredential($1.id, refusedAt: 5) }
    let again = try add(credential)
    #expect(again.status == 0)
    #expect(again.error.hasPrefix("l402: warning: it was kept before, and its server refused it"))
    #expect(try hashes() == [hash()])
  }

  // MARK: remove and prune

  @Test func `remove forgets all that a payment bought, or that of one origin`() throws {
    for url in [Self.url, "https://b.example", "https://c.example"] {
      try add(credential(), to: url)
    }
    try add(credential(2))
    let one = try harness.run(
      "credentials", "remove", String(hash().prefix(8)).uppercased(), "--origin",
      "https://b.example", "--json"
    ).json
    #expect(one["removed"]?.integer == 1)
    #expect(one["credentials"]?.array?.first?["origin"]?.string == "https://b.example")
    #expect(try hashes() == [hash(2), hash(), hash()])
    let rest = try harness.run("credentials", "remove", hash(), hash())
    #expect(rest.status == 0)
    #expect(rest.out.split(separator: "\n").count == 2)
    #expect(rest.out.hasPrefix("removed \(try hash().prefix(8))  2026-11-21 03:30:00 UTC  "))
    #expect(try hashes() == [hash(2)])
  }

  @Test(
    arguments: [
      ("72cd6e8", 64, "\"72cd6e8\" is no payment hash"),
      ("00000000", 66, "no credential 00000000"),
    ] as [(String, Int32, String)])
  func `remove removes nothing where one hash names none`(
    hash: String, status: Int32, message: String
  ) throws {
    try add(credential())
    let outcome = try harness.run("credentials", "remove", self.hash(), hash)
    expect(outcome.withoutHint, is: .failure(status, message))
    #expect(try hashes() == [self.hash()])
  }

  @Test func `prune forgets what has expired or was refused`() throws {
    try add(credential(1), to: "https://a.example")
    try mark { try $0.markCredential($1.id, refusedAt: 5) }
    try add(credential(2, "expires_at=2026-11-21T03:30:00Z"))
    try add(credential(3, "expires_at=2026-11-21T03:30:01Z"))
    try add(credential(4, "api_valid_until=1", "expires_at=2030-01-01T00:00:00Z"))
    try add(credential(5))
    let dry = try harness.run("credentials", "prune", "--dry-run")
    #expect(dry.out.hasSuffix("\nwould remove 3 credentials that expired or were refused\n"))
    #expect(dry.out.split(separator: "\n").count == 4)
    #expect(
      try harness.run("credentials", "prune", "--dry-run", "--field", "pruned").line == "0")
    #expect(try hashes().count == 5)
    let json = try harness.run("credentials", "prune", "--json").json
    #expect(json["pruned"]?.integer == 3)
    #expect(json["credentials"]?.array?.count == 3)
    #expect(try hashes() == [hash(5), hash(3)])
    let later = Timestamp(unixSeconds: Harness.now.unixSeconds + 1)
    expect(
      try harness.run("credentials", "prune", now: later),
      is: .success("removed 1 credential that expired or was refused\n"))
    #expect(try hashes() == [hash(5)])
  }

  @Test(arguments: ["list", "show", "add", "remove", "prune"])
  func `an unknown field is refused`(command: String) throws {
    let operands = ["show": [Self.url], "add": ["--for", Self.url], "remove": ["72cd6e84"]]
    let outcome = try harness.run(
      ["credentials", command] + (operands[command] ?? []) + ["--field", "nothing"])
    #expect(outcome.status == 64)
    #expect(outcome.error.contains("nothing"))
  }
}
