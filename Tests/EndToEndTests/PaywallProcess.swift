import Foundation
import Testing

/// `l402 serve`, running.
final class PaywallProcess {
  private let program: Program
  let child: pid_t
  private let output: Int32
  private let errors: Int32
  private var status: Int32?
  /// What it said it listens on.
  let url: String

  init(
    _ program: Program, _ arguments: [String] = [], variables: [String: String] = [:]
  ) throws {
    self.program = program
    let descriptors = [
      try Child.temporaryFile(), try Child.temporaryFile(), try Child.temporaryFile(),
    ]
    (output, errors) = (descriptors[1], descriptors[2])
    close(descriptors[0])
    let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
    defer { close(input) }
    child = try Child.start(
      Program.path, ["serve", "--listen", "127.0.0.1:0"] + arguments,
      descriptors: [input, output, errors], variables: program.variables(variables))
    let end = Date(timeIntervalSinceNow: 20)
    var line = ""
    while !line.contains("\n"), Date() < end {
      usleep(10_000)
      line = Child.content(output)
      var status: Int32 = 0
      guard waitpid(child, &status, WNOHANG) == 0 else {
        self.status = status
        break
      }
    }
    let prefix = "listening on "
    url = line.hasPrefix(prefix) ? String(line.dropFirst(prefix.count).prefix { $0 != "\n" }) : ""
    try #require(!url.isEmpty, "\(line)\(Child.content(errors))")
  }

  deinit {
    stop(SIGKILL)
    close(output)
    close(errors)
  }

  var port: Int { URL(string: url)?.port ?? 0 }

  /// What it wrote on standard error; lines of requests come a little later than their answers.
  var log: String { Child.content(errors) }

  /// Whether it writes a text within some seconds.
  func says(_ text: String) -> Bool {
    for _ in 0..<500 {
      if log.contains(text) { return true }
      usleep(20_000)
    }
    return false
  }

  /// Ends it; nothing where it ended before.
  @discardableResult
  func stop(_ signal: Int32 = SIGTERM) -> Int32? {
    guard status == nil else { return status }
    kill(child, signal)
    status = try? Child.wait(for: child)
    return status
  }
}

/// What curl got.
struct CurlAnswer {
  let status: Int
  let head: String
  let body: String
  let dump: String

  func lines(_ name: String) -> [String] {
    head.split(separator: "\r\n").map(String.init).filter {
      $0.lowercased().hasPrefix(name.lowercased() + ":")
    }
  }
}

extension Program {
  /// The real curl.
  func curl(_ arguments: String...) throws -> CurlAnswer {
    let outcome = try Child.run(
      "/usr/bin/curl", ["-si", "--max-time", "30", "--noproxy", "*"] + arguments, input: [],
      variables: variables())
    let parts = outcome.out.split(separator: "\r\n\r\n", maxSplits: 1)
    let head = String(parts.first ?? "")
    return CurlAnswer(
      status: head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0, head: head,
      body: parts.count > 1 ? String(parts[1]) : "", dump: outcome.out)
  }

  /// Pays what an answer asks for: the field line to send.
  func pay(_ answer: CurlAnswer) throws -> String {
    let outcome = try run("pay", "-q", "--as", "header", input: answer.dump.utf8)
    try #require(outcome.status == 0, "\(outcome)")
    return outcome.line
  }
}
