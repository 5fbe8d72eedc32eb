/// A header line as curl shows it on a terminal: the name bold, and a Location as a link.
public enum StyledHeader {
  private static let bold = Array("\u{1B}[1m".utf8)
  private static let plain = Array("\u{1B}[0m".utf8)
  private static let link = Array("\u{1B}]8;;".utf8)
  private static let linkEnd = Array("\u{1B}\\".utf8)

  /// The line with its styles, its end included; only for terminals.
  ///
  /// `resolve` makes a Location absolute, as seen from the URL that answered; nil where it cannot.
  public static func render(_ line: [UInt8], resolve: (String) -> String?) -> [UInt8] {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return line }
    let value = Array(line[(colon + 1)...])
    return bold + line[..<colon] + plain + [UInt8(ascii: ":")]
      + (isLocation(line[..<colon]) ? linked(value, resolve) : value)
  }

  /// As curl, which also takes the first letters of the name for the whole.
  private static func isLocation(_ name: ArraySlice<UInt8>) -> Bool {
    "location".hasPrefix(String(decoding: name, as: UTF8.self).lowercased())
  }

  private static func linked(_ value: [UInt8], _ resolve: (String) -> String?) -> [UInt8] {
    var location = value.drop { $0 == 0x20 }
    while location.last == 0x0A || location.last == 0x0D { location.removeLast() }
    guard let url = resolve(String(decoding: location, as: UTF8.self)),
      ["http://", "https://", "ftp://", "ftps://"].contains(where: url.lowercased().hasPrefix)
    else { return value }
    return link + url.utf8 + linkEnd + value + link + linkEnd
  }
}
