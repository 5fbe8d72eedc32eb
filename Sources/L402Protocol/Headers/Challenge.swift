internal import Bytes

/// An L402 challenge: what to pay, and the token that the preimage of that payment unlocks.
public struct Challenge: Hashable, Sendable {
  /// The scheme it came under; L402 where it came under both.
  public internal(set) var scheme: L402Scheme
  /// `version`, if it was given; always "0".
  public let version: String?
  /// The token.
  public let token: HeaderToken
  /// The invoice's text without `lightning:`, not decoded.
  public let invoice: ArraySlice<UInt8>
  /// What a stricter reader would stumble over.
  public internal(set) var warnings: [HeaderWarning]
}

extension Challenge {
  /// Reads the parameters of one challenge of scheme L402 or LSAT.
  ///
  /// - Throws: `HeaderError` when token or invoice are missing, contradictory or impossible.
  init(_ challenge: AuthenticationChallenge, scheme: L402Scheme) throws(HeaderError) {
    var warnings: [HeaderWarning.Code] = []
    if challenge.scheme != scheme.rawValue { warnings.append(.schemeCase) }
    if challenge.lacksComma { warnings.append(.missingComma) }
    let reader = ParameterReader(challenge)
    let token = try reader.value(of: ["macaroon", "token"], warnings: &warnings)
    let invoice = try reader.value(of: ["invoice"], warnings: &warnings)
    let version = try reader.value(of: ["version"], warnings: &warnings)
    guard let token, !token.value.isEmpty else { throw reader.error(.missingToken) }
    if let version, !version.value.elementsEqual("0".utf8) {
      throw reader.error(.unsupportedVersion, at: version.offset)
    }
    guard token.value.count <= HeaderToken.longest else {
      throw reader.error(.tooLarge, at: token.offset)
    }
    guard let parsed = HeaderToken(token.value) else {
      throw reader.error(.invalidToken, at: token.offset)
    }
    guard let invoice, !invoice.value.isEmpty else { throw reader.error(.missingInvoice) }
    guard let bare = InvoiceText(invoice.value) else {
      throw reader.error(.invalidInvoice, at: invoice.offset)
    }
    if bare.hadPrefix { warnings.append(.invoiceURIPrefix) }
    for parameter in [token, invoice] {
      switch parameter.quoting {
      case .double: break
      case .single: warnings.append(.singleQuoted)
      case .none: warnings.append(.unquoted)
      }
    }
    var seen: Set<HeaderWarning.Code> = []
    self.init(
      scheme: scheme, version: version.map { String(decoding: $0.value, as: UTF8.self) },
      token: parsed, invoice: bare.text,
      warnings: (warnings + parsed.warnings).filter { seen.insert($0).inserted }
        .map { HeaderWarning(code: $0) })
  }
}

/// Looks parameters up and refuses two values for one thing.
private struct ParameterReader {
  let challenge: AuthenticationChallenge

  init(_ challenge: AuthenticationChallenge) { self.challenge = challenge }

  func error(_ reason: HeaderError.Reason, at offset: Int? = nil) -> HeaderError {
    HeaderError(reason, at: offset ?? challenge.offset, line: challenge.line)
  }

  func value(
    of names: [String], warnings: inout [HeaderWarning.Code]
  ) throws(HeaderError) -> AuthenticationChallenge.Parameter? {
    let found = challenge.parameters.filter { names.contains($0.name) && !$0.value.isEmpty }
    guard let first = found.first else { return nil }
    for other in found.dropFirst() {
      guard other.value == first.value else {
        throw error(.conflictingParameters, at: other.offset)
      }
    }
    if Set(found.map(\.name)).count < found.count { warnings.append(.duplicateParameter) }
    return first
  }
}
