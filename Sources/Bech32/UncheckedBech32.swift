internal import Bytes

/// A text of bech32's shape: one case, its alphabet, a separator.
///
/// The checksum was not looked at.
public struct UncheckedBech32: Hashable, Sendable {
  /// What stands before the last `1`, in lower case; not empty.
  public let humanReadablePart: ArraySlice<UInt8>
  /// What stands behind it as groups of five bits, the six of the checksum at the end.
  let groups: [UInt8]
  /// Whether the letters are in upper case; false without letters.
  public let isUpperCase: Bool

  /// Reads a text without checking its checksum (BIP 173, "Bech32").
  ///
  /// - Parameters:
  ///   - text: the text alone: no white space, no prefix.
  ///   - most: how many characters are allowed; BIP 173 says 90 for addresses, BOLT 11 sets no limit.
  /// - Throws: `Bech32Error` with the offset in `text`.
  public init(parsing text: ArraySlice<UInt8>, most: Int = .max) throws(Bech32Error) {
    guard !text.isEmpty else { throw Bech32Error(.empty, at: 0) }
    guard text.count <= most else { throw Bech32Error(.tooLong(most: most), at: most) }
    isUpperCase = try Self.isUpperCase(text)
    guard let separator = text.lastIndex(of: UInt8(ascii: "1")) else {
      throw Bech32Error(.missingSeparator, at: text.count)
    }
    let start = separator + 1 - text.startIndex
    guard start > 1 else { throw Bech32Error(.emptyHumanReadablePart, at: 0) }
    let data = text[(separator + 1)...]
    let groups = Bech32Alphabet.groups(data)
    if groups.count < data.count {
      let foreign = data[data.startIndex + groups.count]
      throw Bech32Error(.foreignCharacter(foreign), at: start + groups.count)
    }
    guard groups.count >= 6 else { throw Bech32Error(.missingChecksum, at: text.count) }
    self.groups = groups
    humanReadablePart =
      isUpperCase ? text[..<separator].map(Self.lowerCase)[...] : text[..<separator]
  }

  /// Checks the checksum.
  ///
  /// - Parameter variant: the one whose checksum it must have.
  /// - Throws: `Bech32Error` with the offset of the checksum in the text.
  public func checked(_ variant: Bech32Variant = .bech32) throws(Bech32Error) -> Bech32 {
    let found = try checkedAnyVariant()
    guard found.variant == variant else {
      throw Bech32Error(.variant(expected: variant), at: checksumOffset)
    }
    return found
  }

  /// Checks the checksum of whichever variant it is.
  ///
  /// - Throws: `Bech32Error` with the offset of the checksum in the text.
  public func checkedAnyVariant() throws(Bech32Error) -> Bech32 {
    var checksum = Bech32Checksum(humanReadablePart: humanReadablePart)
    checksum.feed(groups[...])
    for variant in Bech32Variant.allCases where checksum.state == variant.constant {
      return Bech32(checked: self, variant: variant)
    }
    throw Bech32Error(.checksum, at: checksumOffset)
  }

  /// Where the checksum stands in the text.
  private var checksumOffset: Int { humanReadablePart.count + 1 + groups.count - 6 }

  /// Whether the letters are in upper case.
  ///
  /// - Throws: `Bech32Error` for a byte outside 33...126 and for letters of both cases.
  private static func isUpperCase(_ text: ArraySlice<UInt8>) throws(Bech32Error) -> Bool {
    let marks = Bech32Alphabet.marks(text)
    let both = Bech32Alphabet.upperMark | Bech32Alphabet.lowerMark
    if marks & Bech32Alphabet.foreignMark != 0,
      let index = text.firstIndex(where: { $0 < 33 || $0 > 126 })
    {
      throw Bech32Error(.foreignCharacter(text[index]), at: index - text.startIndex)
    }
    if marks & both == both { throw Bech32Error(.mixedCase, at: odd(text)) }
    return marks & Bech32Alphabet.upperMark != 0
  }

  /// Where the first letter of the rarer case stands.
  private static func odd(_ text: ArraySlice<UInt8>) -> Int {
    let upper = text.count { $0 &- 0x41 < 26 }
    let lower = text.count { $0 &- 0x61 < 26 }
    let base: UInt8 = upper <= lower ? 0x41 : 0x61
    return text.firstIndex { $0 &- base < 26 }.map { $0 - text.startIndex } ?? 0
  }

  static func lowerCase(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }
}
