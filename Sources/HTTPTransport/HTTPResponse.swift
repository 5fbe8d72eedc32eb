/// What comes before the body of an answer.
public struct HTTPResponseHead: Hashable, Sendable {
  /// `1.0`, `1.1`, `2` or `3`.
  public let version: String
  /// Three digits, from 200 on: interim answers are passed over.
  public let status: Int
  /// The text behind the status; nil where there is none, as in HTTP/2.
  public let reason: String?
  /// In order, names as given.
  public let headers: HTTPHeaders
  /// Who answered.
  public let peer: HTTPPeer
}

/// An answer.
public struct HTTPResponse: Hashable, Sendable {
  /// What came before the body.
  public let head: HTTPResponseHead
  /// The body; empty where it was streamed.
  public internal(set) var body: [UInt8]
  /// The fields behind a chunked body.
  public let trailers: HTTPHeaders
  /// Whether it was read to its end; false where a caller of `stream` said stop.
  public let isComplete: Bool
  /// Whether the connection was there before.
  public let isConnectionReused: Bool
  /// How long it took.
  public let times: HTTPTimes

  /// Three digits, from 200 on.
  public var status: Int { head.status }
  /// In order, names as given.
  public var headers: HTTPHeaders { head.headers }
  /// Who answered.
  public var peer: HTTPPeer { head.peer }
}

extension HTTPResponse: CustomStringConvertible, CustomReflectable {
  /// Status and length: a body may hold a preimage.
  public var description: String { "\(status) (\(body.count) bytes)" }

  /// As the description, with the head.
  public var customMirror: Mirror { Mirror(self, children: ["head": head, "peer": peer]) }
}

/// How long a request took to its stages, each counted from its start.
public struct HTTPTimes: Hashable, Sendable {
  /// Until the name was resolved.
  public let nameLookup: Duration
  /// Until the peer, or the proxy, was connected.
  public let connect: Duration
  /// Until TLS was agreed on; zero without TLS.
  public let appConnect: Duration
  /// Until the first byte of the answer.
  public let startTransfer: Duration
  /// Until the end.
  public let total: Duration
}

/// Whether a caller wants more of an answer.
public enum HTTPFlow: Hashable, Sendable {
  /// Go on.
  case more
  /// That was enough: the connection is closed.
  case stop
}
