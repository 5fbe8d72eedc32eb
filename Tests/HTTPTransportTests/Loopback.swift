import Foundation
import HTTPTransport
import Testing

/// A server or proxy of `Tests/Peers/py` on loopback, and what it tells; ends with the value.
final class Loopback: Sendable {
  /// One line of a peer.
  struct Event: Decodable, Sendable {
    var event: String
    var connection: Int?
    var line: String?
    var headers: [[String]]?
    var length: Int?
    var body: String?
    var unread: Int?
    var name: String?
    var user: String?
  }

  /// A proxy's line: its fields are not parted.
  struct Asked: Decodable {
    var line: String
    var headers: [String]
  }

  enum Failure: Error {
    case silent
  }

  let port: Int
  private let process: Process
  private let input = Pipe()
  private let reader: FileHandle
  private let output: URL

  static let patience: Duration = .seconds(30)

  init(_ script: String = "http_peer.py", _ arguments: [String] = []) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    // A file, so that no pipe fills up; without a name once it is open.
    let file = FileManager.default.temporaryDirectory.appending(path: "l402-\(UUID().uuidString)")
    try Data().write(to: file)
    reader = try FileHandle(forReadingFrom: file)
    output = URL(filePath: "/proc/self/fd/\(reader.fileDescriptor)")
    process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["python3", "-B", folder.appending(path: "Peers/py/\(script)").path] + arguments
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: file)
    try FileManager.default.removeItem(at: file)
    try process.run()
    struct Port: Decodable {
      var port: Int
    }
    let (process, output) = (process, output)
    do {
      let first = try Self.wait { try Self.lines(of: output).first }
      port = try JSONDecoder().decode(Port.self, from: first).port
    } catch {
      kill(process.processIdentifier, SIGKILL)
      throw error
    }
  }

  deinit {
    // Only the process that was started here, by its id.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  func url(_ path: String = "/hello", scheme: String = "http", host: String = "127.0.0.1") -> String
  {
    "\(scheme)://\(host):\(port)\(path)"
  }

  func events(_ kind: String) throws -> [Event] {
    try Self.lines(of: output).dropFirst()
      .map { try JSONDecoder().decode(Event.self, from: $0) }.filter { $0.event == kind }
  }

  /// What an HTTP proxy was asked.
  func asked() throws -> [Asked] {
    try Self.lines(of: output).dropFirst().map { try JSONDecoder().decode(Asked.self, from: $0) }
  }

  /// Waits until a number of connections were closed; what they left unread.
  func closings(_ count: Int = 1) throws -> [Event] {
    try Self.wait {
      let closed = try self.events("closed")
      return closed.count >= count ? closed : nil
    }
  }

  /// Whether no byte of any request came, over at least `connections` connections, all closed.
  func sawNothing(connections: Int = 1) throws -> Bool {
    let closed = try closings(connections)
    return try closed.allSatisfy { $0.unread == 0 } && events("start").isEmpty
  }

  static func wait<Value>(_ value: () throws -> Value?) throws -> Value {
    let end = ContinuousClock.now + patience
    while ContinuousClock.now < end {
      if let value = try value() { return value }
      usleep(10_000)
    }
    throw Failure.silent
  }

  /// The whole lines.
  private static func lines(of file: URL) throws -> [Data] {
    let data = try Data(contentsOf: file)
    return data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
      .map { Data($0) }
  }
}

extension TransportOptions {
  /// For tests: nothing hangs for ever.
  static func with(_ change: (inout TransportOptions) -> Void = { _ in }) -> TransportOptions {
    var options = TransportOptions()
    options.timeout = .seconds(30)
    change(&options)
    return options
  }
}

/// The error of a request that must fail.
func failure(
  _ request: HTTPRequest, _ options: TransportOptions = .with(),
  client: HTTPClient = HTTPClient()
) throws -> TransportError {
  try #require(throws: TransportError.self) { try client.send(request, options) }
}

extension HTTPResponse {
  var text: String { String(decoding: body, as: UTF8.self) }
}

extension Array where Element == UInt8 {
  init(_ span: Span<UInt8>) {
    self = span.indices.map { span[$0] }
  }
}
