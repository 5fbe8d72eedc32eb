import Testing

@testable import L402CLI

struct UnusedOptionTests {
  @Test(arguments: [
    ["mint", "--paid", "--key-format", "raw"], ["help", "keys", "--json"],
    ["help", "--field", "x"],
  ])
  func `an option that would change nothing is a usage error`(arguments: [String]) throws {
    let harness = try Harness()
    #expect(try harness.run(arguments).status == 64)
    #expect(try harness.run(["keys", "list", "--json"]).out == "{\"keys\":[]}\n")
  }

  @Test func `a cut token is malformed, whether or not there is a key`() throws {
    let outcome = try Harness().run(["verify", "AgEx", "--field", "reason"])
    #expect(outcome.status == 65)
    #expect(outcome.out == "malformed\n")
  }
}
