import BOLT11
import Testing

/// Field `9`: feature bits of any number.
struct FeatureTests {
  private func sketch(_ bits: [Int]) -> Sketch {
    var groups = [UInt8](repeating: 0, count: (bits.max() ?? -5) / 5 + 1)
    for bit in bits { groups[groups.count - 1 - bit / 5] |= 1 << UInt8(bit % 5) }
    return Sketch(instead: TaggedField(tag: .features, groups: groups[...]))
  }

  @Test(arguments: [
    [8, 14], [9, 15], [8, 9, 14, 15], [8, 14, 16], [9, 15, 17], [8, 14, 24], [9, 15, 25],
    [8, 14, 36], [8, 14, 48], [0, 8, 14], [9, 15, 99], [9, 15, 57], [9, 15, 31], [9, 15, 149],
    [9, 15, 263], [9, 15, 1_001], [9, 15, 4_999],
  ])
  func `bits that nobody must know are payable`(bits: [Int]) throws {
    let invoice = try sketch(bits).invoice()
    #expect(invoice.features.bits == bits)
    #expect(invoice.features == FeatureBits(bits.reversed()))
    #expect(invoice.problems == [])
    #expect(invoice.notes == [])
  }

  @Test(arguments: [
    ([8, 14, 100], [100]), ([8, 14, 98, 99, 100], [98, 100]), ([8, 14, 20], [20]),
    ([8, 14, 30], [30]), ([8, 14, 50], [50]), ([8, 14, 56], [56]), ([8, 14, 148], [148]),
    ([8, 14, 1_000], [1_000]), ([8, 14, 4_998, 4_999], [4_998]), ([8, 14, 5_114], [5_114]),
  ])
  func `even bits that invoices do not have are not payable`(bits: [Int], unknown: [Int]) throws {
    let invoice = try sketch(bits).invoice()
    #expect(invoice.features.bits == bits)
    #expect(invoice.features.unknownRequired == unknown)
    #expect(invoice.problemCodes == ["unknown-feature"])
    let list = unknown.map(String.init).joined(separator: ", ")
    #expect(
      invoice.problems.first?.message
        == "requires unknown feature\(unknown.count == 1 ? "" : "s") \(list)")
  }

  @Test(arguments: [[16], [17], [8, 17]])
  func `basic_mpp without payment_secret is not payable`(bits: [Int]) throws {
    #expect(try sketch(bits).invoice().problemCodes == ["feature-dependency"])
  }

  @Test(arguments: [[14, 17], [15, 17], [15, 16], [14, 15, 16, 17]])
  func `either bit of payment_secret is enough for basic_mpp`(bits: [Int]) throws {
    #expect(try sketch(bits).invoice().problems == [])
  }

  @Test(arguments: [[8], [9, 99]])
  func `without payment_secret there is a note`(bits: [Int]) throws {
    #expect(try sketch(bits).invoice().noteCodes == ["no-secret-feature"])
  }

  @Test func `without field 9 there are no bits, with a note`() throws {
    let invoice = try Sketch(only: Sketch.usual.filter { $0 != Sketch.features }).invoice()
    #expect(invoice.features.bits == [])
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == ["no-secret-feature"])
  }

  @Test func `an empty field 9 has no bits, with a note`() throws {
    let invoice = try sketch([]).invoice()
    #expect(invoice.features.bits == [])
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == ["empty-9", "no-secret-feature"])
  }

  @Test(arguments: [[0], [0, 0, 0], [0, 16, 8, 0], [0, 0, 0, 16, 8, 0]] as [[UInt8]])
  func `leading zeros are read and not payable`(groups: [UInt8]) throws {
    let invoice = try Sketch(instead: TaggedField(tag: .features, groups: groups[...])).invoice()
    #expect(invoice.features.bits == (groups.contains(16) ? [8, 14] : []))
    #expect(invoice.problemCodes == ["non-minimal"])
    #expect(invoice.problems.first?.message == "field 9 has leading zeros")
  }

  @Test func `of two fields 9 the first is taken, with a note`() throws {
    let invoice = try Sketch(TaggedField(tag: .features, groups: [1, 0, 0])).invoice()
    #expect(invoice.features.bits == [8, 14])
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == ["duplicate-9"])
  }

  @Test(arguments: [
    (14, "payment_secret", true), (15, "payment_secret", true), (17, "basic_mpp", true),
    (9, "var_onion_optin", true), (25, "option_route_blinding", true), (30, "amp", false),
    (36, "option_attribution_data", true), (49, "option_payment_metadata", true),
  ])
  func `a feature has a name and a place`(bit: Int, name: String, isForInvoices: Bool) throws {
    let feature = try #require(Feature(bit: bit))
    #expect(feature.name == name)
    #expect(feature.evenBit == bit & ~1)
    #expect(feature.isForInvoices == isForInvoices)
  }

  @Test(arguments: [2, 99, 100, 4_999])
  func `a bit without a name is no feature`(bit: Int) {
    #expect(Feature(bit: bit) == nil)
  }

  @Test func `the same bits in any order are the same`() {
    #expect(FeatureBits([14, 8, 14]).bits == [8, 14])
    #expect(FeatureBits([14, 8]).has(.paymentSecret))
    #expect(!FeatureBits([13, 16]).has(.paymentSecret))
  }
}
