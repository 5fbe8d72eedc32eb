import HTTPTransport
import Testing

struct SecrecyTests {
  static let secrets = ["s3cret-field", "s3cret-path", "s3cret-body", "s3cret-user", "s3cret-word"]

  static func request(_ origin: String) -> HTTPRequest {
    HTTPRequest(
      "POST", "\(origin)/s3cret-path?key=s3cret-path",
      headers: [HTTPHeader("Authorization", "s3cret-field")],
      body: .bytes(Array("s3cret-body".utf8)))
  }

  static func hides(_ value: Any) -> Bool {
    var dumped = ""
    dump(value, to: &dumped)
    return secrets.allSatisfy { !"\(value)\(dumped)".contains($0) }
  }

  @Test func `values that hold secrets do not show them`() {
    let request = Self.request("https://example.test")
    #expect(Self.hides(request))
    #expect(Self.hides(request.headers))
    #expect(Self.hides(request.body))
    #expect("\(request)" == "POST (body of 11 bytes)")
    #expect("\(request.headers.fields[0])" == "Authorization: (12 bytes)")
    var options = TransportOptions()
    options.proxy = HTTPProxy(
      "http://s3cret-user:s3cret-word@proxy.test", user: "s3cret-user", password: "s3cret-word")
    #expect(Self.hides(options))
  }

  @Test(
    arguments: [
      "http://127.0.0.1:1", "https://127.0.0.1:1", "http://s3cret-user:s3cret-word@127.0.0.1:1",
      "ftp://s3cret-user:s3cret-word@127.0.0.1:1", "http://[s3cret-user", "http://%00s3cret-word",
    ],
    [
      nil, "http://127.0.0.1:1", "socks5h://127.0.0.1:1", "http://s3cret-user:s3cret-word@[::1",
      "socks5h://s3cret-user:s3cret-word@", "http://127.0.0.1:s3cret-word",
    ])
  func `errors do not show what was asked for`(origin: String, proxy: String?) throws {
    let options = TransportOptions.with {
      $0.proxy = proxy.map { HTTPProxy($0, user: "s3cret-user", password: "s3cret-word") }
    }
    let error = try failure(Self.request(origin), options)
    #expect(Self.hides(error))
    #expect(!error.mayHaveBeenSent)
    #expect(!"\(error)".contains("\n"))
  }

  @Test func `an answer shows neither the values of its fields nor its body`() throws {
    let server = try Loopback()
    let client = HTTPClient()
    let cookie = try client.send(HTTPRequest(server.url("/cookie")))
    #expect(cookie.headers["Set-Cookie"] == "a=b")
    let hello = try client.send(HTTPRequest(server.url()))
    #expect("\(hello)" == "200 (5 bytes)")
    var dumped = ""
    dump([cookie, hello], to: &dumped)
    #expect(!dumped.contains("a=b"))
    #expect(!dumped.contains("- 104\n"))
  }
}
