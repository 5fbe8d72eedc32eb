internal import Glibc
internal import Synchronization

/// The value of the field `Date`, made once a second.
enum HTTPDate {
  private static let cached = Mutex<(second: Int, text: String)>((0, ""))

  /// This moment, `Sun, 06 Nov 1994 08:49:37 GMT`.
  static var now: String {
    var second = time(nil)
    return cached.withLock { cached in
      guard cached.second != second else { return cached.text }
      var parts = tm()
      gmtime_r(&second, &parts)
      var text = [UInt8](repeating: 0, count: 32)
      let count = text.withUnsafeMutableBytes {
        strftime($0.baseAddress, $0.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
      }
      cached = (second, String(decoding: text[..<count], as: UTF8.self))
      return cached.text
    }
  }
}
