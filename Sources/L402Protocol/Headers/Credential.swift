public import Bytes
internal import Macaroons

/// What a client presents: one or several tokens and the preimage of the payment.
public struct Credential: Hashable, Sendable {
  /// Where it was found.
  public enum Source: Hashable, Sendable {
    /// `Authorization` under this scheme.
    case authorization(L402Scheme)
    /// gRPC metadata: a hexadecimal macaroon whose `preimage=` caveat holds the preimage.
    case grpcMetadata
    /// `TOKEN:PREIMAGE` alone.
    case bare
  }

  /// Where it was found.
  public let source: Source
  /// The tokens in order, at least one; further ones are discharges or tokens of their own.
  public let tokens: [HeaderToken]
  /// The preimage, nil while the payment is pending.
  public let preimage: Preimage?
  /// What a stricter reader would stumble over.
  public internal(set) var warnings: [HeaderWarning]

  /// Most tokens in one credential.
  public static let mostTokens = 16
}

/// The 32 bytes whose SHA-256 is a payment hash; its text forms never show it.
public struct Preimage: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// 32 bytes, as the payee chose them.
  public let bytes: Bytes32

  /// Wraps 32 bytes.
  public init(_ bytes: Bytes32) { self.bytes = bytes }

  /// Says what it is, not what it holds.
  public var description: String { "(preimage, 32 bytes)" }

  /// Empty, so that dumps do not print it.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Credential {
  /// Names of fields that hold a hexadecimal macaroon.
  public static let metadataFields: Set<String> = ["grpc-metadata-macaroon", "macaroon", "token"]

  private static let fieldNames: Set<String> = ["authorization"]

  /// Reads `Authorization` lines, or `TOKEN:PREIMAGE` where `allowsBare` says so.
  ///
  /// - Throws: `HeaderError`; equal credentials are one, different ones are refused.
  public init(
    parsing lines: [ArraySlice<UInt8>], allowsBare: Bool = false
  ) throws(HeaderError) {
    try HeaderTokenizer.checkSize(lines)
    var found: [Credential] = []
    var hasOthers = false
    var hadName = false
    for (number, line) in lines.enumerated() {
      let field = FieldLine(line, ifNamed: Self.fieldNames)
      hadName = hadName || field.name != nil
      try HeaderTokenizer.checkCharacters(
        field.value, lead: field.valueOffset, number: number)
      for part in Self.split(field.value) {
        let reader = CredentialReader(part, lead: part.startIndex - line.startIndex, line: number)
        if let credential = try reader.credential(allowsBare: allowsBare) {
          found.append(credential)
        } else {
          hasOthers = true
        }
      }
    }
    guard let first = found.first else { throw HeaderError(.noCredential, at: 0) }
    let same = found.dropFirst().allSatisfy {
      $0.tokens.map(\.text) == first.tokens.map(\.text) && $0.preimage == first.preimage
    }
    guard same else { throw HeaderError(.conflictingCredentials, at: 0) }
    self = found.first { $0.source == .authorization(.l402) } ?? first
    if hasOthers { warnings.append(HeaderWarning(code: .otherCredential)) }
    if hadName { warnings.append(HeaderWarning(code: .headerNamePrefix)) }
  }

  /// Reads gRPC metadata: a hexadecimal macaroon; the last `preimage=` caveat is the preimage.
  ///
  /// - Throws: `HeaderError` with `.invalidToken` or `.missingPreimage`.
  public init(metadata value: ArraySlice<UInt8>) throws(HeaderError) {
    try HeaderTokenizer.checkSize([value])
    guard let bytes = try? Hex.decode(value), !bytes.isEmpty,
      let macaroon = try? MacaroonText(parsing: value), macaroon.encoding == .hex
    else { throw HeaderError(.invalidToken, at: 0) }
    let prefix = "preimage=".utf8
    guard
      let caveat = macaroon.macaroon.caveats.last(where: { $0.identifier.starts(with: prefix) })
    else { throw HeaderError(.missingPreimage, at: value.count) }
    guard let decoded = try? Hex.decode(caveat.identifier.dropFirst(prefix.count)),
      let preimage = Bytes32(decoded), preimage != .zero
    else { throw HeaderError(.invalidPreimage, at: 0) }
    self.init(
      source: .grpcMetadata, tokens: [HeaderToken(macaroon: macaroon, text: value)],
      preimage: Preimage(preimage), warnings: [])
  }

  /// Lines folded into one: a comma, blanks and a scheme name begin a new credential.
  private static func split(_ value: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    guard value.has(where: { $0 == UInt8(ascii: ",") }) else { return [FieldLine.trimmed(value)] }
    var parts: [ArraySlice<UInt8>] = []
    var start = value.startIndex
    var index = start
    while let comma = value[index...].firstIndex(of: UInt8(ascii: ",")) {
      let rest = value[(comma + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
      let word = rest.prefix { $0 != 0x20 && $0 != UInt8(ascii: ",") }
      let isScheme =
        rest.startIndex > comma + 1 && word.endIndex < rest.endIndex
        && rest[word.endIndex] == 0x20 && word.allSatisfy(HeaderTokenizer.isTokenCharacter)
      if isScheme {
        parts.append(FieldLine.trimmed(value[start..<comma]))
        start = rest.startIndex
      }
      index = comma + 1
    }
    return parts + [FieldLine.trimmed(value[start...])]
  }
}

/// Reads one `SCHEME TOKENS:PREIMAGE`.
private struct CredentialReader {
  let value: ArraySlice<UInt8>
  let lead: Int
  let line: Int

  init(_ value: ArraySlice<UInt8>, lead: Int, line: Int) {
    self.value = value
    self.lead = lead
    self.line = line
  }

  /// Nil when the value belongs to another scheme.
  func credential(allowsBare: Bool) throws(HeaderError) -> Credential? {
    let word = value.prefix { $0 != 0x20 && $0 != 0x09 }
    let name = String(decoding: word, as: UTF8.self)
    guard let scheme = L402Scheme(name) else {
      guard allowsBare, word.count == value.count else { return nil }
      return try credential(value, source: .bare, warnings: [])
    }
    let body = value[word.endIndex...].drop { $0 == 0x20 || $0 == 0x09 }
    return try credential(
      body, source: .authorization(scheme),
      warnings: name == scheme.rawValue ? [] : [.schemeCase])
  }

  private func credential(
    _ body: ArraySlice<UInt8>, source: Credential.Source, warnings: [HeaderWarning.Code]
  ) throws(HeaderError) -> Credential {
    var warnings = warnings
    guard let colon = body.lastIndex(of: UInt8(ascii: ":")) else {
      guard !body.isEmpty else { throw error(.missingToken, at: value.endIndex) }
      let isToken = HeaderToken(body) != nil
      throw error(
        isToken ? .missingPreimage : .invalidToken, at: isToken ? body.endIndex : body.startIndex)
    }
    guard colon > body.startIndex else { throw error(.missingToken, at: colon) }
    if body.has(where: { $0 == 0x20 || $0 == 0x09 }),
      let blank = body.firstIndex(where: { $0 == 0x20 || $0 == 0x09 })
    {
      throw error(.invalidToken, at: blank)
    }
    let preimage = try preimage(body[(colon + 1)...], warnings: &warnings)
    var tokens: [HeaderToken] = []
    for part in body[..<colon].fields(separatedBy: UInt8(ascii: ",")) {
      guard part.count <= HeaderToken.longest, tokens.count < Credential.mostTokens else {
        throw error(.tooLarge, at: part.startIndex)
      }
      guard let token = HeaderToken(part) else { throw error(.invalidToken, at: part.startIndex) }
      warnings += token.warnings
      tokens.append(token)
    }
    return Credential(
      source: source, tokens: tokens, preimage: preimage,
      warnings: warnings.map { HeaderWarning(code: $0) })
  }

  private func preimage(
    _ text: ArraySlice<UInt8>, warnings: inout [HeaderWarning.Code]
  ) throws(HeaderError) -> Preimage? {
    if text.isEmpty { return nil }
    guard let bytes = Bytes32(hexDigits: text), bytes != .zero else {
      throw error(.invalidPreimage, at: text.startIndex)
    }
    if text.contains(where: { (0x41...0x46).contains($0) }) { warnings.append(.preimageCase) }
    return Preimage(bytes)
  }

  private func error(_ reason: HeaderError.Reason, at index: Int) -> HeaderError {
    HeaderError(reason, at: index - value.startIndex + lead, line: line)
  }
}
