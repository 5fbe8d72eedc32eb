import Glibc
import Presentation

/// A question with yes or no, asked on the terminal whatever the standard descriptors are.
struct Confirmation: Sendable {
  /// The terminal.
  let descriptor: Int32

  /// Asks; anything but `y` and `yes` is no, as are the end of input and Ctrl-C.
  ///
  /// The lines are shown above the question; all of it is made harmless first.
  func ask(_ question: String, below lines: [String] = []) -> Bool {
    let text = lines.map { "l402: \(Sanitizer.clean($0))\n" }.joined()
    write(text + "l402: \(Sanitizer.clean(question)) [y/N] ")
    var answer: [UInt8] = []
    while answer.last != 0x0a {
      guard !Interruption.wasAsked else {
        write("\n")
        return false
      }
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&waiting, 1, 100) > 0 else { continue }
      var byte: UInt8 = 0
      let count = read(descriptor, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1, answer.count < 64 else { return false }
      answer.append(byte)
    }
    let word = String(decoding: answer, as: UTF8.self).lowercased().filter { !$0.isWhitespace }
    return word == "y" || word == "yes"
  }

  private func write(_ text: String) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      rest = rest.dropFirst(max(0, count))
    }
  }
}
