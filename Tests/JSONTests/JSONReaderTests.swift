import JSON
import Testing

private func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)[...]) }

struct JSONReaderTests {
  @Test func `reads every kind of value and where it stands`() throws {
    let value = try read(#" {"a": [null, true, false], "b": {"c": "d"}, "e": -1.5e+3} "#)
    let expected = JSONValue(
      .object([
        JSONMember(
          name: "a",
          value: JSONValue(
            .array([
              JSONValue(.null, at: 8), JSONValue(.bool(true), at: 14),
              JSONValue(.bool(false), at: 20),
            ]), at: 7)),
        JSONMember(
          name: "b",
          value: JSONValue(
            .object([JSONMember(name: "c", value: JSONValue(.string("d"), at: 39))]), at: 33)),
        JSONMember(name: "e", value: JSONValue(.number("-1.5e+3"), at: 50)),
      ]), at: 1)
    #expect(value == expected)
  }

  @Test(arguments: [
    ("{}", JSONValue.Content.object([])), ("[ ]", .array([])), ("{ \t\r\n}", .object([])),
    ("\t0\r\n", .number("0")), ("null", .null), ("\"\"", .string("")),
  ])
  func `white space may stand round everything`(text: String, content: JSONValue.Content) throws {
    #expect(try read(text).content == content)
  }

  @Test(arguments: [
    "0", "-0", "1", "-1", "10", "1.0", "0.5", "1e5", "1E5", "1e+5", "1e-5", "0e0", "123.456e789",
    "123456789012345678901234567890",
  ])
  func `a number is kept as it is written`(text: String) throws {
    #expect(try read(text).content == .number(text))
  }

  @Test(arguments: [
    ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("0", 0), ("-0", 0),
    ("9223372036854775808", nil), ("1.0", nil), ("1e2", nil), ("\"1\"", nil), ("true", nil),
  ])
  func `an integer is a number that fits 64 bits`(text: String, integer: Int64?) throws {
    #expect(try read(text).integer == integer)
  }

  @Test(arguments: [
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
    (#""\u0041\u00e9\u20ac\uFFFD""#, "A\u{e9}\u{20ac}\u{fffd}"),
    (#""\ud83d\ude00""#, "\u{1f600}"),
    (#""\udbff\udfff\ud800\udc00""#, "\u{10ffff}\u{10000}"),
    (#""\u0000""#, "\0"),
    ("\"\u{7f}\u{80}\u{1f600}\"", "\u{7f}\u{80}\u{1f600}"),
  ])
  func `escapes are resolved`(text: String, string: String) throws {
    let read = try #require(try read(text).string)
    #expect(Array(read.utf8) == Array(string.utf8))
  }

  struct Refused: Sendable, CustomStringConvertible {
    let text: [UInt8]
    let error: JSONError
    var description: String { String(decoding: text, as: UTF8.self) }

    init(_ text: String, _ reason: JSONError.Reason, at offset: Int) {
      self.init(Array(text.utf8), reason, at: offset)
    }

    init(_ text: [UInt8], _ reason: JSONError.Reason, at offset: Int) {
      self.text = text
      error = JSONError(reason, at: offset)
    }
  }

  @Test(arguments: [
    Refused("", .unexpectedEnd, at: 0),
    Refused("  ", .unexpectedEnd, at: 2),
    Refused("{", .unexpectedEnd, at: 1),
    Refused("{\"a\"", .unexpectedEnd, at: 4),
    Refused("{\"a\":", .unexpectedEnd, at: 5),
    Refused("{\"a\":1", .unexpectedEnd, at: 6),
    Refused("{\"a\":1,", .unexpectedEnd, at: 7),
    Refused("[1,", .unexpectedEnd, at: 3),
    Refused("nul", .unexpectedEnd, at: 3),
    Refused("-", .unexpectedEnd, at: 1),
    Refused("1.", .unexpectedEnd, at: 2),
    Refused("1e+", .unexpectedEnd, at: 3),
    Refused("\"a", .unexpectedEnd, at: 2),
    Refused("\"a\\", .unexpectedEnd, at: 3),
    Refused("\"\\u00", .unexpectedEnd, at: 5),
  ])
  func `a text that ends too early is refused at its end`(refused: Refused) {
    #expect(throws: refused.error) { try JSONReader.read(refused.text[...]) }
  }

  @Test(arguments: [
    Refused("[1,]", .unexpectedByte(UInt8(ascii: "]")), at: 3),
    Refused("{\"a\":1,}", .unexpectedByte(UInt8(ascii: "}")), at: 7),
    Refused("[,1]", .unexpectedByte(UInt8(ascii: ",")), at: 1),
    Refused("[1 2]", .unexpectedByte(UInt8(ascii: "2")), at: 3),
    Refused("[1}", .unexpectedByte(UInt8(ascii: "}")), at: 2),
    Refused("{1:2}", .unexpectedByte(UInt8(ascii: "1")), at: 1),
    Refused("{'a':2}", .unexpectedByte(UInt8(ascii: "'")), at: 1),
    Refused("{\"a\" 2}", .unexpectedByte(UInt8(ascii: "2")), at: 5),
    Refused("{\"a\":2;}", .unexpectedByte(UInt8(ascii: ";")), at: 6),
    Refused("True", .unexpectedByte(UInt8(ascii: "T")), at: 0),
    Refused("trUe", .unexpectedByte(UInt8(ascii: "U")), at: 2),
    Refused("NaN", .unexpectedByte(UInt8(ascii: "N")), at: 0),
    Refused("+1", .unexpectedByte(UInt8(ascii: "+")), at: 0),
    Refused(".5", .unexpectedByte(UInt8(ascii: ".")), at: 0),
    Refused("[1.e5]", .unexpectedByte(UInt8(ascii: "e")), at: 3),
    Refused("[--1]", .unexpectedByte(UInt8(ascii: "-")), at: 2),
    Refused("[1e]", .unexpectedByte(UInt8(ascii: "]")), at: 3),
    Refused("[01]", .unexpectedByte(UInt8(ascii: "1")), at: 2),
    Refused("// no\n1", .unexpectedByte(UInt8(ascii: "/")), at: 0),
    Refused("\u{feff}1", .unexpectedByte(0xef), at: 0),
    Refused("\u{b}1", .unexpectedByte(0x0b), at: 0),
    Refused([0x00], .unexpectedByte(0x00), at: 0),
  ])
  func `a byte that the grammar does not allow is refused where it stands`(refused: Refused) {
    #expect(throws: refused.error) { try JSONReader.read(refused.text[...]) }
  }

  @Test(arguments: [
    Refused("1 2", .trailingBytes, at: 2),
    Refused("{}}", .trailingBytes, at: 2),
    Refused("null,", .trailingBytes, at: 4),
    Refused("01", .trailingBytes, at: 1),
    Refused("1\0", .trailingBytes, at: 1),
  ])
  func `only one value may stand in a text`(refused: Refused) {
    #expect(throws: refused.error) { try JSONReader.read(refused.text[...]) }
  }

  @Test(arguments: [
    Refused("\"a\nb\"", .string, at: 2),
    Refused("\"a\u{1f}b\"", .string, at: 2),
    Refused("\"a\0b\"", .string, at: 2),
    Refused(#""a\x""#, .string, at: 2),
    Refused(#""a\u12g4""#, .string, at: 6),
    Refused(#""a\U0041""#, .string, at: 2),
    Refused(#""a\ud83d""#, .string, at: 2),
    Refused(#""a\ud83d\n""#, .string, at: 2),
    Refused(#""a\ud83dx""#, .string, at: 2),
    Refused(#""a\ud83d\ud83d""#, .string, at: 2),
    Refused(#""a\ud83dA""#, .string, at: 2),
    Refused(#""a\ude00""#, .string, at: 2),
    Refused(#""a\ude00\ud83d""#, .string, at: 2),
  ])
  func `control characters, unknown escapes and lone surrogates are refused`(refused: Refused) {
    #expect(throws: refused.error) { try JSONReader.read(refused.text[...]) }
  }

  @Test(arguments: [
    Refused([0x22, 0xff, 0x22], .invalidUTF8, at: 0),
    Refused([0x5b, 0x22, 0xc0, 0x80, 0x22, 0x5d], .invalidUTF8, at: 1),
    Refused([0x22, 0xed, 0xa0, 0x80, 0x22], .invalidUTF8, at: 0),
    Refused([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], .invalidUTF8, at: 0),
    Refused([0x22, 0xe2, 0x82, 0x22], .invalidUTF8, at: 0),
  ])
  func `bytes that are no UTF-8 are refused at their string`(refused: Refused) {
    #expect(throws: refused.error) { try JSONReader.read(refused.text[...]) }
  }

  @Test(arguments: [
    Refused(#"{"a":1,"a":1}"#, .duplicateKey("a"), at: 7),
    Refused(#"{"a":1,"b":2,"\u0061":3}"#, .duplicateKey("a"), at: 13),
    Refused(#"[{"":1,"":2}]"#, .duplicateKey(""), at: 7),
    Refused("{\"\u{e9}\":1,\"e\u{301}\":2}", .duplicateKey("\u{e9}"), at: 8),
  ])
  func `a name that stands twice is refused at the second`(refused: Refused) {
    #expect(throws: refused.error) { try JSONReader.read(refused.text[...]) }
  }

  @Test func `the same name may stand in two objects`() throws {
    #expect(try read(#"{"a":{"a":1}}"#)["a"]?["a"]?.integer == 1)
  }

  @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
  func `64 levels are read, with a value inside and without`(open: String, close: String) throws {
    let opening = String(repeating: open, count: 64)
    let closing = String(repeating: close, count: 64)
    _ = try read(opening + "1" + closing)
    _ = try read(String(repeating: open, count: 63) + "[]" + String(repeating: close, count: 63))
  }

  @Test(arguments: [("[", "[]"), ("[", "[1]"), ("{\"a\":", "{}"), ("[", "{}")])
  func `the 65th level is refused where it opens`(open: String, inner: String) {
    let opening = String(repeating: open, count: 64)
    #expect(throws: JSONError(.tooDeep, at: opening.utf8.count)) { try read(opening + inner) }
  }

  @Test func `ten million brackets are refused as any too deep text is`() {
    let text = [UInt8](repeating: UInt8(ascii: "["), count: 10_000_000)
    #expect(throws: JSONError(.tooDeep, at: 64)) { try JSONReader.read(text[...]) }
  }

  @Test func `a string of ten megabytes is read`() throws {
    let text = [0x22] + [UInt8](repeating: 0x61, count: 10_000_000) + [0x22]
    #expect(try JSONReader.read(text[...]).string?.utf8.count == 10_000_000)
  }

  @Test func `offsets count from the start of a slice, not of its array`() {
    let text = Array("xxx[1,]".utf8)
    #expect(throws: JSONError(.unexpectedByte(UInt8(ascii: "]")), at: 3)) {
      try JSONReader.read(text[3...])
    }
  }

  @Test func `every cut of a good text is refused inside it`() {
    let text = Array(#"{"a":[null,true,-1.5e3,"\ud83d\ude00é"],"b":{"c":false}}"#.utf8)
    for end in 0..<text.count {
      do {
        let value = try JSONReader.read(text[..<end])
        Issue.record("read \(value) from the first \(end) bytes")
      } catch {
        #expect((0...end).contains(error.offset))
      }
    }
  }

  @Test(arguments: [
    (JSONError.Reason.unexpectedEnd, "the JSON text ends inside a value"),
    (.string, "a control character or bad escape in a JSON string"),
    (.invalidUTF8, "a JSON string with invalid UTF-8"),
    (.tooDeep, "JSON nested deeper than 64 levels"),
    (.duplicateKey("a"), "key \"a\" stands twice in a JSON object"),
    (.trailingBytes, "bytes after the JSON value"),
  ])
  func `an error says in one line what is wrong`(reason: JSONError.Reason, text: String) {
    #expect("\(JSONError(reason, at: 1))" == text)
  }
}
