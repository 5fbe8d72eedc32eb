internal import CCurl
internal import Glibc

/// The installed libcurl, opened.
public struct CurlLibrary: @unchecked Sendable {
  let pointer: OpaquePointer

  /// 7.80.0 brought CURLOPT_PREREQFUNCTION: nothing was sent yet, and the peer is known.
  private static let neededVersion: UInt32 = 0x07_5000

  /// Opens it.
  ///
  /// - Throws: `CurlFailure` with status 2 where it is missing or too old, as `curl` ends that cannot
  ///   begin.
  public init() throws(CurlFailure) {
    var library: OpaquePointer?
    let opening = ccurl_open(nil, Self.neededVersion, &library)
    switch opening {
    case .ready: break
    case .libraryMissing:
      throw CurlFailure(2, "libcurl.so.4 cannot be opened (Debian package libcurl4)")
    case .libraryTooOld: throw CurlFailure(2, "libcurl is too old: 7.80.0 is needed")
    case .failed: throw CurlFailure(2, "libcurl cannot be made ready")
    }
    guard let library else { throw CurlFailure(2, "libcurl cannot be made ready") }
    pointer = library
  }

  /// Such as `7.88.1`.
  public var version: String { String(cString: ccurl_version_text(pointer)) }

  /// Its version and those of the libraries that it uses, as `curl --version` writes them.
  public var fullVersion: String { String(cString: ccurl_full_version_text(pointer)) }

  /// What a code means, in its words.
  func words(for code: CURLcode) -> String { String(cString: ccurl_error_words(pointer, code)) }

  /// A date in one of the many forms that it reads, in unix seconds; nil for none.
  func date(_ text: String) -> Int64? {
    let seconds = ccurl_date(pointer, text)
    return seconds == -1 ? nil : seconds
  }
}
