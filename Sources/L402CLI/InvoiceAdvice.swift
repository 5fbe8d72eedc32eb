import BOLT11
import Bech32
import Bytes
import L402Protocol

/// What to do about texts that are no invoices; wording lives here only.
extension Failure {
  /// An invoice that cannot be decoded, with the likely typo; `text` is as it was given.
  init(_ error: InvoiceError, in text: ArraySlice<UInt8>) {
    let clean = GivenText(text)
    let given = try? GivenInvoice(clean.bytes)
    let start = given?.offset ?? 0
    let invoice = given?.text ?? clean.bytes
    let isOne = GivenInvoice.looksLikeOne(invoice)
    // A checksum is wrong as a whole; where the typo may be is the hint's to say.
    let isNowhere = error.reason == .bech32(.checksum)
    self.init(
      .malformed, isOne ? "\(error)" : "this is no invoice: \(error)",
      hint: Self.hint(
        for: error, invoice: invoice, text: text, place: { clean.givenOffset(start + $0) }),
      offset: isNowhere ? nil : clean.givenOffset(start + error.offset))
  }

  /// A text that is paid in another way.
  init(_ other: OtherPaymentText) {
    let hint =
      switch other {
      case .offer, .invoiceRequest: "a wallet turns it into an invoice; this version reads BOLT 11"
      case .bolt12Invoice: "this version reads BOLT 11"
      case .lnurl, .lightningAddress: "a wallet asks its server for an invoice"
      case .bitcoinURI: "an invoice would stand in its parameter \"lightning\""
      case .ambiguousURI: "readers would take different ones: give the right one alone"
      case .bitcoinAddress: "a Lightning invoice begins with \(Self.beginnings)"
      }
    self.init(.malformed, "this is \(other)", hint: hint, offset: 0)
  }

  private static let beginnings = "lnbc, lntb, lntbs, lnbcrt or lnsb"

  private static func hint(
    for error: InvoiceError, invoice: ArraySlice<UInt8>, text: ArraySlice<UInt8>,
    place: (Int) -> Int
  ) -> String? {
    let repairs = InvoiceRepair.candidates(for: invoice)
    if repairs.count == 1 {
      return words(repairs[0], place: place) + ". Compare with where you copied it from"
    }
    guard case .bech32 = error.reason else {
      if case .notLightning = error.reason { return "an invoice begins with \(beginnings)" }
      return "its checksum is good: it was made like this, a typo it is not"
    }
    if repairs.count > 1 {
      let places = repairs.prefix(4).map { String(place($0.offset)) }.joined(separator: ", ")
      return "a change at one of the characters \(places) (from 0) would make the checksum fit; "
        + "compare with where you copied it from"
    }
    if let kind = (try? Recogniser.recognise(text))?.first?.kind, kind != "invoice" {
      return "it is \(words(forKind: kind)): l402 inspect explains it"
    }
    if let hint = placeHint(text) { return hint }
    guard GivenInvoice.looksLikeOne(invoice) else {
      return "an invoice begins with \(beginnings)"
    }
    guard invoice.count <= InvoiceRepair.mostBytes else { return nil }
    return "no single change repairs it: it was cut, or has several mistakes"
  }

  /// What to do about an invoice among other things; nil where there is none.
  private static func placeHint(_ text: ArraySlice<UInt8>) -> String? {
    let lines = text.split { $0 == 0x0a || $0 == 0x0d }
    let good = lines.filter { (try? DecodeInvoiceCommand.plainInvoice($0)) != nil }
    if good.count > 1 { return "there are \(good.count) invoices: --batch reads one a line" }
    let plain = text.filter { $0 > 0x20 && $0 < 0x7f }
    if plain.count < text.count, (try? DecodeInvoiceCommand.plainInvoice(plain[...])) != nil {
      return "with the blanks, line breaks and foreign characters taken out it is an invoice; "
        + "compare with where you copied it from"
    }
    guard let found = GivenInvoice.first(in: text) else { return nil }
    return "an invoice stands in it at byte \(found.offset): give it alone"
  }

  private static func words(_ repair: Bech32Repair, place: (Int) -> Int) -> String {
    func name(_ byte: UInt8) -> String { BytesError.name(of: byte) }
    let offset = place(repair.offset)
    return switch repair.typo {
    case .substitution(let found, let wanted):
      "character \(offset) (from 0) is \(name(found)); with \(name(wanted)) the checksum fits"
    case .transposition(let first, let second):
      "characters \(offset) and \(offset + 1) (from 0) are \(name(first)) and \(name(second)); the "
        + "other way round the checksum fits"
    case .extra(let found):
      "without character \(offset) (from 0), \(name(found)), the checksum fits"
    case .missing(let wanted):
      "with \(name(wanted)) put in before character \(offset) (from 0) the checksum fits"
    case .letterCase: "with all letters in one case the checksum fits"
    }
  }

  /// A kind of `Recognised`, in words.
  static func words(forKind kind: String) -> String {
    switch kind {
    case "bytes32": "32 bytes in hexadecimal"
    case "invoice": "an invoice"
    case "x402": "an x402 challenge"
    case "payment-challenge": "a Payment challenge"
    case "opaque-token": "an opaque token"
    default: "a \(kind)"
    }
  }
}
