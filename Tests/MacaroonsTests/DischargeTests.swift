import Bytes
import Digests
import Macaroons
import Testing

/// Third-party caveats and their discharges.
struct DischargeTests {
  private static func root(_ caveats: [(key: [UInt8], identifier: String)]) throws -> Macaroon {
    var macaroon = Bank.macaroon()
    for (number, caveat) in caveats.enumerated() {
      try macaroon.addThirdPartyCaveat(
        rootKey: caveat.key[...], identifier: caveat.identifier.slice, location: "tp".slice,
        nonce: [UInt8](repeating: UInt8(number), count: 24))
    }
    return macaroon
  }

  private static func discharge(
    _ key: [UInt8], _ identifier: String, conditions: [String] = []
  ) -> Macaroon {
    var macaroon = Macaroon(identifier: identifier.slice, key: ChainKey(rootKey: key[...]))
    for condition in conditions { macaroon.addFirstPartyCaveat(condition.slice) }
    return macaroon
  }

  private static func conditions(_ caveats: [Caveat]) -> [String] {
    caveats.map { String(decoding: $0.identifier, as: UTF8.self) }
  }

  @Test func `the chain over a third-party caveat covers verification id, then identifier`() throws
  {
    let root = try Self.root([([1], "tp")])
    let caveat = try #require(root.caveats.last)
    let id = try #require(caveat.verificationID)
    #expect(caveat.isThirdParty)
    #expect(id.count == 72)
    #expect(id.prefix(24) == ArraySlice(repeating: 0, count: 24))
    let mac = HMACSHA256(key: Bank.macaroon().signature)
    #expect(
      root.signature
        == mac.authenticate(mac.authenticate(id), mac.authenticate("tp".slice)))
  }

  @Test func `binding is a keyed hash over both signatures`() throws {
    let root = try Self.root([([1], "tp")])
    let discharge = Self.discharge([1], "tp")
    let mac = HMACSHA256(key: Bytes32.zero)
    let bound = discharge.bound(to: root)
    #expect(
      bound.signature
        == mac.authenticate(
          mac.authenticate(root.signature.array[...]),
          mac.authenticate(discharge.signature.array[...])))
    #expect(bound.identifier == discharge.identifier)
    #expect(bound.caveats == discharge.caveats)
  }

  @Test func `a token bound to itself stays as it is, as in go-macaroon`() {
    #expect(Bank.macaroon().bound(to: Bank.macaroon()) == Bank.macaroon())
  }

  @Test func `conditions of token and discharges come back in the order of verification`() throws {
    var root = try Self.root([([1], "one"), ([2], "two")])
    root.addFirstPartyCaveat("last".slice)
    let discharges = [
      Self.discharge([2], "two", conditions: ["c", "d"]),
      Self.discharge([1], "one", conditions: ["b"]),
    ].map { $0.bound(to: root) }
    let conditions = try root.verify(key: Bank.key, discharges: discharges)
    #expect(Self.conditions(conditions) == [Bank.conditions[0], "b", "c", "d", "last"])
  }

  @Test func `a discharge may itself need one, bound to the same token`() throws {
    let root = try Self.root([([1], "one")])
    var middle = Self.discharge([1], "one", conditions: ["m"])
    try middle.addThirdPartyCaveat(
      rootKey: [2], identifier: "two".slice, location: [], nonce: [UInt8](24..<48))
    let inner = Self.discharge([2], "two", conditions: ["i"])
    let good = [inner.bound(to: root), middle.bound(to: root)]
    #expect(
      Self.conditions(try root.verify(key: Bank.key, discharges: good))
        == [Bank.conditions[0], "m", "i"])
    #expect(throws: MacaroonVerificationError.dischargeSignature(discharge: 0)) {
      try root.verify(key: Bank.key, discharges: [inner.bound(to: middle), middle.bound(to: root)])
    }
    #expect(throws: MacaroonVerificationError.missingDischarge(caveat: 1)) {
      try root.verify(key: Bank.key, discharges: [middle.bound(to: root)])
    }
  }

  @Test func `four thousand discharges may stand inside each other`() throws {
    let root = try Self.root([([1], "0")])
    let discharges = try (0..<4_000).map { number in
      var macaroon = Self.discharge([1], "\(number)")
      if number < 3_999 {
        try macaroon.addThirdPartyCaveat(
          rootKey: [1], identifier: "\(number + 1)".slice, location: [],
          nonce: [UInt8](repeating: 9, count: 24))
      }
      return macaroon.bound(to: root)
    }
    #expect(try root.verify(key: Bank.key, discharges: discharges).count == 1)
  }

  @Test func `a wrong key opens no verification id`() throws {
    let root = try Self.root([([1], "tp")])
    let bound = Self.discharge([1], "tp").bound(to: root)
    #expect(throws: MacaroonVerificationError.unreadableVerificationID(caveat: 1)) {
      try root.verify(key: ChainKey(rootKey: [9]), discharges: [bound])
    }
  }

  @Test func `a discharge by another key does not serve`() throws {
    let root = try Self.root([([1], "tp")])
    #expect(throws: MacaroonVerificationError.dischargeSignature(discharge: 0)) {
      try root.verify(key: Bank.key, discharges: [Self.discharge([2], "tp").bound(to: root)])
    }
  }

  @Test func `a discharge bound to another token does not serve`() throws {
    let root = try Self.root([([1], "tp")])
    var other = root
    other.addFirstPartyCaveat("more".slice)
    #expect(throws: MacaroonVerificationError.dischargeSignature(discharge: 0)) {
      try root.verify(key: Bank.key, discharges: [Self.discharge([1], "tp").bound(to: other)])
    }
  }

  @Test func `a discharge stripped of a condition does not serve`() throws {
    let root = try Self.root([([1], "tp")])
    let bound = Self.discharge([1], "tp", conditions: ["narrow"]).bound(to: root)
    let stripped =
      [2] + ByHand.field(2, "tp") + [0, 0] + ByHand.field(6, bound.signature.array)
    let discharge = try Macaroon.decode(binary: stripped[...]).macaroon
    #expect(throws: MacaroonVerificationError.dischargeSignature(discharge: 0)) {
      try root.verify(key: Bank.key, discharges: [discharge])
    }
  }

  @Test func `every changed byte of a verification id is noticed`() throws {
    let root = try Self.root([([1], "tp")])
    let discharge = Self.discharge([1], "tp").bound(to: root)
    let token = try root.encode(.v2)
    let id = try #require(root.caveats.last?.verificationID)
    let place = try #require(token.indices.first { token[$0...].starts(with: id) })
    for offset in place..<place + 72 {
      var changed = token
      changed[offset] ^= 0x40
      let macaroon = try Macaroon.decode(binary: changed[...]).macaroon
      #expect(throws: MacaroonVerificationError.unreadableVerificationID(caveat: 1)) {
        try macaroon.verify(key: Bank.key, discharges: [discharge])
      }
    }
  }

  @Test func `a signature alone does not say that discharges are there`() throws {
    let root = try Self.root([([1], "tp")])
    #expect(root.signatureMatches(Bank.key))
    #expect(!root.signatureMatches(ChainKey(rootKey: [9])))
    #expect(throws: MacaroonVerificationError.missingDischarge(caveat: 1)) {
      try root.verify(key: Bank.key, discharges: [])
    }
  }

  @Test(arguments: [
    (MacaroonVerificationError.signature, "the signature does not fit the key"),
    (
      .unreadableVerificationID(caveat: 0),
      "the verification id of third-party caveat 1 cannot be opened"
    ),
    (.missingDischarge(caveat: 1), "third-party caveat 2 has no discharge"),
    (.dischargeUsedTwice(discharge: 0), "discharge 1 is wanted twice"),
    (.unusedDischarge(discharge: 2), "discharge 3 belongs to no caveat"),
    (.dischargeSignature(discharge: 0), "the signature of discharge 1 does not fit"),
  ])
  func `an error counts from 1`(error: MacaroonVerificationError, text: String) {
    #expect("\(error)" == text)
  }
}

struct ChainKeyTests {
  /// All deployed verifiers derive; `ByHand.signature` does so with plain HMAC.
  @Test(arguments: [1, 32, 63, 64, 65, 1_000])
  func `root keys of any length are derived`(count: Int) {
    let rootKey = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    let macaroon = Macaroon(identifier: "id".slice, key: ChainKey(rootKey: rootKey[...]))
    #expect(macaroon.signature == ByHand.signature(rootKey, ["id"].map { Array($0.utf8) }))
  }

  @Test func `an underived key is the HMAC key itself`() {
    let rootKey = [UInt8](1...32)
    let macaroon = Macaroon(
      identifier: "id".slice, key: ChainKey(underivedRootKey: rootKey[...]))
    #expect(macaroon.signature == HMACSHA256(key: rootKey[...]).authenticate("id".slice))
    #expect(!macaroon.signatureMatches(ChainKey(rootKey: rootKey[...])))
  }

  @Test func `a derived key starts the same chain as its root key`() {
    let derived = ChainKey.derive(Bank.rootKey[...])
    #expect(Bank.macaroon().signatureMatches(ChainKey(derived: derived)))
  }
}
