import Glibc

/// Asks for a text to be pasted at a terminal, or for a secret to be typed unseen.
///
/// Canonical mode is off meanwhile: terminals cut lines at 4095 bytes, tokens are longer.
struct PastePrompt {
  let environment: Environment
  let console: Console
  /// Whether what is typed stays unseen.
  var isSecret = false

  /// Reads up to Ctrl-D, or a line break that nothing follows within 0.3 s.
  func read() throws -> [UInt8] {
    let descriptor = environment.standardInput
    console.say(
      isSecret
        ? "type the secret, then Enter (it is not shown):\n"
        : "paste the text, then Enter:\n")
    guard let terminal = RawTerminal(descriptor, echoes: !isSecret) else {
      return try DescriptorReader.read(descriptor, name: "the terminal")
    }
    defer { terminal.restore() }
    var content: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while content.count <= DescriptorReader.limit {
      let isComplete = content.last == 0x0a && content.contains { $0 > 0x20 }
      guard try terminal.waitForInput(forMilliseconds: isComplete ? 300 : nil) else { break }
      let count = block.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 || (count < 0 && errno != EINTR) { break }
      for byte in block.prefix(max(0, count)) {
        switch byte {
        case 0x04: return content
        case 0x08, 0x7f: _ = content.popLast()
        default: content.append(byte)
        }
      }
    }
    return content
  }
}

/// A terminal without canonical mode, given back as it was: also when a signal ends or stops us.
///
/// The signals are blocked and looked for between waits, so that no handler needs global state.
private struct RawTerminal {
  private let descriptor: Int32
  private let saved: termios
  private let raw: termios
  private let previousMask: sigset_t

  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]

  /// Nil where the descriptor is no terminal.
  init?(_ descriptor: Int32, echoes: Bool) {
    var saved = termios()
    guard tcgetattr(descriptor, &saved) == 0 else { return nil }
    var raw = saved
    raw.c_lflag &= ~tcflag_t(ICANON)
    if !echoes { raw.c_lflag &= ~tcflag_t(ECHO) }
    self.descriptor = descriptor
    self.saved = saved
    self.raw = raw
    var mask = sigset_t()
    sigemptyset(&mask)
    for signal in Self.signals { sigaddset(&mask, signal) }
    var previous = sigset_t()
    sigprocmask(SIG_BLOCK, &mask, &previous)
    previousMask = previous
    _ = tcsetattr(descriptor, TCSANOW, &raw)
  }

  /// Gives the terminal back.
  func restore() {
    var saved = saved
    _ = tcsetattr(descriptor, TCSANOW, &saved)
    var mask = previousMask
    sigprocmask(SIG_SETMASK, &mask, nil)
  }

  /// Whether there is something to read before the time is over; without limit if nil.
  ///
  /// - Throws: `Failure` with `.interrupted` for Ctrl-C; other signals take their usual course.
  func waitForInput(forMilliseconds limit: Int32?) throws -> Bool {
    var left = limit ?? .max
    while left > 0 {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let slice = min(left, 100)
      if poll(&waiting, 1, slice) > 0 { return true }
      if limit != nil { left -= slice }
      try handleSignals()
    }
    return false
  }

  private func handleSignals() throws {
    var pending = sigset_t()
    sigpending(&pending)
    guard let signal = Self.signals.first(where: { sigismember(&pending, $0) == 1 }) else { return }
    if signal == SIGINT {
      // Taken off the queue: we end by ourselves, with our own status.
      Glibc.signal(SIGINT, SIG_IGN)
      throw Failure(.interrupted, "stopped")
    }
    // Restored, the signal takes us; after Ctrl-Z we come back here.
    restore()
    var raw = raw
    var mask = sigset_t()
    sigemptyset(&mask)
    for signal in Self.signals { sigaddset(&mask, signal) }
    sigprocmask(SIG_BLOCK, &mask, nil)
    _ = tcsetattr(descriptor, TCSANOW, &raw)
  }
}
