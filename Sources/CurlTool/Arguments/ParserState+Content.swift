import CCurl

extension ParserState {
  /// How much curl reads of a file: of text, and of anything.
  private static let longestText = 256 << 20
  private static let longestData = 1 << 30
  private static let longestQuery = 100_000

  mutating func performContent(_ option: SpecialOption, _ text: String) throws(OptionStop) {
    switch option {
    case .data, .dataRaw, .dataBinary, .json: try addData(option, text)
    case .dataURLEncoded: append(try encoded(text), separator: [UInt8(ascii: "&")])
    case .urlQuery: try addQuery(text)
    case .form, .formString:
      try addField(text, isLiteral: option == .formString)
    case .header: drafts[active].operation.headers += try headers(text)
    case .proxyHeader: drafts[active].operation.proxyHeaders += try headers(text)
    case .cookie:
      if text.utf8.first == UInt8(ascii: "@") {
        drafts[active].operation.cookieFiles.append(String(text.dropFirst()))
      } else if text.utf8.contains(UInt8(ascii: "=")) {
        drafts[active].cookies.append(text)
      } else {
        drafts[active].operation.cookieFiles.append(text)
      }
    case .referer: setReferer(text)
    case .writeOut: try setWriteOut(text)
    default: break
    }
  }

  /// The stream of a file that an argument names, `-` for standard input; nil where it does not open.
  func stream(_ file: String) -> ByteStream? {
    file == "-" ? standardInput : ByteStream(file: file)
  }

  // MARK: - Data

  private mutating func addData(_ option: SpecialOption, _ text: String) throws(OptionStop) {
    var bytes = Array(text.utf8)
    if option != .dataRaw, bytes.first == UInt8(ascii: "@") {
      let file = String(decoding: bytes.dropFirst(), as: UTF8.self)
      let stream = stream(file)
      if stream == nil {
        warn("Couldn't read data from file \"\(file)\", this makes an empty POST.")
      }
      bytes = option == .data ? try joinedLines(stream) : try allBytes(stream)
    }
    if option == .json { drafts[active].isJSON = true }
    append(bytes, separator: option == .json ? [] : [UInt8(ascii: "&")])
  }

  private mutating func append(_ bytes: [UInt8], separator: [UInt8]) {
    if let old = drafts[active].data {
      drafts[active].data = nil
      drafts[active].data = old + separator + bytes
    } else {
      drafts[active].data = bytes
    }
  }

  /// All of a file; nothing of one that did not open.
  private func allBytes(_ stream: ByteStream?) throws(OptionStop) -> [UInt8] {
    guard let stream else { return [] }
    guard let bytes = stream.rest(limit: Self.longestData) else { throw .wrong(.outOfMemory) }
    if stream.didFail { throw .wrong(.readError) }
    return bytes
  }

  /// A file as one line: of every line, what is before a carriage return or a zero byte.
  private func joinedLines(_ stream: ByteStream?) throws(OptionStop) -> [UInt8] {
    var bytes: [UInt8] = []
    while let chunk = stream?.line(limit: 255) {
      bytes += chunk.prefix { $0 != 0x0d && $0 != 0x0a && $0 != 0 }
      if bytes.count >= Self.longestText { throw .wrong(.outOfMemory) }
    }
    return bytes
  }

  /// `content`, `=content`, `name=content`, `@file` or `name@file` in the encoding of URLs.
  private mutating func encoded(_ text: String) throws(OptionStop) -> [UInt8] {
    let bytes = Array(text.utf8)
    let separator =
      bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.firstIndex(of: UInt8(ascii: "@"))
    let name = bytes[..<(separator ?? 0)]
    let rest = bytes[(separator.map { $0 + 1 } ?? 0)...]
    var content = Array(rest)
    if let separator, bytes[separator] == UInt8(ascii: "@") {
      let stream = stream(String(decoding: rest, as: UTF8.self))
      if stream == nil {
        warn("Couldn't read data from file \"\(text)\", this makes an empty POST.")
      }
      content = try allBytes(stream)
      // curl leaves the name out where the file is empty.
      if content.isEmpty { return [] }
    }
    let start = name.isEmpty ? [] : name + [UInt8(ascii: "=")]
    return start + PercentEncoding.encoded(content, blankIsPlus: true)
  }

  private mutating func addQuery(_ text: String) throws(OptionStop) {
    let isEncoded = text.utf8.first == UInt8(ascii: "+")
    let added = isEncoded ? Array(text.utf8.dropFirst()) : try encoded(text)
    guard let old = drafts[active].query else {
      drafts[active].query = added
      return
    }
    let joined = old + [UInt8(ascii: "&")] + added
    guard joined.count < Self.longestQuery else { throw .wrong(.outOfMemory) }
    drafts[active].query = joined
  }

  // MARK: - Fields and what is written

  private mutating func headers(_ text: String) throws(OptionStop) -> [String] {
    guard text.utf8.first == UInt8(ascii: "@") else { return [text] }
    let file = String(decoding: text.utf8.dropFirst(), as: UTF8.self)
    guard let stream = stream(file) else {
      warn("Failed to open \(file)!")
      return []
    }
    return try allBytes(stream).prefix { $0 != 0 }
      .split { $0 == 0x0d || $0 == 0x0a }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private mutating func setReferer(_ text: String) {
    let bytes = Array(text.utf8)
    let mark = Array(";auto".utf8)
    let end = bytes.indices.first { bytes[$0...].starts(with: mark) }
    drafts[active].operation.setsRefererOnRedirect = end != nil
    let url = String(decoding: bytes[..<(end ?? bytes.count)], as: UTF8.self)
    drafts[active].operation.referer = url.isEmpty ? nil : url
  }

  private mutating func setWriteOut(_ text: String) throws(OptionStop) {
    guard text.utf8.first == UInt8(ascii: "@") else {
      drafts[active].operation.writeOut = text
      return
    }
    let file = String(decoding: text.utf8.dropFirst(), as: UTF8.self)
    let bytes = try joinedLines(stream(file))
    drafts[active].operation.writeOut =
      bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    if bytes.isEmpty { warn("Failed to read \(file == "-" ? "<stdin>" : file)") }
  }

  // MARK: - Forms

  private mutating func addField(_ text: String, isLiteral: Bool) throws(OptionStop) {
    var reader = FormField(standardInput: standardInput)
    let isTaken = reader.add(text, isLiteral: isLiteral, to: &drafts[active].form)
    for warning in reader.warnings { warn(warning) }
    guard isTaken else { throw .wrong(.badUse) }
    if let conflict = drafts[active].decide(.form) {
      warn(conflict)
      throw .wrong(.badUse)
    }
  }
}
