import Glibc

/// Asks for a text to be pasted at a terminal.
///
/// Canonical mode is off meanwhile: terminals cut lines at 4095 bytes, tokens are longer.
struct PastePrompt {
  let environment: Environment
  let console: Console

  /// Reads up to Ctrl-D, or a line break that nothing follows within 0.3 s.
  func read() throws -> [UInt8] {
    let descriptor = environment.standardInput
    console.say("paste a token or header, then Enter:\n")
    var saved = termios()
    guard tcgetattr(descriptor, &saved) == 0 else {
      return try DescriptorReader.read(descriptor, name: "the terminal")
    }
    var raw = saved
    raw.c_lflag &= ~tcflag_t(ICANON | ISIG)
    _ = tcsetattr(descriptor, TCSANOW, &raw)
    defer { _ = tcsetattr(descriptor, TCSANOW, &saved) }
    var content: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 4096)
    while content.count <= DescriptorReader.limit {
      if content.last == 0x0a, content.contains(where: { $0 > 0x20 }) {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        if poll(&waiting, 1, 300) == 0 { break }
      }
      let count = block.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { break }
      guard count > 0 else {
        if errno == EINTR { continue }
        break
      }
      for byte in block[..<count] {
        switch byte {
        case 0x03: throw Failure(.interrupted, "stopped")
        case 0x04: return content
        case 0x08, 0x7f: _ = content.popLast()
        default: content.append(byte)
        }
      }
    }
    return content
  }
}
