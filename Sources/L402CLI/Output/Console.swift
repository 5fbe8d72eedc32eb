import Glibc
import JSON
import Presentation

/// Standard output for the result, standard error for all else.
struct Console: Sendable {
  let environment: Environment
  let isQuiet: Bool
  let isVerbose: Bool

  /// The reader of standard output went away: a quiet success.
  struct BrokenPipe: Error {}

  /// Writes bytes of the result.
  func write(_ bytes: [UInt8]) throws {
    try Self.write(bytes, to: environment.standardOutput)
  }

  /// Writes a text of the result.
  func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Says what might go wrong later; silenced by `-q`.
  func warn(_ text: String) {
    if !isQuiet { say("l402: warning: \(Sanitizer.clean(Redaction.redacted(text)))\n") }
  }

  /// Tells what was done, on standard error; silenced by `-q`.
  func note(_ text: String) {
    if !isQuiet { say("l402: \(Sanitizer.clean(Redaction.redacted(text)))\n") }
  }

  /// Tells what was done on the way, with `-v`.
  func explain(_ text: String) {
    if isVerbose { say("l402: \(Sanitizer.clean(Redaction.redacted(text)))\n") }
  }

  /// Writes to standard error, come what may.
  func say(_ text: String) {
    try? Self.write(Array(text.utf8), to: environment.standardError)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
        continue
      }
      let code = errno
      switch code {
      case EINTR: continue
      case EAGAIN:
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&waiting, 1, -1)
      case EPIPE: throw BrokenPipe()
      default:
        throw Failure(.io, "cannot write: \(SystemError.text(code))")
      }
    }
  }
}

/// Words of the operating system.
enum SystemError {
  /// What an error number means.
  static func text(_ code: Int32) -> String {
    String(cString: strerror(code)).lowercased()
  }
}
