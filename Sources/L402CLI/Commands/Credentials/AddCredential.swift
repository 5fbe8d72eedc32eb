import ArgumentParser
import Bytes
import Digests
import JSON
import L402Protocol
import Macaroons
import Store

extension CredentialsCommand {
  /// The command `l402 credentials add`.
  struct AddCredential: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Keep a credential that was bought elsewhere.",
      usage: "l402 credentials add --for URL [TEXT] [OPTIONS]",
      discussion: """
        It is kept for all paths at or below the directory of the URL's. The preimage must fit the \
        token; of a token that only its issuer can read, nobody can tell.

        Examples
          l402 credentials add --for https://api.example/v1/reports/ @credential.txt
          l402 pay @challenge.txt --as header | l402 credentials add --for https://api.example/
        """)

    @Argument(
      help: ArgumentHelp(
        "Credential or Authorization line: the text, @FILE, env:NAME, or - for standard input.",
        valueName: "text"))
    var text: String?

    @Option(
      name: .customLong("for"), help: ArgumentHelp("Where it belongs.", valueName: "url"))
    var url: ResourceArgument

    @Option(
      help: ArgumentHelp(
        "Keep it for all paths at or below this one instead.", valueName: "path"))
    var scope: ScopeArgument?

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: CredentialsCommand.fieldNames)

    func validate() throws {
      guard PathScope(around: url.path).covers(url.path) else {
        throw ValidationError(
          "--for: the path could mean two things to two servers, so nothing is kept for it")
      }
      if let scope, !scope.scope.covers(url.path) {
        throw ValidationError("--scope \(scope.scope) does not cover the path of --for")
      }
    }

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let now = session.environment.now()
      let given = try session.text(text)
      let credential = try credential(given[...])
      guard let preimage = credential.preimage?.bytes else {
        throw Failure(.malformed, "the credential has no preimage: it is not paid for yet")
      }
      let hash = SHA256.digest(preimage)
      let macaroons = credential.tokens.compactMap { $0.macaroon?.macaroon }
      for macaroon in macaroons {
        if let bound = TokenIdentifier(macaroon.identifier).paymentHash, bound != hash {
          throw Failure(
            .malformed,
            "the preimage does not fit the token: it hashes to \(hash.hex.prefix(8)), "
              + "the token is bound to \(bound.hex.prefix(8))",
            hint: "l402 inspect shows both")
        }
      }
      let scheme: L402Scheme =
        if case .authorization(let scheme) = credential.source { scheme } else { .l402 }
      let row = StoredCredential(
        origin: url.origin.description,
        scope: (scope?.scope ?? PathScope(around: url.path)).description, scheme: scheme.rawValue,
        token: Array(credential.tokens.map(\.text).joined(separator: [UInt8(ascii: ",")])),
        preimage: preimage, paymentHash: hash,
        isSandbox: macaroons.contains {
          $0.location.elementsEqual(Verifier.sandboxLocation.utf8)
        },
        createdAt: now.unixSeconds)
      let settings = try Settings(session.environment, usesKeys: false)
      let stored = try Failure.wrapping {
        try Store(openingAt: settings.home.store, mode: .create).add(row)
      }
      if stored.refusedAt != nil {
        session.console.warn(
          "it was kept before, and its server refused it: it is not sent unless it is removed and "
            + "added again")
      }
      try session.print(
        json: { stored.write(to: &$0, at: now) }, text: { stored.line(at: now) + "\n" })
      return .success
    }

    /// The one credential in a text.
    private func credential(_ text: ArraySlice<UInt8>) throws -> Credential {
      let found: [Recognised]
      do {
        found = try Recogniser.recognise(text)
      } catch {
        throw Failure(error, in: text).withHint(forOperand: self.text)
      }
      let credentials = found.compactMap { recognised -> Credential? in
        guard case .credential(let credential) = recognised.subject else { return nil }
        return credential
      }
      guard let credential = credentials.first else {
        let kind = found.first?.kind ?? "nothing"
        throw Failure(
          .malformed, "there is no credential in it, but \(Failure.words(forKind: kind))",
          hint: kind == "challenge" ? "l402 pay --origin URL buys one and keeps it" : nil)
      }
      guard credentials.count == 1 else {
        throw Failure(.malformed, "there are \(credentials.count) credentials in it")
      }
      guard credential.source != .grpcMetadata else {
        throw Failure(
          .malformed, "gRPC metadata is not sent to a web server",
          hint: "l402 credentials takes TOKEN:PREIMAGE, or an Authorization line")
      }
      return credential
    }
  }
}

/// A directory of a server.
struct ScopeArgument: ExpressibleByArgument, Hashable, Sendable {
  let scope: PathScope

  init?(argument: String) {
    guard let scope = PathScope(argument) else { return nil }
    self.scope = scope
  }
}
