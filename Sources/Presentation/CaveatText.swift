internal import L402Protocol

extension ParsedCaveat {
  /// Whether it holds a preimage, or was meant to.
  var isSecret: Bool { family == .preimage || nearMiss == .preimage }

  /// The caveat for a person; a preimage in it only with `showsSecrets`.
  func text(showsSecrets: Bool) -> String {
    guard isSecret, !showsSecrets, let condition else { return Sanitizer.clean(bytes) }
    return Sanitizer.clean(condition) + "=(hidden)"
  }
}
