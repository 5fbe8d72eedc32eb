extension Unicode.Scalar {
  /// Whether a terminal obeys it, or shows nothing: C0, DEL, C1, bidirectional and other format
  /// controls, separators of lines and paragraphs, ignorable characters, noncharacters.
  public var isTerminalControl: Bool {
    if isASCII { return value < 0x20 || value == 0x7f }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: return true
    default:
      return properties.isDefaultIgnorableCodePoint || properties.isNoncharacterCodePoint
    }
  }
}
