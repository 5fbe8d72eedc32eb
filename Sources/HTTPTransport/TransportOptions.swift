public import Bytes

/// How requests travel: nothing here is taken from the environment unless it says so.
public struct TransportOptions: Sendable {
  /// How long a connection may take, names, proxies and TLS included; nil is libcurl's 300 s.
  public var connectTimeout: Duration? = .seconds(15)
  /// How long all may take; nil is for ever.
  public var timeout: Duration? = .seconds(60)
  /// A unix socket to connect to in place of the URL's host; at most 107 bytes.
  public var unixSocket: String?
  /// A proxy for all requests, whatever the environment says.
  public var proxy: HTTPProxy?
  /// Whether `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` count where `proxy` is nil.
  public var usesEnvironmentProxy = false
  /// Who may vouch for an `https` server.
  public var trust: TLSTrust = .system
  /// SHA-256 of the server's public key (SubjectPublicKeyInfo, DER), one of which must fit, in
  /// addition to `trust`; empty for any key.
  public var pinnedKeys: [Bytes32] = []
  /// Whom a request may be sent to.
  public var peers: PeerPolicy = .any
  /// Which HTTP is spoken.
  public var version: HTTPVersionChoice = .automatic
  /// The `User-Agent` of requests that have none of their own; nil sends none.
  public var userAgent: String?
  /// Whether compressed bodies are asked for, and unpacked; limits count what was unpacked.
  public var decompresses = false
  /// The most bytes of status lines and fields, interim answers and trailers included.
  public var maximumHeader = 128 << 10
  /// The most bytes of a body; nil for any number.
  public var maximumBody: Int? = 16 << 20
  /// Ends the request when it is raised.
  public var cancellation: Cancellation?

  /// The options as documented.
  public init() {}
}

/// Who may vouch for a server.
///
/// The name in its certificate must fit in any case.
public enum TLSTrust: Hashable, Sendable {
  /// The system's certificate authorities.
  case system
  /// These certificates alone, in PEM: authorities, or the server's own.
  case roots(pem: [UInt8])
}

/// Whom a request may be sent to, judged when the connection is there and before a byte is sent.
public enum PeerPolicy: Hashable, Sendable {
  /// Whoever the URL, the proxy and the resolver lead to.
  case any
  /// This machine only: 127.0.0.0/8, `::1` or a unix socket, and no proxy in between. Where the
  /// environment may name a proxy, that is one.
  case loopback
}

/// Which HTTP is spoken.
public enum HTTPVersionChoice: Hashable, Sendable {
  /// HTTP/2 where a TLS server offers it, else HTTP/1.1.
  case automatic
  /// HTTP/1.1.
  case http1
}

/// A proxy, by an address that has no secrets in it.
public struct HTTPProxy: Hashable, Sendable {
  /// Scheme, host and port, such as `socks5h://127.0.0.1:9050`.
  ///
  /// The schemes are `http`, `https`, `socks4`, `socks4a`, `socks5` and `socks5h`; with `socks4a` and
  /// `socks5h` the proxy resolves the server's name.
  public var url: String
  /// For proxies that want one; Tor keeps users' circuits apart.
  public var user: String?
  /// For proxies that want one.
  public var password: String?

  /// A proxy by its URL.
  public init(_ url: String, user: String? = nil, password: String? = nil) {
    self.url = url
    self.user = user
    self.password = password
  }
}

extension HTTPProxy: CustomStringConvertible, CustomReflectable {
  /// Says only what it is: somebody may have put a password into the URL.
  public var description: String { "(proxy)" }

  /// As the description.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
