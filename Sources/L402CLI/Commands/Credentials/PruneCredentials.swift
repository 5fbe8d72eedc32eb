import ArgumentParser
import JSON
import Payments
import Store

extension CredentialsCommand {
  /// The command `l402 credentials prune`.
  struct PruneCredentials: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Forget credentials that have expired or were refused.",
      usage: "l402 credentials prune [--dry-run] [OPTIONS]",
      discussion: """
        Examples
          l402 credentials prune --dry-run
          l402 credentials prune -q
        """)

    @Flag(help: "Say which, and remove none.")
    var dryRun = false

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(
      names: CredentialsCommand.fieldNames.union(["credentials", "pruned"]))

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let now = session.environment.now()
      let store = try session.localStore(dryRun ? .readOnly : .existing)
      var chosen = try session.credentials(store).filter {
        // What was paid for and never accepted stays: it stands against buying another one.
        ($0.refusedAt != nil || $0.isExpired(at: now))
          && ($0.acceptedAt != nil || store?.hasPaid(for: $0) != true)
      }
      if !dryRun {
        chosen = try chosen.filter { row in
          try Failure.wrapping { try store?.removeCredential(row.id) ?? false }
        }
      }
      let count = chosen.count
      let isDryRun = dryRun
      try session.print(
        json: { writer in
          writer.object { object in
            object.name("credentials")
            object.array { array in for row in chosen { row.write(to: &array, at: now) } }
            object.member("pruned", Int64(isDryRun ? 0 : count))
          }
        },
        text: {
          let lines = isDryRun ? chosen.map { $0.line(at: now) + "\n" }.joined() : ""
          return lines + (isDryRun ? "would remove " : "removed ")
            + "\(count) credential\(count == 1 ? "" : "s") that expired or \(count == 1 ? "was" : "were") refused\n"
        })
      return .success
    }
  }
}
