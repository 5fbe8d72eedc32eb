import L402Protocol
import Payments
import Store

/// The stored credentials, as requests come to need them.
struct CredentialShelf {
  private let path: String
  private let now: @Sendable () -> Timestamp
  /// Why they cannot be read or written; said once.
  private(set) var problem: StoreError?

  init(home: Home, now: @escaping @Sendable () -> Timestamp) {
    path = home.store
    self.now = now
  }

  /// The credential for a request, which is not among those that it had.
  ///
  /// One that was paid for and never accepted has a turn in each run: its server may have got behind.
  mutating func best(
    for path: String, method: String, at origin: Origin, but tried: Set<Int64>,
    newerThan last: Int64 = 0
  ) -> StoredCredential? {
    let all = all(at: origin).filter { !tried.contains($0.id) && $0.id > last }
    return CredentialChoice.best(
      of: all.map { credential in
        var credential = credential
        if credential.refusedAt != nil, credential.acceptedAt == nil, wasPaid(credential) {
          credential.refusedAt = nil
        }
        return credential
      }, path: path, method: method, origin: origin)
  }

  /// Whether a payment of ours bought a credential, rather than somebody having added it.
  func wasPaid(_ credential: StoredCredential) -> Bool {
    (try? store())?.hasPaid(for: credential) ?? false
  }

  /// The highest number of a credential of an origin; 0 for none.
  mutating func newest(at origin: Origin) -> Int64 { all(at: origin).map(\.id).max() ?? 0 }

  private mutating func all(at origin: Origin) -> [StoredCredential] {
    do {
      return try store()?.credentials(at: origin.description) ?? []
    } catch {
      problem = problem ?? error
      return []
    }
  }

  private func store() throws(StoreError) -> Store? {
    do {
      return try Store(openingAt: path, mode: .readOnly)
    } catch {
      switch error.reason {
      case .missing: return nil
      // An older one is brought up to date by whoever may write it.
      case .olderSchema: return try Store(openingAt: path, mode: .existing)
      default: throw error
      }
    }
  }

  /// Stores a credential; the stored one.
  func add(_ credential: StoredCredential) throws(StoreError) -> StoredCredential {
    try Store(openingAt: path, mode: .create).add(credential)
  }

  /// Takes note that a credential was accepted, if that is news.
  mutating func accepted(_ credential: StoredCredential) {
    // Each note is a write to the disk, for every request.
    guard credential.id != 0, credential.acceptedAt == nil || credential.refusedAt != nil else {
      return
    }
    let time = now().unixSeconds
    write { (store) throws(StoreError) in
      try store.markCredential(credential.id, acceptedAt: time)
    }
  }

  /// Takes note that a credential was refused where it was bought for.
  mutating func refused(_ credential: StoredCredential) {
    guard credential.id != 0 else { return }
    let time = now().unixSeconds
    write { (store) throws(StoreError) in
      try store.markCredential(credential.id, refusedAt: time)
    }
  }

  /// Takes note that what a payment bought was presented to its server.
  mutating func used(_ credential: StoredCredential) {
    let time = now().unixSeconds
    write { (store) throws(StoreError) in
      try store.markPayment(credential.paymentHash, usedAt: time)
    }
  }

  private mutating func write(_ body: (Store) throws(StoreError) -> Void) {
    do {
      try body(try Store(openingAt: path, mode: .existing))
    } catch {
      problem = problem ?? error
    }
  }
}
