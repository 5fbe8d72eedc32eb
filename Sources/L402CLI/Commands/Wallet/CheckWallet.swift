import ArgumentParser
import BOLT11
import JSON
import Wallets

extension WalletCommand {
  /// The command `l402 wallet check`.
  struct CheckWallet: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Ask a wallet whether it answers and what its keys may do.",
      usage: "l402 wallet check [NAME] [OPTIONS]",
      discussion: """
        Pays nothing and makes no invoice.

        Examples
          l402 wallet check
          l402 wallet check mine --json
        exit: 0 it works   1 something does not   78 there is no such wallet
        """)

    @Argument(help: ArgumentHelp("The wallet instead of the one in force.", valueName: "name"))
    var name: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: [
      "balance_msat", "check", "checks", "detail", "name", "network", "status", "type", "works",
    ])

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let settings = try Settings(session.environment, usesKeys: false)
      let chosen = try session.wallet(name ?? settings.wallet.value, settings, for: .looking)
      var report = chosen.wallet.check(unusedHash: session.random32())
      if let bound = chosen.feeBound,
        let index = report.findings.firstIndex(where: { $0.check == "fee_limit" }),
        report.findings[index].status == .warning
      {
        report.findings[index] = WalletFinding(
          "fee_limit", .pass, "it keeps to none; \(bound.satoshis) sat are set aside (fee_bound)")
      }
      let works = !report.findings.contains { $0.status == .fail }
      try session.print(
        isAnsweredByStatus: true,
        json: { writer in
          writer.object { object in
            object.member("balance_msat", report.info?.balance.map { Int64(clamping: $0.value) })
            object.name("checks")
            object.array { array in
              for finding in report.findings {
                array.object { object in
                  object.member("check", finding.check)
                  object.member("detail", finding.detail)
                  object.member("status", finding.status.rawValue)
                }
              }
            }
            object.member("name", chosen.name)
            object.member("network", report.info?.network?.rawValue)
            object.member("type", chosen.wallet.profile.type)
            object.member("works", works)
          }
        },
        text: {
          let lines = report.findings.map { finding in
            let word =
              switch finding.status {
              case .pass: "ok      "
              case .warning: "warning "
              case .fail: "FAILS   "
              case .unknown: "unknown "
              }
            let name = finding.check.replacing("_", with: "-")
            return "  \(word) \(name)\(String(repeating: " ", count: 10 - name.count)) "
              + "\(session.shown(finding.detail))\n"
          }
          return "\(session.shown(chosen.name)): \(chosen.wallet.profile.type), "
            + "\(works ? "works" : "does not work")\n" + lines.joined()
        })
      return works ? .success : .no
    }
  }
}
