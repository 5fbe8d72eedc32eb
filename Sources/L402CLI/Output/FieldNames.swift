/// The names of a command's JSON form, so that `--field` can tell a misspelt name from one that this
/// input has not.
struct FieldNames {
  /// Names at any depth.
  let names: Set<String>
  /// Members whose content others wrote; below them every name may be.
  var open: Set<String> = []

  /// Says nothing: only what is there can be named.
  static let any = FieldNames(names: [])

  /// The names of an error, which a line of a batch may be instead.
  static let error: Set<String> = [
    "error", "code", "decoded_offset", "exit", "hint", "message", "money", "offset", "retry",
    "line",
  ]

  /// Refuses paths with a name that the form never has.
  ///
  /// - Throws: `Failure` with `.usage` and the nearest name.
  func check(_ paths: [String]) throws {
    guard !names.isEmpty else { return }
    for path in paths {
      for step in FieldPath(path).steps {
        if open.contains(step) { break }
        guard Int(step) == nil, !names.contains(step) else { continue }
        throw FieldPath.unknown(step, in: path, among: names.sorted())
      }
    }
  }
}
