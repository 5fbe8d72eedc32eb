/// One part of a multipart form (`-F`, `--form-string`).
public struct FormPart: Sendable, Hashable {
  /// Where its bytes come from.
  public enum Content: Sendable, Hashable {
    /// These bytes.
    case bytes([UInt8])
    /// A file, read while it is sent.
    case file(String)
    /// Standard input, which the engine reads when it needs it.
    case standardInput
    /// `-F '=('` to `-F '=)'`: parts of their own.
    case parts([FormPart])

    /// Whether it is a file.
    var isFile: Bool { if case .file = self { true } else { false } }
  }

  /// Its name; nil within `multipart/mixed`.
  public var name: String?
  /// What is in it.
  public var content: Content
  /// `filename=`; for files, the file's own name unless another was given; nil for none.
  public var fileName: String?
  /// `type=`.
  public var type: String?
  /// `encoder=`.
  public var encoder: String?
  /// `headers=`.
  public var headers: [String] = []

  /// A part.
  public init(name: String?, content: Content) {
    self.name = name
    self.content = content
  }
}
