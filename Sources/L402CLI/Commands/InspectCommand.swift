import ArgumentParser
import JSON
import L402Protocol
import Presentation

/// The command `l402 inspect`.
struct InspectCommand: ParsableCommand, L402Command {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what a token, header, dump or invoice is, and what is in it.",
    usage: "l402 inspect [TEXT] [OPTIONS]",
    discussion: """
      Reads credentials, Authorization and WWW-Authenticate lines, whole `curl -i` dumps, macaroons \
      in V1, V2 and JSON, LND node macaroons, look-alikes, MPP Payment and x402 challenges. Checks \
      no signature: that is `l402 verify`.

      Examples
        curl -si https://api.example/ | l402 inspect
        l402 inspect @header.txt --field tokens[0].identifier.payment_hash
        l402 inspect env:AUTH --check --expect credential --valid-for 10m
      exit: 0 read   1 a check failed (--check)   64 usage   65 malformed   66 unreadable
      """)

  @Argument(
    help: ArgumentHelp("The text, @FILE, env:NAME, or - for standard input.", valueName: "text"))
  var text: String?

  @Option(
    help: ArgumentHelp("The kind that it must be, else exit 1.", valueName: "kind"),
    completion: .list(Recognised.kinds))
  var expect: String?

  @Flag(help: "Exit 1 if a check fails or something has expired.")
  var check = false

  @Option(
    help: ArgumentHelp("With --check: how long it must still be valid.", valueName: "duration"))
  var validFor: DurationArgument?

  @Option(help: ArgumentHelp("Judge as of this moment: RFC 3339 or unix time.", valueName: "time"))
  var now: TimeArgument?

  @Flag(help: "Show preimage and signature.")
  var showSecrets = false

  @Flag(help: "Do not shorten anything.")
  var full = false

  @Flag(help: "An item a line in, an object a line out, in order.")
  var batch = false

  @OptionGroup(title: "Output") var output: OutputOptions

  static let fieldNames = FieldNames(
    names: FieldNames.error.union([
      "actions", "also", "caveats", "check", "checks", "code", "condition", "content", "detail",
      "encoding", "entity", "family", "format", "hex", "identifier", "invoice",
      "kind", "layout", "location", "location_hex", "meaning", "message", "node", "nonce",
      "operations", "padded", "parameters", "payment", "payment_hash",
      "payment_hash_if_preimage", "preimage", "request", "scheme", "signature", "source", "status",
      "storage_id", "storage_id_hex", "text", "text_hex", "token_id", "tokens", "value",
      "verification_id", "version", "warnings", "x402",
    ]).union(InvoiceJSON.fieldNames), open: ["content", "parameters", "request", "x402"])

  func validate() throws {
    if let expect, !Recognised.kinds.contains(expect) {
      let near = Spelling.nearest(to: expect, among: Recognised.kinds)
      throw ValidationError(
        "--expect knows no \"\(expect)\"; "
          + (near.map { "did you mean \($0)?" } ?? Recognised.kinds.joined(separator: ", ")))
    }
    try validFor?.requireFuture(with: check)
  }

  mutating func run(in session: inout Session) throws -> ExitStatus {
    let judge = Judge(
      now: now?.moment ?? session.environment.now(), expect: expect, isCheck: check,
      validFor: validFor?.seconds ?? 0)
    let showsSecrets = showSecrets
    if batch {
      return try Batch(session: &session, operand: text, isVerdict: check || expect != nil).run {
        line in
        let inspections = try judge.inspect(line)
        return InspectedLine(
          inspections: inspections, isWell: judge.isSatisfied(by: inspections),
          showsSecrets: showsSecrets)
      }
    }
    let given = try session.text(text)
    let inspections: [Inspection]
    do {
      inspections = try judge.inspect(given[...])
    } catch let failure as Failure {
      throw failure.withHint(forOperand: text)
    }
    let style = session.style(isFull: full, showsSecrets: showsSecrets)
    do {
      try session.print(
        isAnsweredByStatus: true,
        json: { InspectionJSON(inspections, showsSecrets: showsSecrets).write(to: &$0) },
        text: { inspections.map { $0.text(style) }.joined(separator: "\n") })
    } catch is Console.BrokenPipe {
      // The answer is the status, whoever stopped reading.
    }
    guard judge.isSatisfied(by: inspections) else {
      if let expect, inspections.first?.recognised.kind != expect {
        session.console.warn(
          "expected \(expect), found \(inspections.first?.recognised.kind ?? "nothing")")
      }
      return .no
    }
    return .success
  }

  private struct InspectedLine: BatchItem {
    let inspections: [Inspection]
    let isWell: Bool
    let showsSecrets: Bool

    func write(to writer: inout JSONWriter, line: Int) {
      InspectionJSON(inspections, showsSecrets: showsSecrets).write(to: &writer, line: line)
    }
  }

  /// What one text must be.
  private struct Judge: Sendable {
    let now: Timestamp
    let expect: String?
    let isCheck: Bool
    let validFor: Int64

    func inspect(_ text: ArraySlice<UInt8>) throws -> [Inspection] {
      do {
        return Inspection.all(
          of: try Recogniser.recognise(text), now: now, validFor: validFor)
      } catch {
        throw Failure(error, in: text)
      }
    }

    func isSatisfied(by inspections: [Inspection]) -> Bool {
      guard let first = inspections.first else { return false }
      if let expect, first.recognised.kind != expect { return false }
      return !isCheck || !first.hasFailure
    }
  }
}

extension Failure {
  /// The failure with a hint for an operand that is the name of something else.
  func withHint(forOperand operand: String?) -> Failure {
    guard let operand, Source(operand) == nil else { return self }
    var failure = self
    if operand.hasPrefix("http://") || operand.hasPrefix("https://") {
      failure = Failure(
        code, "\"\(operand.prefix(80))\" is a URL, no token, header or invoice",
        hint: "curl -si URL | l402 inspect")
    } else if operand.utf8.count < 256, DescriptorReader.exists(path: operand) {
      failure = Failure(
        code, "\"\(operand)\" is no token, header or invoice",
        hint: "a file of that name exists; for its content write @\(operand)")
    } else if operand.utf8.count < 80, !operand.isEmpty, message == "no token, header or invoice" {
      failure = Failure(code, "\"\(operand)\" is no token, header or invoice", hint: hint)
    }
    return failure
  }
}
