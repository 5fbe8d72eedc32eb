import ArgumentParser

/// A command's help in our order: what it does, usage, options in groups, examples, exit status.
///
/// Made from the parser's own page, so that no option is described in two places.
struct HelpPage {
  let command: any ParsableCommand.Type

  /// The page, ended by a line break.
  var text: String {
    let page = RootCommand.helpMessage(for: command, includeHidden: false, columns: 100)
    var sections = page.split(separator: "\n", omittingEmptySubsequences: false)
      .split { $0.isEmpty }.map { $0.map(String.init) }
    var result: [[String]] = []
    if let first = sections.first?.first, first.hasPrefix("OVERVIEW: ") {
      result.append(
        [String(first.dropFirst("OVERVIEW: ".count))] + sections.removeFirst().dropFirst())
    }
    var usage: [[String]] = []
    var closing: [[String]] = []
    var discussion: [[String]] = []
    var groups: [[String]] = []
    for section in sections {
      let head = section.first ?? ""
      if head.hasPrefix("USAGE: ") {
        usage.append(["usage: " + head.dropFirst("USAGE: ".count)] + section.dropFirst())
      } else if head == "Examples" {
        closing.append(section)
      } else if Self.isTitle(head) {
        groups.append([title(head)] + section.dropFirst())
      } else if !head.hasPrefix("  See ") {
        discussion.append(section)
      }
    }
    result += usage + discussion
    result += groups.filter { $0.first != "Output" } + groups.filter { $0.first == "Output" }
    result += closing
    if !command.configuration.subcommands.isEmpty {
      result.append(["More: l402 \(name) SUBCOMMAND --help"])
    }
    return result.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var name: String { command._commandName }

  private static func isTitle(_ line: String) -> Bool {
    line.hasSuffix(":") && line.first?.isLetter == true && line == line.uppercased()
  }

  /// `KEYS:` as `Keys`.
  private func title(_ line: String) -> String {
    let words = line.dropLast().lowercased()
    return words.prefix(1).uppercased() + words.dropFirst()
  }
}
