import Bytes
import Testing

@testable import L402Protocol

@Suite struct TokenIdentifierTests {
  private static let hash = Sample.paymentHash
  private static let whole = Sample.identifier

  @Test func `version 0 is two zero bytes, payment hash and token id`() {
    #expect(Self.whole == [0, 0] + Self.hash.array + Sample.tokenID.array)
    #expect(Self.whole.count == TokenIdentifier.size)
  }

  @Test(
    arguments: [
      (whole, .l402v0),
      (Array(Hex.encode(whole).utf8), .l402v0Hex),
      (Array(Hex.encode(whole).uppercased().utf8), .l402v0Hex),
      (Base64.encode(whole), .l402v0Base64),
      (Base64.encode(whole, alphabet: .urlSafe, padded: false), .l402v0Base64),
    ] as [([UInt8], TokenIdentifier.Layout)])
  func `reads hash and token id of the 66 bytes in every dressing`(
    bytes: [UInt8], layout: TokenIdentifier.Layout
  ) {
    let identifier = TokenIdentifier(([9, 9] + bytes)[2...])
    #expect(identifier.layout == layout)
    #expect(identifier.version == 0)
    #expect(identifier.paymentHash == Self.hash)
    #expect(identifier.tokenID == Sample.tokenID)
    #expect(identifier.bytes.elementsEqual(bytes))
  }

  @Test(
    arguments: [
      (hash.array, .hash), ([0xff] + hash.array, .prefixedHash),
      (Array(hash.hex.utf8), .hexHash), (Array(hash.hex.uppercased().utf8), .hexHash),
    ] as [([UInt8], TokenIdentifier.Layout)])
  func `reads the hash of the layouts that have no token id`(
    bytes: [UInt8], layout: TokenIdentifier.Layout
  ) {
    let identifier = TokenIdentifier(([9, 9] + bytes)[2...])
    #expect(identifier.layout == layout)
    #expect(identifier.version == nil)
    #expect(identifier.paymentHash == Self.hash)
    #expect(identifier.tokenID == nil)
  }

  @Test(
    arguments: [
      [], [0], [0xff], Array(whole.dropLast()), whole + [0], [0xfe] + hash.array,
      [0xff] + hash.array + [0], Array(Hex.encode(whole).utf8.dropLast()),
      Array((Hex.encode(whole) + " ").utf8), Array(("#" + hash.hex).utf8),
      Array((hash.hex + "\n").utf8), Array("an order number".utf8),
      Base64.encode([0, 1] + whole.dropFirst(2)),
      Array(Hex.encode([0, 1] + whole.dropFirst(2)).utf8),
    ] as [[UInt8]])
  func `nothing is read into any other bytes`(bytes: [UInt8]) {
    let identifier = TokenIdentifier(bytes[...])
    #expect(identifier.layout == .other)
    #expect(identifier.version == nil)
    #expect(identifier.paymentHash == nil)
    #expect(identifier.tokenID == nil)
  }

  @Test(arguments: [([0, 1], 1), ([1, 0], 256), ([0xff, 0xff], 65_535)] as [([UInt8], UInt16)])
  func `another version is named and nothing read behind it`(lead: [UInt8], version: UInt16) {
    let identifier = TokenIdentifier((lead + Self.whole.dropFirst(2))[...])
    #expect(identifier.layout == .l402Unknown)
    #expect(identifier.version == version)
    #expect(identifier.paymentHash == nil)
    #expect(identifier.tokenID == nil)
  }
}

@Suite struct LNDIdentifierTests {
  /// `nonce` 16 bytes, `storageId` "0", `ops` offchain read+write and info read.
  private static let message: [UInt8] =
    [3, 0x0a, 16] + Array(0..<16) + [0x12, 1, 0x30]
    + [0x1a, 23, 0x0a, 8] + Array("offchain".utf8) + [0x12, 4] + Array("read".utf8)
    + [0x12, 5] + Array("write".utf8)
    + [0x1a, 12, 0x0a, 4] + Array("info".utf8) + [0x12, 4] + Array("read".utf8)

  @Test func `reads nonce, storage id and operations`() throws {
    let identifier = try #require(LNDIdentifier(([9] + Self.message)[1...]))
    #expect(identifier.nonce == Array(0..<16))
    #expect(identifier.storageID == [0x30])
    #expect(
      identifier.operations == [
        .init(entity: "offchain", actions: ["read", "write"]),
        .init(entity: "info", actions: ["read"]),
      ])
  }

  @Test func `is a layout of its own`() {
    #expect(TokenIdentifier(Self.message[...]).layout == .lnd)
  }

  @Test func `a message cut anywhere but between fields is none`() {
    let whole: Set<Int> = [22, 47, 61]  // after storage id, first and second operation
    for count in 0...Self.message.count {
      let isWhole = LNDIdentifier(Self.message.prefix(count)) != nil
      #expect(isWhole == whole.contains(count), "cut to \(count) bytes")
    }
  }

  @Test(
    arguments: [
      [2] + message.dropFirst(),
      message + [0x22, 0],  // field 4
      message + [0x18, 1],  // field 3 as a varint
      message + [0x1e, 3, 0x0a, 1, 0x61],  // field 3 of wire type 6, which there is not
      message + [0x1a, 2, 0x12, 0],  // an operation without entity
      message + [0x1a, 3, 0x0a, 1, 0xff],  // an entity that is no UTF-8
      message + [0x1a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
      message + [0x1a, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
      [3, 0x12, 1, 0x30], [3, 0x0a, 0], [3],
    ] as [[UInt8]])
  func `another message is none`(bytes: [UInt8]) {
    #expect(LNDIdentifier(bytes[...]) == nil)
  }
}
