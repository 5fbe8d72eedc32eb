/// Scheme, host and port of a resource (RFC 6454), host and scheme in lower case, the host without a
/// closing dot.
public struct Origin: Hashable, Sendable, CustomStringConvertible {
  /// `http` or `https`, or another scheme with a port given.
  public let scheme: String
  /// The host; an IPv6 address in brackets.
  public let host: String
  /// The port, the scheme's own where none was given.
  public let port: UInt16

  /// Reads exactly `scheme://host[:port]`; nil with a path, user or query, or without port where
  /// the scheme has none of its own.
  public init?(parsing text: String) {
    guard let range = text.range(of: "://"), !text.utf8.contains(where: { $0 <= 0x20 || $0 > 0x7e })
    else { return nil }
    scheme = text[..<range.lowerBound].lowercased()
    guard let first = scheme.utf8.first, (0x61...0x7a).contains(first),
      scheme.utf8.allSatisfy({ (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) })
    else { return nil }
    let authority = text[range.upperBound...]
    guard !authority.isEmpty, !authority.contains(where: { "/@?#\\".contains($0) }) else {
      return nil
    }
    let bracket = authority.lastIndex(of: "]")
    let colon = authority[(bracket ?? authority.startIndex)...].lastIndex(of: ":")
    let name = authority[..<(colon ?? authority.endIndex)].lowercased()
    // The dot of the root is another spelling of the same name (RFC 1034, 3.1).
    host = name.hasSuffix(".") ? String(name.dropLast()) : name
    guard !host.isEmpty, bracket != nil || !host.contains(":"),
      host.hasPrefix("[") == host.hasSuffix("]")
    else { return nil }
    if let colon {
      let digits = authority[authority.index(after: colon)...]
      guard digits.allSatisfy(\.isNumber), let number = UInt16(digits), number > 0 else {
        return nil
      }
      port = number
    } else {
      switch scheme {
      case "http": port = 80
      case "https": port = 443
      default: return nil
      }
    }
  }

  /// `scheme://host`, with the port where it is not the scheme's own.
  public var description: String {
    let isDefault = (scheme == "http" && port == 80) || (scheme == "https" && port == 443)
    return "\(scheme)://\(host)" + (isDefault ? "" : ":\(port)")
  }
}

extension String {
  /// The first place where `part` stands; the standard library has no such search without
  /// Foundation.
  fileprivate func range(of part: String) -> Range<String.Index>? {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(part) {
        return index..<self.index(index, offsetBy: part.count)
      }
      index = self.index(after: index)
    }
    return nil
  }
}
