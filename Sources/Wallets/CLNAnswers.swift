internal import BOLT11
internal import Bytes
internal import Digests
internal import JSON

/// What Core Lightning's answers mean.
enum CLN {
  /// Whether an error of `pay` or `xpay` ends the payment, so that no further part of it starts.
  ///
  /// By the errors documented in lightning-pay(7) and lightning-xpay(7). None of the others says
  /// anything: 200 and -3 are met while a payment is in flight, 219 when it has succeeded.
  static func endsPayment(_ code: Int64) -> Bool {
    switch code {
    // Bad parameter, no such method.
    case -32602, -32601: true
    // Hash used for something else, odd onion, destination says no, odd reply.
    case 201, 202, 203, 204: true
    // No route, too dear, expired.
    case 205, 206, 207: true
    // Unspecified, gave up.
    case 209, 210: true
    // No usable funds, unreachable, a hop failed, the destination's capacity.
    case 215, 216, 218, 220: true
    default: false
    }
  }

  /// What `xpay` or `pay` says of the payment that it made.
  ///
  /// - Throws: `WalletError` for what is no such answer.
  static func state(
    ofPayment result: JSONValue, _ hash: Bytes32
  ) throws(WalletError) -> PaymentState {
    guard result["payment_preimage"] != nil || result["status"] != nil else {
      throw malformed("its answer is no payment")
    }
    // `xpay` names neither hash nor status: its answer is a success.
    if let named = result["payment_hash"], self.hash(named) != hash {
      return .unknown("the answer is about another payment")
    }
    return state(
      result, result["status"].map { $0.string ?? "" } ?? "complete",
      preimage: result["payment_preimage"], hash)
  }

  /// What an entry of `listpays` says.
  static func state(ofEntry entry: JSONValue, _ hash: Bytes32) -> PaymentState {
    guard self.hash(entry["payment_hash"]) == hash else {
      return .unknown("an entry under this hash is of another payment")
    }
    return state(entry, entry["status"]?.string ?? "", preimage: entry["preimage"], hash)
  }

  private static func state(
    _ json: JSONValue, _ status: String, preimage: JSONValue?, _ hash: Bytes32
  ) -> PaymentState {
    switch status {
    case "pending": return .inFlight
    case "failed": return .failed("Core Lightning says that it failed")
    case "complete":
      guard let preimage = self.hash(preimage), preimage != .zero,
        SHA256.digest(preimage).constantTimeEquals(hash)
      else { return .unknown("paid, it says, but without the preimage of the payment hash") }
      let (got, sent) = (amount(json["amount_msat"]), amount(json["amount_sent_msat"]))
      var fee: Millisatoshis?
      if let got, let sent, sent >= got { fee = Millisatoshis(sent.value - got.value) }
      return .succeeded(SettledPayment(preimage: preimage, amount: got, fee: fee))
    default: return .unknown("the payment has a status that is not known")
    }
  }

  /// An amount: an integer, or the text that older versions write, such as `1500msat`.
  static func amount(_ value: JSONValue?) -> Millisatoshis? {
    if let number = value?.integer { return UInt64(exactly: number).map { Millisatoshis($0) } }
    guard let text = value?.string, text.hasSuffix("msat") else { return nil }
    let digits = text.dropLast(4)
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return UInt64(digits).map { Millisatoshis($0) }
  }

  static func hash(_ value: JSONValue?) -> Bytes32? {
    value?.string.flatMap { Bytes32(hexDigits: Array($0.utf8)[...]) }
  }

  static func malformed(_ message: String) -> WalletError {
    WalletError(.malformedAnswer, message)
  }
}
