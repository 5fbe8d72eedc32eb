internal import Bytes

/// Reads the lines of an answer's header as libcurl hands them over, one at a time.
struct ResponseHeadReader {
  /// Why a line is refused.
  enum Problem: Error, Hashable {
    case malformed
    case tooLarge
  }

  private enum Stage {
    case status, fields, trailers
  }

  /// What was read, without the peer.
  private(set) var version = ""
  private(set) var status = 0
  private(set) var reason: String?
  private(set) var headers = HTTPHeaders()
  private(set) var trailers = HTTPHeaders()

  private let limit: Int
  private var count = 0
  private var stage = Stage.status

  /// A reader of at most `limit` bytes, interim answers and trailers included.
  init(limit: Int) { self.limit = limit }

  /// Whether the header of the answer itself, no interim one, was read.
  var isComplete: Bool { stage == .trailers }

  /// Takes a line with its end; true for the one that completes the header.
  mutating func take(_ line: [UInt8]) throws(Problem) -> Bool {
    count += line.count
    guard count <= limit else { throw .tooLarge }
    var text = line[...]
    if text.last == UInt8(ascii: "\n") { text.removeLast() }
    if text.last == UInt8(ascii: "\r") { text.removeLast() }
    switch stage {
    case .status:
      try takeStatus(text)
      stage = .fields
      return false
    case .fields:
      guard text.isEmpty else {
        try Self.take(field: text, into: &headers)
        return false
      }
      let isInterim = status < 200
      stage = isInterim ? .status : .trailers
      return !isInterim
    case .trailers:
      if !text.isEmpty { try Self.take(field: text, into: &trailers) }
      return false
    }
  }

  /// `HTTP/1.1 200 OK`, `HTTP/2 200` (RFC 9112, 4).
  private mutating func takeStatus(_ line: ArraySlice<UInt8>) throws(Problem) {
    let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[0].starts(with: "HTTP/".utf8), parts[0].count > 5,
      parts[1].count == 3, parts[1].allSatisfy({ (0x30...0x39).contains($0) })
    else { throw .malformed }
    version = String(decoding: parts[0].dropFirst(5), as: UTF8.self)
    status = parts[1].reduce(0) { $0 * 10 + Int($1 - 0x30) }
    guard status >= 100 else { throw .malformed }
    let text = parts.count == 3 ? parts[2] : []
    reason = text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
    headers = HTTPHeaders()
  }

  private static func take(
    field line: ArraySlice<UInt8>, into headers: inout HTTPHeaders
  ) throws(Problem) {
    if line.first == 0x20 || line.first == 0x09 {
      // A folded line belongs to the field before it (RFC 9112, 5.2).
      guard !headers.fields.isEmpty else { throw .malformed }
      headers.fields[headers.fields.count - 1].value += [0x20] + trimmed(line)
      return
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
      let name = String(utf8: line[..<colon])
    else { throw .malformed }
    headers.append(HTTPHeader(name, bytes: Array(trimmed(line[(colon + 1)...]))))
  }

  private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var text = text.drop { $0 == 0x20 || $0 == 0x09 }
    while let last = text.last, last == 0x20 || last == 0x09 { text.removeLast() }
    return text
  }
}
