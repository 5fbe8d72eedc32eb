internal import Bytes

/// Takes `WWW-Authenticate` lines apart, as liberally as is safe.
///
/// RFC 9110, section 11.2, and beyond it: unquoted and single-quoted values, missing commas.
/// Nothing is searched for: what stands inside a quoted string is never a parameter.
struct HeaderTokenizer {
  static let longestLine = 16 * 1024
  static let longestInput = 64 * 1024

  private let line: ArraySlice<UInt8>
  /// How many bytes of the line as given stand before `line`.
  private let lead: Int
  private let lineNumber: Int
  private var index: Int

  /// All challenges of all lines, in order.
  static func challenges(
    in lines: [ArraySlice<UInt8>]
  ) throws(HeaderError) -> [AuthenticationChallenge] {
    try challenges(in: lines.map { (value: $0, lead: 0) })
  }

  /// All challenges of field lines whose values stand `valueOffset` bytes behind their beginning.
  static func challenges(
    in fields: [FieldLine]
  ) throws(HeaderError) -> [AuthenticationChallenge] {
    try challenges(in: fields.map { (value: $0.value, lead: $0.valueOffset) })
  }

  private static func challenges(
    in lines: [(value: ArraySlice<UInt8>, lead: Int)]
  ) throws(HeaderError) -> [AuthenticationChallenge] {
    try checkSize(lines.map(\.value))
    var challenges: [AuthenticationChallenge] = []
    for (number, (line, lead)) in lines.enumerated() {
      try checkCharacters(line, lead: lead, number: number)
      var tokenizer = HeaderTokenizer(
        line: line, lead: lead, lineNumber: number, index: line.startIndex)
      challenges += try tokenizer.challenges()
    }
    return challenges
  }

  static func checkSize(_ lines: [ArraySlice<UInt8>]) throws(HeaderError) {
    var total = 0
    for (number, line) in lines.enumerated() {
      total += line.count
      guard line.count <= longestLine, total <= longestInput else {
        throw HeaderError(.tooLarge, at: longestLine, line: number)
      }
    }
  }

  static func checkCharacters(
    _ line: ArraySlice<UInt8>, lead: Int, number: Int
  ) throws(HeaderError) {
    if line.has(where: { Self.isControl($0) }), let bad = line.firstIndex(where: Self.isControl) {
      throw HeaderError(.controlCharacter, at: bad - line.startIndex + lead, line: number)
    }
  }

  private static func isControl(_ byte: UInt8) -> Bool {
    (byte < 0x20 && byte != 0x09) || byte == 0x7f
  }

  private mutating func challenges() throws(HeaderError) -> [AuthenticationChallenge] {
    var challenges: [AuthenticationChallenge] = []
    var needsComma = false
    while true {
      let sawComma = skipBlanksAndCommas()
      guard index < line.endIndex else { return challenges }
      let start = index
      let word = token()
      guard !word.isEmpty else { throw error(.malformed, at: start) }
      skipBlanks()
      if next == UInt8(ascii: "=") {
        index += 1
        let parameter = try parameter(named: word)
        // A parameter before any scheme belongs to nobody.
        if let last = challenges.indices.last {
          if needsComma && !sawComma { challenges[last].lacksComma = true }
          challenges[last].parameters.append(parameter)
        }
        needsComma = true
      } else {
        var challenge = AuthenticationChallenge(
          scheme: String(decoding: word, as: UTF8.self), offset: offset(of: start),
          line: lineNumber, token68: nil, parameters: [], lacksComma: false)
        challenge.token68 = token68()
        needsComma = challenge.token68 != nil
        challenges.append(challenge)
      }
    }
  }

  private var next: UInt8? { index < line.endIndex ? line[index] : nil }

  private func error(_ reason: HeaderError.Reason, at index: Int) -> HeaderError {
    HeaderError(reason, at: offset(of: index), line: lineNumber)
  }

  private func offset(of index: Int) -> Int { index - line.startIndex + lead }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x09 { index += 1 }
  }

  /// Whether at least one comma was among them.
  private mutating func skipBlanksAndCommas() -> Bool {
    var sawComma = false
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ",") {
      sawComma = sawComma || byte == UInt8(ascii: ",")
      index += 1
    }
    return sawComma
  }

  private mutating func token() -> ArraySlice<UInt8> {
    let start = index
    while let byte = next, Self.isTokenCharacter(byte) { index += 1 }
    return line[start..<index]
  }

  /// What follows a scheme up to the next comma, unless it is a parameter or nothing.
  private mutating func token68() -> ArraySlice<UInt8>? {
    let start = index
    while let byte = next, byte != UInt8(ascii: ","), byte != 0x20, byte != 0x09,
      byte != UInt8(ascii: "\""), byte != UInt8(ascii: "'")
    {
      index += 1
    }
    let run = line[start..<index]
    guard !run.isEmpty else { return nil }
    // `name=` followed by something is a parameter; `abc=` and `abc==` at the end are not.
    if let equals = run.firstIndex(of: UInt8(ascii: "=")) {
      let tail = run[equals...]
      let isPadding = tail.allSatisfy { $0 == UInt8(ascii: "=") }
      let opensQuote = next == UInt8(ascii: "\"") || next == UInt8(ascii: "'")
      let isName = run[..<equals].allSatisfy(Self.isTokenCharacter)
      if isName, !isPadding || opensQuote {
        index = start
        return nil
      }
    } else if next == 0x20 || next == 0x09 {
      // Perhaps `name = value`.
      var ahead = index
      while ahead < line.endIndex, line[ahead] == 0x20 || line[ahead] == 0x09 { ahead += 1 }
      if ahead < line.endIndex, line[ahead] == UInt8(ascii: "=") {
        index = start
        return nil
      }
    }
    return run
  }

  private mutating func parameter(
    named name: ArraySlice<UInt8>
  ) throws(HeaderError) -> AuthenticationChallenge.Parameter {
    skipBlanks()
    let start = index
    let value: ArraySlice<UInt8>
    let quoting: AuthenticationChallenge.Quoting
    switch next {
    case UInt8(ascii: "\""):
      value = try quoted(by: UInt8(ascii: "\""))
      quoting = .double
    case UInt8(ascii: "'"):
      value = try quoted(by: UInt8(ascii: "'"))
      quoting = .single
    default:
      while let byte = next, byte != 0x20, byte != 0x09, byte != UInt8(ascii: ",") {
        guard byte != UInt8(ascii: "\"") else { throw error(.malformed, at: index) }
        index += 1
      }
      value = line[start..<index]
      quoting = .none
    }
    return AuthenticationChallenge.Parameter(
      name: String(decoding: name, as: UTF8.self).lowercased(), value: value,
      offset: offset(of: start) + (quoting == .none ? 0 : 1), quoting: quoting)
  }

  private mutating func quoted(by quote: UInt8) throws(HeaderError) -> ArraySlice<UInt8> {
    let start = index
    index += 1
    var value: [UInt8] = []
    var hasEscapes = false
    while let byte = next {
      index += 1
      if byte == quote {
        // Something right behind a closing quote: it was not the closing one.
        if let following = next, following != 0x20, following != 0x09,
          following != UInt8(ascii: ",")
        {
          throw error(.malformed, at: start)
        }
        return hasEscapes ? value[...] : line[start + 1..<index - 1]
      }
      if byte == UInt8(ascii: "\\"), let escaped = next {
        if !hasEscapes { value = Array(line[start + 1..<index - 1]) }
        hasEscapes = true
        value.append(escaped)
        index += 1
      } else if hasEscapes {
        value.append(byte)
      }
    }
    throw error(.malformed, at: start)
  }

  /// `tchar` of RFC 9110, section 5.6.2.
  static func isTokenCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
      UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
      UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
