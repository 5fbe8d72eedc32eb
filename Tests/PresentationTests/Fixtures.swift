import Bytes
import JSON
import L402Protocol
import Macaroons
import Presentation
import Testing

/// The text of bytes.
func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

/// A text as bytes.
func bytes(_ text: String) -> ArraySlice<UInt8> { Array(text.utf8)[...] }

/// The credential of the model screens: root key 00..1f, token id 20..3f, preimage 40..5f.
enum Model {
  static let rootKey = [UInt8](0..<32)
  static let preimage = Hex.encode([UInt8](0x40..<0x60))
  static let paymentHash = "ca2a4fe727faaecf16ecd130a86e0885c5540c05375340445071c0657555fd42"
  static let caveats = [
    "services=api:0", "api_capabilities=read,write", "api_valid_until=1795235342",
    "path=/v1/reports/**", "api_monthly_volume_sats=200000",
  ]

  /// 250,000 sat for a cup of coffee, good for a minute (BOLT 11, "Examples").
  static let invoice =
    "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsy"
    + "qcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsg"
    + "quk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh"
    + "0ymjpf39tuven09sam30g4vgpfna3rh"

  static func macaroon(_ caveats: [String] = caveats) throws -> Macaroon {
    let hash = try Hex.decode(bytes(paymentHash))
    var macaroon = Macaroon(
      identifier: ([0, 0] + hash + [UInt8](0x20..<0x40))[...],
      location: bytes("https://api.example"), key: ChainKey(rootKey: rootKey[...]))
    for caveat in caveats { macaroon.addFirstPartyCaveat(bytes(caveat)) }
    return macaroon
  }

  static func token(_ macaroon: Macaroon) throws -> String {
    text(Base64.encode(try macaroon.encode(.v2)))
  }

  static func line(_ caveats: [String] = caveats) throws -> String {
    "Authorization: L402 \(try token(macaroon(caveats))):\(preimage)"
  }
}

/// Inspects a text as the command does.
func inspect(_ text: String, now: Int64 = 1_795_231_802) throws -> [Inspection] {
  Inspection.all(
    of: try Recogniser.recognise(bytes(text)), now: Timestamp(unixSeconds: now))
}

/// Verifies the model credential with other caveats, for service `api`.
func verify(
  _ caveats: [String] = Model.caveats, now: Int64 = 1_795_236_070,
  _ change: (inout VerificationRequest) -> Void = { _ in }
) throws -> Verification {
  try verify(try Model.macaroon(caveats), now: now, change)
}

/// Verifies a token with the model preimage, for service `api`.
func verify(
  _ macaroon: Macaroon, now: Int64 = 1_795_236_070,
  _ change: (inout VerificationRequest) -> Void = { _ in }
) throws -> Verification {
  var request = VerificationRequest(now: Timestamp(unixSeconds: now))
  request.service = "api"
  change(&request)
  var keys = GivenKeys()
  keys.add(rootKey: try KeyMaterial(content: Model.rootKey, format: .raw), name: "env:K")
  let found = try Recogniser.recognise(
    bytes("L402 \(try Model.token(macaroon)):\(Model.preimage)"))
  let presented = try #require(found.first?.presented)
  return try Verifier(keys: keys, revocations: [], request: request)
    .verify(presented.tokens, preimage: presented.preimage)
}

/// The JSON form of inspections.
func json(_ inspections: [Inspection], showsSecrets: Bool = false) throws -> JSONValue {
  var writer = JSONWriter()
  InspectionJSON(inspections, showsSecrets: showsSecrets).write(to: &writer)
  return try JSONReader.read(writer.bytes[...])
}

/// The JSON form of a verification.
func json(_ verification: Verification, line: Int? = nil) throws -> JSONValue {
  var writer = JSONWriter()
  VerificationJSON(verification).write(to: &writer, line: line)
  return try JSONReader.read(writer.bytes[...])
}

/// The objects whose names are not in ascending order, by path.
func unsorted(_ value: JSONValue, at path: String = "") -> [String] {
  switch value.content {
  case .object(let members):
    let names = members.map(\.name)
    return (names == names.sorted() ? [] : ["\(path): \(names)"])
      + members.flatMap { unsorted($0.value, at: "\(path).\($0.name)") }
  case .array(let values): return values.flatMap { unsorted($0, at: path + "[]") }
  default: return []
  }
}
