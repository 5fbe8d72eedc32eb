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
    try context.walk(from: key)
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

  /// Walks the token and, at each third-party caveat, its discharge before going on.
  ///
  /// The way back is a list and no recursion: anyone who holds a token can nest discharges in it
  /// as deep as they like.
  mutating func walk(from key: ChainKey) throws(MacaroonVerificationError) {
    var path = [Walk(of: root, at: nil, from: key)]
    while let last = path.indices.last {
      if let (caveat, index, signature) = path[last].nextThirdParty(passing: &conditions) {
        path.append(try discharge(caveat, at: index, signature: signature))
        continue
      }
      let walk = path.removeLast()
      let end = SignatureChain.bind(walk.signature, to: root.signature)
      guard end.constantTimeEquals(walk.macaroon.signature) else {
        throw walk.discharge.map { .dischargeSignature(discharge: $0) } ?? .signature
      }
    }
  }

  private mutating func discharge(
    _ caveat: Caveat, at index: Int, signature: Bytes32
  ) throws(MacaroonVerificationError) -> Walk {
    guard let sealed = caveat.verificationID, let key = SecretBox.open(sealed, key: signature)
    else { throw .unreadableVerificationID(caveat: index) }
    guard let found = discharges.firstIndex(where: { $0.identifier == caveat.identifier }) else {
      throw .missingDischarge(caveat: index)
    }
    guard !isUsed[found] else { throw .dischargeUsedTwice(discharge: found) }
    isUsed[found] = true
    return Walk(of: discharges[found], at: found, from: ChainKey(derived: key))
  }
}

/// How far verification is within one macaroon.
private struct Walk {
  let macaroon: Macaroon
  /// Its index among the discharges, nil for the token itself.
  let discharge: Int?
  private(set) var signature: Bytes32
  private var next = 0

  init(of macaroon: Macaroon, at discharge: Int?, from key: ChainKey) {
    self.macaroon = macaroon
    self.discharge = discharge
    signature = key.signature(of: macaroon.identifier)
  }

  /// Goes past the next third-party caveat and hands it out; nil at the end.
  ///
  /// With it come its index and the signature before it. First-party caveats on the way join
  /// `conditions`.
  mutating func nextThirdParty(
    passing conditions: inout [Caveat]
  ) -> (caveat: Caveat, index: Int, signature: Bytes32)? {
    while next < macaroon.caveats.count {
      let index = next
      let caveat = macaroon.caveats[index]
      let before = signature
      signature = SignatureChain.step(from: before, over: caveat)
      next += 1
      if caveat.isThirdParty { return (caveat, index, before) }
      conditions.append(caveat)
    }
    return nil
  }
}
