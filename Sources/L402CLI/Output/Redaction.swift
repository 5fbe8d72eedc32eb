/// Keeps tokens, keys and preimages that a slip put on the command line out of messages and logs.
enum Redaction {
  /// The text with every run that looks like a token or key cut to its first characters.
  ///
  /// A run is a token or key when a part of it between slashes has 40 or more characters of base64
  /// or hexadecimal; names of files and options are shorter.
  static func redacted(_ text: String) -> String {
    guard text.utf8.count >= longestPart else { return text }
    var result = String.UnicodeScalarView()
    var run = String.UnicodeScalarView()
    func close() {
      let isSecret = run.split(separator: "/").contains { $0.count >= longestPart }
      result.append(contentsOf: isSecret ? run.prefix(8) + "...".unicodeScalars : run[...])
      run.removeAll()
    }
    for scalar in text.unicodeScalars {
      if isOfRun(scalar) {
        run.append(scalar)
      } else {
        close()
        result.append(scalar)
      }
    }
    close()
    return String(result)
  }

  private static let longestPart = 40

  private static func isOfRun(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "+", "/", "-", "_", "=", ":", ".": true
    default: false
    }
  }
}
