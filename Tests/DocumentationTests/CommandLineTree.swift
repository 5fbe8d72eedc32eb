import ArgumentParser
import JSON

@testable import L402CLI

/// A command as the parser describes it.
struct CommandLineTree {
  let name: String
  /// Such as `--json` and `-q`, those of subcommands included.
  let flags: Set<String>

  /// The commands of `l402`, without the parser's own `help`.
  static let commands: [CommandLineTree] = {
    guard
      let dump = try? JSONReader.read(Array(RootCommand._dumpHelp().utf8)[...]),
      let commands = dump["command"]?["subcommands"]?.array
    else { return [] }
    var seen: Set<String> = []
    return commands.map { CommandLineTree($0) }.filter { seen.insert($0.name).inserted }
  }()

  static func command(_ name: String) -> CommandLineTree? { commands.first { $0.name == name } }

  private init(_ command: JSONValue) {
    name = command["commandName"]?.string ?? ""
    flags = Self.flags(of: command)
  }

  private static func flags(of command: JSONValue) -> Set<String> {
    var flags: Set<String> = []
    for argument in command["arguments"]?.array ?? [] {
      for name in argument["names"]?.array ?? [] {
        let text = name["name"]?.string ?? ""
        flags.insert((name["kind"]?.string == "long" ? "--" : "-") + text)
      }
    }
    for subcommand in command["subcommands"]?.array ?? [] {
      flags.formUnion(self.flags(of: subcommand))
    }
    return flags
  }
}
