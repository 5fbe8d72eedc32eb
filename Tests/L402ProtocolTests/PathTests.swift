import Testing

@testable import L402Protocol

@Suite struct RequestPathTests {
  @Test(arguments: [
    ("/", "/"), ("//", "/"), ("/.", "/"), ("/./", "/"), ("/a/..", "/"), ("/a/../", "/"),
    ("/a", "/a"), ("/a/", "/a/"), ("//a///b", "/a/b"), ("/a//", "/a/"), ("/a/./b", "/a/b"),
    ("/a/../b", "/b"), ("/a/b/..", "/a/"), ("/a/b/../..", "/"), ("/a/.", "/a/"),
    ("/a/b/./..", "/a/"),
    ("/a?b/c", "/a"), ("/a#b", "/a"), ("/?", "/"), ("/a/?../..", "/a/"), ("/a%20b", "/a b"),
    ("/%61", "/a"), ("/a%3Fb", "/a?b"), ("/a%23b", "/a#b"), ("/...", "/..."), ("/a..", "/a.."),
    ("/a%2e", "/a."), ("/%e2%9c%93", "/\u{2713}"), ("/\u{2713}", "/\u{2713}"), ("/a;x=1", "/a;x=1"),
    ("/a+b", "/a+b"), ("/a*b", "/a*b"), ("/%2A", "/*"),
  ])
  func `a path has one normal form`(text: String, normal: String) throws {
    let path = try #require(RequestPath(text))
    #expect(path.text == normal)
  }

  @Test(arguments: [
    "", "a", "?/a", "http://a.example/", "/..", "/../a", "/a/../..", "/a/../../b", "/%2e",
    "/%2E%2e",
    "/.%2e/a", "/a/%2e%2e/b", "/a%2Fb", "/a%2fb", "/a%5Cb", "/a\\b", "/%00", "/a%00b", "/%25",
    "/%2525", "/%252e", "/a%", "/a%2", "/a%zz", "/a%-1", "/%0a", "/%7f", "/%1b", "/a\nb",
    "/a\u{7f}",
    "/\u{0}", "/%ff", "/%c3", "/%ed%a0%80", "/%c0%af", "/%c1%9c",
  ])
  func `what two servers could read in two ways is refused`(text: String) {
    #expect(RequestPath(text) == nil)
  }

  @Test func `the normal form is its own normal form`() {
    var random = Seeded(1)
    let parts = ["/", "a", "b", ".", "..", "//", "?", "%20", "é"]
    var read = 0
    for _ in 0..<5000 {
      let text =
        "/"
        + (0..<Int.random(in: 0...8, using: &random))
        .map { _ in parts.randomElement(using: &random) ?? "" }.joined()
      guard let path = RequestPath(text) else { continue }
      read += 1
      #expect(RequestPath(path.text) == path)
    }
    #expect(read > 1000)
  }
}

@Suite struct PathGlobTests {
  @Test(arguments: [
    ("/a", "/a"), ("/", "/"), ("/a/", "/a/"), ("/*", "/a"), ("/a/*", "/a/b"), ("/*/b", "/a/b"),
    ("/**", "/"), ("/**", "/a"), ("/**", "/a/b/c/"), ("/a/**", "/a/"), ("/a/**", "/a/b"),
    ("/a/**", "/a/b/c"), ("/a/*/**", "/a/b/c"), ("/a/*/**", "/a/b/"), ("/a%20b", "/a b"),
    ("/a,b", "/a,b"), ("/%2a", "/%2a"), ("/a/*/", "/a/b/"),
  ])
  func `matches`(glob: String, path: String) throws {
    #expect(try #require(PathGlob(glob)).matches(try #require(RequestPath(path))))
  }

  @Test(arguments: [
    ("/a", "/"), ("/a", "/a/"), ("/a/", "/a"), ("/a", "/A"), ("/a", "/ab"), ("/a", "/a/b"),
    ("/*", "/"), ("/*", "/a/b"), ("/*", "/a/"), ("/a/*", "/a/"), ("/a/*", "/a"), ("/a/*", "/a/b/"),
    ("/a/**", "/a"), ("/a/**", "/ab"), ("/a/**", "/b/a/"), ("/a/*/**", "/a/b"), ("/%2a", "/x"),
    ("/a/*/", "/a/b"),
  ])
  func `does not match`(glob: String, path: String) throws {
    #expect(try !#require(PathGlob(glob)).matches(try #require(RequestPath(path))))
  }

  @Test(arguments: [
    "", "a", "*", "**", "/a*", "/*a", "/**/a", "/a/**/", "/***", "/a//b", "//", "/a/./b", "/a/../b",
    "/..", "/a?b", "/a%2Fb", "/%2e%2e", "/%00", "/%25", "/%", "/a\\b", "/a\n", "/%ff",
  ])
  func `refuses what is no pattern`(text: String) {
    #expect(PathGlob(text) == nil)
  }

  @Test(arguments: [
    ("/**", "/**"), ("/**", "/"), ("/**", "/a/*"), ("/a/**", "/a/"), ("/a/**", "/a/b/**"),
    ("/a/**", "/a/*/c"), ("/*", "/a"), ("/*", "/*"), ("/a/*", "/a/b"), ("/*/*", "/a/*"),
    ("/*/**", "/a/**"), ("/*/**", "/a/b"), ("/a%20b", "/a b"),
  ])
  func `covers`(glob: String, other: String) throws {
    #expect(try #require(PathGlob(glob)).covers(try #require(PathGlob(other))))
  }

  @Test(arguments: [
    ("/a/**", "/**"), ("/a/**", "/a"), ("/a/*", "/a/**"), ("/a", "/*"), ("/*", "/"), ("/*", "/**"),
    ("/*/**", "/**"), ("/*", "/a/b"), ("/a/*", "/a/"), ("/*", "/a/"), ("/a/b/**", "/a/**"),
  ])
  func `does not cover`(glob: String, other: String) throws {
    #expect(try !#require(PathGlob(glob)).covers(try #require(PathGlob(other))))
  }

  @Test func `what a covered pattern matches, the covering one matches`() {
    var random = Seeded(2)
    let parts = ["a", "b", "*", "**", ""]
    func segments(_ choice: [String]) -> String {
      (0...Int.random(in: 0...3, using: &random))
        .map { _ in "/" + (choice.randomElement(using: &random) ?? "") }.joined()
    }
    let paths = (0..<300).compactMap { _ in RequestPath(segments(["a", "b", "c", ""])) }
    var covered = 0
    for _ in 0..<5000 {
      guard let wide = PathGlob(segments(parts)), let narrow = PathGlob(segments(parts)),
        wide.covers(narrow)
      else { continue }
      covered += 1
      for path in paths where narrow.matches(path) {
        #expect(wide.matches(path), "\(wide.text) covers \(narrow.text), but \(path.text)")
      }
    }
    #expect(covered > 100)
  }
}

@Suite struct OriginTests {
  @Test(
    arguments: [
      ("https://a.example", "https", "a.example", 443),
      ("http://a.example", "http", "a.example", 80),
      ("HTTPS://A.Example", "https", "a.example", 443),
      ("https://a.example:8443", "https", "a.example", 8443),
      ("https://[::1]", "https", "[::1]", 443), ("http://[::1]:8080", "http", "[::1]", 8080),
      ("ws://a.example:1", "ws", "a.example", 1),
      ("https://a.example:65535", "https", "a.example", 65535),
      ("https://a.example:0443", "https", "a.example", 443),
    ] as [(String, String, String, UInt16)])
  func `reads scheme, host and port`(text: String, scheme: String, host: String, port: UInt16)
    throws
  {
    let origin = try #require(Origin(parsing: text))
    #expect(origin.scheme == scheme)
    #expect(origin.host == host)
    #expect(origin.port == port)
  }

  @Test(arguments: [
    "", "://", "https://", "https:/a.example", "a.example", "//a.example", "https://a.example/",
    "https://a.example?x", "https://a.example#x", "https://u@a.example", "https://u:p@a.example",
    "https://a.example\\", "https://a.example:", "https://a.example:0", "https://a.example:65536",
    "https://a.example:-1", "https://a.example:+80", "https://a.example:80a", "https://:443",
    "ws://a.example", "1https://a.example", "ht-tp://a.example:1", "https://a b",
    "https://a.example ",
    " https://a.example", "https://a.example\n", "https://\u{e9}.example", "https://::1",
    "https://[::1", "https://::1]", "https://a.example:80:90", "https://a.example:\u{661}",
  ])
  func `refuses anything else`(text: String) {
    #expect(Origin(parsing: text) == nil)
  }

  @Test(arguments: [
    ("https://a.example:443", "https://a.example"), ("http://a.example:80", "http://a.example"),
    ("https://a.example:80", "https://a.example:80"), ("ws://A:443", "ws://a:443"),
  ])
  func `is written without the port of its scheme`(text: String, written: String) throws {
    #expect(try #require(Origin(parsing: text)).description == written)
  }
}

@Suite struct IPAddressTests {
  @Test(arguments: [
    ("10.0.0.1", "::ffff:10.0.0.1"), ("10.0.0.1", "::FFFF:0a00:0001"),
    ("10.0.0.1", "0:0:0:0:0:ffff:10.0.0.1"), ("::1", "0:0:0:0:0:0:0:1"),
    ("2001:db8::a", "2001:0DB8:0:0:0:0:0:000A"), ("::", "0::0"),
  ])
  func `spellings of one address are equal`(left: String, right: String) throws {
    #expect(try #require(IPAddress(left)) == #require(IPAddress(right)))
  }

  @Test(arguments: [("10.0.0.1", "10.0.0.2"), ("10.0.0.1", "::10.0.0.1"), ("::1", "127.0.0.1")])
  func `other addresses are not`(left: String, right: String) throws {
    #expect(try #require(IPAddress(left)) != #require(IPAddress(right)))
  }

  @Test(arguments: [
    "", "10.0.0", "10.0.0.1.1", "10.0.0.256", "10.0.0.01", "010.0.0.1", "0x0a.0.0.1", "167772161",
    " 10.0.0.1", "10.0.0.1 ", "10.0.0.1:80", "10.0.0.1/32", "[::1]", "::1%eth0", "::1/128", ":::",
    "1::2::3", "12345::", "localhost", "10.0.0.1\0", "10.0.0.\u{661}", "1\u{3002}1.1.1",
  ])
  func `refuses what is no address`(text: String) {
    #expect(IPAddress(text) == nil)
  }
}
