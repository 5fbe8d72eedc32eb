import Digests
import Glibc
import L402Protocol
import Store
import Synchronization

/// Tokens revoked in the local store, asked for each time.
struct StoredRevocations: RevocationSource {
  let store: Store

  func isRevoked(_ identifier: TokenIdentifier) throws -> Bool {
    try store.isRevoked(
      identifierHash: SHA256.digest(identifier.bytes), tokenID: identifier.tokenID)
  }
}

/// Tokens revoked in a file, which is read again when it changes.
struct FileRevocations: RevocationSource {
  let file: WatchedRevocations

  func isRevoked(_ identifier: TokenIdentifier) throws -> Bool {
    ListedRevocations(list: try file.list()).isRevoked(identifier)
  }
}

/// Warnings of a server, one in ten seconds: a flood of requests must not flood the log.
final class RareReports: Sendable {
  private let console: Console
  private let next = Mutex(ContinuousClock.now)

  init(console: Console) { self.console = console }

  /// Warns, or not.
  @Sendable func report(_ text: String) {
    let isTime = next.withLock { next in
      guard ContinuousClock.now >= next else { return false }
      next = ContinuousClock.now + .seconds(10)
      return true
    }
    if isTime { console.warn(text) }
  }
}

/// The process's file descriptors.
enum Descriptors {
  /// Allows so many, or as many as the system lets us.
  ///
  /// - Returns: how many there may be now.
  static func raise(to wanted: Int) -> Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0 else { return 256 }
    if limit.rlim_cur < rlim_t(wanted) {
      limit.rlim_cur = min(limit.rlim_max, rlim_t(wanted))
      setrlimit(resource, &limit)
      getrlimit(resource, &limit)
    }
    return Int(clamping: limit.rlim_cur)
  }
}
