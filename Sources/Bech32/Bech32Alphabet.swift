/// The 32 characters of bech32's data part (BIP 173, "Bech32").
enum Bech32Alphabet {
  private static let characters: StaticString = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

  /// The lower-case character of a group; only the lowest five bits count.
  @inline(__always)
  static func character(_ group: UInt8) -> UInt8 {
    unsafe characters.utf8Start[Int(group & 31)]
  }

  /// The group of a character of either case; nil for any other byte.
  static func group(_ character: UInt8) -> UInt8? {
    let group = table[Int(character)]
    return group < 32 ? group : nil
  }

  /// The groups of characters of either case, up to the first byte that is none.
  static func groups(_ characters: ArraySlice<UInt8>) -> [UInt8] {
    let table = table
    return unsafe [UInt8](unsafeUninitializedCapacity: characters.count) { groups, filled in
      unsafe characters.withUnsafeBufferPointer { characters in
        var all: UInt8 = 0
        for index in characters.indices {
          let group = unsafe table[Int(characters[index])]
          unsafe groups[index] = group
          all |= group
        }
        filled = all < 32 ? characters.count : unsafe groups.firstIndex { $0 > 31 } ?? 0
      }
    }
  }

  /// The group of every byte, 255 where it is none.
  private static let table: [UInt8] = {
    var table = [UInt8](repeating: 255, count: 256)
    for group in UInt8(0)..<32 {
      let lower = character(group)
      table[Int(lower)] = group
      if lower >= UInt8(ascii: "a") { table[Int(lower & ~0x20)] = group }
    }
    return table
  }()
}
