/// Something that curl says on standard error besides a failure.
public enum CurlMessage: Sendable, Hashable {
  /// Said unless `-s` was given.
  case warning(String)
  /// Said where an exchange is traced, unless `-s` was given.
  case note(String)
  /// Said unless `-s` was given, whatever `-S` says: something that ends a transfer before it began.
  case error(String)
  /// A line of its own, unless `-s` was given.
  case plain(String)
  /// A line of its own, whatever was given.
  case always(String)

  /// The lines that curl writes; empty where it says nothing.
  public func text(isSilent: Bool, isTracing: Bool) -> String {
    switch self {
    case .always(let line): line + "\n"
    case _ where isSilent: ""
    case .plain(let line): line + "\n"
    case .warning(let words): Self.folded(words, after: "Warning: ")
    case .note(let words): isTracing ? Self.folded(words, after: "Note: ") : ""
    case .error(let words): Self.folded(words, after: "curl: ")
    }
  }

  /// Lines of at most 79 bytes, the prefix before each, cut behind blanks where there are any.
  private static func folded(_ words: String, after prefix: String) -> String {
    let width = 79 - prefix.utf8.count
    var rest = Array(words.utf8 + [UInt8(ascii: "\n")])[...]
    var text: [UInt8] = []
    while rest.count > width {
      // As curl: never at the first byte.
      let last = rest.prefix(width).lastIndex { $0 == 0x20 || $0 == 0x09 }
      let cut = last.flatMap { $0 > rest.startIndex ? $0 : nil } ?? rest.startIndex + width - 1
      text += prefix.utf8
      text += rest[...cut]
      text.append(UInt8(ascii: "\n"))
      rest = rest[(cut + 1)...]
    }
    if !rest.isEmpty { text += prefix.utf8 + rest }
    return String(decoding: text, as: UTF8.self)
  }
}
