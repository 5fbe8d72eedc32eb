import Bytes
import Testing

struct Bytes32Tests {
  private let counted = [UInt8](0..<32)
  private let hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

  @Test func `keeps the order of its bytes`() throws {
    let value = try #require(Bytes32(counted))
    #expect(value.array == counted)
    #expect(value.hex == hex)
    #expect(value.storage[0] == 0)
    #expect(value.storage[31] == 31)
    #expect(try Bytes32(hex: hex.uppercased()) == value)
  }

  @Test(arguments: [0, 31, 33, 64])
  func `takes 32 bytes and no other count`(count: Int) {
    #expect(Bytes32([UInt8](repeating: 1, count: count)) == nil)
  }

  @Test func `copies from within a slice, as long as 32 bytes follow`() {
    let bytes = ([7, 7, 7] + counted + [8])[1...]
    #expect(Bytes32(bytes, at: 3)?.array == counted)
    #expect(Bytes32(bytes, at: 4)?.array == Array(counted.dropFirst()) + [8])
    #expect(Bytes32(bytes, at: 5) == nil)
    #expect(Bytes32(bytes, at: 0) == nil)
    #expect(Bytes32(bytes[3..<10], at: 3) == nil)
  }

  @Test func `hexadecimal of another length is refused`() {
    #expect(throws: BytesError(.length(expected: 32), at: 0)) { try Bytes32(hex: "00") }
    #expect(throws: BytesError(.truncated, at: 63)) { try Bytes32(hex: hex.dropLast()) }
    #expect(throws: BytesError(.foreignCharacter(UInt8(ascii: "g")), at: 0)) {
      try Bytes32(hex: "g" + hex.dropFirst())
    }
  }

  @Test func `does not print its value`() throws {
    let value = try #require(Bytes32(counted))
    #expect("\(value)" == "(32 bytes)")
  }
}
