/// Between groups of five bits and bytes, most significant bit first (BIP 173, `convertbits`).
public enum FiveBitGroups {
  /// The bytes of groups whose last bits, fewer than five, are padding of zeros.
  ///
  /// - Throws: `Bech32Error` with `.padding` and the offset of the last group otherwise.
  public static func bytes(_ groups: ArraySlice<UInt8>) throws(Bech32Error) -> [UInt8] {
    let spare = groups.count * 5 % 8
    guard spare < 5, (groups.last ?? 0) & ((1 << spare) - 1) == 0 else {
      throw Bech32Error(.padding, at: groups.count - 1)
    }
    return packed(groups, count: groups.count * 5 / 8)
  }

  /// The bytes of groups, filled up with zero bits at the end of the last byte.
  public static func paddedBytes(_ groups: ArraySlice<UInt8>) -> [UInt8] {
    packed(groups, count: (groups.count * 5 + 7) / 8)
  }

  /// Whether groups are `count` bytes and padding of zeros, so that `bytes` does not throw.
  public static func isPadded(_ groups: ArraySlice<UInt8>) -> Bool {
    let spare = groups.count * 5 % 8
    return spare < 5 && (groups.last ?? 0) & ((1 << spare) - 1) == 0
  }

  /// The groups of bytes, filled up with zero bits.
  public static func groups(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var groups: [UInt8] = []
    groups.reserveCapacity(bytes.underestimatedCount * 8 / 5 + 1)
    var buffer: UInt16 = 0
    var bits = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt16(byte)
      bits += 8
      while bits >= 5 {
        bits -= 5
        groups.append(UInt8(truncatingIfNeeded: buffer >> bits & 31))
      }
    }
    if bits > 0 { groups.append(UInt8(truncatingIfNeeded: buffer << (5 - bits) & 31)) }
    return groups
  }

  /// Eight groups are five bytes; what is left over at the end is cut to `count` bytes.
  private static func packed(_ groups: ArraySlice<UInt8>, count: Int) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: count + 8) { bytes, filled in
      unsafe groups.withUnsafeBufferPointer { groups in
        var index = 0
        var out = 0
        while index + 8 <= groups.count {
          var word: UInt64 = 0
          for step in 0..<8 { word = unsafe word << 5 | UInt64(groups[index + step]) }
          unsafe bytes.storeBigEndian(word << 24, at: out)
          index += 8
          out += 5
        }
        if index < groups.count {
          var word: UInt64 = 0
          let left = groups.count - index
          for step in 0..<left { word = unsafe word << 5 | UInt64(groups[index + step]) }
          unsafe bytes.storeBigEndian(word << UInt64(64 - 5 * left), at: out)
        }
      }
      filled = count
    }
  }
}

extension UnsafeMutableBufferPointer<UInt8> {
  /// Writes eight bytes; there must be room for them.
  @inline(__always)
  fileprivate func storeBigEndian(_ word: UInt64, at offset: Int) {
    unsafe UnsafeMutableRawBufferPointer(self)
      .storeBytes(of: word.bigEndian, toByteOffset: offset, as: UInt64.self)
  }
}
