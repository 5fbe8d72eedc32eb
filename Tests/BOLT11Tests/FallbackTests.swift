import BOLT11
import Bech32
import Bytes
import Testing

/// Field `f`: on-chain addresses.
struct FallbackTests {
  private func field(_ version: UInt8, _ program: [UInt8]) -> TaggedField {
    TaggedField(
      tag: .fallback, groups: ([version] + FiveBitGroups.groups(program))[...])
  }

  private func filled(_ byte: UInt8, _ count: Int) -> [UInt8] {
    .init(repeating: byte, count: count)
  }

  @Test(arguments: Array(UInt8(0)...18), [0, 1, 2, 3, 19, 20, 21, 31, 32, 33, 39, 40, 41, 300])
  func `programs have the lengths that their version allows`(version: UInt8, count: Int) throws {
    let isRight =
      switch version {
      case 0: count == 20 || count == 32
      case 1...16: (2...40).contains(count)
      default: count == 20
      }
    let sketch = Sketch(field(version, filled(7, count)))
    if isRight {
      let invoice = try sketch.invoice()
      let address = FallbackAddress(version: version, program: filled(7, count))
      #expect(address != nil)
      #expect(invoice.fallbacks == [address].compactMap { $0 })
      #expect(invoice.problems == [])
      #expect(invoice.noteCodes == (version == 1 && count != 32 ? ["fallback-v1-not-32"] : []))
    } else {
      #expect(FallbackAddress(version: version, program: filled(7, count)) == nil)
      try sketch.isRefused(
        .fallbackLength(version: version, bytes: count), at: sketch.lastOffset + 1)
    }
  }

  @Test(arguments: Array(UInt8(19)...31), [0, 1, 20, 32, 41])
  func `versions from 19 on are skipped, with a note`(version: UInt8, count: Int) throws {
    let invoice = try Sketch(field(version, filled(0xff, count))).invoice()
    #expect(invoice.fallbacks == [])
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == ["unknown-fields"])
    #expect(invoice.notes.first?.message == "unknown field skipped: f\(version)")
    #expect(FallbackAddress(version: version, program: filled(0xff, count)) == nil)
  }

  @Test func `a version from 19 on may have any padding`() throws {
    let field = TaggedField(tag: .fallback, groups: [19, 31, 31])
    #expect(try Sketch(field).invoice().problems == [])
  }

  @Test func `without a version it is refused`() throws {
    let sketch = Sketch(TaggedField(tag: .fallback, groups: []))
    try sketch.isRefused(.emptyFallback, at: sketch.lastOffset)
  }

  /// 20 bytes leave no padding, 32 leave four bits: the last of them set, and a group too many.
  @Test(
    arguments: [
      [0] + .init(repeating: 0, count: 51) + [1], [0] + .init(repeating: 0, count: 33),
      [1] + .init(repeating: 0, count: 51) + [8], [17] + .init(repeating: 0, count: 33),
    ] as [[UInt8]])
  func `bad padding is refused behind the version`(groups: [UInt8]) throws {
    let sketch = Sketch(TaggedField(tag: .fallback, groups: groups[...]))
    try sketch.isRefused(.padding(.fallback), at: sketch.lastOffset + 1)
  }

  @Test func `several addresses keep their order`() throws {
    let invoice = try Sketch(
      field(18, filled(1, 20)), field(0, filled(2, 20)), field(30, []), field(18, filled(3, 20))
    ).invoice()
    #expect(invoice.fallbacks.map(\.version) == [18, 0, 18])
    #expect(invoice.fallbacks.map { $0.program[0] } == [1, 2, 3])
  }

  @Test(arguments: [
    (UInt8(0), 20, "P2WPKH"), (0, 32, "P2WSH"), (1, 32, "P2TR"), (1, 2, "witness version 1"),
    (7, 20, "witness version 7"), (17, 20, "P2PKH"), (18, 20, "P2SH"),
  ])
  func `an address has a kind`(version: UInt8, count: Int, kind: String) throws {
    #expect(FallbackAddress(version: version, program: filled(0, count))?.kind == kind)
  }
}
