internal import Glibc
internal import Synchronization

/// The value of the field `Date`, made once a second.
enum HTTPDate {
  private static let cached = Mutex<(second: Int, text: String)>((0, ""))

  /// This moment, `Sun, 06 Nov 1994 08:49:37 GMT`.
  static var now: String {
    let second = time(nil)
    // Nobody waits for somebody who is making it.
    return cached.withLockIfAvailable { cached in
      if cached.second != second { cached = (second, text(second)) }
      return cached.text
    } ?? text(second)
  }

  private static func text(_ second: time_t) -> String {
    var second = second
    var parts = tm()
    gmtime_r(&second, &parts)
    var text = [UInt8](repeating: 0, count: 32)
    let count = text.withUnsafeMutableBytes {
      strftime($0.baseAddress, $0.count, "%a, %d %b %Y %H:%M:%S GMT", &parts)
    }
    return String(decoding: text[..<count], as: UTF8.self)
  }
}
