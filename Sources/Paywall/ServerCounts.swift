internal import Synchronization

/// What a server did since it started, as Prometheus reads it; nobody waits to count.
final class ServerCounts: Sendable {
  private final class Count: Sendable {
    private let atomic = Atomic(0)

    var value: Int { atomic.load(ordering: .relaxed) }

    @discardableResult
    func add(_ number: Int) -> Int {
      atomic.wrappingAdd(number, ordering: .relaxed).newValue
    }
  }

  private let outcomes = Dictionary(
    uniqueKeysWithValues: Outcome.allCases.map { ($0, Count()) })
  private let statuses = Dictionary(
    uniqueKeysWithValues: (100..<600).map { ($0, Count()) })
  private let connections = Count()
  private let refusedConnections = Count()
  private let droppedLines = Count()

  func count(_ outcome: Outcome, status: Int) {
    outcomes[outcome]?.add(1)
    statuses[status]?.add(1)
  }

  /// Counts a connection where there is room for it.
  func connect(limit: Int) -> Bool {
    guard connections.add(1) <= limit else {
      connections.add(-1)
      refusedConnections.add(1)
      return false
    }
    return true
  }

  func disconnect() { connections.add(-1) }

  func dropLine() { droppedLines.add(1) }

  /// The text format of Prometheus, version 0.0.4.
  func text(openInvoices: Int) -> String {
    var text = ""
    func family(_ name: String, _ type: String, _ help: String, _ samples: [(String, Int)]) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
      for (labels, value) in samples { text += "\(name)\(labels) \(value)\n" }
    }
    family(
      "l402_requests_total", "counter", "Requests by how they were answered.",
      Outcome.allCases.map { ("{outcome=\"\($0.rawValue)\"}", outcomes[$0]?.value ?? 0) })
    family(
      "l402_responses_total", "counter", "Responses by status.",
      statuses.mapValues(\.value).filter { $0.value > 0 }.sorted { $0.key < $1.key }
        .map { ("{status=\"\($0.key)\"}", $0.value) })
    family(
      "l402_open_invoices", "gauge", "Invoices that are made and not paid yet.",
      [("", openInvoices)])
    family("l402_connections", "gauge", "Open connections.", [("", connections.value)])
    family(
      "l402_connections_refused_total", "counter", "Connections over the limit.",
      [("", refusedConnections.value)])
    family(
      "l402_log_lines_dropped_total", "counter", "Lines of the log that nobody took.",
      [("", droppedLines.value)])
    return text
  }
}
