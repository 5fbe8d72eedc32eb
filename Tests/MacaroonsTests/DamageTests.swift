import Bytes
import JSON
import Macaroons
import Testing

/// Cut and changed tokens.
struct DamageTests {
  static let dressings: [MacaroonText] = {
    guard let macaroon = try? Sample.thirdParty.macaroon() else { return [] }
    return [
      MacaroonText(macaroon: macaroon, format: .v1, encoding: .binary),
      MacaroonText(macaroon: macaroon, format: .v2, encoding: .binary),
      MacaroonText(macaroon: macaroon, format: .v1, encoding: .hex),
      MacaroonText(macaroon: macaroon, format: .v2, encoding: .hex),
      MacaroonText(macaroon: macaroon, format: .v1, encoding: .base64url, isPadded: false),
      MacaroonText(macaroon: macaroon, format: .v2, encoding: .base64, isPadded: false),
      MacaroonText(macaroon: macaroon, format: .v1JSON),
      MacaroonText(macaroon: macaroon, format: .v2JSON),
    ]
  }()

  @Test(arguments: 0..<8)
  func `every cut of a good text is refused inside it`(dressing: Int) throws {
    let text = try Self.dressings[dressing].encoded()
    for end in 0..<text.count {
      do {
        _ = try MacaroonText(parsing: text[..<end])
        Issue.record("read from the first \(end) of \(text.count) bytes")
      } catch {
        #expect((0...end).contains(error.offset), "\(error) of \(end)")
      }
    }
  }

  @Test(arguments: [Bank.v1, Bank.v2])
  func `a cut binary token is said to be cut, at its end`(token: [UInt8]) {
    for end in 1..<token.count {
      #expect(throws: MacaroonError(.truncated, at: end, decodedOffset: end)) {
        try Macaroon.decode(binary: token[..<end])
      }
    }
    #expect(throws: MacaroonError(.empty, at: 0)) { try Macaroon.decode(binary: token[..<0]) }
  }

  @Test func `every changed byte of V2 is noticed, or changes only an unsigned location`() throws {
    let root = try Sample.bare.macaroon()
    var good = root
    good.addFirstPartyCaveat("a=1".slice)
    try good.addThirdPartyCaveat(
      rootKey: [7], identifier: "tp".slice, location: "there".slice, nonce: [UInt8](0..<24))
    let discharge = Macaroon(identifier: "tp".slice, key: ChainKey(rootKey: [7])).bound(to: good)
    let token = try good.encode(.v2)
    _ = try good.verify(key: Bank.key, discharges: [discharge])
    var onlyLocation = 0
    for place in token.indices {
      var changed = token
      for difference in UInt8(1)...255 {
        changed[place] = token[place] ^ difference
        guard let read = try? Macaroon.decode(binary: changed[...]).macaroon else { continue }
        guard (try? read.verify(key: Bank.key, discharges: [discharge])) != nil else { continue }
        onlyLocation += 1
        let isSame =
          read.identifier == good.identifier && read.signature == good.signature
          && read.caveats.map(\.identifier) == good.caveats.map(\.identifier)
          && read.caveats.map(\.verificationID) == good.caveats.map(\.verificationID)
        #expect(isSame, "byte \(place) changed by \(difference)")
      }
    }
    // Each of the 14 + 5 bytes of the locations, in 255 ways.
    #expect(onlyLocation == 19 * 255)
  }

  @Test func `every changed byte of V1 is noticed, or changes only the unsigned location`() throws {
    let good = Bank.macaroon()
    var onlyLocation = 0
    for place in Bank.v1.indices {
      var changed = Bank.v1
      for difference in UInt8(1)...255 {
        changed[place] = Bank.v1[place] ^ difference
        guard let read = try? Macaroon.decode(binary: changed[...]).macaroon,
          read.signatureMatches(Bank.key)
        else { continue }
        onlyLocation += 1
        #expect(read.identifier == good.identifier && read.caveats == good.caveats)
      }
    }
    #expect(onlyLocation == 14 * 255)
  }

  @Test func `dropping, doubling or swapping caveats is noticed`() throws {
    let good = Bank.macaroon(conditions: 3)
    let sections = Bank.conditions.map { ByHand.field(2, $0) + [0] }
    for order in [
      [0, 1], [0, 2], [1, 2], [0, 1, 2, 2], [1, 0, 2], [0, 2, 1], [], [0, 0, 1, 2],
    ] {
      let token =
        [2] + ByHand.field(2, Bank.identifier) + [0] + order.flatMap { sections[$0] } + [0]
        + ByHand.field(6, good.signature.array)
      let macaroon = try Macaroon.decode(binary: token[...]).macaroon
      #expect(throws: MacaroonVerificationError.signature) {
        try macaroon.verify(key: Bank.key, discharges: [])
      }
    }
  }

  struct Refused: Sendable, CustomStringConvertible {
    let description: String
    let input: [UInt8]
    let error: MacaroonError

    init(_ name: String, _ input: [UInt8], _ reason: MacaroonError.Reason, at offset: Int) {
      description = name
      self.input = input
      error = MacaroonError(reason, at: offset, decodedOffset: offset)
    }
  }

  @Test(arguments: [
    Refused("unknown version", [3] + Bank.v2.dropFirst(), .unknownFormat(3), at: 0),
    Refused("capital letter", Array("A".utf8), .unknownFormat(0x41), at: 0),
    Refused(
      "no identifier", [2] + ByHand.field(1, "x") + [0, 0], .missingMember("identifier"), at: 5),
    Refused(
      "verification id in the head", [2] + ByHand.field(2, "x") + ByHand.field(4, "y") + [0, 0],
      .unexpectedField("verification id"), at: 8),
    Refused(
      "unknown field in the head", [2] + ByHand.field(2, "x") + ByHand.field(3, "y") + [0],
      .unexpectedField("of type 3"), at: 4),
    Refused(
      "unknown field in a caveat", Bank.v2(caveat: ByHand.field(2, "x") + ByHand.field(5, "y")),
      .unexpectedField("of type 5"), at: 45),
    Refused(
      "falling fields", [2] + ByHand.field(2, "x") + ByHand.field(1, "y") + [0], .fieldOrder,
      at: 4),
    Refused(
      "identifier twice", [2] + ByHand.field(2, "x") + ByHand.field(2, "y") + [0], .fieldOrder,
      at: 4),
    Refused(
      "caveat of a location only", Bank.v2(caveat: ByHand.field(1, "x") + [0]),
      .caveatWithoutIdentifier, at: 42),
    Refused(
      "caveat of a verification id only", Bank.v2(caveat: ByHand.field(4, "x") + [0]),
      .caveatWithoutIdentifier, at: 42),
    Refused(
      "another field for the signature", Bank.v2.dropLast(34) + ByHand.field(7, Bank.signature),
      .unexpectedField("instead of the signature"), at: 66),
    Refused(
      "an end too many", Bank.v2(caveat: ByHand.field(2, "x") + [0, 0]),
      .unexpectedField("instead of the signature"), at: 47),
    Refused(
      "V1 name in capitals", Bank.v1(caveat: ByHand.packet("CID", "x")),
      .unexpectedField("\"CID\""), at: 66),
    Refused(
      "V1 unknown packet", Bank.v1(caveat: ByHand.packet("foo", "x")),
      .unexpectedField("\"foo\""), at: 66),
    Refused(
      "V1 unprintable name", Bank.v1(caveat: ByHand.packet("\u{1b}[", "x")),
      .unexpectedField("\"0x1b5b\""), at: 66),
    Refused(
      "V1 second verification id",
      Bank.v1(
        caveat: ByHand.packet("cid", "x") + ByHand.packet("vid", "a") + ByHand.packet("vid", "b")),
      .unexpectedField("\"vid\""), at: 86),
    Refused(
      "V1 second caveat location",
      Bank.v1(
        caveat: ByHand.packet("cid", "x") + ByHand.packet("cl", "a") + ByHand.packet("cl", "b")),
      .unexpectedField("\"cl\""), at: 85),
    Refused(
      "V1 packet without blank", Bank.v1(caveat: Array("000bcida=1\n".utf8)), .packet, at: 70),
    Refused("V1 packet without name", Bank.v1(caveat: Array("0009 a=1\n".utf8)), .packet, at: 70),
    Refused("V1 empty packet", Bank.v1(caveat: Array("0005\n".utf8)), .packet, at: 70),
    Refused(
      "V1 length of its own four", Bank.v1(caveat: Array("0004".utf8)), .packetLength, at: 66),
    Refused("V1 foreign length", Bank.v1(caveat: Array("00z0cid a\n".utf8)), .packetLength, at: 68),
    Refused("V1 length past the end", Array("ffffidentifier x\n".utf8), .truncated, at: 17),
  ])
  func `a broken layout is refused where it breaks`(refused: Refused) {
    #expect(throws: refused.error) { try Macaroon.decode(binary: refused.input[...]) }
    // The same inside an array that begins earlier.
    let padded = [UInt8](repeating: 0, count: 5) + refused.input
    #expect(throws: refused.error) { try Macaroon.decode(binary: padded[5...]) }
  }

  @Test(arguments: [
    (MacaroonError.Reason.empty, "nothing was given"),
    (.unknownFormat(0x41), "no macaroon format begins with byte \"A\""),
    (.bytes(.varint), "a varint out of range"),
    (.json(.trailingBytes), "bytes after the JSON value"),
    (.truncated, "the macaroon is cut short"),
    (.signatureLength(31), "the signature has 31 bytes, not 32"),
    (.ambiguousMember("i"), "JSON members \"i\" and \"i64\" contradict"),
    (.fieldTooLong(limit: 65519), "a field longer than the 65519 bytes that the format holds"),
  ])
  func `an error says in one line what is wrong`(reason: MacaroonError.Reason, text: String) {
    #expect("\(MacaroonError(reason, at: 1))" == text)
  }
}
