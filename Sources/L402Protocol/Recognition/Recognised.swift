public import BOLT11
public import Bytes
public import Macaroons

/// One thing that a text turned out to be.
public struct Recognised: Hashable, Sendable {
  /// What it is.
  public enum Subject: Hashable, Sendable {
    /// Token and preimage.
    case credential(Credential)
    /// A payable challenge.
    case challenge(Challenge)
    /// A challenge of scheme L402 or LSAT that nobody can pay.
    case brokenChallenge(L402Scheme, HeaderError)
    /// A macaroon alone.
    case token(MacaroonText)
    /// A macaroon of an LND node.
    case nodeMacaroon(MacaroonText, LNDIdentifier)
    /// A token that is no macaroon.
    case lookAlike(HeaderToken)
    /// A decoded invoice.
    case invoice(Invoice)
    /// A challenge of the `Payment` scheme (MPP).
    case payment(PaymentChallenge)
    /// A challenge of x402.
    case x402(X402Challenge)
    /// 32 bytes in hexadecimal: a preimage, or a hash.
    case bytes32(Bytes32)
  }

  /// What it is.
  public let subject: Subject
  /// Where it was found, in words, such as "Authorization header".
  public let source: String

  /// The `kind` of the JSON form and of `--expect`.
  public var kind: String {
    switch subject {
    case .credential: "credential"
    case .challenge, .brokenChallenge: "challenge"
    case .token: "token"
    case .nodeMacaroon: "node-macaroon"
    case .lookAlike: "opaque-token"
    case .invoice: "invoice"
    case .payment: "payment-challenge"
    case .x402: "x402"
    case .bytes32: "bytes32"
    }
  }

  /// All values of `kind`.
  public static let kinds = [
    "bytes32", "challenge", "credential", "invoice", "node-macaroon", "opaque-token",
    "payment-challenge", "token", "x402",
  ]
}
