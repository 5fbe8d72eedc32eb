import CurlTool
import Testing

@Suite struct URLPatternTests {
  static func urls(_ text: String, limit: Int = 100) throws -> [String] {
    try Array(URLPattern(text, readsPatterns: true).prefix(limit).map(\.url))
  }

  static let expansions: [(String, [String])] = [
    ("http://h/", ["http://h/"]),
    ("", [""]),
    ("http://h/{a,b}", ["http://h/a", "http://h/b"]),
    ("http://h/{a}", ["http://h/a"]),
    ("http://h/{a,,b}", ["http://h/a", "http://h/", "http://h/b"]),
    ("http://h/{,}", ["http://h/", "http://h/"]),
    ("http://h/[1-3]", ["http://h/1", "http://h/2", "http://h/3"]),
    ("http://h/[008-010]", ["http://h/008", "http://h/009", "http://h/010"]),
    ("http://h/[001-6:2]x", ["http://h/001x", "http://h/003x", "http://h/005x"]),
    ("http://h/[a-e:2]", ["http://h/a", "http://h/c", "http://h/e"]),
    ("http://h/[A-C]", ["http://h/A", "http://h/B", "http://h/C"]),
    ("http://h/[5-5]", ["http://h/5"]),
    ("http://h/[1- 2]", ["http://h/1", "http://h/2"]),
    ("{a,b}.x/[1-2]", ["a.x/1", "a.x/2", "b.x/1", "b.x/2"]),
    ("http://h/\\{a\\}\\[\\]", ["http://h/{a}[]"]),
    ("http://h/\\a", ["http://h/\\a"]),
    ("http://h/{\\,,b\\}}", ["http://h/,", "http://h/b}"]),
    ("http://[::1]:8/", ["http://[::1]:8/"]),
    ("http://[fe80::1%25eth0]/[1-2]", ["http://[fe80::1%25eth0]/1", "http://[fe80::1%25eth0]/2"]),
    ("http://[1:2:3:4:5:6:1.2.3.4]/", ["http://[1:2:3:4:5:6:1.2.3.4]/"]),
    ("http://h/?a[]=1", ["http://h/?a[]=1"]),
  ]

  @Test(arguments: expansions)
  func `expands patterns, the last one fastest`(text: String, urls: [String]) throws {
    #expect(try Self.urls(text) == urls)
  }

  @Test func `takes a text as it stands where patterns are off`() throws {
    var pattern = try URLPattern("http://h/{a,b}[", readsPatterns: false)
    let first = pattern.next()
    #expect(first?.url == "http://h/{a,b}[")
    #expect(first?.captures == [])
    let others = [pattern.next(), pattern.next()]
    #expect(others.allSatisfy { $0 == nil })
  }

  @Test func `goes through a thousand million URLs without keeping them`() throws {
    #expect(
      try Self.urls("http://h/[0-1000000000]/[0-999999999]", limit: 2)
        == ["http://h/0/0", "http://h/0/1"])
  }

  @Test func `ends at the largest number there is`() throws {
    #expect(
      try Self.urls("h/[18446744073709551614-18446744073709551615]")
        == ["h/18446744073709551614", "h/18446744073709551615"])
  }

  static let names: [(String, String, String)] = [
    ("h/{a,b}/[1-2]", "f#1-#2.txt", "fa-1.txt"), ("h/{a,b}", "#0#2#1x#", "#0#2ax#"),
    ("h/[01-9]", "##1", "#01"), ("{a,b}", "f#1", "f#1"), ("h", "f#1", "f#1"),
    ("h/{a,b}", "#99999999999999999999999", "#99999999999999999999999"),
    ("h/{a,b}", "#01", "a"), ("h/{a,b}", "#10", "#10"),
  ]

  @Test(arguments: names)
  func `names files after what the patterns became`(
    url: String, template: String, name: String
  ) throws {
    var pattern = try URLPattern(url, readsPatterns: true)
    let expanded = pattern.next()
    let first = try #require(expanded)
    #expect(URLPattern.fileName(template, captures: first.captures) == name)
  }

  static let wrongPatterns = [
    "http://h/{", "http://h/{a,b", "http://h/}", "http://h/]", "http://h/{}", "http://h/{a{b}}",
    "http://h/{a]b}", "http://h/[", "http://h/[1", "http://h/[1-", "http://h/[1-x]",
    "http://h/[3-1]", "http://h/[1-3:0]", "http://h/[1-3:5]", "http://h/[1-3:]",
    "http://h/[1-3:-1]",
    "http://h/[1-1:2]", "http://h/[a-]", "http://h/[a-Z]", "http://h/[z-a]", "http://h/[a-c:9]",
    "http://h/[a-c:x]", "http://h/[a", "http://h/[-1]", "http://h/[?]", "http://h/[1-3}",
    "http://h/[a-c:1", "http://h/[99999999999999999999-1]", "[", "{", "]", "http://[::1]/}",
    "http://[::1]/[1-0]", "http://h/[1-99999999999999999999999]",
    "http://h/[1-3:99999999999999999999]",
    "http://h/{a,b}{c", "http://[::1/", "http://h/[1:2:3]",
    "http://h/[0-18446744073709551614][0-9]", "http://h/[a-c:99999999999999999999999]",
    "http://h/[0-4294967295][0-4294967295][0-4]", "http://h/\\{[", "http://é/{",
    String(repeating: "{a,b}", count: 120), String(repeating: "{a}", count: 120),
    "http://h/" + String(repeating: "x", count: 600) + "{",
  ]

  @Test(.enabled(if: CurlUsage.isInstalled), arguments: wrongPatterns)
  func `says of a wrong pattern what curl says`(text: String) throws {
    let real = try #require(CurlUsage.run(["-q", "-m", "2", text]))
    let failure = try #require(throws: CurlFailure.self) {
      try URLPattern(text, readsPatterns: true)
    }
    #expect(
      CurlUsage.Answer(status: failure.status, errors: failure.description + "\n") == real)
  }
}
