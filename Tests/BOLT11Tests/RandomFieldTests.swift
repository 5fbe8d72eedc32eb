import BOLT11
import Bech32
import Testing

/// Fields of random kinds, lengths and contents, rightly signed: whatever they are, they are read
/// or refused inside the text, and kept.
struct RandomFieldTests {
  private func field(using generator: inout SplitMix64) -> TaggedField {
    let lengths = [0, 1, 2, 3, 33, 52, 53, 82, Int.random(in: 0...1_023, using: &generator)]
    let isZero = Int.random(in: 0..<3, using: &generator) == 0
    let groups = (0..<(lengths.randomElement(using: &generator) ?? 0)).map { _ in
      isZero ? 0 : UInt8.random(in: 0..<32, using: &generator)
    }
    return TaggedField(
      tag: FieldTag(type: .random(in: 0..<32, using: &generator)), groups: groups[...])
  }

  @Test(arguments: 0..<300)
  func `random fields are read or refused, and never changed`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let isBare = Bool.random(using: &generator)
    var sketch = Sketch(only: isBare ? [] : Sketch.usual)
    for _ in 0..<Int.random(in: 0...8, using: &generator) {
      let place = Int.random(in: 0...sketch.fields.count, using: &generator)
      sketch.fields.insert(field(using: &generator), at: place)
    }
    let text = try sketch.text
    let raw = try RawInvoice(parsing: bytes(text))
    #expect(raw.fields == sketch.fields)
    #expect(raw.text == text)
    #expect(
      try RawInvoice(
        prefix: raw.prefix, timestamp: raw.timestamp, fields: raw.fields,
        signedBy: specificationKey()
      ).text == text)
    do {
      let invoice = try Invoice(raw)
      #expect("\(invoice.payee)" == SpecificationExample.all[0].payee)
    } catch {
      #expect((sketch.offset(0)...sketch.signatureOffset).contains(error.offset), "\(error)")
    }
  }

  @Test(arguments: 0..<300)
  func `random groups are read or refused`(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let count = Int.random(in: 100...400, using: &generator)
    let groups = (0..<count).map { _ in UInt8.random(in: 0..<32, using: &generator) }
    let text = Bech32(humanReadablePart: bytes("lnbc"), data: groups[...], variant: .bech32).text
    do {
      #expect(try Invoice(parsing: bytes(text)).raw.text == text)
    } catch {
      #expect((5...text.utf8.count).contains(error.offset), "\(error)")
    }
  }

  @Test(arguments: 0..<200)
  func `a text that was cut off anywhere is refused`(seed: UInt64) throws {
    let text = RandomInvoices.texts[Int(seed)]
    for count in stride(from: 0, to: text.count, by: 9) {
      #expect(throws: InvoiceError.self) { try Invoice(parsing: text[..<count]) }
    }
  }
}
