internal import Bytes
internal import L402Protocol
internal import Synchronization

/// The invoices that were made and not paid yet: how many for whom, and their challenges.
///
/// In memory only; after a restart a token's invoice is not repeated but made anew.
final class OpenInvoices: Sendable {
  /// A challenge that can be repeated.
  struct Entry: Hashable, Sendable {
    let lines: [String]
    let body: [UInt8]
    let expiresAt: Int64
    fileprivate let client: IPAddress?
  }

  /// A place that was given to a client.
  struct Place: Hashable, Sendable {
    fileprivate let client: IPAddress?
  }

  /// Why there is no place.
  enum Full: Error, Hashable {
    case client(retryAfter: Int64)
    case total(retryAfter: Int64)
  }

  private struct State {
    var entries: [Bytes32: Entry] = [:]
    /// In the order in which they expire, since all are made for the same time.
    var queue: [(hash: Bytes32, expiresAt: Int64)] = []
    var head = 0
    var taken: [IPAddress?: Int] = [:]
    var total = 0
  }

  private let perClient: Int
  private let inTotal: Int
  private let state = Mutex(State())

  init(perClient: Int, inTotal: Int) {
    self.perClient = perClient
    self.inTotal = inTotal
  }

  /// How many are open or being made.
  var count: Int { state.withLock { $0.total } }

  /// Takes a place before an invoice is made.
  func take(for client: IPAddress?, now: Int64) throws(Full) -> Place {
    let network = client?.client
    return try state.withLock { (state) throws(Full) -> Place in
      Self.expire(&state, now: now)
      let next = state.head < state.queue.count ? state.queue[state.head].expiresAt - now : 1
      let wait = max(1, next)
      guard state.total < inTotal else { throw .total(retryAfter: wait) }
      guard state.taken[network, default: 0] < perClient else { throw .client(retryAfter: wait) }
      state.taken[network, default: 0] += 1
      state.total += 1
      return Place(client: network)
    }
  }

  /// Gives a place back: no invoice was made.
  func giveBack(_ place: Place) {
    state.withLock { Self.release(&$0, place.client) }
  }

  /// Keeps a place for an invoice that nobody knows, and that may be there all the same.
  func keep(_ place: Place, until expiresAt: Int64) {
    // No hash of an invoice: they are not chosen by us.
    let name = Bytes32((0..<32).map { _ in UInt8.random(in: .min ... .max) }) ?? .zero
    fill(place, hash: name, lines: [], body: [], expiresAt: expiresAt)
  }

  /// Fills a place.
  func fill(
    _ place: Place, hash: Bytes32, lines: [String], body: [UInt8], expiresAt: Int64
  ) {
    state.withLock { state in
      let entry = Entry(lines: lines, body: body, expiresAt: expiresAt, client: place.client)
      guard state.entries.updateValue(entry, forKey: hash) == nil else {
        // A wallet that makes the same invoice twice; one place is enough.
        Self.release(&state, place.client)
        return
      }
      state.queue.append((hash, expiresAt))
    }
  }

  /// The challenge of an invoice that can be paid for some time yet.
  func entry(_ hash: Bytes32, now: Int64) -> Entry? {
    state.withLock { state in
      guard let entry = state.entries[hash], entry.expiresAt - now >= 30 else { return nil }
      return entry
    }
  }

  /// Notes that an invoice was paid.
  func settle(_ hash: Bytes32) {
    state.withLock { state in
      guard let entry = state.entries.removeValue(forKey: hash) else { return }
      Self.release(&state, entry.client)
    }
  }

  private static func release(_ state: inout State, _ client: IPAddress?) {
    state.total -= 1
    let left = state.taken[client, default: 1] - 1
    state.taken[client] = left > 0 ? left : nil
  }

  private static func expire(_ state: inout State, now: Int64) {
    while state.head < state.queue.count, state.queue[state.head].expiresAt <= now {
      let hash = state.queue[state.head].hash
      state.head += 1
      guard let entry = state.entries.removeValue(forKey: hash) else { continue }
      release(&state, entry.client)
    }
    if state.head > 1024, state.head * 2 > state.queue.count {
      state.queue.removeFirst(state.head)
      state.head = 0
    }
  }
}
