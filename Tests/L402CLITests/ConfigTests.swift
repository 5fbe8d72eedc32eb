import Foundation
import Macaroons
import Testing

@testable import L402CLI

struct ConfigTests {
  let harness: Harness

  init() throws {
    harness = try Harness()
    try FileManager.default.createDirectory(
      atPath: harness.home, withIntermediateDirectories: false,
      attributes: [.posixPermissions: 0o700])
  }

  private var path: String { harness.home + "/config.toml" }

  private func write(_ text: String, mode: Int = 0o600) throws {
    _ = try harness.folder.write(text.utf8, to: "home/config.toml", mode: mode)
  }

  @Test func `path prints where the file would be`() throws {
    expect(try harness.run("config", "path"), is: .success(path + "\n"))
  }

  @Test(arguments: [
    (["XDG_CONFIG_HOME": "/x"], "/x/l402/config.toml"),
    (["HOME": "/h"], "/h/.config/l402/config.toml"),
    (["HOME": "/h", "XDG_CONFIG_HOME": ""], "/h/.config/l402/config.toml"),
  ])
  func `without L402_HOME the XDG folders count`(variables: [String: String], path: String) throws {
    expect(
      try harness.run(
        ["config", "path"],
        variables: ["L402_HOME": "", "XDG_DATA_HOME": "/d"].merging(variables) { $1 }),
      is: .success(path + "\n"))
  }

  @Test func `without any folder it is a configuration error`() throws {
    expect(
      try harness.run(["config", "path"], variables: ["L402_HOME": ""]),
      is: .failure(
        78, "neither HOME nor L402_HOME is set",
        hint: "set L402_HOME to the folder for configuration and store"))
  }

  @Test func `init writes a file that says nothing yet`() throws {
    expect(try harness.run("config", "init"), is: .success(path + "\n"))
    #expect(try harness.folder.mode("home/config.toml") == 0o600)
    #expect(try harness.run("config", "show").out.contains("[file ") == false)
  }

  @Test func `init does not overwrite`() throws {
    try write("[verify]\n")
    expect(
      try harness.run("config", "init"),
      is: .failure(73, "\"\(path)\" exists already", hint: "--force overwrites it"))
    #expect(try harness.run("config", "init", "--force").status == 0)
  }

  @Test func `every key of the template is known, and every key is in it`() throws {
    _ = try harness.run("config", "init")
    // What is commented out begins with a key or a table; words do not.
    let lines = try harness.folder.read("home/config.toml").split(separator: "\n").map { line in
      guard let text = line.hasPrefix("# ") ? line.dropFirst(2) : nil,
        text.hasPrefix("[") || text.split(separator: " ").dropFirst().first == "="
      else { return String(line) }
      return String(text)
    }
    // Of two that exclude each other one stays.
    let others = ["root_key", "routes"]
    try write(
      lines.filter { line in !others.contains { line.hasPrefix($0) } }.joined(separator: "\n"))
    #expect(
      try harness.run(
        "config", "show", "--field", "verify.strict.value", "--field", "wallet.name.origin",
        "--field", "origins", "--field", "rates.usd"
      ).out.hasPrefix("true\nfile \(path)\n{\"https://api.example\":{\"budgets\""))
    for (table, keys) in Configuration.tables where table != "wallets.NAME" {
      for key in keys {
        #expect(lines.contains { $0.hasPrefix("\(key) = ") }, "\(table).\(key)")
      }
    }
    for kind in WalletDefinition.Kind.allCases {
      #expect(lines.contains { $0.hasPrefix("type = \"\(kind.rawValue)\"") })
    }
  }

  @Test func `show tells values and where they came from`() throws {
    try write("[mint]\nlocation = \"here\"\nmaster_key = \"env:M\"\n")
    expect(
      try harness.run(["config", "show"], variables: ["L402_VERIFY_STRICT": "1"]),
      is: .success(
        """
        limits.allow_http   false   [default]
        limits.ask          terminal   [default]
        limits.budgets      (none)   [default]
        limits.fee          1%, at least 5sat   [default]
        limits.only_listed  false   [default]
        limits.per_payment  (none)   [default]
        mint.location       here   [file \(path)]
        mint.master_key     env:M   [file \(path)]
        mint.root_key       (none: the local store)   [default]
        serve.amount        21sat   [default]
        serve.listen        127.0.0.1:8402   [default]
        serve.routes        (none)   [default]
        store               \(harness.home)/l402.db   [variable L402_HOME]
        verify.strict       true   [variable L402_VERIFY_STRICT]
        wallet              sandbox   [default]

        """))
  }

  @Test func `show as JSON`() throws {
    expect(
      try harness.run(["config", "show", "--json"], variables: ["L402_ROOT_KEY": Sample.key]),
      is: .success(
        "{\"limits\":{\"allow_http\":{\"origin\":\"default\",\"value\":false},"
          + "\"ask\":{\"origin\":\"default\",\"value\":\"terminal\"},"
          + "\"budgets\":{\"origin\":\"default\",\"value\":[]},"
          + "\"fee\":{\"origin\":\"default\",\"value\":\"1%, at least 5sat\"},"
          + "\"only_listed\":{\"origin\":\"default\",\"value\":false},"
          + "\"per_payment\":{\"origin\":\"default\",\"value\":null}},"
          + "\"mint\":{\"location\":{\"origin\":\"default\",\"value\":\"\"},"
          + "\"master_key\":{\"origin\":\"default\",\"value\":null},"
          + "\"root_key\":{\"origin\":\"variable L402_ROOT_KEY\",\"value\":\"env:L402_ROOT_KEY\"}},"
          + "\"origins\":{},\"rates\":null,"
          + "\"serve\":{\"amount\":{\"origin\":\"default\",\"value\":\"21sat\"},"
          + "\"listen\":{\"origin\":\"default\",\"value\":\"127.0.0.1:8402\"},"
          + "\"routes\":{\"origin\":\"default\",\"value\":[]}},"
          + "\"store\":{\"path\":{\"origin\":\"variable L402_HOME\",\"value\":\"\(harness.home)/l402.db\"}},"
          + "\"verify\":{\"strict\":{\"origin\":\"default\",\"value\":false}},"
          + "\"wallet\":{\"name\":{\"origin\":\"default\",\"value\":\"sandbox\"}},\"wallets\":{}}\n"
      ))
  }

  @Test func `the wallet is that of the variable, else that of the file`() throws {
    try write("wallet = \"alby\"\n[verify]\nstrict = true\n")
    let arguments = ["config", "show", "--field", "wallet.name"]
    expect(
      try harness.run(arguments),
      is: .success("{\"origin\":\"file \(path)\",\"value\":\"alby\"}\n"))
    expect(
      try harness.run(arguments, variables: ["L402_WALLET": "sandbox"]),
      is: .success("{\"origin\":\"variable L402_WALLET\",\"value\":\"sandbox\"}\n"))
    expect(
      try harness.run(arguments, variables: ["L402_WALLET": ""]), is: try harness.run(arguments))
  }

  @Test func `mint takes location and key from the file`() throws {
    try write("[mint]\nlocation = \"here\"\nroot_key = \"env:KEY\"\n")
    expect(
      try harness.run("mint", "--paid"),
      is: .success(try Sample.credential(location: "here") + "\n"))
  }

  @Test(arguments: [
    ("[mint]\nlocaton = \"x\"\n", "there is no key mint.locaton"),
    ("[mints]\n", "there is no key mints"),
    ("[verify]\nstrict = \"yes\"\n", "verify.strict is true or false"),
    ("[mint]\nlocation = 7\n", "mint.location is a text in quotes"),
    ("mint = 1\n", "mint is a table: [mint]"),
    ("wallet = 1\n", "wallet is a text in quotes"),
    ("walet = \"x\"\n", "there is no key walet"),
    ("[mint]\nroot_key = \"env:A\"\nmaster_key = \"env:B\"\n", "exclude each other"),
    ("[mint]\nroot_key = \"\(Sample.key)\"\n", "takes a source, not the key itself"),
    ("[mint\n", "line 1"),
  ])
  func `a mistake in the file is a configuration error that names the file`(
    text: String, words: String
  ) throws {
    try write(text)
    let outcome = try harness.run("config", "show")
    #expect(outcome.status == 78)
    #expect(outcome.out.isEmpty)
    #expect(outcome.error.contains(path))
    #expect(
      outcome.error.contains(words), "\(outcome)")
    #expect(!outcome.error.contains(Sample.key))
  }

  @Test func `a misspelt key gets the nearest one`() throws {
    try write("[mint]\nlocaton = \"x\"\n")
    expect(
      try harness.run("config", "show"),
      is: .failure(
        78, "\"\(path)\": there is no key mint.locaton", hint: "did you mean mint.location?"))
  }

  @Test func `a file that others can read is refused`() throws {
    try write("", mode: 0o640)
    expect(
      try harness.run("config", "show"),
      is: .failure(78, "\"\(path)\" is open to other users", hint: "chmod 600 \"\(path)\""))
  }

  @Test(arguments: [
    (
      ["L402_ROOT_KEY": "a", "L402_MASTER_KEY": "b"],
      "L402_ROOT_KEY and L402_MASTER_KEY exclude each other"
    ),
    (
      ["L402_ROOT_KEY": "a", "L402_ROOT_KEY_FILE": "b"],
      "L402_ROOT_KEY and L402_ROOT_KEY_FILE exclude each other"
    ),
    (["L402_VERIFY_STRICT": "yes"], "L402_VERIFY_STRICT is 1 or 0, not \"yes\""),
    (["L402_MAX_AMOUNT": "much"], "L402_MAX_AMOUNT cannot be understood: \"much\""),
    (["L402_MAX_FEE": "101%"], "L402_MAX_FEE cannot be understood: \"101%\""),
    (["L402_NO_PAY": "yes"], "L402_NO_PAY cannot be understood: \"yes\""),
  ])
  func `variables that contradict each other are a configuration error`(
    variables: [String: String], message: String
  ) throws {
    let outcome = try harness.run(["config", "show"], variables: variables)
    #expect(outcome.status == 78)
    #expect(outcome.error.hasPrefix("l402: error: \(message)\n"))
  }
}
