import BOLT11
import Bytes
import Secp256k1
import Testing

/// Field `r`: hops of 51 bytes.
struct RouteHintTests {
  private static let key = "029e03a901b85534ff1e92c43c74431f7ce72046060fcf7a95c37e148f78c77255"
  private static let hop = key + "0102030405060708" + "00000001" + "00000014" + "0003"

  private func sketch(_ content: String) -> Sketch {
    Sketch(TaggedField(tag: .routeHint, bytes: hex(content)))
  }

  @Test func `a hop has a key, a channel, two fees and a delta`() throws {
    let invoice = try sketch(Self.hop).invoice()
    let hop = RouteHop(
      publicKey: try #require(PublicKey(hex(Self.key)[...])),
      shortChannelID: ShortChannelID(0x0102_0304_0506_0708), feeBase: 1,
      feeProportionalMillionths: 20, cltvExpiryDelta: 3)
    #expect(invoice.routeHints == [[hop]])
    #expect("\(hop.shortChannelID)" == "66051x263430x1800")
    #expect(invoice.problems == [])
    #expect(invoice.notes == [])
  }

  @Test func `all numbers are unsigned`() throws {
    let invoice = try sketch(Self.key + String(repeating: "f", count: 36)).invoice()
    let hop = try #require(invoice.routeHints.first?.first)
    #expect(hop.shortChannelID.value == .max)
    #expect("\(hop.shortChannelID)" == "16777215x16777215x65535")
    #expect(hop.feeBase == .max)
    #expect(hop.feeProportionalMillionths == .max)
    #expect(hop.cltvExpiryDelta == .max)
  }

  @Test(arguments: [1, 2, 3, 12])
  func `hops keep their order`(count: Int) throws {
    let content = (0..<count).map { Self.hop.dropLast(2) + Hex.encode([UInt8($0)]) }.joined()
    let hints = try sketch(content).invoice().routeHints
    #expect(hints.map { $0.map(\.cltvExpiryDelta) } == [(0..<UInt16(count)).map { $0 }])
  }

  @Test func `several hints keep their order`() throws {
    var sketch = sketch(Self.hop)
    sketch.fields.append(TaggedField(tag: .routeHint, bytes: hex(Self.hop + Self.hop)))
    #expect(try sketch.invoice().routeHints.map(\.count) == [1, 2])
  }

  @Test(arguments: [0, 1, 50, 52, 101, 103, 613, 639])
  func `bytes that are no hops are refused at the field`(count: Int) throws {
    let sketch = sketch(String(repeating: Self.hop, count: 13).prefix(2 * count).lowercased())
    try sketch.isRefused(.routeHintLength(count), at: sketch.lastOffset)
  }

  @Test(arguments: ["04", "00", "ff"])
  func `a key that is no point is refused at the field`(first: String) throws {
    let sketch = sketch(first + Self.hop.dropFirst(2))
    try sketch.isRefused(.hopKey, at: sketch.lastOffset)
  }

  /// 51 bytes are 81 groups and three bits: the second hop begins inside group 81.
  @Test func `a second key that is no point is refused where it begins`() throws {
    let sketch = sketch(Self.hop + "05" + Self.hop.dropFirst(2))
    try sketch.isRefused(.hopKey, at: sketch.lastOffset + 81)
  }

  /// 51 bytes leave two bits of padding in the last of 82 groups.
  @Test func `padding bits that are set are refused at the last group`() throws {
    var groups = Array(TaggedField(tag: .routeHint, bytes: hex(Self.hop)).groups)
    groups[81] |= 1
    let sketch = Sketch(TaggedField(tag: .routeHint, groups: groups[...]))
    try sketch.isRefused(.padding(.routeHint), at: sketch.lastOffset + 81)
  }

  @Test func `a group too many is refused at the last group`() throws {
    let groups = TaggedField(tag: .routeHint, bytes: hex(Self.hop)).groups + [0]
    let sketch = Sketch(TaggedField(tag: .routeHint, groups: groups))
    try sketch.isRefused(.padding(.routeHint), at: sketch.lastOffset + 82)
  }

  private static let channels: [(value: UInt64, text: String)] = [
    (0, "0x0x0"), (1, "0x0x1"), (0x1_0000, "0x1x0"), (0x100_0000_0000, "1x0x0"),
    (0x08fe_4e00_0cf0_0001, "589390x3312x1"),
  ]

  @Test(arguments: channels)
  func `a channel is block, transaction and output`(value: UInt64, text: String) {
    #expect("\(ShortChannelID(value))" == text)
  }
}
