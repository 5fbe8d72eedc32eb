/// What opens a wallet: an API key, a macaroon, a password.
///
/// No description shows it.
public struct WalletSecret: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The secret itself.
  let bytes: [UInt8]

  /// A secret as it stands in a file or variable; white space round it is taken off.
  ///
  /// - Throws: `WalletError` with `.configuration` where nothing is left, or what no header may hold.
  public init(text: [UInt8]) throws(WalletError) {
    var content = text[...]
    while let last = content.last, last <= 0x20 { content = content.dropLast() }
    while let first = content.first, first <= 0x20 { content = content.dropFirst() }
    guard !content.isEmpty else {
      throw WalletError(.configuration, "the key is empty", mayHaveBeenSent: false)
    }
    guard content.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      throw WalletError(
        .configuration, "the key is not one word of printable ASCII", mayHaveBeenSent: false)
    }
    bytes = Array(content)
  }

  /// How long it is.
  public var description: String { "(secret, \(bytes.count) bytes)" }
  /// As the description.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
