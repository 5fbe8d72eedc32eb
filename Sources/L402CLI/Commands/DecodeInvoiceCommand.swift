import ArgumentParser
import BOLT11
import Bytes
import JSON
import L402Protocol
import Presentation
import QRCodes

/// The command `l402 decode-invoice`.
struct DecodeInvoiceCommand: ParsableCommand, L402Command {
  static let configuration = CommandConfiguration(
    commandName: "decode-invoice",
    abstract: "Show everything in a BOLT 11 invoice, offline, for any network.",
    usage: "l402 decode-invoice [TEXT] [OPTIONS]",
    discussion: """
      Takes the invoice alone, behind lightning:, or in a bitcoin: URI. Checks checksum and \
      signature, and lists what a payer must refuse with the rule that it breaks. Where the \
      checksum fails it looks for the typo.

      Examples
        l402 decode-invoice lnbc150n1p... --check --valid-for 5m
        l402 decode-invoice @invoice.txt --field payment_hash --field amount_msat
        l402 decode-invoice env:INVOICE --preimage env:PREIMAGE -q && echo paid
        l402 decode-invoice --batch --json < invoices.txt
      exit: 0 decoded   1 not payable (--check), another preimage or description   64 usage   \
      65 no invoice   66 unreadable
      """)

  @Argument(
    help: ArgumentHelp("The text, @FILE, env:NAME, or - for standard input.", valueName: "text"))
  var text: String?

  @Option(
    help: ArgumentHelp(
      "Compare with its preimage, hex or a source: exit 1 if it is another.",
      valueName: "preimage"))
  var preimage: String?

  @Option(
    help: ArgumentHelp(
      "Compare with what it should be for, or its hash: exit 1 if it is for something else.",
      valueName: "text"))
  var description: String?

  @Flag(help: "Exit 1 if a payer must refuse it, or it has expired.")
  var check = false

  @Option(
    help: ArgumentHelp("With --check: how long it must still be payable.", valueName: "duration"))
  var validFor: DurationArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Judge as of this moment: RFC 3339 or unix time.", valueName: "time"))
  var now: TimeArgument?

  @Flag(help: "Print a QR code at the end, for a phone.")
  var qr = false

  @Flag(help: "An item a line in, an object a line out, in order.")
  var batch = false

  @OptionGroup(title: "Output") var output: OutputOptions

  static let fieldNames = FieldNames(
    names: FieldNames.error.union(InvoiceJSON.fieldNames))

  func validate() throws {
    if qr, output.json || !output.field.isEmpty || output.quiet || batch {
      throw ValidationError("--qr and --json, --field, --batch or -q exclude each other")
    }
    if batch, preimage != nil || description != nil {
      throw ValidationError("--batch and --preimage or --description exclude each other")
    }
    try validFor?.requireFuture(with: check)
  }

  mutating func run(in session: inout Session) throws -> ExitStatus {
    let moment = now?.moment ?? session.environment.now()
    let span = validFor?.seconds ?? 0
    let isCheck = check
    if batch {
      return try Batch(session: &session, operand: text, isVerdict: isCheck).run { line in
        let inspection = InvoiceInspection(
          try Self.invoice(line), now: moment, validFor: span)
        return DecodedLine(
          inspection: inspection, isWell: !isCheck || !inspection.hasFailure)
      }
    }
    let given = try session.text(text)
    let preimage = try preimage.map { try session.preimage($0, for: "--preimage", takesHex: true) }
    let wanted = try description.map { try session.line($0, for: "--description") }
    let invoice: Invoice
    do {
      invoice = try Self.invoice(given[...])
    } catch let failure as Failure {
      throw failure.withHint(forOperand: text)
    }
    let inspection = InvoiceInspection(
      invoice, now: moment, validFor: span, preimage: preimage.map { Preimage($0) },
      description: wanted)
    do {
      try print(inspection, &session)
    } catch is Console.BrokenPipe {
      // The answer is the status, whoever stopped reading.
    }
    return inspection.isContradicted || check && inspection.hasFailure ? .no : .success
  }

  private struct DecodedLine: BatchItem {
    let inspection: InvoiceInspection
    let isWell: Bool

    func write(to writer: inout JSONWriter, line: Int) {
      InvoiceJSON(inspection).write(to: &writer, line: line)
    }
  }

  private func print(_ inspection: InvoiceInspection, _ session: inout Session) throws {
    // Before anything is printed: whoever asks for a code does not want half the answer.
    let code = qr ? try Self.code(for: inspection.invoice) : nil
    let style = session.style()
    try session.print(
      isAnsweredByStatus: true,
      json: { InvoiceJSON(inspection).write(to: &$0) },
      text: { inspection.text(style) })
    guard let code else { return }
    let lines = code.lines(coloured: style.isColoured)
    try session.console.write("\n" + lines.map { $0 + "\n" }.joined())
    // Last, where it is still on screen.
    for check in inspection.checks where check.status == .fail {
      session.console.warn("\(check.name): \(check.detail)")
    }
    let output = session.environment.standardOutput
    if let window = session.environment.windowSize(output),
      window.columns < code.columns || window.rows < code.rows + 1
    {
      session.console.warn(
        "the QR code needs a window of \(code.columns) columns and \(code.rows + 1) rows; this one "
          + "has \(window.columns) and \(window.rows)")
    }
  }

  private static func code(for invoice: Invoice) throws -> QRCode {
    do {
      return try QRCode("LIGHTNING:" + invoice.raw.text.uppercased())
    } catch {
      switch error.reason {
      case .libraryMissing:
        throw Failure(
          .unavailable, "\(error)", hint: "apt install libqrencode4, or leave --qr out")
      case .tooLong:
        throw Failure(.malformed, "\(error)", hint: "leave --qr out")
      default: throw Failure(.software, "\(error)")
      }
    }
  }

  /// The invoice in a text, without any advice where there is none.
  static func plainInvoice(_ text: ArraySlice<UInt8>) throws -> Invoice {
    try Invoice(parsing: try GivenInvoice(GivenText(text).bytes).text)
  }

  /// The invoice in a text as it was given.
  static func invoice(_ text: ArraySlice<UInt8>) throws -> Invoice {
    let clean = GivenText(text)
    guard !clean.bytes.isEmpty else { throw Failure(RecognitionError.empty, in: text) }
    let given: GivenInvoice
    do {
      given = try GivenInvoice(clean.bytes)
    } catch {
      throw Failure(error)
    }
    do {
      return try Invoice(parsing: given.text)
    } catch {
      throw Failure(error, in: text)
    }
  }
}
