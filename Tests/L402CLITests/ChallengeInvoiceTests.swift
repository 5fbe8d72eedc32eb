import BOLT11
import JSON
import Testing

@testable import L402CLI

/// What `inspect` and `mint` make of invoices that belong to tokens.
struct ChallengeInvoiceTests {
  private func inspect(_ invoice: String, _ options: String...) throws -> Outcome {
    let challenge = "L402 macaroon=\"\(try Sample.token())\", invoice=\"\(invoice)\""
    return try Harness().run(["inspect"] + options, input: Array(challenge.utf8))
  }

  private func check(_ name: String, of invoice: String) throws -> String? {
    try inspect(invoice, "--json").json["checks"]?.array?
      .first { $0["check"]?.string == name }?["status"]?.string
  }

  @Test func `an invoice that belongs to its token passes`() throws {
    #expect(try check("invoice", of: Sample.invoice) == "pass")
    #expect(try check("rules", of: Sample.invoice) == "pass")
    #expect(try check("invoice-expiry", of: Sample.invoice) == "pass")
    #expect(try inspect(Sample.invoice, "--check", "-q").status == 0)
  }

  @Test func `an invoice of another payment fails loudly`() throws {
    let foreign = Invoices.text { $0.paymentHash = Invoices.filled(9) }
    #expect(try check("invoice", of: foreign) == "fail")
    #expect(try inspect(foreign, "--check", "-q").status == 1)
    #expect(
      try inspect(foreign).out.contains(
        "its payment hash is not the token's: paying it unlocks nothing"))
  }

  @Test func `an expired invoice fails the check`() throws {
    let expired = Invoices.text { $0.timestamp -= 3600 }
    #expect(try check("invoice-expiry", of: expired) == "fail")
    #expect(try inspect(expired, "--check", "-q").status == 1)
    #expect(try inspect(expired, "-q").status == 0)
  }

  @Test func `an invoice that cannot be decoded says why`() throws {
    var broken = Sample.invoice
    broken.replaceSubrange(broken.index(broken.startIndex, offsetBy: 30)..., with: "qqqqqqqqqq")
    let outcome = try inspect(broken, "--json")
    #expect(outcome.status == 0)
    #expect(try outcome.json["invoice"]?["error"]?["code"]?.string == "bech32-checksum")
    #expect(try outcome.json["invoice"]?["invoice"]?.string == broken)
    #expect(try check("invoice", of: broken) == "fail")
  }

  @Test func `the first line of a challenge says what a payer must know`() throws {
    let foreign = Invoices.text { $0.paymentHash = Invoices.filled(9) }
    let expired = Invoices.text { $0.timestamp -= 3600 }
    func first(_ invoice: String) throws -> Substring? {
      try inspect(invoice).out.split(separator: "\n").first
    }
    #expect(
      try first(foreign)
        == "L402 challenge whose invoice is NOT FOR ITS TOKEN: paying it unlocks nothing.")
    #expect(try first(expired)?.hasPrefix("L402 challenge, EXPIRED.   SIGNATURE NOT") == true)
    #expect(
      try first("lnbc1qqqqqqqq") == "L402 challenge whose invoice CANNOT BE DECODED.")
    #expect(
      try first(Sample.invoice)?.hasPrefix("L402 challenge: an invoice, and the token") == true)
  }

  @Test func `its fields are within reach`() throws {
    #expect(
      try inspect(Sample.invoice, "--field", "invoice.amount_msat", "--field", "invoice.expires_at")
        .out
        == "21000\n2026-11-21T04:29:02Z\n")
  }

  @Test func `a token is minted for an invoice`() throws {
    let harness = try Harness()
    for operand in [Sample.invoice, "lightning:" + Sample.invoice.uppercased(), "env:INVOICE", "-"]
    {
      let outcome = try harness.run(
        "mint", "--invoice", operand, "--root-key", "env:KEY", "--field", "payment_hash",
        input: Sample.invoice + "\n", variables: ["INVOICE": Sample.invoice])
      expect(outcome, is: .success(Sample.paymentHash + "\n"))
    }
  }

  @Test func `minting for an invoice that nobody will pay is warned about`() throws {
    let expired = Invoices.text { $0.timestamp -= 7200 }
    let outcome = try Harness().run("mint", "--invoice", expired, "--root-key", "env:KEY")
    #expect(outcome.status == 0)
    #expect(
      outcome.error == "l402: warning: the invoice: expired 1 hour ago: no wallet will pay it\n")
  }

  @Test(arguments: ["lno1zcss9mk", "nonsense", "lnbc1"])
  func `minting for what is no invoice is refused`(text: String) throws {
    let outcome = try Harness().run("mint", "--invoice", text, "--root-key", "env:KEY")
    #expect(outcome.status == 65)
    #expect(outcome.out == "")
  }

  @Test(arguments: ["credential", "header", "value"])
  func `an invoice gives no credential`(shape: String) throws {
    let outcome = try Harness().run("mint", "--invoice", Sample.invoice, "--as", shape)
    #expect(outcome.status == 64)
    #expect(outcome.error.contains("--preimage SOURCE instead of --invoice"))
  }
}
