import BOLT11
import Bech32
import Testing

/// Where the parts of an invoice begin and end.
struct LayoutTests {
  @Test func `the usual sketch is payable, without a note`() throws {
    let invoice = try Sketch().invoice()
    #expect(invoice.problems == [])
    #expect(invoice.notes == [])
    #expect("\(invoice.payee)" == SpecificationExample.all[0].payee)
  }

  /// An unsigned text of so many groups.
  private func text(_ groups: [UInt8]) -> String {
    Bech32(humanReadablePart: bytes("lnbc"), data: groups[...], variant: .bech32).text
  }

  @Test(arguments: [0, 1, 7, 103, 104, 110])
  func `fewer than 111 groups are refused at their end`(count: Int) {
    #expect(throws: InvoiceError(.tooShort, at: 5 + count)) {
      try RawInvoice(parsing: bytes(text([UInt8](repeating: 1, count: count))))
    }
  }

  @Test func `111 groups are an invoice without fields`() throws {
    let raw = try RawInvoice(parsing: bytes(text([UInt8](repeating: 31, count: 111))))
    #expect(raw.fields == [])
    #expect(raw.timestamp == (1 << 35) - 1)
    #expect(raw.signature == [UInt8](repeating: 0xff, count: 65)[...])
  }

  @Test(arguments: [0, 1, 1_496_314_658, 1 << 32, (1 << 35) - 1] as [UInt64])
  func `a timestamp has 35 bits`(timestamp: UInt64) throws {
    var sketch = Sketch()
    sketch.timestamp = timestamp
    #expect(try sketch.invoice().timestamp == timestamp)
  }

  @Test(arguments: [[0], [1], [0, 0], [31, 31]] as [[UInt8]])
  func `one or two groups behind the last field are refused`(stray: [UInt8]) throws {
    var sketch = Sketch()
    sketch.stray = stray
    try sketch.isRefused(.truncatedField(nil), at: sketch.signatureOffset - stray.count)
  }

  @Test(arguments: [
    ([UInt8(1), 0, 1], FieldTag.paymentHash), ([13, 31, 31], .description),
    ([2, 0, 2, 0], FieldTag(type: 2)),
  ])
  func `a field that runs into the signature is refused at its head`(
    stray: [UInt8], tag: FieldTag
  ) throws {
    var sketch = Sketch()
    sketch.stray = stray
    try sketch.isRefused(.truncatedField(tag), at: sketch.signatureOffset - stray.count)
  }

  @Test func `a checksum of bech32m is refused`() throws {
    var sketch = Sketch()
    sketch.variant = .bech32m
    try sketch.isRefused(
      .bech32(.variant(expected: .bech32)), at: sketch.signatureOffset + 104)
  }

  @Test(arguments: 0..<32)
  func `unknown fields are kept, with a note`(type: UInt8) throws {
    let field = TaggedField(tag: FieldTag(type: type), groups: [1, 2, 31])
    guard !field.isKnown else { return }
    let invoice = try Sketch(field).invoice()
    #expect(invoice.raw.fields.last == field)
    #expect(invoice.problems == [])
    #expect(invoice.noteCodes == ["unknown-fields"])
    #expect(invoice.notes.first?.message == "unknown field skipped: \(field.tag)")
  }

  @Test func `eleven types are known`() {
    let known = (UInt8(0)..<32).filter { TaggedField(tag: FieldTag(type: $0), groups: []).isKnown }
    #expect(known.map { "\(FieldTag(type: $0))" }.joined() == "pr9xfdsnhcm")
  }

  @Test func `the order of fields is free`() throws {
    var sketch = Sketch()
    sketch.fields.reverse()
    let invoice = try sketch.invoice()
    #expect(invoice.isPayable)
    #expect(invoice.raw.fields == sketch.fields)
  }

  @Test(arguments: [7_089, 20_000])
  func `long invoices are read, with a note from 7090 characters on`(length: Int) throws {
    var sketch = Sketch()
    let unknown = FieldTag(type: 2)
    while try sketch.text.utf8.count + 3 <= length {
      let room = length - (try sketch.text.utf8.count) - 3
      let count = room > 1_023 && room < 1_029 ? 1_000 : min(1_023, room)
      sketch.fields.append(
        TaggedField(tag: unknown, groups: [UInt8](repeating: 5, count: count)[...]))
    }
    #expect(try sketch.text.utf8.count == length)
    #expect(try sketch.invoice().noteCodes == ["unknown-fields"] + (length > 7_089 ? ["long"] : []))
  }
}
