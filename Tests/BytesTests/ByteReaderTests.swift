import Bytes
import Testing

struct ByteReaderTests {
  @Test func `eats from the front of a slice and counts from its start`() throws {
    var reader = ByteReader([9, 9, 1, 2, 3, 4][2...])
    #expect(reader.offset == 0)
    #expect(reader.next == 1)
    #expect(try reader.byte() == 1)
    #expect(Array(try reader.bytes(2)) == [2, 3])
    #expect(reader.offset == 3)
    #expect(Array(reader.rest) == [4])
    #expect(!reader.isAtEnd)
    #expect(try reader.byte() == 4)
    #expect(reader.isAtEnd)
    #expect(reader.next == nil)
    #expect(try reader.bytes(0).isEmpty)
  }

  @Test func `a byte past the end is refused there`() throws {
    var reader = ByteReader([1, 2][1...])
    _ = try reader.byte()
    #expect(throws: BytesError(.unexpectedEnd, at: 1)) { _ = try reader.byte() }
  }

  @Test func `more bytes than are left are refused at the end, and none is eaten`() {
    var reader = ByteReader([1, 2, 3][...])
    #expect(throws: BytesError(.unexpectedEnd, at: 3)) { _ = try reader.bytes(4) }
    #expect(throws: BytesError(.unexpectedEnd, at: 3)) { _ = try reader.bytes(.max) }
    #expect(reader.offset == 0)
  }

  /// Little-endian base 128: each value and its shortest form.
  @Test(
    arguments: [
      (0, [0]), (1, [1]), (127, [0x7f]), (128, [0x80, 1]), (300, [0xac, 2]),
      (16_383, [0xff, 0x7f]), (16_384, [0x80, 0x80, 1]),
      (0x7fff_ffff, [0xff, 0xff, 0xff, 0xff, 7]), (0x8000_0000, [0x80, 0x80, 0x80, 0x80, 8]),
      (Int.max, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]),
    ] as [(Int, [UInt8])])
  func `numbers are written in their shortest form and read back`(
    value: Int, bytes: [UInt8]
  ) throws {
    var written: [UInt8] = []
    written.appendVarint(value)
    #expect(written == bytes)
    var reader = ByteReader((bytes + [0x55])[...])
    #expect(try reader.varint(limit: .max) == UInt64(value))
    #expect(Array(reader.rest) == [0x55])
  }

  @Test(
    arguments: [
      ([0x80, 0], 0), ([0x81, 0x80, 0], 1),
      ([0x87, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0], 7),
      ([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1], UInt64.max),
    ] as [([UInt8], UInt64)])
  func `longer forms of up to ten bytes are read`(bytes: [UInt8], value: UInt64) throws {
    var reader = ByteReader(bytes[...])
    #expect(try reader.varint(limit: .max) == value)
    #expect(reader.isAtEnd)
  }

  @Test(arguments: [
    [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2],
    [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1],
    [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80],
    [UInt8](repeating: 0xff, count: 1_000),
  ])
  func `more than 64 bits or ten bytes are refused where the number begins`(bytes: [UInt8]) throws {
    var reader = ByteReader(([1] + bytes)[...])
    _ = try reader.byte()
    #expect(throws: BytesError(.varint, at: 1)) { _ = try reader.varint(limit: .max) }
  }

  @Test func `a number above the limit is refused where it begins, the limit is not`() throws {
    var reader = ByteReader([0x80, 1, 0x81, 1][...])
    #expect(try reader.varint(limit: 128) == 128)
    #expect(throws: BytesError(.varint, at: 2)) { _ = try reader.varint(limit: 128) }
  }

  @Test func `a number without its last byte is refused at the end`() {
    var reader = ByteReader([0x80, 0x80][...])
    #expect(throws: BytesError(.unexpectedEnd, at: 2)) { _ = try reader.varint(limit: .max) }
  }
}
