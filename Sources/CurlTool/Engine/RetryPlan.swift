internal import CCurl
internal import Glibc

/// When a transfer is tried once more, by `--retry` and its relatives.
struct RetryPlan {
  private let options: CurlOperation.Retry
  private var left: Int
  private var delay: Int
  private let start = ContinuousClock.now
  /// What is said before the wait.
  private(set) var words = ""

  /// The first wait, and the longest, in milliseconds.
  private static let firstDelay = 1000
  private static let longestDelay = 600_000

  init(_ options: CurlOperation.Retry) {
    self.options = options
    left = options.count
    delay = options.delay.flatMap { $0 > 0 ? $0 : nil } ?? Self.firstDelay
  }

  /// For how many milliseconds to wait before trying again; nil for not at all.
  mutating func delay(after transfer: Transfer, code: CURLcode, status: Int32) -> Int? {
    guard left > 0, let problem = problem(transfer, code, status), hasTime(for: 0) else {
      return nil
    }
    var wait = delay
    let asked = Int(transfer.retryAfter) * 1000
    if asked > 0 {
      guard hasTime(for: asked) else {
        transfer.engine.warn(
          "The Retry-After: time would make this command line exceed the maximum allowed time for "
            + "retries.")
        return nil
      }
      wait = asked
    }
    let seconds = wait / 1000
    words =
      "Problem: \(problem). Will retry in \(seconds) "
      + "second\(seconds == 1 ? "" : "s"). \(left) "
      + "retr\(left == 1 ? "y" : "ies") left."
    left -= 1
    if options.delay.map({ $0 == 0 }) ?? true { delay = min(delay * 2, Self.longestDelay) }
    return wait
  }

  private func hasTime(for milliseconds: Int) -> Bool {
    guard let limit = options.maximumTime else { return true }
    return ContinuousClock.now + .milliseconds(milliseconds) < start + .milliseconds(limit)
  }

  private func problem(_ transfer: Transfer, _ code: CURLcode, _ status: Int32) -> String? {
    let summary = transfer.summary
    let isTimeout = [
      CURLE_OPERATION_TIMEDOUT, CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY,
    ].contains(code)
    if isTimeout { return "timeout" }
    if code == CURLE_COULDNT_CONNECT {
      let isRefused = transfer.engine.handle.long(CURLINFO_OS_ERRNO) == Int(ECONNREFUSED)
      if options.refusedConnections, isRefused { return "connection refused" }
    } else if status == 0 || status == 22 {
      if [408, 429, 500, 502, 503, 504].contains(summary.status) { return "HTTP error" }
    }
    return options.allErrors && status != 0 ? "(retrying all errors)" : nil
  }
}

extension Transfer {
  /// Seconds that the server asked to wait; 0 for none.
  var retryAfter: Int64 { engine.handle.offset(CURLINFO_RETRY_AFTER) }
}
