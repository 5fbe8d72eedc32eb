/// Where a wallet's server is: scheme, host, port and the path below which its calls are.
///
/// Written one way: scheme and host in lower case, without the scheme's own port and closing slashes.
public struct WalletAddress: Hashable, Sendable, CustomStringConvertible {
  /// The address, without a closing slash.
  public let description: String
  /// Whether it is plain http, which only this machine may be asked by.
  public let isPlain: Bool
  /// Whether its host is a name or an address of this machine.
  public var isLocal: Bool {
    let rest = description.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
    let host = rest.hasPrefix("[") ? rest.prefix { $0 != "]" } + "]" : rest.prefix { $0 != ":" }
    return host == "localhost" || host.hasPrefix("127.") || host == "[::1]"
  }

  /// Reads an http or https URL.
  ///
  /// - Throws: `WalletError` with `.configuration` for any other text, and for one with user name,
  ///   query or fragment: none of them belongs there, and each may be a secret.
  public init(parsing text: String) throws(WalletError) {
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), let end = text.firstRange(of: "://")
    else { throw Self.error("the address is no http or https URL") }
    let scheme = text[..<end.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else {
      throw Self.error("the address is neither http nor https")
    }
    guard !text.contains(where: { "@?#".contains($0) }) else {
      throw Self.error("the address has a user name, a query or a fragment in it")
    }
    let rest = text[end.upperBound...]
    let host = rest.prefix { $0 != "/" }.lowercased()
    var path = rest.dropFirst(host.count)
    while path.last == "/" { path = path.dropLast() }
    let usual = scheme == "http" ? ":80" : ":443"
    let short = host.hasSuffix(usual) ? String(host.dropLast(usual.count)) : host
    guard !short.isEmpty, !short.hasPrefix(":") else { throw Self.error("the address has no host") }
    description = "\(scheme)://\(short)\(path)"
    isPlain = scheme == "http"
  }

  private static func error(_ message: String) -> WalletError {
    WalletError(.configuration, message, mayHaveBeenSent: false)
  }
}
