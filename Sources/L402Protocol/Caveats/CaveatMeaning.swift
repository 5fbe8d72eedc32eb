extension ParsedCaveat {
  /// What the caveat means, in words; times are told from `now`.
  public func meaning(at now: Timestamp) -> String {
    if let nearMiss { return "no rule; nearly \(nearMiss.form) (mind case and blanks)" }
    guard let family else {
      return condition == nil
        ? "no rule: not of the form condition=value" : "no rule: only the service can judge it"
    }
    switch value {
    case .unreadable(let why): return "unreadable: \(why)"
    case .services(let entries):
      return "service "
        + entries.map { "\($0.name), tier \($0.tier)" }.joined(separator: "; or ")
    case .names(let names): return namesMeaning(names, family: family)
    case .moment(let moment):
      let end = "until \(moment.spaced), "
      let when = RelativeTime.words(from: now, to: moment)
      return (subject.map { "\($0): " } ?? "") + end
        + (moment > now ? when : "expired \(when)")
    case .globs(let globs): return "paths " + Self.list(globs.map(Self.words), "or") + " only"
    case .addresses: return "from \(valueText ?? "") only"
    case .origin(let origin): return "at \(origin) only"
    case .text(let text): return textMeaning(text, family: family)
    case .preimage: return "holds the preimage of the payment"
    case .integer: return "a limit that the service itself must count"
    case nil: return "a constraint that the service itself must check"
    }
  }

  private func namesMeaning(_ names: [String], family: CaveatFamily) -> String {
    let list = Self.list(names, "and")
    if family == .method { return "\(list) requests only" }
    let subject = subject ?? ""
    return names.isEmpty ? "\(subject): no capability at all" : "\(subject): \(list) only"
  }

  private func textMeaning(_ text: String, family: CaveatFamily) -> String {
    switch family {
    case .requestPath: "the path \(text) only"
    case .requestMethod: "\(text) requests only"
    default: "realm \(text) only"
    }
  }

  private static func words(_ glob: PathGlob) -> String {
    guard glob.segments.last == .rest, !glob.segments.dropLast().contains(.any) else {
      return glob.text
    }
    return "under " + glob.text.dropLast(2)
  }

  static func list(_ words: [String], _ conjunction: String) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
  }
}
