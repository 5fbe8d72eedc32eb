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

/// Equal things of which each is used by one thread at a time.
final class Pool<Element: Sendable>: Sendable {
  private let idle: Mutex<[Element]>
  /// Used where none is idle; it must bear that.
  private let shared: Element

  init(count: Int, _ make: () throws -> Element) rethrows {
    shared = try make()
    var elements: [Element] = []
    for _ in 0..<count { elements.append(try make()) }
    idle = Mutex(elements)
  }

  func with<Value>(_ body: (Element) throws -> Value) rethrows -> Value {
    guard let element = idle.withLock({ $0.popLast() }) else { return try body(shared) }
    defer { idle.withLock { $0.append(element) } }
    return try body(element)
  }
}

/// What `serve` reads in the local store for each request: asked again once anything there changed.
struct PooledStore: KeyRing, RevocationSource {
  /// A connection and what it said.
  private final class Reader: Sendable {
    struct Answers {
      var moment: StoreWatch.Moment?
      var offers: [TokenIdentifier: KeyOffer] = [:]
      var revoked: [TokenIdentifier: Bool] = [:]
    }

    let keys: StoreKeys
    let revocations: StoredRevocations
    let watch: StoreWatch?
    let answers = Mutex(Answers())

    init(path: String) throws {
      let store = try Failure.wrapping { try Store(openingAt: path, mode: .readOnly) }
      keys = try StoreKeys(store: store, isUnderived: false)
      revocations = StoredRevocations(store: store)
      watch = StoreWatch(store)
    }

    /// What was said before, if nothing has changed since; else what is said now.
    func answer<Value: Sendable>(
      _ answers: WritableKeyPath<Answers, [TokenIdentifier: Value]>,
      _ identifier: TokenIdentifier, _ ask: () throws -> Value
    ) throws -> Value {
      guard let moment = watch?.now else { return try ask() }
      let known = self.answers.withLock { known -> Value? in
        if known.moment != moment { known = Answers(moment: moment) }
        return known[keyPath: answers][identifier]
      }
      if let known { return known }
      let value = try ask()
      self.answers.withLock { known in
        // What changed while it was asked may be in the answer or not.
        guard known.moment == moment, watch?.now == moment else { return }
        if known[keyPath: answers].count >= PooledStore.capacity {
          known[keyPath: answers].removeAll()
        }
        known[keyPath: answers][identifier] = value
      }
      return value
    }
  }

  private let pool: Pool<Reader>
  /// The most tokens whose answers are kept.
  private static let capacity = 1024

  /// Opens the store some times.
  init(path: String) throws { pool = try Pool(count: 2) { try Reader(path: path) } }

  func offer(for identifier: TokenIdentifier) throws -> KeyOffer {
    try pool.with { reader in
      try reader.answer(\.offers, identifier) { try reader.keys.offer(for: identifier) }
    }
  }

  func isRevoked(_ identifier: TokenIdentifier) throws -> Bool {
    try pool.with { reader in
      try reader.answer(\.revoked, identifier) { try reader.revocations.isRevoked(identifier) }
    }
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
