import Glibc
import HTTPTransport
import Testing

struct AnswerTests {
  @Test(arguments: [
    ("127.0.0.1", true), ("127.9.9.9", true), ("::1", true), ("::ffff:127.0.0.1", true),
    ("128.0.0.1", false), ("::ffff:10.0.0.1", false), ("", false), ("127::1", false),
    ("::", false), ("0.0.0.0", false),
  ])
  func `only this machine's own addresses are loopback`(address: String, isLoopback: Bool) {
    #expect(HTTPPeer.isLoopback(address) == isLoopback)
  }

  @Test func `an answer has its status, its fields as given, and who gave it`() throws {
    let server = try Loopback()
    let response = try HTTPClient().send(HTTPRequest(server.url()))
    #expect(response.status == 200)
    #expect(response.head.version == "1.1")
    #expect(response.head.reason == "OK")
    #expect(response.headers.fields.map(\.name) == ["Content-Type", "X-Case", "Content-Length"])
    #expect(response.headers["x-CASE"] == "As Given")
    #expect(response.headers["absent"] == nil)
    #expect(response.text == "hello")
    #expect(response.isComplete)
    #expect(!response.isConnectionReused)
    #expect(response.peer.endpoint == .address("127.0.0.1", port: server.port))
    #expect(response.peer.isLoopback)
    #expect(response.times.total > .zero)
    #expect(response.times.connect <= response.times.startTransfer)
  }

  @Test func `a 402 is an answer, and its repeated fields stay apart`() throws {
    let server = try Loopback()
    let response = try HTTPClient().send(HTTPRequest(server.url("/402")))
    #expect(response.status == 402)
    #expect(response.head.reason == "Payment Required")
    #expect(response.headers.all("WWW-Authenticate").map(\.text) == ["LSAT a=1", "L402 b=2"])
    #expect(response.headers.first("Empty")?.value == [])
    #expect(response.headers["Folded"] == "one two")
    #expect(response.text == "pay")
  }

  @Test func `chunks are joined, trailers are apart from the fields`() throws {
    let server = try Loopback()
    let response = try HTTPClient().send(HTTPRequest(server.url("/chunked")))
    #expect(response.text == "hello")
    #expect(response.headers["X-Trailer"] == nil)
    #expect(response.trailers["x-trailer"] == "last")
  }

  @Test func `an interim answer is passed over`() throws {
    let server = try Loopback()
    var heads = 0
    let response = try HTTPClient().stream(
      HTTPRequest(server.url("/interim")),
      onHead: { _ in
        heads += 1
        return .more
      },
      onBody: { _ in .more })
    #expect(response.status == 200)
    #expect(response.headers["X-Early"] == nil)
    #expect(heads == 1)
  }

  @Test func `a redirect is an answer and not followed`() throws {
    let server = try Loopback()
    let response = try HTTPClient().send(HTTPRequest(server.url("/redirect")))
    #expect(response.status == 302)
    #expect(response.headers["Location"] == "/hello")
    #expect(try server.events("request").count == 1)
  }

  @Test func `a HEAD has fields and no body, however long`() throws {
    let server = try Loopback()
    let response = try HTTPClient().send(HTTPRequest("HEAD", server.url("/head")))
    #expect(response.headers["content-length"] == "99999999")
    #expect(response.body.isEmpty)
  }

  @Test func `a compressed body stays so unless it was asked for`() throws {
    let server = try Loopback()
    let client = HTTPClient()
    #expect(
      try client.send(HTTPRequest(server.url("/compressed"))).body.prefix(2) == [0x1f, 0x8b])
    let unpacking = TransportOptions.with { $0.decompresses = true }
    #expect(try client.send(HTTPRequest(server.url("/compressed")), unpacking).text == "hello")
    let asked = try server.events("request").map { event in
      event.headers?.contains { $0[0] == "Accept-Encoding" }
    }
    #expect(asked == [false, true])
  }

  @Test func `two requests take one connection`() throws {
    let server = try Loopback()
    let client = HTTPClient()
    #expect(try !client.send(HTTPRequest(server.url())).isConnectionReused)
    #expect(
      try client.send(HTTPRequest("POST", server.url(), body: .bytes([1]))).isConnectionReused)
    #expect(try server.events("open").count == 1)
    #expect(try server.events("request").map(\.connection) == [1, 1])
  }

  @Test func `a first line is enough where it says stop`() throws {
    let server = try Loopback()
    var seen: [UInt8] = []
    let response = try HTTPClient().stream(HTTPRequest("POST", server.url("/lines"))) { piece in
      seen += Array(piece)
      return seen.contains(UInt8(ascii: "\n")) ? .stop : .more
    }
    #expect(String(decoding: seen, as: UTF8.self) == "{\"result\":{\"status\":\"IN_FLIGHT\"}}\n")
    #expect(response.status == 200)
    #expect(!response.isComplete)
    #expect(try server.closings().count == 1)
  }

  @Test func `a head is enough where it says stop`() throws {
    let server = try Loopback()
    let response = try HTTPClient().stream(
      HTTPRequest(server.url("/endless")), onHead: { _ in .stop },
      onBody: { _ in
        Issue.record("no body was wanted")
        return .more
      })
    #expect(response.status == 200)
    #expect(!response.isComplete)
  }

  @Test func `a client serves requests that overlap`() async throws {
    let server = try Loopback()
    let client = HTTPClient()
    var inner = ""
    _ = try client.stream(HTTPRequest(server.url())) { _ in
      inner = (try? client.send(HTTPRequest(server.url())).text) ?? "failed"
      return .more
    }
    #expect(inner == "hello")
    let texts = await withTaskGroup(of: String?.self) { group in
      for _ in 0..<16 {
        group.addTask { try? client.send(HTTPRequest(server.url())).text }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(texts == [String?](repeating: "hello", count: 16))
  }

  @Test func `a unix socket answers, and is loopback`() throws {
    let path = "/tmp/l402-\(UInt64.random(in: 0 ... .max)).sock"
    defer { unlink(path) }
    let server = try Loopback("http_peer.py", ["--unix", path])
    let options = TransportOptions.with {
      $0.unixSocket = path
      $0.peers = .loopback
    }
    let response = try HTTPClient().send(HTTPRequest("http://wallet.test/hello"), options)
    #expect(response.text == "hello")
    #expect(response.peer.endpoint == .unixSocket(path))
    #expect(response.peer.isLoopback)
    #expect(try server.events("request").first?.headers?.first == ["Host", "wallet.test"])
  }
}
