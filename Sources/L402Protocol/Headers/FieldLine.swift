/// A header field line, its name split off if it has one.
public struct FieldLine: Hashable, Sendable {
  /// The field name in lower case, nil where only a value was given.
  public let name: String?
  /// The value without blanks round it.
  public let value: ArraySlice<UInt8>
  /// How many bytes of the line stand before the value.
  public let valueOffset: Int

  /// Splits any `Name: value`; nil when the line has no such form.
  public init?(_ line: ArraySlice<UInt8>) {
    guard let colon = line.firstIndex(where: { !HeaderTokenizer.isTokenCharacter($0) }),
      line[colon] == UInt8(ascii: ":"), colon > line.startIndex
    else { return nil }
    name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
    value = Self.trimmed(line[(colon + 1)...])
    valueOffset = value.startIndex - line.startIndex
  }

  /// Splits the name off only if it is one of `names`; otherwise the whole line is the value.
  public init(_ line: ArraySlice<UInt8>, ifNamed names: Set<String>) {
    if let field = FieldLine(line), let name = field.name, names.contains(name) {
      self = field
    } else {
      name = nil
      value = Self.trimmed(line)
      valueOffset = value.startIndex - line.startIndex
    }
  }

  static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let first = text.first, first == 0x20 || first == 0x09 { text.removeFirst() }
    while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
    return text
  }
}
