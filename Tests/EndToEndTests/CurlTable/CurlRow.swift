/// A command line that our program and curl must take alike.
struct CurlRow: Sendable, CustomStringConvertible {
  /// What the program's standard input is.
  enum Input: Sendable {
    case nothing
    case file(String)
    /// At most as much as a pipe holds.
    case pipe(String)
  }

  /// What is not compared.
  enum Exemption: Sendable {
    /// Only the size of standard output and of the files: their bytes hold what is random or a time.
    case bytes
    /// What the server saw: it depends on when the client gave up.
    case requests
  }

  /// What is behind a placeholder in braces, and why a row leaves out a comparison, is in
  /// `CurlSite.placeholders` and in `why`.
  let name: String
  /// Words after `curl`, parted by blanks; single quotes keep blanks, as in a shell.
  let command: String
  var input = Input.nothing
  /// What is in the working folder before: name and content, all as old as 2020.
  var files: [String: String] = [:]
  /// What is in the home folder before.
  var home: [String: String] = [:]
  var variables: [String: String] = [:]
  /// Whether standard output is a pipe that nobody reads.
  var outputIsClosed = false
  /// Whether standard error is compared; always where the command has `-sS`.
  var errors = false
  /// Whether of standard error the lines are compared that show what was sent and what came.
  var trace = false
  /// Whether the times of the files are compared.
  var times = false
  /// What is not compared, and why.
  var without: [Exemption: String] = [:]

  init(
    _ name: String, _ command: String, input: Input = .nothing, files: [String: String] = [:],
    home: [String: String] = [:], variables: [String: String] = [:], outputIsClosed: Bool = false,
    errors: Bool = false, trace: Bool = false, times: Bool = false,
    without: [Exemption: String] = [:]
  ) {
    self.name = name
    self.command = command
    self.input = input
    self.files = files
    self.home = home
    self.variables = variables
    self.outputIsClosed = outputIsClosed
    self.errors = errors
    self.trace = trace
    self.times = times
    self.without = without
  }

  var description: String { name }

  /// Whether standard error counts.
  var comparesErrors: Bool { !isQuiet && (errors || words.contains("-sS")) }

  private var isQuiet = false

  /// The same without standard error: usage errors are worded by each program in its own name.
  var quietly: CurlRow {
    var row = self
    row.isQuiet = true
    return row
  }

  /// The words of the command, before the placeholders are filled in.
  var words: [String] {
    var words: [String] = []
    var word: String?
    var isQuoted = false
    for character in command {
      switch character {
      case "'":
        isQuoted.toggle()
        word = word ?? ""
      case " " where !isQuoted, "\n" where !isQuoted:
        if let done = word { words.append(done) }
        word = nil
      default: word = (word ?? "") + String(character)
      }
    }
    return words + (word.map { [$0] } ?? [])
  }
}
