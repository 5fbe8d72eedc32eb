import ArgumentParser
import Bytes
import JSON
import L402Protocol
import Store

extension KeysCommand {
  /// The command `l402 keys revoke`.
  struct RevokeKey: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "revoke", abstract: "Refuse a token from now on.",
      usage: "l402 keys revoke [TEXT] [--revoked FILE] [OPTIONS]",
      discussion: """
        TEXT is a token, a credential, or token-id:HEX. Revoked here, verify refuses it whatever \
        key is given; --revoked also appends to a list for other machines. The key need not be here.

        Examples
          l402 keys revoke @credential.txt
          l402 keys revoke token-id:804ae47d... --revoked revoked.txt
        """)

    @Argument(help: ArgumentHelp("Token, credential, or token-id:HEX.", valueName: "text"))
    var text: String?

    @Option(
      help: ArgumentHelp("Append to this list too.", valueName: "file"), completion: .file())
    var revoked: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let targets = try session.revocationTargets(text)
      let now = session.environment.now()
      let settings = try Settings(session.environment)
      let store = try Failure.wrapping {
        try Store(openingAt: settings.home.store, mode: .create)
      }
      for target in targets {
        try Failure.wrapping { try store.revoke(target, at: now.unixSeconds) }
        if let revoked { try RevocationFile.append(RevocationList.line(for: target), to: revoked) }
      }
      let lines = targets.map { String(RevocationList.line(for: $0).dropLast()) }
      try session.print(
        json: { writer in
          writer.object { object in
            object.name("entries")
            object.array { array in for line in lines { array.string(line) } }
            object.member("revoked_at", now.rfc3339)
            object.member("revoked_at_unix", now.unixSeconds)
          }
        }, text: { lines.map { "revoked \($0)\n" }.joined() })
      return .success
    }
  }
}
