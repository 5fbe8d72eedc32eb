import ArgumentParser
import Bytes
import JSON
import L402Protocol
import Store

extension KeysCommand {
  /// The command `l402 keys prune`.
  struct PruneKeys: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "prune", abstract: "Remove the keys of tokens that have expired.",
      usage: "l402 keys prune [--older-than DURATION]",
      discussion: """
        Tokens that never expire keep their keys; revocations stay.

        Examples
          l402 keys prune
          l402 keys prune --older-than 30d
        """)

    @Option(
      help: ArgumentHelp("Only those that expired longer ago.", valueName: "duration"))
    var olderThan: DurationArgument?

    @OptionGroup(title: "Output") var output: OutputOptions

    func validate() throws {
      if let olderThan, olderThan.seconds < 0 {
        throw ValidationError("--older-than is a span of the past: 30d, not -30d")
      }
    }

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let now = session.environment.now()
      let before = now.unixSeconds - (olderThan?.seconds ?? 0)
      var count = 0
      if let store = try session.localStore(.existing) {
        count = try Failure.wrapping { try store.pruneRootKeys(expiredBefore: before) }
      }
      try session.print(
        json: { $0.object { $0.member("pruned", Int64(count)) } },
        text: { "removed \(count) key\(count == 1 ? "" : "s") of expired tokens\n" })
      return .success
    }
  }
}
