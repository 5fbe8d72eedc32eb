#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// An IPv4 or IPv6 address, so that two spellings of one address are equal.
public struct IPAddress: Hashable, Sendable {
  /// Four bytes, or sixteen, in network order.
  let bytes: [UInt8]

  /// Reads dotted decimal or RFC 4291 text, without port or prefix length; `::ffff:a.b.c.d` is
  /// the IPv4 address.
  public init?(_ text: ArraySlice<UInt8>) {
    guard let string = String(validating: text, as: UTF8.self), !string.utf8.contains(0) else {
      return nil
    }
    var v4 = in_addr()
    var v6 = in6_addr()
    if unsafe inet_pton(AF_INET, string, &v4) == 1 {
      bytes = unsafe withUnsafeBytes(of: v4) { unsafe [UInt8]($0) }
    } else if unsafe inet_pton(AF_INET6, string, &v6) == 1 {
      let all = unsafe withUnsafeBytes(of: v6) { unsafe [UInt8]($0) }
      let isMapped = all.prefix(12).elementsEqual(repeatElement(0, count: 10) + [0xff, 0xff])
      bytes = isMapped ? Array(all.suffix(4)) : all
    } else {
      return nil
    }
  }

  /// Reads an address from a text.
  public init?(_ text: String) { self.init(Array(text.utf8)[...]) }

  /// The network that counts as one client: the address itself, of IPv6 the first 64 bits.
  public var client: IPAddress {
    guard bytes.count == 16 else { return self }
    return IPAddress(bytes: Array(bytes.prefix(8)) + [UInt8](repeating: 0, count: 8))
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }
}

extension IPAddress: CustomStringConvertible {
  /// Dotted decimal, or RFC 5952.
  public var description: String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let isShort = bytes.count == 4
    let family = isShort ? AF_INET : AF_INET6
    _ = unsafe bytes.withUnsafeBytes { source in
      unsafe inet_ntop(family, source.baseAddress, &text, socklen_t(text.count))
    }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
