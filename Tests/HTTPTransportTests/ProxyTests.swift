import Foundation
import HTTPTransport
import Testing

struct ProxyTests {
  @Test func `a SOCKS proxy is asked for the name, which nobody else resolves`() throws {
    let server = try Loopback()
    let proxy = try Loopback("proxy_peer.py", ["socks"])
    let options = TransportOptions.with {
      $0.proxy = HTTPProxy("socks5h://127.0.0.1:\(proxy.port)", user: "circuit", password: "one")
    }
    let response = try HTTPClient().send(
      HTTPRequest(server.url(host: "hidden.wallet.test")), options)
    #expect(response.text == "hello")
    #expect(response.peer.isProxied)
    #expect(!response.peer.isLoopback)
    let asked = try #require(try proxy.events("asked").first)
    #expect(asked.name == "hidden.wallet.test")
    #expect(asked.user == "circuit")
    #expect(
      try server.events("request").first?.headers?.first
        == ["Host", "hidden.wallet.test:\(server.port)"])
  }

  @Test func `a SOCKS proxy that refuses`() throws {
    let server = try Loopback()
    let proxy = try Loopback("proxy_peer.py", ["socks"])
    let options = TransportOptions.with {
      $0.proxy = HTTPProxy("socks5h://127.0.0.1:\(proxy.port)", user: "u", password: "word")
    }
    let error = try failure(HTTPRequest("POST", server.url(host: "refused.test")), options)
    #expect(error.reason == .proxy)
    #expect(error.curlCode == 97)
    #expect(!error.mayHaveBeenSent)
    #expect(try server.events("open").isEmpty)
  }

  @Test func `an HTTP proxy that tunnels sees the name, and none of the fields`() throws {
    let certificate = try Certificate(names: "DNS:node.test")
    let server = try Loopback("http_peer.py", certificate.arguments)
    let proxy = try Loopback("proxy_peer.py", ["connect"])
    let options = TransportOptions.with {
      $0.proxy = HTTPProxy("http://127.0.0.1:\(proxy.port)", user: "user", password: "word")
      $0.trust = .roots(pem: certificate.pem)
    }
    let request = HTTPRequest(
      server.url(scheme: "https", host: "node.test"),
      headers: [HTTPHeader("Authorization", "secret")])
    let response = try HTTPClient().send(request, options)
    #expect(response.text == "hello")
    #expect(response.headers["Proxy-Agent"] == nil)
    let asked = try #require(try proxy.asked().first)
    #expect(asked.line == "CONNECT node.test:\(server.port) HTTP/1.1")
    #expect(asked.headers.contains { $0.hasPrefix("Proxy-Authorization: Basic ") })
    #expect(!asked.headers.contains { $0.contains("secret") })
    let seen = try #require(try server.events("request").first?.headers)
    #expect(seen.contains(["Authorization", "secret"]))
    #expect(!seen.contains { $0[0] == "Proxy-Authorization" })
  }

  @Test func `an HTTP proxy that refuses`() throws {
    let proxy = try Loopback("proxy_peer.py", ["connect"])
    let options = TransportOptions.with {
      $0.proxy = HTTPProxy("http://127.0.0.1:\(proxy.port)", user: "user", password: "word")
    }
    let request = HTTPRequest(
      "POST", "https://refused.test/", headers: [HTTPHeader("Authorization", "secret")])
    let error = try failure(request, options)
    #expect(error.reason == .proxy)
    #expect(!error.mayHaveBeenSent)
    #expect(!"\(error)".contains("word"))
  }

  @Test(arguments: ["http", "https", "socks4", "socks4a", "socks5", "socks5h"])
  func `a proxy that is not there`(scheme: String) throws {
    let port: Int
    do { port = try Loopback().port }
    let options = TransportOptions.with { $0.proxy = HTTPProxy("\(scheme)://127.0.0.1:\(port)") }
    let error = try failure(HTTPRequest("POST", "http://127.0.0.1:1/"), options)
    #expect(!error.mayHaveBeenSent)
    #expect([.connect(errno: ECONNREFUSED), .proxy].contains(error.reason))
  }

  // Variables belong to a process, so each of these has one of its own.

  @Test func `the environment's proxies do not count unless asked for`() async {
    await #expect(processExitsWith: .success) {
      let server = try Loopback()
      let proxy = try Loopback("proxy_peer.py", ["connect"])
      for name in ["http_proxy", "ALL_PROXY", "all_proxy"] {
        setenv(name, "http://127.0.0.1:\(proxy.port)", 1)
      }
      #expect(try HTTPClient().send(HTTPRequest(server.url())).text == "hello")
      #expect(try proxy.asked().isEmpty)

      let asking = TransportOptions.with { $0.usesEnvironmentProxy = true }
      #expect(try HTTPClient().send(HTTPRequest(server.url()), asking).status == 403)
      #expect(try proxy.asked().count == 1)

      // What may go through a proxy is not loopback.
      let careful = TransportOptions.with {
        $0.usesEnvironmentProxy = true
        $0.peers = .loopback
      }
      let error = try failure(HTTPRequest(server.url()), careful)
      #expect(error.reason == .peerNotAllowed)
      #expect(!error.mayHaveBeenSent)
    }
  }

  @Test func `no_proxy leads past no proxy that the options name`() async {
    await #expect(processExitsWith: .success) {
      setenv("no_proxy", "*", 1)
      setenv("NO_PROXY", "*", 1)
      let server = try Loopback()
      let proxy = try Loopback("proxy_peer.py", ["socks"])
      let options = TransportOptions.with {
        $0.proxy = HTTPProxy("socks5h://127.0.0.1:\(proxy.port)")
      }
      #expect(try HTTPClient().send(HTTPRequest(server.url()), options).text == "hello")
      #expect(try proxy.events("asked").count == 1)
    }
  }

  @Test func `a broken pipe kills nobody`() async {
    await #expect(processExitsWith: .success) {
      signal(SIGPIPE, SIG_DFL)
      let server = try Loopback()
      let body = [UInt8](repeating: 1, count: 50_000_000)
      // Closed by the server long before all of it was sent.
      let stream = HTTPBodyStream(length: 50_000_000) { .bytes(body) }
      _ = try? HTTPClient().send(
        HTTPRequest("POST", server.url("/reset"), body: .stream(stream)))
    }
  }
}
