import Bytes
import Macaroons

/// What a token is minted from, and how it is written.
struct Ticket {
  var rootKey: [UInt8]
  var identifier: [UInt8]
  var location: String
  var conditions: [[UInt8]]
  /// Added by the holder.
  var added: [[UInt8]]
  var format: MacaroonFormat

  /// One that `peer` can write and read; see `Tests/Peers/README.md` for what each cannot.
  init(for peer: Peer, number: Int, using generator: inout SeededGenerator) {
    format = peer == .c ? .v1 : MacaroonFormat.allCases[number % 4]
    let isV1 = format == .v1 || format == .v1JSON
    // pymacaroons counts characters instead of bytes in V1.
    let ascii = peer == .py && isV1
    rootKey = generator.bytes(1...100)
    identifier =
      peer == .c || !isV1 ? generator.bytes(1...80) : generator.text(1...80, ascii: ascii)
    location = String(decoding: generator.text(1...30, ascii: peer != .go), as: UTF8.self)
    func condition() -> [UInt8] {
      let mayBeBytes = peer == .c || peer == .go && !isV1
      return mayBeBytes && Bool.random(using: &generator)
        ? generator.bytes(1...60) : generator.text(1...60, ascii: ascii)
    }
    conditions = (0..<Int.random(in: 1...4, using: &generator)).map { _ in condition() }
    added = (0..<Int.random(in: 1...2, using: &generator)).map { _ in condition() }
  }

  var key: ChainKey { ChainKey(rootKey: rootKey[...]) }

  /// The name of the format in the peers' protocol.
  var formatName: String { format.rawValue.replacing("-json", with: "j") }

  /// The token as we mint it.
  func mint() -> Macaroon {
    var macaroon = Macaroon(
      identifier: identifier[...], location: Array(location.utf8)[...], key: key)
    for condition in conditions { macaroon.addFirstPartyCaveat(condition[...]) }
    return macaroon
  }

  /// The text that peers exchange.
  func text(_ macaroon: Macaroon) throws -> String {
    let text = MacaroonText(
      macaroon: macaroon, format: format, encoding: .base64url, isPadded: false)
    return String(decoding: try text.encoded(), as: UTF8.self)
  }

  /// The request that mints it.
  var mintRequest: PeerRequest {
    PeerRequest(
      op: "mint", rootKey: Hex.encode(rootKey), identifier: Hex.encode(identifier),
      location: location, caveats: conditions.map { Hex.encode($0) }, format: formatName)
  }

  /// The request that verifies `macaroon`, all conditions taken as met.
  func verifyRequest(
    _ macaroon: Macaroon, key: [UInt8]? = nil, discharges: [String] = []
  ) throws -> PeerRequest {
    PeerRequest(
      op: "verify", rootKey: Hex.encode(key ?? rootKey), token: try text(macaroon),
      discharges: discharges, all: true)
  }
}

extension Macaroon {
  init(parsing text: String) throws {
    self = try MacaroonText(parsing: Array(text.utf8)[...]).macaroon
  }

  /// The holder's view after adding `conditions`.
  func attenuated(_ conditions: [[UInt8]]) -> Macaroon {
    var copy = self
    for condition in conditions { copy.addFirstPartyCaveat(condition[...]) }
    return copy
  }

  /// The same with another signature: the last 32 bytes of V2.
  func signed(_ signature: [UInt8]) throws -> Macaroon {
    let bytes = try encode(.v2).dropLast(32) + signature
    return try Macaroon.decode(binary: bytes[...]).macaroon
  }

  /// The same with one bit of the signature flipped.
  func flipped(bit: Int) throws -> Macaroon {
    var bytes = signature.array
    bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    return try signed(bytes)
  }
}
