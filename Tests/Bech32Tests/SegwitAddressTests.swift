import Bech32
import Bytes
import Testing

/// BIP 173 and BIP 350, "Test vectors" for addresses.
struct SegwitAddressTests {
  @Test(arguments: [
    ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "0014751e76e8199196d454941c45d1b3a323f1433bd6"),
    (
      "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
      "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262"
    ),
    (
      "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
      "5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6"
    ),
    ("BC1SW50QGDZ25J", "6002751e"),
    ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "5210751e76e8199196d454941c45d1b3a323"),
    (
      "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
      "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"
    ),
    (
      "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c",
      "5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433"
    ),
    (
      "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
      "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    ),
  ])
  func `reads and writes the valid addresses of the BIPs`(text: String, script: String) throws {
    let part = String(text.prefix(2).lowercased())
    let address = try SegwitAddress(parsing: bytes(text), humanReadablePart: part)
    let code = address.version == 0 ? 0 : address.version + 0x50
    #expect(Hex.encode([code, UInt8(address.program.count)] + address.program) == script)
    #expect(address.text == text.lowercased())
    #expect(
      try SegwitAddress(
        humanReadablePart: part, version: address.version, program: address.program) == address)
  }

  @Test(arguments: [
    RefusedText(
      "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut", .otherHumanReadablePart,
      at: 0),
    RefusedText(
      "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
      .variant(expected: .bech32m), at: 56),
    RefusedText(
      "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
      .variant(expected: .bech32m), at: 56),
    RefusedText(
      "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
      .variant(expected: .bech32m), at: 56),
    RefusedText(
      "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", .variant(expected: .bech32), at: 36),
    RefusedText(
      "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
      .variant(expected: .bech32), at: 56),
    RefusedText(
      "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
      .foreignCharacter(UInt8(ascii: "o")), at: 59),
    RefusedText(
      "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", .witnessVersion(17), at: 3),
    RefusedText("bc1pw5dgrnzv", .witnessProgramLength(1), at: 4),
    RefusedText(
      "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
      .witnessProgramLength(41), at: 4),
    RefusedText("BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", .witnessProgramLength(16), at: 4),
    RefusedText(
      "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq", .mixedCase, at: 58),
    RefusedText(
      "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf", .padding, at: 57),
    RefusedText(
      "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j", .padding, at: 55),
    RefusedText("bc1gmk9yu", .witnessProgramLength(0), at: 3),
  ])
  func `refuses the invalid addresses of BIP 350`(vector: RefusedText) {
    refuses(vector)
  }

  @Test(arguments: [
    RefusedText("tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty", .otherHumanReadablePart, at: 0),
    RefusedText("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", .checksum, at: 36),
    RefusedText("BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2", .witnessVersion(17), at: 3),
    RefusedText("BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", .witnessProgramLength(16), at: 4),
    RefusedText(
      "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7", .mixedCase, at: 58),
    RefusedText(
      "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3pjxtptv", .padding, at: 55),
    RefusedText("bc1gmk9yu", .witnessProgramLength(0), at: 3),
  ])
  func `refuses the invalid addresses of BIP 173`(vector: RefusedText) {
    refuses(vector)
  }

  /// BIP 173 names other reasons, or none: since BIP 350 the checksum of BIP 173 is wrong for them.
  @Test(arguments: [
    "bc1rw5uspcuh", "bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90",
    "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7k7grplx",
    "BC1SW50QA3JX3S", "bc1zw508d6qejxtdg4y5r3zarvaryvg6kdaj",
  ])
  func `refuses BIP 173's checksum from version 1 on`(text: String) {
    refuses(RefusedText(text, .variant(expected: .bech32m), at: text.utf8.count - 6))
  }

  private func refuses(_ vector: RefusedText) {
    let part = vector.text.lowercased().hasPrefix("tb") ? "tb" : "bc"
    #expect(throws: vector.error) {
      try SegwitAddress(parsing: bytes(vector.text), humanReadablePart: part)
    }
  }

  @Test func `an address of another network is refused`() {
    let text = "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7"
    #expect(throws: Bech32Error(.otherHumanReadablePart, at: 0)) {
      try SegwitAddress(parsing: bytes(text), humanReadablePart: "bc")
    }
  }

  @Test(arguments: [UInt8(0), 1, 2, 16])
  func `programs have the lengths that BIP 141 allows`(version: UInt8) {
    for count in 0...42 {
      let program = [UInt8](repeating: 7, count: count)
      let isAllowed = version == 0 ? [20, 32].contains(count) : (2...40).contains(count)
      #expect(SegwitAddress.isProgramLength(count, version: version) == isAllowed)
      guard !isAllowed else { continue }
      #expect(throws: Bech32Error(.witnessProgramLength(count), at: 1)) {
        try SegwitAddress(humanReadablePart: "bc", version: version, program: program)
      }
    }
  }

  @Test func `version 17 is refused`() {
    #expect(throws: Bech32Error(.witnessVersion(17), at: 0)) {
      try SegwitAddress(
        humanReadablePart: "bc", version: 17, program: [UInt8](repeating: 0, count: 20))
    }
  }
}
