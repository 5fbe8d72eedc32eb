import Foundation
import Testing

/// How a process ended and what it wrote.
struct Outcome: Equatable, CustomStringConvertible {
  /// The exit status; 128 and the signal's number for a process that a signal ended.
  var status: Int32
  var out: String
  var error: String

  var description: String {
    "status \(status)\n--- out\n\(out.prefix(4000))--- error\n\(error.prefix(4000))---"
  }

  /// Standard output without its last line break.
  var line: String { out.hasSuffix("\n") ? String(out.dropLast()) : out }
}

/// A new folder that goes with the value.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    var template = Array((NSTemporaryDirectory() + "/l402-e2e-XXXXXX").utf8CString)
    guard let path = mkdtemp(&template).map({ String(cString: $0) }) else {
      throw POSIXError(.EIO)
    }
    self.path = path
  }

  deinit {
    // Folders that a test closed to its own user are opened again.
    _ = chmod(path, 0o700)
    _ = chmod(path + "/home", 0o700)
    try? FileManager.default.removeItem(atPath: path)
  }

  func file(_ name: String) -> String { path + "/" + name }

  func write(_ content: some Sequence<UInt8>, to name: String) throws -> String {
    try Data(content).write(to: URL(fileURLWithPath: file(name)))
    return file(name)
  }
}

/// The built program, run as a user's shell runs it, in a home of its own.
final class Program: Sendable {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The bytes 00 to 1f, in hexadecimal.
  static let key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

  /// `L402_TEST_BINARY`, or the product beside the tests.
  static let path: String = {
    if let path = ProcessInfo.processInfo.environment["L402_TEST_BINARY"] { return path }
    let tests = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: tests).deletingLastPathComponent().path + "/l402"
  }()

  /// Whether the program is the one that users get.
  static let isRelease = ProcessInfo.processInfo.environment["L402_TEST_BINARY"] != nil

  var home: String { folder.file("home") }

  /// The variables of every run; a few of the process's own, and those that the program reads.
  func variables(_ more: [String: String] = [:]) -> [String: String] {
    let folder = URL(fileURLWithPath: Self.path).deletingLastPathComponent().path
    var variables = [
      "PATH": folder + ":/usr/local/bin:/usr/bin:/bin", "L402_HOME": home, "K": Self.key,
      "LC_ALL": "C.UTF-8", "HOME": self.folder.path,
      // Debug builds of Swift would answer some signals with a debugger.
      "SWIFT_BACKTRACE": "enable=no",
    ]
    for (name, value) in more { variables[name] = value.isEmpty ? nil : value }
    return variables
  }

  /// Runs the program.
  func run(
    _ arguments: String..., input: some Sequence<UInt8> = [UInt8](),
    variables: [String: String] = [:]
  ) throws -> Outcome {
    try run(arguments, input: input, variables: variables)
  }

  func run(
    _ arguments: [String], input: some Sequence<UInt8> = [UInt8](),
    variables: [String: String] = [:]
  ) throws -> Outcome {
    try Child.run(
      Self.path, arguments, input: Array(input), variables: self.variables(variables))
  }

  /// Runs a script in bash; `l402` is on its path.
  func shell(
    _ script: String, input: some Sequence<UInt8> = [UInt8](), variables: [String: String] = [:]
  ) throws -> Outcome {
    try Child.run(
      "/bin/bash", ["-o", "pipefail", "-c", script], input: Array(input),
      variables: self.variables(variables))
  }
}

/// Processes with a bounded life.
enum Child {
  /// How long a process may live, in seconds.
  static let limit = 60.0

  /// Starts a process, feeds it from a file, waits for it, and says what it wrote to files.
  static func run(
    _ path: String, _ arguments: [String], input: [UInt8], variables: [String: String]
  ) throws -> Outcome {
    let descriptors = [try temporaryFile(input), try temporaryFile(), try temporaryFile()]
    defer { for descriptor in descriptors { close(descriptor) } }
    let child = try start(path, arguments, descriptors: descriptors, variables: variables)
    let status = try wait(for: child)
    return Outcome(
      status: status, out: content(descriptors[1]), error: content(descriptors[2]))
  }

  private typealias CloseFrom =
    @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32

  /// Of glibc 2.34; its header hides it from Swift.
  private static let closeFrom: CloseFrom? = dlsym(
    nil, "posix_spawn_file_actions_addclosefrom_np"
  ).map { unsafeBitCast($0, to: CloseFrom.self) }

  /// Starts a process in a group of its own, with these descriptors as its first three.
  static func start(
    _ path: String, _ arguments: [String], descriptors: [Int32], variables: [String: String]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, descriptor) in descriptors.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(number))
    }
    // Locks that other tests hold open on purpose would live as long as a server.
    _ = closeFrom?(&actions, Int32(descriptors.count))
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // Threads of the tests block signals; shells do not.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    posix_spawnattr_setpgroup(&attributes, 0)
    var words = ([path] + arguments).map { strdup($0) } + [nil]
    var pairs = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for pointer in words + pairs { free(pointer) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, path, &actions, &attributes, &words, &pairs)
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: code) ?? .EIO) }
    return child
  }

  /// Waits; ends the process and its group when it lives too long.
  static func wait(for child: pid_t, limit: Double = limit) throws -> Int32 {
    let end = Date(timeIntervalSinceNow: limit)
    var status: Int32 = 0
    while true {
      let answer = waitpid(child, &status, WNOHANG)
      if answer == child {
        let signal = status & 0x7f
        return signal == 0 ? status >> 8 & 0xff : 128 + signal
      }
      guard answer == 0 || errno == EINTR else { throw POSIXError(.ECHILD) }
      if Date() > end {
        kill(-child, SIGKILL)
        waitpid(child, &status, 0)
        Issue.record("a process lived for more than \(limit) s")
        return 128 + SIGKILL
      }
      usleep(1000)
    }
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

  static func content(_ descriptor: Int32) -> String {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: size)
    _ = pread(descriptor, &bytes, size, 0)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// Compares whole outcomes, and shows both where they differ.
func expect(
  _ outcome: Outcome, is expected: Outcome, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(outcome == expected, sourceLocation: sourceLocation)
}
