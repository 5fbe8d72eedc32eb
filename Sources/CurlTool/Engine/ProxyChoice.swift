internal import Glibc

/// Whether a request goes through a proxy: decided here, and libcurl is told, so that both agree.
struct ProxyChoice {
  /// The proxy, as the options or the environment name it; nil for none.
  let proxy: String?

  /// - Parameter variables: the environment.
  init(_ operation: CurlOperation, _ url: RequestURL, variables: [String: String]) {
    let exceptions =
      operation.noProxy ?? variables["no_proxy"].flatMap { $0.isEmpty ? nil : $0 }
      ?? variables["NO_PROXY"]
    guard operation.unixSocket == nil else {
      proxy = nil
      return
    }
    let named: String?
    if let given = operation.proxy {
      named = given
    } else {
      // HTTP_PROXY in capitals is what a CGI server would set from a request's field.
      let capitals = url.scheme == "http" ? nil : variables["\(url.scheme.uppercased())_PROXY"]
      named =
        variables["\(url.scheme)_proxy"] ?? capitals ?? variables["all_proxy"]
        ?? variables["ALL_PROXY"]
    }
    let isExcepted = exceptions.map { Self.excepts(url.host, $0) } ?? false
    proxy = named.flatMap { $0.isEmpty || isExcepted ? nil : $0 }
  }

  /// Whether it speaks SOCKS and is the one to look the server's name up.
  var resolvesNames: Bool {
    guard let proxy = proxy?.lowercased() else { return false }
    return ["socks4a://", "socks5h://"].contains { proxy.hasPrefix($0) }
  }

  /// Whether a list of names without proxy has a host in it, as libcurl reads such lists.
  static func excepts(_ host: String, _ list: String) -> Bool {
    if list == "*" { return true }
    let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    let name = bare.hasSuffix(".") ? bare.dropLast() : bare[...]
    for entry in list.lowercased().split(whereSeparator: { $0 == "," || $0 == " " || $0 == "\t" }) {
      if let address = IPAddress(String(name)) {
        let parts = entry.split(separator: "/", maxSplits: 1)
        let bits = parts.count > 1 ? Int(parts[1]) : address.bytes.count * 8
        let text = parts[0].hasPrefix("[") ? parts[0].dropFirst().dropLast() : parts[0]
        guard let network = IPAddress(String(text)), let bits else { continue }
        if address.shares(bits, with: network) { return true }
        continue
      }
      var suffix = entry.hasPrefix(".") ? entry.dropFirst() : entry
      if suffix.hasSuffix(".") { suffix = suffix.dropLast() }
      if name == suffix || !suffix.isEmpty && name.hasSuffix("." + suffix) { return true }
    }
    return false
  }
}

/// An address of the internet, in network byte order.
private struct IPAddress {
  let bytes: [UInt8]

  init?(_ text: String) {
    var four = in_addr()
    var six = in6_addr()
    if inet_pton(AF_INET, text, &four) == 1 {
      bytes = withUnsafeBytes(of: four) { Array($0) }
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      bytes = withUnsafeBytes(of: six) { Array($0) }
    } else {
      return nil
    }
  }

  func shares(_ bits: Int, with other: IPAddress) -> Bool {
    guard bytes.count == other.bytes.count, (0...bytes.count * 8).contains(bits) else {
      return false
    }
    for (index, pair) in zip(bytes, other.bytes).enumerated() {
      let left = bits - index * 8
      guard left > 0 else { return true }
      let mask: UInt8 = left >= 8 ? 0xff : ~(0xff >> UInt8(left))
      if (pair.0 ^ pair.1) & mask != 0 { return false }
    }
    return true
  }
}
