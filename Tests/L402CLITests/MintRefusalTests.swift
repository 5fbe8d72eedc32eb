import Foundation
import Testing

@testable import L402CLI

struct MintRefusalTests {
  @Test(arguments: [
    ([], "what is paid for?"),
    (
      ["--paid", "--payment-hash", Sample.key],
      "--paid, --invoice, --payment-hash and --preimage exclude each other"
    ),
    (
      ["--paid", "--preimage", "env:X"],
      "--paid, --invoice, --payment-hash and --preimage exclude each other"
    ),
    (
      ["--payment-hash", Sample.key, "--preimage", "env:X"],
      "--paid, --invoice, --payment-hash and --preimage exclude each other"
    ),
    (["--payment-hash", "abcd"], "the value 'abcd' is invalid for '--payment-hash <hex>'"),
    (["--paid", "--token-id", "zz"], "the value 'zz' is invalid for '--token-id <hex>'"),
    (["--paid", "--count", "0"], "--count is a number from 1 to 10000000"),
    (["--paid", "--count", "10000001"], "--count is a number from 1 to 10000000"),
    (["--paid", "--count", "many"], "the value 'many' is invalid for '--count <number>'"),
    (
      ["--paid", "--count", "2", "--token-id", Sample.key],
      "--count and --token-id exclude each other"
    ),
    (
      ["--payment-hash", Sample.key, "--count", "2"],
      "--count with one payment hash sells it several times: --force if you mean it"
    ),
    (
      ["--paid", "--json", "--as", "token"],
      "--as chooses text; --json and --field have their own form"
    ),
    (
      ["--paid", "--field", "token", "--as", "token"],
      "--as chooses text; --json and --field have their own form"
    ),
    (["--paid", "--json", "--field", "token"], "--json and --field exclude each other"),
    (
      ["--paid", "--as", "header", "--macaroon", "v2-json"],
      "--as header needs a token in base64"
    ),
    (
      ["--paid", "--as", "credential", "--encoding", "hex"],
      "--as credential needs a token in base64"
    ),
    (
      ["--paid", "--macaroon", "v2-json", "--encoding", "hex"],
      "--macaroon v2-json is text already: leave --encoding out"
    ),
    (
      ["--paid", "--root-key", "env:A", "--master-key", "env:B"],
      "--root-key and --master-key exclude each other"
    ),
    (
      ["--paid", "--expires-in", "1h", "--expires-at", "0"],
      "--expires-in and --expires-at exclude each other"
    ),
    (
      ["--paid", "--capabilities", "read"],
      "--capabilities read needs its service: --capabilities SERVICE=.."
    ),
    (
      ["--paid", "--service", "a", "--service", "b", "--capabilities", "read"],
      "--capabilities read needs its service: --capabilities SERVICE=.."
    ),
    (["--paid", "--expires-in", "5"], "the value '5' is invalid for '--expires-in <duration>'"),
    (["--paid", "--expires-in", "h"], "the value 'h' is invalid for '--expires-in <duration>'"),
    (
      ["--paid", "--expires-at", "tomorrow"],
      "the value 'tomorrow' is invalid for '--expires-at <time>'"
    ),
    (
      ["--paid", "--service", "a,b"],
      "the value 'a,b' is invalid for '--service <name[:tier]>'"
    ),
    (
      ["--paid", "--service", "a:300"],
      "the value 'a:300' is invalid for '--service <name[:tier]>'"
    ),
    (
      ["--paid", "--macaroon", "v3"],
      "the value 'v3' is invalid for '--macaroon <format>'. Please provide one of 'v2', 'v1' or 'v2-json'"
    ),
    (["--paid", "stray"], "unexpected argument 'stray'"),
  ])
  func `a combination that means nothing is a usage error`(
    options: [String], message: String
  ) throws {
    expect(try Harness().run(["mint"] + options).withoutHint, is: .failure(64, message))
  }

  @Test(arguments: ["credential", "value", "header"])
  func `a shape that needs the preimage is refused without it`(shape: String) throws {
    expect(
      try Harness().run(
        "mint", "--root-key", "env:KEY", "--payment-hash", Sample.key, "--as", shape),
      is: .usage(
        "mint", "--as \(shape) needs the preimage: --preimage SOURCE instead of --payment-hash"))
  }

  @Test(arguments: ["abcd", String(repeating: "0g", count: 32), ""])
  func `what is no preimage is refused`(content: String) throws {
    expect(
      try Harness().run(
        ["mint", "--root-key", "env:KEY", "--preimage", "env:P"], variables: ["P": content]),
      is: .failure(65, "env:P: a preimage is 64 hexadecimal digits, or 32 raw bytes"))
  }

  @Test func `refused tokens leave no key in the store`() throws {
    let harness = try Harness()
    _ = try harness.run("mint", "--payment-hash", Sample.key, "--as", "header")
    expect(try harness.run("keys", "list", "--json"), is: .success("{\"keys\":[]}\n"))
  }
}

/// `-o FILE`.
struct MintFileTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  private func mint(_ arguments: String...) throws -> Outcome {
    try harness.run(["mint", "--paid", "--root-key", "env:KEY"] + arguments)
  }

  @Test func `the file is the owner's alone`() throws {
    expect(try mint("-o", harness.folder.file("out")), is: .success(""))
    #expect(try harness.folder.mode("out") == 0o600)
    #expect(try harness.folder.read("out") == (try Sample.credential()) + "\n")
  }

  @Test func `an existing file is not overwritten`() throws {
    let path = try harness.folder.write("precious".utf8, to: "out")
    expect(
      try mint("-o", path),
      is: .failure(73, "\"\(path)\" exists already", hint: "--force overwrites it"))
    #expect(try harness.folder.read("out") == "precious")
  }

  @Test func `force overwrites and tightens the mode`() throws {
    let path = try harness.folder.write("old".utf8, to: "out", mode: 0o644)
    expect(try mint("-o", path, "--force"), is: .success(""))
    #expect(try harness.folder.mode("out") == 0o600)
    #expect(try harness.folder.read("out") == (try Sample.credential()) + "\n")
  }

  @Test func `nothing but the file is left behind`() throws {
    _ = try mint("-o", harness.folder.file("out"))
    _ = try mint("-o", harness.folder.file("out"))
    _ = try mint("-o", harness.folder.file("out"), "--force")
    #expect(try harness.folder.names == ["out"])
  }

  @Test func `a folder that is not there cannot take a file`() throws {
    let path = harness.folder.file("missing/out")
    expect(
      try mint("-o", path), is: .failure(73, "cannot create \"\(path)\": no such file or directory")
    )
  }

  @Test func `an existing file is noticed before a key is kept`() throws {
    let path = try harness.folder.write("precious".utf8, to: "out")
    let outcome = try harness.run("mint", "--paid", "-o", path)
    #expect(outcome.status == 73)
    expect(try harness.run("keys", "list", "--json"), is: .success("{\"keys\":[]}\n"))
  }

  @Test func `several tokens go into one file`() throws {
    expect(try mint("--count", "1500", "-o", harness.folder.file("out")), is: .success(""))
    #expect(try harness.folder.read("out").split(separator: "\n").count == 1500)
  }
}
