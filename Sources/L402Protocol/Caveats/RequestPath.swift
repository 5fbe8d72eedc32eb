internal import Bytes

/// The path of a request in its one normal form.
///
/// Query and fragment split off, decoded once, `//` merged, dots resolved; what could mean two
/// things to two servers is refused: encoded `/`, `\`, `%`, NUL, and dots that lead above the root.
public struct RequestPath: Hashable, Sendable {
  /// Decoded segments, a closing slash as an empty last one.
  ///
  /// `/` alone is one empty segment.
  public let segments: [String]
  /// The normal form, decoded.
  public let text: String

  /// Reads an absolute path, with or without query; nil where it is ambiguous or not absolute.
  public init?(_ text: String) {
    let path = text.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    guard path.first == UInt8(ascii: "/") else { return nil }
    var segments: [String] = []
    let parts = path.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: true)
    for part in parts {
      guard let segment = Self.decode(part) else { return nil }
      switch segment {
      case ".": continue
      case "..":
        guard !segments.isEmpty else { return nil }
        segments.removeLast()
      default: segments.append(segment)
      }
    }
    let last = parts.last.map { String($0) ?? "" }
    if path.last == UInt8(ascii: "/") || segments.isEmpty || last == "." || last == ".." {
      segments.append("")
    }
    self.segments = segments
    self.text = "/" + segments.joined(separator: "/")
  }

  static func decode(_ part: Substring.UTF8View) -> String? {
    let isPlain = part.allSatisfy { byte in
      byte >= 0x20 && byte < 0x7f && byte != UInt8(ascii: "%") && byte != UInt8(ascii: "\\")
    }
    if isPlain { return String(Substring(part)) }
    var bytes: [UInt8] = []
    var rest = part[...]
    while let byte = rest.first {
      rest = rest.dropFirst()
      guard byte == UInt8(ascii: "%") else {
        guard byte >= 0x20, byte != 0x7f, byte != UInt8(ascii: "\\") else { return nil }
        bytes.append(byte)
        continue
      }
      guard rest.count >= 2, let high = Hex.value(of: rest[rest.startIndex]),
        let low = Hex.value(of: rest[rest.index(after: rest.startIndex)])
      else { return nil }
      let decoded = high << 4 | low
      guard decoded >= 0x20, decoded != 0x7f, decoded != UInt8(ascii: "/"),
        decoded != UInt8(ascii: "\\"), decoded != UInt8(ascii: "%")
      else { return nil }
      bytes.append(decoded)
      rest = rest.dropFirst(2)
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    // `%2e` is a dot to some servers and a name to others.
    let hadEscape = part.contains(UInt8(ascii: "%"))
    return hadEscape && (text == "." || text == "..") ? nil : text
  }
}
