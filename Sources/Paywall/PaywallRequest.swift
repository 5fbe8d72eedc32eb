public import L402Protocol

/// A request as it arrived, its framing already checked.
public struct PaywallRequest: Sendable {
  /// The method as sent.
  public var method: String
  /// The target as sent: a path with query, or a whole URL.
  public var target: String
  /// Names and values in order.
  public var headers: [(name: String, value: String)]
  /// Who is at the other end of the connection.
  public var peer: IPAddress?

  /// A request as it arrived.
  public init(
    method: String, target: String, headers: [(name: String, value: String)], peer: IPAddress?
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.peer = peer
  }

  /// The values of a field in order; `name` is in lower case.
  func values(_ name: String) -> [String] {
    headers.lazy.filter { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name }
      .map(\.value)
  }

  /// The path of the target without scheme and host; nil for `*` and the like.
  var path: RequestPath? { Self.path(target) }

  static func path(_ target: String) -> RequestPath? {
    if target.utf8.first == UInt8(ascii: "/") { return RequestPath(target) }
    for scheme in ["http://", "https://"] where target.lowercased().hasPrefix(scheme) {
      let rest = target.dropFirst(scheme.count)
      guard let slash = rest.firstIndex(where: { "/?#".contains($0) }) else {
        return RequestPath("/")
      }
      return rest[slash] == "/" ? RequestPath(String(rest[slash...])) : RequestPath("/")
    }
    return nil
  }
}

/// What is asked for, whoever handed it on.
struct Visit: Sendable {
  /// GET for HEAD.
  var method: String
  var path: RequestPath
  var origin: Origin?
  var client: IPAddress?
}
