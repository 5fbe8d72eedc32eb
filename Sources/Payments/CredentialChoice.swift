public import L402Protocol
internal import Macaroons
public import Store

/// Which stored credential belongs to a request.
public enum CredentialChoice {
  /// The credential to send with a request; nil where none belongs to it.
  ///
  /// One that was bought for exactly this path comes first, then the one with the narrowest scope,
  /// then the newest. Whether it has expired does not matter: only its server's refusal does.
  ///
  /// - Parameters:
  ///   - path: the request's, with or without query.
  ///   - method: the request's; nil where it is not known.
  public static func best(
    of credentials: [StoredCredential], path: String, method: String?, origin: Origin
  ) -> StoredCredential? {
    guard let path = RequestPath(path) else { return nil }
    // The moment decides only over expiries, which are not asked about.
    var request = VerificationRequest(now: Timestamp(unixSeconds: 0))
    request.path = path
    request.method = method
    request.origin = origin
    return
      credentials
      .compactMap { (credential) -> Candidate? in
        guard credential.refusedAt == nil, Origin(parsing: credential.origin) == origin,
          let scope = PathScope(credential.scope), scope.covers(path),
          !isViolated(credential.token[...], by: request)
        else { return nil }
        let isExact = credential.path.flatMap { RequestPath($0) } == path
        return Candidate(credential: credential, isExact: isExact, depth: scope.depth)
      }
      .max { $0.rank < $1.rank }?.credential
  }

  private struct Candidate {
    let credential: StoredCredential
    let isExact: Bool
    let depth: Int

    var rank: (Int, Int, Int64, Int64) {
      (isExact ? 1 : 0, depth, credential.createdAt, credential.id)
    }
  }

  /// Whether a caveat about path, method or origin forbids the request.
  private static func isViolated(
    _ tokens: ArraySlice<UInt8>, by request: VerificationRequest
  ) -> Bool {
    tokens.split(separator: UInt8(ascii: ",")).contains { text in
      guard let macaroon = HeaderToken(text)?.macaroon?.macaroon else { return false }
      return macaroon.caveats.contains { caveat in
        guard !caveat.isThirdParty else { return false }
        let condition = ParsedCaveat(caveat.identifier)
        switch condition.family {
        case .path, .requestPath, .method, .requestMethod, .origin:
          return condition.verdict(on: request).status == .violated
        default: return false
        }
      }
    }
  }
}

extension Store {
  /// Whether a payment in the journal bought a credential, rather than somebody having added it.
  public func hasPaid(for credential: StoredCredential) -> Bool {
    (try? payment(credential.paymentHash))?.token == credential.token
  }
}
