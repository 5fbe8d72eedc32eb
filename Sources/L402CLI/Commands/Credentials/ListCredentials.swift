import ArgumentParser
import JSON
import L402Protocol
import Store

extension CredentialsCommand {
  /// The command `l402 credentials list`.
  struct ListCredentials: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List the credentials that are kept, the newest first.",
      usage: "l402 credentials list [OPTIONS]",
      discussion: """
        Never prints a token or a preimage.

        Examples
          l402 credentials list
          l402 credentials list --origin https://api.example --json
        """)

    @Option(help: ArgumentHelp("Only those for this origin.", valueName: "url"))
    var origin: OriginArgument?

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: CredentialsCommand.fieldNames.union(["credentials"]))

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let now = session.environment.now()
      let credentials = try session.credentials(
        try session.localStore(.readOnly), at: origin?.origin)
      try session.print(
        json: { writer in
          writer.object { object in
            object.name("credentials")
            object.array { array in for row in credentials { row.write(to: &array, at: now) } }
          }
        },
        text: {
          credentials.isEmpty
            ? "no credentials\n" : credentials.map { $0.line(at: now) + "\n" }.joined()
        })
      return .success
    }
  }
}
