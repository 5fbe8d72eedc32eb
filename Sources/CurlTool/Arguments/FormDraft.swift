/// A form while its parts are given: those of the form, and of each multipart that is still open.
struct FormDraft {
  private var parts: [FormPart] = []
  private var open: [FormPart] = []

  /// Whether a multipart is open.
  var hasOpenPart: Bool { !open.isEmpty }

  mutating func append(_ part: FormPart) {
    guard var group = open.popLast() else {
      parts.append(part)
      return
    }
    group.append(part)
    open.append(group)
  }

  /// Begins a multipart, which takes the parts that come.
  mutating func begin(_ part: FormPart) { open.append(part) }

  /// Ends the innermost multipart.
  mutating func end() {
    if let group = open.popLast() { append(group) }
  }

  /// All of it; what is still open ends here.
  func finished() -> [FormPart] {
    var rest = self
    while rest.hasOpenPart { rest.end() }
    return rest.parts
  }
}

extension FormPart {
  fileprivate mutating func append(_ part: FormPart) {
    guard case .parts(let parts) = content else { return }
    content = .parts(parts + [part])
  }
}
