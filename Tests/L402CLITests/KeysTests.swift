import Bytes
import Digests
import Foundation
import JSON
import Testing

@testable import L402CLI

struct KeysTests {
  let harness: Harness
  /// SHA-256 of the first token's identifier.
  let identifierHash: String

  init() throws {
    harness = try Harness()
    let identifier = "0000" + Sample.paymentHash + Sample.tokenID
    identifierHash = SHA256.digest(try Hex.decode(Array(identifier.utf8)[...])).hex
  }

  @Test func `generate prints 64 digits`() throws {
    expect(try harness.run("keys", "generate"), is: .success(Sample.preimage + "\n"))
  }

  @Test func `generate prints an object`() throws {
    expect(
      try harness.run("keys", "generate", "--json"),
      is: .success("{\"key\":\"\(Sample.preimage)\"}\n"))
  }

  @Test func `generate writes a file of mode 0600`() throws {
    let path = harness.folder.file("key")
    expect(try harness.run("keys", "generate", "-o", path), is: .success(""))
    #expect(try harness.folder.read("key") == Sample.preimage + "\n")
    #expect(try harness.folder.mode("key") == 0o600)
  }

  @Test func `generate does not overwrite`() throws {
    let path = try harness.folder.write("old".utf8, to: "key")
    expect(
      try harness.run("keys", "generate", "-o", path),
      is: .failure(73, "\"\(path)\" exists already", hint: "--force overwrites it"))
    expect(try harness.run("keys", "generate", "-o", path, "--force"), is: .success(""))
  }

  @Test func `what generate makes is good as a master key`() throws {
    let path = harness.folder.file("key")
    _ = try harness.run("keys", "generate", "-o", path)
    let credential = try harness.run("mint", "--paid", "--master-key", "file:" + path).line
    expect(
      try harness.run("verify", credential, "--master-key", "file:" + path, "-q"), is: .success(""))
  }

  @Test func `an empty store lists nothing`() throws {
    expect(try harness.run("keys", "list"), is: .success("no keys: the local store is empty\n"))
  }

  @Test func `list tells what each key is for`() throws {
    _ = try harness.run("mint", "--paid", "--service", "api", "--expires-in", "1h")
    _ = try harness.run(
      "mint", "--paid", "--service", "a", "--service", "b", "--expires-in=-1h", "--token-id",
      Sample.key)
    _ = try harness.run("keys", "revoke", "token-id:" + Sample.key)
    let lines = try harness.run("keys", "list").line.split(separator: "\n")
    #expect(
      Set(lines) == [
        "0202020202020202...  made 2026-11-21 03:30:00 UTC  for api  ends in 1 hour",
        "0001020304050607...  made 2026-11-21 03:30:00 UTC  for a, b  ended 1 hour ago  REVOKED",
      ])
  }

  @Test func `list has every column in JSON and never the key`() throws {
    _ = try harness.run(
      "mint", "--paid", "--service", "api", "--expires-in", "1h", "--location", "here")
    expect(
      try harness.run("keys", "list", "--json"),
      is: .success(
        "{\"keys\":[{\"created_at\":\"2026-11-21T03:30:00Z\",\"created_at_unix\":1795231800,"
          + "\"expires_at\":\"2026-11-21T04:30:00Z\",\"expires_at_unix\":1795235400,"
          + "\"identifier_sha256\":\"\(identifierHash)\",\"location\":\"here\","
          + "\"payment_hash\":\"\(Sample.paymentHash)\",\"revoked_at\":null,\"revoked_at_unix\":null,"
          + "\"sandbox\":false,\"services\":[\"api\"],\"token_id\":\"\(Sample.tokenID)\"}]}\n"))
  }

  @Test func `export prints the root key, which verifies`() throws {
    let credential = try harness.run("mint", "--paid").line
    let key = String(repeating: "03", count: 32)
    expect(try harness.run("keys", "export", credential), is: .success(key + "\n"))
    expect(
      try Harness().run(
        ["verify", credential, "--root-key", "env:ROOT", "-q"], variables: ["ROOT": key]),
      is: .success(""))
  }

  @Test func `export finds a key by token id`() throws {
    _ = try harness.run("mint", "--paid")
    expect(
      try harness.run("keys", "export", "token-id:" + Sample.tokenID, "--json"),
      is: .success(
        "{\"identifier_sha256\":\"\(identifierHash)\",\"root_key\":\"\(String(repeating: "03", count: 32))\"}\n"
      ))
  }

  @Test func `export writes a file of mode 0600`() throws {
    let credential = try harness.run("mint", "--paid").line
    expect(
      try harness.run("keys", "export", credential, "-o", harness.folder.file("key")),
      is: .success(""))
    #expect(try harness.folder.mode("key") == 0o600)
  }

  @Test func `export without such a key is status 66`() throws {
    expect(
      try harness.run("keys", "export", "token-id:" + Sample.key),
      is: .failure(66, "the local store is empty"))
    _ = try harness.run("mint", "--paid")
    expect(
      try harness.run("keys", "export", "token-id:" + Sample.key),
      is: .failure(66, "no key for this token in the local store"))
  }

  @Test func `revoke says what it did`() throws {
    expect(
      try harness.run("keys", "revoke", "token-id:" + Sample.tokenID, "--json"),
      is: .success(
        "{\"entries\":[\"token-id:\(Sample.tokenID)\"],\"revoked_at\":\"2026-11-21T03:30:00Z\","
          + "\"revoked_at_unix\":1795231800}\n"))
  }

  @Test func `revoke appends to a list of mode 0600`() throws {
    let list = harness.folder.file("list")
    _ = try harness.run(["keys", "revoke", try Sample.credential(), "--revoked", list])
    _ = try harness.run("keys", "revoke", "token-id:" + Sample.key, "--revoked", list)
    #expect(try harness.folder.read("list") == "\(identifierHash)\ntoken-id:\(Sample.key)\n")
    #expect(try harness.folder.mode("list") == 0o600)
  }

  @Test func `revoke reads a credential from standard input`() throws {
    expect(
      try harness.run("keys", "revoke", input: try Sample.credential()),
      is: .success("revoked \(identifierHash)\n"))
  }

  @Test(arguments: ["token-id:12", "token-id:"])
  func `a token id is 64 digits`(text: String) throws {
    expect(
      try harness.run("keys", "revoke", text),
      is: .failure(65, "token-id: takes 64 hexadecimal digits"))
  }

  @Test func `prune removes expired keys only`() throws {
    _ = try harness.run("mint", "--paid", "--service", "a", "--expires-in=-1h", "-q")
    _ = try harness.run("mint", "--paid", "--service", "a", "--expires-in=-3d", "-q")
    _ = try harness.run("mint", "--paid", "--service", "a", "--expires-in=1h", "-q")
    _ = try harness.run("mint", "--paid")
    expect(
      try harness.run("keys", "prune", "--older-than", "2d"),
      is: .success("removed 1 key of expired tokens\n"))
    expect(try harness.run("keys", "prune", "--json"), is: .success("{\"pruned\":1}\n"))
    #expect(try harness.run("keys", "list", "--json").json["keys"]?.array?.count == 2)
  }

  @Test func `prune of no store is no error`() throws {
    expect(
      try harness.run("keys", "prune"), is: .success("removed 0 keys of expired tokens\n"))
    #expect(!FileManager.default.fileExists(atPath: harness.home))
  }
}
