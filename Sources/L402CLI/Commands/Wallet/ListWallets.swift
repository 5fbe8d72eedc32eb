import ArgumentParser
import JSON
import Presentation
import Wallets

extension WalletCommand {
  /// The command `l402 wallet list`.
  struct ListWallets: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the wallets; the one in force has a star.",
      usage: "l402 wallet list [OPTIONS]",
      discussion: """
        Asks none of them anything.

        Examples
          l402 wallet list
          l402 wallet list --json
        """)

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: [
      "default", "name", "origin", "type", "url", "wallets",
    ])

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let settings = try Settings(session.environment, usesKeys: false)
      var rows = settings.wallets.map { name, setting in
        Row(
          name: name, type: setting.value.kind.rawValue, url: setting.value.location,
          origin: "\(setting.origin)")
      }
      rows.append(Row(name: Settings.sandboxName, type: "sandbox", url: nil, origin: "built in"))
      rows.sort { $0.name < $1.name }
      let current = settings.wallet.value
      try session.print(
        json: { writer in
          writer.object { object in
            object.name("wallets")
            object.array { array in
              for row in rows {
                array.object { object in
                  object.member("default", row.name == current)
                  object.member("name", row.name)
                  object.member("origin", row.origin)
                  object.member("type", row.type)
                  object.member("url", row.url)
                }
              }
            }
          }
        },
        text: {
          let width = rows.map(\.name.count).max() ?? 0
          return rows.map { row in
            let star = row.name == current ? "* " : "  "
            let name = row.name + String(repeating: " ", count: width - row.name.count)
            let place =
              row.url.map { " at \(Sanitizer.clean($0))" }
              ?? (row.type == "sandbox" ? ", play money" : "")
            return session.shown("\(star)\(name)  \(row.type)\(place)   [\(row.origin)]") + "\n"
          }.joined()
        })
      let known = Set(settings.wallets.values.map(\.value.kind))
      for found in FoundWallet.all(session.environment) where !known.contains(found.kind) {
        session.console.note("not set up: \(found.path)  (\(found.command))")
      }
      return .success
    }

    private struct Row {
      let name: String
      let type: String
      let url: String?
      let origin: String
    }
  }
}
