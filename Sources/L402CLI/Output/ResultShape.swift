import ArgumentParser

/// The shapes of text results that hold a credential.
enum ResultShape: String, ExpressibleByArgument, CaseIterable, Sendable {
  /// The token alone.
  case token
  /// `TOKEN:PREIMAGE`
  case credential
  /// `L402 TOKEN:PREIMAGE`
  case value
  /// `Authorization: L402 TOKEN:PREIMAGE`
  case header

  /// The shape's text; not for `.token`.
  func text(ofCredential credential: String, scheme: String = "L402") -> String {
    switch self {
    case .token, .credential: credential
    case .value: "\(scheme) \(credential)"
    case .header: "Authorization: \(scheme) \(credential)"
    }
  }
}
