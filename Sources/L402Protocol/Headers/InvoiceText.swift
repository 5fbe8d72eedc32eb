/// A text that looks like a BOLT 11 invoice: enough for a header; nothing is decoded here.
public struct InvoiceText: Hashable, Sendable {
  /// The invoice without `lightning:`, in the case given.
  public let text: ArraySlice<UInt8>
  /// Whether `lightning:` stood before it.
  public let hadPrefix: Bool

  /// Nil unless the text is `ln`, letters and digits with a `1` among them, in one case.
  public init?(_ text: ArraySlice<UInt8>) {
    let prefix = "lightning:".utf8
    hadPrefix =
      text.count > prefix.count
      && zip(text, prefix).allSatisfy { byte, letter in
        byte | 0x20 == letter | 0x20
      }
    let bare = hadPrefix ? text.dropFirst(prefix.count) : text
    let lower = bare.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) }
    let upper = bare.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) }
    guard lower || upper, bare.count >= 6, bare.first.map({ $0 | 0x20 }) == UInt8(ascii: "l"),
      bare.dropFirst().first.map({ $0 | 0x20 }) == UInt8(ascii: "n"),
      bare.dropFirst(2).contains(UInt8(ascii: "1"))
    else { return nil }
    self.text = bare
  }
}
