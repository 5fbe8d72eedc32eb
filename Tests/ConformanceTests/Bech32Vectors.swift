import BOLT11
import Bech32
import Bytes
import JSON
import Testing

@Suite(.enabled(if: Vectors.areHere, "L402_VECTORS names no folder of vectors"))
struct Bech32Vectors {
  private static func list(_ name: String) throws -> [JSONValue] {
    try JSONReader.read(Vectors.text("bech32.json")[...])[name]?.array ?? []
  }

  /// The exact bytes of an entry, which need not be UTF-8.
  private static func bytes(_ entry: JSONValue) throws -> ArraySlice<UInt8> {
    if let hex = entry["string_hex"]?.string { return try Hex.decode(Array(hex.utf8)[...])[...] }
    return Array((entry["string"]?.string ?? entry["address"]?.string ?? "").utf8)[...]
  }

  @Test(arguments: [
    ("bech32_valid", Bech32Variant.bech32, 90), ("bech32m_valid", .bech32m, 90),
    ("bech32_long_valid_when_limit_waived", .bech32, Int.max),
  ])
  func `reads every right text`(name: String, variant: Bech32Variant, most: Int) throws {
    let entries = try Self.list(name)
    #expect(!entries.isEmpty)
    for entry in entries {
      let text = try Self.bytes(entry)
      let read = try UncheckedBech32(parsing: text, most: most).checked(variant)
      #expect(String(decoding: read.humanReadablePart, as: UTF8.self) == entry["hrp"]?.string)
      if let data = entry["data"]?.array {
        #expect(read.data.map { "\($0)" } == data.map(\.oneLine))
      }
      #expect(read.text == String(decoding: text, as: UTF8.self).lowercased())
    }
    print("bech32.json, \(name): \(entries.count)")
  }

  @Test(arguments: [("bech32_invalid", Bech32Variant.bech32), ("bech32m_invalid", .bech32m)])
  func `refuses every wrong text`(name: String, variant: Bech32Variant) throws {
    let entries = try Self.list(name)
    #expect(!entries.isEmpty)
    for entry in entries {
      let text = try Self.bytes(entry)
      #expect(throws: Bech32Error.self, "\(entry["reason"]?.string ?? "")") {
        try UncheckedBech32(parsing: text, most: 90).checked(variant)
      }
    }
    print("bech32.json, \(name): \(entries.count)")
  }

  @Test func `reads and writes every right address`() throws {
    let entries = try Self.list("segwit_valid")
    #expect(!entries.isEmpty)
    for entry in entries {
      let text = try Self.bytes(entry)
      let address = try #require(Self.address(text))
      let version = address.version == 0 ? 0 : 0x50 + address.version
      let script = [version, UInt8(address.program.count)] + address.program
      #expect(Hex.encode(script) == entry["script_pubkey"]?.string)
      #expect(address.text == String(decoding: text, as: UTF8.self).lowercased())
    }
    print("bech32.json, segwit_valid: \(entries.count)")
  }

  @Test func `refuses every wrong address`() throws {
    let entries = try Self.list("segwit_invalid")
    #expect(!entries.isEmpty)
    for entry in entries {
      #expect(Self.address(try Self.bytes(entry)) == nil, "\(entry["reason"]?.string ?? "")")
    }
    print("bech32.json, segwit_invalid: \(entries.count)")
  }

  private static func address(_ text: ArraySlice<UInt8>) -> SegwitAddress? {
    for network in LightningNetwork.allCases {
      if let address = try? SegwitAddress(parsing: text, humanReadablePart: network.addressPart) {
        return address
      }
    }
    return nil
  }
}
