internal import Bytes
internal import CCurl

/// One request from its URL to its answer.
extension EasyHandle {
  /// Sends a request whose lines and options were checked.
  func run(
    _ request: HTTPRequest, _ lines: RequestLines, _ options: TransportOptions,
    _ transfer: Transfer
  ) throws(TransportError) -> HTTPResponse {
    reset()
    // Afterwards nothing points to the transfer or to the request's secrets.
    defer { reset() }
    let origin = try setURL(request.url)
    try configure(options)
    try configure(request, options)
    try set(headerLines: lines.lines)
    try set(callbacks: transfer)
    guard transfer.goesOn() else {
      throw error(CURLE_ABORTED_BY_CALLBACK, transfer, options, origin)
    }
    let code = try perform(request.body)
    let isStopped = transfer.cause == .stopped && code == CURLE_WRITE_ERROR
    guard code == CURLE_OK || isStopped else { throw error(code, transfer, options, origin) }
    // libcurl is content with a header that ends with the connection.
    guard let head = transfer.head else {
      throw error(CURLE_PARTIAL_FILE, transfer, options, origin)
    }
    return HTTPResponse(
      head: head, body: [], trailers: transfer.trailers, isComplete: code == CURLE_OK,
      isConnectionReused: long(CURLINFO_NUM_CONNECTS) == 0,
      times: HTTPTimes(
        nameLookup: microseconds(CURLINFO_NAMELOOKUP_TIME_T),
        connect: microseconds(CURLINFO_CONNECT_TIME_T),
        appConnect: microseconds(CURLINFO_APPCONNECT_TIME_T),
        startTransfer: microseconds(CURLINFO_STARTTRANSFER_TIME_T),
        total: microseconds(CURLINFO_TOTAL_TIME_T)))
  }

  /// Checks and sets the URL; scheme, host and port of it.
  private func setURL(_ url: String) throws(TransportError) -> String {
    var offset = 0
    for scalar in url.unicodeScalars {
      guard !scalar.isTerminalControl, !scalar.properties.isWhitespace else {
        throw Self.refusal(.foreignCharacter(at: offset), CURLE_URL_MALFORMAT)
      }
      offset += scalar.utf8.count
    }
    // More lenient readers than we take one, two or three slashes, and find another host.
    guard let authority = Self.schemes.first(where: { Self.begins(url, with: $0) }) else {
      throw url.utf8.first.map(Self.isLetter) == true && url.contains(":")
        ? Self.refusal(.scheme, CURLE_UNSUPPORTED_PROTOCOL)
        : Self.refusal(.malformed, CURLE_URL_MALFORMAT)
    }
    guard !url.utf8.dropFirst(authority.utf8.count).starts(with: "/".utf8) else {
      throw Self.refusal(.malformed, CURLE_URL_MALFORMAT)
    }
    let code = set(url: url, flags: CURLU_PATH_AS_IS | CURLU_DISALLOW_USER)
    switch code {
    case CURLUE_OK: break
    case CURLUE_OUT_OF_MEMORY:
      throw TransportError(.libraryFailed, code: Int(CURLE_OUT_OF_MEMORY.rawValue))
    case CURLUE_USER_NOT_ALLOWED: throw Self.refusal(.userInfo, CURLE_URL_MALFORMAT)
    default: throw Self.refusal(.malformed, CURLE_URL_MALFORMAT)
    }
    guard let scheme = urlPart(CURLUPART_SCHEME), let host = urlPart(CURLUPART_HOST) else {
      throw Self.refusal(.malformed, CURLE_URL_MALFORMAT)
    }
    let port = urlPart(CURLUPART_PORT).map { ":" + $0 } ?? ""
    return TransportError.printable("\(scheme)://\(host)\(port)")
  }

  private static let schemes = ["http://", "https://"]

  private static func begins(_ url: String, with scheme: String) -> Bool {
    url.utf8.count >= scheme.utf8.count
      && zip(url.utf8, scheme.utf8).allSatisfy { $0 == $1 || isLetter($0) && $0 | 0x20 == $1 }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func refusal(
    _ problem: TransportError.InvalidURL, _ code: CURLcode
  ) -> TransportError {
    TransportError(.invalidURL(problem), code: Int(code.rawValue))
  }

  private func error(
    _ code: CURLcode, _ transfer: Transfer, _ options: TransportOptions, _ origin: String
  ) -> TransportError {
    var (reason, number) = (reason(code, transfer, options), code)
    // Ours came first where the transfer was ended from here.
    let ours = [CURLE_ABORTED_BY_CALLBACK, CURLE_WRITE_ERROR, CURLE_READ_ERROR]
    if let cause = transfer.cause, ours.contains(code) {
      (reason, number) = Self.reason(cause, options)
    }
    return TransportError(
      reason, code: Int(number.rawValue), origin: origin,
      mayHaveBeenSent: transfer.mayHaveBeenSent)
  }

  private static func reason(
    _ cause: Transfer.Cause, _ options: TransportOptions
  ) -> (TransportError.Reason, CURLcode) {
    switch cause {
    case .cancelled: (.cancelled, CURLE_ABORTED_BY_CALLBACK)
    case .peerNotAllowed: (.peerNotAllowed, CURLE_ABORTED_BY_CALLBACK)
    case .wouldRepeat: (.noAnswer, CURLE_GOT_NOTHING)
    case .headerTooLarge:
      (.headerTooLarge(limit: options.maximumHeader), CURLE_FILESIZE_EXCEEDED)
    case .bodyTooLarge:
      (.bodyTooLarge(limit: options.maximumBody ?? .max), CURLE_FILESIZE_EXCEEDED)
    case .malformed: (.malformedAnswer, CURLE_WEIRD_SERVER_REPLY)
    case .bodyFailed: (.bodyFailed, CURLE_READ_ERROR)
    case .stopped: (.cutOff, CURLE_WRITE_ERROR)
    }
  }

  private func reason(
    _ code: CURLcode, _ transfer: Transfer, _ options: TransportOptions
  ) -> TransportError.Reason {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: .resolve
    case CURLE_COULDNT_RESOLVE_PROXY: .resolveProxy
    case CURLE_COULDNT_CONNECT: .connect(errno: Int32(long(CURLINFO_OS_ERRNO)))
    case CURLE_PROXY: .proxy
    case CURLE_OPERATION_TIMEDOUT: .timeout
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH: .pinMismatch
    case CURLE_SSL_CACERT_BADFILE where options.trust != .system: .unusableRoots
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
      CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM, CURLE_SSL_INVALIDCERTSTATUS,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CLIENTCERT, CURLE_USE_SSL_FAILED:
      .tls(TransportError.printable(errorText))
    case CURLE_FILESIZE_EXCEEDED: .bodyTooLarge(limit: options.maximumBody ?? .max)
    case CURLE_OUT_OF_MEMORY: .libraryFailed
    default: afterConnecting(code, transfer, options)
    }
  }

  /// For numbers that tell only what broke, and not when.
  private func afterConnecting(
    _ code: CURLcode, _ transfer: Transfer, _ options: TransportOptions
  ) -> TransportError.Reason {
    let isBroken = [
      CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
      CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND,
    ].contains(code)
    guard transfer.mayHaveBeenSent else {
      // CONNECT comes before the request.
      if isBroken { return options.isMaybeProxied ? .proxy : .connect(errno: 0) }
      return .other(code: Int(code.rawValue))
    }
    if code == CURLE_PARTIAL_FILE { return .cutOff }
    if isBroken { return transfer.head == nil ? .noAnswer : .cutOff }
    switch code {
    // The first is what an answer without a status line gives.
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING:
      return .malformedAnswer
    default: return .other(code: Int(code.rawValue))
    }
  }
}
