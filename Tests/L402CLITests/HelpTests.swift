import Testing

@testable import L402CLI

struct HelpTests {
  private func run(_ arguments: String...) throws -> Outcome { try Harness().run(arguments) }

  /// Every command line that has a help page.
  static let commands: [[String]] = [
    ["mint"], ["inspect"], ["add-caveat"], ["verify"], ["challenge"], ["pay"], ["serve"],
    ["payments"],
    ["payments", "list"], ["payments", "show"], ["payments", "resume"], ["payments", "abandon"],
    ["wallet"], ["wallet", "info"], ["wallet", "sandbox"], ["keys"], ["keys", "generate"],
    ["keys", "list"], ["keys", "revoke"], ["keys", "export"], ["keys", "prune"], ["config"],
    ["config", "show"], ["config", "path"], ["config", "init"], ["completion"],
  ]

  @Test(arguments: [[], ["--help"], ["-h"], ["help"]])
  func `the program alone says what it is`(arguments: [String]) throws {
    let outcome = try Harness().run(arguments)
    #expect(outcome.status == 0)
    #expect(outcome.error.isEmpty)
    #expect(
      outcome.out.hasPrefix(
        "Work with L402: paid HTTP resources, their tokens and their Lightning invoices.\n\n"
          + "usage: l402 COMMAND [OPTIONS] [TEXT]\n"))
  }

  @Test func `the overview names every command`() throws {
    let page = try run().out
    for name in RootCommand.names where name != "help" { #expect(page.contains(name)) }
  }

  @Test(arguments: commands)
  func `each command has a page, the same by each way`(command: [String]) throws {
    let page = try Harness().run(command + ["--help"])
    #expect(page.status == 0)
    #expect(page.out.contains("usage: l402 " + command.joined(separator: " ")))
    expect(try Harness().run(command + ["-h"]), is: page)
    // `help keys` and `help config` are topics.
    guard command != ["keys"], command != ["config"] else { return }
    expect(try Harness().run(["help"] + command), is: page)
  }

  @Test(arguments: commands)
  func `each page has examples and short lines`(command: [String]) throws {
    let page = try Harness().run(command + ["--help"]).out
    #expect(page.contains("\nExamples\n"))
    #expect(page.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test(arguments: [["keys"], ["config"], ["payments"], ["wallet"]])
  func `a group alone shows its page`(command: [String]) throws {
    expect(try Harness().run(command), is: try Harness().run(command + ["--help"]))
  }

  @Test(arguments: [[]] + commands)
  func `the version is told everywhere`(command: [String]) throws {
    expect(try Harness().run(command + ["--version"]), is: .success(Version.text + "\n"))
  }

  @Test(arguments: HelpTopic.allCases)
  func `each topic has a page of short lines`(topic: HelpTopic) throws {
    let outcome = try run("help", topic.rawValue)
    #expect(outcome.status == 0)
    #expect(outcome.out.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test func `the page of statuses lists each`() throws {
    let page = try run("help", "exit-status").out
    for status in ExitStatus.allCases {
      #expect(page.contains("\(status.rawValue)  \(status.meaning)\n"))
    }
    for code in Failure.Code.allCases {
      let line = page.split(separator: "\n").first { $0.hasPrefix("  \(code.rawValue) ") }
      #expect(line?.split(separator: " ").last == "\(code.exit.rawValue)")
    }
  }

  @Test(arguments: [
    ("decode", "inspect"), ("show", "inspect"), ("attenuate", "add-caveat"), ("check", "verify"),
    ("validate", "verify"), ("inspct", "inspect"), ("verfy", "verify"), ("key", "keys"),
    ("get", "curl"), ("fetch", "curl"), ("tokens", "credentials"),
  ])
  func `what people type for a command gets a hint`(word: String, command: String) throws {
    expect(
      try run(word),
      is: .failure(64, "no command \"\(word)\"", hint: "did you mean l402 \(command)?"))
  }

  @Test func `an unknown command gets the list`() throws {
    expect(
      try run("xyzzy"), is: .failure(64, "no command \"xyzzy\"", hint: "commands: l402 --help"))
  }

  @Test func `a misspelt subcommand gets a hint`() throws {
    expect(
      try run("keys", "lst"),
      is: .failure(64, "l402 keys has no \"lst\"", hint: "did you mean l402 keys list?"))
  }

  @Test func `an unknown subcommand gets the list`() throws {
    expect(
      try run("config", "xyzzy"),
      is: .failure(64, "l402 config has no \"xyzzy\"", hint: "there are: show, path, init"))
  }

  @Test func `an unknown topic gets a hint`() throws {
    expect(
      try run("help", "caveat"),
      is: .failure(64, "no command or topic \"caveat\"", hint: "did you mean caveats?"))
  }

  @Test(arguments: [
    (["mint", "--pad"], "mint", "unknown option '--pad'. Did you mean '--paid'?"),
    (["verify", "x", "--jsn"], "verify", "unknown option '--jsn'. Did you mean '--json'?"),
    (["verify", "x", "--xyzzy=1"], "verify", "unknown option '--xyzzy'"),
    (
      ["mint", "--paid", "--color", "red"], "mint",
      "the value 'red' is invalid for '--color <when>'. Please provide one of 'auto', 'always' or 'never'"
    ),
    (["verify", "x", "--service"], "verify", "missing value for '--service <name>'"),
    (["verify", "x", "y"], "verify", "unexpected argument 'y'"),
    (["keys", "list", "--jsn"], "keys list", "unknown option '--jsn'. Did you mean '--json'?"),
  ])
  func `a misspelt option is named`(
    arguments: [String], command: String, message: String
  ) throws {
    expect(try Harness().run(arguments), is: .usage(command, message))
  }

  @Test(arguments: [
    (
      ["mint", "--paid", "--expires-in", "5"],
      "a duration: 90s, 10m, 1h30m, 7d, 4w; -1h for the past"
    ),
    (["verify", "x", "--now", "noon"], "a time: 2026-11-21T04:29:02Z, or unix seconds"),
    (
      ["challenge", "--amount", "21sats?"],
      "an amount: 21, 21sat, 1500msat, 0.5mbtc, 0.0001btc; a bare number is satoshis"
    ),
    (
      ["pay", "x", "--max-fee", "1.00001%"],
      "a limit for fees: 5sat, 1500msat, or a share of the amount: 1%, 0.5%"
    ),
    (["mint", "--payment-hash", "ab"], "64 hexadecimal digits"),
    (["verify", "x", "--origin", "a"], "an origin: https://api.example or http://127.0.0.1:8080"),
    (["verify", "x", "--client-ip", "a"], "an IPv4 or IPv6 address, without port"),
    (["mint"], "--invoice TEXT, --payment-hash HEX, --preimage SOURCE, or --paid for tests"),
  ])
  func `a wrong value gets the form of a right one`(arguments: [String], hint: String) throws {
    let outcome = try Harness().run(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.error.hasSuffix("\nl402: hint: \(hint)\n"))
  }

  @Test func `an option without command points at the overview`() throws {
    expect(
      try run("--xyzzy"), is: .failure(64, "unknown option '--xyzzy'", hint: "see l402 --help"))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `a completion script names every command`(shell: String) throws {
    let outcome = try run("completion", shell)
    #expect(outcome.status == 0)
    for name in RootCommand.names { #expect(outcome.out.contains(name)) }
  }

  @Test func `another shell is refused`() throws {
    expect(
      try run("completion", "tcsh"),
      is: .usage(
        "completion",
        "the value 'tcsh' is invalid for '<shell>'. Please provide one of 'bash', 'zsh' or 'fish'"))
  }
}
