import Bytes
import Macaroons
import Testing

/// A mismatch; only the first few are worth reading.
struct Mismatch: Error, CustomStringConvertible {
  let description: String
}

private func require(_ condition: Bool, _ text: @autoclosure () -> String) throws {
  guard condition else { throw Mismatch(description: text()) }
}

/// Mint, attenuate, verify: from us to the peer and from the peer to us.
struct RoundTrips {
  let peer: Peer
  private let session: PeerSession
  private var generator: SeededGenerator
  private static let batch = 500

  init(_ peer: Peer, _ label: String) throws {
    self.peer = peer
    session = try peer.start()
    generator = SeededGenerator(peer.rawValue + label)
  }

  /// What a peer must refuse: another key, another signature, a caveat less.
  private struct Forgery {
    let name: String
    let macaroon: Macaroon
    let rootKey: [UInt8]
  }

  private mutating func forgeries(_ macaroon: Macaroon, _ ticket: Ticket) throws -> [Forgery] {
    var otherKey = ticket.rootKey
    otherKey[Int.random(in: otherKey.indices, using: &generator)] ^= 1
    let flipped = try macaroon.flipped(bit: .random(in: 0..<256, using: &generator))
    var fewer = ticket
    fewer.conditions.remove(at: .random(in: fewer.conditions.indices, using: &generator))
    let dropped = try fewer.mint().attenuated(
      macaroon.caveats.dropFirst(ticket.conditions.count).map { Array($0.identifier) }
    ).signed(macaroon.signature.array)
    return [
      Forgery(name: "wrong key", macaroon: macaroon, rootKey: otherKey),
      Forgery(name: "flipped signature", macaroon: flipped, rootKey: ticket.rootKey),
      Forgery(name: "dropped caveat", macaroon: dropped, rootKey: ticket.rootKey),
    ]
  }

  private func check(_ answers: ArraySlice<PeerAnswer>, refuse forgeries: [Forgery]) throws {
    for (forgery, answer) in zip(forgeries, answers) {
      try require(answer.ok && answer.valid == false, "\(forgery.name) verified there: \(answer)")
      let key = ChainKey(rootKey: forgery.rootKey[...])
      try require(!forgery.macaroon.signatureMatches(key), "\(forgery.name) verified here")
    }
  }

  /// Runs `body` for each trip of a batch, and records the first mismatches.
  private func each(_ tickets: [Ticket], from first: Int, _ body: (Int, Ticket) throws -> Void) {
    var recorded = 0
    for (index, ticket) in tickets.enumerated() where recorded < 5 {
      do {
        try body(index, ticket)
      } catch {
        recorded += 1
        Issue.record("seed \(Seed.value), trip \(first + index), \(ticket.format): \(error)")
      }
    }
  }

  private mutating func tickets(from first: Int, of count: Int) -> [Ticket] {
    (first..<min(first + Self.batch, count)).map {
      Ticket(for: peer, number: $0, using: &generator)
    }
  }

  /// What we mint the peer parses as we do, attenuates as we do, and verifies; forgeries it refuses.
  mutating func fromUs(_ count: Int) throws {
    for first in stride(from: 0, to: count, by: Self.batch) {
      let tickets = tickets(from: first, of: count)
      var requests: [PeerRequest] = []
      var forged: [[Forgery]] = []
      for ticket in tickets {
        let macaroon = ticket.mint()
        let forgeries = try forgeries(macaroon, ticket)
        let token = try ticket.text(macaroon)
        requests.append(PeerRequest(op: "parse", token: token))
        requests.append(
          PeerRequest(op: "attenuate", caveats: ticket.added.map { Hex.encode($0) }, token: token))
        requests.append(try ticket.verifyRequest(macaroon))
        for forgery in forgeries {
          requests.append(try ticket.verifyRequest(forgery.macaroon, key: forgery.rootKey))
        }
        forged.append(forgeries)
      }
      let answers = try session.ask(requests)
      each(tickets, from: first) { index, ticket in
        let answers = answers[index * 6..<index * 6 + 6]
        let start = answers.startIndex
        let macaroon = ticket.mint()
        try require(same(answers[start], macaroon), "parsed as \(answers[start])")
        guard let token = answers[start + 1].token else {
          throw Mismatch(description: "not attenuated: \(answers[start + 1])")
        }
        let narrowed = try Macaroon(parsing: token)
        try require(narrowed == macaroon.attenuated(ticket.added), "attenuated otherwise: \(token)")
        try require(narrowed.signatureMatches(ticket.key), "attenuated, does not verify here")
        try require(answers[start + 2].valid == true, "not verified: \(answers[start + 2])")
        try check(answers[(start + 3)...], refuse: forged[index])
      }
    }
  }

  /// What the peer mints is what we mint, and verifies; what we add to it the peer verifies.
  mutating func toUs(_ count: Int) throws {
    for first in stride(from: 0, to: count, by: Self.batch) {
      let tickets = tickets(from: first, of: count)
      let minted = try session.ask(tickets.map(\.mintRequest))
      var requests: [PeerRequest] = []
      var forged: [[Forgery]] = []
      for (ticket, answer) in zip(tickets, minted) {
        guard let token = answer.token else {
          throw Mismatch(description: "seed \(Seed.value): not minted: \(answer), \(ticket)")
        }
        let narrowed = try Macaroon(parsing: token).attenuated(ticket.added)
        let forgeries = try forgeries(narrowed, ticket)
        requests.append(try ticket.verifyRequest(narrowed))
        for forgery in forgeries {
          requests.append(try ticket.verifyRequest(forgery.macaroon, key: forgery.rootKey))
        }
        forged.append(forgeries)
      }
      let answers = try session.ask(requests)
      each(tickets, from: first) { index, ticket in
        let token = minted[index].token ?? ""
        let read = try Macaroon(parsing: token)
        try require(read == ticket.mint(), "minted otherwise: \(token)")
        // go-macaroon is the one whose layout we copy byte for byte.
        let isSameText = try peer != .go || token == ticket.text(read)
        try require(isSameText, "written otherwise: \(token)")
        try require(read.signatureMatches(ticket.key), "does not verify here")
        try require(
          answers[index * 4].valid == true, "ours added, not verified: \(answers[index * 4])")
        try check(answers[index * 4 + 1..<index * 4 + 4], refuse: forged[index])
      }
    }
  }

  private func same(_ answer: PeerAnswer, _ macaroon: Macaroon) -> Bool {
    answer.ok && answer.identifier == Hex.encode(macaroon.identifier)
      && answer.locationHex == Hex.encode(macaroon.location)
      && answer.signature == macaroon.signature.hex
      && answer.caveats
        == macaroon.caveats.map { caveat in
          PeerAnswer.Caveat(
            cid: Hex.encode(caveat.identifier),
            vid: caveat.verificationID.map { Hex.encode($0) },
            locationHex: Hex.encode(caveat.location))
        }
  }
}

// MARK: - Third-party caveats

extension RoundTrips {
  /// A ticket with one third party, who knows `secret` and answers with `answer`.
  private struct ThirdParty {
    let ticket: Ticket
    let secret: [UInt8]
    let identifier: [UInt8]
    let nonce: [UInt8]
    let answer: [UInt8]

    /// The token, the third-party caveat after the first condition.
    func mint() throws -> Macaroon {
      var first = ticket
      first.conditions = [ticket.conditions[0]]
      var macaroon = first.mint()
      try macaroon.addThirdPartyCaveat(
        rootKey: secret[...], identifier: identifier[...], location: "tp".utf8Slice, nonce: nonce)
      return macaroon.attenuated(Array(ticket.conditions.dropFirst()))
    }

    func discharge() -> Macaroon {
      Macaroon(
        identifier: identifier[...], location: "tp".utf8Slice,
        key: ChainKey(rootKey: secret[...])
      ).attenuated([answer])
    }

    /// What verification hands back.
    var conditions: [[UInt8]] {
      [ticket.conditions[0], answer] + ticket.conditions.dropFirst()
    }

    func verifies(_ root: Macaroon, _ discharges: [Macaroon]) -> Bool {
      let conditions = try? root.verify(key: ticket.key, discharges: discharges)
      return conditions?.map { Array($0.identifier) } == self.conditions
    }
  }

  private mutating func thirdParties(_ count: Int) -> [ThirdParty] {
    (0..<count).map { number in
      let ticket = Ticket(for: peer, number: number, using: &generator)
      return ThirdParty(
        ticket: ticket, secret: generator.bytes(1...100),
        identifier: generator.text(1...40, ascii: true), nonce: generator.bytes(24...24),
        answer: generator.text(1...40, ascii: true))
    }
  }

  /// Ours with our discharge verifies there; unbound, missing and foreign discharges do not.
  mutating func thirdPartyFromUs(_ count: Int) throws {
    let parties = thirdParties(count)
    var requests: [PeerRequest] = []
    for party in parties {
      let ticket = party.ticket
      let root = try party.mint()
      let discharge = party.discharge()
      let bound = try ticket.text(discharge.bound(to: root))
      let foreign = try ticket.text(discharge.bound(to: ticket.mint()))
      requests.append(try ticket.verifyRequest(root, discharges: [bound]))
      requests.append(try ticket.verifyRequest(root, discharges: [ticket.text(discharge)]))
      requests.append(try ticket.verifyRequest(root, discharges: []))
      requests.append(try ticket.verifyRequest(root, discharges: [foreign]))
    }
    let answers = try session.ask(requests)
    each(parties.map(\.ticket), from: 0) { index, ticket in
      let party = parties[index]
      let root = try party.mint()
      let discharge = party.discharge()
      let ours = [
        party.verifies(root, [discharge.bound(to: root)]), party.verifies(root, [discharge]),
        party.verifies(root, []), party.verifies(root, [discharge.bound(to: ticket.mint())]),
      ]
      try require(ours == [true, false, false, false], "verified here: \(ours)")
      let theirs = answers[index * 4..<index * 4 + 4]
      try require(theirs.map(\.valid) == ours.map { $0 }, "verified there: \(Array(theirs))")
    }
  }

  /// The peer's token with the peer's discharge verifies here, with our discharge there.
  mutating func thirdPartyToUs(_ count: Int) throws {
    let parties = thirdParties(count)
    let minted = try session.ask(
      parties.map { party in
        var request = party.ticket.mintRequest
        request.thirdParty = [
          PeerRequest.ThirdParty(
            after: 1, rootKey: Hex.encode(party.secret), identifier: Hex.encode(party.identifier),
            location: "tp")
        ]
        return request
      })
    let discharged = try session.ask(
      zip(parties, minted).map { party, root in
        PeerRequest(
          op: "discharge", rootKey: Hex.encode(party.secret),
          identifier: Hex.encode(party.identifier), location: "tp",
          caveats: [Hex.encode(party.answer)], format: party.ticket.formatName,
          bindTo: root.token)
      })
    let verified = try session.ask(
      zip(parties, minted).map { party, root in
        let macaroon = try Macaroon(parsing: root.token ?? "")
        return try party.ticket.verifyRequest(
          macaroon, discharges: [party.ticket.text(party.discharge().bound(to: macaroon))])
      })
    each(parties.map(\.ticket), from: 0) { index, _ in
      let party = parties[index]
      let root = try Macaroon(parsing: minted[index].token ?? "")
      let discharge = try Macaroon(parsing: discharged[index].token ?? "")
      try require(
        discharge == party.discharge().bound(to: root), "bound otherwise: \(discharged[index])")
      try require(party.verifies(root, [discharge]), "does not verify here")
      try require(!party.verifies(root, []), "verifies here without its discharge")
      try require(
        !party.verifies(try root.flipped(bit: index % 256), [discharge]), "verifies here, flipped")
      try require(verified[index].valid == true, "not verified there: \(verified[index])")
    }
  }
}

extension String {
  /// The UTF-8 bytes as a slice.
  var utf8Slice: ArraySlice<UInt8> { Array(utf8)[...] }
}
