import BOLT11
import Bytes
import JSON
import Testing

@testable import L402CLI

struct DecodeInvoiceTests {
  private func decode(
    _ text: String, _ options: String..., terminals: Set<Int32> = []
  ) throws -> Outcome {
    try Harness().run(
      ["decode-invoice"] + options, input: Array(text.utf8), terminals: terminals)
  }

  @Test func `an invoice is told row by row`() throws {
    #expect(
      try decode(Sample.invoice).out == """
        Invoice for 21 sat on regtest

          amount        21 sat  =  21000 msat  =  0.00000021 BTC
          description   Report 7
          created       2026-11-21 03:29:02 UTC
          expires       2026-11-21 04:29:02 UTC (1 hour after, the default), in 59 minutes
          payee         031b84c5567b126440995d3ed5aaba0565d71e1834604819ff9c17f5e9d5dd078f  (from the signature)
          payment hash  72cd6e8422c407fb6d098690f1130b7ded7ec2f7f5e1d30bd9d521f015363793
          secret        2222222222222222222222222222222222222222222222222222222222222222
          final CLTV    80 blocks
          features      8  var_onion_optin, required
                        14 payment_secret, required
          route hints   none
          signature     good

          ok       rules        well-formed, and nothing that a payer must refuse
          ok       expiry       payable for 59 minutes more

        """)
  }

  @Test(
    arguments: [
      ([], 0), (["--check"], 0), (["--check", "--valid-for", "59m"], 0),
      (["--check", "--valid-for", "60m"], 1), (["--now", "2026-11-21T05:00:00Z"], 0),
      (["--check", "--now", "2026-11-21T05:00:00Z"], 1),
      (["--check", "--now", "2026-11-21T04:29:01Z"], 0),
      (["--check", "--now", "2026-11-21T04:29:02Z"], 1),
      (["--preimage", Sample.preimage], 0), (["--preimage", Sample.otherKey], 1),
      (["--preimage", "env:KEY"], 1), (["--description", "Report 7"], 0),
      (["--description", "Report 8"], 1), (["--description", "report 7"], 1),
    ] as [([String], Int32)])
  func `the status answers what was asked`(options: [String], status: Int32) throws {
    let outcome = try Harness().run(
      ["decode-invoice", "-q"] + options, input: Array(Sample.invoice.utf8))
    expect(outcome, is: Outcome(status: status, out: "", error: ""))
  }

  @Test func `a bare preimage has 64 digits`() throws {
    expect(
      try Harness().run("decode-invoice", Sample.invoice, "--preimage", "0102"),
      is: .failure(
        64, "--preimage takes 64 hexadecimal digits, or a source",
        hint: "a source is env:NAME, @FILE, - or fd:N"))
  }

  @Test func `a text that is no invoice at all is told so`() throws {
    expect(
      try Harness().run("decode-invoice", "nonsense"),
      is: .failure(
        65,
        "this is no invoice: no \"1\" between the human-readable part and the data, byte 8",
        hint: "an invoice begins with lnbc, lntb, lntbs, lnbcrt or lnsb"))
  }

  @Test func `without a payment secret nobody may pay it`() throws {
    let text = Invoices.text(fields: [
      TaggedField(tag: .paymentHash, bytes: [UInt8](repeating: 7, count: 32)),
      TaggedField(tag: .description, bytes: "x".utf8),
    ])
    let outcome = try decode(text, "--check")
    #expect(outcome.status == 1)
    #expect(outcome.out.hasPrefix("Invoice for any amount on regtest, NOT PAYABLE\n"))
    #expect(
      outcome.out.contains(
        "problem  no payment secret (BOLT 11: a reader must fail the payment without field s)   [missing-s]"
      ))
    #expect(try decode(text).status == 0)
  }

  @Test func `a description is compared by its hash where the invoice has only that`() throws {
    let long = String(repeating: "long ", count: 200)
    let text = Invoices.text { $0.purpose = .init(fitting: long) }
    #expect(try decode(text, "--description", long, "-q").status == 0)
    #expect(try decode(text, "--description", "short", "-q").status == 1)
    let variables = ["LONG": long + "\n"]
    let outcome = try Harness().run(
      "decode-invoice", text, "--description", "env:LONG", "-q", variables: variables)
    #expect(outcome.status == 0)
  }

  @Test(arguments: [
    ("", ""), ("lightning:", ""), ("LIGHTNING:", ""), ("lightning://", ""), ("  \n", "\n"),
    ("\"", "\""), ("bitcoin:bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080?amount=1&lightning=", ""),
    ("lightning:", "?amount=1"), ("Invoice: ", ""), ("X-Invoice:lightning:", ""),
    ("\\\"", "\\\""), ("\"", "\\n\""), ("BITCOIN:?Lightning=", "&x=1"),
    ("bitcoin:?lightning=", "#note"),
  ])
  func `what people paste along is taken off`(before: String, after: String) throws {
    let text = before + Sample.invoice + after
    #expect(try decode(text, "--field", "amount_msat").out == "21000\n")
    #expect(try decode(before + Sample.invoice.uppercased() + after, "-q").status == 0)
  }

  @Test(arguments: [
    (
      "lno1zcss9mk8y3wkklfvevcrszlmu23kfrxh49px20665dqwmn4p72pksese",
      "a BOLT 12 offer, not a BOLT 11 invoice"
    ),
    ("LNR1QQ", "a BOLT 12 invoice request, not a BOLT 11 invoice"),
    ("lni1qq", "a BOLT 12 invoice, not a BOLT 11 one"),
    ("lnurl1dp68gurn8ghj7", "an LNURL, not a BOLT 11 invoice"),
    ("lightning:LNURL1DP68GURN8GHJ7", "an LNURL, not a BOLT 11 invoice"),
    ("lnurlp://api.example/pay", "an LNURL, not a BOLT 11 invoice"),
    ("alice@api.example", "a Lightning address, not a BOLT 11 invoice"),
    ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "a Bitcoin address, not a Lightning invoice"),
    ("1RustyRX2oai4EYYDpQGWvEL62BBGqN9T", "a Bitcoin address, not a Lightning invoice"),
    (
      "bitcoin:1RustyRX2oai4EYYDpQGWvEL62BBGqN9T?amount=1",
      "a bitcoin: URI without a Lightning invoice"
    ),
    ("bitcoin:?lno=lno1zcss9mk", "a BOLT 12 offer, not a BOLT 11 invoice"),
  ])
  func `what is paid in another way is named`(text: String, name: String) throws {
    let outcome = try decode(text)
    #expect(outcome.status == 65)
    #expect(outcome.error.hasPrefix("l402: error: this is \(name), byte 0\nl402: hint: "))
  }

  @Test func `amounts beyond 53 bits are exact in JSON`() throws {
    let text = Invoices.text { $0.amount = Millisatoshis(9_007_199_254_740_993) }
    #expect(try decode(text, "--field", "amount_msat").out == "9007199254740993\n")
  }

  @Test func `an expiry beyond the calendar has no date`() throws {
    let text = Invoices.text { $0.expiry = .max }
    #expect(
      try decode(text, "--field", "expiry", "--field", "expires_at", "--field", "expired").out
        == "18446744073709551615\n\nfalse\n")
    #expect(try decode(text).out.contains("never: 18446744073709551615 seconds after"))
  }

  @Test func `what others wrote is harmless on a terminal and exact in JSON`() throws {
    let evil = "a\u{1b}]0;x\u{7}\u{202e}b\nfake"
    let text = Invoices.text { $0.purpose = .description(evil) }
    let page = try decode(text, terminals: [1]).out
    #expect(page.contains(#"description   a\x1b]0;x\x07\u{202e}b\nfake"#))
    #expect(try decode(text, "--json").json["description"]?.string == evil)
  }

  @Test(arguments: [
    (["--qr", "--json"], "--qr and --json, --field, --batch or -q exclude each other"),
    (["--qr", "-q"], "--qr and --json, --field, --batch or -q exclude each other"),
    (
      ["--batch", "--preimage", "env:KEY"],
      "--batch and --preimage or --description exclude each other"
    ),
    (["--valid-for", "1h"], "--valid-for goes with --check"),
    (["--check", "--valid-for=-1h"], "--valid-for is a span to come: 10m, not -10m"),
  ])
  func `a combination that means nothing is a usage error`(
    options: [String], message: String
  ) throws {
    let outcome = try Harness().run(["decode-invoice", Sample.invoice] + options)
    #expect(outcome.status == 64)
    #expect(outcome.error.hasPrefix("l402: error: \(message)\n"))
  }

  @Test func `a batch answers each line, in order`() throws {
    let lines = [Sample.invoice, "", "lnbc1nonsense", "lightning:" + Sample.invoice.uppercased()]
    let outcome = try decode(lines.joined(separator: "\n") + "\n", "--batch")
    #expect(outcome.status == 1)
    let answers = try outcome.out.split(separator: "\n").map {
      try JSONReader.read(Array($0.utf8)[...])
    }
    #expect(answers.map { $0["line"]?.integer } == [1, 2, 3, 4])
    #expect(answers.map { $0["payable"]?.content == .bool(true) } == [true, false, false, true])
    #expect(answers[2]["error"]?["code"]?.string == "malformed")
    #expect(try decode(Sample.invoice + "\n", "--batch", "-q").status == 0)
  }

  @Test func `a batch with --check fails for what cannot be paid`() throws {
    let expired = Invoices.text { $0.timestamp = 1 }
    let lines = Sample.invoice + "\n" + expired + "\n"
    #expect(try decode(lines, "--batch", "-q").status == 0)
    #expect(try decode(lines, "--batch", "-q", "--check").status == 1)
    #expect(
      try decode(lines, "--batch", "--field", "expired", "--field", "line").out
        == "false\t1\ntrue\t2\n")
  }
}
