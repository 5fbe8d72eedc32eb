import ArgumentParser
import BOLT11
import Glibc
import JSON
import Payments
import Presentation
import Store

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
      let rows = Self.rows(settings, session.environment)
      let wallets = settings.wallets.sorted { $0.key < $1.key }
      let origins = settings.origins.sorted { $0.key < $1.key }
      let rates = settings.rates
      try session.print(
        json: { writer in
          writer.object { object in
            // Rows are sorted, so those of one table follow each other.
            for (table, members) in Self.grouped(rows) {
              if table == "serve" {
                Self.write(origins.map { ($0, $1.value.shown, $1.origin) }, "origins", to: &object)
                Self.write(rates, to: &object)
              }
              object.name(table)
              object.object { object in
                for row in members {
                  object.name(row.member)
                  object.object { object in
                    object.member("origin", row.origin)
                    object.name("value")
                    row.value.write(to: &object)
                  }
                }
              }
            }
            Self.write(wallets.map { ($0, $1.value.members, $1.origin) }, "wallets", to: &object)
          }
        },
        text: {
          let lines =
            rows.map { ($0.name, $0.value.text, $0.origin) }
            + origins.flatMap { name, setting in
              setting.value.shown.map {
                ("origins.\"\(name)\".\($0.key)", $0.value.text, "\(setting.origin)")
              }
            }
            + (rates.map { rates in
              rates.value.shown.map { ("rates.\($0.key)", $0.value.text, "\(rates.origin)") }
            } ?? [])
            + wallets.flatMap { name, setting in
              setting.value.shown.map {
                ("wallets.\(name).\($0.key)", $0.value.text, "\(setting.origin)")
              }
            }
          let width = lines.map(\.0.count).max() ?? 0
          return lines.map { line in
            let name = line.0 + String(repeating: " ", count: width - line.0.count)
            return
              "\(Sanitizer.clean(name))  \(Sanitizer.clean(line.1))   [\(Sanitizer.clean(line.2))]\n"
          }.joined()
        })
      return .success
    }

    /// Tables that have names of the user's.
    private static func write(
      _ tables: [(name: String, rows: [(key: String, value: ShownSetting)], origin: SettingOrigin)],
      _ name: String, to object: inout JSONWriter
    ) {
      object.name(name)
      object.object { object in
        for table in tables {
          object.name(table.name)
          object.object { object in
            var rows = table.rows
            rows.append(("origin", .text("\(table.origin)")))
            for row in rows.sorted(by: { $0.key < $1.key }) {
              object.name(row.key)
              row.value.write(to: &object)
            }
          }
        }
      }
    }

    /// What a bitcoin costs; null where the file does not say.
    private static func write(
      _ rates: Setting<RateConfiguration>?, to object: inout JSONWriter
    ) {
      object.name("rates")
      guard let rates else { return object.null() }
      object.object { object in
        for row in (rates.value.shown + [("origin", .text("\(rates.origin)"))])
          .sorted(by: { $0.key < $1.key })
        {
          object.name(row.key)
          row.value.write(to: &object)
        }
      }
    }

    /// A setting as it is shown.
    private struct Row {
      /// With its table in front.
      let name: String
      let value: ShownSetting
      let origin: String

      var table: String { String(name.prefix { $0 != "." }) }
      /// Its name in the JSON form; two have no table of their own.
      var member: String {
        switch name {
        case "store": "path"
        case "wallet": "name"
        default: String(name.dropFirst(table.count + 1))
        }
      }
    }

    /// In the order of their names.
    private static func rows(_ settings: Settings, _ environment: Environment) -> [Row] {
      let defaults =
        settings.wallet.value == Settings.sandboxName ? LimitDefaults.sandbox : .real
      func row<Value>(
        _ name: String, _ setting: Setting<Value>?, default value: ShownSetting,
        _ shown: (Value) -> ShownSetting
      ) -> Row {
        Row(
          name: name, value: setting.map { shown($0.value) } ?? value,
          origin: "\(setting?.origin ?? .usual)")
      }
      let noKey = ShownSetting.text(nil, none: "(none: the local store)")
      let none = ShownSetting.text(nil, none: "(none)")
      return [
        row("limits.allow_http", settings.allowsHTTP, default: .flag(false)) { .flag($0) },
        row("limits.ask", settings.ask, default: none) { .text($0.rawValue) },
        row(
          "limits.budgets", settings.budgets, default: .list(defaults.budgets.map(\.text))
        ) { .list($0.map(\.text)) },
        row("limits.fee", settings.maxFee, default: .text(FeeLimit.standard.text)) {
          .text($0.limit.text)
        },
        row("limits.only_listed", settings.onlyListed, default: .flag(false)) { .flag($0) },
        row(
          "limits.per_payment", settings.maxAmount,
          default: defaults.perPayment.map { .text("\($0.satoshis)sat") } ?? none
        ) { .text($0.text) },
        row("mint.location", settings.location, default: none) { .text($0) },
        row("mint.master_key", settings.masterKey, default: noKey) { .text($0) },
        row("mint.root_key", settings.rootKey, default: noKey) { .text($0) },
        row(
          "serve.amount", settings.serveAmount,
          default: settings.serveRoutes == nil
            ? .text("\(ServeCommand.usualPrice.satoshis)sat") : none
        ) { .text($0.text) },
        row("serve.listen", settings.serveListen, default: none) { .text($0.text) },
        row("serve.routes", settings.serveRoutes, default: .list([])) { .list($0) },
        Row(
          name: "store", value: .text(settings.home.store), origin: originOfHome(environment)),
        row("verify.strict", settings.isStrict, default: .flag(false)) { .flag($0) },
        row("wallet", settings.wallet, default: none) { .text($0) },
      ]
    }

    private static func grouped(_ rows: [Row]) -> [(table: String, rows: [Row])] {
      var groups: [(table: String, rows: [Row])] = []
      for row in rows {
        if groups.last?.table == row.table {
          groups[groups.count - 1].rows.append(row)
        } else {
          groups.append((row.table, [row]))
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
