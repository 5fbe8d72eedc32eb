internal import Bytes
internal import Glibc

extension TransportError: CustomStringConvertible {
  /// One line, lower case, without any value of the request's: no path, field, or proxy.
  public var description: String {
    let server = origin ?? "the server"
    return switch reason {
    case .libraryMissing: "libcurl.so.4 cannot be opened (Debian package libcurl4)"
    case .libraryTooOld(let found, let needed):
      "libcurl \(found) is too old: \(needed) is needed"
    case .libraryLacks(let option): "the installed libcurl does not support option \(option)"
    case .libraryFailed: "libcurl cannot be made ready"
    case .invalidURL(let problem): Self.text(problem)
    case .invalidRequest(let problem): Self.text(problem)
    case .invalidOptions(let problem): Self.text(problem)
    case .resolve: "no address is known for \(server)"
    case .resolveProxy: "no address is known for the proxy"
    case .connect(let errno): "cannot connect to \(server)" + Self.systemText(errno)
    case .proxy: "the proxy made no connection to \(server)"
    case .tls(let text): "no TLS connection to \(server): \(text)"
    case .unusableRoots: "the certificates to trust for \(server) are no readable PEM"
    case .pinMismatch: "the public key of \(server) is none of those pinned"
    case .peerNotAllowed: "\(server) is not on this machine, or behind a proxy"
    case .timeout:
      mayHaveBeenSent
        ? "no whole answer from \(server) in time" : "no connection to \(server) in time"
    case .cancelled: "the request to \(server) was cancelled"
    case .bodyFailed: "the body for \(server) could not be read to its end"
    case .noAnswer: "\(server) closed the connection without an answer"
    case .cutOff: "the answer of \(server) was cut off"
    case .malformedAnswer: "the answer of \(server) is not well-formed HTTP"
    case .headerTooLarge(let limit):
      "the header that \(server) answered with exceeds \(limit) bytes"
    case .bodyTooLarge(let limit): "the body that \(server) answered with exceeds \(limit) bytes"
    case .other(let code): "the request to \(server) failed (curl \(code))"
    }
  }

  private static func text(_ problem: InvalidURL) -> String {
    switch problem {
    case .malformed: "the URL is not an absolute http or https URL"
    case .foreignCharacter(let offset):
      "the URL has white space or a control character (offset \(offset))"
    case .userInfo: "the URL has a user name or a password in it"
    case .scheme: "the URL's scheme is neither http nor https"
    }
  }

  private static func text(_ problem: InvalidRequest) -> String {
    switch problem {
    case .method: "the request's method is not a token"
    case .headerName(let index): "the name of header \(index + 1) is not a token"
    case .headerValue(let index): "the value of header \(index + 1) has a line break or a NUL"
    case .framingHeader(let index):
      "header \(index + 1) is Content-Length, Transfer-Encoding or Expect, which are not given"
    case .bodyOfHead: "a HEAD request has no body"
    }
  }

  private static func text(_ problem: InvalidOptions) -> String {
    switch problem {
    case .proxy: "the proxy is not an http, https or socks URL without user information"
    case .unixSocket:
      "the path of a unix socket has 1 to \(TransportOptions.longestSocketPath) bytes and no NUL"
    case .proxyWithUnixSocket: "a unix socket is not reached through a proxy"
    case .userAgent: "the user agent has a line break or a NUL"
    }
  }

  private static func systemText(_ errno: Int32) -> String {
    guard errno != 0 else { return "" }
    return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress, unsafe strerror_r(errno, start, 256) == 0 else {
        return ": system error \(errno)"
      }
      return ": " + (unsafe String(cString: start)).lowercased()
    }
  }

  /// What another program wrote, on one line and without what a terminal obeys.
  static func printable(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { line, scalar in
      line.unicodeScalars.append(scalar.isTerminalControl ? "?" : scalar)
    }
  }
}

extension TransportOptions {
  /// `sun_path` of `sockaddr_un` less its NUL (unix(7)).
  static let longestSocketPath = 107
}
