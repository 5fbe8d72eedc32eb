/// All that the `WWW-Authenticate` lines of one answer say.
public struct ChallengeHeader: Hashable, Sendable {
  /// A challenge of scheme L402 or LSAT that cannot be used.
  public struct Refused: Hashable, Sendable {
    /// Its scheme.
    public let scheme: L402Scheme
    /// Why it cannot be used.
    public let error: HeaderError
  }

  /// L402 challenges that differ in token or invoice, in order.
  public let challenges: [Challenge]
  /// Those that cannot be used.
  public let refused: [Refused]
  /// Challenges of other schemes.
  public let others: [AuthenticationChallenge]
  /// Whether `WWW-Authenticate:` was pasted with a value.
  public let hadFieldName: Bool

  /// Reads one or several field values; a field name in front is overlooked.
  ///
  /// - Throws: `HeaderError` for text that is no header at all. Challenges that cannot be used do
  ///   not throw: one broken challenge must not hide a good one.
  public init(parsing lines: [ArraySlice<UInt8>]) throws(HeaderError) {
    let fields = lines.map { FieldLine($0, ifNamed: ["www-authenticate"]) }
    hadFieldName = fields.contains { $0.name != nil }
    var challenges: [Challenge] = []
    var refused: [Refused] = []
    var others: [AuthenticationChallenge] = []
    for found in try HeaderTokenizer.challenges(in: fields) {
      guard let scheme = L402Scheme(found.scheme) else {
        others.append(found)
        continue
      }
      do {
        let challenge = try Challenge(found, scheme: scheme)
        if let same = challenges.firstIndex(where: {
          $0.token.text == challenge.token.text && $0.invoice == challenge.invoice
        }) {
          if scheme == .l402 { challenges[same].scheme = .l402 }
        } else {
          challenges.append(challenge)
        }
      } catch {
        refused.append(Refused(scheme: scheme, error: error))
      }
    }
    if hadFieldName {
      for index in challenges.indices {
        challenges[index].warnings.append(HeaderWarning(code: .headerNamePrefix))
      }
    }
    self.challenges = challenges
    self.refused = refused
    self.others = others
  }

  /// The one challenge that can be paid.
  ///
  /// - Throws: `HeaderError` when there is none, or several that differ: nobody should guess which
  ///   one to pay.
  public func single() throws(HeaderError) -> Challenge {
    guard let first = challenges.first else {
      throw refused.first?.error ?? HeaderError(.noChallenge, at: 0)
    }
    guard challenges.count == 1 else { throw HeaderError(.multipleChallenges, at: 0) }
    return first
  }
}
