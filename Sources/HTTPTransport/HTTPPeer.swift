internal import Bytes

/// The other end of the connection that a request went through.
public struct HTTPPeer: Hashable, Sendable {
  /// Where it is.
  public enum Endpoint: Hashable, Sendable {
    /// A numeric IPv4 or IPv6 address and a port.
    case address(String, port: Int)
    /// A unix socket, by its path.
    case unixSocket(String)
  }

  /// Where it is: the proxy's end where there is one.
  public let endpoint: Endpoint
  /// Whether a proxy is in between, or may be, where the environment names one.
  public let isProxied: Bool

  /// Whether the server is on this machine: 127.0.0.0/8, `::1` or a unix socket, not proxied.
  public var isLoopback: Bool {
    guard !isProxied else { return false }
    switch endpoint {
    case .unixSocket: return true
    case .address(let address, _): return Self.isLoopback(address)
    }
  }

  /// Whether an address is this machine's own: 127.0.0.0/8 or `::1`, as inet_ntop writes them.
  public static func isLoopback(_ address: String) -> Bool {
    let mapped = "::ffff:"
    let text = address.hasPrefix(mapped) ? address.dropFirst(mapped.count) : address[...]
    return text == "::1" || (text.hasPrefix("127.") && text.utf8.allSatisfy { $0 != 0x3a })
  }
}
