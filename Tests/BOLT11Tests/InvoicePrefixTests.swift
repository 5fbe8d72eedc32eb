import BOLT11
import Testing

/// The human-readable part: network and amount.
struct InvoicePrefixTests {
  private func parsed(_ text: String) throws -> InvoicePrefix {
    try InvoicePrefix(parsing: bytes(text))
  }

  @Test(arguments: [
    ("lnbc", LightningNetwork.bitcoin), ("lntb", .testnet), ("lntbs", .signet),
    ("lnbcrt", .regtest), ("lnsb", .simnet),
  ])
  func `networks are told apart by the whole currency, with an amount and without`(
    part: String, network: LightningNetwork
  ) throws {
    #expect(try parsed(part).network == network)
    #expect(try parsed(part).amount == nil)
    #expect(try parsed(part + "25u").network == network)
    #expect(try parsed(part + "25u").amount == Millisatoshis(2_500_000))
    #expect(InvoicePrefix(network: network, amount: nil).text == part)
  }

  @Test(arguments: [
    ("", 0), ("l", 0), ("lb", 0), ("xnbc", 0), ("bc", 0), ("Lnbc", 0), ("1lnbc", 0), ("lmbc", 0),
  ])
  func `what does not begin with ln is no invoice`(part: String, offset: Int) {
    #expect(throws: InvoiceError(.notLightning, at: offset)) { try parsed(part) }
  }

  @Test(arguments: [
    ("ln", ""), ("ln1", ""), ("ln25m", ""), ("lnex", "ex"), ("lnbtc", "btc"), ("lntbx", "tbx"),
    ("lnt", "t"), ("lntbss5", "tbss"), ("lnbcm", "bcm"), ("lnbcr1", "bcr"), ("lnbc-1", "bc-"),
    ("lnbc+5u", "bc+"), ("lnbc.5m", "bc."), ("lnbc_1", "bc_"), ("lnBC1", "BC"),
  ])
  func `an unknown currency is refused`(part: String, currency: String) {
    #expect(throws: InvoiceError(.currency(currency), at: 2)) { try parsed(part) }
  }

  @Test(arguments: [
    ("1", 100_000_000_000), ("1m", 100_000_000), ("1u", 100_000), ("1n", 100), ("10p", 1),
    ("20m", 2_000_000_000), ("2500u", 250_000_000), ("1000n", 100_000), ("1000u", 100_000_000),
    ("9678785340p", 967_878_534), ("2500000000000p", 250_000_000_000), ("20p", 2),
    ("21000000", 2_100_000_000_000_000_000), ("21000001", 2_100_000_100_000_000_000),
    ("184467440", 18_446_744_000_000_000_000), ("184467440737m", 18_446_744_073_700_000_000),
    ("184467440737095516150p", UInt64.max),
    ("01", 100_000_000_000), ("00025m", 2_500_000_000), ("010p", 1),
    ("0", 0), ("0m", 0), ("0p", 0), ("000", 0),
  ])
  func `amounts are exact`(amount: String, value: UInt64) throws {
    #expect(try parsed("lnbc" + amount).amount == Millisatoshis(value))
  }

  @Test func `an amount with thousands of leading zeros is read`() throws {
    let zeros = String(repeating: "0", count: 5_000)
    #expect(try parsed("lnbc" + zeros + "1n").amount == Millisatoshis(100))
  }

  @Test(arguments: ["1p", "9p", "15p", "2500000001p", "184467440737095516151p", "01p"])
  func `a part of a millisatoshi is refused at the last digit`(amount: String) {
    #expect(throws: InvoiceError(.subMillisatoshi, at: 4 + amount.utf8.count - 2)) {
      try parsed("lnbc" + amount)
    }
  }

  @Test(arguments: [
    "184467441", "184467440738m", "184467440737096u", "184467440737095517n",
    "184467440737095516160p", "210000000000000000000p", "18446744073709551616",
    String(repeating: "9", count: 5_000), String(repeating: "9", count: 19) + "m",
  ])
  func `an amount beyond 64 bits is refused where it begins`(amount: String) {
    #expect(throws: InvoiceError(.amountOverflow, at: 4)) { try parsed("lnbc" + amount) }
  }

  @Test(arguments: [
    ("1x", UInt8(ascii: "x"), 5), ("1mm", UInt8(ascii: "m"), 5), ("1m1", UInt8(ascii: "m"), 5),
    ("1.5m", UInt8(ascii: "."), 5), ("1_0u", UInt8(ascii: "_"), 5), ("12 m", 0x20, 6),
    ("1k", UInt8(ascii: "k"), 5), ("1e3", UInt8(ascii: "e"), 5), ("10pp", UInt8(ascii: "p"), 6),
    ("1b", UInt8(ascii: "b"), 5), ("1-", UInt8(ascii: "-"), 5), ("1M", UInt8(ascii: "M"), 5),
  ])
  func `a foreign character in the amount is refused where it stands`(
    amount: String, byte: UInt8, offset: Int
  ) {
    #expect(throws: InvoiceError(.amountCharacter(byte), at: offset)) {
      try parsed("lnbc" + amount)
    }
  }

  @Test(arguments: [
    (UInt64(1), "10p"), (99, "990p"), (100, "1n"), (101, "1010p"), (100_000, "1u"),
    (150_000, "1500n"), (250_000_000, "2500u"), (100_000_000, "1m"), (2_000_000_000, "20m"),
    (100_000_000_000, "1"), (2_100_000_000_000_000_000, "21000000"), (967_878_534, "9678785340p"),
    (100_000_100, "1000001n"), (.max, "184467440737095516150p"), (0, "0"),
  ])
  func `an amount is written in its largest unit`(value: UInt64, amount: String) throws {
    let prefix = InvoicePrefix(network: .regtest, amount: Millisatoshis(value))
    #expect(prefix.text == "lnbcrt" + amount)
    #expect(try parsed(prefix.text) == prefix)
  }

  @Test(arguments: ["lnbc1000n", "lntb01", "lnsb00", "lntbs20p", "lnbcrt0m", "lnbc"])
  func `a part that was read is written as it was`(text: String) throws {
    #expect(try parsed(text).text == text)
  }

  @Test func `random amounts survive a round trip`() throws {
    var generator = SplitMix64(seed: 11)
    for _ in 0..<2_000 {
      let value = generator.next() >> UInt64.random(in: 0..<64, using: &generator)
      let prefix = InvoicePrefix(network: .bitcoin, amount: Millisatoshis(value))
      #expect(try parsed(prefix.text).amount == Millisatoshis(value))
    }
  }
}
