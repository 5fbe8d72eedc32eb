import BOLT11
import Bytes
import Glibc
import L402Protocol
import Presentation
import QRCodes
import Wallets

/// The person at the terminal, who pays with a phone: shown the invoice, asked for the preimage.
struct TerminalPerson: Sendable {
  let environment: Environment
  /// Whether colours may be used where there is a terminal.
  let isColoured: @Sendable (_ terminal: Int32) -> Bool
  /// Said before the invoice; nil for nothing.
  var introduction: String?

  /// The longest answer that is looked at, in bytes.
  private static let longestAnswer = 1024

  /// The same, as the wallet knows it.
  var person: Person {
    Person(show: { show($0) }, ask: { ask($0, after: $1) })
  }

  /// Shows an invoice, its QR code last so that it is on screen; false without a terminal.
  private func show(_ order: PaymentOrder) -> Bool {
    guard let terminal = environment.openTerminal() else { return false }
    defer { close(terminal) }
    let invoice = order.invoice
    var text = introduction.map { "l402: \($0)\n" } ?? ""
    text += "l402: \(summary(of: order))\n  lightning:\(invoice.raw.text)\n"
    do {
      let code = try QRCode("LIGHTNING:" + invoice.raw.text.uppercased())
      text += code.lines(coloured: isColoured(terminal)).map { $0 + "\n" }.joined()
      if let window = environment.windowSize(terminal),
        window.columns < code.columns || window.rows < code.rows + 3
      {
        text +=
          "l402: the QR code needs a window of \(code.columns) columns and \(code.rows + 3) rows; "
          + "this one has \(window.columns) and \(window.rows)\n"
      }
    } catch {
      text += "l402: no QR code: \(error)\n"
    }
    text +=
      "After paying, paste the preimage (in the wallet: payment details, \"preimage\" or \"proof of "
      + "payment\").\n"
    TerminalLine(descriptor: terminal).write(text)
    return true
  }

  /// How much, to whom and until when.
  private func summary(of order: PaymentOrder) -> String {
    var text = "\(order.total?.satoshis ?? "?") sat"
    if order.invoice.amount == nil { text += " (to be typed in the wallet)" }
    text += " to \("\(order.invoice.payee)".prefix(8))..."
    if let end = order.invoice.expiresAt {
      let words = RelativeTime.words(
        from: environment.now(), to: Timestamp(unixSeconds: end))
      text += ", ends \(words)"
    }
    return text
  }

  /// Asks for a preimage; nil where there is no answer, and no terminal.
  private func ask(_ question: Person.Question, after objection: Person.Objection?) -> String? {
    guard let terminal = environment.openTerminal() else { return nil }
    defer { close(terminal) }
    let line = TerminalLine(descriptor: terminal)
    var text = objection.map { "l402: \(Self.words(for: $0))\n" } ?? ""
    switch question {
    case .preimage: text += "preimage, or Enter to stop and resume later: "
    case .earlier(let sent):
      if objection == nil { text += "l402: \(Self.words(for: sent))\n" }
      text += "already paid? its preimage, \"not paid\", or Enter to decide later: "
    }
    if objection == nil { line.forgetInput() }
    line.write(text)
    return line.read(atMost: Self.longestAnswer).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func words(for sent: SentPayment) -> String {
    let whom = sent.origin.map { " to \(Sanitizer.clean($0))" } ?? ""
    return "\(sent.amount.satoshis) sat\(whom) were to be paid by hand at "
      + "\(Timestamp(unixSeconds: sent.sentAt).spaced), payment \(sent.paymentHash.hex.prefix(8))"
  }

  private static func words(for objection: Person.Objection) -> String {
    switch objection {
    case .malformed: "that is no preimage: one has 64 hexadecimal digits"
    case .otherPreimage: "that is not the preimage of this payment"
    case .paymentHash:
      "that is the payment hash; the wallet shows the preimage elsewhere, perhaps as \"proof of "
        + "payment\""
    case .barelyYes: "then paste its preimage: nothing else proves it"
    case .barelyNo: "type \"not paid\" if no money left, and none will"
    }
  }
}

extension Session {
  /// The person at the terminal.
  ///
  /// - Parameter introduction: said before an invoice is shown.
  func person(introduction: String? = nil) -> Person {
    let (environment, output) = (environment, output)
    return TerminalPerson(
      environment: environment,
      isColoured: { output.isColoured(on: $0, in: environment) },
      introduction: introduction
    ).person
  }
}
