import Bytes
import Digests
import Secp256k1
import Testing

/// The order of secp256k1 (SEC 2, 2.4.1).
let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"
/// The order less 1.
let orderLess1 = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140"
/// Half the order, rounded down: the highest low S.
let halfOrder = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0"
/// Half the order, rounded up: the lowest high S.
let halfOrderUp = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1"
let zero = String(repeating: "0", count: 64)
let one = String(repeating: "0", count: 63) + "1"

func key(_ hex: String) throws -> SecretKey {
  try #require(SecretKey(Bytes32(hex: hex)))
}

func digest(_ text: String) -> Bytes32 { SHA256.digest(Array(text.utf8)) }

/// Bytes as a slice that does not begin at index 0.
func bytes(_ hex: String) throws -> ArraySlice<UInt8> {
  ([1, 2, 3] + (try Hex.decode(Array(hex.utf8)[...])))[3...]
}

/// The number's negative modulo the order, big-endian.
func negated(_ number: Bytes32) throws -> Bytes32 {
  var borrow = 0
  var result = try Bytes32(hex: order).array
  for index in result.indices.reversed() {
    let difference = Int(result[index]) - Int(number.array[index]) - borrow
    borrow = difference < 0 ? 1 : 0
    result[index] = UInt8(truncatingIfNeeded: difference)
  }
  return try #require(Bytes32(result))
}
