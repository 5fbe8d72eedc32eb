import BOLT11
import Foundation
import JSON
import Testing
import WalletPeers

/// Challenges that `l402 curl` must not pay: it sends one request, and neither money nor credential.
@Suite(.enabled(if: FakeNode.isWanted, "the fakes need Python packages: make peers"))
struct CurlPriceTests {
  typealias Odd = HostileUser.Odd

  /// Asks for the page of an odd offer, and expects it to be left alone.
  private func expectRefused(
    _ code: String, _ status: Int32, _ odd: Odd = Odd(), limits: String = "", _ options: String...,
    variables: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let user = try await HostileUser(limits: limits)
    let offer = try user.offer(odd)
    try user.sell("/page", offer)
    let outcome = try await user.curl(
      options + ["--report", "-", try user.url("/page")], variables: variables)
    let said = "\(outcome)"
    #expect(
      outcome.status == status && outcome.out.isEmpty, "\(said)", sourceLocation: sourceLocation)
    let failure = try user.report(outcome)["transfers"]?.array?.last?["error"]
    #expect(failure?["code"]?.string == code, "\(said)", sourceLocation: sourceLocation)
    #expect(failure?["money"]?.string == "none", "\(said)", sourceLocation: sourceLocation)
    try user.expectSeen(["http GET /page"], sourceLocation: sourceLocation)
  }

  @Test func `what is in order is paid once, and the page is all that is written`() async throws {
    let user = try await HostileUser()
    let offer = try user.offer()
    try user.sell("/page", offer)
    let url = try user.url("/page")
    try await user.expect(0, "the page\n", saying: "paid 21 sat", url)
    try await user.expect(0, "the page\n", url)
    try user.expectSeen(
      ["http GET /page", "http GET /page +0", "http GET /page +0"], paid: [offer])
  }

  // MARK: The invoice is not the token's

  @Test func `an invoice of another token is not paid`() async throws {
    try await expectRefused("foreign_invoice", 111, Odd(isForeign: true))
  }

  @Test func `an invoice that somebody put in place of the token's is not paid`() async throws {
    let user = try await HostileUser()
    let (own, other) = (try user.offer(), try user.offer())
    let value = own.value.replacing(own.invoice, with: other.invoice)
    try user.serve("/page", HostileRoute(opens: [own.credential], asks: [.asking(value)]))
    try await user.expect(111, failing: "foreign_invoice", try user.url("/page"))
    try user.expectSeen(["http GET /page"])
  }

  @Test func `an invoice with a broken checksum is not paid`() async throws {
    let user = try await HostileUser()
    let offer = try user.offer()
    let last = offer.invoice.last == "q" ? "p" : "q"
    let broken = offer.value.replacing(
      offer.invoice, with: offer.invoice.dropLast() + last)
    try user.serve("/page", HostileRoute(asks: [.asking(broken)]))
    try await user.expect(111, failing: "broken_invoice", try user.url("/page"))
    try user.expectSeen(["http GET /page"])
  }

  @Test func `an identifier of a version to come is not bought`() async throws {
    try await expectRefused("useless_token", 111, Odd(version: 1))
  }

  @Test func `a token that another party must discharge is not bought`() async throws {
    try await expectRefused("useless_token", 111, Odd(hasThirdParty: true))
  }

  @Test func `a token that nobody can read is bought only where that is allowed`() async throws {
    let opaque = "b3BhcXVlLXRva2VuLW9mLXNvbWVib2R5"
    try await expectRefused("opaque_token", 111, Odd(token: opaque))
    let user = try await HostileUser()
    let offer = try user.offer(Odd(token: opaque))
    try user.sell("/page", offer)
    try await user.expect(
      0, "the page\n", saying: "paid", "--allow-opaque-token", try user.url("/page"))
    try user.expectSeen(["http GET /page", "http GET /page +0"], paid: [offer])
  }

  @Test(arguments: [
    "path=/other/**", "method=POST", "RequestMethod = POST", "origin=https://other.example",
    "expires_at=1700000000",
  ])
  func `a token that does not open the page is not bought`(condition: String) async throws {
    try await expectRefused("useless_token", 111, Odd(conditions: [condition]))
  }

  @Test func `a token that ends before the payment may be through is not bought`() async throws {
    let soon = Odd(conditions: ["expires_at=\(time(nil) + 50)"])
    try await expectRefused("useless_token", 111, soon)
    let user = try await HostileUser()
    // Made only now: a machine that is busy may take its time.
    let offer = try user.offer(Odd(conditions: ["expires_at=\(time(nil) + 50)"]))
    try user.sell("/page", offer)
    try await user.expect(
      0, "the page\n", saying: "paid", "--timeout", "5s", try user.url("/page"))
    try user.expectSeen(["http GET /page", "http GET /page +0"], paid: [offer])
  }

  // MARK: The price

  @Test func `an invoice without an amount is not paid`() async throws {
    try await expectRefused("no_amount", 112, Odd(amount: nil), "--max-amount", "100000sat")
  }

  @Test func `whole bitcoins count as what they are`() async throws {
    let user = try await HostileUser()
    let text = try user.offer(Odd(amount: 100_000_000_000)).invoice
    // 1 BTC, without a multiplier, and then the separator.
    #expect(text.hasPrefix("lnbc11"))
    try await expectRefused("price_over_limit", 112, Odd(amount: 100_000_000_000))
    try await expectRefused("price_over_limit", 112, Odd(amount: 2_500_000_000_000_000))
  }

  @Test func `nobody's limit is 1000 sat a payment`() async throws {
    try await expectRefused("price_over_limit", 112, Odd(amount: 1_000_001))
  }

  @Test func `a price is rounded up, never down`() async throws {
    try await expectRefused("price_over_limit", 112, Odd(amount: 20_001), "--max-amount", "20sat")
    try await expectRefused("price_over_limit", 112, Odd(amount: 1001), "--max-amount", "1sat")
  }

  @Test func `limits of the configuration hold, and of the origin`() async throws {
    try await expectRefused(
      "price_over_limit", 112, Odd(), limits: "per_payment = \"20sat\"")
    try await expectRefused(
      "price_over_limit", 112, Odd(), variables: ["L402_MAX_AMOUNT": "20sat"])
    try await expectRefused("not_listed", 112, Odd(), limits: "only_listed = true")
  }

  @Test(arguments: [LightningNetwork.signet, .simnet, .regtest, .testnet])
  func `money of another network is none of the wallet's`(network: LightningNetwork) async throws {
    try await expectRefused("network", 112, Odd(network: network))
  }

  @Test func `an invoice that has ended, or ends in 20 s, is not paid`() async throws {
    try await expectRefused("expired", 112, Odd(age: 700))
    try await expectRefused("expired", 112, Odd(age: 580))
  }

  @Test func `an invoice that could hold the money for days is not paid`() async throws {
    try await expectRefused("held_too_long", 112, Odd(finalBlocks: 145))
  }

  @Test func `a limit in dollars needs a rate, and then holds`() async throws {
    let user = try await HostileUser()
    let offer = try user.offer()
    try user.sell("/page", offer)
    let url = try user.url("/page")
    try await user.expect(2, "", saying: "rate", "--max-amount", "5usd", url)
    // 0.01 USD are 10 sat at this rate.
    try await user.expect(
      112, failing: "price_over_limit", "--max-amount", "0.01usd", "--rate", "usd=100000", url)
    try user.expectSeen(["http GET /page", "http GET /page"])
  }

  // MARK: Budgets

  @Test func `a budget given holds, fees included`() async throws {
    // 21 sat and 5 sat that are set aside for fees.
    try await expectRefused("over_budget", 112, Odd(), "--budget", "25sat/1d")
    try await expectRefused("over_budget", 112, Odd(), limits: "budgets = [\"25sat/1d\"]")
    try await expectRefused("over_budget", 112, Odd(), variables: ["L402_BUDGET": "25sat/1d"])
    // One given does not lift another one.
    try await expectRefused(
      "over_budget", 112, Odd(), limits: "budgets = [\"25sat/1d\"]", "--budget", "1000sat/1d")
  }

  @Test func `a budget is used up by what was paid`() async throws {
    let user = try await HostileUser()
    let (first, second) = (try user.offer(), try user.offer())
    try user.sell("/a/page", first)
    try user.sell("/b/page", second)
    let budget = ["--budget", "30sat/1d"]
    let paid = try await user.curl(budget + [try user.url("/a/page")])
    #expect(paid.status == 0 && paid.out == "the page\n", "\(paid)")
    try await user.expect(
      112, failing: "over_budget", "--budget", "30sat/1d", try user.url("/b/page"))
    try user.expectSeen(
      ["http GET /a/page", "http GET /a/page +0", "http GET /b/page"], paid: [first])
  }

  // MARK: Nothing at all

  @Test func `told not to pay it does not, and says so`() async throws {
    try await expectRefused("no_pay", 112, Odd(), "--no-pay")
    try await expectRefused("no_pay", 112, Odd(), variables: ["L402_NO_PAY": "1"])
    try await expectRefused("no_pay", 112, Odd(), "--yes", variables: ["L402_NO_PAY": "1"])
  }

  @Test func `told not to pay it presents what it has`() async throws {
    let user = try await HostileUser()
    let offer = try user.offer()
    try user.sell("/page", offer)
    let url = try user.url("/page")
    try await user.expect(0, "the page\n", url)
    try await user.expect(0, "the page\n", "--no-pay", url)
    try await user.expect(0, "the page\n", url, variables: ["L402_NO_PAY": "1"])
    try user.expectSeen(
      ["http GET /page", "http GET /page +0", "http GET /page +0", "http GET /page +0"],
      paid: [offer])
  }

  @Test func `a dry run says the price and sends no credential and no body`() async throws {
    let user = try await HostileUser()
    let offer = try user.offer()
    try user.sell("/page", offer)
    try user.serve("/free", HostileRoute(asks: [.page("free\n")]))
    let url = try user.url("/page")
    let free = try user.url("/free")
    try await user.expect(0, "\(free): free, status 200\n", "--dry-run", free)
    let price =
      "\(url): would pay 21 sat, fee at most 5 sat, from wallet \"mine\"\n"
    try await user.expect(0, price, "--dry-run", "-d", "a body", url)
    try await user.expect(
      112, failing: "price_over_limit", "--dry-run", "--max-amount", "20sat", url)
    try await user.expect(112, failing: "no_pay", "--dry-run", "--no-pay", url)
    #expect(try user.entries().allSatisfy { $0["length"]?.integer == 0 })
    try await user.expect(0, "the page\n", url)
    try await user.expect(
      0,
      "\(url): asks 21 sat, the stored credential \(offer.hash.prefix(8)) would be presented first\n",
      "--dry-run", url)
    try user.expectSeen(
      [
        "http GET /free", "http POST /page", "http GET /page", "http GET /page", "http GET /page",
        "http GET /page +0", "http GET /page",
      ], paid: [offer])
  }
}
