/// Why a wallet did not do what it was asked to.
///
/// Says nothing about money: a payment whose `pay` threw may be on its way.
public struct WalletError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  public enum Reason: Hashable, Sendable {
    /// It could not be reached, or did not answer in time.
    case unreachable
    /// It does not take our key.
    case unauthorized
    /// It is locked, starting, or out of date with the chain.
    case notReady
    /// It cannot do this at all.
    case unsupported
    /// It understood and said no.
    case refused
    /// Its answer cannot be understood.
    case malformedAnswer
    /// A library that is needed is not installed.
    case missingLibrary
    /// What is known about it is wrong or missing: an address, a key, a file.
    case configuration
    /// Its ledger could not be read or written.
    case store
  }

  /// What went wrong.
  public let reason: Reason
  /// What and where, in words, without any secret.
  public let message: String
  /// Whether the request may have reached it all the same.
  public let mayHaveBeenSent: Bool

  /// What went wrong; when in doubt it may have been sent.
  public init(_ reason: Reason, _ message: String, mayHaveBeenSent: Bool = true) {
    self.reason = reason
    self.message = message
    self.mayHaveBeenSent = mayHaveBeenSent
  }

  /// One line, lower case, no full stop.
  public var description: String { message }
}
