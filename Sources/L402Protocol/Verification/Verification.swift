public import Bytes

/// Why a credential is refused, a closed list; the most telling one first.
public enum RefusalReason: String, Hashable, Comparable, Sendable, CaseIterable {
  /// It is no token that can be verified.
  case malformed
  /// The identifier is of no kind that can be trusted.
  case identifier
  /// The preimage is missing or does not hash to the payment hash.
  case preimage
  /// No key for this token.
  case noKey = "no_key"
  /// The signature fits no key.
  case signature
  /// An expiry has passed.
  case expired
  /// It does not hold for this service.
  case service
  /// It does not hold for this capability.
  case capability
  /// It does not hold for this path.
  case path
  /// It does not hold for this method.
  case method
  /// It does not hold at this origin.
  case origin
  /// It does not hold for this client.
  case clientIP = "client_ip"
  /// Another caveat is violated.
  case caveat
  /// A caveat was not checked for want of context.
  case unchecked
  /// A caveat has no rule, and strictness was asked for.
  case skipped
  /// It was revoked.
  case revoked
  /// It belongs to the sandbox.
  case testToken = "test_token"

  /// In the order of the list.
  public static func < (left: RefusalReason, right: RefusalReason) -> Bool {
    left.rank < right.rank
  }

  private var rank: Int { Self.ranks[self] ?? 0 }
  private static let ranks = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}

/// Whether a check passed.
public enum CheckStatus: String, Hashable, Sendable {
  /// It passed.
  case pass
  /// It failed.
  case fail
  /// It was not, or could not be made.
  case unknown
}

/// One check of a token as a whole.
public struct Check: Hashable, Sendable {
  /// What was checked, such as `signature`.
  public let name: String
  /// Whether it passed.
  public let status: CheckStatus
  /// Why, in words.
  public let detail: String

  /// A check and its outcome.
  public init(_ name: String, _ status: CheckStatus, _ detail: String) {
    self.name = name
    self.status = status
    self.detail = detail
  }
}

/// Everything that verifying a credential found out; nothing is decided twice.
public struct Verification: Hashable, Sendable {
  /// A first-party caveat with its verdict.
  public struct CaveatReport: Hashable, Sendable {
    /// The caveat.
    public let caveat: ParsedCaveat
    /// What it says about the request.
    public let verdict: CaveatVerdict
  }

  /// Checks of the token as a whole, in the order in which they were made.
  public internal(set) var checks: [Check] = []
  /// First-party caveats of all tokens and discharges, in order.
  public internal(set) var caveats: [CaveatReport] = []
  /// Why it is refused, sorted, each once; empty when it is accepted.
  public internal(set) var reasons: [RefusalReason] = []
  /// The name of the key that the signature fits.
  public internal(set) var key: String?
  /// The payment hash of the first token.
  public internal(set) var paymentHash: Bytes32?
  /// The token id of the first token.
  public internal(set) var tokenID: Bytes32?
  /// The earliest expiry that concerns the request.
  public internal(set) var expiresAt: Timestamp?
  /// The moment of judgement.
  public let now: Timestamp

  /// An empty verdict as of a moment.
  init(now: Timestamp) { self.now = now }

  /// A text that is no credential at all.
  public static func malformed(_ detail: String, now: Timestamp) -> Verification {
    var verification = Verification(now: now)
    verification.checks = [Check("parse", .fail, detail)]
    verification.reasons = [.malformed]
    return verification
  }

  /// Whether nothing speaks against the credential.
  public var isAccepted: Bool { reasons.isEmpty }

  /// How many caveats no rule knows.
  public var skippedCount: Int { caveats.count { $0.verdict.status == .skipped } }

  /// The verdict in a few words, without "accepted" or "refused".
  public var summary: String {
    guard let first = reasons.first else {
      guard let expiresAt else { return "it never expires" }
      return "valid for \(RelativeTime.span(RelativeTime.seconds(from: now, to: expiresAt))) more"
    }
    let more = reasons.count - 1
    let others = more == 0 ? "" : ", and \(more) more reason\(more == 1 ? "" : "s")"
    return words(for: first) + others
  }

  private func words(for reason: RefusalReason) -> String {
    func detail(_ check: String) -> String? {
      checks.first { $0.name == check && $0.status != .pass }?.detail
    }
    let caveat = caveats.first { $0.verdict.reason == reason }
    return switch reason {
    case .malformed: detail("parse") ?? "malformed"
    case .identifier: detail("identifier") ?? "the identifier"
    case .preimage:
      checks.contains { $0.name == "preimage" && $0.detail.hasPrefix("there is none") }
        ? "no preimage: only the token was given" : detail("preimage") ?? "the preimage"
    case .noKey: detail("signature") ?? "no key"
    case .signature: "the signature does not fit"
    case .expired:
      switch caveat?.caveat.value {
      case .moment(let moment):
        moment > now
          ? "an expiry widens an earlier one"
          : "expired \(RelativeTime.words(from: now, to: moment))"
      default: "an expiry that cannot be read"
      }
    case .service: "not for this service"
    case .capability: "not for this capability"
    case .path: "not for this path"
    case .method: "not for this method"
    case .origin: "not at this origin"
    case .clientIP: "not for this client"
    case .caveat: "a caveat is violated"
    case .unchecked: "a caveat was not checked (\(caveat?.verdict.detail ?? ""))"
    case .skipped: "a caveat that no rule knows"
    case .revoked: "revoked"
    case .testToken: "a play-money token of the sandbox"
    }
  }
}
