import CCurl

extension OperationDraft {
  /// The operation; the caller has asked for the passwords.
  ///
  /// What contradicts itself becomes the operation's failure, for curl says it in its turn.
  mutating func finish(_ globals: GlobalOptions, variables: [String: String]) -> CurlOperation {
    finishGlobals(globals)
    finishRequest()
    finishTargets()
    finishHTTP()
    finishConnection()
    finishAuthentication()
    finishTLS(variables)
    finishProxy()
    return operation
  }

  /// libcurl reads no longer ones.
  private static let longestCookie = 4096

  /// Whether the cookies are more than are sent.
  var hasTooLongCookies: Bool {
    cookies.joined(separator: ";").utf8.count >= Self.longestCookie
  }

  /// Takes what curl adds to the fields of a `--json`.
  mutating func addJSONFields() {
    guard isJSON else { return }
    for (name, value) in [("Content-Type", "application/json"), ("Accept", "application/json")] {
      let isGiven = operation.headers.contains { line in
        let end = line.utf8.dropFirst(name.utf8.count).first
        return ASCII.hasPrefix(line.utf8, name)
          && (end == UInt8(ascii: ":") || end == UInt8(ascii: ";"))
      }
      if !isGiven { operation.headers.append("\(name): \(value)") }
    }
  }

  private mutating func finishGlobals(_ globals: GlobalOptions) {
    operation.isSilent = globals.isSilent
    operation.showsErrors = !globals.isSilent || globals.showsErrors
    operation.trace = globals.trace
    operation.traceHasTime = globals.traceHasTime
    operation.isStyled = globals.isStyled
    let showsNone = globals.isSilent || !globals.showsProgress
    operation.progress = showsNone ? .none : globals.showsBar ? .bar : .meter
  }

  private mutating func finishRequest() {
    var conflict: String?
    if let data {
      if sendsDataAsQuery {
        query = data
        conflict = decide(operation.isHead ? .head : .get)
      } else {
        operation.body = .data(data)
        conflict = decide(.post)
      }
    }
    if request == .form { operation.body = .form(form.finished()) }
    if conflict == nil, nodes.contains(where: { $0.hasURL && $0.target.upload != nil }) {
      conflict = decide(.put)
    }
    operation.query = query.map { String(decoding: $0, as: UTF8.self) }
    if let conflict {
      operation.failure = CurlFailure(2, "", warnings: operation.isSilent ? [] : [conflict])
    }
  }

  private mutating func finishTargets() {
    operation.targets = nodes.map { node in
      var target = node.target
      if node.isRemote, target.output == .standard, !target.isStandardOutputNamed {
        target.output = .remoteName
      }
      return target
    }
    if nodes.first?.hasURL != true {
      operation.failure = CurlFailure(2, "no URL specified!\n" + ParserState.advice)
    }
  }

  private mutating func finishHTTP() {
    if !cookies.isEmpty {
      let joined = cookies.joined(separator: ";")
      operation.cookies = joined.utf8.count < Self.longestCookie ? joined : nil
    }
    let kept = [(301, keepsPost301), (302, keepsPost302), (303, keepsPost303)]
    operation.statusesKeepingPost = Set(kept.filter(\.1).map(\.0))
    if httpVersion != 0 { operation.settings[CURLOPT_HTTP_VERSION] = .number(httpVersion) }
    if isRaw {
      operation.settings[CURLOPT_HTTP_CONTENT_DECODING] = .number(0)
      operation.settings[CURLOPT_HTTP_TRANSFER_DECODING] = .number(0)
    }
    if expectTimeout > 0 {
      operation.settings[CURLOPT_EXPECT_100_TIMEOUT_MS] = .number(expectTimeout)
    }
    if operation.writeOut != nil { operation.settings[CURLOPT_CERTINFO] = .number(1) }
  }

  private mutating func finishConnection() {
    operation.settings[CURLOPT_TCP_KEEPALIVE] = .number(keepsAlive ? 1 : 0)
    if keepsAlive, keepAliveTime != 0 {
      operation.settings[CURLOPT_TCP_KEEPIDLE] = .number(keepAliveTime)
      operation.settings[CURLOPT_TCP_KEEPINTVL] = .number(keepAliveTime)
    }
    if happyEyeballsTimeout != 200 {
      operation.settings[CURLOPT_HAPPY_EYEBALLS_TIMEOUT_MS] = .number(happyEyeballsTimeout)
    }
    if speedLimit != 0 { operation.settings[CURLOPT_LOW_SPEED_LIMIT] = .number(speedLimit) }
    if speedTime != 0 { operation.settings[CURLOPT_LOW_SPEED_TIME] = .number(speedTime) }
    if requiresTLS || triesTLS {
      operation.settings[CURLOPT_USE_SSL] = .number(requiresTLS ? 3 : 1)
    }
  }

  private mutating func finishAuthentication() {
    if authentication != 0 { operation.settings[CURLOPT_HTTPAUTH] = .number(authentication) }
    if socksAuthentication != 0 {
      operation.settings[CURLOPT_SOCKS5_AUTH] = .number(socksAuthentication)
    }
    if mayReadNetrc {
      operation.netrc = .optional
    } else if readsNetrc || operation.netrcFile != nil {
      operation.netrc = .required
    }
  }

  private mutating func finishTLS(_ variables: [String: String]) {
    takeAuthorities(from: variables)
    setText(CURLOPT_CAINFO, authorityFile)
    setText(CURLOPT_CAPATH, authorityFolder)
    setText(CURLOPT_PROXY_CAPATH, proxyAuthorityFolder ?? authorityFolder)
    setText(CURLOPT_CRLFILE, revocationFile)
    setText(CURLOPT_PROXY_CRLFILE, proxyRevocationFile ?? revocationFile)
    setText(CURLOPT_SSLCERT, certificate)
    setText(CURLOPT_SSLCERTTYPE, certificateType ?? Self.engineType(of: certificate))
    setText(CURLOPT_SSLKEY, key)
    setText(CURLOPT_SSLKEYTYPE, keyType ?? Self.engineType(of: key))
    setText(CURLOPT_PROXY_SSLCERT, proxyCertificate)
    setText(
      CURLOPT_PROXY_SSLCERTTYPE, proxyCertificateType ?? Self.engineType(of: proxyCertificate))
    setText(CURLOPT_PROXY_SSLKEY, proxyKey)
    setText(CURLOPT_PROXY_SSLKEYTYPE, proxyKeyType ?? Self.engineType(of: proxyKey))
    if tlsVersion | tlsMaximum != 0 {
      operation.settings[CURLOPT_SSLVERSION] = .number(tlsVersion | tlsMaximum)
    }
    let options = tlsOptions | (skipsRevocation ? 2 : 0) | (triesRevocation ? 8 : 0)
    if options != 0 { operation.settings[CURLOPT_SSL_OPTIONS] = .number(options) }
    if proxyTLSOptions != 0 {
      operation.settings[CURLOPT_PROXY_SSL_OPTIONS] = .number(proxyTLSOptions)
    }
    if isDOHInsecure {
      operation.settings[CURLOPT_DOH_SSL_VERIFYPEER] = .number(0)
      operation.settings[CURLOPT_DOH_SSL_VERIFYHOST] = .number(0)
    }
    if isProxyInsecure {
      operation.settings[CURLOPT_PROXY_SSL_VERIFYPEER] = .number(0)
      operation.settings[CURLOPT_PROXY_SSL_VERIFYHOST] = .number(0)
    }
  }

  private mutating func takeAuthorities(from variables: [String: String]) {
    let needsThem =
      !operation.isInsecure || (operation.settings[CURLOPT_DOH_URL] != nil && !isDOHInsecure)
    guard authorityFile == nil, authorityFolder == nil, needsThem else { return }
    func variable(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let file = variable("CURL_CA_BUNDLE") {
      authorityFile = file
    } else if let folder = variable("SSL_CERT_DIR") {
      authorityFolder = folder
    } else if let file = variable("SSL_CERT_FILE") {
      authorityFile = file
    }
  }

  private mutating func finishProxy() {
    setText(CURLOPT_PROXYUSERPWD, proxyUser)
    if let method = proxyMethod { operation.settings[CURLOPT_PROXYAUTH] = .number(method) }
    guard let proxy else { return }
    if proxy.kind != .http { operation.settings[CURLOPT_PROXYTYPE] = .number(proxy.kind.rawValue) }
    if proxyNeedsTLS1 { operation.settings[CURLOPT_PROXY_SSLVERSION] = .number(1) }
    operation.proxy = Self.withScheme(proxy.address, proxy.kind)
  }

  private var proxyMethod: Int? {
    if proxyAnyAuthentication { return Self.anyAuthentication }
    if proxyNegotiate { return 4 }
    if proxyNTLM { return 8 }
    if proxyDigest { return 2 }
    return proxyBasic ? 1 : nil
  }

  /// `CURLAUTH_ANY`: all but `CURLAUTH_DIGEST_IE`.
  static let anyAuthentication = ~(1 << 4)

  /// Makes the kind part of the address.
  ///
  /// libcurl lets a scheme that is there decide, but for `http`.
  private static func withScheme(_ address: String, _ kind: ProxyKind) -> String {
    if address.isEmpty { return address }
    let bytes = Array(address.utf8)
    let scheme = bytes.prefix { ASCII.isWord($0) }
    guard bytes.dropFirst(scheme.count).starts(with: Array("://".utf8)) else {
      return "\(kind.scheme)://\(address)"
    }
    guard ASCII.areEqual(String(decoding: scheme, as: UTF8.self), "http") else { return address }
    let rest = String(decoding: bytes.dropFirst(scheme.count), as: UTF8.self)
    return kind.scheme + rest
  }

  private static func engineType(of name: String?) -> String? {
    name.flatMap { ASCII.hasPrefix($0.utf8, "pkcs11:") ? "ENG" : nil }
  }

  private mutating func setText(_ option: CURLoption, _ value: String?) {
    if let value { operation.settings[option] = .text(value) }
  }
}
