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
    let line = TerminalLine(descriptor: descriptor)
    line.write(text + "l402: \(Sanitizer.clean(question)) [y/N] ")
    guard let answer = line.read(atMost: 64) else { return false }
    let word = String(decoding: answer, as: UTF8.self).lowercased().filter { !$0.isWhitespace }
    return word == "y" || word == "yes"
  }
}
