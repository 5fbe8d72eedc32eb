public import Bech32

/// Guesses at the typo in a text that is no invoice.
public enum InvoiceRepair {
  /// Longest text that is searched, in bytes: the search takes time that grows with the length.
  public static let mostBytes = 8192

  /// Every single change that makes the text an invoice that decodes; empty where there is none,
  /// where the text is one, or where it is too long.
  ///
  /// A guess to be shown, never to be used unseen: some typos make a valid invoice of somebody
  /// else's once they are "repaired".
  public static func candidates(for text: ArraySlice<UInt8>) -> [Bech32Repair] {
    guard text.count <= mostBytes, (try? Invoice(parsing: text)) == nil else { return [] }
    let repairs = Bech32Repair.all(of: text) + Bech32Repair.unseen(in: text)
    return repairs.filter { (try? Invoice(parsing: $0.text[...])) != nil }
  }
}
