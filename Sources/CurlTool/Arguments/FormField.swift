import Glibc

/// Reads what `-F` and `--form-string` say.
struct FormField {
  let standardInput: ByteStream
  private(set) var warnings: [String] = []

  /// What may follow a part's content, and what was given of it.
  private struct Attributes {
    var content: [UInt8] = []
    var type: String?
    var fileName: String?
    var encoder: String?
    var headers: [String] = []
    /// What ended it: 0, or the mark between files.
    var end: UInt8 = 0
  }

  /// Which attributes may follow.
  private enum Place { case group, file, content }

  init(standardInput: ByteStream) { self.standardInput = standardInput }

  /// Adds the parts that an argument describes; false where it is not a field.
  mutating func add(_ text: String, isLiteral: Bool, to form: inout FormDraft) -> Bool {
    let bytes = Array(text.utf8)
    guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")) else {
      warnings.append("Illegally formatted input field!")
      return false
    }
    let name = equals == 0 ? nil : String(decoding: bytes[..<equals], as: UTF8.self)
    let value = Array(bytes[(equals + 1)...])
    if isLiteral {
      form.append(FormPart(name: name, content: .bytes(value)))
      return true
    }
    switch value.first {
    case UInt8(ascii: "("): return begin(name, value, in: &form)
    case UInt8(ascii: ")") where name == nil && value.count == 1:
      guard form.hasOpenPart else {
        warnings.append("no multipart to terminate!")
        return false
      }
      form.end()
      return true
    case UInt8(ascii: "@"): return addFiles(name, value, to: &form)
    case UInt8(ascii: "<"):
      var scanner = ByteScanner(value, at: 1)
      guard let found = attributes(&scanner, end: 0, .content, isFile: true) else { return false }
      form.append(part(name, found, content: content(found.content).content))
      return true
    default:
      var scanner = ByteScanner(value, at: 0)
      guard let found = attributes(&scanner, end: 0, .content, isFile: false) else { return false }
      form.append(part(name, found, content: .bytes(found.content)))
      return true
    }
  }

  private mutating func begin(_ name: String?, _ value: [UInt8], in form: inout FormDraft) -> Bool {
    var scanner = ByteScanner(value, at: 0)
    guard let found = attributes(&scanner, end: 0, .group, isFile: false) else { return false }
    form.begin(part(name, found, content: .parts([])))
    return true
  }

  private mutating func addFiles(
    _ name: String?, _ value: [UInt8], to form: inout FormDraft
  ) -> Bool {
    var scanner = ByteScanner(value, at: 0)
    var parts: [FormPart] = []
    var isSeveral = false
    repeat {
      scanner.index += 1
      guard
        let found = attributes(&scanner, end: UInt8(ascii: ","), .file, isFile: true)
      else { return false }
      if found.end != 0 { isSeveral = true }
      let (content, ownName) = content(found.content)
      var part = part(nil, found, content: content)
      part.fileName = found.fileName ?? ownName
      parts.append(part)
      if found.end == 0 { break }
    } while true
    if isSeveral {
      form.append(FormPart(name: name, content: .parts(parts)))
    } else {
      parts[0].name = name
      form.append(parts[0])
    }
    return true
  }

  private func part(
    _ name: String?, _ found: Attributes, content: FormPart.Content
  ) -> FormPart {
    var part = FormPart(name: name, content: content)
    part.type = found.type
    part.fileName = found.fileName
    part.encoder = found.encoder
    part.headers = found.headers
    return part
  }

  /// What a file's name stands for, and the name that it has for the other end.
  ///
  /// Standard input is left to the engine unless somebody else has begun to read it.
  private func content(_ name: [UInt8]) -> (content: FormPart.Content, name: String) {
    let path = String(decoding: name, as: UTF8.self)
    guard path == "-" else { return (.file(path), Self.lastPart(of: name)) }
    guard !standardInput.wasRead else {
      return (.bytes(standardInput.rest(limit: 1 << 30) ?? []), "-")
    }
    standardInput.reserve()
    return (.standardInput, "-")
  }

  private static func lastPart(of path: [UInt8]) -> String {
    guard !path.isEmpty else { return "." }
    let parts = path.split(separator: UInt8(ascii: "/"))
    return parts.last.map { String(decoding: $0, as: UTF8.self) } ?? "/"
  }

  // MARK: - What follows the content

  private mutating func attributes(
    _ scanner: inout ByteScanner, end: UInt8, _ place: Place, isFile: Bool
  ) -> Attributes? {
    var found = Attributes()
    scanner.skipSpace()
    found.content = word(&scanner, end)
    /// The type's bytes so far, while more may come.
    var openType: Range<Int>?
    func close() {
      guard let range = openType else { return }
      found.type = scanner.text(range)
      openType = nil
    }
    while scanner.current == UInt8(ascii: ";") {
      scanner.index += 1
      scanner.skipSpace()
      if openType == nil, scanner.skip("type=") {
        scanner.skipSpace()
        guard let range = scanner.mediaType() else {
          warnings.append("Illegally formatted content-type field!")
          return nil
        }
        let start = range.lowerBound
        scanner.index = range.upperBound
        openType = start..<max(range.upperBound, scanner.skipToEnd(end))
      } else if scanner.skip("filename=") {
        close()
        scanner.skipSpace()
        found.fileName = String(decoding: word(&scanner, end), as: UTF8.self)
      } else if scanner.skip("headers=") {
        close()
        addHeaders(&scanner, end, to: &found.headers)
      } else if scanner.skip("encoder=") {
        close()
        scanner.skipSpace()
        found.encoder = String(decoding: word(&scanner, end), as: UTF8.self)
      } else if let range = openType {
        let start = scanner.index
        openType = range.lowerBound..<max(start, scanner.skipToEnd(end))
      } else {
        let unknown = word(&scanner, end)
        if !unknown.isEmpty {
          warnings.append(
            "skip unknown form field: \(String(decoding: unknown, as: UTF8.self))")
        }
      }
    }
    close()
    found.end = scanner.current
    refuse(&found, in: place, isFile: isFile)
    return found
  }

  private mutating func refuse(_ found: inout Attributes, in place: Place, isFile: Bool) {
    if place == .group || place == .content && isFile, let name = found.fileName {
      warnings.append("Field file name not allowed here: \(name)")
      found.fileName = nil
    }
    if place == .group, let encoder = found.encoder {
      warnings.append("Field encoder not allowed here: \(encoder)")
      found.encoder = nil
    }
  }

  private mutating func addHeaders(
    _ scanner: inout ByteScanner, _ end: UInt8, to headers: inout [String]
  ) {
    guard scanner.current == UInt8(ascii: "@") || scanner.current == UInt8(ascii: "<") else {
      scanner.skipSpace()
      headers.append(String(decoding: word(&scanner, end), as: UTF8.self))
      return
    }
    scanner.index += 1
    scanner.skipSpace()
    let file = String(decoding: word(&scanner, end), as: UTF8.self)
    guard let stream = ByteStream(file: file) else {
      warnings.append("Cannot read from \(file): \(String(cString: strerror(errno)))")
      return
    }
    headers += fields(stream, of: file)
  }

  /// The fields of a file: a line that begins with a blank goes on with the one before, one that
  /// begins with `#` is none.
  private mutating func fields(_ stream: ByteStream, of file: String) -> [String] {
    var fields: [String] = []
    var field: [UInt8] = []
    func flush() {
      while let last = field.last, ASCII.isSpace(last) { field.removeLast() }
      if !field.isEmpty { fields.append(String(decoding: field, as: UTF8.self)) }
      field = []
    }
    var number = 0
    while let line = stream.line(limit: .max) {
      number += 1
      let text = line.filter { $0 != 0x0d && $0 != 0x0a }
      guard let first = text.first else {
        if line.first == 0x0d { flush() }
        continue
      }
      if !ASCII.isSpace(first) { flush() }
      if first == UInt8(ascii: "#") { continue }
      if field.count + text.count > 998 {
        warnings.append("File \(file) line \(number): header too long (truncated)")
      }
      field += text.prefix(max(0, 998 - field.count))
    }
    flush()
    return fields
  }

  /// A word up to `;` or the end: in quotes, in which a backslash takes the meaning of a quote or a
  /// backslash, or without and then without the blanks around it.
  private mutating func word(_ scanner: inout ByteScanner, _ end: UInt8) -> [UInt8] {
    if let quoted = scanner.quoted() {
      if scanner.skipToEnd(end) > scanner.mark {
        warnings.append("Trailing data after quoted form parameter")
      }
      return quoted
    }
    let start = scanner.index
    let last = scanner.skipToEnd(end)
    return Array(scanner.bytes[start..<max(start, last)])
  }
}

/// A place within bytes.
struct ByteScanner {
  let bytes: [UInt8]
  var index: Int
  /// Where the text in quotes ended that was read last.
  private(set) var mark = 0

  init(_ bytes: [UInt8], at index: Int) {
    self.bytes = bytes
    self.index = index
  }

  /// The byte here; 0 at the end.
  var current: UInt8 { index < bytes.count ? bytes[index] : 0 }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  mutating func skipSpace() {
    while ASCII.isSpace(current) { index += 1 }
  }

  /// Goes past a word; false where another is here.
  mutating func skip(_ word: String) -> Bool {
    guard index <= bytes.count, ASCII.hasPrefix(bytes[index...], word) else { return false }
    index += word.utf8.count
    return true
  }

  /// Goes to `;` or the end; where the last byte before it ends that is no blank.
  mutating func skipToEnd(_ end: UInt8) -> Int {
    var last = index
    while index < bytes.count, bytes[index] != UInt8(ascii: ";"), bytes[index] != end {
      if !ASCII.isSpace(bytes[index]) { last = index + 1 }
      index += 1
    }
    return last
  }

  /// A text in quotes; nil, without moving, where there is none or it has no end.
  mutating func quoted() -> [UInt8]? {
    let quote = UInt8(ascii: "\"")
    let backslash = UInt8(ascii: "\\")
    guard current == quote else { return nil }
    var result: [UInt8] = []
    var place = index + 1
    while place < bytes.count {
      if bytes[place] == quote {
        index = place + 1
        mark = index
        return result
      }
      if bytes[place] == backslash, place + 1 < bytes.count,
        bytes[place + 1] == backslash || bytes[place + 1] == quote
      {
        place += 1
      }
      result.append(bytes[place])
      place += 1
    }
    return nil
  }

  /// A media type such as `text/plain`, without going past it; nil where there is none.
  func mediaType() -> Range<Int>? {
    let major = bytes[index...].prefix(127).prefix { $0 != UInt8(ascii: "/") && $0 != 0x20 }
    let slash = index + major.count
    guard !major.isEmpty, slash < bytes.count, bytes[slash] == UInt8(ascii: "/") else { return nil }
    let minor = bytes[(slash + 1)...].prefix(127).prefix { !";, \n".utf8.contains($0) }
    return minor.isEmpty ? nil : index..<(slash + 1 + minor.count)
  }
}
