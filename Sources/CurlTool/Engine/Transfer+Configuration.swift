internal import CCurl
internal import Glibc

/// What an operation means to libcurl, one request at a time.
extension Transfer {
  /// Sets all options of a request.
  ///
  /// - Parameters:
  ///   - isFirstOrigin: whether it goes to the origin that the user gave: what is secret goes nowhere
  ///     else, unless `--location-trusted`.
  ///   - isFirstHost: whether it goes to that host, which a Host of the user's is for.
  ///   - authorization: what a guard adds.
  func configure(
    _ handle: EasyHandle, _ plan: RequestPlan, address: String, isFirstOrigin: Bool,
    isFirstHost: Bool, referer: String?, proxy: ProxyChoice?, authorization: GuardedAuthorization?
  ) {
    // What libcurl alone acts on comes first: what follows here must win.
    handle.set(operation.settings)
    handle.set(CURLOPT_NOSIGNAL, 1)
    handle.set(CURLOPT_URL, address)
    handle.set(CURLOPT_FOLLOWLOCATION, 0)
    handle.set(CURLOPT_PATH_AS_IS, operation.keepsPath)
    handle.set(CURLOPT_DISALLOW_USERNAME_IN_URL, operation.refusesUserInURL)
    handle.set(CURLOPT_PROTOCOLS, Self.bits(operation.schemes))
    handle.set(CURLOPT_BUFFERSIZE, Self.bufferSize(operation.rateLimit))
    if operation.rateLimit > 0 {
      handle.set(CURLOPT_MAX_RECV_SPEED_LARGE, offset: operation.rateLimit)
      handle.set(CURLOPT_MAX_SEND_SPEED_LARGE, offset: operation.rateLimit)
    }
    if operation.setsFileTime { handle.set(CURLOPT_FILETIME, 1) }
    setTimes(handle)
    setRequest(handle, plan)
    setIdentity(
      handle, isFirstOrigin: isFirstOrigin, isFirstHost: isFirstHost, referer: referer,
      authorization)
    setRoute(handle, proxy)
    setTLS(handle)
    setCookies(handle)
  }

  /// As in the curl tool: no more at once than a second may bring.
  private static func bufferSize(_ rateLimit: Int64) -> Int {
    let usual: Int64 = 100 << 10
    return Int(rateLimit > 0 ? min(usual, max(1024, rateLimit)) : usual)
  }

  private static func bits(_ schemes: Set<String>) -> Int {
    (schemes.contains("http") ? Int(CURLPROTO_HTTP) : 0)
      | (schemes.contains("https") ? Int(CURLPROTO_HTTPS) : 0)
  }

  private func setTimes(_ handle: EasyHandle) {
    if let left = timeLeft { handle.set(CURLOPT_TIMEOUT_MS, left) }
    if operation.connectTimeout > 0 {
      handle.set(CURLOPT_CONNECTTIMEOUT_MS, operation.connectTimeout)
    }
    guard let condition = engine.timeCondition(of: operation) else { return }
    handle.set(CURLOPT_TIMECONDITION, condition.kind)
    handle.set(CURLOPT_TIMEVALUE_LARGE, offset: condition.time)
  }

  // MARK: The request

  private func setRequest(_ handle: EasyHandle, _ plan: RequestPlan) {
    switch plan.kind {
    case .get, .head: break
    case .post:
      guard case .data(let bytes) = operation.body else { break }
      // First the size: the copy is as long as it says.
      handle.set(CURLOPT_POST, 1)
      handle.set(CURLOPT_POSTFIELDSIZE_LARGE, offset: Int64(bytes.count))
      handle.set(CURLOPT_POSTFIELDS, borrowing: engine.body(bytes, of: operation))
    case .form:
      guard case .form(let parts) = operation.body else { break }
      handle.note(handle.set(form: parts, standardInput: engine.formInput(parts)))
    case .put:
      handle.set(CURLOPT_UPLOAD, 1)
      if let length = upload?.length { handle.set(CURLOPT_INFILESIZE_LARGE, offset: length) }
    }
    if plan.hasNoBodyInAnswer { handle.set(CURLOPT_NOBODY, 1) }
    if let method = operation.method { handle.set(CURLOPT_CUSTOMREQUEST, method) }
    if let range = operation.range { handle.set(CURLOPT_RANGE, range) }
    if resumesByRange {
      handle.set(CURLOPT_RANGE, "\(resumedAt)-")
    } else if resumedAt != 0 {
      handle.set(CURLOPT_RESUME_FROM_LARGE, offset: resumedAt)
    }
    if operation.isCompressed { handle.set(CURLOPT_ACCEPT_ENCODING, "") }
    handle.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, operation.hidesConnectHeader)
  }

  private func setIdentity(
    _ handle: EasyHandle, isFirstOrigin: Bool, isFirstHost: Bool, referer: String?,
    _ authorization: GuardedAuthorization?
  ) {
    let isTrusted = isFirstOrigin || operation.trustsRedirects
    var lines = operation.headers
    var names: Set<String> = isTrusted ? [] : ["authorization", "cookie"]
    if !isFirstHost { names.insert("host") }
    lines.removeAll { names.contains($0.prefix { $0 != ":" && $0 != ";" }.lowercased()) }
    if let etag = etagToCompare { lines.append("If-None-Match: \(etag)") }
    if let authorization { lines.append("Authorization: \(authorization.value)") }
    handle.set(CURLOPT_HTTPHEADER, lines: lines)
    if !operation.proxyHeaders.isEmpty {
      handle.set(CURLOPT_PROXYHEADER, lines: operation.proxyHeaders)
      handle.set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    }
    if isTrusted {
      if let user = operation.user { handle.set(CURLOPT_USERPWD, user) }
      if let bearer = operation.bearer { handle.set(CURLOPT_XOAUTH2_BEARER, bearer) }
    }
    switch operation.netrc {
    case .no: break
    case .optional: handle.set(CURLOPT_NETRC, 1)
    case .required: handle.set(CURLOPT_NETRC, 2)
    }
    if let path = operation.netrcFile { handle.set(CURLOPT_NETRC_FILE, path) }
    let agent = operation.userAgent ?? engine.userAgent
    handle.set(CURLOPT_USERAGENT, agent.isEmpty ? nil : agent)
    if let referer { handle.set(CURLOPT_REFERER, referer) }
    if let cookies = operation.cookies { handle.set(CURLOPT_COOKIE, cookies) }
  }

  // MARK: The way there

  private func setRoute(_ handle: EasyHandle, _ proxy: ProxyChoice?) {
    if let path = operation.unixSocket {
      if path.hasPrefix("@") {
        handle.set(CURLOPT_ABSTRACT_UNIX_SOCKET, String(path.dropFirst()))
      } else {
        handle.set(CURLOPT_UNIX_SOCKET_PATH, path)
      }
    }
    if let preproxy = operation.preproxy { handle.set(CURLOPT_PRE_PROXY, preproxy) }
    handle.set(CURLOPT_RESOLVE, lines: operation.resolve)
    handle.set(CURLOPT_CONNECT_TO, lines: operation.connectTo)
    if let proxy = proxy?.proxy {
      handle.set(CURLOPT_PROXY, proxy)
      // Whether it is meant for this host was decided.
      handle.set(CURLOPT_NOPROXY, "")
    } else if proxy != nil, operation.preproxy == nil {
      handle.set(CURLOPT_NOPROXY, "*")
      handle.set(CURLOPT_PROXY, "")
    } else if let proxy = operation.proxy {
      handle.set(CURLOPT_PROXY, proxy)
    }
  }

  private func setTLS(_ handle: EasyHandle) {
    guard operation.isInsecure else {
      // The variables that the curl tool reads, and libcurl does not.
      guard operation.settings[CURLOPT_CAINFO] == nil, operation.settings[CURLOPT_CAPATH] == nil
      else { return }
      let variables = engine.variables
      func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
      if let file = value("CURL_CA_BUNDLE") {
        handle.set(CURLOPT_CAINFO, file)
      } else {
        if let folder = value("SSL_CERT_DIR") { handle.set(CURLOPT_CAPATH, folder) }
        if let file = value("SSL_CERT_FILE") { handle.set(CURLOPT_CAINFO, file) }
      }
      return
    }
    handle.set(CURLOPT_SSL_VERIFYPEER, 0)
    handle.set(CURLOPT_SSL_VERIFYHOST, 0)
  }

  private func setCookies(_ handle: EasyHandle) {
    guard !operation.cookieFiles.isEmpty || operation.cookieJar != nil else { return }
    // The handle keeps what was read: reading it again would bring older values back.
    if engine.readsCookies(of: operation) {
      for file in operation.cookieFiles { handle.set(CURLOPT_COOKIEFILE, file) }
      if operation.dropsSessionCookies { handle.set(CURLOPT_COOKIESESSION, 1) }
    }
    if let jar = operation.cookieJar { handle.set(CURLOPT_COOKIEJAR, jar) }
  }
}
