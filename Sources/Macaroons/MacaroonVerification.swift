internal import Bytes
internal import Digests

/// Why a macaroon with its discharges does not verify, conditions aside.
public enum MacaroonVerificationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The chain does not end in the token's signature.
  case signature
  /// The box of a third-party caveat does not open; index from 0 within its macaroon.
  case unreadableVerificationID(caveat: Int)
  /// No discharge has the identifier of a third-party caveat; index from 0 within its macaroon.
  case missingDischarge(caveat: Int)
  /// Two caveats want the same discharge; index from 0 among the discharges.
  case dischargeUsedTwice(discharge: Int)
  /// No caveat wants a discharge; index from 0 among the discharges.
  case unusedDischarge(discharge: Int)
  /// A discharge's chain does not end in its signature bound to this token.
  case dischargeSignature(discharge: Int)

  /// One line, lower case; caveats and discharges are counted from 1.
  public var description: String {
    switch self {
    case .signature: "the signature does not fit the key"
    case .unreadableVerificationID(let index):
      "the verification id of third-party caveat \(index + 1) cannot be opened"
    case .missingDischarge(let index): "third-party caveat \(index + 1) has no discharge"
    case .dischargeUsedTwice(let index): "discharge \(index + 1) is wanted twice"
    case .unusedDischarge(let index): "discharge \(index + 1) belongs to no caveat"
    case .dischargeSignature(let index): "the signature of discharge \(index + 1) does not fit"
    }
  }
}

extension Macaroon {
  /// Whether the chain from `key` over identifier and caveats ends in the signature.
  ///
  /// Says nothing of discharges and conditions.
  public func signatureMatches(_ key: ChainKey) -> Bool {
    var signature = key.signature(of: identifier)
    for caveat in caveats { signature = SignatureChain.step(from: signature, over: caveat) }
    return signature.constantTimeEquals(self.signature)
  }

  /// Verifies the signatures of the token and its discharges, each used exactly once.
  ///
  /// - Returns: every first-party caveat that must now hold, the token's first and then those of
  ///   each discharge, in the order of verification.
  public func verify(
    key: ChainKey, discharges: [Macaroon]
  ) throws(MacaroonVerificationError) -> [Caveat] {
    // Nearly every token: its caveats are the conditions, and nothing is to be bound.
    if discharges.isEmpty, !caveats.contains(where: \.isThirdParty) {
      guard signatureMatches(key) else { throw .signature }
      return caveats
    }
    var context = DischargeContext(root: self, discharges: discharges)
    guard try context.walk(self, from: key) else { throw .signature }
    if let unused = context.isUsed.firstIndex(of: false) {
      throw .unusedDischarge(discharge: unused)
    }
    return context.conditions
  }
}

/// What verification collects on its way through a token and its discharges.
private struct DischargeContext {
  let root: Macaroon
  let discharges: [Macaroon]
  var isUsed: [Bool]
  var conditions: [Caveat] = []

  init(root: Macaroon, discharges: [Macaroon]) {
    self.root = root
    self.discharges = discharges
    isUsed = Array(repeating: false, count: discharges.count)
  }

  /// Whether the chain ends in the signature; as deep as there are discharges, never deeper.
  mutating func walk(
    _ macaroon: Macaroon, from key: ChainKey
  ) throws(MacaroonVerificationError) -> Bool {
    var signature = key.signature(of: macaroon.identifier)
    for (index, caveat) in macaroon.caveats.enumerated() {
      if caveat.isThirdParty {
        try discharge(caveat, at: index, signature: signature)
      } else {
        conditions.append(caveat)
      }
      signature = SignatureChain.step(from: signature, over: caveat)
    }
    return SignatureChain.bind(signature, to: root.signature)
      .constantTimeEquals(macaroon.signature)
  }

  private mutating func discharge(
    _ caveat: Caveat, at index: Int, signature: Bytes32
  ) throws(MacaroonVerificationError) {
    guard let sealed = caveat.verificationID, let key = SecretBox.open(sealed, key: signature)
    else { throw .unreadableVerificationID(caveat: index) }
    guard let found = discharges.firstIndex(where: { $0.identifier == caveat.identifier }) else {
      throw .missingDischarge(caveat: index)
    }
    guard !isUsed[found] else { throw .dischargeUsedTwice(discharge: found) }
    isUsed[found] = true
    guard try walk(discharges[found], from: ChainKey(derived: key)) else {
      throw .dischargeSignature(discharge: found)
    }
  }
}
