import Bytes
import JSON
import Testing

private func written(_ body: (inout JSONWriter) -> Void) -> String {
  var writer = JSONWriter()
  body(&writer)
  return String(decoding: writer.bytes, as: UTF8.self)
}

struct JSONWriterTests {
  @Test func `writes every kind of value on one line`() {
    let text = written { writer in
      writer.object { object in
        object.member("amount_msat", 21_000)
        object.member("expires_at", Int64?.none)
        object.name("list")
        object.array { list in
          list.null()
          list.bool(true)
          list.bool(false)
          list.integer(-5)
          list.integer(UInt64.max)
          list.string("x")
          list.object { _ in }
          list.array { _ in }
        }
        object.member("name", String?.none)
        object.member("payment_hash", hex: .zero)
        object.member("preimage", hex: nil)
        object.member("test", true)
      }
    }
    let zeros = String(repeating: "0", count: 64)
    #expect(
      text
        == #"{"amount_msat":21000,"expires_at":null,"#
        + #""list":[null,true,false,-5,18446744073709551615,"x",{},[]],"#
        + #""name":null,"payment_hash":"\#(zeros)","preimage":null,"test":true}"#)
  }

  @Test(arguments: [
    ("", #""""#), ("a\"b\\c/d", #""a\"b\\c/d""#), ("\n", #""\n""#), ("\t\r", #""\u0009\u000d""#),
    ("\0\u{1b}\u{1f}", #""\u0000\u001b\u001f""#), ("\u{7f}", #""\u007f""#),
    ("\u{e9}\u{20ac}\u{1f600}", "\"\u{e9}\u{20ac}\u{1f600}\""), ("<&>", #""<&>""#),
  ])
  func `escapes what may not stand in a string, and what would move a terminal`(
    text: String, json: String
  ) {
    #expect(written { $0.string(text) } == json)
  }

  @Test func `every character below 128 is read back as it was`() throws {
    for byte in UInt8(0)..<128 {
      let text = String(decoding: [byte], as: UTF8.self)
      let json = written { $0.string(text) }
      #expect(try JSONReader.read(Array(json.utf8)[...]).string == text)
    }
  }

  @Test func `names are escaped as strings are`() {
    #expect(written { $0.object { $0.member("a\"\n", true) } } == #"{"a\"\n":true}"#)
  }

  @Test func `bytes that are no UTF-8 are written in hexadecimal under another name`() {
    #expect(written { $0.object { $0.member("id", text: [0x61]) } } == #"{"id":"a"}"#)
    #expect(written { $0.object { $0.member("id", text: [0xff, 0]) } } == #"{"id_hex":"ff00"}"#)
    #expect(written { $0.object { $0.member("id", text: []) } } == #"{"id":""}"#)
  }

  @Test func `32 bytes are written as 64 digits in their order`() {
    let value = Bytes32([UInt8](0xe0...0xff))
    #expect(
      written { $0.object { $0.member("k", hex: value) } }
        == #"{"k":"e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"}"#)
  }

  @Test func `starts anew after it was emptied`() {
    var writer = JSONWriter()
    writer.integer(1)
    writer.removeAll()
    writer.integer(2)
    #expect(writer.bytes == [0x32])
  }

  @Test(arguments: [
    #"{"b":1,"a":[1.50,"x",null,true]}"#, #"[[],{},"\u001b"]"#,
    #"{"a":1,"c":{"z":1,"y":2},"b":3}"#,
  ])
  func `a value that was read is written with its names sorted and numbers untouched`(
    text: String
  ) throws {
    let value = try JSONReader.read(Array(text.utf8)[...])
    let line = value.oneLine
    let sorted = [
      #"{"b":1,"a":[1.50,"x",null,true]}"#: #"{"a":[1.50,"x",null,true],"b":1}"#,
      #"{"a":1,"c":{"z":1,"y":2},"b":3}"#: #"{"a":1,"b":3,"c":{"y":2,"z":1}}"#,
    ]
    #expect(line == sorted[text] ?? text)
  }

  @Test func `a value over several lines has two blanks a level`() throws {
    let text = #"{"a":[1,{"b":[]}],"c":{},"d":"\n"}"#
    let value = try JSONReader.read(Array(text.utf8)[...])
    #expect(
      value.prettyPrinted == """
        {
          "a": [
            1,
            {
              "b": []
            }
          ],
          "c": {},
          "d": "\\n"
        }
        """)
  }
}

struct JSONValueTests {
  private let value = JSONValue(
    .object([
      JSONMember(name: "s", value: JSONValue(.string("x"))),
      JSONMember(name: "a", value: JSONValue(.array([JSONValue(.null)]))),
    ]))

  @Test func `a member is found by its name`() {
    #expect(value["s"]?.string == "x")
    #expect(value["a"]?.array?.first?.isNull == true)
    #expect(value["S"] == nil)
    #expect(value["a"]?["s"] == nil)
  }

  @Test func `a value has only its own kind`() {
    #expect(value.string == nil && value.array == nil && value.integer == nil && !value.isNull)
    #expect(value["s"]?.members == nil && value["s"]?.array == nil)
    #expect(value.members?.count == 2)
  }
}
