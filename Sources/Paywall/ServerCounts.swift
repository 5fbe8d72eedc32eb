internal import Synchronization

/// What a server did since it started, as Prometheus reads it.
final class ServerCounts: Sendable {
  private struct Counts {
    var outcomes: [Outcome: Int] = [:]
    var statuses: [Int: Int] = [:]
    var connections = 0
    var refusedConnections = 0
    var droppedLines = 0
  }

  private let counts = Mutex(Counts())

  func count(_ outcome: Outcome, status: Int) {
    counts.withLock {
      $0.outcomes[outcome, default: 0] += 1
      $0.statuses[status, default: 0] += 1
    }
  }

  /// Counts a connection where there is room for it.
  func connect(limit: Int) -> Bool {
    counts.withLock {
      guard $0.connections < limit else {
        $0.refusedConnections += 1
        return false
      }
      $0.connections += 1
      return true
    }
  }

  func disconnect() { counts.withLock { $0.connections -= 1 } }

  func dropLine() { counts.withLock { $0.droppedLines += 1 } }

  /// The text format of Prometheus, version 0.0.4.
  func text(openInvoices: Int) -> String {
    let counts = counts.withLock { $0 }
    var text = ""
    func family(_ name: String, _ type: String, _ help: String, _ samples: [(String, Int)]) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
      for (labels, value) in samples { text += "\(name)\(labels) \(value)\n" }
    }
    family(
      "l402_requests_total", "counter", "Requests by how they were answered.",
      Outcome.allCases.map { ("{outcome=\"\($0.rawValue)\"}", counts.outcomes[$0] ?? 0) })
    family(
      "l402_responses_total", "counter", "Responses by status.",
      counts.statuses.sorted { $0.key < $1.key }.map { ("{status=\"\($0.key)\"}", $0.value) })
    family(
      "l402_open_invoices", "gauge", "Invoices that are made and not paid yet.",
      [("", openInvoices)])
    family("l402_connections", "gauge", "Open connections.", [("", counts.connections)])
    family(
      "l402_connections_refused_total", "counter", "Connections over the limit.",
      [("", counts.refusedConnections)])
    family(
      "l402_log_lines_dropped_total", "counter", "Lines of the log that nobody took.",
      [("", counts.droppedLines)])
    return text
  }
}
