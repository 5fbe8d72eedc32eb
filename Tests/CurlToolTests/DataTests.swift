import CurlTool
import Foundation
import Testing

@Suite struct DataTests {
  static func body(_ arguments: [String], input: String = "") throws -> String? {
    guard case .data(let bytes) = try operation(arguments, input: input).body else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  static let bodies: [([String], String)] = [
    (["-d", "a"], "a"), (["-d", ""], ""), (["-d", "a", "-d", "b"], "a&b"),
    (["-d", "", "-d", ""], "&"), (["--data-raw", "@a", "--data-ascii", "b"], "@a&b"),
    (["--json", "{", "--json", "}"], "{}"), (["--json", "1", "-d", "2"], "1&2"),
    (["-d", "2", "--json", "1"], "21"), (["-d", "@-"], "onetwo"),
    (["--data-binary", "@-"], "one\r\ntwo\n"), (["--json", "@-"], "one\r\ntwo\n"),
    (["-d", "@-", "-d", "@-", "--data-binary", "@-"], "onetwo&&"),
    (["--data-urlencode", "a b&=c"], "a b&=c"),
    (["--data-urlencode", "=a b=&"], "a+b%3D%26"),
    (["--data-urlencode", "n=\u{e9}/~-._"], "n=%C3%A9%2F~-._"),
    (["--data-urlencode", "a b"], "a+b"), (["--data-urlencode", "x@-"], "x=one%0D%0Atwo%0A"),
    (["--data-urlencode", "@-"], "one%0D%0Atwo%0A"),
    (["--data-urlencode", "@-", "--data-urlencode", "n@-"], "one%0D%0Atwo%0A&"),
    (["--data-urlencode", ""], ""), (["--data-urlencode", "100%"], "100%25"),
    (["-d", "@/nonexistent"], ""), (["--data-binary", "@/nonexistent/x"], ""),
  ]

  @Test(arguments: bodies)
  func `makes a body of data`(arguments: [String], body: String) throws {
    #expect(try Self.body(arguments, input: "one\r\ntwo\n") == body)
  }

  @Test func `warns of a file that cannot be read, and sends nothing of it`() throws {
    let line = try commandLine(["u", "-d", "@/nonexistent", "--data-urlencode", "a@/nonexistent"])
    #expect(
      line.warnings == [
        "Couldn't read data from file \"/nonexistent\", this makes an empty POST.",
        "Couldn't read data from file \"a@/nonexistent\", this makes an empty POST.",
      ])
    #expect(line.operations[0].body == .data([0x26]))
  }

  @Test func `keeps all bytes of binary data`() throws {
    let folder = try ScratchFolder()
    let bytes = (0...255).map { UInt8($0) } + Array(repeating: 7, count: 300_000)
    let file = folder.path + "/binary"
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    #expect(try operation(["--data-binary", "@" + file]).body == .data(bytes))
    // curl's own reading of text ends a line at a zero byte.
    guard case .data(let text) = try operation(["-d", "@" + file]).body else {
      Issue.record()
      return
    }
    #expect(!text.contains(0) && !text.contains(10) && !text.contains(13))
  }

  @Test func `adds the fields of JSON where the user gave none of that name`() throws {
    #expect(
      try operation(["--json", "1"]).headers
        == ["Content-Type: application/json", "Accept: application/json"])
    #expect(
      try operation(["--json", "1", "-H", "content-type: x", "-H", "ACCEPT;"]).headers
        == ["content-type: x", "ACCEPT;"])
    #expect(
      try operation(["-H", "Accept-Language: x", "-H", "Accept:", "--json", "1"]).headers
        == ["Accept-Language: x", "Accept:", "Content-Type: application/json"])
  }

  static let queries: [([String], String?)] = [
    (["--url-query", "a=b c"], "a=b+c"), (["--url-query", "a", "--url-query", "+b c"], "a&b c"),
    (["-G", "-d", "x", "-d", "y"], "x&y"), (["-G", "-d", "x", "--url-query", "q"], "x"),
    (["-G"], nil), (["--url-query", "f@-"], "f=in"), (["-GI", "-d", "x"], "x"),
  ]

  @Test(arguments: queries)
  func `makes a query of what is for the URL`(arguments: [String], query: String?) throws {
    let operation = try operation(arguments, input: "in")
    #expect(operation.query == query)
    #expect(operation.body == .none)
  }

  @Test func `reads fields of a file, one a line`() throws {
    let input = "A: b\r\n\r\nC:\nD;\n"
    #expect(try operation(["-H", "@-", "-H", "@-"], input: input).headers == ["A: b", "C:", "D;"])
    #expect(try operation(["--proxy-header", "@-"], input: input).proxyHeaders.count == 3)
    #expect(
      try commandLine(["u", "-H", "@/nonexistent"]).warnings == ["Failed to open /nonexistent!"])
  }

  @Test func `reads what is written out of a file`() throws {
    #expect(try operation(["-w", "@-"], input: "%{a}\n%{b}\\n\r\n").writeOut == "%{a}%{b}\\n")
    #expect(try operation(["-w", "x", "-w", "@/nonexistent"]).writeOut == nil)
    #expect(try operation(["-w", "\\n"]).writeOut == "\\n")
  }

  @Test func `sends no cookies that are longer than libcurl reads`() throws {
    let value = String(repeating: "x", count: 2045)
    #expect(try operation(["-b", "a=" + value, "-b", "b=" + value]).cookies?.count == 4095)
    let line = try commandLine(["u", "-b", "a=" + value, "-b", "b=xy" + value])
    #expect(line.operations[0].cookies == nil)
    #expect(
      line.warnings
        == ["skipped provided cookie, the cookie header would go over 4096 bytes"])
  }
}
