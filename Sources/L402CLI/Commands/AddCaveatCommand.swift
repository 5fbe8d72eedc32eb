import ArgumentParser
import Bytes
import JSON
import L402Protocol
import Macaroons
import Presentation

/// The command `l402 add-caveat`.
struct AddCaveatCommand: ParsableCommand, L402Command {
  static let configuration = CommandConfiguration(
    commandName: "add-caveat", abstract: "Narrow a token, offline.",
    usage: "l402 add-caveat TEXT CAVEAT.. | [TEXT] --caveat C.. [OPTIONS]",
    discussion: """
      Header in, header out; credential in, credential out; format, alphabet and padding are kept. \
      A caveat that widens an earlier one would make the token useless and is refused.

      Examples
        l402 add-caveat env:TOKEN 'path=/v1/reports/**' method=GET
        l402 mint --paid --service api | l402 add-caveat --expires-in 5m
        l402 add-caveat @credential --capabilities api=read --as header
      exit: 0 done   64 usage   65 malformed, or it would widen   66 unreadable
      """)

  @Argument(
    help: ArgumentHelp("The token, then caveats; with options the token alone.", valueName: "text"))
  var words: [String] = []

  @OptionGroup(title: "Caveats") var caveats: CaveatOptions

  @Flag(help: "Add caveats that make the token useless, for negative tests.")
  var force = false

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("The shape of the result; by default the same.", valueName: "shape"))
  var shape: ResultShape?

  @Flag(help: "A token a line in, a token a line out, in order.")
  var batch = false

  @OptionGroup(title: "Output") var output: OutputOptions

  static let fieldNames = FieldNames(
    names: FieldNames.error.union(["credential", "header", "payment_hash", "token", "token_id"]))

  func validate() throws {
    if output.json || !output.field.isEmpty, shape != nil {
      throw ValidationError("--as chooses text; --json and --field have their own form")
    }
    if caveats.isEmpty, words.count < 2, !batch {
      if words.count == 1, Source(words[0]) == nil, words[0].contains("=") { return }
      throw ValidationError("no caveat to add: l402 add-caveat TEXT CAVEAT.., or --caveat C")
    }
    if caveats.isEmpty, batch, words.isEmpty {
      throw ValidationError("no caveat to add: --caveat C")
    }
    if !caveats.isEmpty, words.count > 1 {
      throw ValidationError("caveats are words or options, not both; the first word is the token")
    }
  }

  mutating func run(in session: inout Session) throws -> ExitStatus {
    if caveats.isEmpty, words.count == 1, !batch {
      let word = words[0]
      if (try? Recogniser.recognise(Array(word.utf8)[...])) != nil {
        throw Failure(
          .usage, "no caveat to add", hint: "l402 add-caveat TEXT CAVEAT.., or --caveat C")
      }
      let shown = Redaction.redacted(word)
      throw Failure(
        .malformed, "\"\(shown)\" is no token",
        hint: "the token comes first: .. | l402 add-caveat - \(shown)   or: "
          + ".. | l402 add-caveat --caveat \(shown)")
    }
    let operand = caveats.isEmpty && batch ? nil : words.first
    let extra = caveats.isEmpty && batch ? words : Array(words.dropFirst())
    let narrowing = Narrowing(
      caveats: caveats, words: extra, force: force, shape: shape,
      now: session.environment.now())
    if batch {
      let isJSON = output.json || !output.field.isEmpty
      return try Batch(session: &session, operand: operand, writesText: !isJSON).run { line in
        NarrowedLine(narrowed: try narrowing.apply(to: line), isJSON: isJSON)
      }
    }
    let given = try session.text(operand)
    let result: Narrowed
    do {
      result = try narrowing.apply(to: given[...])
    } catch let failure as Failure {
      throw failure.withHint(forOperand: operand)
    }
    for warning in result.warnings { session.console.warn(warning) }
    if output.json || !output.field.isEmpty {
      try session.print(json: { result.write(to: &$0) }, text: { "" })
    } else {
      try session.console.write(result.text + [0x0a])
    }
    return .success
  }

  private struct NarrowedLine: BatchItem {
    let narrowed: Narrowed
    let isJSON: Bool
    let isWell = true

    func write(to writer: inout JSONWriter, line: Int) {
      if isJSON {
        narrowed.write(to: &writer, line: line)
      } else {
        writer.raw(narrowed.text)
      }
    }
  }
}
