extension StringProtocol {
  /// Whether both are the same bytes.
  ///
  /// `==` also takes canonically equivalent texts for equal, such as the two ways to write an
  /// accented letter; servers do not, and a caveat must not open what it does not name.
  func isExactly(_ other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }
}
