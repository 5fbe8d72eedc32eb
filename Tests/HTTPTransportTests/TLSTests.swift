import Bytes
import HTTPTransport
import Testing

struct TLSTests {
  /// A POST, as payments are.
  static func request(_ server: Loopback, host: String = "localhost") -> HTTPRequest {
    HTTPRequest(
      "POST", server.url(scheme: "https", host: host),
      headers: [HTTPHeader("Grpc-Metadata-macaroon", "0201")], body: .bytes([1, 2, 3]))
  }

  @Test(arguments: ["localhost", "127.0.0.1"])
  func `a self-signed certificate is trusted by its PEM`(host: String) throws {
    let certificate = try Certificate()
    let server = try Loopback("http_peer.py", certificate.arguments)
    let client = HTTPClient(.with { $0.trust = .roots(pem: certificate.pem) })
    for isReused in [false, true] {
      let response = try client.send(Self.request(server, host: host))
      #expect(response.text == "hello")
      #expect(response.isConnectionReused == isReused)
      #expect(isReused || response.times.appConnect > response.times.connect)
    }
    #expect(try server.events("request").count == 2)
  }

  @Test func `the right one of several roots and of several pins is enough`() throws {
    let (certificate, other) = (try Certificate(), try Certificate())
    let server = try Loopback("http_peer.py", certificate.arguments)
    let options = TransportOptions.with {
      $0.trust = .roots(pem: other.pem + certificate.pem)
      $0.pinnedKeys = [other.pin, certificate.pin]
    }
    #expect(try HTTPClient().send(Self.request(server), options).text == "hello")
  }

  @Test func `another certificate of the same names is refused`() throws {
    let (certificate, other) = (try Certificate(), try Certificate())
    let server = try Loopback("http_peer.py", certificate.arguments)
    for trust in [TLSTrust.roots(pem: other.pem), .system] {
      let error = try failure(Self.request(server), .with { $0.trust = trust })
      guard case .tls(let text) = error.reason else {
        Issue.record("\(error.reason)")
        return
      }
      #expect(text.contains("certificate"))
      #expect(error.curlCode == 60)
      #expect(!error.mayHaveBeenSent)
      #expect(error.description.hasPrefix("no TLS connection to https://localhost:"))
    }
    #expect(try server.sawNothing(connections: 2))
  }

  @Test func `the system's roots do not count beside a pinned PEM's`() throws {
    // And the other way about: what one request trusts, the next one does not.
    let certificate = try Certificate()
    let server = try Loopback("http_peer.py", certificate.arguments)
    let client = HTTPClient()
    let trusting = TransportOptions.with { $0.trust = .roots(pem: certificate.pem) }
    #expect(try client.send(Self.request(server), trusting).status == 200)
    let error = try failure(Self.request(server), client: client)
    #expect(error.curlCode == 60)
    #expect(!error.mayHaveBeenSent)
    #expect(try server.events("start").count == 1)
  }

  @Test func `a pin that another request had does not count for this one`() throws {
    let certificate = try Certificate()
    let server = try Loopback("http_peer.py", certificate.arguments)
    let client = HTTPClient(.with { $0.trust = .roots(pem: certificate.pem) })
    #expect(try client.send(Self.request(server)).status == 200)
    var pinned = client.options
    pinned.pinnedKeys = [.zero]
    let error = try failure(Self.request(server), pinned, client: client)
    #expect(error.reason == .pinMismatch)
    #expect(!error.mayHaveBeenSent)
    #expect(try server.events("start").count == 1)
  }

  @Test func `a certificate of another name is refused`() throws {
    let certificate = try Certificate(names: "DNS:node.test")
    let server = try Loopback("http_peer.py", certificate.arguments)
    for host in ["localhost", "127.0.0.1"] {
      let options = TransportOptions.with { $0.trust = .roots(pem: certificate.pem) }
      let error = try failure(Self.request(server, host: host), options)
      #expect(error.curlCode == 60)
      #expect(!error.mayHaveBeenSent)
    }
    #expect(try server.sawNothing(connections: 2))
  }

  @Test func `a key that is not pinned is refused, whoever vouches for it`() throws {
    let (certificate, other) = (try Certificate(), try Certificate())
    let server = try Loopback("http_peer.py", certificate.arguments)
    let options = TransportOptions.with {
      $0.trust = .roots(pem: certificate.pem)
      $0.pinnedKeys = [other.pin]
    }
    let error = try failure(Self.request(server), options)
    #expect(error.reason == .pinMismatch)
    #expect(error.curlCode == 90)
    #expect(!error.mayHaveBeenSent)
    #expect(try server.sawNothing())
  }

  @Test func `a pin vouches for nobody`() throws {
    let certificate = try Certificate()
    let server = try Loopback("http_peer.py", certificate.arguments)
    let error = try failure(
      Self.request(server), .with { $0.pinnedKeys = [certificate.pin] })
    #expect(error.curlCode == 60)
    #expect(!error.mayHaveBeenSent)
    #expect(try server.sawNothing())
  }

  @Test(
    arguments: [
      "", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "\u{0}",
    ])
  func `roots that are no certificates trust nobody`(pem: String) throws {
    let certificate = try Certificate()
    let server = try Loopback("http_peer.py", certificate.arguments)
    let options = TransportOptions.with { $0.trust = .roots(pem: Array(pem.utf8)) }
    let error = try failure(Self.request(server), options)
    #expect(!error.mayHaveBeenSent)
    #expect([.unusableRoots].contains(error.reason) || error.curlCode == 60)
    #expect(try server.events("start").isEmpty)
  }

  @Test func `a server without TLS`() throws {
    let server = try Loopback()
    let error = try failure(Self.request(server))
    #expect(error.curlCode == 35)
    #expect(!error.mayHaveBeenSent)
    #expect(try server.sawNothing())
  }

  @Test func `a server that never says hello`() throws {
    let server = try Loopback("http_peer.py", ["--mute"])
    for isConnecting in [true, false] {
      let options = TransportOptions.with {
        if isConnecting {
          $0.connectTimeout = .milliseconds(500)
        } else {
          $0.timeout = .milliseconds(500)
        }
      }
      let error = try failure(Self.request(server), options)
      #expect(error.reason == .timeout)
      #expect(!error.mayHaveBeenSent)
    }
  }

  @Test func `a connection reset after the request was read, under TLS`() throws {
    let certificate = try Certificate()
    let server = try Loopback("http_peer.py", certificate.arguments)
    let options = TransportOptions.with { $0.trust = .roots(pem: certificate.pem) }
    let request = HTTPRequest("POST", server.url("/reset", scheme: "https", host: "localhost"))
    let error = try failure(request, options)
    #expect(error.reason == .noAnswer)
    #expect(error.mayHaveBeenSent)
  }
}
