internal import BOLT11
internal import Bytes
internal import Digests
internal import JSON

/// A payment as LND's router describes it; hash and preimage are hexadecimal, amounts are texts.
struct LNDPayment {
  private let status: String
  private let hash: Bytes32?
  private let preimage: String
  private let reason: String
  private let amount: Millisatoshis?
  private let fee: Millisatoshis?
  private let hasOpenPart: Bool

  /// Nil for what has no status.
  init?(_ json: JSONValue?) {
    guard let json, let status = json["status"]?.string else { return nil }
    self.status = status
    hash = Self.bytes32(json["payment_hash"]?.string)
    preimage = json["payment_preimage"]?.string ?? ""
    reason = json["failure_reason"]?.string ?? ""
    amount = Self.amount(json["value_msat"])
    fee = Self.amount(json["fee_msat"])
    hasOpenPart = (json["htlcs"]?.array ?? []).contains { $0["status"]?.string != "FAILED" }
  }

  /// Whether it says that there is more to come.
  var isUnderWay: Bool { status == "IN_FLIGHT" || status == "INITIATED" }

  /// What became of it, if it is the one of this hash.
  func state(_ hash: Bytes32) -> PaymentState {
    guard self.hash == hash else { return .unknown("the entry is of another payment") }
    switch status {
    case "IN_FLIGHT", "INITIATED": return .inFlight
    case "SUCCEEDED":
      guard let preimage = Self.bytes32(preimage), preimage != .zero,
        SHA256.digest(preimage).constantTimeEquals(hash)
      else { return .unknown("paid, it says, but without the preimage of the payment hash") }
      return .succeeded(SettledPayment(preimage: preimage, amount: amount, fee: fee))
    case "FAILED":
      guard !hasOpenPart, preimage.utf8.allSatisfy({ $0 == UInt8(ascii: "0") }) else {
        return .unknown("failed, it says, but a part of it is not")
      }
      guard let words = Self.words(reason) else {
        return .unknown("failed, it says, but gives no reason")
      }
      return .failed("LND says: \(words)")
    default: return .unknown("its status is one that nobody knows")
    }
  }

  /// Nil where none is given.
  private static func words(_ reason: String) -> String? {
    switch reason {
    case "", "FAILURE_REASON_NONE": nil
    case "FAILURE_REASON_TIMEOUT": "no way was found in time"
    case "FAILURE_REASON_NO_ROUTE": "there is no route within the fee limit"
    case "FAILURE_REASON_ERROR": "an error that is not to be overcome"
    case "FAILURE_REASON_INCORRECT_PAYMENT_DETAILS": "the payee does not know the invoice"
    case "FAILURE_REASON_INSUFFICIENT_BALANCE": "insufficient balance"
    case "FAILURE_REASON_CANCELED": "it was cancelled"
    default: "a reason that nobody knows"
    }
  }

  private static func bytes32(_ text: String?) -> Bytes32? {
    text.flatMap { Bytes32(hexDigits: Array($0.utf8)[...]) }
  }

  /// An amount, which 64 bits make a text; nil for anything else.
  static func amount(_ value: JSONValue?) -> Millisatoshis? {
    let number = value?.integer ?? value?.string.flatMap { Int64($0) }
    return number.flatMap { UInt64(exactly: $0) }.map { Millisatoshis($0) }
  }
}
