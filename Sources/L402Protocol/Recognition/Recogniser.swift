internal import BOLT11
internal import Bytes
internal import JSON
internal import Macaroons

/// Says what a text is: tokens, credentials, headers, dumps, invoices, challenges of others.
public enum Recogniser {
  /// Everything found in the text; the first is what a client would use.
  ///
  /// - Throws: `RecognitionError`, offsets in `text` as given, for text that is nothing of it.
  public static func recognise(
    _ text: ArraySlice<UInt8>
  ) throws(RecognitionError) -> [Recognised] {
    if text.first == 2, let macaroon = try? MacaroonText(parsing: text) {
      return [token(macaroon, source: "binary macaroon")]
    }
    let given = GivenText(text)
    guard !given.bytes.isEmpty else { throw RecognitionError(.empty, at: 0) }
    do {
      return try recognise(clean: given.bytes)
    } catch {
      throw RecognitionError(
        error.reason, at: given.givenOffset(error.offset), decodedOffset: error.decodedOffset)
    }
  }

  private static func recognise(
    clean text: ArraySlice<UInt8>
  ) throws(RecognitionError) -> [Recognised] {
    if let credential = plainCredential(text) { return [credential] }
    if text.first == UInt8(ascii: "{") { return try json(text) }
    if let found = try HeaderDump(text)?.recognised() { return found }
    if GivenInvoice.looksLikeOne(text) { return [try invoice(text)] }
    if let value = Bytes32(hexDigits: text) {
      return [Recognised(subject: .bytes32(value), source: "64 hex digits")]
    }
    let word = text.prefix { $0 != 0x20 && $0 != 0x09 }
    // Without a blank it is at most a scheme alone.
    if word.count < text.count || word.count == 4 {
      let scheme = String(decoding: word, as: UTF8.self)
      if word.count < text.count || L402Scheme(scheme) != nil,
        let found = try header(text, scheme: scheme)
      {
        return found
      }
    }
    do {
      return try bare(text)
    } catch {
      guard error.reason == .unrecognised, let other = OtherPaymentText(text) else { throw error }
      throw RecognitionError(.otherPayment(other), at: 0)
    }
  }

  private static func invoice(_ text: ArraySlice<UInt8>) throws(RecognitionError) -> Recognised {
    let given: GivenInvoice
    do {
      given = try GivenInvoice(text)
    } catch {
      throw RecognitionError(.otherPayment(error), at: 0)
    }
    do {
      let isURI = GivenInvoice.isURI(text)
      let source =
        isURI ? "invoice in a URI" : given.offset == 0 ? "invoice" : "invoice in a header field"
      return Recognised(subject: .invoice(try Invoice(parsing: given.text)), source: source)
    } catch {
      throw RecognitionError(.invoice(error.reason), at: given.offset + error.offset)
    }
  }

  /// A credential under its scheme, with or without the field's name: what logs are full of.
  ///
  /// Nil for anything else, and for what needs an explanation.
  private static func plainCredential(_ text: ArraySlice<UInt8>) -> Recognised? {
    let name = "Authorization: ".utf8
    let hasName = text.starts(with: name)
    let value = hasName ? text.dropFirst(name.count) : text
    guard value.starts(with: "L402 ".utf8) || value.starts(with: "LSAT ".utf8),
      let credential = try? Credential(parsing: [value])
    else { return nil }
    return Recognised(
      subject: .credential(credential),
      source: hasName ? "Authorization header" : "Authorization header value")
  }

  /// A field value that begins with a scheme; nil when it does not.
  private static func header(
    _ text: ArraySlice<UInt8>, scheme: String
  ) throws(RecognitionError) -> [Recognised]? {
    let rest = text.dropFirst(scheme.utf8.count).drop { $0 == 0x20 || $0 == 0x09 }
    let name = rest.prefix(while: HeaderTokenizer.isTokenCharacter)
    let after = rest[name.endIndex...].drop { $0 == 0x20 || $0 == 0x09 }
    let hasParameter = !name.isEmpty && after.first == UInt8(ascii: "=")
    let isL402 = L402Scheme(scheme) != nil
    if isL402, !rest.isEmpty,
      !hasParameter || rest.contains(UInt8(ascii: ":")) && !looksQuoted(after)
    {
      return [try credential([text], source: "Authorization header value")]
    }
    guard isL402 || hasParameter || text.contains(UInt8(ascii: ",")) else { return nil }
    let found = try challenges([text], source: "WWW-Authenticate header value")
    if found.isEmpty, !isL402 { return nil }
    return found
  }

  private static func looksQuoted(_ text: ArraySlice<UInt8>) -> Bool {
    let value = text.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
    return value.first == UInt8(ascii: "\"") || value.first == UInt8(ascii: "'")
      || text.contains(0x20)
  }

  /// Every challenge of the lines that there is something to say about.
  ///
  /// - Throws: `RecognitionError`; `offsets` say where the lines stand in the text, if not alone.
  static func challenges(
    _ lines: [ArraySlice<UInt8>], offsets: [Int] = [], source: String
  ) throws(RecognitionError) -> [Recognised] {
    let header: ChallengeHeader
    do {
      header = try ChallengeHeader(parsing: lines)
    } catch {
      throw located(error, offsets)
    }
    var found = header.challenges.map { challenge in
      Recognised(subject: .challenge(challenge), source: source)
    }
    found += header.refused.map {
      Recognised(subject: .brokenChallenge($0.scheme, $0.error), source: source)
    }
    for other in header.others where other.scheme.lowercased() == "payment" {
      found.append(Recognised(subject: .payment(PaymentChallenge(other)), source: source))
    }
    return found
  }

  static func credential(
    _ lines: [ArraySlice<UInt8>], offsets: [Int] = [], source: String, allowsBare: Bool = false
  ) throws(RecognitionError) -> Recognised {
    do {
      let credential = try Credential(parsing: lines, allowsBare: allowsBare)
      return Recognised(subject: .credential(credential), source: source)
    } catch {
      throw located(error, offsets)
    }
  }

  private static func located(_ error: HeaderError, _ offsets: [Int]) -> RecognitionError {
    let line = offsets.indices.contains(error.line) ? offsets[error.line] : 0
    return RecognitionError(.header(error.reason), at: error.offset + line)
  }

  /// A text without any scheme: credential, macaroon, or a token that only looks like one.
  private static func bare(_ text: ArraySlice<UInt8>) throws(RecognitionError) -> [Recognised] {
    if let colon = text.lastIndex(of: UInt8(ascii: ":")),
      text.count - (colon - text.startIndex) == 65 && Hex.isHex(text[(colon + 1)...])
        || looksLikeMacaroon(text)
    {
      return [try credential([text], source: "credential without scheme", allowsBare: true)]
    }
    let macaroonError: MacaroonError
    do {
      let macaroon = try MacaroonText(parsing: text)
      return [token(macaroon, source: "macaroon")]
    } catch {
      macaroonError = error
    }
    if let token = HeaderToken(text), isLookAlike(token) {
      return [Recognised(subject: .lookAlike(token), source: "token")]
    }
    guard looksLikeMacaroon(text) else { throw RecognitionError(.unrecognised, at: 0) }
    throw RecognitionError(
      .macaroon(macaroonError.reason), at: macaroonError.offset,
      decodedOffset: macaroonError.decodedOffset)
  }

  static func token(_ macaroon: MacaroonText, source: String) -> Recognised {
    if let identifier = LNDIdentifier(macaroon.macaroon.identifier) {
      return Recognised(subject: .nodeMacaroon(macaroon, identifier), source: source)
    }
    return Recognised(subject: .token(macaroon), source: source)
  }

  /// Base64 of JSON, alone or before a dot and a signature.
  private static func isLookAlike(_ token: HeaderToken) -> Bool {
    if case .json = token.content { return true }
    let head = token.text.prefix { $0 != UInt8(ascii: ".") }
    guard head.count < token.text.count, let decoded = try? Base64.decode(head) else {
      return false
    }
    return (try? JSONReader.read(decoded.bytes[...])) != nil
  }

  /// Whether what the text begins with is how macaroons begin.
  private static func looksLikeMacaroon(_ text: ArraySlice<UInt8>) -> Bool {
    ["AgE", "AgI", "AgJ", "AgK", "AgL", "MDA", "0201", "0202", "3030"].contains {
      text.starts(with: $0.utf8)
    }
  }

  private static func json(_ text: ArraySlice<UInt8>) throws(RecognitionError) -> [Recognised] {
    let value: JSONValue
    do {
      value = try JSONReader.read(text)
    } catch {
      throw RecognitionError(.json(error.reason), at: error.offset)
    }
    if let challenge = X402Challenge(value) {
      return [Recognised(subject: .x402(challenge), source: "JSON body")]
    }
    if let found = try embedded(in: value) { return found }
    do {
      return [token(try MacaroonText(parsing: text), source: "JSON macaroon")]
    } catch {
      throw RecognitionError(
        error.reason == .jsonVersion ? .unrecognised : .macaroon(error.reason), at: error.offset,
        decodedOffset: error.decodedOffset)
    }
  }

  /// Bodies that repeat a challenge as `macaroon` (or `token`) and `invoice`, as l402-kit's do.
  private static func embedded(in value: JSONValue) throws(RecognitionError) -> [Recognised]? {
    guard let invoice = value["invoice"]?.string ?? value["payment_request"]?.string,
      let token = value["macaroon"]?.string ?? value["token"]?.string,
      let line = try? HeaderFormatter.challenge(
        token: token.utf8, invoice: invoice.utf8, profile: .plain
      ).first
    else { return nil }
    return try challenges([Array(line.utf8)[...]], source: "JSON body")
  }
}
