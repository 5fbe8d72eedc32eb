internal import CCurl
internal import Glibc

/// Runs a command line of curl's.
public final class CurlEngine {
  let library: CurlLibrary
  let variables: [String: String]
  let userAgent: String
  var guardian: (any TransferGuard)?
  let isTerminal: (Int32) -> Bool
  let isCancelled: () -> Bool
  private let wait: (Int) -> Void
  private(set) var streams: Streams
  private(set) var handle: EasyHandle
  private(set) var trace: TraceOutput?
  let showsSecrets: Bool
  /// What guards presented, to be masked where it comes back.
  private(set) var presented = PresentedSecrets()

  private var bodies: [Int: UnsafeMutableRawBufferPointer] = [:]
  private var formBytes: [UInt8]?
  private var readCookies: Set<Int> = []
  private var hadCookies = false
  /// The operation that runs, from 0.
  private var index = 0

  /// An engine for one command line.
  ///
  /// - Parameters:
  ///   - guardian: decides about credentials and payments; nil for plain curl.
  ///   - wait: waits so many milliseconds.
  ///   - isCancelled: whether somebody asked for an end.
  public init(
    library: CurlLibrary, variables: [String: String], streams: Streams, userAgent: String,
    showsSecrets: Bool, guardian: (any TransferGuard)?, isTerminal: @escaping (Int32) -> Bool,
    wait: @escaping (Int) -> Void, isCancelled: @escaping () -> Bool
  ) throws(CurlFailure) {
    self.library = library
    self.variables = variables
    self.streams = streams
    self.userAgent = userAgent
    self.showsSecrets = showsSecrets
    self.guardian = guardian
    self.isTerminal = isTerminal
    self.wait = wait
    self.isCancelled = isCancelled
    handle = try EasyHandle(library)
  }

  deinit {
    for body in bodies.values { body.deallocate() }
  }

  /// Runs all transfers of a command line, one after the other.
  ///
  /// - Returns: curl's exit status, that of the last transfer.
  public func run(_ line: CurlCommandLine) -> Int32 {
    let isSilent = line.operations.allSatisfy(\.isSilent)
    if !isSilent { for warning in line.warnings { warn(warning) } }
    var status: Int32 = 0
    var number = 0
    for (index, operation) in line.operations.enumerated() {
      self.index = index
      begin(operation)
      if let failure = operation.failure {
        if operation.showsErrors { say("\(failure)\n") }
        return failure.status
      }
      var hadURL = false
      var headerFile: HeaderFile?
      if let path = operation.headerFile {
        do {
          headerFile = try HeaderFile(path, say: message(for: operation))
        } catch {
          if operation.showsErrors { say("\(error)\n") }
          return error.status
        }
      }
      for target in operation.targets {
        guard let url = target.url else { continue }
        hadURL = true
        do throws(CurlFailure) {
          for upload in try uploads(of: target, operation) {
            for (url, captures) in try URLPattern(url, readsPatterns: operation.readsPatterns) {
              let transfer = Transfer(
                self, operation, target, url: url, captures: captures, upload: upload,
                number: number, headerFile: headerFile)
              status = transfer.run()
              saveCookies(operation)
              let isFatal = [2, 27, 43, 48].contains(status)
              if isFatal || status != 0 && line.failsEarly || isCancelled() { return status }
            }
          }
        } catch {
          if operation.showsErrors { say("\(error)\n") }
          status = error.status
          if line.failsEarly { return status }
        }
        number += 1
      }
      guard hadURL else {
        say(
          "curl: no URL specified!\n"
            + "\(ParserState.advice)\n")
        return 2
      }
      let unused = operation.targets.contains { $0.url == nil }
      if unused, !operation.isSilent { warn("Got more output options than URLs") }
    }
    return status
  }

  /// What `-T` names, its pattern expanded; one that names nothing is one transfer too.
  private func uploads(
    of target: CurlOperation.Target, _ operation: CurlOperation
  ) throws(CurlFailure) -> [String?] {
    guard let upload = target.upload, upload != "-", upload != ".", operation.readsPatterns else {
      return [target.upload]
    }
    return try URLPattern(upload, readsPatterns: true).map(\.url)
  }

  private func begin(_ operation: CurlOperation) {
    let hasCookies = !operation.cookieFiles.isEmpty || operation.cookieJar != nil
    if hadCookies, !hasCookies, let fresh = try? EasyHandle(library) {
      // The engine for cookies of a handle cannot be switched off again.
      handle = fresh
    }
    hadCookies = hasCookies
    // One serves all operations: each would empty its file.
    trace =
      trace
      ?? TraceOutput(
        operation.trace, hasTime: operation.traceHasTime, showsSecrets: showsSecrets,
        streams: streams, say: message(for: operation))
  }

  private func saveCookies(_ operation: CurlOperation) {
    guard operation.cookieJar != nil else { return }
    handle.set(CURLOPT_COOKIELIST, "FLUSH")
    // Or it would be written once more in the end.
    handle.set(CURLOPT_COOKIEJAR, nil as String?)
  }

  // MARK: What transfers ask

  func note(presented authorization: String) {
    presented.note(authorization)
    trace?.presented = presented
  }

  func say(_ text: String) { streams.write(Array(text.utf8), to: streams.error) }

  /// What says a message of an operation's transfer.
  func message(for operation: CurlOperation) -> (CurlMessage) -> Void {
    { [unowned self] message in
      say(message.text(isSilent: operation.isSilent, isTracing: trace != nil))
    }
  }

  func warn(_ text: String) {
    say(CurlMessage.warning(text).text(isSilent: false, isTracing: false))
  }

  func sleep(milliseconds: Int) {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    while ContinuousClock.now < end, !isCancelled() {
      let left = (end - ContinuousClock.now) / .milliseconds(1)
      wait(max(1, min(250, Int(left))))
    }
  }

  /// The bytes of `-d`, at an address that stays.
  func body(_ bytes: [UInt8], of operation: CurlOperation) -> UnsafeRawPointer? {
    if bodies[index] == nil {
      let copy = UnsafeMutableRawBufferPointer.allocate(
        byteCount: max(1, bytes.count), alignment: 1)
      copy.copyBytes(from: bytes)
      bodies[index] = copy
    }
    return bodies[index].flatMap { UnsafeRawPointer($0.baseAddress) }
  }

  /// Standard input, read once, where a form wants it.
  func formInput(_ parts: [FormPart]) -> [UInt8] {
    guard parts.contains(where: \.readsStandardInput) else { return [] }
    if formBytes == nil { formBytes = ByteStream(streams.input).rest(limit: .max) ?? [] }
    return formBytes ?? []
  }

  /// Whether the cookie files of an operation are still to be read.
  func readsCookies(of operation: CurlOperation) -> Bool {
    readCookies.insert(index).inserted
  }

  /// What `-z` means: a number of `CURL_TIMECOND`, and unix seconds.
  func timeCondition(of operation: CurlOperation) -> (kind: Int, time: Int64)? {
    guard let text = operation.timeCondition else { return nil }
    var (kind, rest) = (Int(CURL_TIMECOND_IFMODSINCE.rawValue), Substring(text))
    switch text.first {
    case "+": rest = rest.dropFirst()
    case "-":
      kind = Int(CURL_TIMECOND_IFUNMODSINCE.rawValue)
      rest = rest.dropFirst()
    case "=":
      kind = Int(CURL_TIMECOND_LASTMOD.rawValue)
      rest = rest.dropFirst()
    default: break
    }
    if let time = library.date(String(rest)) { return (kind, time) }
    var status = stat()
    if stat(String(rest), &status) == 0 { return (kind, Int64(status.st_mtim.tv_sec)) }
    if !operation.isSilent {
      warn(
        "Illegal date format for -z, --time-cond (and not a file name). Disabling time condition. "
          + "See curl_getdate(3) for valid date syntax.")
    }
    return nil
  }
}

extension FormPart {
  /// Whether it, or a part of it, is standard input.
  fileprivate var readsStandardInput: Bool {
    switch content {
    case .standardInput: true
    case .parts(let parts): parts.contains(where: \.readsStandardInput)
    case .bytes, .file: false
    }
  }
}
