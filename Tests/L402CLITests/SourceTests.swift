import Foundation
import Testing

@testable import L402CLI

/// Where TEXT and SOURCE come from.
struct SourceTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  private func kind(
    _ operand: String?, input: String = "", variables: [String: String] = [:]
  ) throws -> Outcome {
    try harness.run(
      ["inspect", "--field", "kind"] + (operand.map { [$0] } ?? []), input: Array(input.utf8),
      variables: variables)
  }

  @Test func `TEXT is the text itself`() throws {
    expect(try kind(try Sample.token()), is: .success("token\n"))
  }

  @Test(arguments: ["-", nil])
  func `TEXT comes from standard input`(operand: String?) throws {
    expect(try kind(operand, input: try Sample.token() + "\n"), is: .success("token\n"))
  }

  @Test(arguments: ["@", "file:"])
  func `TEXT comes from a file`(prefix: String) throws {
    let path = try harness.folder.write(try Sample.token().utf8, to: "token")
    expect(try kind(prefix + path), is: .success("token\n"))
  }

  @Test func `a file can lie in the home folder`() throws {
    _ = try harness.folder.write(try Sample.token().utf8, to: "token")
    expect(
      try kind("@~/token", variables: ["HOME": harness.folder.path]), is: .success("token\n"))
  }

  @Test func `TEXT comes from a variable`() throws {
    expect(
      try kind("env:AUTH", variables: ["AUTH": try Sample.credential()]),
      is: .success("credential\n"))
  }

  @Test func `TEXT comes from a descriptor`() throws {
    let descriptor = try Harness.temporaryFile(Array(try Sample.token().utf8))
    defer { close(descriptor) }
    expect(try kind("fd:\(descriptor)"), is: .success("token\n"))
  }

  @Test func `a variable that is not set is unreadable`() throws {
    expect(
      try kind("env:NOT_SET"),
      is: .failure(
        66, "the variable NOT_SET is not set", hint: "was it exported? export NOT_SET=..."))
  }

  @Test func `a file that is not there is unreadable`() throws {
    expect(
      try kind("@/nonexistent/x"),
      is: .failure(66, "cannot open \"/nonexistent/x\": no such file or directory"))
  }

  @Test func `a folder is unreadable`() throws {
    expect(
      try kind("@" + harness.folder.path),
      is: .failure(66, "cannot read \"\(harness.folder.path)\": is a directory"))
  }

  @Test func `a descriptor that is not open is unreadable`() throws {
    expect(
      try kind("fd:998"), is: .failure(66, "cannot read descriptor 998: bad file descriptor"))
  }

  @Test(arguments: [
    (["verify", "--root-key", "-"], "TEXT and --root-key"),
    (["verify", "-", "--master-key", "-"], "TEXT and --master-key"),
    (["verify", "x", "--root-key", "-", "--root-key", "-"], "--root-key and --root-key"),
    (["mint", "--preimage", "-", "--root-key", "-"], "--preimage and --root-key"),
    (["verify", "--batch", "--root-key", "-"], "--batch and --root-key"),
  ])
  func `standard input has one reader`(arguments: [String], readers: String) throws {
    expect(
      try harness.run(arguments, input: Array(Sample.key.utf8)),
      is: .failure(
        64, "\(readers) both read standard input", hint: "give one of them as @FILE or env:NAME"))
  }

  @Test(arguments: ["inspect", "verify"])
  func `the name of a file is told from its content`(command: String) throws {
    let path = try harness.folder.write("".utf8, to: "header.txt")
    expect(
      try harness.run(command, path, variables: ["L402_ROOT_KEY": Sample.key]),
      is: .failure(
        65, "\"\(path)\" is no token, header or invoice",
        hint: "a file of that name exists; for its content write @\(path)"))
  }

  @Test func `a URL is told from what it answers`() throws {
    expect(
      try harness.run("inspect", "https://api.example/v1"),
      is: .failure(
        65, "\"https://api.example/v1\" is a URL, no token, header or invoice",
        hint: "curl -si URL | l402 inspect"))
  }

  @Test func `a short text that is nothing is named`() throws {
    expect(
      try harness.run("inspect", "nonsense"),
      is: .failure(
        65, "\"nonsense\" is no token, header or invoice",
        hint: "a header begins with its name or with L402; a token is base64, hex or JSON"))
  }

  @Test(arguments: ["", " \n\t"])
  func `nothing is told as such`(input: String) throws {
    expect(
      try kind(nil, input: input),
      is: .failure(
        65, "nothing was given",
        hint: "give a token, header or invoice as text, @FILE, env:NAME, or - for standard input"))
  }

  @Test func `an unknown key on a command line is not repeated`() throws {
    let outcome = try harness.run("verify", "x", "--root-key", Sample.key)
    #expect(outcome.status == 64)
    #expect(!outcome.error.contains(Sample.key))
  }

  @Test(arguments: [
    ("hex:00zz", "--root-key hex:...: foreign character \"z\", byte 2"),
    ("base64:!!!!", "--root-key base64:...: foreign character \"!\", byte 0"),
  ])
  func `an inline key that cannot be decoded is malformed`(
    source: String, message: String
  ) throws {
    expect(
      try harness.run("mint", "--paid", "--root-key", source), is: .failure(65, message))
  }
}
