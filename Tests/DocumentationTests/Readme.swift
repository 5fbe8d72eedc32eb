import Foundation

/// The examples of README.md: lines of `console` blocks that start with `$ `, with what they print.
struct Readme {
  /// One command line, the status it must end with, and its output.
  struct Example {
    let command: String
    let status: Int32
    var output: [String] = []
  }

  let text: String

  init() throws { text = try Repository.text("README.md") }

  private init(text: String) { self.text = text }

  /// A part of it: from a heading of the second level to the next.
  func section(_ title: String) -> Readme {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(of: "## \(title)") else { return Readme(text: "") }
    let rest = lines[(start + 1)...].prefix { !$0.hasPrefix("## ") }
    return Readme(text: rest.joined(separator: "\n"))
  }

  /// All of it but one section.
  func without(_ title: String) -> Readme {
    Readme(text: text.replacing(section(title).text, with: ""))
  }

  /// The lines of the blocks in this language.
  func blocks(_ language: String) -> [[String]] {
    var blocks: [[String]] = []
    var isInside = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if isInside, line == "```" {
        isInside = false
      } else if isInside {
        blocks[blocks.count - 1].append(String(line))
      } else if line == "```\(language)" {
        isInside = true
        blocks.append([])
      }
    }
    return blocks
  }

  /// The examples in order; `# exit N` behind a command is its status.
  var examples: [Example] {
    var examples: [Example] = []
    for line in blocks("console").joined() {
      if line.hasPrefix("$ ") {
        let status = line.firstMatch(of: #/# exit (\d+)$/#).flatMap { Int32($0.1) } ?? 0
        examples.append(Example(command: String(line.dropFirst(2)), status: status))
      } else if !examples.isEmpty {
        examples[examples.count - 1].output.append(line)
      }
    }
    return examples
  }

  /// A line without what differs from run to run.
  static func steady(_ line: String) -> String {
    line.replacing(#/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/#, with: "TIME")
      .replacing(#/valid_until=\d{10}/#, with: "valid_until=UNIX")
      .replacing(#/\b(?:59|60|1) (?:minute|hour)s?\b/#, with: "1 hour")
      .replacing(#/\b[0-9a-f]{64}\b/#, with: "HEX32")
  }

  /// Whether a line of output is what the page shows; `...` there stands for anything, and the
  /// token or number that it shortens too.
  static func shows(_ shown: String, _ actual: String) -> Bool {
    var rest = steady(actual)[...]
    let parts = steady(shown).replacing(#/[A-Za-z0-9+\/]*\.\.\.[A-Za-z0-9+\/]*=*/#, with: "...")
      .split(separator: "...", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if index == 0 {
        guard rest.hasPrefix(part) else { return false }
        rest = rest.dropFirst(part.count)
      } else if index == parts.count - 1 {
        return rest.hasSuffix(part)
      } else {
        guard let range = rest.firstRange(of: part) else { return false }
        rest = rest[range.upperBound...]
      }
    }
    return rest.isEmpty
  }
}
