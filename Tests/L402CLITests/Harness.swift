import Foundation
import JSON
import L402Protocol
import Macaroons
import Synchronization
import Testing

@testable import L402CLI

/// A new folder, mode 0700, that goes with the value.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "/l402-cli-XXXXXX").utf8CString)
    guard let path = mkdtemp(&template).map({ String(cString: $0) }) else {
      throw POSIXError(.EIO)
    }
    self.path = path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  /// Writes a file and says where it is.
  func write(_ content: some Sequence<UInt8>, to name: String, mode: Int = 0o600) throws -> String {
    let path = file(name)
    try Data(content).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return path
  }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: file(name), encoding: .utf8)
  }

  func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file(name))[.posixPermissions] as? Int
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }
}

/// How a run ended and what it wrote.
struct Outcome: Equatable, CustomStringConvertible {
  var status: Int32
  var out: String
  var error: String

  /// An error with its hint, as it stands on standard error.
  static func failure(_ status: Int32, _ message: String, hint: String? = nil) -> Outcome {
    let hint = hint.map { "l402: hint: \($0)\n" } ?? ""
    return Outcome(status: status, out: "", error: "l402: error: \(message)\n" + hint)
  }

  /// A result without a word on standard error.
  static func success(_ out: String) -> Outcome { Outcome(status: 0, out: out, error: "") }

  /// A usage error that points at the command's help.
  static func usage(_ command: String, _ message: String) -> Outcome {
    failure(64, message, hint: "see l402 \(command) --help")
  }

  var description: String { "status \(status)\n--- out\n\(out)--- error\n\(error)---" }

  /// Without the hint and the object of an error, for tests of the message alone.
  var withoutHint: Outcome {
    let lines = error.split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("l402: hint: ") && !$0.hasPrefix("{") }
    return Outcome(status: status, out: out, error: lines.joined(separator: "\n"))
  }

  /// Standard output without its last line break.
  var line: String { out.hasSuffix("\n") ? String(out.dropLast()) : out }

  /// Standard output as JSON.
  var json: JSONValue {
    get throws { try JSONReader.read(Array(line.utf8)[...]) }
  }
}

/// Runs the program in this process: files for descriptors, a clock that only waiting moves, counted
/// random bytes.
final class Harness: Sendable {
  /// 2026-11-21T03:30:00Z.
  static let now = Timestamp(unixSeconds: 1_795_231_800)

  let folder: TemporaryFolder
  private let counter = Mutex(0)
  /// How many milliseconds were waited for, all runs together.
  private let waited = Mutex(0)

  init() throws { folder = try TemporaryFolder() }

  /// The configuration and data folder of all runs.
  var home: String { folder.file("home") }

  /// Runs one command line.
  ///
  /// The n-th request for random bytes is answered with bytes of value n. `terminals` are the
  /// descriptors of 0, 1 and 2 that claim to be a terminal.
  func run(
    _ arguments: [String], input: [UInt8] = [], variables: [String: String] = [:],
    terminals: Set<Int32> = [], now: Timestamp = Harness.now
  ) throws -> Outcome {
    let descriptors = [
      try Self.temporaryFile(input), try Self.temporaryFile(), try Self.temporaryFile(),
    ]
    defer { for descriptor in descriptors { close(descriptor) } }
    let claiming = Set(terminals.map { descriptors[Int($0)] })
    var environment = Environment(
      variables: ["L402_HOME": home, "KEY": Sample.key]
        .merging(variables) { _, given in given },
      standardInput: descriptors[0], standardOutput: descriptors[1],
      standardError: descriptors[2],
      now: { [self] in
        Timestamp(unixSeconds: now.unixSeconds + Int64(waited.withLock { $0 } / 1000))
      },
      randomBytes: { [self] count in next(count) },
      isTerminal: { claiming.contains($0) })
    environment.sleep = { [self] milliseconds in waited.withLock { $0 += milliseconds } }
    let status = Tool.run(arguments, in: environment)
    return Outcome(
      status: status, out: try Self.content(descriptors[1]),
      error: try Self.content(descriptors[2]))
  }

  func run(
    _ arguments: String..., input: String = "", variables: [String: String] = [:],
    terminals: Set<Int32> = [], now: Timestamp = Harness.now
  ) throws -> Outcome {
    try run(
      arguments, input: Array(input.utf8), variables: variables, terminals: terminals, now: now)
  }

  /// A challenge of the sandbox, a field line for each of the profile.
  func challenge(_ arguments: String..., variables: [String: String] = [:]) throws -> String {
    let outcome = try run(["challenge", "-q"] + arguments, variables: variables)
    guard outcome.status == 0 else { throw POSIXError(.EINVAL) }
    return outcome.line
  }

  private func next(_ count: Int) -> [UInt8] {
    let number = counter.withLock { value in
      value += 1
      return value
    }
    var bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: count)
    if number > 255 { bytes[0] = UInt8(truncatingIfNeeded: number >> 8) }
    return bytes
  }

  /// A file that has no name any more, read from its beginning.
  static func temporaryFile(_ content: [UInt8] = []) throws -> Int32 {
    var template = Array((NSTemporaryDirectory() + "/l402-io-XXXXXX").utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else {
      throw POSIXError(.EIO)
    }
    unlink(template)
    var rest = content[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw POSIXError(.EIO) }
      rest = rest.dropFirst(count)
    }
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }

  private static func content(_ descriptor: Int32) throws -> String {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: size)
    guard pread(descriptor, &bytes, size, 0) == size else { throw POSIXError(.EIO) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Tokens and keys that several tests use.
enum Sample {
  /// The bytes 00 to 1f, in hexadecimal.
  static let key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
  static let otherKey = String(repeating: "ee", count: 32)
  /// What the first random bytes are.
  static let preimage = String(repeating: "01", count: 32)
  static let paymentHash = "72cd6e8422c407fb6d098690f1130b7ded7ec2f7f5e1d30bd9d521f015363793"
  /// What the second random bytes are.
  static let tokenID = String(repeating: "02", count: 32)

  /// 2100 msat on regtest, signed in November 2026, good for an hour; its payment hash is the token's.
  static let invoice = Invoices.text()

  /// The token of `mint --paid --root-key env:KEY`, with caveats and a location.
  static func token(
    _ caveats: [String] = [], location: String = "", key: String = Sample.key,
    options: [String] = []
  ) throws -> String {
    try mint(caveats, location: location, key: key, options: options + ["--as", "token"])
  }

  /// The same with its preimage.
  static func credential(
    _ caveats: [String] = [], location: String = "", key: String = Sample.key
  ) throws -> String {
    try mint(caveats, location: location, key: key, options: [])
  }

  private static func mint(
    _ caveats: [String], location: String, key: String, options: [String]
  ) throws -> String {
    let outcome = try Harness().run(
      ["mint", "--paid", "--root-key", "env:MINTKEY", "--location", location, "-q"]
        + caveats.flatMap { ["--caveat", $0] } + options,
      variables: ["MINTKEY": key])
    guard outcome.status == 0 else { throw POSIXError(.EINVAL) }
    return outcome.line
  }
}

/// Compares whole outcomes, and shows both where they differ.
func expect(
  _ outcome: Outcome, is expected: Outcome, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome == expected, sourceLocation: sourceLocation)
}

/// Makes tokens that `mint` cannot: with caveats that are no text.
enum TokenBuilder {
  /// A token of `Sample.key` and the identifier of `Sample.token()`.
  static func token(caveats: [[UInt8]]) throws -> String {
    let plain = try MacaroonText(parsing: Array(try Sample.token().utf8)[...]).macaroon
    var macaroon = Macaroon(
      identifier: plain.identifier, location: [], key: ChainKey(rootKey: (0..<32).map { $0 }[...]))
    for caveat in caveats { macaroon.addFirstPartyCaveat(caveat[...]) }
    return String(decoding: try MacaroonText(macaroon: macaroon).encoded(), as: UTF8.self)
  }
}
