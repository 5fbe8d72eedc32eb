internal import JSON

/// An error of LND's REST gateway: code and message, wrapped in `error` where a stream was asked for.
struct LNDError {
  /// What it says about the call; the documented texts only.
  enum Kind {
    /// The payment succeeded before.
    case paid
    /// The payment is on its way.
    case inFlight
    /// No payment was ever begun.
    case notInitiated
    /// It is refused before anything is sent.
    case notSent
    /// The macaroon is missing, wrong or too weak.
    case unauthorized
    /// The node is locked or starting.
    case notReady
    /// Anything else, of which nothing is known.
    case other
  }

  /// gRPC's number.
  let code: Int64
  let message: String
  let isWrapped: Bool

  /// Nil for what is no error of a gateway.
  init?(_ json: JSONValue?) {
    let wrapped = json?["error"]
    isWrapped = wrapped?.members != nil
    guard let error = isWrapped ? wrapped : json, let message = error["message"]?.string,
      let code = error["code"]?.integer
    else { return nil }
    self.code = code
    self.message = message
  }

  /// What it says about the call.
  var kind: Kind {
    func begins(_ texts: [String]) -> Bool { texts.contains { message.hasPrefix($0) } }
    switch code {
    case 2:
      if begins(Self.refusals) { return .notSent }
      if message == "permission denied" || begins(Self.macaroonTexts) { return .unauthorized }
      return begins(Self.startTexts) ? .notReady : .other
    case 5: return message == "payment isn't initiated" ? .notInitiated : .other
    case 6:
      if message == "invoice is already paid" { return .paid }
      let isUnderWay =
        message == "payment is in transition" || message == "payment already exists"
      return isUnderWay ? .inFlight : .other
    default: return .other
    }
  }

  private static let refusals = [
    "invoice expired. Valid until ", "invoice not for current active network ",
    "self-payments not allowed",
  ]
  private static let macaroonTexts = [
    "expected 1 macaroon, got ", "verification failed: ", "cannot get macaroon: ",
  ]
  private static let startTexts = [
    "wallet locked, ", "wallet not created, ",
    "the RPC server is in the process of starting up, ", "waiting to start, ",
  ]

  /// Its own words, fit for a message.
  var words: String { "LND says: \(WalletHTTP.words(message))" }

  /// It as an error, for a call of which nothing else is known.
  func walletError(status: Int) -> WalletError {
    switch kind {
    case .unauthorized: WalletError(.unauthorized, words)
    case .notReady: WalletError(.notReady, words)
    case .other where code == 5 && message == "Not Found":
      WalletError(.malformedAnswer, "it does not know the call; is it LND, and is the path right?")
    case .other where status == 429 || status == 503: WalletError(.notReady, words)
    default: WalletError(.refused, words)
    }
  }
}
