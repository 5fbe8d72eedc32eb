public import BOLT11
public import Bytes
internal import L402Protocol
internal import Store

/// What is to be paid, for what, and where.
public struct Purchase: Hashable, Sendable {
  /// What to pay.
  public let invoice: Invoice
  /// SHA-256 of the preimage that the payment buys.
  public let paymentHash: Bytes32
  /// The amount for an invoice without one; nil for one that has its own.
  public var amount: Millisatoshis?
  /// The token that the preimage unlocks, as it stood in the challenge; nil for an invoice alone.
  public var token: [UInt8]?
  /// Whom it is paid to, scheme://host[:port]; nil where nobody said.
  public var origin: String?
  /// The paths that it is paid for; nil where nobody said.
  public var scope: String?
  /// The path of the request that it is for; nil where there is no request.
  ///
  /// With one, what an earlier payment bought for that path and nobody used takes the place of a new
  /// payment.
  public var path: String?
  /// What was bought and presented for the request before, in vain.
  public var presented: Set<Bytes32> = []
  /// Why the token is not worth buying; nil where it is, or where there is none.
  public var objection: Refusal?

  /// A purchase; nil for an invoice without payment hash, which nobody can pay.
  public init?(_ invoice: Invoice, amount: Millisatoshis? = nil) {
    guard let hash = invoice.paymentHash else { return nil }
    self.invoice = invoice
    self.amount = amount
    paymentHash = hash
  }

  /// What the payee gets; nil if nobody said.
  public var total: Millisatoshis? { invoice.amount ?? amount }

  /// Whether another payment to the same origin is for paths of which this one's is one.
  func concerns(_ payment: StoredPayment) -> Bool {
    guard let path, let text = payment.scope, let scope = PathScope(text) else {
      return (payment.scope ?? "/") == (scope ?? "/")
    }
    return scope.covers(path)
  }

  /// An earlier payment whose token can be presented in place of buying this one; nil where it has
  /// none, or had its turn.
  func unused(_ payment: StoredPayment) -> StoredPayment? {
    guard path != nil, payment.state == .succeeded, payment.usedAt == nil, payment.token != nil,
      payment.preimage != nil, !presented.contains(payment.paymentHash)
    else { return nil }
    return payment
  }
}

/// Why a new payment must not be sent; nothing was.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
  /// Stable names.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// A payer must refuse the invoice.
    case unpayable
    /// The invoice and the token do not belong together.
    case foreignInvoice = "foreign_invoice"
    /// The server asks for a payment in a way that nobody can follow.
    case brokenChallenge = "broken_challenge"
    /// The challenge's invoice cannot be decoded.
    case brokenInvoice = "broken_invoice"
    /// Several challenges that differ.
    case severalChallenges = "several_challenges"
    /// The token is not worth buying.
    case uselessToken = "useless_token"
    /// Nobody can tell what the token is bound to.
    case opaqueToken = "opaque_token"
    /// The invoice's time is over, or nearly.
    case expired
    /// Neither invoice nor user says how much.
    case noAmount = "no_amount"
    /// An amount was given for an invoice that has its own.
    case amountConflict = "amount_conflict"
    /// The price is above what one payment may cost.
    case priceOverLimit = "price_over_limit"
    /// The budget does not allow it.
    case overBudget = "over_budget"
    /// The wallet is on another network.
    case network
    /// The payment could be held for too long.
    case heldTooLong = "held_too_long"
    /// The wallet keeps to no fee limit.
    case unboundedFee = "unbounded_fee"
    /// The wallet pays whole satoshis only.
    case wholeSatoshis = "whole_satoshis"
    /// The origin is none of those that may be paid.
    case notListed = "not_listed"
    /// A redirect led to another origin than the one that was asked.
    case otherOrigin = "other_origin"
    /// It would be paid over plain http.
    case plainHTTP = "plain_http"
    /// Nobody vouches for the server: TLS is not verified.
    case insecureTLS = "insecure_tls"
    /// The request has an Authorization of the user's own.
    case ownAuthorization = "own_authorization"
    /// A credential was given for the request, and no other is bought.
    case givenCredential = "given_credential"
    /// Nothing may be paid at all.
    case noPay = "no_pay"
    /// The user said no, or nobody was there to ask.
    case notConfirmed = "not_confirmed"
  }

  /// What kind of reason.
  public let code: Code
  /// The reason, in words.
  public let message: String
  /// Whether the server broke the protocol, rather than our policy forbidding it.
  public var isProtocolFault: Bool {
    switch code {
    case .foreignInvoice, .uselessToken, .opaqueToken, .brokenChallenge, .brokenInvoice: true
    default: false
    }
  }

  /// A reason.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The reason, one line, lower case.
  public var description: String { message }
}
