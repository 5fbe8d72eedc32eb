internal import CCurl
internal import Glibc

/// One URL from its first request to its last: redirects, payments and retries included.
final class Transfer {
  let engine: CurlEngine
  let operation: CurlOperation
  private let target: CurlOperation.Target
  /// The URL as its patterns became, with the query and the upload's name added.
  private var url: String
  private let captures: [String]
  private let uploadPath: String?
  private let number: Int
  private(set) var upload: UploadSource?
  private(set) var output: BodyOutput
  private let headerFile: HeaderFile?
  private var etag: String?
  private var etagOutput: BodyOutput?
  /// What `--etag-compare` sends; nil without it.
  private(set) var etagToCompare: String?
  private var display: ProgressDisplay?
  private(set) var summary = TransferSummary()
  /// What all requests of it took, payments apart, in microseconds.
  private var spent: Int64 = 0
  private(set) var resumedAt: Int64 = 0
  /// What was said before curl would say its own message.
  private var endOfGuard: Int32?

  init(
    _ engine: CurlEngine, _ operation: CurlOperation, _ target: CurlOperation.Target, url: String,
    captures: [String], upload: String?, number: Int, headerFile: HeaderFile?
  ) {
    self.engine = engine
    self.operation = operation
    self.target = target
    self.url = url
    self.captures = captures
    uploadPath = upload
    self.number = number
    self.headerFile = headerFile
    output = BodyOutput(.descriptor(engine.streams.output), options: OutputOptions())
    summary.givenURL = url
    summary.urlNumber = number
  }

  // MARK: From the beginning to the end

  /// Runs it; curl's exit status.
  func run() -> Int32 {
    var status: Int32 = 0
    engine.guardian?.begin(operation)
    do {
      try prepare()
      status = runAttempts()
    } catch {

      status = error.status
      summary.errorMessage = error.message
      if operation.showsErrors, !error.message.isEmpty { engine.say("\(error)\n") }
    }
    summary.exitStatus = status
    if let variables = engine.guardian?.finish(summary) { summary.extras = variables }
    writeOut()
    return status
  }

  private func writeOut() {
    guard let format = operation.writeOut else { return }
    if !engine.showsSecrets {
      summary.fields = summary.fields.map {
        TransferSummary.Field(name: $0.name, value: engine.presented.masked($0.value))
      }
    }
    for piece in WriteOut.render(
      format, summary, version: engine.library.fullVersion, showsSecrets: engine.showsSecrets)
    {
      switch piece.stream {
      case .out: engine.streams.write(piece.bytes, to: engine.streams.output)
      case .err: engine.streams.write(piece.bytes, to: engine.streams.error)
      }
    }
  }

  private func prepare() throws(CurlFailure) {
    try completeURL()
    if let path = uploadPath { try openUpload(path) }
    try openOutput()
    // They may be the same file.
    try readETag()
    if let path = operation.etagFile { makeETagFile(path) }
  }

  /// Adds the name of an upload, and what `-G` and `--url-query` say, to the URL.
  private func completeURL() throws(CurlFailure) {
    let flags = CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME
    // As libcurl does it, so that what is read here is what is asked there.
    if let scheme = operation.defaultScheme, !Self.hasScheme(url) { url = "\(scheme)://\(url)" }
    if let path = uploadPath, path != "-", path != ".", let parsed = parse(url, flags),
      parsed.part(CURLUPART_QUERY) == nil
    {
      let folder = parsed.part(CURLUPART_PATH) ?? "/"
      if folder.hasSuffix("/"), let name = path.split(separator: "/").last {
        let encoded = PercentEncoding.encoded(name.utf8)
        guard parsed.set(CURLUPART_PATH, folder + String(decoding: encoded, as: UTF8.self)),
          let text = parsed.text
        else { throw CurlFailure(27, engine.library.words(for: CURLE_OUT_OF_MEMORY)) }
        url = text
      }
    }
    if let query = operation.query {
      guard let parsed = parse(url, flags),
        parsed.set(CURLUPART_QUERY, query, flags: CURLU_APPENDQUERY), let text = parsed.text
      else { throw CurlFailure(2, engine.library.words(for: CURLE_FAILED_INIT)) }
      url = text
    }
  }

  /// Whether a URL begins with a scheme, `:` and `/`.
  private static func hasScheme(_ url: String) -> Bool {
    let scheme = url.utf8.prefix {
      (0x61...0x7a).contains($0 | 0x20) || (0x30...0x39).contains($0) || "+-.".utf8.contains($0)
    }
    return !scheme.isEmpty && (scheme.first ?? 0) >= 0x41
      && url.utf8.dropFirst(scheme.count).starts(with: ":/".utf8)
  }

  private func parse(_ text: String, _ flags: Int32) -> ParsedURL? {
    ParsedURL(text, flags: flags, in: engine.library)
  }

  private var urlFlags: Int32 {
    CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME
      | (operation.refusesUserInURL ? CURLU_DISALLOW_USER : 0)
      | (operation.keepsPath ? CURLU_PATH_AS_IS : 0)
  }

  private func openUpload(_ path: String) throws(CurlFailure) {
    if path == "-" || path == "." {
      upload = UploadSource(
        standardInput: engine.streams.input, isNonBlocking: path == ".",
        keepsBytes: engine.guardian != nil)
      return
    }
    guard let source = UploadSource(path: path) else {
      engine.say("curl: Can't open '\(path)'!\n\(ParserState.advice)\n")
      throw CurlFailure(26, engine.library.words(for: CURLE_READ_ERROR))
    }
    upload = source
  }

  private func openOutput() throws(CurlFailure) {
    var options = OutputOptions(operation)
    // An upload goes on at the other end, not here.
    if upload != nil { options.resume = .no }
    options.allowsBinaryOnTerminal = target.isStandardOutputNamed
    let say = engine.message(for: operation)
    options.usesNameFromHeader = operation.usesNameFromHeader && target.output == .remoteName
    let name = try target.output.fileName(
      for: url, usesNameFromHeader: operation.usesNameFromHeader, say: say)
    let destination = name.map { name in
      BodyOutput.Destination.file(
        target.output == .remoteName ? name : URLPattern.fileName(name, captures: captures))
    }
    output = BodyOutput(
      destination ?? .descriptor(engine.streams.output), options: options, say: say)
    resumedAt = try output.prepare()
    if upload != nil {
      switch operation.resume {
      case .no: break
      case .at(let offset): resumedAt = offset
      case .automatic: resumedAt = -1
      }
    }
    if !output.isTerminal {
      display = ProgressDisplay(
        operation.progress, streams: engine.streams, resumedFrom: resumedAt,
        columns: engine.variables["COLUMNS"])
    }
  }

  // MARK: Attempts

  private func runAttempts() -> Int32 {
    var retry = RetryPlan(operation.retry)
    while true {
      let code = runRequests()
      let status = finish(code)
      if let end = endOfGuard { return end }
      guard let delay = retry.delay(after: self, code: code, status: status) else {
        if status != 0, operation.showsErrors { say(status) }
        return status
      }
      if !operation.isSilent { engine.warn(retry.words) }
      engine.sleep(milliseconds: delay)
      if engine.isCancelled() { return 130 }
      do {
        try output.restart()
      } catch {
        summary.errorMessage = error.message
        if operation.showsErrors { say(error.status) }
        return error.status
      }
      spent = 0
      resetSummary()
    }
  }

  private func resetSummary() {
    var fresh = TransferSummary()
    fresh.givenURL = summary.givenURL
    fresh.urlNumber = summary.urlNumber
    summary = fresh
  }

  private func say(_ status: Int32) {
    guard !summary.errorMessage.isEmpty, !output.hasRefusedBinary else { return }
    engine.say("curl: (\(status)) \(summary.errorMessage)\n")
    if status == Int32(CURLE_PEER_FAILED_VERIFICATION.rawValue) {
      engine.say(
        """
        More details here: https://curl.se/docs/sslcerts.html

        curl failed to verify the legitimacy of the server and therefore could not
        establish a secure connection to it. To learn more about this situation and
        how to fix it, please visit the web page mentioned above.

        """)
    }
  }

  /// Closes what was written; curl's exit status.
  private func finish(_ code: CURLcode) -> Int32 {
    var status = Int32(code.rawValue)
    if status == 0, endOfGuard == nil, fails(on: summary.status) || failsWithBody {
      status = Int32(CURLE_HTTP_RETURNED_ERROR.rawValue)
      summary.errorMessage = "The requested URL returned error: \(summary.status)"
    }
    display?.finish()
    let isUnmet = engine.handle.long(CURLINFO_CONDITION_UNMET) != 0
    do {
      // What a guard ended brought nothing for the user: what is there stays as it is.
      let isOver = status == 0 && endOfGuard == nil
      try output.finish(createsEmptyFile: isOver && !isUnmet, hasFailed: status != 0)
      if isOver, operation.setsFileTime, let fileTime { output.setTime(fileTime) }
      if let etag, let etagOutput {
        _ = Array("\(etag)\n".utf8).withUnsafeBytes(etagOutput.write)
        try etagOutput.finish(createsEmptyFile: false)
      }
    } catch {
      if status == 0 {
        status = error.status
        summary.errorMessage = error.message
      }
    }
    summary.fileName = output.fileName
    summary.exitStatus = status
    return status
  }

  /// Made at once, as curl does, whether there will be an ETag or not.
  private func makeETagFile(_ path: String) {
    let file = BodyOutput(
      path == "-" ? .descriptor(engine.streams.output) : .file(path), options: OutputOptions(),
      say: engine.message(for: operation))
    _ = [UInt8]().withUnsafeBytes(file.write)
    etagOutput = file
  }

  private func readETag() throws(CurlFailure) {
    guard let path = operation.etagToCompare else { return }
    guard let file = ByteStream(file: path) else { throw CurlFailure(26, "") }
    let line = file.line(limit: 1 << 16)?.prefix { $0 != 0x0a && $0 != 0x0d } ?? []
    etagToCompare = line.isEmpty ? "\"\"" : String(decoding: line, as: UTF8.self)
  }

  private var failsWithBody: Bool {
    operation.failMode == .withBody && summary.status >= 400
  }

  private var fileTime: Int64? {
    let time = engine.handle.offset(CURLINFO_FILETIME_T)
    return time >= 0 ? time : nil
  }

  // MARK: Requests

  /// Sends request after request until nothing more is to be asked.
  private func runRequests() -> CURLcode {
    var plan = RequestPlan(operation, hasUpload: upload != nil)
    let parsed = parse(url, urlFlags)
    var hasUserInURL = parsed?.hasUser ?? false
    let typed = asked(parsed)
    var address = url
    var current = typed
    var referer = operation.referer
    var sentOff = false
    while true {
      let proxy = current.map { ProxyChoice(operation, $0, variables: engine.variables) }
      let request = OutgoingRequest(
        typed: typed ?? .unreadable(url), url: current ?? .unreadable(address),
        method: plan.method, redirects: summary.redirects,
        hasOwnAuthorization: hasUserInURL || hasOwnAuthorization(current),
        isInsecure: operation.isInsecure, route: route(proxy))
      let guardian = current == nil ? nil : engine.guardian
      let authorization = sentOff ? nil : guardian?.authorization(for: request)
      if let authorization { engine.note(presented: authorization.value) }
      engine.trace?.beginConnection()
      engine.trace?.hidesDataCounts(output.isTerminal)
      let exchange = Exchange(self, request, authorization)
      let handle = engine.handle
      handle.reset()
      configure(
        handle, plan, address: address, isFirstOrigin: current?.origin == typed?.origin,
        isFirstHost: current?.host == typed?.host, referer: referer, proxy: proxy,
        authorization: authorization)
      handle.set(callbacks: exchange)
      if let upload, plan.sendsUpload, !upload.seek(to: 0) { return CURLE_SEND_FAIL_REWIND }
      guard handle.failure == CURLE_OK else {
        summary.errorMessage = engine.library.words(for: handle.failure)
        return handle.failure
      }
      var code = handle.perform()
      collect(exchange, request)
      (code, summary.errorMessage) = outcome(code, exchange)
      switch exchange.cause {
      case .peer:
        // Once more, with nothing that must not get there.
        sentOff = true
        guardian?.heldBack(request)
        continue
      case .cancelled:
        endOfGuard = 130
        return code
      case .failedStatus, .output, .noRange: return code
      case .enough, .complete, nil: break
      }
      if exchange.fate == .withhold, code != CURLE_OPERATION_TIMEDOUT, hasTime, let guardian {
        display?.breakLine()
        switch guardian.resolve(exchange.head, to: request) {
        case .sendAgain(let milliseconds):
          if milliseconds > 0 { engine.sleep(milliseconds: milliseconds) }
          sentOff = false
          continue
        case .end(let status):
          endOfGuard = status
          summary.errorMessage = ""
          return CURLE_OK
        }
      }
      if exchange.fate == .withhold, code == CURLE_OK {
        summary.errorMessage =
          "Operation timed out after \(spent / 1000) milliseconds, with a payment asked for"
        return CURLE_OPERATION_TIMEDOUT
      }
      // A header that did not end is shown as far as it came.
      _ = exchange.showsPending()
      guard code == CURLE_OK else { return code }
      summary.redirectURL = handle.text(CURLINFO_REDIRECT_URL)
      guard exchange.fate == .follow, let next = summary.redirectURL else { return code }
      if let limit = operation.maximumRedirects, summary.redirects >= limit {
        summary.errorMessage = "Maximum (\(limit)) redirects followed"
        return CURLE_TOO_MANY_REDIRECTS
      }
      if operation.setsRefererOnRedirect { referer = parse(address, urlFlags)?.referer }
      plan.follow(exchange.head.status, keepingPost: operation.statusesKeepingPost)
      summary.redirects += 1
      summary.redirectTime = spent
      summary.redirectURL = nil
      address = next
      let following = parse(next, urlFlags)
      hasUserInURL = following?.hasUser ?? false
      current = asked(following)
      sentOff = false
      if let scheme = current?.scheme, !operation.redirectSchemes.contains(scheme) {
        summary.errorMessage = "Protocol \"\(scheme)\" not supported or disabled in libcurl"
        return CURLE_UNSUPPORTED_PROTOCOL
      }
    }
  }

  /// What a request asks for: the URL's path, or what `--request-target` puts in its place.
  private func asked(_ url: ParsedURL?) -> RequestURL? {
    var request = url?.request
    if case .text(let target)? = operation.settings[CURLOPT_REQUEST_TARGET] {
      request?.path = String(target.prefix { $0 != "?" })
    }
    return request
  }

  private func route(_ proxy: ProxyChoice?) -> OutgoingRequest.Route {
    if let proxy, proxy.proxy != nil { return .proxy(resolvesNames: proxy.resolvesNames) }
    if operation.preproxy != nil { return .proxy(resolvesNames: false) }
    return operation.unixSocket != nil ? .unixSocket : .direct
  }

  private func hasOwnAuthorization(_ url: RequestURL?) -> Bool {
    if operation.user != nil || operation.bearer != nil { return true }
    let name = "authorization"
    if operation.headers.contains(where: {
      $0.prefix { $0 != ":" && $0 != ";" }.lowercased() == name
    }) {
      return true
    }
    guard operation.netrc != .no, let url else { return false }
    let path =
      operation.netrcFile
      ?? (engine.variables["NETRC"] ?? engine.variables["HOME"].map { $0 + "/.netrc" } ?? "")
    return NetrcFile.names(url.host, in: path)
  }

  /// What the outcome of libcurl is after what was decided here.
  private func outcome(_ code: CURLcode, _ exchange: Exchange) -> (CURLcode, String) {
    switch exchange.cause {
    case .failedStatus:
      return (
        CURLE_HTTP_RETURNED_ERROR, "The requested URL returned error: \(summary.status)"
      )
    case .enough, .complete: return (CURLE_OK, "")
    case .noRange:
      return (
        CURLE_RANGE_ERROR, "HTTP server doesn't seem to support byte ranges. Cannot resume."
      )
    case .peer, .cancelled: return (CURLE_ABORTED_BY_CALLBACK, "")
    case .output, nil: break
    }
    guard code != CURLE_OK else { return (code, "") }
    let text = engine.handle.errorText
    return (code, text.isEmpty ? engine.library.words(for: code) : text)
  }

  // MARK: What exchanges ask

  var isTraced: Bool { engine.trace != nil }

  var isCancelled: Bool { engine.isCancelled() }

  /// What libcurl takes for the status of the answer that is coming in.
  var statusOfLibcurl: Int { engine.handle.long(CURLINFO_RESPONSE_CODE) }

  func follows(_ head: IncomingHead) -> Bool {
    operation.followsRedirects && (300..<400).contains(head.status)
      && head.fields.contains { $0.name.lowercased() == "location" && !$0.value.isEmpty }
  }

  func judge(_ head: IncomingHead, _ request: OutgoingRequest) -> Judgement {
    engine.guardian?.judge(head, to: request) ?? .deliver
  }

  /// Whether `-f` ends it.
  func fails(on status: Int) -> Bool { operation.failMode == .withoutBody && status >= 400 }

  /// Whether a download goes on where an earlier one ended, with libcurl not knowing: what a redirect
  /// answers would be no such thing to it.
  var resumesByRange: Bool {
    resumedAt > 0 && upload == nil && operation.followsRedirects && operation.range == nil
  }

  func show(headerLine line: [UInt8]) -> Bool {
    if let headerFile, !line.withUnsafeBytes(headerFile.write) { return false }
    if operation.etagFile != nil, let value = Self.value(of: "etag", in: line) { etag = value }
    guard output.readHeader(line) else { return false }
    guard operation.showsHeader || operation.isHead else { return true }
    guard output.isTerminal, operation.isStyled else { return output.writeHeader(line) }
    let base = engine.handle.text(CURLINFO_EFFECTIVE_URL) ?? url
    return output.writeHeader(
      StyledHeader.render(line) { location in
        guard let parsed = parse(base, urlFlags), parsed.set(CURLUPART_URL, location) else {
          return nil
        }
        return parsed.text
      })
  }

  private static func value(of name: String, in line: [UInt8]) -> String? {
    guard let colon = line.firstIndex(of: 0x3a),
      String(decoding: line[..<colon], as: UTF8.self).lowercased() == name
    else { return nil }
    var value = line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }
    while let last = value.last, last <= 0x20 { value.removeLast() }
    return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
  }

  func write(_ bytes: UnsafeRawBufferPointer) -> Bool { output.write(bytes) }

  func showProgress(
    _ downloadTotal: Int64, _ downloaded: Int64, _ uploadTotal: Int64, _ uploaded: Int64
  ) {
    display?.update(downloadTotal, downloaded, uploadTotal, uploaded)
  }

  func trace(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
    engine.trace?.take(kind, bytes)
  }

  // MARK: What is known afterwards

  /// Adds what libcurl knows of the last exchange.
  private func collect(_ exchange: Exchange, _ request: OutgoingRequest) {
    let handle = engine.handle
    summary.effectiveURL = handle.text(CURLINFO_EFFECTIVE_URL) ?? ""
    summary.scheme = handle.text(CURLINFO_SCHEME) ?? ""
    summary.method = handle.text(CURLINFO_EFFECTIVE_METHOD) ?? request.method
    summary.referer = handle.text(CURLINFO_REFERER) ?? ""
    summary.status = handle.long(CURLINFO_RESPONSE_CODE)
    summary.connectStatus = handle.long(CURLINFO_HTTP_CONNECTCODE)
    summary.httpVersion =
      switch handle.long(CURLINFO_HTTP_VERSION) {
      case Int(CURL_HTTP_VERSION_1_0): "1.0"
      case Int(CURL_HTTP_VERSION_1_1): "1.1"
      case Int(CURL_HTTP_VERSION_2_0): "2"
      case 30: "3"
      default: "0"
      }
    summary.contentType = handle.text(CURLINFO_CONTENT_TYPE)
    summary.fields = exchange.head.fields
    summary.localAddress = handle.text(CURLINFO_LOCAL_IP) ?? ""
    summary.localPort = handle.long(CURLINFO_LOCAL_PORT)
    summary.remoteAddress = handle.text(CURLINFO_PRIMARY_IP) ?? ""
    summary.remotePort = handle.long(CURLINFO_PRIMARY_PORT)
    summary.connections += handle.long(CURLINFO_NUM_CONNECTS)
    summary.tlsVerifyResult = handle.long(CURLINFO_SSL_VERIFYRESULT)
    summary.proxyTLSVerifyResult = handle.long(CURLINFO_PROXY_SSL_VERIFYRESULT)
    summary.downloaded = handle.offset(CURLINFO_SIZE_DOWNLOAD_T)
    summary.uploaded = handle.offset(CURLINFO_SIZE_UPLOAD_T)
    summary.downloadSpeed = handle.offset(CURLINFO_SPEED_DOWNLOAD_T)
    summary.uploadSpeed = handle.offset(CURLINFO_SPEED_UPLOAD_T)
    summary.headerSize += handle.long(CURLINFO_HEADER_SIZE)
    summary.requestSize += handle.long(CURLINFO_REQUEST_SIZE)
    summary.nameLookupTime += handle.offset(CURLINFO_NAMELOOKUP_TIME_T)
    summary.connectTime += handle.offset(CURLINFO_CONNECT_TIME_T)
    summary.appConnectTime += handle.offset(CURLINFO_APPCONNECT_TIME_T)
    summary.preTransferTime += handle.offset(CURLINFO_PRETRANSFER_TIME_T)
    summary.startTransferTime += handle.offset(CURLINFO_STARTTRANSFER_TIME_T)
    spent += handle.offset(CURLINFO_TOTAL_TIME_T)
    summary.totalTime = spent
  }

  /// Whether there is any of `-m` left.
  private var hasTime: Bool {
    operation.maximumTime == 0 || spent / 1000 < Int64(operation.maximumTime)
  }

  /// What is left of `-m`, in milliseconds; nil without it.
  var timeLeft: Int? {
    operation.maximumTime > 0 ? max(1, operation.maximumTime - Int(spent / 1000)) : nil
  }
}

extension RequestURL {
  /// Of text that is no URL; libcurl says so itself.
  static func unreadable(_ text: String) -> RequestURL {
    RequestURL(text: text, scheme: "", host: "", port: 0, path: "")
  }

  /// What two URLs of one origin share.
  var origin: String { "\(scheme)://\(host):\(port)" }
}
