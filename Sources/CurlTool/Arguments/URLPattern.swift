import Glibc

/// The URLs of a target: its patterns expanded one after the other, the last one fastest.
public struct URLPattern: Sequence, IteratorProtocol, Sendable {
  private enum Piece {
    case fixed([UInt8])
    case set([[UInt8]], index: Int)
    case letters(first: UInt8, last: UInt8, step: UInt8, current: UInt8)
    case numbers(first: UInt, last: UInt, step: UInt, width: Int, current: UInt)
  }

  private static let mostPieces = 100
  private var pieces: [Piece] = []
  private var hasBegun = false
  private var isOver = false

  /// Reads `{a,b}`, `[1-10]`, `[001-100:2]` and `[a-z]`; all is as it stands where `readsPatterns` is
  /// false.
  public init(_ text: String, readsPatterns: Bool) throws(CurlFailure) {
    let bytes = Array(text.utf8)
    guard readsPatterns else {
      pieces = [.fixed(bytes)]
      return
    }
    do {
      try parse(bytes)
    } catch {
      throw error.failure(in: text)
    }
  }

  /// The next URL, and what each of its patterns became; nil after the last.
  public mutating func next() -> (url: String, captures: [String])? {
    guard !isOver else { return nil }
    if hasBegun, !advance() {
      isOver = true
      return nil
    }
    hasBegun = true
    let values = pieces.map(Self.value)
    let captures = zip(pieces, values).compactMap { piece, value -> String? in
      if case .fixed = piece { return nil }
      return String(decoding: value, as: UTF8.self)
    }
    // curl counts all pieces: a pattern that has nothing else beside it has no number.
    return (
      String(decoding: values.joined(), as: UTF8.self),
      Array(captures.prefix(Swift.max(0, pieces.count - 1)))
    )
  }

  /// A file's name with what the patterns became in place of `#1` and so on.
  public static func fileName(_ template: String, captures: [String]) -> String {
    let bytes = Array(template.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      let digits = bytes[(index + 1)...].prefix(while: ASCII.isDigit)
      if bytes[index] == UInt8(ascii: "#"),
        let number = Int(String(decoding: digits, as: UTF8.self)),
        number >= 1, number <= captures.count
      {
        result += captures[number - 1].utf8
        index += 1 + digits.count
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func value(_ piece: Piece) -> [UInt8] {
    switch piece {
    case .fixed(let bytes): return bytes
    case .set(let elements, let index): return elements[index]
    case .letters(_, _, _, let current): return [current]
    case .numbers(_, _, _, let width, let current):
      let digits = Array(String(current).utf8)
      return Array(repeating: UInt8(ascii: "0"), count: Swift.max(0, width - digits.count)) + digits
    }
  }

  /// Counts on; false after the last.
  private mutating func advance() -> Bool {
    for index in pieces.indices.reversed() {
      switch pieces[index] {
      case .fixed: continue
      case .set(let elements, let current):
        let isLast = current + 1 == elements.count
        pieces[index] = .set(elements, index: isLast ? 0 : current + 1)
        if !isLast { return true }
      case .letters(let first, let last, let step, let current):
        let isLast = Int(current) + Int(step) > Int(last)
        pieces[index] = .letters(
          first: first, last: last, step: step, current: isLast ? first : current + step)
        if !isLast { return true }
      case .numbers(let first, let last, let step, let width, let current):
        let isLast = step > last - current
        pieces[index] = .numbers(
          first: first, last: last, step: step, width: width,
          current: isLast ? first : current + step)
        if !isLast { return true }
      }
    }
    return false
  }

  // MARK: - Reading

  /// What is wrong with a pattern, and at which byte, from 1; 0 for nowhere.
  private struct Problem: Error {
    let words: String
    let position: Int

    init(_ words: String, _ position: Int) {
      self.words = words
      self.position = position
    }

    func failure(in text: String) -> CurlFailure {
      guard position > 0 else { return CurlFailure(3, words) }
      let margin = String(repeating: " ", count: Swift.max(1, position - 1))
      let message = "\(words) in URL position \(position):\n\(text)\n\(margin)^"
      return CurlFailure(3, String(decoding: message.utf8.prefix(511), as: UTF8.self))
    }
  }

  /// A place in the text, and the number that curl gives it, which leaves out what it takes whole.
  private struct Cursor {
    let bytes: [UInt8]
    var index = 0
    var position = 1
    var amount: UInt = 1

    /// The byte so far from here; 0 past the end.
    func byte(_ distance: Int = 0) -> UInt8 {
      index + distance < bytes.count ? bytes[index + distance] : 0
    }

    mutating func move(_ count: Int = 1) {
      index += count
      position += count
    }

    /// Takes so many more URLs into account.
    mutating func multiply(by count: UInt, at position: Int) throws(Problem) {
      let (product, overflows) = amount.multipliedReportingOverflow(by: count)
      if overflows { throw Problem("range overflow", position) }
      amount = product
    }
  }

  private mutating func parse(_ bytes: [UInt8]) throws(Problem) {
    var cursor = Cursor(bytes: bytes)
    while cursor.index < bytes.count {
      let literal = try Self.literal(&cursor)
      if !literal.isEmpty {
        pieces.append(.fixed(literal))
      } else if cursor.byte() == UInt8(ascii: "{") {
        cursor.move()
        pieces.append(try Self.set(&cursor))
      } else if cursor.byte() == UInt8(ascii: "[") {
        cursor.move()
        pieces.append(try Self.range(&cursor))
      }
      if pieces.count >= Self.mostPieces { throw Problem("too many globs", cursor.position) }
    }
  }

  private static func literal(_ cursor: inout Cursor) throws(Problem) -> [UInt8] {
    var literal: [UInt8] = []
    while cursor.index < cursor.bytes.count {
      switch cursor.byte() {
      case UInt8(ascii: "{"): return literal
      case UInt8(ascii: "["):
        let length =
          addressLength(cursor.bytes[cursor.index...])
          ?? (cursor.byte(1) == UInt8(ascii: "]") ? 2 : 0)
        if length == 0 { return literal }
        literal += cursor.bytes[cursor.index..<(cursor.index + length)]
        cursor.index += length
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        throw Problem("unmatched close brace/bracket", cursor.position)
      default:
        if cursor.byte() == UInt8(ascii: "\\"), "{[}]".utf8.contains(cursor.byte(1)) {
          cursor.move()
        }
        literal.append(cursor.byte())
        cursor.move()
      }
    }
    return literal
  }

  private static func set(_ cursor: inout Cursor) throws(Problem) -> Piece {
    let start = cursor.index
    let opening = cursor.position - 1
    var elements: [[UInt8]] = []
    var element: [UInt8] = []
    while cursor.index < cursor.bytes.count {
      switch cursor.byte() {
      case UInt8(ascii: "{"), UInt8(ascii: "["): throw Problem("nested brace", cursor.position)
      case UInt8(ascii: "]"): throw Problem("unexpected close bracket", cursor.position)
      case UInt8(ascii: "}"):
        if cursor.index == start {
          throw Problem("empty string within braces", cursor.position)
        }
        elements.append(element)
        try cursor.multiply(by: UInt(elements.count), at: 0)
        // curl does not count the closing brace.
        cursor.index += 1
        return .set(elements, index: 0)
      case UInt8(ascii: ","):
        elements.append(element)
        element = []
        cursor.move()
      default:
        if cursor.byte() == UInt8(ascii: "\\"), cursor.byte(1) != 0 { cursor.move() }
        element.append(cursor.byte())
        cursor.move()
      }
    }
    throw Problem("unmatched brace", opening)
  }

  private static func range(_ cursor: inout Cursor) throws(Problem) -> Piece {
    if ASCII.isLetter(cursor.byte()) { return try letters(&cursor) }
    if ASCII.isDigit(cursor.byte()) { return try numbers(&cursor) }
    throw Problem("bad range specification", cursor.position)
  }

  private static func letters(_ cursor: inout Cursor) throws(Problem) -> Piece {
    let (first, last, end) = (cursor.byte(), cursor.byte(2), cursor.byte(3))
    var step: UInt = 1
    var isWhole = cursor.byte(1) == UInt8(ascii: "-") && last != 0 && end != 0
    if isWhole, end == UInt8(ascii: ":") {
      let (value, next) = number(in: cursor.bytes, at: cursor.index + 4)
      if let value, next > cursor.index + 4, next < cursor.bytes.count,
        cursor.bytes[next] == UInt8(ascii: "]")
      {
        step = value
        cursor.move(next + 1 - cursor.index)
      } else {
        step = 0
      }
    } else if isWhole, end == UInt8(ascii: "]") {
      cursor.move(4)
    } else {
      isWhole = false
    }
    let distance = Int(Int8(bitPattern: last)) - Int(first)
    guard isWhole, step > 0, step <= UInt(Int32.max),
      distance == 0 ? step == 1 : (1...25).contains(distance) && step <= UInt(distance)
    else { throw Problem("bad range", cursor.position) }
    try cursor.multiply(by: UInt(distance) / step + 1, at: cursor.position)
    return .letters(first: first, last: last, step: UInt8(step), current: first)
  }

  private static func numbers(_ cursor: inout Cursor) throws(Problem) -> Piece {
    let bytes = cursor.bytes
    var place = cursor.index
    var width = 0
    if bytes[place] == UInt8(ascii: "0") {
      width = bytes[place...].prefix(while: ASCII.isDigit).count
    }
    func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }
    /// The last number and the step; `place` stays where curl points to what is wrong.
    func rest() -> (last: UInt, step: UInt)? {
      var (last, next) = number(in: bytes, at: place)
      guard let last else { return nil }
      var step: UInt? = 1
      if byte(next) == UInt8(ascii: ":") {
        place = next + 1
        (step, next) = number(in: bytes, at: place)
      }
      guard let step, byte(next) == UInt8(ascii: "]") else { return nil }
      place = next + 1
      return (last, step)
    }
    let (first, next) = number(in: bytes, at: place)
    var found: (last: UInt, step: UInt)?
    if first != nil, byte(next) == UInt8(ascii: "-") {
      place = next + 1
      while ASCII.isBlank(byte(place)) { place += 1 }
      if ASCII.isDigit(byte(place)) { found = rest() }
    }
    cursor.move(place - cursor.index)
    guard let first, let (last, step) = found, step > 0,
      first == last ? step == 1 : first < last && step <= last - first
    else { throw Problem("bad range", cursor.position) }
    let (count, _) = ((last - first) / step).addingReportingOverflow(1)
    try cursor.multiply(by: count, at: cursor.position)
    return .numbers(first: first, last: last, step: step, width: width, current: first)
  }

  /// A number as C reads it, nil where it is too large, and where it ends.
  private static func number(in bytes: [UInt8], at start: Int) -> (value: UInt?, end: Int) {
    let text = String(decoding: bytes[Swift.min(start, bytes.count)...], as: UTF8.self)
    return text.withCString { pointer in
      var end: UnsafeMutablePointer<CChar>?
      errno = 0
      let value = strtoul(pointer, &end, 10)
      let consumed = end.map { UnsafePointer($0) - pointer } ?? 0
      return (errno == 0 ? value : nil, start + consumed)
    }
  }

  /// How long the IPv6 address in brackets is that the text begins with; nil where there is none.
  private static func addressLength(_ text: ArraySlice<UInt8>) -> Int? {
    guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
    let length = close - text.startIndex + 1
    guard length >= 4, length < 128 else { return nil }
    let inside = text[(text.startIndex + 1)..<close]
    let address = inside.prefix {
      ASCII.isDigit($0) || (0x61...0x66).contains(ASCII.lowered($0)) || ":.".utf8.contains($0)
    }
    var zone = inside.dropFirst(address.count)
    if !zone.isEmpty {
      guard zone.first == UInt8(ascii: "%") else { return nil }
      zone = zone.dropFirst()
      if zone.starts(with: Array("25".utf8)), zone.count > 2 { zone = zone.dropFirst(2) }
      guard (1...15).contains(zone.count) else { return nil }
      // The rest of a URL may not be there: it would not be read as a host.
      guard !zone.contains(where: { "/?#@".utf8.contains($0) || $0 <= 0x20 }) else { return nil }
    }
    var binary = in6_addr()
    let isAddress = String(decoding: address, as: UTF8.self)
      .withCString { inet_pton(AF_INET6, $0, &binary) == 1 }
    return isAddress ? length : nil
  }
}
