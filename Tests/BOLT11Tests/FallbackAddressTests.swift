import BOLT11
import Bytes
import Testing

/// Addresses as text: Base58Check, bech32 and bech32m on every network.
struct FallbackAddressTests {
  private static let program = "751e76e8199196d454941c45d1b3a323f1433bd6"
  private static let fives = String(repeating: "05", count: 20)
  private static let longFives = String(repeating: "05", count: 32)

  /// From BOLT 11's examples, BIP 173, BIP 350, and computed by other programs.
  static let known: [(network: LightningNetwork, version: UInt8, program: String, text: String)] = [
    (.bitcoin, 0, program, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    (.testnet, 0, program, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"),
    (.signet, 0, program, "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx"),
    (.regtest, 0, fives, "bcrt1qq5zs2pg9q5zs2pg9q5zs2pg9q5zs2pg9ajutfp"),
    (
      .bitcoin, 1, "0adac43daa9c8a5a68e09ea10692b82226ee190e572db9b90e17a410484ab405",
      "bc1pptdvg0d2nj99568qn6ssdy4cygnwuxgw2ukmnwgwz7jpqjz2kszse2s3lm"
    ),
    (.signet, 1, longFives, "tb1pq5zs2pg9q5zs2pg9q5zs2pg9q5zs2pg9q5zs2pg9q5zs2pg9q5zs0qx4we"),
    (.simnet, 1, longFives, "sb1pq5zs2pg9q5zs2pg9q5zs2pg9q5zs2pg9q5zs2pg9q5zs2pg9q5zsg3vjhu"),
    (.bitcoin, 2, "751e76e8199196d454941c45d1b3a323", "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs"),
    (.bitcoin, 16, "751e", "bc1sw50qgdz25j"),
    (
      .bitcoin, 17, "04b61f7dc1ea0dc99424464cc4064dc564d91e89",
      "1RustyRX2oai4EYYDpQGWvEL62BBGqN9T"
    ),
    (
      .testnet, 17, "3172b5654f6683c8fb146959d347ce303cae4ca7",
      "mk2QpYatsKicvFVuTAQLBryyccRXMUaGHP"
    ),
    (.signet, 17, fives, "mfyVgnHh5ckyiVaTibb1agi4qSC7km4XBF"),
    (.regtest, 17, fives, "mfyVgnHh5ckyiVaTibb1agi4qSC7km4XBF"),
    (.simnet, 17, fives, "SMkYRZyrzxWvTgtJYTbiJfeJdDpqg6abYz"),
    (
      .bitcoin, 18, "8f55563b9a19f321c211e9b9f38cdf686ea07845",
      "3EktnHQD7RiAE6uzMj2ZifT9YgRrkSgzQX"
    ),
    (.testnet, 18, fives, "2MshmP1dBRx9TELRpoFu6oLqwLK6JASifGy"),
    (.signet, 18, fives, "2MshmP1dBRx9TELRpoFu6oLqwLK6JASifGy"),
  ]

  @Test(arguments: known)
  func `an address is written as its network does`(
    network: LightningNetwork, version: UInt8, program: String, text: String
  ) throws {
    let address = try #require(FallbackAddress(version: version, program: hex(program)))
    #expect(address.text(on: network) == text)
    #expect(FallbackAddress(parsing: bytes(text), on: network) == address)
  }

  @Test(arguments: LightningNetwork.allCases)
  func `addresses of all kinds survive a round trip`(network: LightningNetwork) throws {
    for (version, count) in [(UInt8(0), 20), (0, 32), (1, 32), (16, 2), (17, 20), (18, 20)] {
      for byte in [UInt8(0), 1, 0xff] {
        let address = try #require(
          FallbackAddress(version: version, program: .init(repeating: byte, count: count)))
        let text = address.text(on: network)
        #expect(FallbackAddress(parsing: bytes(text), on: network) == address, "\(text)")
      }
    }
  }

  /// Zero bytes in front are ones in Base58Check.
  @Test func `the hash of zeros is the address that everybody knows`() throws {
    let zeros = try #require(FallbackAddress(version: 17, program: .init(repeating: 0, count: 20)))
    #expect(zeros.text(on: .bitcoin) == "1111111111111111111114oLvT2")
  }

  @Test(arguments: known.filter { $0.network == .bitcoin }.map(\.text))
  func `an address of Bitcoin is none of another network`(text: String) {
    for network in LightningNetwork.allCases where network != .bitcoin {
      #expect(FallbackAddress(parsing: bytes(text), on: network) == nil)
    }
  }

  @Test(arguments: known)
  func `an address with another last character is none`(
    network: LightningNetwork, version: UInt8, program: String, text: String
  ) {
    let broken = text.dropLast() + (text.hasSuffix("2") ? "3" : "2")
    #expect(FallbackAddress(parsing: bytes(String(broken)), on: network) == nil)
  }

  @Test(arguments: [
    "", "1", "bc1", "1RustyRX2oai4EYYDpQGWvEL62BBGqN9", "11RustyRX2oai4EYYDpQGWvEL62BBGqN9T",
    "1RustyRX2oai4EYYDpQGWvEL62BBGqN9T ", "1Rusty0X2oai4EYYDpQGWvEL62BBGqN9T",
    String(repeating: "1", count: 100), "\u{ff}",
    // A private key of Base58Check: 0x80 in front.
    "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
  ])
  func `anything else is none`(text: String) {
    #expect(FallbackAddress(parsing: bytes(text), on: .bitcoin) == nil)
  }
}
