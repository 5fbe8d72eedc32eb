import BOLT11
import Bech32
import Testing

@testable import L402CLI

struct InvoiceTypoTests {
  private static let comparison = "Compare with where you copied it from"
  private let invoice = Array(Sample.invoice.utf8)

  private func hint(_ text: [UInt8], lead: String = "") throws -> String {
    let outcome = try Harness().run(
      ["decode-invoice"], input: Array(lead.utf8) + text)
    #expect(outcome.status == 65)
    #expect(outcome.out == "")
    return String(outcome.error.split(separator: "\n").last ?? "")
  }

  private func character(_ index: Int) -> Character { Character(Unicode.Scalar(invoice[index])) }

  @Test(arguments: ["", "lightning:", "  \"lightning://"])
  func `a wrong character is found where it stands in the text given`(lead: String) throws {
    var text = invoice
    text[40] = text[40] == UInt8(ascii: "q") ? UInt8(ascii: "p") : UInt8(ascii: "q")
    let found = Character(Unicode.Scalar(text[40]))
    #expect(
      try hint(text + (lead.contains("\"") ? [UInt8(ascii: "\"")] : []), lead: lead)
        == "l402: hint: character \(lead.utf8.count + 40) (from 0) is \"\(found)\"; with "
        + "\"\(character(40))\" the checksum fits. \(Self.comparison)")
  }

  @Test func `a missing character is found`() throws {
    var text = invoice
    text.remove(at: 60)
    let hint = try hint(text)
    #expect(hint.hasPrefix("l402: hint: with \"\(character(60))\" put in before character "))
    #expect(hint.hasSuffix(" (from 0) the checksum fits. \(Self.comparison)"))
  }

  @Test func `characters that changed places are found`() throws {
    var text = invoice
    let index = text.indices.first { $0 > 50 && text[$0] != text[$0 + 1] } ?? 50
    text.swapAt(index, index + 1)
    #expect(
      try hint(text) == "l402: hint: characters \(index) and \(index + 1) (from 0) are "
        + "\"\(character(index + 1))\" and \"\(character(index))\"; the other way round the checksum "
        + "fits. \(Self.comparison)")
  }

  @Test func `letters of another case are found`() throws {
    var text = invoice
    for index in 20..<40 where text[index] > 0x60 { text[index] &= ~0x20 }
    #expect(
      try hint(text)
        == "l402: hint: with all letters in one case the checksum fits. \(Self.comparison)")
  }

  @Test func `a text that was cut has no single repair`() throws {
    #expect(
      try hint(Array(invoice.dropLast(9)))
        == "l402: hint: no single change repairs it: it was cut, or has several mistakes")
  }

  @Test func `a typo that the checksum does not see is found all the same`() throws {
    // A "q" more before a closing "p" leaves bech32's checksum right.
    var seconds: UInt64 = 0
    var ending = Invoices.text()
    while !ending.hasSuffix("p") {
      seconds += 1
      ending = Invoices.text { $0.timestamp += seconds }
    }
    let text = Array(ending.utf8.dropLast()) + Array("qp".utf8)
    #expect(
      try hint(text)
        == "l402: hint: without character \(ending.utf8.count - 1) (from 0), \"q\", the checksum "
        + "fits. \(Self.comparison)")
  }

  @Test func `an invoice that was wrapped or has something invisible in it is told so`() throws {
    func inserting(_ text: String, at index: Int, in bytes: [UInt8]) -> [UInt8] {
      Array(bytes[..<index]) + Array(text.utf8) + Array(bytes[index...])
    }
    let wrapped = inserting("\n  ", at: 50, in: inserting("\n", at: 99, in: invoice))
    let marked = inserting("\u{200b}", at: 50, in: invoice)
    for text in [wrapped, marked] {
      #expect(
        try hint(text)
          == "l402: hint: with the blanks, line breaks and foreign characters taken out it is an "
          + "invoice; compare with where you copied it from")
    }
  }

  @Test func `several invoices are sent to batch`() throws {
    #expect(
      try hint(invoice + [0x0a] + invoice)
        == "l402: hint: there are 2 invoices: --batch reads one a line")
  }

  @Test(arguments: ["{\"payment_request\":\"", "Please pay (", "see https://api.example/pay/"])
  func `an invoice among other things is pointed at`(lead: String) throws {
    #expect(
      try hint(invoice + Array(") thanks".utf8), lead: lead)
        == "l402: hint: an invoice stands in it at byte \(lead.utf8.count): give it alone")
  }

  @Test func `a challenge is sent to inspect`() throws {
    let challenge = "L402 macaroon=\"\(try Sample.token())\", invoice=\"\(Sample.invoice)\""
    #expect(
      try hint(Array(challenge.utf8))
        == "l402: hint: it is a challenge: l402 inspect explains it")
  }

  @Test func `what is signed wrongly is no typo`() throws {
    let read = try UncheckedBech32(parsing: invoice[...]).checked()
    // The last two groups are the recovery id's byte and the end of s.
    let data = read.data.dropLast(1) + [31]
    let text = Bech32(
      humanReadablePart: read.humanReadablePart, data: data, variant: .bech32
    ).text
    let outcome = try Harness().run("decode-invoice", text)
    expect(
      outcome,
      is: .failure(
        65,
        "no signature: a recovery id above 3, or r or s out of range, byte \(text.utf8.count - 110)",
        hint: "its checksum is good: it was made like this, a typo it is not"))
  }
}
