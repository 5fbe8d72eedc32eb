/// curl's options, by name and by letter.
struct OptionTable {
  /// What a long name stands for.
  enum Finding {
    case unknown
    case ambiguous
    /// A name that came after 7.88.
    case newer(String)
    /// `--no-` before one that is no boolean.
    case notBoolean
    case row(OptionRow, isOn: Bool)
  }

  private let rows: [OptionRow]

  init() {
    rows =
      Self.requestRows + Self.outputRows + Self.connectionRows + Self.tlsRows + Self.proxyRows
      + Self.authenticationRows + Self.otherRows + Self.refusedRows
  }

  /// The names of all that curl has and we do not, for the manual.
  static var refusedNames: [String] { refusedRows.map(\.name) }

  /// All names of 7.88.
  var names: [String] { rows.map(\.name) }

  func row(letter: UInt8) -> OptionRow? { rows.first { $0.letter == letter } }

  /// Finds a long name, without the dashes.
  ///
  /// It is whole, or as much of its beginning as is like no other, in either case of letters. What
  /// follows `no-` must be whole.
  func find(_ name: String) -> Finding {
    var word = name.utf8.map(ASCII.lowered)
    let isOn = !word.starts(with: Array("no-".utf8))
    if !isOn { word.removeFirst(3) }
    var hits: [Int] = []
    for (index, row) in rows.enumerated() {
      let candidate = row.name.utf8
      if candidate.elementsEqual(word) {
        hits = [index]
        break
      }
      if isOn, candidate.starts(with: word) { hits.append(index) }
    }
    guard let hit = hits.first else {
      let plain = String(decoding: word, as: UTF8.self)
      let isNewer = Self.newerNames.contains(plain) || plain.hasPrefix("expand-")
      return isNewer ? .newer(plain) : .unknown
    }
    guard hits.count == 1 else { return .ambiguous }
    if !isOn, rows[hit].kind != .boolean { return .notBoolean }
    return .row(rows[hit], isOn: isOn)
  }
}

/// What C's macros say of bytes, whatever the locale.
enum ASCII {
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
  static func isSpace(_ byte: UInt8) -> Bool { isBlank(byte) || (0x0a...0x0d).contains(byte) }
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(lowered(byte)) }
  static func isWord(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
  static func lowered(_ byte: UInt8) -> UInt8 { (0x41...0x5a).contains(byte) ? byte + 0x20 : byte }

  /// Whether two texts differ at most in the case of letters.
  static func areEqual(_ one: String, _ other: String) -> Bool {
    one.utf8.elementsEqual(other.utf8) { lowered($0) == lowered($1) }
  }

  /// Whether a text begins with another, in either case of letters.
  static func hasPrefix(_ text: some Sequence<UInt8>, _ prefix: String) -> Bool {
    text.lazy.map(lowered).starts(with: prefix.utf8.lazy.map(lowered))
  }
}
