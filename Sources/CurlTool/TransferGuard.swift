/// One request that is about to be sent, or was answered: a transfer is one or, with redirects and
/// payments, several.
public struct OutgoingRequest: Sendable, Hashable {
  /// The URL that the user gave, parsed: where no redirect has led yet.
  public var typed: RequestURL
  /// The URL of this request.
  public var url: RequestURL
  /// Its method.
  public var method: String
  /// How many redirects led here.
  public var redirects: Int
  /// Whether the user gives an Authorization: `-H`, `-u`, netrc, `--oauth2-bearer`, in the URL.
  public var hasOwnAuthorization: Bool
  /// Whether `-k` was given.
  public var isInsecure: Bool
  /// How it reaches the server.
  public var route: Route

  /// How a request reaches the server.
  public enum Route: Sendable, Hashable {
    /// By an address.
    case direct
    /// Through a unix socket.
    case unixSocket
    /// Through a proxy; whether that speaks SOCKS and looks the server's name up.
    case proxy(resolvesNames: Bool)
  }
}

/// A URL as libcurl reads it.
public struct RequestURL: Sendable, Hashable {
  /// All of it, without user information.
  public var text: String
  /// In lower case.
  public var scheme: String
  /// Without a zone; an IPv6 address in brackets.
  public var host: String
  /// The scheme's own where none was given.
  public var port: UInt16
  /// As it is sent, from the `/` on, without query.
  public var path: String
}

/// An answer's header.
public struct IncomingHead: Sendable, Hashable {
  /// The status code.
  public var status: Int
  /// Field lines of the answer, in order.
  public var fields: [TransferSummary.Field]
  /// The other end of the connection, an address as inet_ntop writes it; empty for a unix socket.
  public var peer: String
}

/// Decides what leaves with a request, and what is done about an answer.
///
/// The engine asks it; it knows nothing of files, redirects and progress.
public protocol TransferGuard: AnyObject {
  /// Takes note that another transfer begins.
  func begin(_ operation: CurlOperation)

  /// What to add to a request as its Authorization; nil for nothing.
  func authorization(for request: OutgoingRequest) -> GuardedAuthorization?

  /// Takes note that what `authorization` gave was not sent after all: the peer is not on this
  /// machine.
  func heldBack(_ request: OutgoingRequest)

  /// What is to become of an answer, before a byte of its body is seen by anybody.
  func judge(_ head: IncomingHead, to request: OutgoingRequest) -> Judgement

  /// What to do about an answer that was withheld; called when its connection is free again.
  func resolve(_ head: IncomingHead, to request: OutgoingRequest) -> Resolution

  /// Says how the transfer ended, and gives the variables that `-w` may name.
  func finish(_ summary: TransferSummary) -> [String: String]
}

/// A field's value for one origin, and under which condition it may leave.
public struct GuardedAuthorization: Sendable, Hashable {
  /// The value of the field.
  public var value: String
  /// Whether it may leave only to a peer on this machine, without a proxy in between: judged when the
  /// connection is there, before a byte of the request is sent.
  public var onlyToLoopback: Bool

  /// A value, and where it may go.
  public init(value: String, onlyToLoopback: Bool) {
    self.value = value
    self.onlyToLoopback = onlyToLoopback
  }
}

/// What is to become of an answer.
public enum Judgement: Sendable, Hashable {
  /// It is the user's.
  case deliver
  /// Nobody sees it; `resolve` says what next.
  case withhold
}

/// What to do about an answer that was withheld.
public enum Resolution: Sendable, Hashable {
  /// Send the same request once more, after so many milliseconds; `authorization(for:)` is asked anew.
  case sendAgain(afterMilliseconds: Int)
  /// Nothing more: end with this status. The guard has said why.
  case end(status: Int32)
}
