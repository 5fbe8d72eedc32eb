import Glibc

/// Asks for a password on the terminal without showing it.
enum PasswordPrompt {
  /// The answer; nil without a terminal.
  static func ask(_ prompt: String, _ environment: Environment) -> String? {
    guard let terminal = environment.openTerminal() else { return nil }
    defer { close(terminal) }
    var before = termios()
    let hasMode = tcgetattr(terminal, &before) == 0
    var hidden = before
    hidden.c_lflag &= ~tcflag_t(ECHO)
    if hasMode { tcsetattr(terminal, TCSAFLUSH, &hidden) }
    defer { if hasMode { tcsetattr(terminal, TCSAFLUSH, &before) } }
    let line = TerminalLine(descriptor: terminal)
    line.write(prompt)
    let answer = line.read(atMost: 4096)
    line.write("\n")
    return answer.map { String(decoding: $0, as: UTF8.self) }
  }
}
