import ArgumentParser
import BOLT11
import Bytes
import JSON
import L402Protocol
import Macaroons
import Presentation
import Store
import Wallets

/// The command `l402 challenge`.
struct ChallengeCommand: ParsableCommand, L402Command {
  static let configuration = CommandConfiguration(
    commandName: "challenge", abstract: "Make an invoice, and the token that paying it unlocks.",
    usage: "l402 challenge (--amount AMOUNT | --invoice TEXT) [OPTIONS]",
    discussion: """
      Prints the WWW-Authenticate line of a 402 answer. The invoice comes from the wallet, by default \
      the sandbox, whose money is play money; or it is one that you bring.

      Examples
        l402 challenge --amount 21sat --service api --expires-in 1h
        l402 challenge --invoice env:INVOICE --service api --master-key env:KEY --profile plain
        l402 challenge --amount 21sat --service api | l402 pay | l402 verify --service api
      exit: 0 done   64 usage   65 no invoice, bad key   69 wallet   73 store   SOURCE: l402 help keys
      """)

  @Option(help: ArgumentHelp("What it costs: 21sat, 1500msat, 0.5mbtc.", valueName: "amount"))
  var amount: PriceArgument?

  @Option(
    help: ArgumentHelp("What a bitcoin costs: usd=95000 (repeatable).", valueName: "cur=price"))
  var rate: [RateArgument] = []

  @Option(help: ArgumentHelp("What the payer reads.", valueName: "text"))
  var description: String?

  @Option(
    help: ArgumentHelp("For how long it can be paid (1h).", valueName: "duration"))
  var invoiceExpiry: DurationArgument?

  @Option(help: ArgumentHelp("The wallet that is paid.", valueName: "name"))
  var wallet: String?

  @Option(help: ArgumentHelp("An invoice that there is already.", valueName: "text"))
  var invoice: String?

  @Option(help: ArgumentHelp("Where the token belongs; not signed.", valueName: "text"))
  var location: String?

  @OptionGroup(title: "Caveats") var caveats: CaveatOptions
  @OptionGroup(title: "Key") var key: MintKeyOptions

  @Flag(help: "Let play money pay for a token of --root-key.")
  var test = false

  @Option(help: ArgumentHelp("How the challenge is laid out.", valueName: "profile"))
  var profile: ChallengeProfile = .both

  @Option(
    name: .customLong("as"), help: ArgumentHelp("The shape of the result.", valueName: "shape"))
  var shape: ChallengeShape?

  @OptionGroup(title: "Output") var output: OutputOptions

  static let fieldNames = FieldNames(names: [
    "amount_msat", "expires_at", "expires_at_unix", "headers", "invoice", "payment_hash", "token",
    "token_id",
  ])

  func validate() throws {
    if output.json || !output.field.isEmpty, shape != nil {
      throw ValidationError("--as chooses text; --json and --field have their own form")
    }
    if invoice != nil,
      amount != nil || description != nil || invoiceExpiry != nil || wallet != nil
        || test
    {
      throw ValidationError(
        "--invoice and --amount, --description, --invoice-expiry, --wallet or --test exclude each "
          + "other")
    }
    if !rate.isEmpty, amount == nil { throw ValidationError("--rate is for --amount") }
    if invoice == nil, amount == nil {
      throw ValidationError("what does it cost? --amount AMOUNT, or --invoice TEXT")
    }
    if amount?.bitcoin?.value == 0 { throw ValidationError("--amount is more than 0") }
    if let invoiceExpiry, !(1...Int64(UInt32.max)).contains(invoiceExpiry.seconds) {
      throw ValidationError("--invoice-expiry is a span to come: 10m, not -10m")
    }
  }

  mutating func run(in session: inout Session) throws -> ExitStatus {
    let settings = try Settings(
      session.environment, usesKeys: key.rootKey == nil && key.masterKey == nil)
    let now = session.environment.now()
    let mintKey = try session.mintKey(key, settings)
    if case .master = mintKey, caveats.service.isEmpty {
      throw Failure(
        .usage, "a master key mints for every service: say which",
        hint: "--service NAME writes the caveat that keeps them apart")
    }
    caveats.warn(session, now: now)
    let (invoice, isSandbox) = try invoice(settings, mintKey, &session)
    guard let hash = invoice.paymentHash else {
      throw Failure(.malformed, "the invoice has no payment hash")
    }
    var recipe = TokenRecipe(
      location: isSandbox
        ? Verifier.sandboxLocation : location ?? settings.location.value,
      caveats: caveats, now: now, format: .v2, encoding: .base64)
    recipe.isSandbox = isSandbox
    var rows: [StoredRootKey] = []
    let minted = try mintKey.mint(
      recipe, paymentHash: hash, preimage: nil, tokenID: session.random32(), rows: &rows, session)
    if !rows.isEmpty {
      let store = try Failure.wrapping {
        try Store(openingAt: settings.home.store, mode: .create)
      }
      try Failure.wrapping { try store.add(rows) }
    }
    try print(minted, invoice, &session)
    if isSandbox {
      session.console.note("play money: the invoice is of the sandbox, no wallet is set up")
    }
    return .success
  }

  private func invoice(
    _ settings: Settings, _ key: MintKey, _ session: inout Session
  ) throws -> (Invoice, isSandbox: Bool) {
    if let text = invoice {
      let given: Invoice
      do {
        given = try DecodeInvoiceCommand.invoice(try session.text(text)[...])
      } catch let failure as Failure {
        throw failure.withHint(forOperand: text)
      }
      for check in InvoiceInspection(given, now: session.environment.now()).checks
      where check.status == .fail {
        session.console.warn("the invoice: \(check.detail)")
      }
      return (given, false)
    }
    guard let price = amount else {
      throw Failure(.usage, "what does it cost?", hint: "--amount 21sat")
    }
    let chosen = try session.wallet(wallet ?? settings.wallet.value, settings, for: .receiving)
    let amount = try session.rates(rate, settings, chosen).amount(price, .up)
    guard amount.value > 0 else { throw Failure(.usage, "--amount is more than 0") }
    let isSandbox = chosen.wallet.profile.isSandbox
    if isSandbox, case .root = key, !test {
      throw Failure(
        .usage, "play money would pay for a token of a real key",
        hint: "--test if you mean it; without a key, one of the local store is used")
    }
    if test, !isSandbox {
      throw Failure(.usage, "--test is for the sandbox", hint: "leave it out")
    }
    if isSandbox, location != nil {
      throw Failure(
        .usage, "tokens of the sandbox say \"\(Verifier.sandboxLocation)\" as their location",
        hint: "leave --location out")
    }
    var order = InvoiceOrder(
      amount: amount, purpose: .init(fitting: description ?? "L402"),
      expiry: UInt32(clamping: invoiceExpiry?.seconds ?? 3600))
    order.hashedText = description
    let made: Invoice
    do {
      made = try chosen.wallet.createInvoice(order).invoice
    } catch {
      throw Failure(error, wallet: chosen.name)
    }
    guard made.isPayable, made.amount == amount else {
      throw Failure(.unavailable, "wallet \"\(chosen.name)\" made another invoice than asked for")
    }
    return (made, isSandbox)
  }

  private func print(
    _ minted: MintedToken, _ invoice: Invoice, _ session: inout Session
  ) throws {
    let values: [String]
    do {
      values = try HeaderFormatter.challenge(
        token: minted.token, invoice: invoice.raw.text.utf8, profile: profile)
    } catch {
      throw Failure(.malformed, "\(error)")
    }
    let headers = values.map { "WWW-Authenticate: \($0)" }
    let end = invoice.expiresAt.map { Timestamp(unixSeconds: $0) }
    try session.print(
      json: { writer in
        writer.object { object in
          if let amount = invoice.amount {
            object.name("amount_msat")
            object.integer(amount.value)
          } else {
            object.member("amount_msat", nil as Int64?)
          }
          object.member("expires_at", end?.rfc3339)
          object.member("expires_at_unix", end?.unixSeconds)
          object.name("headers")
          object.array { array in for header in headers { array.string(header) } }
          object.member("invoice", invoice.raw.text)
          object.member("payment_hash", hex: minted.paymentHash)
          object.member("token", String(decoding: minted.token, as: UTF8.self))
          object.member("token_id", hex: minted.tokenID)
        }
      },
      text: {
        switch shape ?? .header {
        case .header: headers.map { $0 + "\n" }.joined()
        case .value: values.map { $0 + "\n" }.joined()
        case .http: Self.response(headers, invoice)
        }
      })
  }

  /// A whole answer, as a server would send it.
  private static func response(_ headers: [String], _ invoice: Invoice) -> String {
    var writer = JSONWriter()
    writer.object { object in
      if let amount = invoice.amount {
        object.name("amount_msat")
        object.integer(amount.value)
      }
      object.member("status", 402)
      object.member("title", "Payment Required")
    }
    let body = String(decoding: writer.bytes, as: UTF8.self) + "\n"
    let lines =
      ["HTTP/1.1 402 Payment Required"] + headers + [
        "Content-Type: application/problem+json", "Cache-Control: no-store",
        "Content-Length: \(body.utf8.count)", "", body,
      ]
    return lines.joined(separator: "\r\n")
  }
}

/// The shapes of a challenge.
enum ChallengeShape: String, ExpressibleByArgument, CaseIterable, Sendable {
  /// Whole field lines.
  case header
  /// The values alone.
  case value
  /// A whole answer.
  case http
}
