/// Why there is no answer to a request.
public struct TransportError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Reason: Hashable, Sendable {
    /// libcurl is not installed.
    case libraryMissing
    /// libcurl is older than the version needed.
    case libraryTooOld(found: String, needed: String)
    /// libcurl was built without an option that was asked for; the number is curl.h's.
    case libraryLacks(option: Int)
    /// libcurl cannot be made ready.
    case libraryFailed
    /// The URL is refused.
    case invalidURL(InvalidURL)
    /// The request is refused.
    case invalidRequest(InvalidRequest)
    /// The options are refused.
    case invalidOptions(InvalidOptions)
    /// The server's name has no address.
    case resolve
    /// The proxy's name has no address.
    case resolveProxy
    /// No connection; `errno` is the system's number, 0 where it gave none.
    case connect(errno: Int32)
    /// The proxy did not let us through.
    case proxy
    /// No TLS connection with a server to be trusted; the text is libcurl's, made printable.
    case tls(String)
    /// The certificates to trust are no PEM that can be read.
    case unusableRoots
    /// The server's public key is none of those pinned.
    case pinMismatch
    /// The peer is none that the options allow.
    case peerNotAllowed
    /// It took longer than the options allow.
    case timeout
    /// The flag in the options was raised.
    case cancelled
    /// The body to send could not be had, or had another length than was said.
    case bodyFailed
    /// The connection ended, or broke, before an answer.
    case noAnswer
    /// The connection ended, or broke, within the answer.
    case cutOff
    /// The answer is not HTTP, or not as HTTP should be.
    case malformedAnswer
    /// The fields of the answer are longer than the limit, in bytes.
    case headerTooLarge(limit: Int)
    /// The body of the answer is longer than the limit, in bytes.
    case bodyTooLarge(limit: Int)
    /// Any other failure, by libcurl's number.
    case other(code: Int)
  }

  /// What is wrong with a URL.
  public enum InvalidURL: Hashable, Sendable {
    /// It is no absolute URL.
    case malformed
    /// It has a control character or white space, at an offset in its UTF-8.
    case foreignCharacter(at: Int)
    /// It has a user name or a password: those belong into a field.
    case userInfo
    /// Its scheme is neither `http` nor `https`.
    case scheme
  }

  /// What is wrong with a request.
  public enum InvalidRequest: Hashable, Sendable {
    /// The method is no token (RFC 9110, 5.6.2).
    case method
    /// The name of the field at an index is no token.
    case headerName(index: Int)
    /// The value of the field at an index has a line break or a NUL.
    case headerValue(index: Int)
    /// The field at an index is one that the body and the connection decide: Content-Length,
    /// Transfer-Encoding, Expect.
    case framingHeader(index: Int)
    /// A HEAD request with a body.
    case bodyOfHead
  }

  /// What is wrong with options.
  public enum InvalidOptions: Hashable, Sendable {
    /// The proxy is no URL of a known scheme, or has a user name in it.
    case proxy
    /// The path of the unix socket is empty, longer than 107 bytes, or has a NUL.
    case unixSocket
    /// A proxy and a unix socket.
    case proxyWithUnixSocket
    /// The user agent has a line break or a NUL.
    case userAgent
  }

  /// What is wrong.
  public let reason: Reason
  /// libcurl's number for it (curl.h, CURLE_..), for what wants to end as `curl` does.
  public let curlCode: Int
  /// Scheme, host and port of the server; nil where the URL could not be read.
  public let origin: String?
  /// False only if it is certain that no byte of the request has left.
  ///
  /// A connection, TLS and a proxy's handshake come before the request and are none of it.
  public let mayHaveBeenSent: Bool

  init(_ reason: Reason, code: Int, origin: String? = nil, mayHaveBeenSent: Bool = false) {
    self.reason = reason
    self.curlCode = code
    self.origin = origin
    self.mayHaveBeenSent = mayHaveBeenSent
  }
}
