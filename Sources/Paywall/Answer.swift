internal import JSON

/// What is sent back.
public struct Answer: Sendable {
  /// The status code.
  public var status: Int
  /// Names and values in order, framing apart.
  public var headers: [(name: String, value: String)]
  /// The body.
  public var body: [UInt8]
  /// How it came about, for the log and the counts.
  public var outcome: Outcome
  /// The token that was presented, in hexadecimal, where it could be read.
  public var tokenID: String?
  /// What was asked for, where it could be told.
  var visit: Visit?

  /// An answer.
  public init(
    _ status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
    _ outcome: Outcome, tokenID: String? = nil
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.outcome = outcome
    self.tokenID = tokenID
  }

  /// A problem in JSON (RFC 9457).
  static func problem(
    _ status: Int, _ title: String, _ detail: String? = nil, _ outcome: Outcome,
    headers: [(name: String, value: String)] = []
  ) -> Answer {
    var writer = JSONWriter()
    writer.object { object in
      if let detail { object.member("detail", detail) }
      object.member("status", Int64(status))
      object.member("title", title)
    }
    return Answer(
      status, headers: headers + [("Content-Type", "application/problem+json")],
      body: writer.bytes + [0x0a], outcome)
  }

  /// The title of a status that this server answers with.
  static func title(_ status: Int) -> String {
    switch status {
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 402: "Payment Required"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 413: "Content Too Large"
    case 415: "Unsupported Media Type"
    case 429: "Too Many Requests"
    default: "Service Unavailable"
    }
  }
}

/// How an answer came about, a closed list.
public enum Outcome: String, Hashable, Sendable, CaseIterable {
  /// Free, no credential asked for.
  case free
  /// A credential was accepted.
  case accepted
  /// A new challenge.
  case challenged
  /// The open challenge of the token that was presented, once more.
  case repeated
  /// A malformed or forged credential.
  case forged
  /// A preflight of a browser.
  case preflight
  /// No such path or method.
  case unmatched
  /// Ambiguous or broken.
  case malformed
  /// More than the server takes: open invoices, bytes.
  case limited
  /// The wallet, the keys or the list of revocations could not be asked.
  case failed
  /// A peer that is not trusted to hand requests on.
  case untrusted
  /// A question about the server itself.
  case health
}
