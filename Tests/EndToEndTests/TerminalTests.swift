import Foundation
import Testing

/// The prompt of a real terminal.
struct TerminalTests {
  let program: Program

  init() throws { program = try Program() }

  /// A terminal of which the program has the other end.
  private final class Terminal {
    let ours: Int32
    let theirs: Int32

    init() throws {
      var (ours, theirs): (Int32, Int32) = (-1, -1)
      guard openpty(&ours, &theirs, nil, nil, nil) == 0 else { throw POSIXError(.EIO) }
      (self.ours, self.theirs) = (ours, theirs)
      for descriptor in [ours, theirs] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
      _ = fcntl(ours, F_SETFL, O_NONBLOCK)
    }

    deinit {
      close(ours)
      close(theirs)
    }

    /// What the terminal showed since it was last looked at.
    func echo() -> String {
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = read(ours, &bytes, bytes.count)
      return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    var modes: tcflag_t {
      var state = termios()
      return tcgetattr(theirs, &state) == 0 ? state.c_lflag : 0
    }

    /// Types as a person does, and looks at what the terminal echoes.
    func type(_ text: some Sequence<UInt8>) throws {
      var rest = Array(text)[...]
      let end = Date(timeIntervalSinceNow: 20)
      while !rest.isEmpty {
        guard Date() < end else { throw POSIXError(.ETIMEDOUT) }
        // A terminal that nobody looks at takes no more.
        if rest.count > 512 { _ = echo() }
        let count = rest.withUnsafeBytes { write(ours, $0.baseAddress, min($0.count, 512)) }
        if count > 0 { rest = rest.dropFirst(count) } else { usleep(1000) }
      }
    }
  }

  /// Runs a command with a terminal as its input; types when the prompt is there.
  private func run(
    _ arguments: [String], typing text: some Sequence<UInt8>
  ) throws -> (outcome: Outcome, modes: tcflag_t, modesBefore: tcflag_t, echo: String) {
    let terminal = try Terminal()
    let before = terminal.modes
    let files = [try Child.temporaryFile(), try Child.temporaryFile()]
    defer { for file in files { close(file) } }
    // In a session of its own, so that the terminal's keys send signals.
    let child = try Child.start(
      "/usr/bin/setsid", ["--ctty", "--wait", Program.path] + arguments,
      descriptors: [terminal.theirs] + files, variables: program.variables())
    let end = Date(timeIntervalSinceNow: 20)
    // The prompt is written first, then the modes change.
    while terminal.modes == before, Date() < end { usleep(1000) }
    try terminal.type(text)
    let status = try Child.wait(for: child)
    let texts = files.map(Child.content)
    return (
      Outcome(status: status, out: texts[0], error: texts[1]), terminal.modes, before,
      terminal.echo()
    )
  }

  private let prompt = "paste the text, then Enter:\n"

  @Test func `a paste longer than a terminal's line is read whole`() throws {
    let token = try program.run(
      "mint", "--paid", "--root-key", "env:K", "--as", "token", "--caveat",
      "x=" + String(repeating: "y", count: 5000)
    ).line
    try #require(token.utf8.count > 6000)
    let run = try run(
      ["inspect", "--field", "tokens[0].caveats[0].value"], typing: (token + "\r").utf8)
    expect(
      run.outcome,
      is: Outcome(status: 0, out: String(repeating: "y", count: 5000) + "\n", error: prompt))
  }

  @Test func `the terminal is left as it was`() throws {
    let run = try run(["inspect", "--field", "kind"], typing: (Program.key + "\r").utf8)
    #expect(run.outcome.status == 0)
    #expect(run.modes == run.modesBefore)
  }

  @Test func `Ctrl-C at the prompt stops with 130`() throws {
    let run = try run(["inspect"], typing: [UInt8(ascii: "a"), 3])
    expect(
      run.outcome, is: Outcome(status: 130, out: "", error: prompt + "l402: error: stopped\n"))
    #expect(run.modes == run.modesBefore)
  }

  @Test func `a pasted token is shown`() throws {
    let run = try run(["inspect", "--field", "kind"], typing: (Program.key + "\r").utf8)
    #expect(run.echo.contains(Program.key))
  }

  @Test func `a typed secret is not shown`() throws {
    let run = try run(
      ["mint", "--paid", "--root-key", "-", "--as", "token"], typing: (Program.key + "\r").utf8)
    #expect(run.outcome.status == 0, "\(run.outcome)")
    #expect(!run.echo.contains(Program.key))
    #expect(run.modes == run.modesBefore)
  }

  @Test func `Ctrl-Backslash ends the program and leaves the terminal as it was`() throws {
    let run = try run(["inspect"], typing: [UInt8(ascii: "a"), 0x1c])
    // What setsid makes of the signal differs.
    #expect(run.outcome.status != 0)
    #expect(run.outcome.out.isEmpty)
    #expect(run.modes == run.modesBefore)
  }

  @Test func `Ctrl-D ends the text`() throws {
    let run = try run(["inspect", "--field", "kind"], typing: Array(Program.key.utf8) + [4])
    expect(run.outcome, is: Outcome(status: 0, out: "bytes32\n", error: prompt))
  }

  @Test func `backspace takes a character back`() throws {
    let run = try run(
      ["inspect", "--field", "kind"], typing: Array((Program.key + "x\u{7f}\r").utf8))
    expect(run.outcome, is: Outcome(status: 0, out: "bytes32\n", error: prompt))
  }
}
