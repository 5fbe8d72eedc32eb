internal import CCurl
internal import Synchronization

/// Sends requests with libcurl, which is opened for the first of them, and keeps connections.
///
/// A connection is kept from one request to the next; requests that overlap, from several threads or
/// from within a callback, have connections of their own. It follows no redirect, keeps no cookie,
/// reads no netrc, and sends a request that is not safe at most once.
public final class HTTPClient: Sendable {
  /// The options of requests that come without their own.
  public let options: TransportOptions

  private let library: String?
  private let neededVersion: UInt32
  /// Nil before the first request, and while one is sent.
  private let kept = Mutex<EasyHandle?>(nil)

  /// A client that has done nothing yet.
  public convenience init(_ options: TransportOptions = TransportOptions()) {
    self.init(options, library: nil)
  }

  /// A client over the library of a file; nil is the installed one.
  init(
    _ options: TransportOptions, library: String?,
    neededVersion: UInt32 = EasyHandle.neededVersion
  ) {
    self.options = options
    self.library = library
    self.neededVersion = neededVersion
  }

  /// The version of libcurl and of the libraries that it uses, as `curl --version` writes them.
  public static func libraryVersion() throws(TransportError) -> String {
    try EasyHandle.versionText()
  }

  /// Sends a request and collects the answer, whatever its status.
  public func send(
    _ request: HTTPRequest, _ options: TransportOptions? = nil
  ) throws(TransportError) -> HTTPResponse {
    var body: [UInt8] = []
    var response = try stream(request, options) { piece in
      unsafe piece.withUnsafeBufferPointer { unsafe body.append(contentsOf: $0) }
      return .more
    }
    response.body = body
    return response
  }

  /// Sends a request and hands the answer over as it comes: the head once, then the body in pieces.
  ///
  /// Where either says stop, the connection is closed and what was read so far is the answer.
  public func stream(
    _ request: HTTPRequest, _ options: TransportOptions? = nil,
    onHead: (HTTPResponseHead) -> HTTPFlow = { _ in .more },
    onBody: (Span<UInt8>) -> HTTPFlow
  ) throws(TransportError) -> HTTPResponse {
    let options = options ?? self.options
    let lines = try RequestLines(request, userAgent: options.userAgent)
    try options.check()
    let easy = try takeHandle()
    // Typed throws do not pass through withoutActuallyEscaping.
    let result = withoutActuallyEscaping(onHead) { onHead in
      withoutActuallyEscaping(onBody) { onBody -> Result<HTTPResponse, TransportError> in
        let transfer = Transfer(
          request, options, isMaybeProxied: options.isMaybeProxied,
          onHead: onHead, onBody: onBody)
        do throws(TransportError) {
          return .success(try easy.run(request, lines, options, transfer))
        } catch {
          return .failure(error)
        }
      }
    }
    var handle: EasyHandle? = consume easy
    kept.withLock { swap(&$0, &handle) }
    return try result.get()
  }

  private func takeHandle() throws(TransportError) -> EasyHandle {
    if let handle = kept.withLock({ $0.take() }) { return handle }
    return try EasyHandle(library: library, needed: neededVersion)
  }
}
