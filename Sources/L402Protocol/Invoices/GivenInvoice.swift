internal import BOLT11

/// An invoice as people paste it: `lightning:` before it, or inside a `bitcoin:` URI.
public struct GivenInvoice: Hashable, Sendable {
  /// The invoice's text alone, in the case given.
  public let text: ArraySlice<UInt8>
  /// Where it begins in the text as given.
  public let offset: Int

  /// Takes off what is not the invoice; its text need not be a good one.
  ///
  /// Taken off: `lightning:` and `lightning://` in any case, and all of a BIP 21 URI round its
  /// `lightning` parameter.
  /// - Parameter text: without white space or quotes round it.
  /// - Throws: what the text is where it is no invoice but something else that is paid.
  public init(_ text: ArraySlice<UInt8>) throws(OtherPaymentText) {
    var bare = Self.value(text)
    if Self.has(bare, "bitcoin:") {
      let parameters = Self.parameters("lightning", of: bare)
      guard let parameter = parameters.first else {
        throw Self.parameters("lno", of: bare).isEmpty ? .bitcoinURI : .offer
      }
      guard parameters.count == 1 else { throw .ambiguousURI }
      bare = parameter
    } else if Self.has(bare, "lightning:") {
      bare = bare.dropFirst(10)
      if bare.starts(with: "//".utf8) { bare = bare.dropFirst(2) }
      bare = bare.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    }
    if let other = OtherPaymentText(bare) { throw other }
    self.text = bare
    offset = bare.startIndex - text.startIndex
  }

  /// Whether the text is meant as an invoice: of a known network, in a URI, or behind the name of a
  /// header field.
  public static func looksLikeOne(_ text: ArraySlice<UInt8>) -> Bool {
    if isURI(text) { return true }
    if let field = FieldLine(text) { return beginsLikeOne(field.value) || isURI(field.value) }
    return beginsLikeOne(text)
  }

  /// Whether the text begins as an invoice of a known network does, and has no blanks.
  private static func beginsLikeOne(_ text: ArraySlice<UInt8>) -> Bool {
    has(text, "ln")
      && LightningNetwork.allCases.contains { network in
        let rest = text.dropFirst(2 + network.currency.utf8.count)
        return has(text.dropFirst(2), network.currency)
          && rest.first.map { (0x30...0x39).contains($0) } == true
      } && !text.contains(0x20)
  }

  /// Whether the text is a URI that may hold one.
  static func isURI(_ text: ArraySlice<UInt8>) -> Bool {
    has(text, "lightning:") || has(text, "bitcoin:")
  }

  /// The first invoice that stands somewhere in a text, and where.
  public static func first(in text: ArraySlice<UInt8>) -> (invoice: ArraySlice<UInt8>, offset: Int)?
  {
    var rest = text
    while let start = rest.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "l") }) {
      let word = rest[start...].prefix {
        $0 &- 0x30 < 10 || $0 | 0x20 &- 0x61 < 26
      }
      if beginsLikeOne(word), (try? Invoice(parsing: word)) != nil {
        return (word, start - text.startIndex)
      }
      rest = rest[(start + 1)...]
    }
    return nil
  }

  /// Whether the text begins so, in any case.
  static func has(_ text: ArraySlice<UInt8>, _ prefix: String) -> Bool {
    let prefix = prefix.utf8
    return text.count >= prefix.count
      && zip(text, prefix).allSatisfy { byte, letter in
        byte == letter || byte &- 0x41 < 26 && byte | 0x20 == letter
      }
  }

  /// The text without the name of a header field before it.
  private static func value(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard !isURI(text), let field = FieldLine(text),
      beginsLikeOne(field.value) || isURI(field.value)
    else { return text }
    return field.value
  }

  /// The values of a query parameter, whose name counts in any case; percent signs are not decoded,
  /// as no invoice has any.
  private static func parameters(
    _ name: String, of uri: ArraySlice<UInt8>
  ) -> [ArraySlice<UInt8>] {
    guard let query = uri.firstIndex(of: UInt8(ascii: "?")) else { return [] }
    let end = uri[query...].firstIndex(of: UInt8(ascii: "#")) ?? uri.endIndex
    return uri[(query + 1)..<end].split(separator: UInt8(ascii: "&"))
      .filter { has($0, name + "=") }.map { $0.dropFirst(name.utf8.count + 1) }
  }
}

/// A text that is paid, or leads to a payment, and is no BOLT 11 invoice.
public enum OtherPaymentText: Error, Hashable, Sendable, CustomStringConvertible {
  /// BOLT 12, `lno1`.
  case offer
  /// BOLT 12, `lnr1`.
  case invoiceRequest
  /// BOLT 12, `lni1`.
  case bolt12Invoice
  /// LUD-01, `lnurl1`; LUD-17's schemes.
  case lnurl
  /// LUD-16, `name@host`.
  case lightningAddress
  /// BIP 21 without an invoice.
  case bitcoinURI
  /// BIP 21 with several invoices, of which readers would take different ones.
  case ambiguousURI
  /// An address of the chain.
  case bitcoinAddress

  /// Nil for everything else.
  init?(_ text: ArraySlice<UInt8>) {
    let prefixes: [(String, OtherPaymentText)] = [
      ("lno1", .offer), ("lnr1", .invoiceRequest), ("lni1", .bolt12Invoice), ("lnurl1", .lnurl),
      ("lnurl:", .lnurl), ("lnurlp:", .lnurl), ("lnurlw:", .lnurl), ("lnurlc:", .lnurl),
      ("keyauth:", .lnurl),
    ]
    if let found = prefixes.first(where: { GivenInvoice.has(text, $0.0) }) {
      self = found.1
    } else if text.count <= 90,
      LightningNetwork.allCases.contains(where: { FallbackAddress(parsing: text, on: $0) != nil })
    {
      self = .bitcoinAddress
    } else if text.count <= 320, Self.isAddress(text) {
      self = .lightningAddress
    } else {
      return nil
    }
  }

  /// One `@` between a name and a host with a dot.
  private static func isAddress(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, parts[1].contains(UInt8(ascii: ".")) else {
      return false
    }
    return parts.joined().allSatisfy {
      switch $0 {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
      case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"): true
      default: false
      }
    }
  }

  /// What it is, to be put behind "this is".
  public var description: String {
    switch self {
    case .offer: "a BOLT 12 offer, not a BOLT 11 invoice"
    case .invoiceRequest: "a BOLT 12 invoice request, not a BOLT 11 invoice"
    case .bolt12Invoice: "a BOLT 12 invoice, not a BOLT 11 one"
    case .lnurl: "an LNURL, not a BOLT 11 invoice"
    case .lightningAddress: "a Lightning address, not a BOLT 11 invoice"
    case .bitcoinURI: "a bitcoin: URI without a Lightning invoice"
    case .ambiguousURI: "a bitcoin: URI with several Lightning invoices"
    case .bitcoinAddress: "a Bitcoin address, not a Lightning invoice"
    }
  }
}
