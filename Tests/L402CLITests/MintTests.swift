import Bytes
import Digests
import Foundation
import L402Protocol
import Macaroons
import Testing

@testable import L402CLI

struct MintTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  private func mint(_ arguments: String...) throws -> Outcome {
    try harness.run(["mint", "--root-key", "env:KEY"] + arguments)
  }

  private func caveats(of outcome: Outcome) throws -> [String] {
    let token = outcome.line.prefix { $0 != ":" }
    return try MacaroonText(parsing: Array(token.utf8)[...]).macaroon.caveats
      .map { String(decoding: $0.identifier, as: UTF8.self) }
  }

  @Test func `a paid token is printed with its preimage`() throws {
    let token = try #require(try mint("--paid", "--as", "token").out.split(separator: "\n").first)
    let other = try Harness()
    expect(
      try other.run("mint", "--paid", "--root-key", "env:KEY"),
      is: .success("\(token):\(Sample.preimage)\n"))
  }

  @Test func `the identifier is version 0, payment hash and token id`() throws {
    let outcome = try mint("--paid", "--as", "token")
    let macaroon = try MacaroonText(parsing: Array(outcome.line.utf8)[...]).macaroon
    #expect(Hex.encode(macaroon.identifier) == "0000" + Sample.paymentHash + Sample.tokenID)
  }

  @Test func `the chain starts from the derived root key`() throws {
    let outcome = try mint("--paid", "--as", "token")
    let macaroon = try MacaroonText(parsing: Array(outcome.line.utf8)[...]).macaroon
    #expect(macaroon.signatureMatches(ChainKey(rootKey: (0..<32).map { $0 }[...])))
  }

  @Test(arguments: [
    ("token", ""), ("credential", ":" + Sample.preimage), ("value", ":" + Sample.preimage),
    ("header", ":" + Sample.preimage),
  ])
  func `the shape is the one asked for`(shape: String, ending: String) throws {
    let token = try Sample.token()
    let start = ["value": "L402 ", "header": "Authorization: L402 "][shape] ?? ""
    expect(try mint("--paid", "--as", shape), is: .success(start + token + ending + "\n"))
  }

  @Test func `a known payment hash gives a token alone`() throws {
    let outcome = try mint("--payment-hash", Sample.paymentHash, "--token-id", Sample.tokenID)
    #expect(outcome == .success(try Sample.token() + "\n"))
  }

  @Test(arguments: [
    "text:" + String(decoding: [UInt8](repeating: 1, count: 32), as: UTF8.self),
    "hex:" + Sample.preimage, "text:" + Sample.preimage, "env:PREIMAGE", "env:WITH_BREAK",
  ])
  func `a known preimage gives the credential`(source: String) throws {
    let outcome = try harness.run(
      ["mint", "--root-key", "env:KEY", "--preimage", source, "--token-id", Sample.tokenID],
      variables: ["PREIMAGE": Sample.preimage, "WITH_BREAK": Sample.preimage + "\n"])
    #expect(outcome == .success(try Sample.credential() + "\n"))
  }

  @Test(arguments: [
    (["--macaroon", "v2"], MacaroonFormat.v2, MacaroonText.Encoding.base64),
    (["--macaroon", "v1"], .v1, .base64),
    (["--macaroon", "v2-json"], .v2JSON, .json),
    (["--macaroon", "v1", "--encoding", "hex"], .v1, .hex),
    (["--encoding", "hex"], .v2, .hex),
    (["--encoding", "base64"], .v2, .base64),
    (["--encoding", "base64url", "--caveat", "a=???>>>"], .v2, .base64url),
  ])
  func `layout and encoding are those asked for`(
    options: [String], format: MacaroonFormat, encoding: MacaroonText.Encoding
  ) throws {
    let outcome = try harness.run(
      ["mint", "--root-key", "env:KEY", "--paid", "--as", "token"] + options)
    let text = try MacaroonText(parsing: Array(outcome.line.utf8)[...])
    #expect(text.format == format)
    #expect(text.encoding == encoding)
    #expect(text.isPadded)
  }

  @Test(arguments: [["--macaroon", "v2-json"], ["--encoding", "hex"]])
  func `what cannot stand in a header is printed as a token`(options: [String]) throws {
    let outcome = try harness.run(["mint", "--root-key", "env:KEY", "--paid"] + options)
    #expect(outcome.status == 0)
    #expect(!outcome.out.contains(Sample.preimage))
  }

  @Test func `caveats stand in the order services, capabilities, expiry, others`() throws {
    let outcome = try mint(
      "--paid", "--caveat", "x=1", "--expires-in", "1h30m", "--capabilities", "b=read,write",
      "--service", "a", "--service", "b:3", "--caveat", "y=2")
    #expect(
      try caveats(of: outcome) == [
        "services=a:0,b:3", "b_capabilities=read,write", "a_valid_until=1795237200",
        "b_valid_until=1795237200", "x=1", "y=2",
      ])
  }

  @Test func `capabilities belong to the only service`() throws {
    let outcome = try mint("--paid", "--service", "api", "--capabilities", "read")
    #expect(try caveats(of: outcome) == ["services=api:0", "api_capabilities=read"])
  }

  @Test(arguments: [
    ("90s", 90), ("10m", 600), ("1h30m", 5400), ("7d", 604_800), ("4w", 2_419_200), ("-1h", -3600),
    ("1d2h3m4s", 93_784),
  ])
  func `a duration counts from now`(duration: String, seconds: Int) throws {
    let outcome = try mint("--paid", "--service", "api", "--expires-in", duration)
    #expect(
      try caveats(of: outcome) == ["services=api:0", "api_valid_until=\(1_795_231_800 + seconds)"])
  }

  @Test(arguments: ["--expires-in=-1h", "--expires-at=2026-11-21T02:30:00Z"])
  func `an expiry can be joined to its option`(option: String) throws {
    let outcome = try mint("--paid", "--service", "api", option)
    #expect(try caveats(of: outcome) == ["services=api:0", "api_valid_until=1795228200"])
  }

  @Test(arguments: ["2026-11-22T00:00:00Z", "2026-11-22T01:00:00+01:00", "1795305600"])
  func `a moment is RFC 3339 or unix time`(time: String) throws {
    let outcome = try mint("--paid", "--service", "api", "--expires-at", time)
    #expect(try caveats(of: outcome) == ["services=api:0", "api_valid_until=1795305600"])
  }

  @Test func `an expiry without service is RFC 3339, with a warning`() throws {
    let outcome = try mint("--paid", "--expires-in", "1h")
    #expect(try caveats(of: outcome) == ["expires_at=2026-11-21T04:30:00Z"])
    #expect(
      outcome.error
        == "l402: warning: without --service the expiry is written as expires_at, which aperture skips\n"
    )
  }

  @Test(arguments: [
    (
      "path=nonsense",
      "caveat \"path=nonsense\" will be refused: not a path pattern: /a/*/b or /a/**"
    ),
    ("Path=/x", "caveat \"Path=/x\" is nearly path=GLOB,..; case and blanks count"),
  ])
  func `a caveat that will not do what it seems to is warned about`(
    caveat: String, warning: String
  ) throws {
    let outcome = try mint("--paid", "--caveat", caveat)
    #expect(outcome.error == "l402: warning: \(warning)\n")
    #expect(try caveats(of: outcome) == [caveat])
  }

  @Test func `quiet silences warnings and prints the token`() throws {
    let outcome = try mint("--paid", "--expires-in", "1h", "-q")
    #expect(outcome.error.isEmpty)
    #expect(!outcome.out.isEmpty)
  }

  @Test func `the location comes from its option`() throws {
    let outcome = try mint("--paid", "--as", "token", "--location", "https://api.example/ü")
    let text = try MacaroonText(parsing: Array(outcome.line.utf8)[...])
    #expect(String(decoding: text.macaroon.location, as: UTF8.self) == "https://api.example/ü")
  }

  @Test func `JSON holds every form, with sorted keys`() throws {
    let token = try Sample.token()
    let credential = "\(token):\(Sample.preimage)"
    expect(
      try mint("--paid", "--json"),
      is: .success(
        "{\"credential\":\"\(credential)\",\"header\":\"Authorization: L402 \(credential)\","
          + "\"payment_hash\":\"\(Sample.paymentHash)\",\"preimage\":\"\(Sample.preimage)\","
          + "\"token\":\"\(token)\",\"token_id\":\"\(Sample.tokenID)\"}\n"))
  }

  @Test func `JSON of a token without preimage says null`() throws {
    let token = try Sample.token()
    expect(
      try mint(
        "--payment-hash", Sample.paymentHash, "--token-id", Sample.tokenID, "--json"),
      is: .success(
        "{\"credential\":null,\"header\":null,\"payment_hash\":\"\(Sample.paymentHash)\","
          + "\"preimage\":null,\"token\":\"\(token)\",\"token_id\":\"\(Sample.tokenID)\"}\n"))
  }

  @Test func `fields come a line each`() throws {
    expect(
      try mint("--paid", "--field", "token_id", "--field", "preimage"),
      is: .success("\(Sample.tokenID)\n\(Sample.preimage)\n"))
  }

  @Test func `several tokens differ and come a line each`() throws {
    let lines = try mint("--paid", "--count", "3").line.split(separator: "\n")
    #expect(Set(lines).count == 3)
  }

  @Test func `several tokens have an object a line`() throws {
    let outcome = try mint("--paid", "--count", "3", "--json")
    let objects = outcome.line.split(separator: "\n")
    #expect(objects.count == 3)
    #expect(objects.allSatisfy { $0.hasPrefix("{\"credential\":") && $0.hasSuffix("\"}") })
  }

  @Test func `fields of several tokens are separated by tabs`() throws {
    expect(
      try mint("--paid", "--count", "2", "--field", "token_id", "--field", "preimage"),
      is: .success(
        String(repeating: "02", count: 32) + "\t" + String(repeating: "01", count: 32) + "\n"
          + String(repeating: "04", count: 32) + "\t" + String(repeating: "03", count: 32) + "\n"
      ))
  }

  @Test func `one payment hash can be sold several times by force`() throws {
    let outcome = try mint(
      "--payment-hash", Sample.paymentHash, "--count", "2", "--force", "--field", "payment_hash")
    #expect(outcome == .success("\(Sample.paymentHash)\n\(Sample.paymentHash)\n"))
  }
}

/// What a root key may be.
struct MintKeyTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  @Test(arguments: [
    ("hex:" + Sample.key, "auto"), ("text:" + Sample.key, "auto"), ("text:" + Sample.key, "hex"),
    ("base64:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "raw"),
    ("text:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8", "base64"), ("env:KEY", "auto"),
    ("env:WITH_BREAK", "auto"),
  ])
  func `a key source is read by its form or as asked`(source: String, format: String) throws {
    let outcome = try harness.run(
      ["mint", "--paid", "--root-key", source, "--key-format", format],
      variables: ["WITH_BREAK": Sample.key + "\n"])
    #expect(outcome == .success(try Sample.credential() + "\n"))
  }

  @Test func `a key file is read whole`() throws {
    let path = try harness.folder.write((Sample.key + "\n").utf8, to: "key")
    for source in ["file:" + path, "@" + path] {
      let run = try Harness()
      expect(
        try run.run("mint", "--paid", "--root-key", source),
        is: .success(try Sample.credential() + "\n"))
    }
  }

  @Test func `a key file that others can read is warned about`() throws {
    let path = try harness.folder.write(Sample.key.utf8, to: "key", mode: 0o644)
    let outcome = try harness.run("mint", "--paid", "--root-key", "file:" + path)
    #expect(outcome.status == 0)
    #expect(
      outcome.error == "l402: warning: \"\(path)\" can be read by other users; chmod 600 it\n")
  }

  @Test func `a key comes from standard input`() throws {
    expect(
      try harness.run("mint", "--paid", "--root-key", "-", input: Sample.key),
      is: .success(try Sample.credential() + "\n"))
  }

  @Test func `a short key is warned about`() throws {
    let outcome = try harness.run("mint", "--paid", "--root-key", "text:0123456789abcdef")
    #expect(outcome.status == 0)
    #expect(outcome.error == "l402: warning: text:... has 16 bytes; a root key should have 32\n")
  }

  @Test(arguments: [
    (
      ["--root-key", "text:fifteen bytes.."], "text:...: the key has fewer than 16 bytes",
      "l402 keys generate makes a good one"
    ),
    (
      ["--root-key", "env:EMPTY"], "env:EMPTY: the key is empty",
      "was the variable or file meant to be empty?"
    ),
    (
      ["--master-key", "text:0123456789abcdef"],
      "text:...: a master key has 32 bytes, this one 16",
      "l402 keys generate makes one: 64 hex digits, or 32 raw bytes"
    ),
    (
      ["--root-key", "text:0123456789abcdeg", "--key-format", "hex"],
      "text:...: the key is not hex: foreign character \"g\"",
      "--key-format auto|hex|base64|text|raw says how the content is read"
    ),
  ])
  func `a bad key is refused`(options: [String], message: String, hint: String) throws {
    expect(
      try harness.run(["mint", "--paid"] + options, variables: ["EMPTY": ""]),
      is: .failure(65, message, hint: hint))
  }

  @Test(arguments: [
    ("env:NOT_SET", "the variable NOT_SET is not set", "was it exported? export NOT_SET=..."),
    (
      "file:/nonexistent/key", "cannot open \"/nonexistent/key\": no such file or directory",
      String?.none
    ),
  ])
  func `a key that is not there is unreadable`(
    source: String, message: String, hint: String?
  ) throws {
    expect(
      try harness.run("mint", "--paid", "--root-key", source), is: .failure(66, message, hint: hint)
    )
  }

  @Test(arguments: ["--root-key", "--master-key", "--preimage"])
  func `a secret on the command line is refused`(option: String) throws {
    let arguments =
      option == "--preimage"
      ? ["mint", option, Sample.key] : ["mint", "--paid", option, Sample.key]
    expect(
      try harness.run(arguments),
      is: .failure(
        64,
        "\(option) takes a source, not the secret itself; command lines are visible to other users",
        hint: "put it in a variable and write \(option) env:NAME, or in a file and write "
          + "\(option) file:PATH"))
  }

  @Test func `an inline key is warned about on a terminal`() throws {
    let outcome = try harness.run(
      "mint", "--paid", "--root-key", "hex:" + Sample.key, terminals: [2])
    #expect(
      outcome.error
        == "l402: warning: --root-key hex:... can be seen by other users of this machine\n")
  }

  @Test func `verbose says how a key was read, never what it is`() throws {
    let outcome = try harness.run("mint", "--paid", "--root-key", "env:KEY", "-v")
    #expect(outcome.error == "l402: --root-key env:KEY: 64 hex digits, read as 32 bytes\n")
  }

  @Test func `a master key derives the root key from the identifier`() throws {
    let outcome = try harness.run("mint", "--paid", "--master-key", "env:KEY", "--as", "token")
    let macaroon = try MacaroonText(parsing: Array(outcome.line.utf8)[...]).macaroon
    let master = HMACSHA256(key: try Bytes32(hex: Sample.key))
    let derivation = HMACSHA256(
      key: master.authenticate(Array("l402 root key v1 derive".utf8)[...]))
    let root = derivation.authenticate(macaroon.identifier)
    #expect(macaroon.signatureMatches(ChainKey(rootKey: root.array[...])))
  }

  @Test func `without a key one is kept in the store`() throws {
    let token = try harness.run("mint", "--paid", "--service", "api").line
    #expect(try harness.run("verify", token, "--service", "api").status == 0)
  }

  @Test func `a variable gives the key`() throws {
    let outcome = try harness.run(
      "mint", "--paid", variables: ["L402_ROOT_KEY": Sample.key])
    #expect(outcome == .success(try Sample.credential() + "\n"))
  }

  @Test func `a variable names the file of the key`() throws {
    let path = try harness.folder.write(Sample.key.utf8, to: "key")
    let outcome = try harness.run(
      "mint", "--paid", variables: ["L402_ROOT_KEY_FILE": path])
    #expect(outcome == .success(try Sample.credential() + "\n"))
  }

  @Test func `a flag wins over a variable`() throws {
    let outcome = try harness.run(
      "mint", "--paid", "--root-key", "env:KEY", variables: ["L402_MASTER_KEY": Sample.otherKey])
    #expect(outcome == .success(try Sample.credential() + "\n"))
  }
}
