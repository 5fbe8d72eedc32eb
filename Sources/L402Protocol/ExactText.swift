/// Equality of bytes, for everything that decides over access.
///
/// Swift's `==` also takes canonically equivalent texts for equal: the Kelvin sign for K, a letter
/// and its accent for the accented letter. To a service these are two names.
extension StringProtocol {
  func isExactly(_ other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }

  func endsExactly(in suffix: String) -> Bool {
    utf8.count >= suffix.utf8.count && utf8.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
  }
}

extension Sequence where Element == String {
  func containsExactly(_ text: String) -> Bool { contains { $0.isExactly(text) } }
}
