internal import CCurl

/// A handle of libcurl, with the connections that it keeps.
///
/// It has one owner, who may be on another thread each time (libcurl-thread(3)).
@safe
struct EasyHandle: ~Copyable, @unchecked Sendable {
  private let easy: OpaquePointer

  /// 7.80.0 brought CURLOPT_PREREQFUNCTION, which tells that nothing was sent yet; by then
  /// CURLOPT_CAINFO_BLOB (7.77.0) was there.
  static let neededVersion: UInt32 = 0x07_5000

  /// Opens the library where that is still to be done; nil is the installed one.
  init(library file: String?, needed: UInt32) throws(TransportError) {
    var library: OpaquePointer?
    let opening = unsafe ccurl_open(file, needed, &library)
    switch opening {
    case .ready: break
    case .libraryMissing: throw Self.initFailure(.libraryMissing)
    case .libraryTooOld:
      let found = unsafe library.map { unsafe String(cString: ccurl_version_text($0)) }
      throw Self.initFailure(
        .libraryTooOld(found: found ?? "", needed: Self.versionText(needed)))
    case .failed: throw Self.initFailure(.libraryFailed)
    }
    guard let library = unsafe library, let easy = unsafe ccurl_easy_new(library) else {
      throw Self.initFailure(.libraryFailed)
    }
    unsafe self.easy = easy
  }

  deinit { unsafe ccurl_easy_free(easy) }

  /// The library's version and those of the libraries it uses, as `curl --version` writes them.
  static func versionText() throws(TransportError) -> String {
    var library: OpaquePointer?
    guard unsafe ccurl_open(nil, 0, &library) == .ready, let library = unsafe library else {
      throw Self.initFailure(.libraryMissing)
    }
    return unsafe String(cString: ccurl_full_version_text(library))
  }

  /// Forgets options and URL; keeps the connections.
  func reset() { unsafe ccurl_easy_reset(easy) }

  /// Runs the transfer; libcurl's result.
  func perform() -> CURLcode { unsafe ccurl_easy_perform(easy) }

  /// What libcurl said of the last failure, which may repeat a proxy's password.
  var errorText: String { unsafe String(cString: ccurl_easy_error_text(easy)) }

  func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
    try check(unsafe ccurl_set_long(easy, option, value), option)
  }

  /// For options that only some versions know, and that others do without.
  func setIfKnown(_ option: CURLoption, _ value: Int) {
    unsafe _ = ccurl_set_long(easy, option, value)
  }

  func set(_ option: CURLoption, offset value: Int64) throws(TransportError) {
    try check(unsafe ccurl_set_offset(easy, option, value), option)
  }

  func set(_ option: CURLoption, _ value: String?) throws(TransportError) {
    try check(unsafe ccurl_set_text(easy, option, value), option)
  }

  func set(_ option: CURLoption, blob bytes: [UInt8]) throws(TransportError) {
    let code = unsafe bytes.withUnsafeBytes { buffer in
      // No address would take the option back, and that would mean other roots.
      guard let start = buffer.baseAddress, buffer.count > 0 else {
        return unsafe ccurl_set_blob(easy, option, "", 0)
      }
      return unsafe ccurl_set_blob(easy, option, start, buffer.count)
    }
    try check(code, option)
  }

  /// Memory that must stay where it is until `perform` returns.
  func set(_ option: CURLoption, borrowing start: UnsafeRawPointer) throws(TransportError) {
    try check(unsafe ccurl_set_pointer(easy, option, start), option)
  }

  func set(headerLines lines: [[UInt8]]) throws(TransportError) {
    for line in lines {
      let text = line.map(CChar.init(bitPattern:)) + [0]
      try check(unsafe ccurl_add_line(easy, CURLOPT_HTTPHEADER, text), CURLOPT_HTTPHEADER)
    }
    try check(unsafe ccurl_set_list(easy, CURLOPT_HTTPHEADER), CURLOPT_HTTPHEADER)
  }

  /// Parses a URL, which the transfer then uses as parsed.
  func set(url: String, flags: Int32) -> CURLUcode {
    unsafe ccurl_set_url(easy, url, UInt32(flags))
  }

  func urlPart(_ part: CURLUPart) -> String? {
    guard let text = unsafe ccurl_url_part(easy, part, 0) else { return nil }
    defer { unsafe ccurl_free(easy, text) }
    return unsafe String(cString: text)
  }

  func long(_ info: CURLINFO) -> Int { unsafe ccurl_get_long(easy, info) }

  func microseconds(_ info: CURLINFO) -> Duration {
    .microseconds(unsafe ccurl_get_offset(easy, info))
  }

  func text(_ info: CURLINFO) -> String? {
    guard let text = unsafe ccurl_get_text(easy, info) else { return nil }
    return unsafe String(cString: text)
  }

  /// Has the transfer called back for all that happens; it must outlive `perform`.
  func set(callbacks transfer: Transfer) throws(TransportError) {
    let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
    try check(
      unsafe ccurl_set_before_request(
        easy,
        { context, address, _, port, _ in
          guard let transfer = unsafe Transfer.at(context) else { return CURL_PREREQFUNC_ABORT }
          let text = unsafe address.map { unsafe String(cString: $0) }
          let isWelcome = transfer.beginsRequest(to: text ?? "", port: Int(port))
          return isWelcome ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }, context), CURLOPT_PREREQFUNCTION)
    try check(
      unsafe ccurl_set_on_header(
        easy,
        { bytes, size, count, context in
          let line = unsafe UnsafeRawBufferPointer(start: bytes, count: size * count)
          let isWelcome = unsafe Transfer.at(context)?.takesHeader(line: [UInt8](line)) ?? false
          // Another number than was given ends the transfer.
          return isWelcome ? line.count : line.count + 1
        }, context), CURLOPT_HEADERFUNCTION)
    try check(
      unsafe ccurl_set_on_body(
        easy,
        { bytes, size, count, context in
          let count = size * count
          guard let transfer = unsafe Transfer.at(context), let bytes = unsafe bytes else {
            return count + 1
          }
          return unsafe bytes.withMemoryRebound(to: UInt8.self, capacity: count) { start in
            let piece = unsafe UnsafeBufferPointer(start: start, count: count)
            return unsafe transfer.takesBody(piece.span) ? count : count + 1
          }
        }, context), CURLOPT_WRITEFUNCTION)
    try check(
      unsafe ccurl_set_on_upload(
        easy,
        { buffer, size, count, context in
          let room = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
          let filled = unsafe Transfer.at(context)?.fill(room)
          // CURL_READFUNC_ABORT.
          return filled ?? 0x1000_0000
        }, context), CURLOPT_READFUNCTION)
    guard transfer.isCancellable else { return }
    try check(
      unsafe ccurl_set_on_progress(
        easy,
        { context, _, _, _, _ in
          unsafe Transfer.at(context)?.goesOn() ?? false ? 0 : 1
        }, context), CURLOPT_XFERINFOFUNCTION)
    try set(CURLOPT_NOPROGRESS, 0)
  }

  private func check(_ code: CURLcode, _ option: CURLoption) throws(TransportError) {
    switch code {
    case CURLE_OK: return
    case CURLE_OUT_OF_MEMORY: throw TransportError(.libraryFailed, code: Int(code.rawValue))
    default:
      throw TransportError(
        .libraryLacks(option: Int(option.rawValue)), code: Int(code.rawValue))
    }
  }

  private static func initFailure(_ reason: TransportError.Reason) -> TransportError {
    TransportError(reason, code: Int(CURLE_FAILED_INIT.rawValue))
  }

  private static func versionText(_ number: UInt32) -> String {
    "\(number >> 16).\(number >> 8 & 0xff).\(number & 0xff)"
  }
}

extension TransportError {
  /// CURLE_BAD_FUNCTION_ARGUMENT.
  static var badArgument: Int { Int(CURLE_BAD_FUNCTION_ARGUMENT.rawValue) }
}
