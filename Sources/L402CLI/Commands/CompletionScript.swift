import ArgumentParser
import CurlTool

/// The completion scripts: what the parser generates, and curl's options for `l402 curl`, which the
/// parser does not know.
enum CompletionScript {
  /// The script for a shell, ended by a line break.
  static func text(for shell: CompletionShell) -> String {
    let generated = RootCommand.completionScript(for: shell)
    let lines = generated.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let text =
      switch shell {
      case .bash: bash(lines)
      case .zsh: zsh(lines)
      case .fish: fish(lines)
      default: lines
      }
    let script = text.joined(separator: "\n")
    return script.hasSuffix("\n") ? script : script + "\n"
  }

  /// curl's options without those that are declared as ours.
  private static let options: [CurlOption] = {
    let ours = Set(CurlPaymentOptions.extras.map(\.name) + ["help", "version"])
    return CurlOption.all.filter { !ours.contains($0.name) }
  }()

  /// Changes the lines of a script from one that begins the command's part on, each kind once.
  private static func edit(
    _ lines: [String], after start: String, _ change: (String) -> [String]?
  ) -> [String] {
    guard let index = lines.firstIndex(of: start) else { return lines }
    var result = Array(lines[...index])
    var isInside = true
    for line in lines[(index + 1)...] {
      if line == "}" { isInside = false }
      result += isInside ? change(line) ?? [line] : [line]
    }
    return result
  }

  // MARK: The shells

  private static func bash(_ lines: [String]) -> [String] {
    let words = { (options: [CurlOption]) in
      options.flatMap { option in (option.letter.map { ["-\($0)"] } ?? []) + ["--\(option.name)"] }
        .map { $0.contains("#") || $0.contains(":") ? "'\($0)'" : $0 }
    }
    let flags = words(options.filter { !$0.takesValue }).joined(separator: " ")
    let valued = words(options.filter(\.takesValue)).joined(separator: " ")
    return edit(lines, after: "_l402_curl() {") { line in
      if line == "    repeating_flags=()" { return ["    repeating_flags=(\(flags))"] }
      if line.hasPrefix("    repeating_options=("), line.hasSuffix(")") {
        return [line.dropLast() + " \(valued))"]
      }
      guard line == "    case \"${prev}\" in" else { return nil }
      let files = words(options.filter(\.namesFile)).map {
        $0.hasPrefix("'") ? $0 : "'\($0)'"
      }
      let others = words(options.filter { $0.takesValue && !$0.namesFile }).map {
        $0.hasPrefix("'") ? $0 : "'\($0)'"
      }
      return [
        line, "    \(files.joined(separator: " | ")))", "        __l402_add_completions -f",
        "        return", "        ;;", "    \(others.joined(separator: " | ")))",
        "        return", "        ;;",
      ]
    }
  }

  private static func zsh(_ lines: [String]) -> [String] {
    let specs = options.map { option in
      let value =
        option.namesFile ? ":file:_files" : option.takesValue ? ":value:" : ""
      let letter = option.letter.map { $0 == ":" ? "\\:" : "\($0)" }
      let text = "[As in curl.]\(value)'"
      return (letter.map { ["'*-\($0)\(text)"] } ?? []) + ["'*--\(option.name)\(text)"]
    }
    return edit(lines, after: "_l402_curl() {") { line in
      line == "        '*:url:'" ? specs.joined().map { "        " + $0 } + [line] : nil
    }
  }

  private static func fish(_ lines: [String]) -> [String] {
    let end = " 'version' 'h/help'"
    var isCurl = false
    var result: [String] = []
    for line in lines {
      if isCurl, line.hasSuffix(end) {
        result.append(line.dropLast(end.count) + specifications + end)
      } else {
        result.append(line)
      }
      isCurl = line == "        case 'curl'"
    }
    let condition = "'__l402_should_offer_completions_for_flags_or_options \"l402 curl\"'"
    let place = result.lastIndex { $0.contains("\"l402 curl\"") } ?? result.count - 1
    let offers = options.map { option in
      let letter = option.letter.map { " -s '\($0)'" } ?? ""
      let value = option.namesFile ? " -rF" : option.takesValue ? " -rfka ''" : ""
      return
        "complete -c 'l402' -n \(condition)\(letter) -l '\(option.name)' -d 'As in curl.'\(value)"
    }
    result.insert(contentsOf: offers, at: place + 1)
    return result
  }

  /// What fish's argparse must know to tell values from words; it takes no other names.
  private static var specifications: String {
    options.compactMap { option in
      let letter = option.letter.flatMap { $0.isLetter || $0.isNumber ? "\($0)" : nil }
      let name = option.name.contains(".") ? nil : option.name
      guard letter != nil || name != nil else { return nil }
      let names = [letter, name].compactMap(\.self).joined(separator: "/")
      return " '\(names)\(option.takesValue ? "=+" : "")'"
    }.joined()
  }
}
