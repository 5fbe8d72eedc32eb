/// A text whose checksum holds, or is written: human-readable part and data (BIP 173, BIP 350).
public struct Bech32: Hashable, Sendable {
  /// In lower case, characters 33...126, not empty.
  public let humanReadablePart: ArraySlice<UInt8>
  /// Groups of five bits, without those of the checksum.
  public let data: ArraySlice<UInt8>
  /// Which checksum it has.
  public let variant: Bech32Variant

  init(checked: UncheckedBech32, variant: Bech32Variant) {
    humanReadablePart = checked.humanReadablePart
    data = checked.groups.dropLast(6)
    self.variant = variant
  }

  /// Puts a text together.
  ///
  /// - Parameters:
  ///   - humanReadablePart: characters 33...126, no upper case, not empty.
  ///   - data: groups of five bits, each below 32.
  ///   - variant: which checksum it gets.
  public init(
    humanReadablePart: ArraySlice<UInt8>, data: ArraySlice<UInt8>, variant: Bech32Variant
  ) {
    precondition(!humanReadablePart.isEmpty, "a human-readable part is never empty")
    precondition(
      humanReadablePart.allSatisfy { (33...126).contains($0) && !(0x41...0x5a).contains($0) },
      "a human-readable part has characters 33...126, none in upper case")
    precondition(data.allSatisfy { $0 < 32 }, "a group has five bits")
    self.humanReadablePart = humanReadablePart
    self.data = data
    self.variant = variant
  }

  /// The text in lower case, checksum included.
  public var text: String {
    var checksum = Bech32Checksum(humanReadablePart: humanReadablePart)
    checksum.feed(data)
    var text = Array(humanReadablePart)
    text.append(UInt8(ascii: "1"))
    for group in data { text.append(Bech32Alphabet.character(group)) }
    for group in checksum.groups(variant) { text.append(Bech32Alphabet.character(group)) }
    return String(decoding: text, as: UTF8.self)
  }

  /// Groups as the characters that stand for them, in lower case, without any checksum.
  public static func characters(of groups: ArraySlice<UInt8>) -> String {
    String(decoding: groups.map(Bech32Alphabet.character), as: UTF8.self)
  }
}
