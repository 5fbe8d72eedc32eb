import ArgumentParser
import Bytes
import JSON
import L402Protocol
import Presentation
import Store

/// `l402 verify`
struct VerifyCommand: ParsableCommand, L402Command {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a credential, or a token, against a root key, and say why.",
    usage: "l402 verify [TEXT] [OPTIONS]",
    discussion: """
      Accepted means: it parses, the preimage hashes to the payment hash, the signature fits a key, \
      and no caveat is violated or left unchecked. Caveats that no rule knows are skipped and \
      listed; --strict refuses them.

      Examples
        l402 verify env:AUTH --master-key env:KEY --service api --strict
        l402 verify --batch -q --root-key file:new.key --root-key file:old.key < headers.txt
        l402 verify @header.txt --secrets-db ~/.aperture/aperture.db --service api
      exit: 0 accepted   1 refused   64 usage   65 malformed   66 unreadable   SOURCE: l402 help keys
      """)

  @Argument(
    help: ArgumentHelp("The text, @FILE, env:NAME, or - for standard input.", valueName: "text"))
  var text: String?

  @OptionGroup(title: "Keys (tried in order; without any, the local store)")
  var keys: VerifyKeyOptions

  @OptionGroup(title: "The request that the caveats are held against")
  var request: RequestOptions

  @Flag(help: "Refuse caveats that no rule knows.")
  var strict = false

  @Option(
    name: .customLong("ignore"), parsing: .singleValue,
    help: ArgumentHelp(
      "Do not hold this family of caveats against the request; repeatable.", valueName: "family"))
  var ignored: [CaveatFamily] = []

  @Flag(help: "A token without its preimage is enough.")
  var unpaid = false

  @Option(
    help: ArgumentHelp("Refuse the tokens listed in this file.", valueName: "file"),
    completion: .file())
  var revoked: String?

  @Flag(help: "Accept play-money tokens of the sandbox.")
  var allowTest = false

  @Flag(help: "An item a line in, an object a line out, in order.")
  var batch = false

  @Option(name: .customLong("as"), help: ArgumentHelp("text, tap or junit.", valueName: "form"))
  var form: VerifyForm?

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if form != nil, output.json || !output.field.isEmpty || batch {
      throw ValidationError("--as and --json, --field or --batch exclude each other")
    }
  }

  mutating func run(in session: inout Session) throws -> ExitStatus {
    let settings = try Settings(session.environment)
    let store = try openStore(settings)
    // Keys first: what reads standard input must not come after it was read.
    let ring = try session.verifyKeys(keys, settings, store: store)
    let request = verificationRequest(settings, session)
    let verifier = Verifier(
      keys: ring, revocations: try revocations(store, session), request: request)
    if batch {
      return try Batch(session: session, operand: text).run { line, number, writer in
        let verification = try Self.verify(line, with: verifier)
        VerificationJSON(verification).write(to: &writer, line: number)
        return verification.isAccepted
      }
    }
    let given = try session.text(text)
    do {
      let verification = try Self.verify(given[...], with: verifier)
      try print(verification, &session)
      return verification.isAccepted ? .success : .no
    } catch let failure as Failure where failure.code == .malformed {
      // The verdict comes all the same, for those who ask for its fields.
      let failure = failure.withHint(forOperand: text)
      if output.json || !output.field.isEmpty {
        try print(.malformed(failure.message, now: request.now), &session)
      }
      throw failure
    }
  }

  private func print(_ verification: Verification, _ session: inout Session) throws {
    let style = session.style()
    try session.print(
      json: { VerificationJSON(verification).write(to: &$0) },
      text: {
        switch form {
        case .tap: TestReport.tap.text(verification)
        case .junit: TestReport.junit.text(verification)
        case .text, nil: verification.text(style)
        }
      })
    if verification.isAccepted, verification.skippedCount > 0 {
      let count = verification.skippedCount
      session.console.warn(
        "\(count) caveat\(count == 1 ? " was" : "s were") skipped: no rule; --strict refuses them")
    }
  }

  private static func verify(
    _ text: ArraySlice<UInt8>, with verifier: Verifier
  ) throws -> Verification {
    do {
      let found = try Recogniser.recognise(text)
      guard let presented = found.lazy.compactMap(\.presented).first else {
        let kind = found.first?.kind ?? "nothing"
        throw Failure(
          .malformed, "there is no credential or token in it, but \(Self.article(kind))",
          hint: kind == "challenge" ? "a challenge must be paid first" : nil)
      }
      return try verifier.verify(presented.tokens, preimage: presented.preimage)
    } catch let error as RecognitionError {
      throw Failure(error)
    } catch let error as StoreError {
      throw Failure(error)
    }
  }

  private static func article(_ kind: String) -> String {
    (kind.first.map { "aeiou".contains($0) } == true ? "an " : "a ") + kind
  }

  private func verificationRequest(
    _ settings: Settings, _ session: Session
  ) -> VerificationRequest {
    var request = request.request(now: session.environment.now())
    request.isStrict = strict || settings.isStrict.value
    request.ignored = Set(ignored)
    request.acceptsUnpaid = unpaid
    request.acceptsTestTokens = allowTest
    return request
  }

  /// The local store, where there is one; its keys are used without key options only, its
  /// revocations always.
  private func openStore(_ settings: Settings) throws -> Store? {
    guard DescriptorReader.exists(path: settings.home.store) else { return nil }
    return try Failure.wrapping {
      do {
        return try Store(openingAt: settings.home.store, mode: .readOnly)
      } catch let error as StoreError where error.reason == .missing {
        return nil
      }
    }
  }

  private func revocations(
    _ store: Store?, _ session: Session
  ) throws -> [any RevocationSource] {
    var sources: [any RevocationSource] = []
    if let store {
      let list = try Failure.wrapping { try store.revocationList() }
      if list.count > 0 { sources.append(ListedRevocations(list: list)) }
    }
    if let revoked {
      let content = try DescriptorReader.read(
        path: revoked, home: session.environment.variables["HOME"])
      do {
        sources.append(ListedRevocations(list: try RevocationList(parsing: content[...])))
      } catch {
        throw Failure(error, path: revoked)
      }
    }
    return sources
  }
}

/// The text forms of a verdict.
enum VerifyForm: String, ExpressibleByArgument, CaseIterable, Sendable {
  case text, tap, junit
}
