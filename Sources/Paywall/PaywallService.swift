internal import JSON
internal import L402Protocol
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Answers for a paywall, with its log and its counts.
final class PaywallService: ConnectionService {
  let paywall: Paywall
  let counts = ServerCounts()
  private let limits: ServerLimits
  private let log: AccessLog?
  private let pool: NIOThreadPool
  private let waiting = Atomic(0)

  init(_ paywall: Paywall, _ limits: ServerLimits, log: AccessLog?, pool: NIOThreadPool) {
    self.paywall = paywall
    self.limits = limits
    self.log = log
    self.pool = pool
  }

  func answer(_ request: PaywallRequest, on loop: any EventLoop) -> PendingAnswer {
    if asksForHealth(request) {
      return .now(
        Answer(200, headers: [("Content-Type", "text/plain")], body: Array("ok\n".utf8), .health))
    }
    switch paywall.decide(request) {
    case .answer(let answer): return .now(answer)
    case .sell(let order):
      guard waiting.wrappingAdd(1, ordering: .relaxed).newValue <= limits.waiting else {
        waiting.wrappingSubtract(1, ordering: .relaxed)
        return .now(paywall.cancel(order))
      }
      let paywall = paywall
      let made = pool.runIfActive(eventLoop: loop) { paywall.sell(order) }
      return .later(
        made.flatMapErrorThrowing { _ in paywall.cancel(order) }.always { _ in
          self.waiting.wrappingSubtract(1, ordering: .relaxed)
        })
    }
  }

  /// Where the path is not one that a proxy asks about.
  private func asksForHealth(_ request: PaywallRequest) -> Bool {
    guard request.target == "/healthz", request.method == "GET" || request.method == "HEAD" else {
      return false
    }
    guard let proxy = paywall.settings.proxy else { return true }
    return proxy.endpoint != nil
  }

  func note(_ answer: Answer, _ request: PaywallRequest, sent: Int, since start: NIODeadline) {
    counts.count(answer.outcome, status: answer.status)
    guard let log, answer.outcome != .health else { return }
    let duration = (NIODeadline.now() - start).nanoseconds / 1000
    let asked = paywall.logged(request, answer)
    var writer = JSONWriter()
    writer.object { object in
      object.member("bytes", Int64(sent))
      object.member("client", asked.client?.description)
      object.member("duration_us", duration)
      object.member("method", asked.method)
      object.member("outcome", answer.outcome.rawValue)
      object.member("path", asked.path)
      object.member("status", Int64(answer.status))
      object.member("time", paywall.settings.now().rfc3339)
      object.member("token_id", answer.tokenID)
    }
    if !log.append(writer.bytes) { counts.dropLine() }
  }

  func noteBroken(peer: IPAddress?) {
    let request = PaywallRequest(method: "", target: "", headers: [], peer: peer)
    note(Answer(400, .malformed), request, sent: 0, since: .now())
  }
}

/// Answers for the counts of a server.
final class MetricsService: ConnectionService {
  private let service: PaywallService

  init(_ service: PaywallService) { self.service = service }

  func answer(_ request: PaywallRequest, on loop: any EventLoop) -> PendingAnswer {
    guard request.method == "GET" || request.method == "HEAD" else {
      return .now(
        .problem(405, Answer.title(405), nil, .unmatched, headers: [("Allow", "GET, HEAD")]))
    }
    switch request.path?.text {
    case "/healthz":
      return .now(
        Answer(200, headers: [("Content-Type", "text/plain")], body: Array("ok\n".utf8), .health))
    case "/metrics":
      let text = service.counts.text(openInvoices: service.paywall.openInvoices)
      return .now(
        Answer(
          200, headers: [("Content-Type", "text/plain; version=0.0.4")], body: Array(text.utf8),
          .health))
    default: return .now(.problem(404, Answer.title(404), nil, .unmatched))
    }
  }

  func note(_ answer: Answer, _ request: PaywallRequest, sent: Int, since start: NIODeadline) {}
  func noteBroken(peer: IPAddress?) {}
}
