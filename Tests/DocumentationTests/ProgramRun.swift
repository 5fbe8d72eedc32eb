import Foundation
import JSON
import L402Protocol
import Synchronization

@testable import L402CLI

/// One run of a command line in this process, in a home of its own.
struct ProgramRun {
  let status: Int32
  let output: String
  let errors: String

  /// The objects of standard output, a line each.
  func objects() throws -> [JSONValue] { try Self.objects(in: output) }

  /// The objects of standard error, among its lines.
  func errorObjects() throws -> [JSONValue] {
    try Self.objects(
      in: errors.split(separator: "\n").filter { $0.hasPrefix("{") }.joined(separator: "\n"))
  }

  private static func objects(in text: String) throws -> [JSONValue] {
    try text.split(separator: "\n").map { try JSONReader.read(Array($0.utf8)[...]) }
  }
}

/// Runs command lines one after the other; files and store stay from run to run.
final class ProgramHome {
  let folder: TemporaryFolder
  var variables: [String: String]
  private let random = CountedBytes()
  private let clock = MovedClock()

  init() throws {
    folder = try TemporaryFolder()
    variables = ["L402_HOME": folder.path("home"), "HOME": folder.url.path]
  }

  func path(_ name: String) -> String { folder.path(name) }

  func write(_ content: some Sequence<UInt8>, to name: String) throws {
    try Data(content).write(to: folder.url.appending(path: name))
  }

  /// Runs `l402` with these arguments; random bytes are counted, only waiting moves the clock.
  func run(_ arguments: String..., input: String = "") throws -> ProgramRun {
    try run(arguments, input: input)
  }

  /// The same, for arguments put together elsewhere.
  func run(_ arguments: [String], input: String = "") throws -> ProgramRun {
    try write(input.utf8, to: "stdin")
    let input = try FileHandle(forReadingFrom: folder.url.appending(path: "stdin"))
    let output = try emptyFile("stdout")
    let errors = try emptyFile("stderr")
    var environment = Environment(
      variables: variables, standardInput: input.fileDescriptor,
      standardOutput: output.fileDescriptor, standardError: errors.fileDescriptor,
      now: { [clock] in Timestamp(unixSeconds: 1_795_256_400 + clock.seconds) },
      randomBytes: { [random] count in (0..<count).map { _ in random.next() } },
      isTerminal: { _ in false })
    environment.sleep = { [clock] in clock.wait($0) }
    let status = Tool.run(arguments, in: environment)
    return ProgramRun(
      status: status, output: try content("stdout"), errors: try content("stderr"))
  }

  private func emptyFile(_ name: String) throws -> FileHandle {
    try write([], to: name)
    return try FileHandle(forWritingTo: folder.url.appending(path: name))
  }

  private func content(_ name: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }
}

/// A clock that only waiting moves.
private final class MovedClock: Sendable {
  private let milliseconds = Mutex(0)

  var seconds: Int64 { Int64(milliseconds.withLock { $0 } / 1000) }

  func wait(_ count: Int) { milliseconds.withLock { $0 += count } }
}

/// The bytes of a generator that always starts in the same state (SplitMix64).
private final class CountedBytes: Sendable {
  private let counter = Mutex(UInt64(0))

  func next() -> UInt8 {
    let state = counter.withLock { state in
      state &+= 0x9e37_79b9_7f4a_7c15
      return state
    }
    var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return UInt8(truncatingIfNeeded: mixed ^ mixed >> 31)
  }
}
