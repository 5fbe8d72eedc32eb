internal import BOLT11
internal import Bytes
internal import L402Protocol

/// Decides over requests: content, a challenge, or a refusal.
///
/// Nothing but `sell` waits, and that for the wallet.
public final class Paywall: Sendable {
  /// What to do with a request.
  public enum Decision: Sendable {
    /// Send this.
    case answer(Answer)
    /// Make an invoice and send its challenge: `sell`, which waits for the wallet.
    case sell(Order)
  }

  /// A challenge that is to be made; must be handed to `sell` or `cancel`.
  public struct Order: Sendable {
    let route: Route
    let place: OpenInvoices.Place
  }

  let settings: PaywallSettings
  let open: OpenInvoices

  /// A paywall.
  public init(_ settings: PaywallSettings) {
    self.settings = settings
    open = OpenInvoices(
      perClient: settings.openInvoices.perClient, inTotal: settings.openInvoices.inTotal)
  }

  /// How many invoices are open.
  public var openInvoices: Int { open.count }

  /// What a request asked for, as far as it can be told, without anything secret: no query.
  func logged(
    _ request: PaywallRequest, _ answer: Answer? = nil
  ) -> (method: String, path: String?, client: IPAddress?) {
    guard let visit = answer?.visit ?? (try? visit(request)) else {
      return (request.method, request.path?.text, request.peer)
    }
    return (visit.method, visit.path.text, visit.client)
  }

  /// Decides over a request.
  public func decide(_ request: PaywallRequest) -> Decision {
    var decision = judge(request)
    if case .answer(var answer) = decision {
      answer.headers += commonHeaders
      decision = .answer(answer)
    }
    return decision
  }

  private func judge(_ request: PaywallRequest) -> Decision {
    if let proxy = settings.proxy {
      // Who asks on its own behalf could say anything about whom it asks for.
      guard let peer = request.peer, settings.trusted.contains(where: { $0.contains(peer) }) else {
        return refuse(403, "this address may not ask", .untrusted)
      }
      if let endpoint = proxy.endpoint, request.path?.text != endpoint {
        return refuse(404, "proxies ask at \(endpoint)", .unmatched)
      }
    }
    let isGRPC = request.values("content-type").contains {
      $0.lowercased().hasPrefix("application/grpc")
    }
    guard !isGRPC else {
      return refuse(settings.proxy == nil ? 415 : 403, "gRPC is not supported", .unmatched)
    }
    let visit: Visit
    do throws(BadRequest) {
      visit = try self.visit(request)
    } catch {
      return refuse(400, error.message, .malformed)
    }
    let decision = judge(request, visit)
    guard case .answer(var answer) = decision else { return decision }
    answer.visit = visit
    return .answer(answer)
  }

  private func judge(_ request: PaywallRequest, _ visit: Visit) -> Decision {
    let match = settings.routes.match(method: visit.method, path: visit.path)
    if match != .nothing, let preflight = preflight(request, visit) { return .answer(preflight) }
    switch match {
    case .nothing:
      return refuse(settings.proxy == nil ? 404 : 403, nil, .unmatched)
    case .methods(let methods):
      guard settings.proxy == nil else { return refuse(403, nil, .unmatched) }
      let allowed = methods.contains("GET") ? methods + ["HEAD"] : methods
      return refuse(
        405, nil, .unmatched, headers: [("Allow", allowed.sorted().joined(separator: ", "))])
    case .route(let route):
      guard let price = route.price else { return .answer(passed(.free)) }
      return judge(request, visit, route, price)
    }
  }

  /// Judges the credential for a route that costs something.
  private func judge(
    _ request: PaywallRequest, _ visit: Visit, _ route: Route, _ price: Route.Price
  ) -> Decision {
    let credential: Credential
    do throws(HeaderError) {
      credential = try Credential(
        parsing: request.values("authorization").map { Array($0.utf8)[...] })
    } catch {
      return error.reason == .noCredential ? order(route, visit) : forged(nil)
    }
    let now = settings.now()
    var asked = VerificationRequest(now: now)
    asked.service = price.service
    asked.method = visit.method
    asked.path = visit.path
    asked.origin = visit.origin
    asked.clientIP = visit.client
    asked.isStrict = settings.isStrict
    asked.acceptsTestTokens = settings.acceptsTestTokens
    // A token without preimage is one whose invoice is open; it passes nowhere.
    asked.acceptsUnpaid = credential.preimage == nil
    let verdict: Verification
    do {
      verdict = try Verifier(
        keys: settings.keys, revocations: settings.revocations, request: asked
      ).verify(credential.tokens, preimage: credential.preimage)
    } catch {
      settings.report("nothing can be verified: \(error)")
      return .answer(Answer.problem(503, Answer.title(503), nil, .failed))
    }
    let tokenID = verdict.tokenID?.hex
    guard verdict.isAccepted else {
      return verdict.reasons.contains(where: Self.isForgery)
        ? forged(tokenID) : order(route, visit)
    }
    let isPaid = verdict.checks.contains { $0.name == "preimage" && $0.status == .pass }
    guard isPaid else {
      guard let hash = verdict.paymentHash,
        let entry = open.entry(hash, now: now.unixSeconds)
      else { return order(route, visit) }
      return .answer(challenge(entry, .repeated, tokenID))
    }
    if let hash = verdict.paymentHash { open.settle(hash) }
    var answer = passed(.accepted, tokenID: tokenID, service: price.service)
    answer.tokenID = tokenID
    return .answer(answer)
  }

  private static func isForgery(_ reason: RefusalReason) -> Bool {
    switch reason {
    case .malformed, .identifier, .preimage, .noKey, .signature: true
    default: false
    }
  }

  /// Gives the place of an order back that nobody can make now.
  public func cancel(_ order: Order) -> Answer {
    open.giveBack(order.place)
    var answer = Answer.problem(
      503, Answer.title(503), "too many invoices are being made", .limited,
      headers: [("Retry-After", "1")])
    answer.headers += commonHeaders
    return answer
  }

  private func order(_ route: Route, _ visit: Visit) -> Decision {
    do throws(OpenInvoices.Full) {
      let place = try open.take(for: visit.client, now: settings.now().unixSeconds)
      return .sell(Order(route: route, place: place))
    } catch {
      let (status, wait) =
        switch error {
        case .client(let wait): (429, wait)
        case .total(let wait): (503, wait)
        }
      return refuse(
        status, "too many invoices are open", .limited, headers: [("Retry-After", "\(wait)")])
    }
  }

  private func forged(_ tokenID: String?) -> Decision {
    var answer = Answer.problem(
      401, Answer.title(401), "the credential is malformed or not of this server", .forged,
      headers: [("WWW-Authenticate", "L402")])
    answer.tokenID = tokenID
    return .answer(answer)
  }

  private func refuse(
    _ status: Int, _ detail: String?, _ outcome: Outcome,
    headers: [(name: String, value: String)] = []
  ) -> Decision {
    .answer(Answer.problem(status, Answer.title(status), detail, outcome, headers: headers))
  }

  private func passed(
    _ outcome: Outcome, tokenID: String? = nil, service: String? = nil
  ) -> Answer {
    guard settings.proxy == nil else {
      // Empty where nobody paid: Caddy 2.6 writes the name of a field that it does not find.
      return Answer(
        200,
        headers: [("X-L402-Token-Id", tokenID ?? ""), ("X-L402-Service", service ?? "")], outcome)
    }
    return Answer(
      200, headers: [("Content-Type", settings.content.type)], body: settings.content.body,
      outcome)
  }

  private func visit(_ request: PaywallRequest) throws(BadRequest) -> Visit {
    if let proxy = settings.proxy { return try proxy.visit(request, trusting: settings.trusted) }
    guard let path = request.path else {
      throw BadRequest("the path is not absolute, or ambiguous")
    }
    var client = request.peer
    let forwarded = request.values("x-forwarded-for")
    if !settings.trusted.isEmpty, !forwarded.isEmpty {
      client = try ProxyDialect.client(
        behind: client, forwarded.joined(separator: ","), trusting: settings.trusted)
    }
    return Visit(
      method: try ProxyDialect.checked(request.method), path: path,
      origin: request.values("host").first.flatMap { Origin(parsing: "http://\($0)") },
      client: client)
  }

  /// The answer to a browser that asks what it may send; it carries no credential.
  private func preflight(_ request: PaywallRequest, _ visit: Visit) -> Answer? {
    guard visit.method == "OPTIONS", request.values("origin").count == 1,
      request.values("access-control-request-method").count == 1
    else { return nil }
    guard settings.proxy == nil else { return passed(.preflight) }
    return Answer(
      204,
      headers: [
        ("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE"),
        ("Access-Control-Allow-Headers", "Authorization, Content-Type"),
        ("Access-Control-Max-Age", "600"),
      ], .preflight)
  }

  /// What every answer carries: nothing of it may be kept by a cache.
  var commonHeaders: [(name: String, value: String)] {
    var headers = [
      (name: "Access-Control-Expose-Headers", value: "WWW-Authenticate"),
      (name: "Cache-Control", value: "no-store"), (name: "Vary", value: "Authorization"),
    ]
    if settings.proxy == nil { headers.append(("Access-Control-Allow-Origin", "*")) }
    return headers
  }
}
