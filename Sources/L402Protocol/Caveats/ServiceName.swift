/// What a service may be called.
public enum ServiceName {
  /// Whether it is a name that the grammar of caveats leaves whole.
  public static func isValid(_ text: some StringProtocol) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7f && !",:=".utf8.contains($0) }
  }
}
