internal import BOLT11
internal import Bytes
internal import Digests
public import Macaroons

/// What can be said of a recognised thing without any key: parts, checks, warnings.
public struct Inspection: Hashable, Sendable {
  /// A token with its parts read.
  public struct Token: Hashable, Sendable {
    /// The text as given; empty for tokens that were no text.
    public let text: ArraySlice<UInt8>
    /// The macaroon, nil for look-alikes.
    public let macaroon: MacaroonText?
    /// The token of a header, nil where it came alone.
    public let header: HeaderToken?
    /// What the identifier says.
    public let identifier: TokenIdentifier?
    /// Caveats in order.
    public let caveats: [TokenCaveat]
  }

  /// A caveat as its kind demands.
  public enum TokenCaveat: Hashable, Sendable {
    /// A condition.
    case firstParty(ParsedCaveat)
    /// To be discharged elsewhere.
    case thirdParty(Caveat)
  }

  /// A warning with a stable code.
  public struct Warning: Hashable, Sendable {
    /// Such as `no-expiry`.
    public let code: String
    /// What follows for whom.
    public let message: String
  }

  /// What is inspected.
  public let recognised: Recognised
  /// Its tokens in order.
  public let tokens: [Token]
  /// Its preimage.
  public let preimage: Preimage?
  /// Its invoice.
  public let invoice: InspectedInvoice?
  /// Checks made and not made.
  public let checks: [Check]
  /// Warnings.
  public let warnings: [Warning]
  /// The moment of judgement.
  public let now: Timestamp

  /// Looks at everything that one text holds; the first is what a client would use.
  public static func all(
    of recognised: [Recognised], now: Timestamp, validFor: Int64 = 0
  ) -> [Inspection] {
    let challenges = recognised.count { if case .challenge = $0.subject { true } else { false } }
    return recognised.map {
      Inspection($0, now: now, validFor: validFor, challenges: challenges)
    }
  }

  /// Looks at a thing as of a moment.
  ///
  /// - Parameters:
  ///   - recognised: the thing.
  ///   - now: the moment of judgement.
  ///   - validFor: how many seconds an expiry must leave.
  ///   - challenges: how many payable challenges that differ there are beside it, itself included.
  public init(
    _ recognised: Recognised, now: Timestamp, validFor: Int64 = 0, challenges: Int = 1
  ) {
    self.recognised = recognised
    self.now = now
    var headerWarnings: [HeaderWarning] = []
    switch recognised.subject {
    case .credential(let credential):
      tokens = credential.tokens.map(Token.init)
      preimage = credential.preimage
      invoice = nil
      headerWarnings = credential.warnings
    case .challenge(let challenge):
      tokens = [Token(challenge.token)]
      preimage = nil
      invoice = InspectedInvoice(challenge.invoice, now: now, validFor: validFor)
      headerWarnings = challenge.warnings
    case .token(let macaroon), .nodeMacaroon(let macaroon, _):
      tokens = [Token(macaroon)]
      preimage = nil
      invoice = nil
    case .lookAlike(let token):
      tokens = [Token(token)]
      preimage = nil
      invoice = nil
    case .invoice(let decoded):
      tokens = []
      preimage = nil
      invoice = InspectedInvoice(decoded, now: now, validFor: validFor)
    case .brokenChallenge, .payment, .x402, .bytes32:
      tokens = []
      preimage = nil
      invoice = nil
    }
    let facts = InspectionFacts(
      recognised: recognised, tokens: tokens, preimage: preimage, invoice: invoice, now: now,
      validFor: validFor, challenges: challenges)
    checks = facts.checks
    warnings =
      headerWarnings.map { Warning(code: $0.code.rawValue, message: $0.message) } + facts.warnings
  }

  /// Whether a check failed.
  public var hasFailure: Bool { checks.contains { $0.status == .fail } }
}

extension Inspection.Token {
  init(_ token: HeaderToken) {
    // Hexadecimal in a header is opaque to clients, but not to somebody who asks what it is.
    let macaroon = token.macaroon ?? (try? MacaroonText(parsing: token.text))
    self.init(text: token.text, macaroon: macaroon, header: token)
  }

  init(_ macaroon: MacaroonText) {
    let text = macaroon.encoding == .binary ? nil : try? macaroon.encoded()
    self.init(text: (text ?? [])[...], macaroon: macaroon, header: nil)
  }

  private init(text: ArraySlice<UInt8>, macaroon: MacaroonText?, header: HeaderToken?) {
    self.text = text
    self.macaroon = macaroon
    self.header = header
    identifier = macaroon.map { TokenIdentifier($0.macaroon.identifier) }
    caveats = (macaroon?.macaroon.caveats ?? []).map {
      $0.isThirdParty ? .thirdParty($0) : .firstParty(ParsedCaveat($0.identifier))
    }
  }

  /// The first-party caveats in order.
  public var conditions: [ParsedCaveat] {
    caveats.compactMap {
      guard case .firstParty(let caveat) = $0 else { return nil }
      return caveat
    }
  }
}
