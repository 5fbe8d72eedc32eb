/// One challenge of a `WWW-Authenticate` field (RFC 9110, section 11.6.1), of any scheme.
public struct AuthenticationChallenge: Hashable, Sendable {
  /// A parameter as it was found.
  public struct Parameter: Hashable, Sendable {
    /// The name in lower case.
    public let name: String
    /// The value, quotes and escapes resolved.
    public let value: ArraySlice<UInt8>
    /// Where the value begins, bytes from 0 in the line.
    public let offset: Int
    /// How the value was quoted.
    public let quoting: Quoting
  }

  /// How a value was quoted.
  public enum Quoting: Hashable, Sendable {
    /// In double quotes, as it should be.
    case double
    /// In single quotes.
    case single
    /// Not at all.
    case none
  }

  /// The scheme as written.
  public let scheme: String
  /// Where the scheme begins, bytes from 0 in the line.
  public let offset: Int
  /// Which line it stood in, from 0.
  public let line: Int
  /// What stood in the place of parameters, such as the token of `Negotiate`.
  public internal(set) var token68: ArraySlice<UInt8>?
  /// Parameters in order.
  public internal(set) var parameters: [Parameter]
  /// Whether a comma was missing between parameters.
  public internal(set) var lacksComma: Bool

  /// The first value of a parameter as text; the name in lower case.
  public subscript(_ name: String) -> String? {
    parameters.first { $0.name == name }.map { String(decoding: $0.value, as: UTF8.self) }
  }

  /// Whether the scheme is L402 or LSAT in any case.
  public var isL402: Bool { L402Scheme(scheme) != nil }
}

/// The two names of the scheme.
public enum L402Scheme: String, Hashable, Sendable {
  /// The name since 2023.
  case l402 = "L402"
  /// The name before.
  case lsat = "LSAT"

  /// Reads the name in any case.
  public init?(_ text: some StringProtocol) {
    switch text.utf8.count == 4 ? text.uppercased() : "" {
    case "L402": self = .l402
    case "LSAT": self = .lsat
    default: return nil
    }
  }
}
