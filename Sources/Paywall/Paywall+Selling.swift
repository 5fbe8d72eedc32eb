internal import BOLT11
internal import Bytes
internal import JSON
internal import L402Protocol
internal import Wallets

extension Paywall {
  /// Where header lines are longer, nginx with its buffers of 4 KiB gives up.
  private static let longestHeader = 4096

  /// Makes an invoice and its challenge; waits for the wallet.
  ///
  /// An answer of 503 where there is no invoice; nothing was sold then.
  public func sell(_ order: Order) -> Answer {
    var answer: Answer
    do {
      answer = try makeChallenge(order)
    } catch {
      settings.report("no invoice: \(error)")
      if case let error as WalletError = error, !error.mayHaveBeenSent {
        open.giveBack(order.place)
      } else {
        // There may be an invoice: its place is taken until it would have ended.
        open.keep(order.place, until: settings.now().unixSeconds + Int64(settings.invoiceExpiry))
      }
      answer = .problem(
        503, Answer.title(503), "no invoice can be made at the moment", .failed,
        headers: [("Retry-After", "5")])
    }
    answer.headers += commonHeaders
    return answer
  }

  /// Why there is no challenge; nobody outside learns more.
  private enum SellingError: String, Error, CustomStringConvertible {
    case notPriced = "the route has no price"
    case foreignInvoice = "the wallet made another invoice than asked for"
    case noRandomBytes = "no random bytes"
    case noKey = "no key for a new token"

    var description: String { rawValue }
  }

  private func makeChallenge(_ order: Order) throws -> Answer {
    guard let price = order.route.price else { throw SellingError.notPriced }
    let now = settings.now()
    let invoice = try settings.wallet.createInvoice(
      InvoiceOrder(
        amount: price.amount, purpose: .init(fitting: "L402: \(price.service)"),
        expiry: settings.invoiceExpiry)
    ).invoice
    guard invoice.isPayable, invoice.amount == price.amount, let hash = invoice.paymentHash,
      let expiresAt = invoice.expiresAt
    else { throw SellingError.foreignInvoice }
    guard let tokenID = Bytes32(settings.randomBytes(32)) else {
      throw SellingError.noRandomBytes
    }
    let isSandbox = settings.wallet.profile.isSandbox
    let draft = TokenDraft(
      paymentHash: hash, tokenID: tokenID,
      location: Array((isSandbox ? Verifier.sandboxLocation : settings.location).utf8)[...],
      conditions: order.route.conditions(now: now))
    guard let key = settings.mintingKey.rootKey(for: draft.identifier, isSandbox: isSandbox)
    else { throw SellingError.noKey }
    let lines = try lines(token: try draft.signed(with: key), invoice: invoice.raw.text)
    let body = body(price, invoice, expiresAt: Timestamp(unixSeconds: expiresAt))
    open.fill(
      order.place, hash: hash, lines: lines, body: body,
      expiresAt: min(expiresAt, now.unixSeconds + Int64(settings.invoiceExpiry)))
    return challenge(lines, body, .challenged, tokenID.hex)
  }

  private func lines(token: [UInt8], invoice: String) throws -> [String] {
    func made(_ profile: ChallengeProfile) throws -> [String] {
      try HeaderFormatter.challenge(token: token, invoice: invoice.utf8, profile: profile)
    }
    let lines = try made(settings.profile)
    guard settings.profile == .both, lines.contains(where: { $0.utf8.count > Self.longestHeader })
    else { return lines }
    return try made(.plain)
  }

  /// The challenge of an open invoice once more.
  func challenge(_ entry: OpenInvoices.Entry, _ outcome: Outcome, _ tokenID: String?) -> Answer {
    challenge(entry.lines, entry.body, outcome, tokenID)
  }

  private func challenge(
    _ lines: [String], _ body: [UInt8], _ outcome: Outcome, _ tokenID: String?
  ) -> Answer {
    Answer(
      settings.challengesWith401 ? 401 : 402,
      headers: lines.map { ("WWW-Authenticate", $0) }
        + [("Content-Type", "application/problem+json")],
      body: body, outcome, tokenID: tokenID)
  }

  private func body(
    _ price: Route.Price, _ invoice: Invoice, expiresAt: Timestamp
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { object in
      object.name("amount_msat")
      object.integer(price.amount.value)
      object.member("detail", "pay the invoice, then send Authorization: L402 TOKEN:PREIMAGE")
      object.member("expires_at", expiresAt.rfc3339)
      object.member("invoice", invoice.raw.text)
      object.name("routes")
      object.array { array in
        for route in settings.routes.routes { route.write(to: &array) }
      }
      object.member("status", settings.challengesWith401 ? 401 : 402)
      object.member("title", Answer.title(402))
    }
    return writer.bytes + [0x0a]
  }
}

extension Route {
  func write(to writer: inout JSONWriter) {
    writer.object { object in
      object.name("amount_msat")
      object.integer(price?.amount.value ?? 0)
      object.member("expires_in_seconds", price?.lifetime)
      object.member("method", method)
      object.member("path", pattern.text)
      object.member("service", price?.service)
    }
  }
}
