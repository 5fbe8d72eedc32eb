/// The two checksums: they differ in one constant.
public enum Bech32Variant: String, Hashable, Sendable, CaseIterable {
  /// BIP 173.
  case bech32
  /// BIP 350.
  case bech32m

  /// What the checksum of a right text comes to (BIP 173 and BIP 350, "Checksum").
  var constant: UInt32 {
    switch self {
    case .bech32: 1
    case .bech32m: 0x2bc8_30a3
    }
  }
}
