extension Unicode.Scalar {
  /// Whether a terminal may obey it, or nobody can see it: C0, DEL, C1, bidirectional controls,
  /// line and paragraph separators, and whatever Unicode calls a format character, ignorable where
  /// it is not known, or no character at all.
  public var isTerminalControl: Bool {
    guard value >= 0x7f else { return value < 0x20 }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint
    }
  }
}
