import BOLT11
import Bytes
import Testing

/// Fields `p`, `s`, `d`, `h`, `m`: what is needed, skipped, refused.
struct FieldTests {
  private static let hashes = [FieldTag.paymentHash, .paymentSecret, .descriptionHash]

  @Test(arguments: [
    (FieldTag.paymentHash, "missing-p"), (.paymentSecret, "missing-s"),
    (.description, "missing-d-h"),
  ])
  func `without a needed field it decodes and is not payable`(tag: FieldTag, code: String) throws {
    let invoice = try Sketch(only: Sketch.usual.filter { $0.tag != tag }).invoice()
    #expect(invoice.problemCodes == [code])
    #expect(!invoice.isPayable)
  }

  @Test func `without any field three are missing`() throws {
    let invoice = try Sketch(only: []).invoice()
    #expect(invoice.problemCodes == ["missing-p", "missing-s", "missing-d-h"])
  }

  @Test func `a hash in the place of the description is enough`() throws {
    var sketch = Sketch(Sketch.descriptionHash)
    sketch.fields.removeAll { $0.tag == .description }
    let invoice = try sketch.invoice()
    #expect(invoice.problems == [])
    #expect(invoice.descriptionHash?.array == [UInt8](repeating: 0x22, count: 32))
  }

  @Test func `description and hash together are not payable`() throws {
    let invoice = try Sketch(Sketch.descriptionHash).invoice()
    #expect(invoice.problemCodes == ["both-d-h"])
    #expect(invoice.description == "coffee beans")
    #expect(invoice.descriptionHash != nil)
  }

  @Test(arguments: hashes, [0, 1, 51, 53, 1_023])
  func `a copy of the wrong length is skipped, with a note`(tag: FieldTag, count: Int) throws {
    let wrong = TaggedField(tag: tag, groups: [UInt8](repeating: 31, count: count)[...])
    for fields in [[wrong] + Sketch.usual, Sketch.usual + [wrong]] {
      let invoice = try Sketch(only: fields).invoice()
      #expect(invoice.problems == [])
      #expect(invoice.noteCodes == ["wrong-length-\(tag)"])
      #expect(invoice.paymentHash?.array.first == 0)
      #expect(invoice.paymentSecret?.array.first == 0x11)
    }
  }

  @Test(arguments: [(FieldTag.paymentHash, "missing-p"), (.paymentSecret, "missing-s")])
  func `with a copy of the wrong length only, it is missing`(tag: FieldTag, code: String) throws {
    let wrong = TaggedField(tag: tag, groups: [UInt8](repeating: 0, count: 53)[...])
    let invoice = try Sketch(instead: wrong).invoice()
    #expect(invoice.problemCodes == [code])
    #expect(invoice.noteCodes.contains("wrong-length-\(tag)"))
  }

  @Test(arguments: [
    Sketch.paymentHash, Sketch.paymentSecret, Sketch.description,
    TaggedField(tag: .paymentHash, bytes: [UInt8](repeating: 9, count: 32)),
    TaggedField(tag: .paymentSecret, bytes: [UInt8](repeating: 9, count: 32)),
    TaggedField(tag: .description, bytes: []),
  ])
  func `a second copy makes it unpayable, and the first is shown`(copy: TaggedField) throws {
    let invoice = try Sketch(copy).invoice()
    #expect(invoice.problemCodes == ["duplicate-\(copy.tag)"])
    #expect(invoice.problems.first?.message == "field \(copy.tag) stands there 2 times")
    #expect(invoice.paymentHash?.array.first == 0)
    #expect(invoice.paymentSecret?.array.first == 0x11)
    #expect(invoice.description == "coffee beans")
  }

  @Test func `a second description hash makes it unpayable`() throws {
    var sketch = Sketch(Sketch.descriptionHash, Sketch.descriptionHash)
    sketch.fields.removeAll { $0.tag == .description }
    #expect(try sketch.invoice().problemCodes == ["duplicate-h"])
  }

  @Test(arguments: hashes)
  func `padding bits that are set are refused at the last group`(tag: FieldTag) throws {
    let groups = [UInt8](repeating: 0, count: 51) + [1]
    let sketch = Sketch(TaggedField(tag: tag, groups: groups[...]))
    try sketch.isRefused(.padding(tag), at: sketch.lastOffset + 51)
  }

  @Test(arguments: [[], [0], [1, 0xfa, 0xfa, 0xf0], .init(repeating: 7, count: 639)] as [[UInt8]])
  func `metadata is kept as it is`(content: [UInt8]) throws {
    let invoice = try Sketch(TaggedField(tag: .metadata, bytes: content)).invoice()
    #expect(invoice.metadata == content)
    #expect(invoice.problems == [])
  }

  @Test func `of two metadata the first is taken, with a note`() throws {
    let invoice = try Sketch(
      TaggedField(tag: .metadata, bytes: [1]), TaggedField(tag: .metadata, bytes: [2])
    ).invoice()
    #expect(invoice.metadata == [1])
    #expect(invoice.noteCodes == ["duplicate-m"])
  }

  @Test(arguments: [
    ([UInt8(31), 31], 1), ([0], 0), ([0, 0, 0], 2), ([0, 0, 0, 0, 0, 0, 0, 0, 0], 8),
  ])
  func `metadata with bad padding is refused at the last group`(groups: [UInt8], last: Int) throws {
    let sketch = Sketch(TaggedField(tag: .metadata, groups: groups[...]))
    try sketch.isRefused(.padding(.metadata), at: sketch.lastOffset + last)
  }
}
