import Foundation

/// Commands as a terminal shows them, with what they print, which belong together.
///
/// A line that begins with `$ ` is a command, and goes on behind a backslash on lines that begin with
/// `> `; `# exit N` at its end is its status. In what it prints three dots stand for anything, and
/// alone on a line for any number of lines.
struct Transcript {
  struct Step {
    var command: String
    var status: Int32
    var output: [String] = []
  }

  private(set) var steps: [Step] = []
  /// Lines before the first command, of which there should be none.
  private(set) var strays: [String] = []

  init(_ displays: [[String]]) {
    for display in displays {
      var isFirst = true
      for line in display {
        if line.hasPrefix("$ ") {
          steps.append(Step(command: String(line.dropFirst(2)), status: 0))
        } else if isFirst {
          strays.append(line)
        } else if line.hasPrefix("> "), steps[steps.count - 1].output.isEmpty,
          steps[steps.count - 1].command.hasSuffix("\\")
        {
          steps[steps.count - 1].command += "\n" + line.dropFirst(2)
        } else {
          steps[steps.count - 1].output.append(line)
        }
        isFirst = false
      }
    }
    for index in steps.indices {
      if let match = steps[index].command.firstMatch(of: #/ *# exit (\d+)$/#) {
        steps[index].status = Int32(match.1) ?? 0
      }
    }
  }

  /// The same with another port: two that run at once must not meet.
  func replacing(port: Int, with other: Int) -> Transcript {
    var transcript = self
    for index in steps.indices {
      transcript.steps[index].command.replace(":\(port)", with: ":\(other)")
      transcript.steps[index].output = steps[index].output.map {
        $0.replacing(":\(port)", with: ":\(other)")
      }
    }
    return transcript
  }

  /// Runs the commands in one shell, in order; each with its status and what it printed.
  func run(in shell: ProgramShell) throws -> [(status: Int32, output: [String])] {
    // Marks are of a byte that no command prints.
    let body = steps.map { "printf '\\036'\n\($0.command)\nprintf '\\037%d' \"$?\"\n" }.joined()
    let (_, lines) = try shell.run(
      "trap 'kill $(jobs -p) 2> /dev/null; wait' EXIT\n" + body, seconds: 120)
    // A terminal does not show how header lines end.
    let text = lines.joined(separator: "\n").replacing("\r\n", with: "\n")
    return text.split(separator: "\u{1e}", omittingEmptySubsequences: false).dropFirst().map {
      let parts = $0.split(separator: "\u{1f}", omittingEmptySubsequences: false)
      var output = parts[0].split(separator: "\n", omittingEmptySubsequences: false).map(
        String.init)
      if output.last == "" { output.removeLast() }
      return (parts.count > 1 ? Int32(parts[1]) ?? -1 : -1, output)
    }
  }

  /// Whether lines are what a page shows.
  static func shows(_ shown: some Collection<String>, _ actual: some Collection<String>) -> Bool {
    guard let first = shown.first else { return actual.isEmpty }
    if first == "..." {
      var rest = actual[...]
      while true {
        if shows(shown.dropFirst(), rest) { return true }
        guard !rest.isEmpty else { return false }
        rest = rest.dropFirst()
      }
    }
    guard let line = actual.first else { return false }
    return Readme.shows(first, line) && shows(shown.dropFirst(), actual.dropFirst())
  }
}
