import Foundation
public import JSON

/// A server of `Tests/Peers/py` on loopback and what it prints; ends with the value or the process.
public final class PythonServer: Sendable {
  /// Why there is no server.
  public enum Failure: Error {
    /// It said nothing in time.
    case silent
  }

  /// Where it listens; 0 where it said no port.
  public let port: Int
  /// What it said when it was ready.
  public let start: JSONValue
  private let process: Process
  private let input = Pipe()
  private let reader: FileHandle

  /// Starts a script with an interpreter; variables come on top of a few of our own.
  public init(
    _ script: String, _ arguments: [String] = [], python: String = "/usr/bin/python3"
  ) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    // A file, so that no pipe fills up; without a name once it is open.
    let file = FileManager.default.temporaryDirectory.appending(path: "l402-\(UUID().uuidString)")
    try Data().write(to: file)
    reader = try FileHandle(forReadingFrom: file)
    process = Process()
    process.executableURL = URL(filePath: python)
    process.arguments = ["-B", folder.appending(path: "Peers/py/\(script)").path] + arguments
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8"]
    process.standardInput = input
    process.standardOutput = try FileHandle(forWritingTo: file)
    process.standardError = FileHandle.nullDevice
    try FileManager.default.removeItem(at: file)
    try process.run()
    // Should this process die, its end of the pipe goes with it, and the server ends.
    _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    let (process, output) = (process, Self.path(of: reader))
    do {
      start = try Self.wait(seconds: 60) {
        guard process.isRunning else { throw Failure.silent }
        return try Self.lines(output).first
      }
    } catch {
      kill(process.processIdentifier, SIGKILL)
      throw error
    }
    port = start["port"]?.integer.map(Int.init) ?? 0
  }

  deinit { stop() }

  /// Ends it, at the latest after 6 seconds; by its id, and nothing else.
  public func stop() {
    try? input.fileHandleForWriting.close()
    let process = process
    _ = try? Self.wait(seconds: 6) { process.isRunning ? nil : true }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// What it printed behind its port.
  public func events() throws -> [JSONValue] {
    try Array(Self.lines(Self.path(of: reader)).dropFirst())
  }

  /// Waits for a value, but not for ever.
  public static func wait<Value>(seconds: Int, _ value: () throws -> Value?) throws -> Value {
    let end = ContinuousClock.now + .seconds(seconds)
    while ContinuousClock.now < end {
      if let value = try value() { return value }
      usleep(20_000)
    }
    throw Failure.silent
  }

  private static func path(of file: FileHandle) -> String {
    "/proc/self/fd/\(file.fileDescriptor)"
  }

  private static func lines(_ path: String) throws -> [JSONValue] {
    try Data(contentsOf: URL(filePath: path))
      .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).dropLast()
      .map { try JSONReader.read(Array($0)[...]) }
  }
}
