import BOLT11
import Foundation
import JSON
import L402Protocol
import Macaroons
import Testing

@testable import L402CLI

/// The command `pay` where nothing may be paid.
struct PayRefusalTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  /// That it ended so, with this code, and nothing was sent.
  private func expectRefusal(
    _ outcome: Outcome, _ status: Int32, _ code: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(outcome.status == status, "\(outcome)", sourceLocation: sourceLocation)
    #expect(outcome.out == "", sourceLocation: sourceLocation)
    let line = outcome.error.split(separator: "\n").last { $0.hasPrefix("{") }
    let error = try line.map { try JSONReader.read(Array($0.utf8)[...]) }?["error"]
    #expect(error?["code"]?.string == code, sourceLocation: sourceLocation)
    #expect(error?["exit"]?.integer == Int64(status), sourceLocation: sourceLocation)
    #expect(error?["money"]?.string == "none", sourceLocation: sourceLocation)
    #expect(
      try harness.run("payments", "list").out == "no payments\n", sourceLocation: sourceLocation)
  }

  private func pay(
    _ text: String, _ options: String..., variables: [String: String] = [:],
    now: Timestamp = Harness.now
  ) throws -> Outcome {
    try harness.run(
      ["pay", "--json"] + options, input: Array(text.utf8), variables: variables, now: now)
  }

  @Test func `a price above the limit is refused`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    let outcome = try harness.run("pay", "--max-amount", "20sat", input: challenge)
    expect(
      outcome,
      is: .failure(
        112, "21 sat is more than the 20 sat allowed a payment; nothing was paid",
        hint: "--max-amount allows more for this once"))
    try expectRefusal(
      try pay(challenge, variables: ["L402_MAX_AMOUNT": "20999msat"]), 112, "price_over_limit")
    try expectRefusal(
      try pay(challenge, "--dry-run", "--max-amount", "1"), 112, "price_over_limit")
  }

  @Test func `the price itself is within the limit`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    #expect(try pay(challenge, "--max-amount", "21sat").status == 0)
  }

  @Test func `the option wins over the variable`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    try expectRefusal(
      try pay(challenge, "--max-amount", "20", variables: ["L402_MAX_AMOUNT": "100"]), 112,
      "price_over_limit")
    #expect(
      try pay(challenge, "--max-amount", "100", variables: ["L402_MAX_AMOUNT": "20"]).status == 0)
  }

  @Test func `the limit of fees is that of option, variable or one hundredth`() throws {
    let challenge = try harness.challenge("--amount", "2100sat")
    func limit(_ options: String..., variable: String = "") throws -> String {
      try harness.run(
        ["pay", "--dry-run", "--field", "fee_limit_msat"] + options, input: Array(challenge.utf8),
        variables: variable.isEmpty ? [:] : ["L402_MAX_FEE": variable]
      ).line
    }
    #expect(try limit() == "21000")
    #expect(try limit(variable: "0.5%") == "10500")
    #expect(try limit("--max-fee", "1500msat", variable: "0.5%") == "1500")
    #expect(try limit("--max-fee", "0") == "0")
  }

  @Test(arguments: ["much", "-1", "1.eur", "1euro"])
  func `a limit that cannot be understood stops everything`(limit: String) throws {
    let challenge = try harness.challenge("--amount", "21sat")
    try expectRefusal(
      try pay(challenge, variables: ["L402_MAX_AMOUNT": limit]), 78, "configuration")
  }

  @Test func `money without a rate stops everything`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    try expectRefusal(try pay(challenge, variables: ["L402_MAX_AMOUNT": "1eur"]), 64, "usage")
    try expectRefusal(
      try pay(challenge, "--max-amount", "0.01eur", "--rate", "eur=80000"), 112,
      "price_over_limit")
    #expect(try pay(challenge, "--max-amount", "0.02eur", "--rate", "EUR=80000").status == 0)
  }

  @Test func `nothing is paid where paying is switched off`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    try expectRefusal(try pay(challenge, variables: ["L402_NO_PAY": "1"]), 112, "no_pay")
    #expect(try pay(challenge, variables: ["L402_NO_PAY": "0"]).status == 0)
  }

  @Test func `an invoice of another network is refused`() throws {
    for network in [LightningNetwork.bitcoin, .testnet, .signet] {
      try expectRefusal(
        try pay(Invoices.text { $0.network = network }, "--wallet", "sandbox"), 112, "network")
    }
    let real = Invoices.text { $0.network = .bitcoin }
    try expectRefusal(
      try pay(real, variables: ["L402_WALLET": "sandbox"]), 112, "network")
    // Where nobody chose the sandbox either.
    try expectRefusal(try pay(real), 78, "configuration")
  }

  @Test(arguments: [
    ("expired", 1_795_231_800 - 3600), ("expired", 1_795_231_800 - 3600 + 30),
  ])
  func `an invoice that has ended, or nearly, is refused`(code: String, made: UInt64) throws {
    try expectRefusal(try pay(Invoices.text { $0.timestamp = made }), 112, code)
  }

  @Test func `an invoice that leaves the amount to the payer needs one`() throws {
    let invoice = Invoices.text { $0.amount = nil }
    try expectRefusal(try pay(invoice), 112, "no_amount")
    try expectRefusal(try pay(invoice, "--amount", "0"), 112, "no_amount")
    #expect(
      try pay(invoice, "--amount", "7", "--dry-run").json["amount_msat"]?.integer == 7000)
  }

  @Test func `another amount than the invoice's is refused`() throws {
    try expectRefusal(try pay(Sample.invoice, "--amount", "20"), 112, "amount_conflict")
    #expect(try pay(Sample.invoice, "--amount", "21", "--dry-run").status == 0)
  }

  @Test func `an invoice that could be held for long is refused`() throws {
    try expectRefusal(
      try pay(Invoices.text { $0.minFinalCLTVExpiryDelta = 145 }), 112, "held_too_long")
    #expect(
      try pay(Invoices.text { $0.minFinalCLTVExpiryDelta = 144 }, "--dry-run").status == 0)
  }

  @Test func `an invoice that payers must refuse is refused`() throws {
    let invoice = Invoices.text { $0.features = FeatureBits([8, 14, 100]) }
    try expectRefusal(try pay(invoice), 111, "unpayable")
  }

  @Test func `challenges that differ are not chosen from`() throws {
    let challenges = [
      try harness.challenge("--amount", "1"), try harness.challenge("--amount", "2"),
    ].joined(separator: "\n")
    expect(
      try harness.run("pay", input: challenges),
      is: .failure(
        112, "2 challenges that differ: nobody should guess which to pay; nothing was paid",
        hint: "--challenge N chooses one; l402 inspect lists them"))
    try expectRefusal(try pay(challenges), 112, "several_challenges")
    try expectRefusal(try pay(challenges, "--challenge", "3"), 64, "usage")
    try expectRefusal(try pay(challenges, "--challenge", "0"), 64, "usage")
  }

  @Test func `an invoice of another payment is refused`() throws {
    let token = try harness.challenge("--amount", "1", "--field", "token")
    let invoice = try harness.challenge("--amount", "2", "--field", "invoice")
    try expectRefusal(
      try pay("L402 macaroon=\"\(token)\", invoice=\"\(invoice)\""), 111, "foreign_invoice")
    try expectRefusal(
      try pay("L402 macaroon=\"\(token)\", invoice=\"\(invoice)\"", "--allow-opaque-token"), 111,
      "foreign_invoice")
  }

  @Test func `a challenge whose invoice cannot be decoded is refused`() throws {
    let token = try harness.challenge("--amount", "1", "--field", "token")
    var invoice = try harness.challenge("--amount", "2", "--field", "invoice")
    invoice.removeLast(3)
    try expectRefusal(
      try pay("L402 macaroon=\"\(token)\", invoice=\"\(invoice)\""), 111, "broken_invoice")
  }

  @Test(arguments: [
    ["--service", "api", "--expires-in", "-1h"], ["--service", "api", "--expires-in", "60s"],
    ["--caveat", "expires_at=2020-01-01T00:00:00Z"], ["--caveat", "api_valid_until=soon"],
  ])
  func `a token that will have ended is refused`(options: [String]) throws {
    let challenge = try harness.run(["challenge", "--amount", "1", "-q"] + options).line
    try expectRefusal(try pay(challenge), 111, "useless_token")
  }

  @Test(arguments: [
    ["path=/a", "path=/b"], ["method=GET", "method=POST"], ["services=api:0", "services=web:0"],
    ["api_capabilities=read", "api_capabilities=read,write"],
    ["expires_at=2099-01-01T00:00:00Z", "expires_at=2100-01-01T00:00:00Z"],
    ["preimage=1111111111111111111111111111111111111111111111111111111111111111"],
  ])
  func `a token whose caveats no request can satisfy is refused`(caveats: [String]) throws {
    let challenge = try harness.run(
      ["challenge", "--amount", "1", "-q"] + caveats.flatMap { ["--caveat", $0] }
    ).line
    try expectRefusal(try pay(challenge), 111, "useless_token")
  }

  @Test func `a token for another origin is refused`() throws {
    let challenge = try harness.challenge("--amount", "1", "--caveat", "origin=https://a.example")
    try expectRefusal(
      try pay(challenge, "--origin", "https://b.example"), 111, "useless_token")
    #expect(try pay(challenge).status == 0)
  }

  /// A challenge of the sandbox whose token was exchanged for one with this identifier.
  private func challenge(identifier: [UInt8]) throws -> String {
    let invoice = try harness.challenge("--amount", "1", "--field", "invoice")
    let macaroon = Macaroon(
      identifier: identifier[...], location: [], key: ChainKey(rootKey: (0..<32).map { $0 }[...]))
    let token = try MacaroonText(macaroon: macaroon).encoded()
    return "L402 macaroon=\"\(String(decoding: token, as: UTF8.self))\", invoice=\"\(invoice)\""
  }

  @Test func `a token without a readable payment hash is bought only on demand`() throws {
    let challenge = try challenge(identifier: Array("user 7".utf8))
    try expectRefusal(try pay(challenge), 111, "opaque_token")
    #expect(try pay(challenge, "--allow-opaque-token").status == 0)
  }

  @Test func `a token of an unknown version is never bought`() throws {
    let challenge = try challenge(identifier: [0, 1] + [UInt8](repeating: 7, count: 64))
    try expectRefusal(try pay(challenge, "--allow-opaque-token"), 111, "useless_token")
  }

  @Test func `where there is nothing to pay it says what there is`() throws {
    let credential = try Sample.credential()
    expect(
      try harness.run("pay", credential).withoutHint,
      is: .failure(65, "there is nothing to pay in it, but a credential"))
    try expectRefusal(try pay("nonsense"), 65, "malformed")
    try expectRefusal(try pay(""), 65, "malformed")
  }

  @Test func `a wallet that is not there is not replaced by the sandbox`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    try expectRefusal(try pay(challenge, "--wallet", "other"), 78, "configuration")
    try expectRefusal(
      try pay(challenge, variables: ["L402_WALLET": "other"]), 78, "configuration")
    #expect(
      try pay(challenge, "--wallet", "sandbox", variables: ["L402_WALLET": "other"]).status == 0)
  }

  @Test(
    arguments: [
      (["--timeout", "0s"], "--timeout is from 1s to 1d"),
      (["--timeout", "2d"], "--timeout is from 1s to 1d"),
      (["--challenge", "0"], "--challenge counts from 1"),
      (["--dry-run", "--as", "header"], "--dry-run and --as exclude each other"),
      (["--json", "--as", "header"], "--as chooses text; --json and --field have their own form"),
      (
        ["--field", "header", "--as", "header"],
        "--as chooses text; --json and --field have their own form"
      ),
      (
        ["--field", "amount_msat.header"],
        "--field amount_msat.header: the members of the object have none of their own"
      ),
      (
        ["--field", "header[0]"],
        "--field header[0]: the members of the object have none of their own"
      ),
      (["--max-amount", "1euro"], "the value '1euro' is invalid for '--max-amount <amount>'"),
      (["--rate", "eur"], "the value 'eur' is invalid for '--rate <cur=price>'"),
      (["--rate", "eur=0"], "the value 'eur=0' is invalid for '--rate <cur=price>'"),
      (["--max-fee", "101%"], "the value '101%' is invalid for '--max-fee <amount|%>'"),
    ] as [([String], String)])
  func `a command line that makes no sense is refused`(
    options: [String], message: String
  ) throws {
    expect(
      try harness.run(["pay", Sample.invoice] + options).withoutHint, is: .failure(64, message))
  }

  @Test func `a challenge is not chosen of an invoice`() throws {
    expect(
      try harness.run("pay", Sample.invoice, "--challenge", "1"),
      is: .failure(64, "--challenge chooses among challenges; this is an invoice"))
  }

  @Test func `a store that others can reach pays nothing`() throws {
    let challenge = try harness.challenge("--amount", "21sat")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: harness.home)
    let outcome = try pay(challenge)
    #expect(outcome.status == 74)
    #expect(outcome.error.contains("\"code\":\"store\""))
  }
}
