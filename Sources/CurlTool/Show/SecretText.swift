/// libcurl's own remarks, which name the fields of an HTTP/2 request: `h2h3 [name: value]` in 7.88,
/// `[HTTP/2] [1] [name: value]` later.
enum SecretText {
  /// The remark without secrets.
  static func shown(_ text: [UInt8]) -> [UInt8] {
    var start = text.startIndex
    while let bracket = text[start...].firstIndex(of: UInt8(ascii: "[")) {
      start = bracket + 1
      let name = text[start...].prefix(SecretField.longestName).prefix { $0 != UInt8(ascii: ":") }
      guard name.endIndex < text.endIndex, let field = SecretField(name: name) else { continue }
      let value = name.endIndex + 1
      // A long one comes without its bracket.
      let lineEnd = text[value...].lastIndex { $0 != 0x0A && $0 != 0x0D }.map { $0 + 1 } ?? value
      let end = text[value..<lineEnd].last == UInt8(ascii: "]") ? lineEnd - 1 : lineEnd
      return text[..<value] + field.shown(Array(text[value..<end])) + text[end...]
    }
    return text
  }
}
