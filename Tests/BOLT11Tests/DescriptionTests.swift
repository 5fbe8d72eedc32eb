import BOLT11
import Testing

/// Field `d`: UTF-8 and nothing else, and all of it.
struct DescriptionTests {
  @Test(arguments: [
    "", "a", "ナンセンス 1杯", "\u{1f600}", "\u{feff}with a byte order mark", "a\0b\u{1b}[31m\n",
    "\u{202e}reversed", "<b>html</b>", "\u{10ffff}", "\u{d7ff}\u{e000}", "e\u{301}", "é",
    String(repeating: "x", count: 639),
  ])
  func `text comes out as it went in`(text: String) throws {
    let field = TaggedField(tag: .description, bytes: text.utf8)
    let invoice = try Sketch(instead: field).invoice()
    #expect(invoice.description.map { Array($0.utf8) } == Array(text.utf8))
    #expect(invoice.problems == [])
  }

  @Test(arguments: [
    "ff", "80", "c3", "c328", "e28228", "e282", "f09f98", "61c3",
    // Overlong: slash, NUL, the euro sign.
    "c0af", "c080", "c1bf", "e080af", "f08282ac",
    // Halves of surrogate pairs, alone and together.
    "eda080", "edbfbf", "eda080edb080",
    // Beyond U+10FFFF.
    "f4908080", "f5808080", "f8888080", "fc8480808080",
  ])
  func `what is not UTF-8 is refused at the field`(content: String) throws {
    let sketch = Sketch(instead: TaggedField(tag: .description, bytes: hex(content)))
    try sketch.isRefused(.descriptionEncoding, at: sketch.offset(2))
  }

  @Test func `a second description is judged too`() throws {
    let sketch = Sketch(TaggedField(tag: .description, bytes: [0xff]))
    try sketch.isRefused(.descriptionEncoding, at: sketch.lastOffset)
  }

  /// Twelve bytes are 20 groups and four bits of padding; 21 leave a byte and one bit.
  @Test func `zero bits that fill a byte are text`() throws {
    let groups = Sketch.description.groups + [0]
    let sketch = Sketch(instead: TaggedField(tag: .description, groups: groups))
    #expect(try sketch.invoice().description == "coffee beans\0")
  }

  @Test(arguments: [
    // "a" is 12, 4; the low two bits of the 4 are padding.
    ([UInt8(12), 5], 1), ([12, 6], 1), ([12, 4, 0], 2), ([0], 0),
  ])
  func `bad padding is refused at the last group`(groups: [UInt8], last: Int) throws {
    let sketch = Sketch(instead: TaggedField(tag: .description, groups: groups[...]))
    try sketch.isRefused(.padding(.description), at: sketch.offset(2) + last)
  }

  @Test func `1023 groups leave three bits of padding`() throws {
    let most = [UInt8](repeating: 0, count: 1_023)
    let invoice = try Sketch(instead: TaggedField(tag: .description, groups: most[...])).invoice()
    #expect(invoice.description == String(repeating: "\0", count: 639))
  }
}
