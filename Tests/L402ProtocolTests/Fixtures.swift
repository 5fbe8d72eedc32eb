import Bytes
import Digests
import L402Protocol
import Macaroons
import Testing

/// Text as a slice that does not begin at index 0, so that nothing can take indices for offsets.
func bytes(_ text: String) -> ArraySlice<UInt8> { Array(("~~~" + text).utf8)[3...] }

/// The text of bytes.
func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

/// Thirty-two bytes that count up.
func counting(from first: UInt8) -> Bytes32 {
  var value = Bytes32.zero
  for lane in 0..<32 { value.storage[lane] = first &+ UInt8(lane) }
  return value
}

/// Thirty-two equal bytes.
func filled(with byte: UInt8) -> Bytes32 { Bytes32(storage: SIMD32(repeating: byte)) }

/// Root key 00..1f, token id 20..3f, preimage 40..5f.
enum Sample {
  static let rootKey = counting(from: 0)
  static let key = ChainKey(rootKey: rootKey.array[...])
  static let tokenID = counting(from: 0x20)
  static let preimage = Preimage(counting(from: 0x40))
  static let paymentHash = SHA256.digest(counting(from: 0x40))
  static let identifier = TokenIdentifier.version0(paymentHash: paymentHash, tokenID: tokenID)
  static let preimageText = counting(from: 0x40).hex
  /// 250,000 sat for a cup of coffee, good for a minute (BOLT 11, "Examples").
  static let invoice =
    "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsy"
    + "qcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsg"
    + "quk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27kyke0lp53ut353s06fv3qfegext0eh"
    + "0ymjpf39tuven09sam30g4vgpfna3rh"

  /// A token in standard base64.
  static let tokenText = text(encoded(macaroon()))

  static func macaroon(
    _ caveats: [String] = [], identifier: [UInt8] = identifier, location: String = "",
    key: ChainKey = key
  ) -> Macaroon {
    var macaroon = Macaroon(
      identifier: identifier[...], location: Array(location.utf8)[...], key: key)
    for caveat in caveats { macaroon.addFirstPartyCaveat(bytes(caveat)) }
    return macaroon
  }

  static func encoded(_ macaroon: Macaroon, _ format: MacaroonFormat = .v2) -> [UInt8] {
    Base64.encode((try? macaroon.encode(format)) ?? [])
  }

  static func token(_ macaroon: Macaroon, _ format: MacaroonFormat = .v2) throws -> HeaderToken {
    try #require(HeaderToken(encoded(macaroon, format)[...]))
  }
}

/// Root keys by name, the same for every token.
func rootKeys(_ contents: (String, [UInt8])..., isUnderived: Bool = false) throws -> GivenKeys {
  var keys = GivenKeys(isUnderived: isUnderived)
  for (name, content) in contents {
    keys.add(rootKey: try KeyMaterial(content: content, format: .auto), name: name)
  }
  return keys
}

/// A request as of second 1000.
func request(_ change: (inout VerificationRequest) -> Void = { _ in }) -> VerificationRequest {
  var request = VerificationRequest(now: Timestamp(unixSeconds: 1000))
  change(&request)
  return request
}

/// Revokes by token id.
struct Revoked: RevocationSource {
  let tokenIDs: Set<Bytes32>

  func isRevoked(_ identifier: TokenIdentifier) -> Bool {
    identifier.tokenID.map(tokenIDs.contains) ?? false
  }
}

/// Verifies macaroons under the sample root key, with the sample preimage.
func verify(
  _ macaroons: [Macaroon], preimage: Preimage? = Sample.preimage, keys: (any KeyRing)? = nil,
  revocations: [any RevocationSource] = [], _ request: VerificationRequest = request()
) throws -> Verification {
  let keys = try keys ?? rootKeys(("k", Sample.rootKey.array))
  return try Verifier(keys: keys, revocations: revocations, request: request)
    .verify(macaroons.map { try Sample.token($0) }, preimage: preimage)
}

/// Verifies one token with these caveats.
func verify(
  caveats: [String], _ request: VerificationRequest = request()
) throws -> Verification {
  try verify([Sample.macaroon(caveats)], request)
}

/// A generator with a known seed (SplitMix64), so that a failure can be repeated.
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}
