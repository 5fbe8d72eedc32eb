import Bytes
import JSON
import Macaroons
import Testing

/// How a library takes an input.
enum Taken: Sendable {
  /// Parses it, and it verifies.
  case verifies
  /// Parses it, and it does not verify.
  case parses
  /// Does not parse it.
  case refuses
  /// Ends the process.
  case crashes
  /// Does not know the format.
  case foreign
}

/// What we make of an input.
enum Outcome: Hashable, Sendable {
  /// Verifies; that many bytes after the signature were overlooked.
  case verifies(trailing: Int)
  /// Parses and does not verify.
  case fails(MacaroonVerificationError)
  /// Does not parse.
  case refused(MacaroonError)

  static let verifies = Outcome.verifies(trailing: 0)

  static func refused(_ reason: MacaroonError.Reason, at offset: Int) -> Outcome {
    .refused(MacaroonError(reason, at: offset, decodedOffset: offset))
  }

  static func refusedText(
    _ reason: MacaroonError.Reason, at offset: Int, decoded: Int? = nil
  ) -> Outcome {
    .refused(MacaroonError(reason, at: offset, decodedOffset: decoded))
  }
}

/// One input on which go-macaroon 2.1.0, pymacaroons 0.13.0, libmacaroons 0.3.0 and libmacaroons'
/// newest source do not agree, or on which we disagree with them.
struct Deviation: Sendable, CustomStringConvertible {
  let description: String
  let input: [UInt8]
  var discharges: [Macaroon] = []
  var rootKey = Bank.rootKey
  let go: Taken
  let py: Taken
  let lm030: Taken
  let lmHead: Taken
  let ours: Outcome
  let why: String

  init(
    _ description: String, _ input: [UInt8], go: Taken, py: Taken, lm030: Taken, lmHead: Taken,
    ours: Outcome, why: String
  ) {
    self.description = description
    self.input = input
    (self.go, self.py, self.lm030, self.lmHead) = (go, py, lm030, lmHead)
    self.ours = ours
    self.why = why
  }

  init(
    json description: String, _ members: String, go: Taken, py: Taken, lmHead: Taken,
    ours: Outcome, why: String
  ) {
    self.init(
      description, Bank.v2JSON(members), go: go, py: py, lm030: .foreign, lmHead: lmHead,
      ours: ours, why: why)
  }

  init(
    _ description: String, _ token: Discharged, go: Taken, py: Taken, lm030: Taken, lmHead: Taken,
    ours: Outcome, why: String
  ) {
    self.init(
      description, (try? token.root.encode(.v2)) ?? [], go: go, py: py, lm030: lm030,
      lmHead: lmHead, ours: ours, why: why)
    discharges = token.discharges
  }

  static let all = v2 + v1 + json + base64 + thirdParty + keys
}

/// A token of key `Bank.key` with its discharges.
struct Discharged {
  var root: Macaroon
  var discharges: [Macaroon] = []

  /// A third-party caveat for each identifier, all of one key.
  init(_ identifiers: [String]) {
    root = Bank.macaroon()
    for (number, identifier) in identifiers.enumerated() {
      try? root.addThirdPartyCaveat(
        rootKey: [1], identifier: identifier.slice, location: "tp".slice,
        nonce: [UInt8](repeating: UInt8(number), count: 24))
    }
  }

  /// Adds a discharge, bound unless said otherwise.
  func with(_ identifier: String, needing next: String? = nil, isBound: Bool = true) -> Discharged {
    var discharge = Macaroon(identifier: identifier.slice, key: ChainKey(rootKey: [1]))
    if let next {
      try? discharge.addThirdPartyCaveat(
        rootKey: [1], identifier: next.slice, location: [],
        nonce: [UInt8](repeating: 9, count: 24))
    }
    var copy = self
    copy.discharges.append(isBound ? discharge.bound(to: root) : discharge)
    return copy
  }
}

// MARK: - V2 binary

extension Deviation {
  private static func chained(_ caveat: [UInt8]) -> [UInt8] {
    ByHand.field(
      6, ByHand.signature(Bank.rootKey, [Array(Bank.identifier.utf8), caveat]).array)
  }

  /// A V2 token with one caveat whose section is `section`.
  private static func v2(_ section: [UInt8], caveat: [UInt8]) -> [UInt8] {
    [2] + ByHand.field(2, Bank.identifier) + [0] + section + [0, 0] + chained(caveat)
  }

  private static let condition = ByHand.field(2, Bank.conditions[0])

  private static let v2: [Deviation] = [
    Deviation(
      "V2: a byte after the signature", Bank.v2 + [0], go: .verifies, py: .verifies,
      lm030: .foreign, lmHead: .verifies, ours: .verifies(trailing: 1),
      why: "aperture accepts it; counted, warned of and never written again"),
    Deviation(
      "V2: two tokens in a row", Bank.v2 + Bank.v2, go: .verifies, py: .verifies,
      lm030: .foreign, lmHead: .verifies, ours: .verifies(trailing: 100),
      why: "the first one is the token; the rest is bytes after its signature"),
    Deviation(
      "V2: signature of 31 bytes", Bank.v2.dropLast(34) + ByHand.field(6, [1]), go: .refuses,
      py: .parses, lm030: .foreign, lmHead: .parses, ours: .refused(.signatureLength(1), at: 66),
      why: "no such signature can verify"),
    Deviation(
      "V2: empty signature", Bank.v2.dropLast(34) + ByHand.field(6, []), go: .refuses, py: .parses,
      lm030: .foreign, lmHead: .parses, ours: .refused(.signatureLength(0), at: 66),
      why: "no such signature can verify"),
    Deviation(
      "V2: length in a longer varint than needed",
      [2, 2, 0x96, 0] + Array(Bank.identifier.utf8) + [0] + condition + [0, 0]
        + ByHand.field(6, Bank.signature),
      go: .verifies, py: .verifies, lm030: .foreign, lmHead: .verifies, ours: .verifies,
      why: "every reader takes it and the bytes that count are signed"),
    Deviation(
      "V2: type in a longer varint than needed",
      [2, 0x82, 0, 0x16] + Array(Bank.identifier.utf8) + [0] + condition + [0, 0]
        + ByHand.field(6, Bank.signature),
      go: .verifies, py: .verifies, lm030: .foreign, lmHead: .refuses, ours: .verifies,
      why: "with go-macaroon: a varint is a varint"),
    Deviation(
      "V2: end of section in a longer varint than needed",
      [2] + ByHand.field(2, Bank.identifier) + [0x80, 0] + condition + [0, 0]
        + ByHand.field(6, Bank.signature),
      go: .verifies, py: .verifies, lm030: .foreign, lmHead: .refuses, ours: .verifies,
      why: "with go-macaroon: a varint is a varint"),
    Deviation(
      "V2: first-party caveat with location",
      v2(ByHand.field(1, "here") + condition, caveat: Array(Bank.conditions[0].utf8)),
      go: .refuses, py: .refuses, lm030: .foreign, lmHead: .verifies,
      ours: .refused(.locationOfFirstParty, at: 26),
      why: "with go-macaroon: a location says where a third party is"),
    Deviation(
      "V2: first-party caveat with location of no bytes",
      v2([1, 0] + condition, caveat: Array(Bank.conditions[0].utf8)), go: .verifies,
      py: .refuses, lm030: .foreign, lmHead: .verifies, ours: .verifies,
      why: "with go-macaroon: it is as if it were not there"),
    Deviation(
      "V2: verification id of no bytes",
      v2(condition + [4, 0], caveat: Array(Bank.conditions[0].utf8)), go: .verifies, py: .parses,
      lm030: .foreign, lmHead: .verifies, ours: .verifies,
      why: "a caveat is third-party iff its verification id is not empty"),
    Deviation(
      "V2: location that is no UTF-8",
      [2, 1, 2, 0xff, 0xfe] + ByHand.field(2, Bank.identifier) + [0] + condition + [0, 0]
        + ByHand.field(6, Bank.signature),
      go: .verifies, py: .refuses, lm030: .foreign, lmHead: .verifies, ours: .verifies,
      why: "locations are bytes, and not signed"),
    Deviation(
      "V2: condition that is no UTF-8", v2([2, 2, 0xff, 0xfe], caveat: [0xff, 0xfe]),
      go: .verifies, py: .parses, lm030: .foreign, lmHead: .verifies, ours: .verifies,
      why: "conditions are bytes; who cannot read one lets it fail"),
  ]
}

// MARK: - V1 binary

extension Deviation {
  private static let cid = ByHand.packet("cid", Bank.conditions[0])
  private static let location = ByHand.packet("location", Bank.location)
  private static let identifier = ByHand.packet("identifier", Bank.identifier)
  private static let signature = ByHand.packet("signature", Bank.signature)
  /// After location, identifier and no caveat.
  private static let bareSignature = ByHand.packet(
    "signature", (try? Hex.decode(Array(Bank.signatures[0].utf8)[...])) ?? [])

  /// A V1 token with one caveat whose packets are `packets`.
  private static func v1(_ packets: [UInt8], caveat: [UInt8]) -> [UInt8] {
    location + identifier + packets
      + ByHand.packet(
        "signature",
        ByHand.signature(Bank.rootKey, [Array(Bank.identifier.utf8), caveat]).array)
  }

  /// A V1 token whose caveat packet begins with another length.
  private static func v1(length: String) -> [UInt8] {
    location + identifier + Array(length.utf8) + cid.dropFirst(4) + signature
  }

  private static let v1: [Deviation] = [
    Deviation(
      "V1: garbage after the signature", Bank.v1 + Array("garbage".utf8), go: .verifies,
      py: .refuses, lm030: .refuses, lmHead: .refuses, ours: .verifies(trailing: 7),
      why: "aperture accepts it; counted, warned of and never written again"),
    Deviation(
      "V1: newline after the signature", Bank.v1 + [0x0a], go: .verifies, py: .refuses,
      lm030: .refuses, lmHead: .refuses, ours: .verifies(trailing: 1),
      why: "as any byte after the signature"),
    Deviation(
      "V1: well-formed packet after the signature", Bank.v1 + ByHand.packet("foo", "bar"),
      go: .verifies, py: .refuses, lm030: .verifies, lmHead: .verifies,
      ours: .verifies(trailing: 12), why: "as any byte after the signature"),
    Deviation(
      "V1: two signatures, the last one right",
      location + identifier + cid + bareSignature
        + signature,
      go: .parses, py: .verifies, lm030: .parses, lmHead: .parses, ours: .fails(.signature),
      why: "the first signature ends the token"),
    Deviation(
      "V1: no signature", location + identifier + cid, go: .refuses, py: .parses, lm030: .crashes,
      lmHead: .crashes, ours: .refused(.truncated, at: 95),
      why: "without a signature it is no token"),
    Deviation(
      "V1: length in capitals", v1(length: "001D"), go: .refuses, py: .verifies, lm030: .refuses,
      lmHead: .refuses, ours: .refused(.packetLength, at: 69),
      why: "one way to write a length, as in go-macaroon"),
    Deviation(
      "V1: length with a sign", v1(length: "+01d"), go: .refuses, py: .verifies, lm030: .refuses,
      lmHead: .refuses, ours: .refused(.packetLength, at: 66),
      why: "one way to write a length, as in go-macaroon"),
    Deviation(
      "V1: length with 0x", v1(length: "0x1d"), go: .refuses, py: .verifies, lm030: .refuses,
      lmHead: .refuses, ours: .refused(.packetLength, at: 67),
      why: "one way to write a length, as in go-macaroon"),
    Deviation(
      "V1: length with an underscore", v1(length: "0_1d"), go: .refuses, py: .verifies,
      lm030: .refuses, lmHead: .refuses, ours: .refused(.packetLength, at: 67),
      why: "one way to write a length, as in go-macaroon"),
    Deviation(
      "V1: length with blanks", v1(length: "  1d"), go: .refuses, py: .verifies, lm030: .refuses,
      lmHead: .refuses, ours: .refused(.packetLength, at: 66),
      why: "one way to write a length, as in go-macaroon"),
    Deviation(
      "V1: length 0000", location + Array("0000".utf8) + identifier + cid + signature,
      go: .refuses, py: .refuses, lm030: .crashes, lmHead: .crashes,
      ours: .refused(.packetLength, at: 28), why: "a packet is longer than its own length"),
    Deviation(
      "V1: no location", identifier + cid + signature, go: .refuses, py: .verifies,
      lm030: .refuses, lmHead: .refuses,
      ours: .refused(.unexpectedField("\"identifier\" instead of location"), at: 0),
      why: "the order of V1 is fixed, an empty location is written"),
    Deviation(
      "V1: location after the caveat", identifier + cid + location + signature, go: .refuses,
      py: .verifies, lm030: .refuses, lmHead: .refuses,
      ours: .refused(.unexpectedField("\"identifier\" instead of location"), at: 0),
      why: "the order of V1 is fixed"),
    Deviation(
      "V1: location twice", location + location + identifier + cid + signature, go: .refuses,
      py: .verifies, lm030: .refuses, lmHead: .refuses,
      ours: .refused(.unexpectedField("\"location\" instead of identifier"), at: 28),
      why: "the order of V1 is fixed"),
    Deviation(
      "V1: identifier twice", location + identifier + identifier + cid + signature, go: .refuses,
      py: .verifies, lm030: .refuses, lmHead: .refuses,
      ours: .refused(.unexpectedField("\"identifier\""), at: 66), why: "the order of V1 is fixed"),
    Deviation(
      "V1: packet that ends in CR", location + identifier + cid.dropLast() + [0x0d] + signature,
      go: .refuses, py: .verifies, lm030: .refuses, lmHead: .refuses,
      ours: .refused(.packet, at: 94), why: "a packet ends in a newline"),
    Deviation(
      "V1: packet that ends in a letter",
      location + identifier + cid.dropLast() + [0x78]
        + signature,
      go: .refuses, py: .verifies, lm030: .refuses, lmHead: .refuses,
      ours: .refused(.packet, at: 94), why: "a packet ends in a newline"),
    Deviation(
      "V1: verification id before any caveat",
      location + identifier + ByHand.packet("vid", [UInt8](repeating: 1, count: 72))
        + bareSignature,
      go: .verifies, py: .refuses, lm030: .verifies, lmHead: .verifies,
      ours: .refused(.unexpectedField("\"vid\""), at: 66),
      why: "it belongs to a caveat; go-macaroon overlooks it, we do not guess"),
    Deviation(
      "V1: caveat location before any caveat",
      location + identifier + ByHand.packet("cl", "there") + bareSignature,
      go: .verifies, py: .refuses, lm030: .verifies, lmHead: .verifies,
      ours: .refused(.unexpectedField("\"cl\""), at: 66),
      why: "it belongs to a caveat; go-macaroon overlooks it, we do not guess"),
    Deviation(
      "V1: verification id of no bytes",
      location + identifier + cid + ByHand.packet("vid", "") + ByHand.packet("cl", "tp")
        + signature,
      go: .verifies, py: .parses, lm030: .parses, lmHead: .verifies, ours: .verifies,
      why: "a caveat is third-party iff its verification id is not empty"),
    Deviation(
      "V1: condition of no bytes", v1(ByHand.packet("cid", ""), caveat: []), go: .verifies,
      py: .verifies, lm030: .verifies, lmHead: .parses, ours: .verifies,
      why: "a caveat counts, however short"),
    Deviation(
      "V1: condition that is no UTF-8",
      v1(ByHand.packet("cid", [0xff, 0xfe]), caveat: [0xff, 0xfe]), go: .verifies, py: .parses,
      lm030: .verifies, lmHead: .verifies, ours: .verifies,
      why: "conditions are bytes; who cannot read one lets it fail"),
  ]
}

// MARK: - JSON

extension Deviation {
  private static let i = #""i":"we used our secret key""#
  private static let c = #""c":[{"i":"account = 3735928559"}]"#
  private static let s64 = "\"s64\":\"\(ByHand.base64(Bank.signature))\""
  private static let bareSignature64 =
    "\"s64\":\"" + ByHand.base64((try? Hex.decode(Array(Bank.signatures[0].utf8)[...])) ?? [])
    + "\""

  /// A whole JSON text instead of its members.
  private static func json(
    _ description: String, text: String, go: Taken, py: Taken, lmHead: Taken, ours: Outcome,
    why: String
  ) -> Deviation {
    Deviation(
      description, Array(text.utf8), go: go, py: py, lm030: .foreign, lmHead: lmHead, ours: ours,
      why: why)
  }

  private static let json: [Deviation] = [
    Deviation(
      json: "JSON: identifier in both forms", #"\#(i),"i64":"d2U",\#(c)"#, go: .refuses,
      py: .verifies, lmHead: .refuses, ours: .refusedText(.ambiguousMember("i"), at: 36),
      why: "two readers would see two identifiers"),
    Deviation(
      json: "JSON: identifier empty and in base64",
      #""i":"","i64":"\#(ByHand.base64(Array(Bank.identifier.utf8)))",\#(c)"#, go: .verifies,
      py: .parses, lmHead: .refuses, ours: .refusedText(.ambiguousMember("i"), at: 14),
      why: "both forms of a member are never right, empty or not"),
    Deviation(
      json: "JSON: member twice", #""i":"other",\#(i),\#(c)"#, go: .verifies, py: .verifies,
      lmHead: .refuses, ours: .refusedText(.json(.duplicateKey("i")), at: 13),
      why: "two readers would see two identifiers"),
    Deviation(
      json: "JSON: unknown member", #"\#(i),\#(c),"z":1"#, go: .verifies, py: .verifies,
      lmHead: .refuses, ours: .verifies, why: "it is not signed and says nothing to us"),
    Deviation(
      json: "JSON: unknown member of a caveat",
      #"\#(i),"c":[{"i":"account = 3735928559","z":"q"}]"#, go: .verifies, py: .verifies,
      lmHead: .refuses, ours: .verifies, why: "it is not signed and says nothing to us"),
    json(
      "JSON: names in capitals",
      text: "{" + i.uppercased() + "," + c.uppercased() + "," + s64.uppercased() + "}",
      go: .verifies, py: .refuses, lmHead: .refuses, ours: .refusedText(.jsonVersion, at: 0),
      why: "names are lower case in every text of the format"),
    Deviation(
      json: "JSON: version 1", #""v":1,\#(i),\#(c)"#, go: .verifies, py: .verifies,
      lmHead: .refuses, ours: .refusedText(.memberType("v"), at: 5),
      why: "a version that is not 2 may mean anything"),
    Deviation(
      json: "JSON: version 3", #""v":3,\#(i),\#(c)"#, go: .verifies, py: .verifies,
      lmHead: .refuses, ours: .refusedText(.memberType("v"), at: 5),
      why: "a version that is not 2 may mean anything"),
    Deviation(
      json: "JSON: version null", #""v":null,\#(i),\#(c)"#, go: .verifies, py: .verifies,
      lmHead: .refuses, ours: .verifies, why: "null counts as absent"),
    Deviation(
      json: "JSON: version \"2\"", #""v":"2",\#(i),\#(c)"#, go: .verifies, py: .verifies,
      lmHead: .refuses, ours: .verifies,
      why: "libmacaroons' own note on the format writes it so"),
    Deviation(
      json: "JSON: trailing comma", #"\#(i),"c":[{"i":"account = 3735928559"},]"#, go: .refuses,
      py: .refuses, lmHead: .verifies, ours: .refusedText(.json(.unexpectedByte(0x5d)), at: 64),
      why: "it is no JSON"),
    Deviation(
      json: "JSON: raw newline in a string", "\"i\":\"we\nused\"", go: .refuses, py: .refuses,
      lmHead: .verifies, ours: .refusedText(.json(.string), at: 8), why: "it is no JSON"),
    Deviation(
      json: "JSON: escapes in the identifier", #""i":"we used\u0020our secret\u0020key",\#(c)"#,
      go: .verifies, py: .verifies, lmHead: .parses, ours: .verifies,
      why: "a string is what its escapes mean"),
    Deviation(
      json: "JSON: lone surrogate", #""i":"\ud83d",\#(c)"#, go: .verifies, py: .refuses,
      lmHead: .parses, ours: .refusedText(.json(.string), at: 6),
      why: "it stands for no bytes; go-macaroon signs another text than the one it was given"),
    Deviation(
      json: "JSON: location null", #""l":null,\#(i),\#(c)"#, go: .verifies, py: .verifies,
      lmHead: .crashes, ours: .verifies, why: "null counts as absent"),
    Deviation(
      json: "JSON: identifier a number", #""i":5,\#(c)"#, go: .refuses, py: .refuses,
      lmHead: .crashes, ours: .refusedText(.memberType("i"), at: 5),
      why: "an identifier is a string"),
    json(
      "JSON: caveats null", text: "{\(i),\"c\":null,\(bareSignature64)}", go: .verifies,
      py: .refuses, lmHead: .refuses, ours: .verifies, why: "null counts as absent"),
    json(
      "JSON: no caveats", text: "{\(i),\(bareSignature64)}", go: .verifies, py: .verifies,
      lmHead: .refuses, ours: .verifies, why: "go-macaroon writes none where there is none"),
    Deviation(
      json: "JSON: a caveat is null", #"\#(i),"c":[null]"#, go: .verifies, py: .refuses,
      lmHead: .refuses, ours: .refusedText(.memberType("c"), at: 35),
      why: "a caveat is an object; go-macaroon makes an empty condition of it"),
    json(
      "JSON: newline inside base64", text: #"{"i64":"d2U\n",\#(s64)}"#, go: .verifies,
      py: .refuses, lmHead: .refuses,
      ours: .refusedText(.bytes(.foreignCharacter(0x0a)), at: 11),
      why: "base64 inside JSON is never wrapped"),
    Deviation(
      json: "JSON: first-party caveat with location",
      #"\#(i),"c":[{"i":"account = 3735928559","l":"here"}]"#, go: .verifies, py: .verifies,
      lmHead: .refuses, ours: .verifies,
      why: "unlike binary V2, deployed readers take it; it is not signed"),
    Deviation(
      json: "JSON: verification id of no bytes",
      #"\#(i),"c":[{"i":"account = 3735928559","v":""}]"#, go: .verifies, py: .parses,
      lmHead: .verifies, ours: .verifies,
      why: "a caveat is third-party iff its verification id is not empty"),
    json(
      "JSON: signature of 33 bytes",
      text: "{\(i),\(c),\"s64\":\"\(ByHand.base64(Bank.signature + [0]))\"}", go: .refuses,
      py: .parses, lmHead: .parses, ours: .refusedText(.signatureLength(33), at: 0),
      why: "no such signature can verify"),
    json(
      "JSON: body over ten kilobytes",
      text: "{\(i),\(c),\(s64),\"l\":\"\(String(repeating: "x", count: 20_000))\"}",
      go: .verifies, py: .verifies, lmHead: .crashes, ours: .verifies,
      why: "a limit of our own would only surprise"),
    json(
      "V1 JSON: signature in capitals",
      text: #"{"identifier":"we used our secret key","caveats":[{"cid":"account = 3735928559"}],"#
        + #""signature":"\#(Bank.signatures[1].uppercased())"}"#,
      go: .verifies, py: .parses, lmHead: .refuses, ours: .verifies,
      why: "hexadecimal is read in either case"),
    json(
      "JSON: a string that holds base64", text: "\"\(ByHand.base64(Bank.v2))\"", go: .verifies,
      py: .refuses, lmHead: .refuses, ours: .refusedText(.bytes(.foreignCharacter(0x22)), at: 0),
      why: "only go-macaroon's own JSON decoder reads it; the quotes are a slip of the shell"),
  ]
}

// MARK: - Base64

extension Deviation {
  /// V1, so that libmacaroons 0.3.0 has a verdict; 142 bytes need `==`.
  private static let standard = String(decoding: Base64.encode(Bank.v1), as: UTF8.self)
  private static let urlSafe = String(
    decoding: Base64.encode(Bank.v1, alphabet: .urlSafe, padded: false), as: UTF8.self)

  private static func base64(
    _ description: String, _ text: String, go: Taken, py: Taken, lm: Taken, ours: Outcome,
    why: String
  ) -> Deviation {
    Deviation(
      description, Array(text.utf8), go: go, py: py, lm030: lm, lmHead: lm, ours: ours, why: why)
  }

  private static let base64: [Deviation] = [
    base64(
      "base64: url-safe without padding", urlSafe, go: .verifies, py: .verifies, lm: .verifies,
      ours: .verifies, why: "all but aperture's header read it; the dressing is kept"),
    base64(
      "base64: standard without padding",
      standard.replacing("=", with: ""), go: .verifies, py: .verifies, lm: .verifies,
      ours: .verifies, why: "the count of characters says how many bytes there are"),
    base64(
      "base64: url-safe with padding", urlSafe + "==", go: .verifies, py: .verifies,
      lm: .verifies, ours: .verifies, why: "libmacaroons' bindings write it"),
    base64(
      "base64: both alphabets",
      String(decoding: Base64.encode([2, 2, 2, 0xfb, 0xff, 0, 0], padded: false), as: UTF8.self)
        + "-A",
      go: .refuses, py: .verifies, lm: .verifies,
      ours: .refusedText(.bytes(.mixedAlphabets), at: 10),
      why: "no encoder writes it: the text was damaged or put together"),
    base64(
      "base64: padding too long", standard + "==", go: .refuses, py: .verifies, lm: .verifies,
      ours: .refusedText(.bytes(.padding), at: 190), why: "no encoder writes it"),
    base64(
      "base64: broken into lines", standard.prefix(76) + "\r\n" + standard.dropFirst(76),
      go: .verifies, py: .verifies, lm: .verifies, ours: .verifies,
      why: "mail programs and base64(1) break lines"),
    base64(
      "base64: newline at the end", standard + "\n", go: .refuses, py: .verifies, lm: .verifies,
      ours: .verifies, why: "every file and every pipe ends in one"),
    base64(
      "base64: blank inside", standard.prefix(76) + " " + standard.dropFirst(76), go: .refuses,
      py: .verifies, lm: .verifies,
      ours: .refusedText(.bytes(.foreignCharacter(0x20)), at: 76),
      why: "no tool breaks base64 at blanks; two texts may have run together"),
    base64(
      "base64: padding in the middle", standard + standard, go: .refuses, py: .verifies,
      lm: .refuses, ours: .refusedText(.bytes(.padding), at: 190),
      why: "what follows the padding would be lost silently"),
    base64(
      "base64: foreign character", standard.prefix(8) + "*" + standard.dropFirst(8),
      go: .refuses, py: .verifies, lm: .refuses,
      ours: .refusedText(.bytes(.foreignCharacter(0x2a)), at: 8),
      why: "pymacaroons drops it silently; we do not repair tokens"),
    base64(
      "base64: spare bits in the last character",
      urlSafe.dropLast() + "h", go: .verifies, py: .verifies, lm: .refuses, ours: .verifies,
      why: "the bytes are the same; noticed and never written again"),
    base64(
      "hexadecimal instead of base64", Hex.encode(Bank.v1), go: .refuses, py: .refuses,
      lm: .refuses, ours: .verifies, why: "the headers of LND and aperture carry it"),
  ]
}

// MARK: - Third-party caveats

extension Deviation {
  private static let one = Discharged(["tp"])
  private static let twice = Discharged(["tp", "tp"])

  private static let thirdParty: [Deviation] = [
    Deviation(
      "discharge that no caveat wants", one.with("tp").with("other"), go: .parses, py: .verifies,
      lm030: .foreign, lmHead: .verifies, ours: .fails(.unusedDischarge(discharge: 1)),
      why: "with go-macaroon: every discharge is used"),
    Deviation(
      "discharge sent twice", one.with("tp").with("tp"), go: .parses, py: .verifies,
      lm030: .foreign, lmHead: .verifies, ours: .fails(.unusedDischarge(discharge: 1)),
      why: "with go-macaroon: every discharge is used"),
    Deviation(
      "discharge without any third-party caveat", Discharged([]).with("tp"), go: .parses,
      py: .verifies, lm030: .foreign, lmHead: .verifies,
      ours: .fails(.unusedDischarge(discharge: 0)), why: "with go-macaroon: every discharge is used"
    ),
    Deviation(
      "one caveat twice, one discharge", twice.with("tp"), go: .parses, py: .verifies,
      lm030: .foreign, lmHead: .verifies, ours: .fails(.dischargeUsedTwice(discharge: 0)),
      why: "with go-macaroon: every discharge is used once, which also ends every cycle"),
    Deviation(
      "one caveat twice, two discharges", twice.with("tp").with("tp"), go: .parses, py: .verifies,
      lm030: .foreign, lmHead: .verifies, ours: .fails(.dischargeUsedTwice(discharge: 0)),
      why: "with go-macaroon: the first discharge of an identifier is the one that counts"),
    Deviation(
      "discharge that needs itself", one.with("tp", needing: "tp"), go: .parses, py: .parses,
      lm030: .foreign, lmHead: .parses, ours: .fails(.dischargeUsedTwice(discharge: 0)),
      why: "all refuse it; a cycle ends at the second use"),
    Deviation(
      "discharge that is not bound", one.with("tp", isBound: false), go: .parses, py: .parses,
      lm030: .foreign, lmHead: .parses, ours: .fails(.dischargeSignature(discharge: 0)),
      why: "all refuse it: it might have been meant for another token"),
    verificationID("71 bytes", count: 71),
    verificationID("73 bytes", count: 73),
    Deviation(
      "V1: third-party caveat whose empty location made pymacaroons drop the verification id",
      location + identifier + ByHand.packet("cid", "tp")
        + ByHand.packet("signature", Discharged(["tp"]).root.signature.array),
      go: .parses, py: .parses, lm030: .parses, lmHead: .parses, ours: .fails(.signature),
      why: "what was signed is not there any more"),
  ]

  private static func verificationID(_ name: String, count: Int) -> Deviation {
    var row = Deviation(
      "verification id of \(name)",
      Bank.v2(
        caveat: ByHand.field(2, "tp") + ByHand.field(4, [UInt8](repeating: 1, count: count)) + [0]),
      go: .parses, py: .parses, lm030: .crashes, lmHead: .crashes,
      ours: .fails(.unreadableVerificationID(caveat: 0)),
      why: "nonce, tag and key are 72 bytes; libmacaroons asserts it")
    row.discharges = one.with("tp").discharges
    return row
  }
}

// MARK: - Keys

extension Deviation {
  private static let keys: [Deviation] = [
    {
      var row = Deviation(
        "empty root key",
        [2] + ByHand.field(2, "id") + [0, 0]
          + ByHand.field(6, ByHand.signature([], [Array("id".utf8)]).array),
        go: .verifies, py: .parses, lm030: .foreign, lmHead: .verifies, ours: .verifies,
        why: "the chain is defined for it; the program refuses such a key before it comes here")
      row.rootKey = []
      return row
    }()
  ]
}
