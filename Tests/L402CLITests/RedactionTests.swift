import Testing

@testable import L402CLI

struct RedactionTests {
  private static let key = String(repeating: "0123456789abcdef", count: 4)
  private static let token =
    "AgETaHR0cHM6Ly9hcGkuZXhhbXBsZQJCAAAuqP/" + String(repeating: "q", count: 50)

  @Test(arguments: [
    ("cannot open \"\(key)\"", "cannot open \"01234567...\""),
    ("no command \"\(token):\(key)\"", "no command \"AgETaHR0...\""),
    ("path /tmp/\(key)/x", "path /tmp/012..."),
    ("cannot open \"/home/somebody/.config/l402/config.toml\"", nil),
    ("", nil),
  ])
  func `cuts what looks like a token or key, and nothing else`(text: String, expected: String?) {
    #expect(Redaction.redacted(text) == expected ?? text)
  }

  @Test(arguments: [
    ["CREDENTIAL"], ["help", "CREDENTIAL"], ["keys", "CREDENTIAL"], ["inspect", "@CREDENTIAL"],
    ["inspect", "x", "--field", "CREDENTIAL"], ["verify", "x", "--root-key", "@CREDENTIAL"],
    ["verify", "x", "--revoked", "CREDENTIAL"], ["verify", "x", "--secrets-db", "CREDENTIAL"],
    ["verify", "x", "--root-key", "env:CREDENTIAL"], ["verify", "L402", "CREDENTIAL"],
    ["add-caveat", "CREDENTIAL"],
  ])
  func `no message repeats a credential in the wrong place`(arguments: [String]) throws {
    let secret = "\(Self.token):\(Self.key)"
    let outcome = try Harness().run(arguments.map { $0.replacing("CREDENTIAL", with: secret) })
    #expect(outcome.status != 0)
    #expect(!(outcome.out + outcome.error).contains(Self.key))
    #expect(!(outcome.out + outcome.error).contains(Self.token))
  }

  @Test(arguments: [
    ["--field", "nope"], ["-o", "no-such-folder/x"], ["-o", "/dev/null", "--force"], ["-o", ""],
    ["-o", "/", "--force"],
  ])
  func `a mint that cannot print its token keeps no key`(options: [String]) throws {
    let harness = try Harness()
    #expect(try harness.run(["mint", "--paid"] + options).status != 0)
    #expect(try harness.run(["keys", "list", "--json"]).out == "{\"keys\":[]}\n")
  }
}
