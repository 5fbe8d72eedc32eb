/// `-w`: what is written when a transfer is over.
public struct WriteOut: Sendable {
  /// Where a piece goes to.
  public enum Stream: Sendable, Hashable {
    case out
    case err
  }

  /// Bytes for one stream.
  public struct Piece: Sendable, Hashable {
    /// Where it goes to.
    public let stream: Stream
    /// What is written.
    public let bytes: [UInt8]

    /// A piece of these.
    public init(stream: Stream, bytes: [UInt8]) {
      self.stream = stream
      self.bytes = bytes
    }
  }

  private let summary: TransferSummary
  private let version: String
  private var stream = Stream.out
  private var pieces: [(stream: Stream, bytes: [UInt8])] = []

  /// What a format becomes, in the order in which it is to be written.
  ///
  /// `version` is libcurl's, which `%{json}` names last.
  public static func render(
    _ format: String, _ summary: TransferSummary, version: String = "", showsSecrets: Bool = false
  ) -> [Piece] {
    var summary = summary
    if !showsSecrets {
      summary.fields = summary.fields.map {
        TransferSummary.Field(name: $0.name, value: SecretField.shown($0.value, of: $0.name))
      }
    }
    var writeOut = WriteOut(summary: summary, version: version)
    writeOut.run(Array(format.utf8))
    return writeOut.pieces.map { Piece(stream: $0.stream, bytes: $0.bytes) }
  }

  private init(summary: TransferSummary, version: String) {
    self.summary = summary
    self.version = version
  }

  private mutating func run(_ format: [UInt8]) {
    var rest = format[...]
    while let first = rest.popFirst() {
      guard first == UInt8(ascii: "%") || first == UInt8(ascii: "\\"), let next = rest.first else {
        write([first])
        continue
      }
      if first == UInt8(ascii: "\\") {
        rest.removeFirst()
        write(Self.escapes[next] ?? [first, next])
      } else if next == UInt8(ascii: "{") {
        rest.removeFirst()
        guard let name = Self.takeName(from: &rest) else {
          write("%{".utf8)
          continue
        }
        guard writeVariable(name) else { return }
      } else if rest.starts(with: "header{".utf8) {
        rest.removeFirst(7)
        guard let name = Self.takeName(from: &rest) else {
          write("%header{".utf8)
          continue
        }
        write(header(name).utf8)
      } else {
        rest.removeFirst()
        write(next == first ? [first] : [first, next])
      }
    }
  }

  private static let escapes: [UInt8: [UInt8]] = [
    UInt8(ascii: "r"): [0x0D], UInt8(ascii: "n"): [0x0A], UInt8(ascii: "t"): [0x09],
  ]

  /// What comes before the next `}`; nil where there is none.
  private static func takeName(from rest: inout ArraySlice<UInt8>) -> String? {
    guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  /// Writes a variable; false where nothing more is to be written.
  private mutating func writeVariable(_ given: String) -> Bool {
    switch given.lowercased() {
    case "onerror": return summary.exitStatus != 0
    case "stdout": stream = .out
    case "stderr": stream = .err
    case "json": write(WriteOutJSON.object(of: summary, version: version).utf8)
    case "header_json": write(WriteOutJSON.headers(of: summary).utf8)
    case let name:
      if let variable = WriteOutVariable.named(name) {
        write(variable.value(summary).text.utf8)
      } else if let value = summary.extras[given] ?? summary.extras[name] {
        write(value.utf8)
      } else {
        append("curl: unknown --write-out variable: '\(given)'\n".utf8, to: .err)
      }
    }
    return true
  }

  /// The first field of that name, as libcurl gives it; names of 256 bytes are none.
  private func header(_ name: String) -> String {
    guard name.utf8.count < 256 else { return "" }
    let name = name.lowercased()
    return summary.fields.first { $0.name.lowercased() == name }?.value ?? ""
  }

  private mutating func write(_ bytes: some Sequence<UInt8>) { append(bytes, to: stream) }

  private mutating func append(_ bytes: some Sequence<UInt8>, to stream: Stream) {
    if pieces.last?.stream == stream {
      pieces[pieces.count - 1].bytes += bytes
    } else {
      pieces.append((stream, Array(bytes)))
    }
  }
}
