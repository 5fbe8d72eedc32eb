import BOLT11
import Testing

/// Fields `x` and `c`: big-endian numbers.
struct NumberFieldTests {
  private func expiry(_ groups: [UInt8]) -> Sketch {
    Sketch(TaggedField(tag: .expiry, groups: groups[...]))
  }

  private func delta(_ groups: [UInt8]) -> Sketch {
    Sketch(instead: TaggedField(tag: .minFinalCLTVExpiryDelta, groups: groups[...]))
  }

  @Test func `without x it is 3600 seconds`() throws {
    let invoice = try Sketch().invoice()
    #expect(invoice.expiry == 3_600)
    #expect(invoice.writtenExpiry == nil)
    #expect(invoice.expiresAt == 1_496_318_258)
  }

  @Test func `without c it is 18 blocks, with a note`() throws {
    let invoice = try Sketch(only: Sketch.usual.filter { $0 != Sketch.delta }).invoice()
    #expect(invoice.minFinalCLTVExpiryDelta == 18)
    #expect(invoice.writtenMinFinalCLTVExpiryDelta == nil)
    #expect(invoice.noteCodes == ["default-c"])
  }

  @Test(arguments: [1, 31, 32, 60, 604_800, 1 << 32, 1 << 63, .max] as [UInt64])
  func `x has up to 64 bits`(value: UInt64) throws {
    let invoice = try Sketch(TaggedField(tag: .expiry, number: value)).invoice()
    #expect(invoice.expiry == value)
    #expect(invoice.writtenExpiry == value)
    #expect(invoice.problems == [])
    #expect(invoice.notes == [])
  }

  private static let ends: [(expiry: UInt64, end: Int64?)] = [
    (0, 1_496_314_658), (9_223_372_035_358_461_149, .max), (9_223_372_035_358_461_150, nil),
    (9_223_372_036_854_775_808, nil), (18_446_744_072_213_236_957, nil),
    (18_446_744_072_213_236_958, nil), (.max, nil),
  ]

  @Test(arguments: ends)
  func `an end beyond 63 bits is none`(expiry: UInt64, end: Int64?) throws {
    let invoice = try Sketch(TaggedField(tag: .expiry, number: expiry)).invoice()
    #expect(invoice.expiresAt == end)
  }

  /// 2^64, the largest number of 13 groups, and one of a field's whole length.
  @Test(
    arguments: [
      [16] + .init(repeating: 0, count: 12), .init(repeating: 31, count: 13),
      [1] + .init(repeating: 0, count: 1_022),
    ] as [[UInt8]])
  func `x beyond 64 bits is refused`(groups: [UInt8]) throws {
    let sketch = expiry(groups)
    try sketch.isRefused(.integerOverflow(.expiry, bits: 64), at: sketch.lastOffset)
  }

  @Test(arguments: [1, 18, 40, 144, 1 << 16, .max] as [UInt32])
  func `c has up to 32 bits`(value: UInt32) throws {
    let field = TaggedField(tag: .minFinalCLTVExpiryDelta, number: UInt64(value))
    let invoice = try Sketch(instead: field).invoice()
    #expect(invoice.minFinalCLTVExpiryDelta == value)
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == (value > 144 ? ["long-c"] : []))
  }

  @Test(arguments: [1 << 32, 1 << 35, 1 << 63, .max] as [UInt64])
  func `c beyond 32 bits is refused`(value: UInt64) throws {
    let sketch = Sketch(instead: TaggedField(tag: .minFinalCLTVExpiryDelta, number: value))
    try sketch.isRefused(
      .integerOverflow(.minFinalCLTVExpiryDelta, bits: 32), at: sketch.offset(3))
  }

  @Test func `an empty x is 0, with a note`() throws {
    let invoice = try expiry([]).invoice()
    #expect(invoice.writtenExpiry == 0)
    #expect(invoice.expiry == 0)
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == ["empty-x"])
  }

  @Test func `an empty c is 0, with a note`() throws {
    let invoice = try delta([]).invoice()
    #expect(invoice.minFinalCLTVExpiryDelta == 0)
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == ["empty-c"])
  }

  @Test(
    arguments: [
      ([0], 0), ([0, 1], 1), ([0, 0, 1, 28], 60), (.init(repeating: 0, count: 1_022) + [5], 5),
    ] as [([UInt8], UInt64)])
  func `x with leading zeros is read and not payable`(groups: [UInt8], value: UInt64) throws {
    let invoice = try expiry(groups).invoice()
    #expect(invoice.expiry == value)
    #expect(invoice.problemCodes == ["non-minimal"])
    #expect(invoice.problems.first?.message == "field x has leading zeros")
  }

  @Test(
    arguments: [
      ([0], 0), ([0, 18], 18), (.init(repeating: 0, count: 7) + [18], 18),
    ] as [([UInt8], UInt32)])
  func `c with leading zeros is read and not payable`(groups: [UInt8], value: UInt32) throws {
    let invoice = try delta(groups).invoice()
    #expect(invoice.minFinalCLTVExpiryDelta == value)
    #expect(invoice.problemCodes == ["non-minimal"])
    #expect(invoice.problems.first?.message == "field c has leading zeros")
  }

  @Test(arguments: [FieldTag.expiry, .minFinalCLTVExpiryDelta])
  func `of two numbers the first is taken, with a note`(tag: FieldTag) throws {
    var sketch = Sketch(TaggedField(tag: tag, number: 7), TaggedField(tag: tag, number: 9))
    sketch.fields.removeAll { $0 == Sketch.delta }
    let invoice = try sketch.invoice()
    #expect((tag == .expiry ? invoice.expiry : UInt64(invoice.minFinalCLTVExpiryDelta)) == 7)
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes.filter { $0 != "default-c" } == ["duplicate-\(tag)"])
  }

  @Test func `of an empty x and another the empty one is taken`() throws {
    let invoice = try Sketch(
      TaggedField(tag: .expiry, groups: []), TaggedField(tag: .expiry, number: 9)
    ).invoice()
    #expect(invoice.expiry == 0)
    #expect(invoice.noteCodes == ["empty-x", "duplicate-x"])
  }
}
