internal import CCurl
internal import Glibc

/// A URL, read and changed by libcurl's own parser.
final class ParsedURL {
  private let pointer: OpaquePointer

  /// Reads one; nil for what libcurl takes for none.
  init?(_ text: String, flags: Int32, in library: CurlLibrary) {
    var code = CURLUE_OK
    guard let pointer = ccurl_url_new(library.pointer, text, UInt32(flags), &code) else {
      return nil
    }
    self.pointer = pointer
  }

  deinit { ccurl_url_free(pointer) }

  /// A part of it; nil where it has none.
  func part(_ part: CURLUPart, flags: Int32 = 0) -> String? {
    guard let text = ccurl_url_get(pointer, part, UInt32(flags)) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  /// Changes a part, or takes it away; whether that was possible.
  func set(_ part: CURLUPart, _ text: String?, flags: Int32 = 0) -> Bool {
    ccurl_url_put(pointer, part, text, UInt32(flags)) == CURLUE_OK
  }

  /// The whole of it.
  var text: String? { part(CURLUPART_URL) }

  /// Whether a user is named in it.
  var hasUser: Bool { part(CURLUPART_USER) != nil }

  /// What a guard sees of it; nil where it has no host.
  var request: RequestURL? {
    // A name in another script as the name that is looked up (RFC 5891), where libcurl can tell.
    let punycode = part(CURLUPART_HOST, flags: CURLU_PUNYCODE)
    guard let scheme = part(CURLUPART_SCHEME)?.lowercased(),
      let host = punycode ?? part(CURLUPART_HOST),
      let digits = part(CURLUPART_PORT, flags: CURLU_DEFAULT_PORT), let port = UInt16(digits),
      set(CURLUPART_USER, nil), set(CURLUPART_PASSWORD, nil), let text
    else { return nil }
    return RequestURL(
      text: text, scheme: scheme, host: host.lowercased(), port: port,
      path: part(CURLUPART_PATH) ?? "/")
  }

  /// What stands in a Referer for it (RFC 9110, 10.1.3): no user, no fragment.
  var referer: String? {
    guard set(CURLUPART_FRAGMENT, nil), set(CURLUPART_USER, nil), set(CURLUPART_PASSWORD, nil)
    else { return nil }
    return text
  }
}
