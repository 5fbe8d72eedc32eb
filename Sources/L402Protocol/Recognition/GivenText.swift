internal import Bytes

/// A text without what people paste along with it: byte order mark, white space round it, the
/// quotes of a shell, the quotes and escapes of a JSON string.
public struct GivenText: Hashable, Sendable {
  /// What is left.
  public let bytes: ArraySlice<UInt8>
  private let lead: Int
  private let removed: [Int]

  /// Cleans a text; every byte that is left keeps its value.
  public init(_ text: ArraySlice<UInt8>) {
    var body = text
    if body.starts(with: [0xef, 0xbb, 0xbf]) { body = body.dropFirst(3) }
    while let first = body.first, Self.isSpace(first) { body.removeFirst() }
    while let last = body.last, Self.isSpace(last) { body.removeLast() }
    var removed: [Int] = []
    let quote = UInt8(ascii: "\"")
    for mark in [quote, UInt8(ascii: "'")] where body.count > 2 && body.first == mark {
      guard body.last == mark else { continue }
      body = body.dropFirst().dropLast()
      if mark == quote { body = Self.withoutClosingEscapes(body) }
    }
    // A string that was quoted twice, or cut out of one.
    let escapedQuote = [UInt8(ascii: "\\"), quote]
    if body.count > 4, body.starts(with: escapedQuote), body.suffix(2).elementsEqual(escapedQuote) {
      body = Self.withoutClosingEscapes(body.dropFirst(2).dropLast(2))
    }
    let escapes = [escapedQuote, Array("\\/".utf8)]
    let isEscapedOnly =
      body.has(where: { $0 == UInt8(ascii: "\\") }) && body.first != UInt8(ascii: "{")
      && escapes.contains { Self.contains(body, $0) }
      && !Self.hasBareQuote(body)
    if isEscapedOnly {
      var clean: [UInt8] = []
      var index = body.startIndex
      while index < body.endIndex {
        if escapes.contains(where: { body[index...].starts(with: $0) }) {
          removed.append(index - body.startIndex)
          index += 1
        }
        clean.append(body[index])
        index += 1
      }
      lead = body.startIndex - text.startIndex
      bytes = clean[...]
    } else {
      lead = body.startIndex - text.startIndex
      bytes = body
    }
    self.removed = removed
  }

  /// Where a byte of the cleaned text stood in the text as given.
  public func givenOffset(_ offset: Int) -> Int {
    var offset = offset
    for place in removed where place <= offset { offset += 1 }
    return lead + offset
  }

  /// The text without the line breaks and tabs at its end that a JSON string writes as `\n`, `\r`, `\t`.
  private static func withoutClosingEscapes(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text
    while let last = text.last, "nrt".utf8.contains(last),
      text.dropLast().last == UInt8(ascii: "\\")
    {
      text = text.dropLast(2)
    }
    return text
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }

  private static func contains(_ text: ArraySlice<UInt8>, _ part: [UInt8]) -> Bool {
    text.indices.contains { text[$0] == part[0] && text[$0...].starts(with: part) }
  }

  /// Whether a quote stands without a backslash before it: then the backslashes belong to it.
  private static func hasBareQuote(_ text: ArraySlice<UInt8>) -> Bool {
    text.indices.contains {
      text[$0] == UInt8(ascii: "\"")
        && ($0 == text.startIndex || text[$0 - 1] != UInt8(ascii: "\\"))
    }
  }
}
