import Bytes
import JSON
import Presentation

/// An error as the user sees it: what, where, and what to do about it.
struct Failure: Error, Sendable {
  /// A stable name from the closed list of `l402 help exit-status`.
  let code: Code
  /// What is wrong and where; lower case, no full stop.
  let message: String
  /// What to do; nil where there is nothing to say.
  var hint: String?
  /// Bytes from 0 in the text as given.
  var offset: Int?
  /// Bytes from 0 in the decoded token.
  var decodedOffset: Int?

  /// Codes are only ever added.
  enum Code: String, Sendable, CaseIterable {
    case usage
    case malformed
    case unreadable
    case noKey = "no_key"
    case badKey = "bad_key"
    case widens
    case exists
    case cannotCreate = "cannot_create"
    case io
    case store
    case configuration
    case interrupted
    case software
    case unavailable
    case undecided = "payment_undecided"
    case paymentFailed = "payment_failed"
    case notAccepted = "not_accepted"
    case unstored
    case unpayable
    case foreignInvoice = "foreign_invoice"
    case brokenChallenge = "broken_challenge"
    case brokenInvoice = "broken_invoice"
    case uselessToken = "useless_token"
    case opaqueToken = "opaque_token"
    case severalChallenges = "several_challenges"
    case expired
    case noAmount = "no_amount"
    case amountConflict = "amount_conflict"
    case priceOverLimit = "price_over_limit"
    case overBudget = "over_budget"
    case network
    case heldTooLong = "held_too_long"
    case unboundedFee = "unbounded_fee"
    case wholeSatoshis = "whole_satoshis"
    case notListed = "not_listed"
    case otherOrigin = "other_origin"
    case plainHTTP = "plain_http"
    case insecureTLS = "insecure_tls"
    case ownAuthorization = "own_authorization"
    case givenCredential = "given_credential"
    case noPay = "no_pay"
    case notConfirmed = "not_confirmed"

    /// How the program ends with it.
    var exit: ExitStatus {
      switch self {
      case .usage: .usage
      case .malformed, .badKey, .widens: .malformed
      case .unreadable, .noKey: .noInput
      case .exists, .cannotCreate: .cannotCreate
      case .io, .store: .io
      case .configuration: .configuration
      case .interrupted: .interrupted
      case .software: .software
      case .unavailable: .unavailable
      case .undecided: .undecided
      case .paymentFailed: .paymentFailed
      case .notAccepted: .notAccepted
      case .unstored: .unstored
      case .unpayable, .foreignInvoice, .brokenChallenge, .brokenInvoice, .uselessToken,
        .opaqueToken:
        .brokenProtocol
      case .severalChallenges, .expired, .noAmount, .amountConflict, .priceOverLimit, .overBudget,
        .network, .heldTooLong, .unboundedFee, .wholeSatoshis, .notListed,
        .otherOrigin, .plainHTTP, .insecureTLS, .ownAuthorization, .givenCredential, .noPay,
        .notConfirmed:
        .refusedByPolicy
      }
    }

    /// What happened to the money: none, undecided or spent.
    var money: String {
      switch self {
      case .undecided: "undecided"
      case .unstored, .notAccepted: "spent"
      default: "none"
      }
    }

    /// Whether to try again: no, same_command or later.
    var retry: String {
      switch self {
      case .undecided, .unstored: "same_command"
      case .unavailable: "later"
      default: "no"
      }
    }
  }

  init(
    _ code: Code, _ message: String, hint: String? = nil, offset: Int? = nil,
    decodedOffset: Int? = nil
  ) {
    self.code = code
    self.message = Redaction.redacted(message)
    self.hint = hint.map(Redaction.redacted)
    self.offset = offset
    self.decodedOffset = decodedOffset
  }

  /// The lines for standard error.
  var lines: String {
    let place = offset.map { ", byte \($0)" } ?? ""
    let decoded = decodedOffset.map { " (byte \($0) of the decoded token)" } ?? ""
    var text = "l402: error: \(Sanitizer.clean(message))\(place)\(decoded)\n"
    if let hint { text += "l402: hint: \(Sanitizer.clean(hint))\n" }
    return text
  }

  /// Writes the members of the `error` object; `line` is the line of a batch.
  func write(to writer: inout JSONWriter, line: Int? = nil) {
    writer.object { object in
      writeMember(of: &object)
      if let line { object.member("line", Int64(line)) }
    }
  }

  /// Writes the member `error` of an object.
  func writeMember(of object: inout JSONWriter) {
    object.name("error")
    object.object { error in
      error.member("code", code.rawValue)
      error.member("decoded_offset", decodedOffset.map { Int64($0) })
      error.member("exit", Int64(code.exit.rawValue))
      error.member("hint", hint)
      error.member("message", message)
      error.member("money", code.money)
      error.member("offset", offset.map { Int64($0) })
      error.member("retry", code.retry)
    }
  }
}
