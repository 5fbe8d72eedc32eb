import ArgumentParser

/// `l402 help`: a command's help, or one of the topics.
struct HelpCommand: ParsableCommand, L402Command {
  static let configuration = CommandConfiguration(
    commandName: "help", abstract: "Help for a command, or about a topic.",
    usage: "l402 help [COMMAND | caveats|config|exit-status|json|keys]")

  @Argument(help: "A command, or caveats, config, exit-status, json, keys.")
  var words: [String] = []

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if output.json || !output.field.isEmpty {
      throw ValidationError("help is text: --json and --field have no form of it")
    }
  }

  mutating func run(in session: inout Session) throws -> ExitStatus {
    guard let first = words.first else {
      try session.console.write(RootCommand.overview)
      return .success
    }
    if words.count == 1, let topic = HelpTopic(rawValue: first) {
      try session.console.write(topic.text)
      return .success
    }
    guard let command = RootCommand.command(named: words) else {
      let names = RootCommand.names + HelpTopic.allCases.map(\.rawValue)
      throw Failure(
        .usage, "no command or topic \"\(words.joined(separator: " "))\"",
        hint: Spelling.nearest(to: first, among: names).map { "did you mean \($0)?" }
          ?? "commands and topics: l402 help")
    }
    try session.console.write(HelpPage(command: command).text)
    return .success
  }
}
