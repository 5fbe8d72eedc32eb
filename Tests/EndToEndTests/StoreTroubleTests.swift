import Foundation
import Testing

/// Homes and stores that cannot be used.
struct StoreTroubleTests {
  let program: Program
  private var store: String { program.home + "/l402.db" }

  init() throws { program = try Program() }

  private func failure(_ status: Int32, _ message: String, hint: String? = nil) -> Outcome {
    Outcome(
      status: status, out: "",
      error: "l402: error: \(message)\n" + (hint.map { "l402: hint: \($0)\n" } ?? ""))
  }

  private func makeStore() throws {
    let outcome = try program.run("mint", "--paid", "--as", "token")
    try #require(outcome.status == 0, "\(outcome)")
  }

  /// Commands that open the store.
  static let commands = [
    ["mint", "--paid"], ["verify", "x"], ["keys", "list"], ["keys", "prune"],
    ["keys", "revoke", "token-id:" + Program.key],
  ]

  @Test func `home and store are the owner's alone`() throws {
    try makeStore()
    let manager = FileManager.default
    let modes = try [program.home, store].map {
      try manager.attributesOfItem(atPath: $0)[.posixPermissions] as? Int
    }
    #expect(modes == [0o700, 0o600])
  }

  @Test(arguments: commands)
  func `a store of a newer version is refused`(command: [String]) throws {
    try makeStore()
    let changed = try program.shell(
      "python3 -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute(\"PRAGMA user_version = 99\")' \"$L402_HOME/l402.db\""
    )
    try #require(changed.status == 0, "\(changed)")
    let outcome = try program.run(command)
    #expect(outcome.status == 74)
    #expect(outcome.out.isEmpty)
    #expect(outcome.error.contains("\(store) has store version 99, newer than the "))
    #expect(
      outcome.error.hasSuffix(
        "l402: hint: a newer l402 made it; use that one, or another L402_HOME\n"))
  }

  @Test(arguments: commands)
  func `a file that is no store is refused`(command: [String]) throws {
    try makeStore()
    try Data(repeating: 0x41, count: 5000).write(to: URL(fileURLWithPath: store))
    expect(
      try program.run(command),
      is: failure(
        74, "\(store) is not a store of l402",
        hint: "move it away, or set L402_HOME to another folder"))
  }

  @Test func `a damaged store is refused`() throws {
    _ = try program.run("mint", "--paid", "--count", "2000", "-o", program.folder.file("tokens"))
    let handle = try #require(FileHandle(forUpdatingAtPath: store))
    let size = try handle.seekToEnd()
    for offset in stride(from: UInt64(4096), to: size, by: 4096) {
      try handle.seek(toOffset: offset)
      try handle.write(contentsOf: Data(repeating: 0xa5, count: 2000))
    }
    try handle.close()
    expect(
      try program.run("keys", "list"),
      is: failure(
        74, "\(store) is damaged",
        hint: "restore a backup, or move it away to begin a new one"))
  }

  @Test(arguments: commands)
  func `a store that others can read is refused`(command: [String]) throws {
    try makeStore()
    chmod(store, 0o644)
    expect(
      try program.run(command),
      is: failure(
        74, "\(store) is open to other users (mode 0644)",
        hint: "its keys may be known to others; chmod 600 \"\(store)\" once you judged that"))
  }

  @Test(arguments: commands)
  func `a home that others can read is refused`(command: [String]) throws {
    try makeStore()
    chmod(program.home, 0o755)
    expect(
      try program.run(command),
      is: failure(
        74, "\(program.home) is open to other users (mode 0755)",
        hint: "L402_HOME must be a folder of its own that only you can enter: mkdir -m 700 FOLDER"
      ))
  }

  @Test func `a home that is a file cannot hold a store`() throws {
    _ = try program.folder.write("".utf8, to: "home")
    expect(
      try program.run("mint", "--paid"),
      is: failure(
        73, "cannot create \(store): not a directory",
        hint: "set L402_HOME to a folder that you may write"))
  }

  @Test func `without any home mint says what to set`() throws {
    let nowhere = ["HOME": "", "L402_HOME": ""]
    for command in [["mint", "--paid"], ["verify", "x"], ["keys", "list"], ["config", "path"]] {
      expect(
        try program.run(command, variables: nowhere),
        is: failure(
          78, "neither HOME nor L402_HOME is set",
          hint: "set L402_HOME to the folder for configuration and store"))
    }
  }

  @Test func `without any home inspect and add-caveat work`() throws {
    let nowhere = ["HOME": "", "L402_HOME": ""]
    let token = try program.run("mint", "--paid", "--root-key", "env:K", "--as", "token").line
    #expect(try program.run(["inspect", token], variables: nowhere).status == 0)
    #expect(try program.run(["add-caveat", token, "a=b"], variables: nowhere).status == 0)
  }

  /// Runs a script as a user whom permissions bind, in the folder of the program.
  private func asOrdinaryUser(_ script: String) throws -> Outcome {
    // Where the program lies may be closed to that user.
    let copy = program.folder.file("l402")
    // By another process: none that this one starts meanwhile may hold the file open for writing.
    let copied = try program.shell("cp \"$FROM\" \"$HOME/l402\"", variables: ["FROM": Program.path])
    try #require(copied.status == 0, "\(copied)")
    guard geteuid() == 0 else { return try program.shell(script, variables: ["l402": copy]) }
    let prepared = try program.shell("chown -R 65534:65534 \"$HOME\"")
    try #require(prepared.status == 0, "\(prepared)")
    return try Child.run(
      "/usr/bin/setpriv",
      ["--reuid=65534", "--regid=65534", "--clear-groups", "/bin/bash", "-c", script], input: [],
      variables: program.variables(["l402": copy]))
  }

  @Test func `a read-only home without store is told`() throws {
    expect(
      try asOrdinaryUser("mkdir -m 500 \"$L402_HOME\" && exec \"$l402\" mint --paid"),
      is: failure(
        73, "cannot create \(store): permission denied",
        hint: "set L402_HOME to a folder that you may write"))
  }

  @Test func `a read-only store still verifies`() throws {
    let outcome = try asOrdinaryUser(
      """
      token=$("$l402" mint --paid) && chmod 400 "$L402_HOME/l402.db" && chmod 500 "$L402_HOME" \
        && "$l402" verify "$token" --field key
      """)
    expect(outcome, is: Outcome(status: 0, out: "of the local store\n", error: ""))
  }

  @Test func `a read-only store takes no keys`() throws {
    expect(
      try asOrdinaryUser(
        """
        "$l402" mint --paid -o "$HOME/t" && chmod 400 "$L402_HOME/l402.db" \
          && chmod 500 "$L402_HOME" && exec "$l402" mint --paid
        """),
      is: failure(
        73, "\(store) may not be written", hint: "with --root-key nothing needs to be written"))
  }

  @Test func `a full disk prints no token`() throws {
    let outcome = try program.shell("ulimit -f 8; trap '' XFSZ; l402 mint --paid --count 2000")
    #expect(outcome.status == 74, "\(outcome)")
    #expect(outcome.out.isEmpty)
  }

  @Test func `two processes lose nothing`() throws {
    let outcome = try program.shell(
      """
      make_tokens() { for _ in {1..20}; do l402 mint --paid --count 10 || exit; done; }
      make_tokens > "$HOME/a" & first=$!
      make_tokens > "$HOME/b" & second=$!
      wait $first && wait $second || exit
      sort -u "$HOME/a" "$HOME/b" | l402 verify --batch --field accepted | sort | uniq -c
      l402 keys list --json | tr , '\\n' | grep -c token_id
      """)
    #expect(
      outcome.out.split { $0.isWhitespace } == ["400", "true", "400"], "\(outcome)")
    #expect(outcome.error.isEmpty)
  }
}
