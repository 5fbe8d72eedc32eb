internal import Bytes
internal import CCurl
internal import Glibc

/// What a request and its options mean to libcurl.
extension EasyHandle {
  /// Sets all of the options anew.
  func configure(_ options: TransportOptions) throws(TransportError) {
    // No signal for time-outs: threads may be many.
    try set(CURLOPT_NOSIGNAL, 1)
    // Since 7.87: a time-out or a cancellation does not wait for the resolver.
    setIfKnown(CURLOPT_QUICK_EXIT, 1)
    try set(CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS))
    try set(CURLOPT_FOLLOWLOCATION, 0)
    try set(CURLOPT_PATH_AS_IS, 1)
    try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    // As the curl tool.
    try set(CURLOPT_BUFFERSIZE, 100 << 10)
    try set(CURLOPT_TCP_KEEPALIVE, 1)
    try set(
      CURLOPT_HTTP_VERSION,
      options.version == .http1 ? Int(CURL_HTTP_VERSION_1_1) : Int(CURL_HTTP_VERSION_2TLS))
    if options.decompresses { try set(CURLOPT_ACCEPT_ENCODING, "") }
    if let connectTimeout = options.connectTimeout {
      try set(CURLOPT_CONNECTTIMEOUT_MS, connectTimeout.wholeMilliseconds)
    }
    if let timeout = options.timeout { try set(CURLOPT_TIMEOUT_MS, timeout.wholeMilliseconds) }
    try configureTLS(options)
    try configureRoute(options)
  }

  private func configureTLS(_ options: TransportOptions) throws(TransportError) {
    try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    if case .roots(let pem) = options.trust {
      // Those given alone: a directory that libcurl was built with would count as well.
      try set(CURLOPT_CAINFO, nil)
      try set(CURLOPT_CAPATH, nil)
      try set(CURLOPT_CAINFO_BLOB, blob: pem)
    }
    guard !options.pinnedKeys.isEmpty else { return }
    let pins = options.pinnedKeys.map {
      "sha256//" + String(decoding: Base64.encode($0.array), as: UTF8.self)
    }
    try set(CURLOPT_PINNEDPUBLICKEY, pins.joined(separator: ";"))
  }

  private func configureRoute(_ options: TransportOptions) throws(TransportError) {
    try set(CURLOPT_UNIX_SOCKET_PATH, options.unixSocket)
    if let proxy = options.proxy {
      try set(CURLOPT_PROXY, proxy.url)
      try set(CURLOPT_PROXYUSERNAME, proxy.user)
      try set(CURLOPT_PROXYPASSWORD, proxy.password)
      // Or the variable no_proxy would lead past it.
      try set(CURLOPT_NOPROXY, "")
      // A field for the server is none for the proxy.
      try set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    } else if !options.readsEnvironment {
      // Empty is none, and the variables do not count.
      try set(CURLOPT_PROXY, "")
      try set(CURLOPT_NOPROXY, "*")
    }
  }

  /// Sets the method, and the length of the body; `perform(_:)` brings its bytes.
  func configure(_ request: HTTPRequest, _ options: TransportOptions) throws(TransportError) {
    switch request.body {
    case .none where request.method == "HEAD":
      try set(CURLOPT_NOBODY, 1)
    case .none where ["POST", "PUT", "PATCH"].contains(request.method):
      try set(CURLOPT_POST, 1)
      try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: 0)
      try set(CURLOPT_COPYPOSTFIELDS, "")
    case .none:
      try set(CURLOPT_HTTPGET, 1)
    case .bytes(let bytes):
      try set(CURLOPT_POST, 1)
      try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: Int64(bytes.count))
      if bytes.isEmpty { try set(CURLOPT_COPYPOSTFIELDS, "") }
    case .stream(let stream):
      try set(CURLOPT_UPLOAD, 1)
      try set(CURLOPT_INFILESIZE_LARGE, offset: stream.length ?? -1)
    }
    try set(CURLOPT_CUSTOMREQUEST, request.method)
    // A HEAD has no body, whatever length it tells.
    if let limit = options.maximumBody, request.method != "HEAD" {
      // 0 would be no limit; what is taken is counted too.
      try set(CURLOPT_MAXFILESIZE_LARGE, offset: Int64(max(1, limit)))
    }
  }

  /// Runs the transfer, the body of the request in place.
  func perform(_ body: HTTPBody) throws(TransportError) -> CURLcode {
    guard case .bytes(let bytes) = body, !bytes.isEmpty else { return perform() }
    let result = unsafe bytes.withUnsafeBytes { buffer -> Result<CURLcode, TransportError> in
      guard let start = buffer.baseAddress else { return .success(CURLE_OUT_OF_MEMORY) }
      do throws(TransportError) {
        unsafe try set(CURLOPT_POSTFIELDS, borrowing: start)
        return .success(perform())
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

extension TransportOptions {
  /// Whether the environment's proxies count.
  var readsEnvironment: Bool { usesEnvironmentProxy && proxy == nil && unixSocket == nil }

  /// Whether a proxy is in between, or may be.
  var isMaybeProxied: Bool {
    if proxy != nil { return true }
    let names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
    return readsEnvironment && names.contains { unsafe getenv($0) != nil }
  }

  /// Refuses what libcurl would take for something else.
  func check() throws(TransportError) {
    if let unixSocket {
      let path = unixSocket.utf8
      guard (1...Self.longestSocketPath).contains(path.count), !path.contains(0) else {
        throw Self.refusal(.unixSocket)
      }
      guard proxy == nil else { throw Self.refusal(.proxyWithUnixSocket) }
    }
    guard let proxy else { return }
    let parts = [proxy.url, proxy.user ?? "", proxy.password ?? ""]
    let schemes = ["http://", "https://", "socks4://", "socks4a://", "socks5://", "socks5h://"]
    guard schemes.contains(where: { proxy.url.hasPrefix($0) && proxy.url != $0 }),
      !proxy.url.utf8.contains(UInt8(ascii: "@")),
      parts.allSatisfy({ $0.unicodeScalars.allSatisfy { !$0.isTerminalControl } })
    else { throw Self.refusal(.proxy) }
  }

  private static func refusal(_ problem: TransportError.InvalidOptions) -> TransportError {
    TransportError(.invalidOptions(problem), code: TransportError.badArgument)
  }
}

extension Duration {
  /// Rounded up, and 1 at least: to libcurl 0 is no limit.
  var wholeMilliseconds: Int {
    let (seconds, attoseconds) = components
    guard seconds < Int64(Int32.max) / 1000 else { return Int(Int32.max) }
    let partial = (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    return max(1, Int(seconds * 1000 + partial))
  }
}
