public import Bytes

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

  /// The 32 bytes of 52 groups; nil for another count, and where the padding is not zeros.
  public static func bytes32(_ groups: ArraySlice<UInt8>) -> Bytes32? {
    guard groups.count == 52, isPadded(groups) else { return nil }
    // Eight bytes more than are wanted: the last word is written whole.
    return unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 40) { bytes in
      unsafe pack(groups, into: bytes)
      return unsafe Bytes32(
        storage: UnsafeRawBufferPointer(bytes).loadUnaligned(as: SIMD32<UInt8>.self))
    }
  }

  /// The bytes of groups, filled up with zero bits at the end of the last byte.
  ///
  /// - Parameters:
  ///   - groups: what to pack.
  ///   - head: bytes to stand before them.
  public static func paddedBytes(
    _ groups: ArraySlice<UInt8>, after head: ArraySlice<UInt8> = []
  ) -> [UInt8] {
    packed(groups, count: (groups.count * 5 + 7) / 8, after: head)
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

  /// The first `count` bytes of groups, behind the bytes of `head`.
  private static func packed(
    _ groups: ArraySlice<UInt8>, count: Int, after head: ArraySlice<UInt8> = []
  ) -> [UInt8] {
    unsafe [UInt8](unsafeUninitializedCapacity: head.count + count + 8) { bytes, filled in
      let (_, start) = unsafe bytes.initialize(from: head)
      unsafe pack(groups, into: UnsafeMutableBufferPointer(rebasing: bytes[start...]))
      filled = head.count + count
    }
  }

  /// Eight groups are five bytes; there must be room for eight more than the bytes that there are.
  private static func pack(
    _ groups: ArraySlice<UInt8>, into bytes: UnsafeMutableBufferPointer<UInt8>
  ) {
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
