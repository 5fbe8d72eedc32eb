import Foundation
import WalletPeers
import Testing

/// The question before a payment, on a real terminal and with a real wallet.
@Suite(.enabled(if: LNbitsPeer.isWanted, "LNbits is not installed: make peers"))
struct QuestionTests {
  let program: Program
  let peer: LNbitsPeer
  let payer: LNbitsPeer.Account
  let challenge: String

  init() throws {
    program = try Program()
    peer = try LNbitsPeer.shared()
    payer = try peer.account(1000)
    let payee = try peer.account()
    let outcome = try program.run(
      "challenge", "--amount", "21sat", "--service", "api", "--description", "a \u{1b}[31mtest",
      variables: ["L402_LNBITS_URL": peer.url, "L402_LNBITS_KEY": payee.invoiceKey])
    try #require(outcome.status == 0, "\(outcome)")
    challenge = try program.folder.write(outcome.out.utf8, to: "challenge")
  }

  private let question =
    "pay 21 sat, fee not limited, 5 sat set aside, from wallet \"lnbits\"? [y/N] "

  /// Runs `pay` in a session with a terminal; types an answer once the question is there.
  private func pay(
    _ options: [String] = [], answer: String?, variables: [String: String] = [:]
  ) throws -> (outcome: Outcome, screen: String) {
    var (ours, theirs): (Int32, Int32) = (-1, -1)
    guard openpty(&ours, &theirs, nil, nil, nil) == 0 else { throw POSIXError(.EIO) }
    defer {
      close(ours)
      close(theirs)
    }
    for descriptor in [ours, theirs] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    _ = fcntl(ours, F_SETFL, O_NONBLOCK)
    let files = [try Child.temporaryFile(), try Child.temporaryFile()]
    defer { for file in files { close(file) } }
    let wallet = ["L402_LNBITS_URL": peer.url, "L402_LNBITS_KEY": payer.adminKey]
    let child = try Child.start(
      "/usr/bin/setsid",
      ["--ctty", "--wait", Program.path, "pay", "@" + challenge, "--allow-unbounded-fee"] + options,
      descriptors: [theirs] + files,
      variables: program.variables(wallet.merging(variables) { _, given in given }))
    var screen = ""
    func look() {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = read(ours, &bytes, bytes.count)
      screen += String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
    if let answer {
      let end = Date(timeIntervalSinceNow: 20)
      while !screen.contains("[y/N]"), Date() < end {
        look()
        usleep(5000)
      }
      _ = Array(answer.utf8).withUnsafeBytes { write(ours, $0.baseAddress, $0.count) }
    }
    let status = try Child.wait(for: child)
    look()
    let texts = files.map(Child.content)
    return (Outcome(status: status, out: texts[0], error: texts[1]), screen)
  }

  @Test func `yes pays, and what is asked is harmless`() throws {
    let run = try pay(answer: "y\r")
    #expect(run.outcome.status == 0, "\(run.outcome)")
    #expect(run.screen.contains(question), "\(run.screen)")
    #expect(run.screen.contains("the invoice asks 21 sat for \"a \\x1b[31mtest\""), "\(run.screen)")
    #expect(try peer.balance(payer) == 979)
    // What was paid is handed out without a question.
    let again = try pay(answer: nil)
    #expect(again.outcome.out == run.outcome.out)
    #expect(again.screen.isEmpty)
  }

  @Test(arguments: ["n\r", "\r", "yesterday\r", "\u{4}"])
  func `anything else does not`(answer: String) throws {
    let run = try pay(answer: answer)
    #expect(run.outcome.status == 112, "\(run.outcome)")
    #expect(run.outcome.error.contains("not confirmed; nothing was paid"))
    #expect(try peer.sent(by: payer).isEmpty)
  }

  @Test func `Ctrl-C at the question pays nothing`() throws {
    let run = try pay(answer: "\u{3}")
    #expect(run.outcome.status == 112, "\(run.outcome)")
    #expect(try peer.sent(by: payer).isEmpty)
  }

  @Test(arguments: [
    (["--yes"], [:]), (["--max-amount", "100sat"], [:]), ([], ["L402_PROMPT": "never"]),
    ([], ["L402_MAX_AMOUNT": "100sat"]), ([], ["L402_BUDGET": "100sat/1d"]),
  ])
  func `nobody is asked who said so, or set a limit`(
    options: [String], variables: [String: String]
  ) throws {
    let run = try pay(options, answer: nil, variables: variables)
    #expect(run.outcome.status == 0, "\(run.outcome)")
    #expect(run.screen.isEmpty)
  }

  @Test func `always means that without a terminal nothing is paid`() throws {
    let variables = [
      "L402_LNBITS_URL": peer.url, "L402_LNBITS_KEY": payer.adminKey, "L402_PROMPT": "always",
    ]
    func pay(_ options: [String]) throws -> Outcome {
      // A session without a terminal, wherever the tests run.
      try Child.run(
        "/usr/bin/setsid",
        ["--wait", Program.path, "pay", "@" + challenge, "--allow-unbounded-fee"] + options,
        input: [], variables: program.variables(variables))
    }
    let refused = try pay(["--max-amount", "100sat"])
    #expect(refused.status == 112, "\(refused)")
    #expect(try peer.sent(by: payer).isEmpty)
    #expect(try pay(["--yes"]).status == 0)
  }
}
