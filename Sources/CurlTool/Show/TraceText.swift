internal import Glibc

/// What `-v`, `--trace` and `--trace-ascii` write of an exchange.
///
/// One serves a whole command line.
public struct TraceText: Sendable {
  /// How it is written.
  public enum Form: Sendable, Hashable {
    case verbose
    case hex
    case ascii
  }

  /// What libcurl tells of, by its numbers.
  public enum Kind: UInt32, Sendable, Hashable {
    case text, headerIn, headerOut, dataIn, dataOut, tlsDataIn, tlsDataOut
  }

  /// Whether the body is shown on the terminal that the trace goes to as well.
  public var hidesDataCounts = false

  private let form: Form
  private let hasTime: Bool
  private let showsSecrets: Bool
  private var isWithinLine = false
  private var hasCountedData = false
  private var incoming = SecretFilter()
  private var outgoing = SecretFilter()

  /// One that has written nothing.
  public init(_ form: Form, hasTime: Bool = false, showsSecrets: Bool = false) {
    self.form = form
    self.hasTime = hasTime
    self.showsSecrets = showsSecrets
  }

  /// Forgets headers that ended halfway: another connection begins.
  public mutating func beginConnection() {
    incoming = SecretFilter()
    outgoing = SecretFilter()
  }

  /// What is to be written; empty for nothing.
  ///
  /// `time` is in microseconds since 1970.
  public mutating func render(_ kind: Kind, _ bytes: [UInt8], time: Int64 = 0) -> [UInt8] {
    let shown = showsSecrets ? bytes : withoutSecrets(kind, bytes)
    // All of it is kept until its line has ended.
    guard !shown.isEmpty || bytes.isEmpty else { return [] }
    let stamp = hasTime ? Array(Self.stamp(time).utf8) : []
    guard form == .verbose else { return dump(kind, shown, stamp) }
    return verbose(kind, shown, count: bytes.count, stamp)
  }

  private mutating func withoutSecrets(_ kind: Kind, _ bytes: [UInt8]) -> [UInt8] {
    switch kind {
    case .text: return SecretText.shown(bytes)
    case .headerIn: return incoming.filter(bytes)
    case .headerOut: return outgoing.filter(bytes)
    case .dataOut:
      // A header that did not leave in one piece goes on as data.
      let length = outgoing.headerLength(in: bytes)
      return outgoing.filter(bytes.prefix(length)) + bytes.dropFirst(length)
    case .dataIn, .tlsDataIn, .tlsDataOut: return bytes
    }
  }

  private mutating func verbose(
    _ kind: Kind, _ bytes: [UInt8], count: Int, _ stamp: [UInt8]
  ) -> [UInt8] {
    let prefix = stamp + [Self.marks[Int(kind.rawValue)], 0x20]
    switch kind {
    case .text, .headerIn, .headerOut:
      // Of what is sent each line gets its mark, of other things the whole.
      let lines =
        kind == .headerOut
        ? bytes.split(separator: 0x0A, omittingEmptySubsequences: false) : [bytes[...]]
      var text: [UInt8] = []
      for (index, line) in lines.enumerated() {
        let isLast = index == lines.count - 1
        if isLast, line.isEmpty, lines.count > 1 { break }
        if !isWithinLine { text += prefix }
        text += line
        if !isLast { text.append(0x0A) }
        isWithinLine = false
      }
      isWithinLine = bytes.last.map { $0 != 0x0A } ?? false
      hasCountedData = false
      return kind == .headerOut && bytes.isEmpty ? [] : text
    case .dataIn, .dataOut, .tlsDataIn, .tlsDataOut:
      guard !hasCountedData, !hidesDataCounts else { return [] }
      let text = (isWithinLine ? [] : prefix) + Array("[\(count) bytes data]\n".utf8)
      isWithinLine = false
      hasCountedData = true
      return text
    }
  }

  private static let marks = Array("*<>{}{}".utf8)

  private static let titles = [
    "", "<= Recv header", "=> Send header", "<= Recv data", "=> Send data", "<= Recv SSL data",
    "=> Send SSL data",
  ]

  private func dump(_ kind: Kind, _ bytes: [UInt8], _ stamp: [UInt8]) -> [UInt8] {
    if kind == .text { return stamp + "== Info: ".utf8 + bytes }
    let count = "\(bytes.count) bytes (0x\(String(bytes.count, radix: 16)))"
    var text = stamp + "\(Self.titles[Int(kind.rawValue)]), \(count)\n".utf8
    var rest = bytes[...]
    while !rest.isEmpty {
      Self.appendHex(rest.startIndex, digits: 4, to: &text)
      text += ": ".utf8
      let line = rest.prefix(form == .hex ? 16 : 64)
      if form == .hex {
        for byte in line { Self.appendHex(Int(byte), digits: 2, to: &text, end: 0x20) }
        text += [UInt8](repeating: 0x20, count: (16 - line.count) * 3)
        text += line.map(Self.printable)
        rest = rest[line.endIndex...]
      } else {
        // A line also ends at CR LF, unless these are the header's last bytes.
        let window = rest.prefix(66)
        let end = window.indices.first {
          $0 <= line.endIndex && window[$0] == 0x0D && $0 + 1 < window.endIndex
            && window[$0 + 1] == 0x0A
        }
        text += rest[..<(end ?? line.endIndex)].map(Self.printable)
        rest = rest[(end.map { $0 + 2 } ?? line.endIndex)...]
      }
      text.append(0x0A)
    }
    return text
  }

  private static func printable(_ byte: UInt8) -> UInt8 {
    (0x20..<0x7F).contains(byte) ? byte : UInt8(ascii: ".")
  }

  private static func appendHex(
    _ number: Int, digits: Int, to text: inout [UInt8], end: UInt8? = nil
  ) {
    let hex = String(number, radix: 16)
    text += [UInt8](repeating: UInt8(ascii: "0"), count: max(0, digits - hex.utf8.count))
    text += hex.utf8
    if let end { text.append(end) }
  }

  private static func stamp(_ time: Int64) -> String {
    var seconds = time_t(time / 1_000_000)
    var parts = tm()
    localtime_r(&seconds, &parts)
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { padded(Int($0), 2) }
    return clock.joined(separator: ":") + "." + padded(Int(time % 1_000_000), 6) + " "
  }
}
