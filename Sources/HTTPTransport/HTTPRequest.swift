/// A request as it should be sent.
public struct HTTPRequest: Sendable {
  /// A token such as `GET`, sent as written.
  public var method: String
  /// An absolute URL, http or https, without user information.
  ///
  /// Its path is sent as written, dot segments included.
  public var url: String
  /// Sent in this order, behind `Host`; only `Accept` and, from the options, `User-Agent` are
  /// added where they are missing.
  public var headers: HTTPHeaders
  /// What it carries.
  public var body: HTTPBody

  /// A GET.
  public init(_ url: String, headers: HTTPHeaders = []) {
    self.init("GET", url, headers: headers)
  }

  /// A request of any method.
  public init(
    _ method: String, _ url: String, headers: HTTPHeaders = [], body: HTTPBody = .none
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }

  /// Whether a server does the same once or twice (RFC 9110, 9.2.1, without TRACE).
  ///
  /// Where a kept connection turns out to be closed, only such a request is sent once more.
  var isSafe: Bool { ["GET", "HEAD", "OPTIONS"].contains(method) }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
  /// Method and body; the URL may hold a key, as header values do.
  public var description: String { "\(method) \(body)" }

  /// As the description, with the names of the fields.
  public var customMirror: Mirror {
    Mirror(self, children: ["method": method, "headers": headers])
  }
}
