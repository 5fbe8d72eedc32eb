import ArgumentParser
import Bytes
import JSON
import L402Protocol
import Store

extension CredentialsCommand {
  /// The command `l402 credentials remove`.
  struct RemoveCredentials: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "remove", abstract: "Forget credentials; what paid for them stays known.",
      usage: "l402 credentials remove HASH.. [OPTIONS]",
      discussion: """
        l402 payments show HASH --show-secrets still has what was bought from here.

        Examples
          l402 credentials remove 2ea46a6e
          l402 credentials remove 2ea46a6e --origin https://api.example
        """)

    @Argument(help: ArgumentHelp("Payment hashes, or their beginnings.", valueName: "hash"))
    var hashes: [String]

    @Option(help: ArgumentHelp("Only those for this origin.", valueName: "url"))
    var origin: OriginArgument?

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(
      names: CredentialsCommand.fieldNames.union(["credentials", "removed"]))

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let now = session.environment.now()
      let store = try session.localStore(.existing)
      let kept = try session.credentials(store, at: origin?.origin)
      // All are found before one goes.
      var chosen: [StoredCredential] = []
      for hash in hashes {
        for row in try Self.credentials(hash, among: kept)
        where !chosen.contains(where: { $0.id == row.id }) {
          chosen.append(row)
        }
      }
      let removed = try chosen.filter { row in
        try Failure.wrapping { try store?.removeCredential(row.id) ?? false }
      }
      try session.print(
        json: { writer in
          writer.object { object in
            object.name("credentials")
            object.array { array in for row in removed { row.write(to: &array, at: now) } }
            object.member("removed", Int64(removed.count))
          }
        },
        text: { removed.map { "removed \($0.line(at: now))\n" }.joined() })
      return .success
    }

    /// All that one payment bought, named by the beginning of its hash.
    private static func credentials(
      _ prefix: String, among kept: [StoredCredential]
    ) throws -> [StoredCredential] {
      let wanted = prefix.lowercased()
      guard (8...64).contains(wanted.utf8.count), Hex.isHex(wanted.utf8) else {
        throw Failure(
          .usage, "\"\(prefix)\" is no payment hash", hint: "8 to 64 hexadecimal digits of it")
      }
      let found = kept.filter { $0.paymentHash.hex.hasPrefix(wanted) }
      guard !found.isEmpty else {
        throw Failure(.unreadable, "no credential \(wanted)", hint: "l402 credentials list")
      }
      guard Set(found.map(\.paymentHash)).count == 1 else {
        throw Failure(
          .usage, "credentials of several payments begin with \(wanted)", hint: "give more of it")
      }
      return found
    }
  }
}
