import BOLT11
import Bytes
import Digests
import Foundation
import Secp256k1
import Testing

/// A person with a phone, on a real terminal: nobody set a wallet up, and real money is due.
struct PhoneTests {
  let program: Program
  let preimage: Bytes32
  let invoice: String
  let challenge: String

  init() throws {
    program = try Program()
    preimage = try Self.random()
    invoice = try Self.invoice(for: preimage)
    let outcome = try program.run(
      "challenge", "--invoice", invoice, "--service", "api", "--root-key", "env:K")
    try #require(outcome.status == 0, "\(outcome)")
    challenge = try program.folder.write(outcome.out.utf8, to: "challenge")
  }

  private static func random() throws -> Bytes32 {
    try #require(Bytes32((0..<32).map { _ in UInt8.random(in: .min ... .max) }))
  }

  private static func invoice(for preimage: Bytes32, satoshis: UInt64 = 21) throws -> String {
    var draft = InvoiceDraft(
      network: .bitcoin, amount: Millisatoshis(satoshis * 1000),
      timestamp: UInt64(time(nil)), paymentHash: SHA256.digest(preimage),
      paymentSecret: try random(), purpose: .description("x"))
    draft.expiry = 600
    return try draft.signed(by: try #require(SecretKey(try random()))).raw.text
  }

  /// The program in a session of its own with a terminal, which a test looks at and types on.
  private final class Terminal {
    private let ours: Int32
    private let theirs: Int32
    private let files: [Int32]
    private let child: pid_t
    private(set) var screen = ""

    init(_ program: Program, _ arguments: [String], variables: [String: String] = [:]) throws {
      var (ours, theirs): (Int32, Int32) = (-1, -1)
      guard openpty(&ours, &theirs, nil, nil, nil) == 0 else { throw POSIXError(.EIO) }
      for descriptor in [ours, theirs] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
      _ = fcntl(ours, F_SETFL, O_NONBLOCK)
      (self.ours, self.theirs) = (ours, theirs)
      files = [try Child.temporaryFile(), try Child.temporaryFile()]
      child = try Child.start(
        "/usr/bin/setsid", ["--ctty", "--wait", Program.path] + arguments,
        descriptors: [theirs] + files, variables: program.variables(variables))
    }

    deinit { for descriptor in [ours, theirs] + files { close(descriptor) } }

    private func look() {
      var bytes = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(ours, &bytes, bytes.count)
        guard count > 0 else { return }
        screen += String(decoding: bytes.prefix(count), as: UTF8.self)
      }
    }

    /// Waits until a prompt was shown so often.
    func wait(for prompt: String, times: Int = 1) {
      let end = Date(timeIntervalSinceNow: 20)
      while screen.components(separatedBy: prompt).count <= times {
        guard Date() < end else {
          Issue.record("no \"\(prompt)\" in \(screen)")
          return
        }
        look()
        usleep(5000)
      }
    }

    func type(_ text: String) {
      _ = Array(text.utf8).withUnsafeBytes { write(ours, $0.baseAddress, $0.count) }
    }

    func finish() throws -> Outcome {
      let status = try Child.wait(for: child)
      look()
      let texts = files.map(Child.content)
      return Outcome(status: status, out: texts[0], error: texts[1])
    }

    /// Ends the program at once, by its id: the child is setsid, which waits for it.
    func kill() throws {
      let children = try String(
        contentsOfFile: "/proc/\(child)/task/\(child)/children", encoding: .utf8)
      let id = try #require(pid_t(children.split(separator: " ").first ?? ""))
      Glibc.kill(id, SIGKILL)
      _ = try Child.wait(for: child)
    }
  }

  private func open(
    _ arguments: [String], variables: [String: String] = [:]
  ) throws -> Terminal {
    try Terminal(program, arguments, variables: variables)
  }

  private func pay() throws -> Terminal { try open(["pay", "@" + challenge]) }

  /// In a session without a terminal, wherever the tests run.
  private func runWithoutTerminal(
    _ arguments: [String], variables: [String: String] = [:]
  ) throws -> Outcome {
    try Child.run(
      "/usr/bin/setsid", ["--wait", Program.path] + arguments, input: [],
      variables: program.variables(variables))
  }

  private let prompt = "preimage, or Enter to stop and resume later: "
  private let question = "already paid? its preimage, \"not paid\", or Enter to decide later: "

  /// A run that was left open.
  private func leaveOpen() throws {
    let terminal = try pay()
    terminal.wait(for: prompt)
    terminal.type("\r")
    let outcome = try terminal.finish()
    #expect(outcome.status == 110, "\(outcome)")
  }

  private func expectCredential(_ outcome: Outcome) throws {
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.out.hasSuffix(":\(preimage.hex)\n"))
    let verified = try program.run(
      "verify", "--service", "api", "--root-key", "env:K", "-q", input: outcome.out.utf8)
    #expect(verified.status == 0, "\(verified)")
  }

  @Test func `the invoice is shown, and its preimage gives the credential`() throws {
    let terminal = try pay()
    terminal.wait(for: prompt)
    let screen = terminal.screen.replacing("\r\n", with: "\n")
    #expect(
      screen.hasPrefix("l402: no wallet is set up; pay with a phone, or see l402 help config\n"))
    let summary = /l402: 21 sat to 0[23][0-9a-f]{6}\.\.\., ends in (9|10) minutes\n/
    #expect(screen.firstMatch(of: summary) != nil)
    #expect(screen.contains("\n  lightning:\(invoice)\n"))
    #expect(!screen.contains("[y/N]"))
    // The code is drawn below the text, with nothing but the prompt behind it.
    let lines = screen.components(separatedBy: "\n")
    let drawn = lines.indices.filter { lines[$0].contains("\u{2588}") }
    #expect(drawn.count > 20)
    // Below is the code's quiet zone, in the colours of paper.
    let quiet = lines[(try #require(drawn.last) + 1)..<(lines.count - 2)]
    #expect(quiet.allSatisfy { $0.hasSuffix(" \u{1b}[0m") })
    #expect(lines[lines.count - 2].hasPrefix("After paying, paste the preimage"))
    terminal.type(preimage.hex.uppercased() + "\r")
    let outcome = try terminal.finish()
    try expectCredential(outcome)
    #expect(outcome.error == "l402: paid 21 sat from wallet \"manual\"\n")
    // What was paid is handed out to anybody, without a question.
    let again = try runWithoutTerminal(["pay", "@" + challenge])
    #expect(again.out == outcome.out)
  }

  @Test func `resumed it asks whether it was paid, and shows no code`() throws {
    try leaveOpen()
    let terminal = try pay()
    terminal.wait(for: question)
    #expect(terminal.screen.contains("21 sat were to be paid by hand at "))
    #expect(!terminal.screen.contains("lightning:"))
    #expect(!terminal.screen.contains("\u{2588}"))
    terminal.type(preimage.hex + "\r")
    try expectCredential(try terminal.finish())
  }

  @Test func `also after it was killed at the prompt`() throws {
    let terminal = try pay()
    terminal.wait(for: prompt)
    try terminal.kill()
    let next = try pay()
    next.wait(for: question)
    #expect(!next.screen.contains("\u{2588}"))
    next.type("\r")
    #expect(try next.finish().status == 110)
  }

  @Test(arguments: ["\u{3}", "\u{4}"]) func `Ctrl-C and Ctrl-D leave it open`(key: String) throws {
    let terminal = try pay()
    terminal.wait(for: prompt)
    terminal.type(key)
    let outcome = try terminal.finish()
    #expect(outcome.status == 110, "\(outcome)")
    #expect(outcome.error.contains("l402 payments resume"))
    let listed = try program.run("payments", "list")
    #expect(listed.out.contains("UNDECIDED"), "\(listed)")
  }

  @Test func `without a terminal what is open stays so`() throws {
    try leaveOpen()
    for arguments in [
      ["pay", "@" + challenge], ["pay", "@" + challenge, "--wallet", "manual"],
      ["payments", "resume", SHA256.digest(preimage).hex],
    ] {
      let outcome = try runWithoutTerminal(arguments)
      #expect(outcome.status == 110, "\(arguments) \(outcome)")
    }
  }

  @Test func `resume takes "not paid", after which the code is shown again`() throws {
    try leaveOpen()
    let terminal = try open(["payments", "resume", SHA256.digest(preimage).hex])
    terminal.wait(for: question)
    terminal.type("no\r")
    terminal.wait(for: question, times: 2)
    #expect(terminal.screen.contains("type \"not paid\" if no money left, and none will"))
    terminal.type("not paid\r")
    let outcome = try terminal.finish()
    #expect(outcome.status == 113, "\(outcome)")
    let next = try pay()
    next.wait(for: prompt)
    #expect(next.screen.contains("\u{2588}"))
    next.type(preimage.hex + "\r")
    try expectCredential(try next.finish())
  }

  @Test func `resume takes a preimage`() throws {
    try leaveOpen()
    let terminal = try open(["payments", "resume", SHA256.digest(preimage).hex])
    terminal.wait(for: question)
    terminal.type(preimage.hex + "\r")
    try expectCredential(try terminal.finish())
  }

  @Test func `what does not fit is asked for again, and repeated nowhere`() throws {
    let other = try Self.random().hex
    let terminal = try pay()
    terminal.wait(for: prompt)
    terminal.type(other + "\r")
    terminal.wait(for: prompt, times: 2)
    #expect(terminal.screen.contains("that is not the preimage of this payment"))
    terminal.type(SHA256.digest(preimage).hex + "\r")
    terminal.wait(for: prompt, times: 3)
    #expect(terminal.screen.contains("that is the payment hash; the wallet shows the preimage"))
    terminal.type(String(repeating: "ab", count: 900) + "\r")
    terminal.wait(for: prompt, times: 4)
    #expect(terminal.screen.contains("that is no preimage: one has 64 hexadecimal digits"))
    terminal.type(preimage.hex + "\r")
    let outcome = try terminal.finish()
    try expectCredential(outcome)
    #expect(!outcome.error.contains(other.prefix(12)) && !outcome.out.contains(other))
    // Once, as the terminal echoed it.
    #expect(terminal.screen.components(separatedBy: other).count == 2)
  }

  @Test func `nobody is asked for what the limits do not allow`() throws {
    let dear = try Self.invoice(for: preimage, satoshis: 2000)
    let outcome = try open(["pay", dear]).finish()
    #expect(outcome.status == 112, "\(outcome)")
    let terminal = try open(["pay", dear, "--max-amount", "2000sat"])
    terminal.wait(for: prompt)
    terminal.type(preimage.hex + "\r")
    #expect(try terminal.finish().line == preimage.hex)
  }

  @Test func `where nobody is or is to be asked it is no wallet`() throws {
    let outcomes = [
      try runWithoutTerminal(["pay", "@" + challenge]),
      try open(["pay", "@" + challenge], variables: ["L402_PROMPT": "never"]).finish(),
    ]
    for outcome in outcomes {
      #expect(outcome.status == 78, "\(outcome)")
      #expect(outcome.error.contains("no wallet is set up"))
    }
    let named = try runWithoutTerminal(["pay", "@" + challenge, "--wallet", "manual"])
    #expect(named.status == 112, "\(named)")
    #expect(try !program.run("payments", "list").out.contains("21 sat"))
  }

  @Test func `a dry run shows nothing`() throws {
    let terminal = try open(["pay", "@" + challenge, "--dry-run"])
    let outcome = try terminal.finish()
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.out.contains("would pay 21 sat") && outcome.out.contains("wallet \"manual\""))
    #expect(terminal.screen.isEmpty)
  }
}
