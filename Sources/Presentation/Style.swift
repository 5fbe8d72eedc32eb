internal import L402Protocol

/// Colours for a terminal; colour marks what is well, what is refused and what is doubtful.
public struct Style: Hashable, Sendable {
  /// Whether escapes are written at all.
  public let isColoured: Bool
  /// Whether long tokens are shown whole.
  public let isFull: Bool
  /// Whether secrets are shown.
  public let showsSecrets: Bool

  /// A way to write for people.
  public init(isColoured: Bool = false, isFull: Bool = false, showsSecrets: Bool = false) {
    self.isColoured = isColoured
    self.isFull = isFull
    self.showsSecrets = showsSecrets
  }

  func good(_ text: String) -> String { paint(text, "32") }
  func bad(_ text: String) -> String { paint(text, "31") }
  func doubtful(_ text: String) -> String { paint(text, "33") }
  func faint(_ text: String) -> String { paint(text, "2") }

  /// Checks with their outcomes, a line each.
  func lines(_ checks: [Check]) -> [String] {
    let width = max(12, checks.map(\.name.count).max() ?? 0)
    return checks.map { check in
      let mark =
        switch check.status {
        case .pass: good("ok      ")
        case .fail: bad("FAILED  ")
        case .unknown: doubtful("unknown ")
        }
      return "  \(mark) \(Self.padded(check.name, to: width)) \(Sanitizer.clean(check.detail))"
    }
  }

  private func paint(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }

  /// The text, or its ends where it is long; never wrapped.
  func shortened(_ text: String, beyond limit: Int = 48) -> String {
    guard !isFull, text.utf8.count > limit else { return text }
    return "\(text.prefix(12))...\(text.suffix(8))"
  }

  /// The text with blanks up to `width` columns.
  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
