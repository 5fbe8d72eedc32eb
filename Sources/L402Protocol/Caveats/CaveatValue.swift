public import Bytes

/// What the value of a caveat of a known family was read as.
public enum CaveatValue: Hashable, Sendable {
  /// Services with their tiers as written.
  case services([ServiceEntry])
  /// Capabilities or methods.
  case names([String])
  /// The first moment at which the token is no longer valid.
  case moment(Timestamp)
  /// Path patterns, any of which may match.
  case globs([PathGlob])
  /// Addresses, any of which may match.
  case addresses([IPAddress])
  /// An origin.
  case origin(Origin)
  /// A text to be equal to.
  case text(String)
  /// A preimage.
  case preimage(Bytes32)
  /// A whole number.
  case integer(Int64)
  /// Something that the family's rule cannot read, and why.
  case unreadable(String)
}

/// A service of a `services` caveat.
public struct ServiceEntry: Hashable, Sendable {
  /// The service's name.
  public let name: String
  /// Its tier, a decimal number as written; never compared, as in aperture.
  public let tier: String
}
