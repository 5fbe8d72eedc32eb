/// A path pattern of a `path` caveat, as paygate reads it.
///
/// `*` stands for exactly one segment, `**` in the last place for one or more, an empty one
/// included: `/a/**` covers `/a/` and all below it, not `/a`.
public struct PathGlob: Hashable, Sendable {
  /// A part of the pattern between slashes.
  enum Segment: Hashable, Sendable {
    case literal(String)
    case any
    case rest
  }

  /// The pattern as written.
  public let text: String
  let segments: [Segment]

  /// Nil where the pattern is not absolute, has a wildcard beside other characters, or `**`
  /// anywhere but at the end.
  public init?(_ text: String) {
    self.text = text
    guard text.utf8.first == UInt8(ascii: "/"), !text.utf8.contains(UInt8(ascii: "?")) else {
      return nil
    }
    let parts = text.utf8.dropFirst().split(
      separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    var segments: [Segment] = []
    for (index, part) in parts.enumerated() {
      let isLast = index == parts.count - 1
      if part.elementsEqual("*".utf8) {
        segments.append(.any)
      } else if part.elementsEqual("**".utf8), isLast {
        segments.append(.rest)
      } else {
        guard !part.isEmpty || isLast, !part.contains(UInt8(ascii: "*")),
          let literal = RequestPath.decode(part), literal != ".", literal != ".."
        else { return nil }
        segments.append(.literal(literal))
      }
    }
    self.segments = segments
  }

  /// Whether the path is one of those that the pattern stands for.
  public func matches(_ path: RequestPath) -> Bool {
    for (index, segment) in segments.enumerated() {
      if segment == .rest { return path.segments.count > index }
      guard index < path.segments.count else { return false }
      switch segment {
      case .literal(let text): guard path.segments[index].isExactly(text) else { return false }
      case .any: guard !path.segments[index].isEmpty else { return false }
      case .rest: break
      }
    }
    return path.segments.count == segments.count
  }

  /// Whether every path of `other` is one of this pattern's.
  public func covers(_ other: PathGlob) -> Bool {
    for (index, segment) in segments.enumerated() {
      if segment == .rest { return other.segments.count > index }
      guard index < other.segments.count else { return false }
      switch (segment, other.segments[index]) {
      case (.literal(let mine), .literal(let theirs)):
        guard mine.isExactly(theirs) else { return false }
      case (.any, .literal(let theirs)): guard !theirs.isEmpty else { return false }
      case (.any, .any): break
      default: return false
      }
    }
    return other.segments.count == segments.count
  }

  /// Whether some path is one of both patterns'.
  public func overlaps(_ other: PathGlob) -> Bool {
    for index in 0..<min(segments.count, other.segments.count) {
      switch (segments[index], other.segments[index]) {
      case (.rest, _), (_, .rest): return true
      case (.literal(let mine), .literal(let theirs)):
        guard mine.isExactly(theirs) else { return false }
      case (.any, .literal(let text)), (.literal(let text), .any):
        guard !text.isEmpty else { return false }
      case (.any, .any): break
      }
    }
    return segments.count == other.segments.count
  }
}
