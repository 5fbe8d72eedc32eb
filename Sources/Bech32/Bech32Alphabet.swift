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
    unsafe [UInt8](unsafeUninitializedCapacity: characters.count) { groups, filled in
      let all = lookUp(characters, table) { index, group in unsafe groups[index] = group }
      filled = all < 32 ? characters.count : unsafe groups.firstIndex { $0 > 31 } ?? 0
    }
  }

  /// What all bytes of a text are.
  static func marks(_ text: ArraySlice<UInt8>) -> UInt8 {
    lookUp(text, markTable) { _, _ in }
  }
  /// Among the marks: a letter in lower case.
  static let lowerMark: UInt8 = 1
  /// Among the marks: a letter in upper case.
  static let upperMark: UInt8 = 2
  /// Among the marks: a byte outside 33...126.
  static let foreignMark: UInt8 = 4

  /// Looks every byte up in a table of 256; returns all that was found, or'ed together.
  @inline(__always)
  private static func lookUp(
    _ text: ArraySlice<UInt8>, _ table: [UInt8], _ body: (Int, UInt8) -> Void
  ) -> UInt8 {
    unsafe table.withUnsafeBufferPointer { table in
      unsafe text.withUnsafeBufferPointer { text in
        var all: UInt8 = 0
        for index in text.indices {
          let found = unsafe table[Int(text[index])]
          body(index, found)
          all |= found
        }
        return all
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

  /// The mark of every byte, 0 where it has none.
  private static let markTable: [UInt8] = (UInt8.min ... .max).map { byte in
    switch byte {
    case 0x41...0x5a: upperMark
    case 0x61...0x7a: lowerMark
    default: (33...126).contains(byte) ? 0 : foreignMark
    }
  }
}
