import L402Protocol

/// Where a text or a secret comes from; the one grammar of all operands and options.
enum Source: Hashable {
  /// Standard input.
  case standardInput
  /// A file by its path.
  case file(String)
  /// An environment variable.
  case variable(String)
  /// An open descriptor.
  case descriptor(Int32)
  /// Bytes given in place, for tests only: `hex:`, `base64:`, `text:`.
  case inline(kind: String, String)

  /// Reads `-`, `@FILE`, `file:PATH`, `env:NAME`, `fd:N`; nil for any other text.
  init?(_ text: String) {
    if ["-", "fd:0", "@/dev/stdin", "file:/dev/stdin", "@/dev/fd/0"].contains(text) {
      self = .standardInput
    } else if text.hasPrefix("@"), text.count > 1 {
      self = .file(String(text.dropFirst()))
    } else if let path = Self.rest(of: text, after: "file:") {
      self = .file(path)
    } else if let name = Self.rest(of: text, after: "env:") {
      self = .variable(name)
    } else if let number = Self.rest(of: text, after: "fd:").flatMap(Int32.init), number >= 0 {
      self = .descriptor(number)
    } else {
      return nil
    }
  }

  /// Reads those, and `hex:`, `base64:`, `text:`; nil for a bare value.
  init?(secret text: String) {
    for kind in ["hex", "base64", "text"] {
      if let value = Self.rest(of: text, after: kind + ":") {
        self = .inline(kind: kind, value)
        return
      }
    }
    self.init(text)
  }

  /// How messages call it; never the value itself.
  var name: String {
    switch self {
    case .standardInput: "standard input"
    case .file(let path): "file:\(Redaction.redacted(path))"
    case .variable(let name): "env:\(name)"
    case .descriptor(let number): "fd:\(number)"
    case .inline(let kind, _): "\(kind):..."
    }
  }

  private static func rest(of text: String, after prefix: String) -> String? {
    text.hasPrefix(prefix) && text.utf8.count > prefix.utf8.count
      ? String(text.dropFirst(prefix.count)) : nil
  }
}
