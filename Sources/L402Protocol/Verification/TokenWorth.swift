public import Bytes
internal import Digests

/// Why a challenge's token is not worth what its invoice asks for.
public enum TokenFault: Hashable, Sendable, CustomStringConvertible {
  /// The invoice's payment hash is not the token's: paying it unlocks nothing.
  case foreignInvoice
  /// No payment hash can be read in the token.
  case opaque
  /// Its identifier has a version that nobody knows.
  case unknownVersion(UInt16)
  /// A caveat does not hold for the request, or will not when the payment is through.
  case caveat(String)
  /// It needs somebody else's discharge.
  case thirdParty

  /// One line, lower case.
  public var description: String {
    switch self {
    case .foreignInvoice: "the invoice's payment hash is not the token's: paying it unlocks nothing"
    case .opaque: "no payment hash can be read in the token, so nobody can tell what is paid for"
    case .unknownVersion(let version): "the token's identifier has version \(version), unknown"
    case .caveat(let why): "the token would be refused: \(why)"
    case .thirdParty: "the token needs a discharge of a third party"
    }
  }
}

extension Challenge {
  /// Why its token is not worth buying for a request; nil where it is.
  ///
  /// - Parameters:
  ///   - paymentHash: the invoice's.
  ///   - request: what the token is wanted for; its moment is that at which the payment is through.
  ///     What the request does not say is not held against the token.
  ///   - allowsOpaque: whether a token without a readable payment hash may be bought.
  public func fault(
    invoice paymentHash: Bytes32?, for request: VerificationRequest, allowsOpaque: Bool
  ) -> TokenFault? {
    let token = Inspection.Token(token)
    if let version = token.identifier?.version, version != 0 { return .unknownVersion(version) }
    if let hash = token.identifier?.paymentHash {
      guard hash == paymentHash else { return .foreignInvoice }
    } else if !allowsOpaque {
      return .opaque
    }
    var conditions: [ParsedCaveat] = []
    for caveat in token.caveats {
      guard case .firstParty(let condition) = caveat else { return .thirdParty }
      conditions.append(condition)
      let verdict = condition.verdict(on: request)
      if verdict.status == .violated {
        return .caveat("\(String(decoding: condition.bytes, as: UTF8.self)): \(verdict.detail)")
      }
      // Its value is no secret that is worth keeping: it opens nothing.
      if case .preimage(let bytes)? = condition.value, let paymentHash,
        !SHA256.digest(bytes).constantTimeEquals(paymentHash)
      {
        return .caveat("its preimage caveat does not fit the payment hash")
      }
    }
    for (index, earlier) in ParsedCaveat.widenings(in: conditions).enumerated() {
      guard let earlier else { continue }
      return .caveat("caveat \(index + 1) widens caveat \(earlier + 1)")
    }
    return nil
  }
}
