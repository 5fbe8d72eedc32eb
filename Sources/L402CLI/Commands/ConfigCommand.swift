import ArgumentParser
import Glibc
import JSON
import Presentation

/// The command `l402 config`.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show what is in force and where it came from.",
    discussion: """
      Flags win over variables, variables over the file, the file over defaults.

      Examples
        l402 config show
        l402 config init && $EDITOR "$(l402 config path)"
      """,
    subcommands: [ShowConfig.self, PathOfConfig.self, InitConfig.self])

  /// The command `l402 config show`.
  struct ShowConfig: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Print every setting, its value and what set it.",
      usage: "l402 config show [OPTIONS]",
      discussion: """
        Secrets are shown as their sources, never as values.

        Examples
          l402 config show
          l402 config show --field verify.strict.value
        """)

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let settings = try Settings(session.environment)
      let rows: [(String, String?, String)] = [
        ("mint.location", settings.location.value, settings.location.origin),
        ("mint.master_key", settings.masterKey?.value, settings.masterKey?.origin ?? "default"),
        ("mint.root_key", settings.rootKey?.value, settings.rootKey?.origin ?? "default"),
        ("store", settings.home.store, Self.originOfHome(session.environment)),
        ("verify.strict", "\(settings.isStrict.value)", settings.isStrict.origin),
        ("wallet", settings.wallet.value, settings.wallet.origin),
      ]
      try session.print(
        json: { writer in
          writer.object { object in
            var table = ""
            // Rows are sorted, so those of one table follow each other.
            for group in Self.grouped(rows) {
              table = group.table
              object.name(table)
              object.object { object in
                for row in group.rows {
                  object.name(row.0)
                  object.object { object in
                    object.member("origin", row.2)
                    if table == "verify" {
                      object.member("value", row.1 == "true")
                    } else {
                      object.member("value", row.1)
                    }
                  }
                }
              }
            }
          }
        },
        text: {
          let width = rows.map(\.0.count).max() ?? 0
          return rows.map { row in
            let name = row.0 + String(repeating: " ", count: width - row.0.count)
            let value = row.1.map { $0.isEmpty ? "\"\"" : $0 } ?? "(none: the local store)"
            return "\(name)  \(Sanitizer.clean(value))   [\(Sanitizer.clean(row.2))]\n"
          }.joined()
        })
      return .success
    }

    private static func grouped(
      _ rows: [(String, String?, String)]
    ) -> [(table: String, rows: [(String, String?, String)])] {
      var groups: [(table: String, rows: [(String, String?, String)])] = []
      for row in rows {
        let parts = row.0.split(separator: ".", maxSplits: 1).map(String.init)
        let entry = (
          parts.count == 2 ? parts[1] : parts[0] == "store" ? "path" : "name", row.1, row.2
        )
        if groups.last?.table == parts[0] {
          groups[groups.count - 1].rows.append(entry)
        } else {
          groups.append((parts[0], [entry]))
        }
      }
      return groups
    }

    private static func originOfHome(_ environment: Environment) -> String {
      for name in ["L402_HOME", "XDG_DATA_HOME"] {
        if let value = environment.variables[name], !value.isEmpty { return "variable \(name)" }
      }
      return "default"
    }
  }

  /// The command `l402 config path`.
  struct PathOfConfig: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "path", abstract: "Print where the configuration file is, or would be.",
      usage: "l402 config path",
      discussion: """
        Examples
          $EDITOR "$(l402 config path)"
        """)

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let path = try Home(session.environment).configurationFile
      try session.print(
        json: { $0.object { $0.member("path", path) } }, text: { session.shown(path) + "\n" })
      return .success
    }
  }

  /// The command `l402 config init`.
  struct InitConfig: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "init", abstract: "Write a configuration file with every key commented out.",
      usage: "l402 config init [--force]",
      discussion: """
        Examples
          l402 config init && $EDITOR "$(l402 config path)"
        """)

    @Flag(help: "Overwrite the file.")
    var force = false

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let home = try Home(session.environment)
      try Folder.create(home.configurationFolder)
      try SecretFile.write(
        Array(Configuration.template.utf8), to: home.configurationFile, replaces: force)
      try session.print(
        json: { $0.object { $0.member("path", home.configurationFile) } },
        text: { session.shown(home.configurationFile) + "\n" })
      return .success
    }
  }
}

/// Folders of ours.
enum Folder {
  /// Makes a folder of mode 0700 and the folders above it.
  static func create(_ path: String) throws {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw Failure(.cannotCreate, "cannot create \"\(path)\": \(SystemError.text(errno))")
    }
    try create(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw Failure(.cannotCreate, "cannot create \"\(path)\": \(SystemError.text(errno))")
    }
  }
}
