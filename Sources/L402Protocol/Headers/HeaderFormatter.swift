internal import Bytes

/// Which form a challenge takes, for which clients.
public enum ChallengeProfile: String, Hashable, Sendable, CaseIterable {
  /// `macaroon`, `invoice`, then `version` and `token`: read by 10 of 11 clients surveyed, and
  /// the current text.
  case both
  /// `macaroon` and `invoice`: read by all clients surveyed.
  case plain
  /// The plain form under LSAT, then under L402, in two lines.
  case dual
  /// `version`, `token` and `invoice`, as the current text alone: read by one client surveyed.
  case spec
}

/// Writes field lines that every reader takes apart in the same way.
public enum HeaderFormatter {
  /// The `WWW-Authenticate` values of a challenge, in the order in which they must be sent.
  ///
  /// - Parameters:
  ///   - token: the token's text; standard padded base64 is what aperture reads.
  ///   - invoice: the BOLT 11 text.
  ///   - profile: the form.
  /// - Throws: `HeaderError` with `.invalidToken` or `.invalidInvoice` for text that would break
  ///   the header, whatever it is.
  public static func challenge(
    token: some Collection<UInt8>, invoice: some Collection<UInt8>, profile: ChallengeProfile
  ) throws(HeaderError) -> [String] {
    let tokenText = Array(token)[...]
    guard HeaderToken(tokenText) != nil else { throw HeaderError(.invalidToken, at: 0) }
    guard let bare = InvoiceText(Array(invoice)[...]), !bare.hadPrefix else {
      throw HeaderError(.invalidInvoice, at: 0)
    }
    let token = String(decoding: tokenText, as: UTF8.self)
    let invoice = String(decoding: bare.text, as: UTF8.self)
    let plain = "macaroon=\"\(token)\", invoice=\"\(invoice)\""
    return switch profile {
    case .plain: ["L402 \(plain)"]
    case .both: ["L402 \(plain), version=\"0\", token=\"\(token)\""]
    case .dual: ["LSAT \(plain)", "L402 \(plain)"]
    case .spec: ["L402 version=\"0\", token=\"\(token)\", invoice=\"\(invoice)\""]
    }
  }

  /// `TOKEN,TOKEN:PREIMAGE`, the preimage in lower-case hexadecimal; nothing after the colon while
  /// the payment is pending.
  ///
  /// - Throws: `HeaderError` with `.invalidToken` for text that would break the header.
  public static func credential(
    tokens: [ArraySlice<UInt8>], preimage: Preimage?
  ) throws(HeaderError) -> String {
    guard !tokens.isEmpty, tokens.allSatisfy({ HeaderToken($0) != nil }) else {
      throw HeaderError(.invalidToken, at: 0)
    }
    let list = tokens.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",")
    return list + ":" + (preimage?.bytes.hex ?? "")
  }
}
