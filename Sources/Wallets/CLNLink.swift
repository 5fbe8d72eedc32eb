internal import Bytes
internal import HTTPTransport
internal import JSON

/// A way to speak with a Core Lightning node: both carry the same calls.
protocol CLNLink: Sendable {
  /// Makes a call.
  ///
  /// - Throws: `WalletError` where there is no whole answer; it keeps whether the call was sent.
  func send(_ call: CLNCall) throws(WalletError) -> CLNReply
}

/// A call of Core Lightning's JSON-RPC.
struct CLNCall {
  let method: String
  /// Writes the parameters, an object.
  let parameters: [UInt8]
  /// How many seconds it may take.
  var timeout = WalletHTTP.patience
  /// Ends the call when it is raised; nil for what sends no money.
  var cancellation: Cancellation?

  /// - Parameter body: writes the parameters in the order of their names.
  init(_ method: String, _ body: (inout JSONWriter) -> Void = { _ in }) {
    self.method = method
    var writer = JSONWriter()
    writer.object(body)
    parameters = writer.bytes
  }
}

/// What the node answers.
enum CLNReply {
  case result(JSONValue)
  case refusal(CLNRefusal)

  /// What a JSON-RPC error says; nil for what is none.
  static func refusal(in error: JSONValue?, isDenied: Bool = false) -> CLNRefusal? {
    guard let code = error?["code"]?.integer, let text = error?["message"]?.string else {
      return nil
    }
    return CLNRefusal(code: code, text: text, isDenied: isDenied)
  }
}

/// An error of the node's own, in its own words.
struct CLNRefusal: CustomStringConvertible {
  let code: Int64
  /// As it came: only `description` is fit for a message.
  let text: String
  /// Whether the rune does not allow the call: then it was not made.
  let isDenied: Bool

  init(code: Int64, text: String, isDenied: Bool) {
    self.code = code
    self.text = text
    // Not authorized, not permitted, blacklisted.
    self.isDenied = isDenied || (1501...1503).contains(code)
  }

  var description: String {
    "Core Lightning says: \(WalletHTTP.words(text)) (code \(code))"
  }

  /// Whether the node has no such method, or none any more.
  var isUnknownMethod: Bool { code == -32601 }

  /// As an error of a call that sends no money.
  var error: WalletError {
    if isDenied { return WalletError(.unauthorized, description) }
    switch code {
    case -32601: return WalletError(.unsupported, description)
    // A plugin has ended; the node is ending; it still reads the chain.
    case -4, -5, 304: return WalletError(.notReady, description)
    default: return WalletError(.refused, description)
    }
  }
}

/// Core Lightning's REST interface: `POST /v1/<method>` with a rune.
struct CLNRest: CLNLink {
  private let http: WalletHTTP
  private let rune: WalletSecret

  init(_ address: WalletAddress, rune: WalletSecret, trust: TLSTrust, pinnedKeys: [Bytes32]) {
    http = WalletHTTP(address, trust: trust, pinnedKeys: pinnedKeys)
    self.rune = rune
  }

  func send(_ call: CLNCall) throws(WalletError) -> CLNReply {
    var request = WalletHTTP.Call(
      "/v1/\(call.method)",
      headers: [HTTPHeader("Rune", bytes: rune.bytes), HTTPHeader("Accept", "application/json")])
    request.method = "POST"
    request.body = call.parameters
    request.timeout = call.timeout
    request.isFresh = call.cancellation != nil
    request.cancellation = call.cancellation
    let answer = try http.send(request)
    let isDenied = answer.status == 401 || answer.status == 403
    switch answer.status {
    case 201:
      guard let json = answer.json, json.members != nil else { break }
      if let refusal = CLNReply.refusal(in: json["error"]) { return .refusal(refusal) }
      return .result(json)
    case 401, 403, 404, 500:
      if let json = answer.json,
        let refusal = CLNReply.refusal(in: json["error"] ?? json, isDenied: isDenied)
      {
        return .refusal(refusal)
      }
      guard !isDenied else {
        throw WalletError(.unauthorized, "the rune is refused (status \(answer.status))")
      }
    case 429, 503:
      throw WalletError(.notReady, "the server is too busy (status \(answer.status))")
    default: break
    }
    throw WalletError(
      .malformedAnswer,
      "the answer with status \(answer.status) is none of Core Lightning's; is a proxy in between?")
  }
}
