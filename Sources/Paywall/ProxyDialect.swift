internal import L402Protocol

/// Who hands requests on, and in which fields it says what they are.
public enum ProxyDialect: String, Hashable, Sendable, CaseIterable {
  /// `auth_request`, with the fields of the example configuration.
  case nginx
  /// `forward_auth`.
  case caddy
  /// `ForwardAuth`.
  case traefik
  /// `ext_authz` over HTTP: method and path are those of the request itself.
  case envoy

  /// The path that proxies ask at; nil where they ask at the path that is asked for.
  public var endpoint: String? { self == .envoy ? nil : "/auth" }

  private var methodField: String? {
    switch self {
    case .nginx: "x-original-method"
    case .caddy, .traefik: "x-forwarded-method"
    case .envoy: nil
    }
  }

  private var targetField: String? {
    switch self {
    case .nginx: "x-original-uri"
    case .caddy, .traefik: "x-forwarded-uri"
    case .envoy: nil
    }
  }

  private var hostField: String { self == .envoy ? "host" : "x-forwarded-host" }

  /// What the proxy asks about.
  ///
  /// - Throws: `BadRequest` for a field that is missing, repeated or not what it should be.
  func visit(
    _ request: PaywallRequest, trusting trusted: [AddressRange]
  ) throws(BadRequest) -> Visit {
    let method = try methodField.map { field throws(BadRequest) in try one(field, request) }
    let target = try targetField.map { field throws(BadRequest) in try one(field, request) }
    guard let path = PaywallRequest.path(target ?? request.target) else {
      throw BadRequest("the path is not absolute, or ambiguous")
    }
    let scheme = try one("x-forwarded-proto", request)
    let host = try one(hostField, request)
    guard scheme == "http" || scheme == "https", let origin = Origin(parsing: "\(scheme)://\(host)")
    else { throw BadRequest("the forwarded scheme or host is none") }
    let forwarded = try one("x-forwarded-for", request)
    let client = try Self.client(behind: request.peer, forwarded, trusting: trusted)
    return Visit(
      method: try Self.checked(method ?? request.method), path: path, origin: origin,
      client: client)
  }

  /// The address behind trusted proxies, read from right to left.
  static func client(
    behind peer: IPAddress?, _ forwarded: String, trusting trusted: [AddressRange]
  ) throws(BadRequest) -> IPAddress? {
    var client = peer
    for part in forwarded.split(separator: ",", omittingEmptySubsequences: false).reversed() {
      guard let current = client, trusted.contains(where: { $0.contains(current) }) else { break }
      let text = part.drop { $0 == " " || $0 == "\t" }
      let trimmed = text.prefix { $0 != " " && $0 != "\t" }
      guard let address = IPAddress(String(trimmed)) else {
        throw BadRequest("x-forwarded-for holds no address")
      }
      client = address
    }
    return client
  }

  /// The method, GET for HEAD.
  static func checked(_ method: String) throws(BadRequest) -> String {
    guard !method.isEmpty, method.utf8.count <= 32,
      method.utf8.allSatisfy({ (0x41...0x5a).contains($0) || $0 == UInt8(ascii: "-") })
    else { throw BadRequest("the method is none") }
    return method == "HEAD" ? "GET" : method
  }

  private func one(_ field: String, _ request: PaywallRequest) throws(BadRequest) -> String {
    let values = request.values(field)
    guard values.count == 1, let value = values.first, !value.isEmpty else {
      throw BadRequest(values.isEmpty ? "\(field) is missing" : "\(field) is repeated or empty")
    }
    return value
  }
}

/// A request that could mean two things, or nothing.
struct BadRequest: Error, Hashable {
  /// What is wrong, in words.
  let message: String

  init(_ message: String) { self.message = message }
}
