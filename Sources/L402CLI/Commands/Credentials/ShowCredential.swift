import ArgumentParser
import Bytes
import JSON
import L402Protocol
import Payments
import Store

extension CredentialsCommand {
  /// The command `l402 credentials show`.
  struct ShowCredential: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show the credential that belongs to a URL.",
      usage: "l402 credentials show URL [OPTIONS]",
      discussion: """
        Of those that cover the path and were not refused: the one bought for this very path, then \
        the one for the fewest paths, then the newest. With --as it is printed for use.

        Examples
          l402 credentials show https://api.example/v1/reports/7
          curl -H "$(l402 credentials show https://api.example/v1/ --as header)" \
        https://api.example/v1/
        """)

    @Argument(help: ArgumentHelp("What would be fetched.", valueName: "url"))
    var url: ResourceArgument

    @Option(
      name: .customLong("as"),
      help: ArgumentHelp("Print the credential, in this shape.", valueName: "shape"))
    var shape: ResultShape?

    @Flag(help: "Show token and preimage.")
    var showSecrets = false

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: CredentialsCommand.fieldNames)

    func validate() throws {
      if output.json || !output.field.isEmpty, shape != nil {
        throw ValidationError("--as chooses text; --json and --field have their own form")
      }
    }

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let now = session.environment.now()
      let kept = try session.credentials(try session.localStore(.readOnly), at: url.origin)
      // A plain request is a GET; what is only good for another method is better than nothing.
      let found = ["GET", nil].lazy.compactMap { [url] method in
        CredentialChoice.best(of: kept, path: url.path, method: method, origin: url.origin)
      }.first
      guard let found else {
        let isRefused = kept.contains {
          $0.refusedAt != nil && PathScope($0.scope)?.covers(url.path) == true
        }
        throw Failure(
          .unreadable, "no credential for \(url.origin)\(url.path)",
          hint: isRefused
            ? "one was refused: l402 credentials list --origin \(url.origin)"
            : "l402 credentials list")
      }
      if let shape {
        try session.print(
          json: { _ in },
          text: {
            shape == .token
              ? String(decoding: found.token, as: UTF8.self) + "\n"
              : shape.text(ofCredential: found.text, scheme: found.scheme) + "\n"
          })
        return .success
      }
      let showsSecrets = showSecrets
      try session.print(
        json: { found.write(to: &$0, at: now, showsSecrets: showsSecrets) },
        text: {
          var text = found.line(at: now) + "\n"
          text += "  payment hash  \(found.paymentHash.hex)\n"
          if let path = found.path { text += "  bought for    \(session.shown(path))\n" }
          if let time = found.acceptedAt {
            text += "  accepted      \(Timestamp(unixSeconds: time).spaced)\n"
          }
          if showsSecrets {
            text += "  credential    \(session.shown(found.scheme + " " + found.text))\n"
          }
          return text
        })
      return .success
    }
  }
}
