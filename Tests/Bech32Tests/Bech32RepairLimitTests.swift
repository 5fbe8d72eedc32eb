import Bech32
import Testing

/// What is not to be repaired.
struct Bech32RepairLimitTests {
  @Test(arguments: SampleText.all)
  func `a right text needs no repair`(sample: SampleText) {
    #expect(Bech32Repair.all(of: sample.text[...], variant: sample.variant) == [])
  }

  /// BIP 173's weakness: `q` may come and go before a final `p`.
  @Test func `a right text that ends in p needs no repair either`() throws {
    let samples = (UInt8(0)...255).map { SampleText(part: "lnbc", data: [$0 >> 3, $0 & 7]) }
    let ending = try #require(samples.first { $0.text.last == UInt8(ascii: "p") })
    var weak = ending.text
    weak.insert(UInt8(ascii: "q"), at: weak.count - 1)
    #expect(try UncheckedBech32(parsing: weak[...]).checked().variant == .bech32)
    #expect(Bech32Repair.all(of: ending.text[...]) == [])
    #expect(Bech32Repair.all(of: weak[...]) == [])
  }

  @Test(arguments: SampleText.all.filter { $0.text.count > 30 }, 0..<50)
  func `two replaced characters have no repair`(sample: SampleText, seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    let data = sample.separator + 1..<sample.text.count
    let first = Int.random(in: data, using: &generator)
    let second = Int.random(in: data, using: &generator)
    var broken = sample.text
    for offset in [first, second] {
      broken[offset] = sample.dressed(broken[offset] | 0x20 == UInt8(ascii: "q") ? 0x70 : 0x71)
    }
    guard first != second else { return }
    #expect(Bech32Repair.all(of: broken[...], variant: sample.variant) == [])
  }

  @Test(arguments: [
    "", "1", "q", " ", "11", "111111", "qqqqqqqq", "a1", "A1b", "\u{ff}\u{fe}",
    String(repeating: "1", count: 100), String(repeating: "q", count: 100),
  ])
  func `what is far from bech32 has no repair`(text: String) {
    #expect(Bech32Repair.all(of: bytes(text)) == [])
  }

  @Test func `a checksum of the other variant is no typo`() {
    #expect(Bech32Repair.all(of: bytes("a1lqfn3a")) == [])
    #expect(Bech32Repair.all(of: bytes("a1lqfn3a"), variant: .bech32m) == [])
    #expect(Bech32Repair.all(of: bytes("a12uel5l"), variant: .bech32m) == [])
  }

  /// One replaced character away from BIP 173's "too short checksum" and BIP 350's, whose checksums
  /// do hold.
  @Test(arguments: [("li1dgmt4", Bech32Variant.bech32), ("in1muyw0", .bech32m)])
  func `a text with too short a checksum is no repair`(text: String, variant: Bech32Variant) {
    #expect(!Bech32Repair.all(of: bytes(text), variant: variant).contains { $0.text.count <= 8 })
  }

  /// One replaced character away from BIP 173's and BIP 350's "empty HRP".
  @Test(arguments: [
    ("10a06t9", Bech32Variant.bech32), ("1qzzfhef", .bech32), ("16plkw0", .bech32m),
  ])
  func `a text without human-readable part is no repair`(text: String, variant: Bech32Variant) {
    let repairs = Bech32Repair.all(of: bytes(text), variant: variant)
    #expect(!repairs.contains { $0.text.first == UInt8(ascii: "1") })
  }

  @Test func `every repair of a short text is right`() {
    var generator = SplitMix64(seed: 7)
    let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l1".utf8)
    for _ in 0..<300 {
      let short = (0..<Int.random(in: 1...9, using: &generator)).compactMap { _ in
        alphabet.randomElement(using: &generator)
      }
      for repair in Bech32Repair.all(of: short[...]) {
        #expect(throws: Never.self) { try UncheckedBech32(parsing: repair.text[...]).checked() }
      }
    }
  }
}
