import Foundation
import Testing

@testable import HTTPTransport

/// What goes wrong once a server was reached.
struct FailureTests {
  @Test(
    arguments: [
      ("/close", .noAnswer), ("/reset", .noAnswer), ("/cut-header", .cutOff), ("/cut", .cutOff),
      ("/cut-chunk", .cutOff), ("/garbage", .malformedAnswer), ("/bad-status", .malformedAnswer),
    ] as [(String, TransportError.Reason)], ["GET", "POST"])
  func `a connection that breaks after the request was read`(
    answer: (String, TransportError.Reason), method: String
  ) throws {
    let server = try Loopback()
    let error = try failure(HTTPRequest(method, server.url(answer.0)))
    #expect(error.reason == answer.1)
    #expect(error.mayHaveBeenSent)
    #expect(error.origin == "http://127.0.0.1:\(server.port)")
    #expect(try server.events("request").count == 1)
  }

  @Test(arguments: ["/silent", "/endless", "/lines"])
  func `an answer that does not end in time`(path: String) throws {
    let server = try Loopback()
    let options = TransportOptions.with {
      $0.timeout = .milliseconds(500)
      $0.maximumBody = nil
    }
    let error = try failure(HTTPRequest("POST", server.url(path)), options)
    #expect(error.reason == .timeout)
    #expect(error.curlCode == 28)
    #expect(error.mayHaveBeenSent)
  }

  @Test(arguments: ["/large", "/endless"])
  func `a body beyond the limit, told or not`(path: String) throws {
    let server = try Loopback()
    let options = TransportOptions.with { $0.maximumBody = 10_000 }
    let error = try failure(HTTPRequest(server.url(path)), options)
    #expect(error.reason == .bodyTooLarge(limit: 10_000))
    #expect(error.curlCode == 63)
    #expect(error.mayHaveBeenSent)
  }

  @Test(arguments: [(5, true), (4, false), (0, false)])
  func `the limit itself is within`(limit: Int, isEnough: Bool) throws {
    let server = try Loopback()
    for path in ["/hello", "/chunked"] {
      let options = TransportOptions.with { $0.maximumBody = limit }
      let text = try? HTTPClient().send(HTTPRequest(server.url(path)), options).text
      #expect(text == (isEnough ? "hello" : nil))
    }
  }

  @Test func `a compressed body is limited as unpacked`() throws {
    let server = try Loopback()
    let options = TransportOptions.with {
      $0.decompresses = true
      $0.maximumBody = 1 << 20
    }
    let error = try failure(HTTPRequest(server.url("/bomb")), options)
    #expect(error.reason == .bodyTooLarge(limit: 1 << 20))
  }

  @Test(arguments: ["/long-header", "/interims"])
  func `a header without an end`(path: String) throws {
    let server = try Loopback()
    let options = TransportOptions.with { $0.maximumHeader = 10_000 }
    let error = try failure(HTTPRequest(server.url(path)), options)
    #expect(error.reason == .headerTooLarge(limit: 10_000))
    #expect(error.mayHaveBeenSent)
  }

  @Test func `a flag raised by another thread ends a request that waits`() throws {
    let server = try Loopback()
    let cancellation = Cancellation()
    let options = TransportOptions.with { $0.cancellation = cancellation }
    let url = server.url("/silent")
    Thread.detachNewThread {
      // Until the server has it; then it waits for nothing.
      _ = try? Loopback.wait { try server.events("request").first }
      cancellation.cancel()
    }
    let error = try failure(HTTPRequest("POST", url), options)
    #expect(error.reason == .cancelled)
    #expect(error.curlCode == 42)
    #expect(error.mayHaveBeenSent)
  }

  @Test func `a flag that was raised before lets nothing be sent`() throws {
    let server = try Loopback()
    let cancellation = Cancellation()
    cancellation.cancel()
    let options = TransportOptions.with { $0.cancellation = cancellation }
    let error = try failure(HTTPRequest(server.url()), options)
    #expect(error.reason == .cancelled)
    #expect(!error.mayHaveBeenSent)
    #expect(try server.events("open").isEmpty)
  }

  @Test func `a flag raised while the answer comes ends it`() throws {
    let server = try Loopback()
    let cancellation = Cancellation()
    let options = TransportOptions.with {
      $0.cancellation = cancellation
      $0.maximumBody = nil
    }
    let error = try #require(throws: TransportError.self) {
      try HTTPClient().stream(HTTPRequest(server.url("/endless")), options) { _ in
        cancellation.cancel()
        return .more
      }
    }
    #expect(error.reason == .cancelled)
    #expect(error.mayHaveBeenSent)
  }

  @Test(arguments: [("POST", 2), ("GET", 3)])
  func `on a kept connection that is closed, only a safe request is sent once more`(
    method: String, requests: Int
  ) throws {
    let server = try Loopback()
    let client = HTTPClient()
    _ = try client.send(HTTPRequest(server.url("/first-only")))
    let request = HTTPRequest(method, server.url("/first-only"))
    if method == "GET" {
      #expect(try client.send(request).text == "hello")
    } else {
      let error = try failure(request, client: client)
      #expect(error.reason == .noAnswer)
      #expect(error.mayHaveBeenSent)
    }
    #expect(try server.events("request").count == requests)
  }
}

/// What goes wrong before a byte of the request was sent.
struct UnsentTests {
  @Test func `a port where nobody listens`() throws {
    let port: Int
    do { port = try Loopback().port }
    let error = try failure(HTTPRequest("POST", "http://127.0.0.1:\(port)/", body: .bytes([1])))
    #expect(error.reason == .connect(errno: ECONNREFUSED))
    #expect(error.curlCode == 7)
    #expect(!error.mayHaveBeenSent)
    #expect(
      error.description == "cannot connect to http://127.0.0.1:\(port): connection refused")
  }

  @Test func `a unix socket that is not there`() throws {
    let options = TransportOptions.with { $0.unixSocket = "/tmp/l402-nowhere.sock" }
    let error = try failure(HTTPRequest("POST", "http://localhost/"), options)
    #expect(error.reason == .connect(errno: ENOENT))
    #expect(!error.mayHaveBeenSent)
  }

  @Test func `a name without an address`() throws {
    // Longer than a label may be: no name server is asked.
    let name = String(repeating: "a", count: 64) + ".test"
    let error = try failure(HTTPRequest("http://\(name)/"))
    #expect(error.reason == .resolve)
    #expect(error.curlCode == 6)
    #expect(!error.mayHaveBeenSent)
  }

  @Test func `a peer behind a proxy is none of this machine's`() throws {
    let server = try Loopback()
    let proxy = try Loopback("proxy_peer.py", ["socks"])
    let options = TransportOptions.with {
      $0.proxy = HTTPProxy("socks5h://127.0.0.1:\(proxy.port)")
      $0.peers = .loopback
    }
    let error = try failure(HTTPRequest("POST", server.url()), options)
    #expect(error.reason == .peerNotAllowed)
    #expect(!error.mayHaveBeenSent)
    #expect(try server.sawNothing())
  }

  @Test(arguments: ["/nowhere/libcurl.so.4", "libc.so.6", "/etc/passwd", ""])
  func `a library that is missing or another one`(file: String) throws {
    let error = try #require(throws: TransportError.self) {
      try HTTPClient(TransportOptions(), library: file).send(HTTPRequest("http://127.0.0.1:1/"))
    }
    #expect(error.reason == .libraryMissing)
    #expect(error.curlCode == 2)
    #expect(!error.mayHaveBeenSent)
    #expect(error.description.contains("libcurl4"))
  }

  @Test func `a library that is too old`() throws {
    let client = HTTPClient(TransportOptions(), library: nil, neededVersion: 0xff_0100)
    let error = try failure(HTTPRequest("http://127.0.0.1:1/"), client: client)
    guard case .libraryTooOld(let found, let needed) = error.reason else {
      Issue.record("\(error.reason)")
      return
    }
    #expect(needed == "255.1.0")
    #expect(try HTTPClient.libraryVersion().hasPrefix("libcurl/\(found) "))
    #expect(error.description == "libcurl \(found) is too old: 255.1.0 is needed")
    #expect(!error.mayHaveBeenSent)
  }

  @Test func `a named library does what the installed one does`() throws {
    let server = try Loopback()
    let client = HTTPClient(TransportOptions(), library: "libcurl.so.4")
    #expect(try client.send(HTTPRequest(server.url())).text == "hello")
  }
}
