import HTTPTransport
import Testing

/// Refused before anything is opened: the port of these URLs belongs to a server that must not see
/// a connection.
struct RefusalTests {
  /// One for all; it ends with the tests, whose end closes its standard input.
  static let server = Result { try Loopback() }

  @Test(
    arguments: [
      ("http://user@127.0.0.1:PORT/", .userInfo), ("http://user:word@127.0.0.1:PORT/", .userInfo),
      ("http://:word@127.0.0.1:PORT/", .userInfo),
      ("http://127.0.0.1:PORT/\r\nX-Evil: 1", .foreignCharacter(at: 22)),
      ("http://127.0.0.1:PORT/a b", .foreignCharacter(at: 23)),
      ("http://127.0.0.1:PORT/\u{0}", .foreignCharacter(at: 22)),
      ("http://127.0.0.1:PORT/é\u{202e}", .foreignCharacter(at: 24)),
      (" http://127.0.0.1:PORT/", .foreignCharacter(at: 0)),
      ("127.0.0.1:PORT/", .malformed), ("//127.0.0.1:PORT/", .malformed), ("", .malformed),
      ("http://", .malformed), ("http:///path", .malformed),
      ("http://127.0.0.1:99999/", .malformed),
      ("/hello", .malformed), ("http:/127.0.0.1:PORT/", .scheme),
      ("HTTP:////127.0.0.1/", .malformed), ("ftp://127.0.0.1:PORT/", .scheme),
      ("file:///etc/passwd", .scheme),
      ("gopher://127.0.0.1:PORT/", .scheme), ("telnet://127.0.0.1:PORT/", .scheme),
      ("nothing://127.0.0.1:PORT/", .scheme), ("smtp://127.0.0.1:PORT/", .scheme),
    ] as [(String, TransportError.InvalidURL)])
  func `a URL that is not plain http or https`(
    url: String, problem: TransportError.InvalidURL
  ) throws {
    let server = try Self.server.get()
    var expected = problem
    let port = "\(server.port)"
    if case .foreignCharacter(let at) = problem, at > 0 {
      expected = .foreignCharacter(at: at - 4 + port.count)
    }
    let error = try failure(HTTPRequest(url.replacing("PORT", with: port)))
    #expect(error.reason == .invalidURL(expected))
    #expect(!error.mayHaveBeenSent)
    #expect(error.curlCode == (problem == .scheme ? 1 : 3))
    #expect(try server.events("open").isEmpty)
  }

  @Test(
    arguments: [
      ("GET /", [], .method), ("", [], .method), ("GET\r\nX: 1", [], .method),
      ("GET", [("X", "a\r\nY: b")], .headerValue(index: 0)),
      ("GET", [("X", "a"), ("Y", "a\nb")], .headerValue(index: 1)),
      ("GET", [("X", "a\rb")], .headerValue(index: 0)),
      ("GET", [("X", "a\u{0}b")], .headerValue(index: 0)),
      ("GET", [("X: 1\r\nY", "b")], .headerName(index: 0)),
      ("GET", [("", "b")], .headerName(index: 0)), ("GET", [("X ", "b")], .headerName(index: 0)),
      ("GET", [("X:", "b")], .headerName(index: 0)), ("GET", [("X;", "")], .headerName(index: 0)),
      ("GET", [("é", "b")], .headerName(index: 0)),
      ("POST", [("content-length", "5")], .framingHeader(index: 0)),
      ("POST", [("A", "b"), ("Transfer-Encoding", "chunked")], .framingHeader(index: 1)),
      ("POST", [("Expect", "100-continue")], .framingHeader(index: 0)),
    ] as [(String, [(String, String)], TransportError.InvalidRequest)])
  func `a request that would be another one on the wire`(
    method: String, fields: [(String, String)], problem: TransportError.InvalidRequest
  ) throws {
    let server = try Self.server.get()
    let headers = HTTPHeaders(fields.map { HTTPHeader($0.0, $0.1) })
    let error = try failure(HTTPRequest(method, server.url(), headers: headers))
    #expect(error.reason == .invalidRequest(problem))
    #expect(!error.mayHaveBeenSent)
    #expect(try server.events("open").isEmpty)
  }

  @Test func `a HEAD with a body`() throws {
    let error = try failure(HTTPRequest("HEAD", "http://127.0.0.1:1/", body: .bytes([1])))
    #expect(error.reason == .invalidRequest(.bodyOfHead))
  }

  @Test(
    arguments: [
      "127.0.0.1:1", "ftp://127.0.0.1:1", "socks5h://", "socks5h://user:word@127.0.0.1:1",
      "http://127.0.0.1:1\r\n", "",
    ])
  func `a proxy that is no plain proxy`(url: String) throws {
    let options = TransportOptions.with { $0.proxy = HTTPProxy(url) }
    let error = try failure(HTTPRequest("http://127.0.0.1:1/"), options)
    #expect(error.reason == .invalidOptions(.proxy))
    #expect(!error.mayHaveBeenSent)
  }

  @Test(arguments: ["", "a\u{0}b", String(repeating: "/", count: 108)])
  func `a unix socket that cannot be`(path: String) throws {
    let options = TransportOptions.with { $0.unixSocket = path }
    let error = try failure(HTTPRequest("http://localhost/"), options)
    #expect(error.reason == .invalidOptions(.unixSocket))
  }

  @Test func `a unix socket behind a proxy, and a user agent of two lines`() throws {
    let both = TransportOptions.with {
      $0.unixSocket = "/tmp/x"
      $0.proxy = HTTPProxy("http://127.0.0.1:1")
    }
    let request = HTTPRequest("http://localhost/")
    #expect(try failure(request, both).reason == .invalidOptions(.proxyWithUnixSocket))
    let agent = TransportOptions.with { $0.userAgent = "a\r\nX: b" }
    #expect(try failure(request, agent).reason == .invalidOptions(.userAgent))
  }
}
