internal import CCurl
internal import Glibc

/// A handle of libcurl: the connections and cookies that it keeps, and the options of one exchange.
final class EasyHandle {
  private let easy: OpaquePointer
  /// The first option that could not be set since the last reset.
  private(set) var failure: CURLcode = CURLE_OK

  init(_ library: CurlLibrary) throws(CurlFailure) {
    guard let easy = ccurl_easy_new(library.pointer) else {
      throw CurlFailure(27, "out of memory")
    }
    self.easy = easy
  }

  deinit { ccurl_easy_free(easy) }

  /// Forgets the options; keeps connections and cookies.
  func reset() {
    ccurl_easy_reset(easy)
    failure = CURLE_OK
  }

  func perform() -> CURLcode { ccurl_easy_perform(easy) }

  /// What libcurl said of the last failure; may be empty.
  var errorText: String { String(cString: ccurl_easy_error_text(easy)) }

  func note(_ code: CURLcode) {
    if failure == CURLE_OK { failure = code }
  }

  func set(_ option: CURLoption, _ value: Int) { note(ccurl_set_long(easy, option, value)) }

  /// For options that some libraries lack and others have at the same value by themselves.
  func setIfKnown(_ option: CURLoption, _ value: Int) { _ = ccurl_set_long(easy, option, value) }

  func set(_ option: CURLoption, _ value: Bool) { set(option, value ? 1 : 0) }

  func set(_ option: CURLoption, offset value: Int64) {
    note(ccurl_set_offset(easy, option, value))
  }

  func set(_ option: CURLoption, _ value: String?) { note(ccurl_set_text(easy, option, value)) }

  /// Memory that must stay until the transfer is over.
  func set(_ option: CURLoption, borrowing start: UnsafeRawPointer?) {
    note(ccurl_set_pointer(easy, option, start))
  }

  func set(_ option: CURLoption, lines: [String]) {
    guard !lines.isEmpty else { return }
    for line in lines { note(ccurl_add_line(easy, option, line)) }
    note(ccurl_set_list(easy, option))
  }

  func set(_ settings: LibcurlSettings) {
    for (number, value) in settings.values {
      let option = CURLoption(rawValue: number)
      switch value {
      case .number(let number): set(option, number)
      case .offset(let offset): set(option, offset: offset)
      case .text(let text): set(option, text)
      }
    }
  }

  func long(_ info: CURLINFO) -> Int { ccurl_get_long(easy, info) }

  func offset(_ info: CURLINFO) -> Int64 { ccurl_get_offset(easy, info) }

  func text(_ info: CURLINFO) -> String? {
    ccurl_get_text(easy, info).map { String(cString: $0) }
  }

  // MARK: Forms

  /// Sends a form; false for want of memory, or a file that cannot be read.
  func set(form parts: [FormPart], standardInput: [UInt8]) -> CURLcode {
    guard let mime = ccurl_mime_new(easy) else { return CURLE_OUT_OF_MEMORY }
    let code = fill(mime, parts, standardInput)
    guard code == CURLE_OK else {
      ccurl_mime_free(easy, mime)
      return code
    }
    return ccurl_set_mime(easy, mime)
  }

  private func fill(_ mime: OpaquePointer, _ parts: [FormPart], _ input: [UInt8]) -> CURLcode {
    for part in parts {
      guard let pointer = ccurl_mime_add_part(easy, mime) else { return CURLE_OUT_OF_MEMORY }
      let code = fill(pointer, part, input)
      guard code == CURLE_OK else { return code }
    }
    return CURLE_OK
  }

  private func fill(_ pointer: OpaquePointer, _ part: FormPart, _ input: [UInt8]) -> CURLcode {
    var codes: [CURLcode] = []
    switch part.content {
    case .bytes(let bytes): codes.append(ccurl_part_set_data(easy, pointer, bytes, bytes.count))
    case .standardInput: codes.append(ccurl_part_set_data(easy, pointer, input, input.count))
    case .file(let path): codes.append(ccurl_part_set_file(easy, pointer, path))
    case .parts(let parts):
      guard let mime = ccurl_mime_new(easy) else { return CURLE_OUT_OF_MEMORY }
      let code = fill(mime, parts, input)
      guard code == CURLE_OK else {
        ccurl_mime_free(easy, mime)
        return code
      }
      codes.append(ccurl_part_set_parts(easy, pointer, mime))
    }
    if let name = part.name { codes.append(ccurl_part_set_name(easy, pointer, name)) }
    // A file would get its own name otherwise.
    if part.fileName != nil || part.content.isFile {
      codes.append(ccurl_part_set_file_name(easy, pointer, part.fileName))
    }
    if let type = part.type { codes.append(ccurl_part_set_type(easy, pointer, type)) }
    if let encoder = part.encoder { codes.append(ccurl_part_set_encoder(easy, pointer, encoder)) }
    if !part.headers.isEmpty {
      let texts = part.headers.map { strdup($0) }
      defer { for text in texts { free(text) } }
      codes.append(
        ccurl_part_set_header(
          easy, pointer, texts.map { $0.map { UnsafePointer($0) } }, texts.count))
    }
    return codes.first { $0 != CURLE_OK } ?? CURLE_OK
  }

  // MARK: Callbacks

  /// Has an exchange called back for all that happens; it must outlive `perform`.
  func set(callbacks exchange: Exchange) {
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    note(
      ccurl_set_before_request(
        easy,
        { context, address, _, _, _ in
          let peer = address.map { String(cString: $0) } ?? ""
          return Exchange.at(context).mayBegin(at: peer)
            ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }, context))
    note(
      ccurl_set_on_header(
        easy,
        { bytes, size, count, context in
          let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
          return Exchange.at(context).takes(headerLine: line) ? line.count : line.count + 1
        }, context))
    note(
      ccurl_set_on_body(
        easy,
        { bytes, size, count, context in
          let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
          return Exchange.at(context).takes(body: piece) ? piece.count : piece.count + 1
        }, context))
    note(
      ccurl_set_on_upload(
        easy,
        { buffer, size, count, context in
          let room = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
          return Exchange.at(context).fill(room) ?? Int(CURL_READFUNC_ABORT)
        }, context))
    note(
      ccurl_set_on_seek(
        easy,
        { context, offset, origin in
          guard origin == SEEK_SET, Exchange.at(context).seek(to: Int64(offset)) else {
            return CURL_SEEKFUNC_CANTSEEK
          }
          return CURL_SEEKFUNC_OK
        }, context))
    note(
      ccurl_set_on_progress(
        easy,
        { context, downloadTotal, downloaded, uploadTotal, uploaded in
          Exchange.at(context).goesOn(
            Int64(downloadTotal), Int64(downloaded), Int64(uploadTotal), Int64(uploaded)) ? 0 : 1
        }, context))
    set(CURLOPT_NOPROGRESS, 0)
    guard exchange.isTraced else { return }
    note(
      ccurl_set_on_trace(
        easy,
        { _, kind, bytes, count, context in
          let piece = UnsafeRawBufferPointer(start: bytes, count: count)
          Exchange.at(context).trace(kind, piece)
          return 0
        }, context))
    set(CURLOPT_VERBOSE, 1)
  }
}
