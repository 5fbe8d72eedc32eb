/// A man page in mdoc.
struct ManualPage {
  let lines: [String]

  init(_ name: String) throws {
    lines = try Repository.text("man/\(name)").split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
  }

  /// The titles of its sections.
  var sections: [String] {
    lines.filter { $0.hasPrefix(".Sh ") }.map { String($0.dropFirst(4)) }
  }

  /// The lines of a section or subsection.
  func section(_ title: String) -> [String] {
    let begin = lines.firstIndex { $0 == ".Sh \(title)" || $0 == ".Ss \(title)" }
    guard let begin else { return [] }
    return Array(lines[(begin + 1)...].prefix { !$0.hasPrefix(".Sh ") && !$0.hasPrefix(".Ss ") })
  }

  /// The options that have an entry of their own.
  var definedFlags: Set<String> {
    Set(lines.filter { $0.hasPrefix(".It ") }.flatMap(Self.flags))
  }

  /// All options that the page speaks of.
  var mentionedFlags: Set<String> { Set(lines.filter { $0.hasPrefix(".") }.flatMap(Self.flags)) }

  /// All options that a section speaks of.
  func flags(in title: String) -> Set<String> { Set(section(title).flatMap(Self.flags)) }

  /// The words behind `.Fl` and `Fl`, up to the next macro.
  private static func flags(of line: String) -> [String] {
    var flags: [String] = []
    var isFlag = false
    for word in line.dropFirst().split(separator: " ") {
      if word.count == 2, word.first?.isUppercase == true, word.last?.isLowercase == true {
        isFlag = word == "Fl"
      } else if isFlag, word.contains(where: \.isLetter) {
        flags.append("-" + word)
      }
    }
    return flags
  }

  /// The first words of the entries of a section.
  func entries(of title: String) -> [String] {
    section(title).filter { $0.hasPrefix(".It ") }.map { line in
      let words = line.dropFirst(4).split(separator: " ")
      return String(words[words.first == "Cm" ? 1 : 0])
    }
  }

  /// The lines of its literal displays, as a reader sees them.
  var displays: [[String]] {
    var displays: [[String]] = []
    var isInside = false
    for line in lines {
      if line.hasPrefix(".Bd ") {
        isInside = true
        displays.append([])
      } else if line == ".Ed" {
        isInside = false
      } else if isInside {
        displays[displays.count - 1].append(
          line.replacing("\\&", with: "").replacing("\\e", with: "\\"))
      }
    }
    return displays
  }

  /// The command lines behind `$ ` in displays of EXAMPLES, with what they print there.
  var examples: [(command: String, output: [String])] {
    var examples: [(command: String, output: [String])] = []
    for display in section("EXAMPLES").split(whereSeparator: { $0.hasPrefix(".Bd ") }).dropFirst() {
      let lines = display.prefix { $0 != ".Ed" }
      for line in lines {
        if line.hasPrefix("$ ") {
          examples.append((String(line.dropFirst(2)), []))
        } else if lines.first?.hasPrefix("$ ") == true {
          examples[examples.count - 1].output.append(line)
        }
      }
    }
    return examples
  }
}
