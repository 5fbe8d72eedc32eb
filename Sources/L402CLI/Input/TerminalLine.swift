import Glibc

/// Lines of a terminal in its usual mode, in which the user can correct them.
struct TerminalLine: Sendable {
  /// The terminal.
  let descriptor: Int32

  /// Reads up to Enter and keeps the beginning; nil for the end of input, Ctrl-C and a lost terminal.
  func read(atMost limit: Int) -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      guard !Interruption.wasAsked else {
        write("\n")
        return nil
      }
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 100) > 0 else { continue }
      var byte: UInt8 = 0
      let count = Glibc.read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { return nil }
      if byte == 0x0a { return line }
      if line.count < limit { line.append(byte) }
    }
  }

  /// Forgets what was typed before anything was asked.
  func forgetInput() { tcflush(descriptor, TCIFLUSH) }

  /// Writes a text, which must be harmless.
  func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      rest = rest.dropFirst(max(0, count))
    }
  }
}
