internal import Bytes

/// The paths that a credential is for: all at or below one directory (RFC 7617, 2.2).
public struct PathScope: Hashable, Sendable, CustomStringConvertible {
  /// The directory's segments, without the empty one behind the closing slash.
  let segments: [String]
  /// Whether any path is in it at all.
  let isEmpty: Bool

  /// The directory of a path: everything up to and including its last slash.
  ///
  /// Around a path that could mean two things to two servers there is no path.
  public init(around path: String) {
    let read = Self.read(path)
    segments = read.map { $0.segments.dropLast() } ?? []
    isEmpty = read == nil
  }

  /// Reads a given directory, the closing slash added where it is missing; nil where it is not
  /// absolute, has a query, or could mean two things to two servers.
  public init?(_ text: String) {
    guard !text.isEmpty,
      !text.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }),
      let path = RequestPath(text.utf8.last == UInt8(ascii: "/") ? text : text + "/")
    else { return nil }
    segments = path.segments.dropLast()
    isEmpty = false
  }

  /// Whether a path is in the directory or below it; never where it could mean two things to two
  /// servers.
  public func covers(_ path: String) -> Bool { Self.read(path).map(covers) ?? false }

  /// Whether a path is in the directory or below it.
  public func covers(_ path: RequestPath) -> Bool {
    !isEmpty && path.segments.count > segments.count
      && zip(segments, path.segments).allSatisfy { $0.isExactly($1) }
  }

  /// How many directories deep it is.
  public var depth: Int { segments.count }

  /// The directory, percent-encoded; begins and ends with a slash.
  ///
  /// A scope without any path is written so that it cannot be read again.
  public var description: String {
    isEmpty
      ? "/%00/"
      : segments.reduce(into: "/") { text, segment in text += Self.encoded(segment) + "/" }
  }

  /// An empty path is the root (RFC 9110, 4.2.3).
  private static func read(_ path: String) -> RequestPath? {
    RequestPath(path.isEmpty || path.utf8.first == UInt8(ascii: "?") ? "/" : path)
  }

  private static func encoded(_ segment: String) -> String {
    segment.utf8.reduce(into: "") { text, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      case _ where "-._~!$&'()*+,;=:@".utf8.contains(byte):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "%" + Hex.encode(CollectionOfOne(byte)).uppercased()
      }
    }
  }
}
