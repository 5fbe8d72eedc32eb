import JSON

/// A place in a JSON object: names separated by dots, `[N]` or `.N` for elements of arrays.
struct FieldPath {
  let text: String
  /// Names and indices in order.
  let steps: [String]

  init(_ text: String) {
    self.text = text
    steps = text.split(whereSeparator: { $0 == "." || $0 == "[" || $0 == "]" }).map(String.init)
  }

  /// The value there; null where this object has no such member but others have.
  ///
  /// - Throws: `Failure` with the nearest name where no object has it.
  func value(in root: JSONValue, names: FieldNames) throws -> JSONValue {
    var value = root
    var isOpen = false
    guard !steps.isEmpty else {
      throw Self.unknown("", in: text, among: root.members?.map(\.name) ?? [])
    }
    for step in steps {
      switch value.content {
      case .array(let elements):
        guard let index = Int(step), index >= 0 else {
          throw Failure(
            .usage, "--field \(text): \"\(step)\" is no index",
            hint: "elements of a list are chosen by number: tokens[0]")
        }
        value = index < elements.count ? elements[index] : JSONValue(.null)
      case .object(let members):
        guard let member = value[step] else {
          guard isOpen || names.names.contains(step) else {
            throw Self.unknown(step, in: text, among: members.map(\.name))
          }
          return JSONValue(.null)
        }
        value = member
      case .null: return value
      default: throw Self.unknown(step, in: text, among: [])
      }
      isOpen = isOpen || names.open.contains(step)
    }
    return value
  }

  /// The value as `--field` prints it: text raw, null empty, structures as compact JSON.
  static func raw(_ value: JSONValue) -> String {
    switch value.content {
    case .null: ""
    case .string(let text): text
    default: value.oneLine
    }
  }

  static func unknown(_ step: String, in path: String, among names: [String]) -> Failure {
    let hint =
      Spelling.nearest(to: step, among: names).map { "did you mean \"\($0)\"?" }
      ?? (names.isEmpty ? nil : "there are: " + names.joined(separator: ", "))
    return Failure(.usage, "--field \(path): there is no \"\(step)\"", hint: hint)
  }
}

/// Guesses at misspelt names.
enum Spelling {
  /// The name that is at most two edits away, or begins the same way.
  static func nearest(to word: String, among names: [String]) -> String? {
    let ranked = names.map { ($0, distance(word, $0)) }.sorted { $0.1 < $1.1 }
    if let best = ranked.first, best.1 <= max(1, min(2, word.count / 2)) { return best.0 }
    return word.count >= 3 ? names.first { $0.hasPrefix(word) || $0.hasSuffix(word) } : nil
  }

  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var previous = Array(0...right.count)
    for (row, character) in left.prefix(64).enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        let change = previous[column] + (character == other ? 0 : 1)
        current.append(min(change, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous[right.count]
  }
}

extension String {
  /// The text with a blank for every line break and tab, so that it stays one value of a table.
  var withoutLineBreaks: String {
    guard utf8.contains(where: { $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }) else { return self }
    return map { "\t\n\r\r\n".contains($0) ? " " : String($0) }.joined()
  }
}
