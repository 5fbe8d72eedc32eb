/// An option of curl's by its names, as manuals and completions need it.
public struct CurlOption: Sendable, Hashable {
  /// Without the dashes; with `no-` before it where it is on unless said otherwise.
  public let name: String
  /// Its letter, if it has one.
  public let letter: Character?
  /// Whether the next argument is its value.
  public let takesValue: Bool
  /// Whether that value is the name of a file.
  public let namesFile: Bool

  /// Those that there are, as the command line has them.
  public static let all: [CurlOption] =
    [
      OptionTable.requestRows, OptionTable.outputRows, OptionTable.connectionRows,
      OptionTable.tlsRows, OptionTable.proxyRows, OptionTable.authenticationRows,
      OptionTable.otherRows,
    ].joined().map(CurlOption.init)

  /// Those that curl 7.88 has, and that are refused by name.
  public static let refused: [CurlOption] = OptionTable.refusedRows.map(CurlOption.init)

  /// What is on from the start; only its `--no-` form says anything.
  private static let usual: Set<String> = [
    "alpn", "buffer", "clobber", "keepalive", "npn", "progress-meter", "sessionid",
  ]

  private init(_ row: OptionRow) {
    name = (Self.usual.contains(row.name) ? "no-" : "") + row.name
    letter = row.letter.map { Character(UnicodeScalar($0)) }
    takesValue = row.kind.takesValue
    namesFile = row.kind == .file
  }
}
