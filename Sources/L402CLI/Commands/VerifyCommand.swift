import ArgumentParser
import Bytes
import JSON
import L402Protocol
import Presentation
import Store

/// The command `l402 verify`.
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
        l402 verify --batch -q --service api --root-key file:new --root-key file:old < headers.txt
        l402 verify @header.txt --secrets-db ~/.aperture/aperture.db --service api
      exit: 0 accepted   1 refused   64 usage   65 malformed   66 unreadable   SOURCE: l402 help keys
      """)

  @Argument(
    help: ArgumentHelp("The text, @FILE, env:NAME, or - for standard input.", valueName: "text"))
  var text: String?

  @OptionGroup(title: "Keys, tried in order; without any, the local store")
  var keys: VerifyKeyOptions

  @OptionGroup(title: "The request that the caveats are held against")
  var request: RequestOptions

  @OptionGroup(title: "Strictness")
  var strictness: StrictnessOptions

  @Flag(help: "An item a line in, an object a line out, in order.")
  var batch = false

  @Option(
    name: .customLong("as"), help: ArgumentHelp("The form of the verdict.", valueName: "form"))
  var form: VerifyForm?

  @OptionGroup(title: "Output") var output: OutputOptions

  static let fieldNames = FieldNames(
    names: FieldNames.error.union([
      "accepted", "caveats", "check", "checks", "detail", "expires_at", "expires_at_unix", "family",
      "key", "now", "now_unix", "payment_hash", "reason", "reasons", "skipped", "status", "summary",
      "text", "text_hex", "token_id",
    ]))

  func validate() throws {
    if form != nil, output.json || !output.field.isEmpty || batch {
      throw ValidationError("--as and --json, --field or --batch exclude each other")
    }
  }

  mutating func run(in session: inout Session) throws -> ExitStatus {
    let settings = try Settings(
      session.environment,
      usesKeys: keys.rootKeys.isEmpty && keys.masterKeys.isEmpty && keys.secretsDatabase == nil)
    let request = verificationRequest(settings, session)
    if batch {
      let batch = try Batch(session: &session, operand: text, isVerdict: true)
      batch.waitForInput()
      let verifier = try verifier(request, settings, &session)
      return try batch.run(remembering: { CaveatMemo() }) { line, memo in
        VerifiedLine(
          verification: try Self.verify(Self.presented(line), with: verifier, memo: &memo))
      }
    }
    // The text first: in `mint | verify` the store is not there before the token is.
    let given = try session.text(text)
    let presented = Result { try Self.presented(given[...]) }
    let verifier = Result { try self.verifier(request, settings, &session) }
    if case .failure(let failure as Failure) = presented {
      // What is wrong with the keys comes first, but that there is none.
      if case .failure(let other) = verifier, (other as? Failure)?.code != .noKey { throw other }
      let failure = failure.withHint(forOperand: text)
      // The verdict comes all the same, for those who ask for its fields.
      if output.json || !output.field.isEmpty {
        try print(.malformed(failure.message, now: request.now), &session)
      }
      throw failure
    }
    var memo = CaveatMemo()
    let verification = try Self.verify(presented.get(), with: verifier.get(), memo: &memo)
    do {
      try print(verification, &session)
    } catch is Console.BrokenPipe {
      // The answer is the status, whoever stopped reading.
    }
    return verification.isAccepted ? .success : .no
  }

  private struct VerifiedLine: BatchItem {
    let verification: Verification
    var isWell: Bool { verification.isAccepted }

    func write(to writer: inout JSONWriter, line: Int) {
      VerificationJSON(verification).write(to: &writer, line: line)
    }
  }

  private func verifier(
    _ request: VerificationRequest, _ settings: Settings, _ session: inout Session
  ) throws -> Verifier {
    let store = try session.localStore(.readOnly)
    return Verifier(
      keys: try session.verifyKeys(keys, settings, store: store),
      revocations: try revocations(store, session), request: request)
  }

  private func print(_ verification: Verification, _ session: inout Session) throws {
    let style = session.style()
    try session.print(
      isAnsweredByStatus: true,
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

  private typealias Presented = (tokens: [HeaderToken], preimage: Preimage?)

  private static func presented(_ text: ArraySlice<UInt8>) throws -> Presented {
    do {
      let found = try Recogniser.recognise(text)
      if let presented = found.lazy.compactMap(\.presented).first { return presented }
      let kind = found.first?.kind ?? "nothing"
      throw Failure(
        .malformed, "there is no credential or token in it, but \(Failure.words(forKind: kind))",
        hint: kind == "challenge" ? "a challenge must be paid first" : nil)
    } catch let error as RecognitionError {
      throw Failure(error, in: text)
    }
  }

  private static func verify(
    _ presented: Presented, with verifier: Verifier, memo: inout CaveatMemo
  ) throws -> Verification {
    try Failure.wrapping {
      try verifier.verify(presented.tokens, preimage: presented.preimage, memo: &memo)
    }
  }

  private func verificationRequest(
    _ settings: Settings, _ session: Session
  ) -> VerificationRequest {
    var request = request.request(now: session.environment.now())
    request.isStrict = strictness.strict || settings.isStrict.value
    request.ignored = Set(strictness.ignored)
    request.acceptsUnpaid = strictness.unpaid
    // Whoever names neither wallet nor key is playing; a key that is given guards a door.
    let usesStore =
      keys.rootKeys.isEmpty && keys.masterKeys.isEmpty && keys.secretsDatabase == nil
      && settings.rootKey == nil && settings.masterKey == nil
    let isPlaying =
      settings.wallet.value == Settings.sandboxName
      && (usesStore || settings.wallet.origin != .usual)
    request.acceptsTestTokens = strictness.allowTest || isPlaying
    return request
  }

  private func revocations(
    _ store: Store?, _ session: Session
  ) throws -> [any RevocationSource] {
    var sources: [any RevocationSource] = []
    if let store {
      let list = try Failure.wrapping { try store.revocationList() }
      if list.count > 0 { sources.append(ListedRevocations(list: list)) }
    }
    if let revoked = strictness.revoked {
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
