import Bytes
import JSON
import L402Protocol
import Macaroons

/// Adds the same caveats to any token.
struct Narrowing: Sendable {
  let caveats: CaveatOptions
  let words: [String]
  let force: Bool
  let shape: ResultShape?
  let now: Timestamp

  /// Reads a token or credential, narrows it and keeps its dressing.
  ///
  /// - Throws: `Failure` with `.malformed` for anything else, `.widens` for a caveat that would
  ///   make the token useless.
  func apply(to text: ArraySlice<UInt8>) throws -> Narrowed {
    let recognised: [Recognised]
    do {
      recognised = try Recogniser.recognise(text)
    } catch {
      throw Failure(error, in: text)
    }
    guard let found = recognised.first(where: { $0.presented != nil }),
      let presented = found.presented
    else {
      throw Failure(
        .malformed, "there is no token in it that could be narrowed",
        hint: recognised.first?.kind == "challenge"
          ? "give the token of the challenge alone; once paid, the credential" : nil)
    }
    let macaroons = try presented.tokens.map { token in
      guard let macaroon = token.macaroon else {
        throw Failure(
          .malformed, "the token is no macaroon",
          hint: "only its issuer can change it; look at it with l402 inspect")
      }
      return macaroon
    }
    guard macaroons.count == 1, var macaroon = macaroons.first else {
      throw Failure(
        .malformed, "a credential with \(macaroons.count) tokens",
        hint: "discharges are bound to the token as it is: narrow the token before binding them")
    }
    let warnings = try narrow(&macaroon)
    do {
      return try result(of: found, macaroon, presented.preimage, warnings: warnings)
    } catch let error as MacaroonError {
      throw Failure(error, what: "the narrowed token")
    } catch let error as HeaderError {
      throw Failure(
        .malformed, "the narrowed token cannot stand in a header: \(error)",
        hint: "--as token prints it alone")
    }
  }

  private func narrow(_ text: inout MacaroonText) throws -> [String] {
    let before = text.macaroon.caveats.filter { !$0.isThirdParty }.map {
      ParsedCaveat($0.identifier)
    }
    let texts = caveats.texts(now: now, expiryServices: services(of: before)) + words
    var all = before
    for added in texts {
      let bytes = Array(added.utf8)[...]
      all.append(ParsedCaveat(bytes))
      text.macaroon.addFirstPartyCaveat(bytes)
    }
    // What followed the signature is not carried on.
    text.trailingBytes = 0
    if force { return [] }
    var warnings: [String] = []
    let widenings = ParsedCaveat.widenings(in: all)
    for index in before.count..<all.count {
      let caveat = all[index]
      let text = String(decoding: caveat.bytes, as: UTF8.self)
      if case .unreadable(let why) = caveat.value {
        throw Failure(
          .widens, "\"\(text)\" would make the token useless: \(why)",
          hint: "--force adds it all the same")
      }
      if let earlier = widenings[index] {
        throw Failure(
          .widens,
          "\"\(text)\" widens caveat \(earlier + 1), "
            + "\"\(String(decoding: all[earlier].bytes, as: UTF8.self))\"; the token would be refused",
          hint: "a later caveat can only narrow; --force adds it all the same")
      }
      if let family = caveat.nearMiss {
        warnings.append("\"\(text)\" is nearly \(family.form); case and blanks count")
      }
    }
    return warnings
  }

  /// The services that an expiry is written for: those asked for, else the token's own.
  private func services(of caveats: [ParsedCaveat]) -> [String] {
    if !self.caveats.service.isEmpty { return self.caveats.service.map(\.name) }
    for caveat in caveats.reversed() {
      if case .services(let entries) = caveat.value { return entries.map(\.name) }
    }
    return []
  }

  private func result(
    of found: Recognised, _ macaroon: MacaroonText, _ preimage: Preimage?, warnings: [String]
  ) throws -> Narrowed {
    let token = try macaroon.encoded()
    let identifier = TokenIdentifier(macaroon.macaroon.identifier)
    let scheme: String
    let own: ResultShape
    switch found.subject {
    case .credential(let credential):
      switch credential.source {
      case .authorization(let name):
        scheme = name.rawValue
        own =
          credential.warnings.contains { $0.code == .headerNamePrefix }
            || found.source.hasSuffix("header") ? .header : .value
      case .bare:
        scheme = "L402"
        own = .credential
      case .grpcMetadata:
        scheme = "L402"
        own = .token
      }
    default:
      scheme = "L402"
      own = .token
    }
    let shape = shape ?? own
    let isPending: Bool
    if case .credential = found.subject { isPending = preimage == nil } else { isPending = false }
    let isBase64 = macaroon.encoding == .base64 || macaroon.encoding == .base64url
    let credential =
      preimage == nil && !isPending || !isBase64
      ? nil : try HeaderFormatter.credential(tokens: [token[...]], preimage: preimage)
    let text: [UInt8]
    if shape == .token {
      text = token
    } else {
      guard let credential else {
        throw Failure(
          .usage, "--as \(shape.rawValue) needs a credential with its preimage, in base64",
          hint: "a token alone can only be printed --as token")
      }
      text = Array(shape.text(ofCredential: credential, scheme: scheme).utf8)
    }
    return Narrowed(
      text: text, token: token, credential: credential,
      header: credential.map { "Authorization: \(scheme) \($0)" }, identifier: identifier,
      isText: macaroon.encoding != .binary, warnings: warnings)
  }
}

/// A narrowed token in all its shapes.
struct Narrowed: Sendable {
  /// The shape asked for, without line break.
  let text: [UInt8]
  let token: [UInt8]
  let credential: String?
  let header: String?
  let identifier: TokenIdentifier
  let isText: Bool
  let warnings: [String]

  /// Writes one object; `line` is the line of a batch, from 1.
  func write(to writer: inout JSONWriter, line: Int? = nil) {
    writer.object { object in
      object.member("credential", credential)
      object.member("header", header)
      if let line { object.member("line", Int64(line)) }
      object.member("payment_hash", hex: identifier.paymentHash)
      object.member(
        "token", isText ? String(decoding: token, as: UTF8.self) : Hex.encode(token))
      object.member("token_id", hex: identifier.tokenID)
    }
  }
}
