import L402Protocol
import Testing

/// The paths that a credential is for (RFC 7617, 2.2).
@Suite struct PathScopeTests {
  @Test(arguments: [
    ("/", "/"), ("", "/"), ("?q=1", "/"), ("/a", "/"), ("/a/", "/a/"), ("/a/b", "/a/"),
    ("/a/b/c?x=/d/e", "/a/b/"), ("/a/b#/c/", "/a/"), ("//a///b", "/a/"), ("/a/./b", "/a/"),
    ("/a/../b/c", "/b/"), ("/free/../paid", "/"), ("/a/b/..", "/a/"), ("/a/b/.", "/a/b/"),
    ("/%61/b", "/a/"), ("/caf%C3%A9/b", "/caf%C3%A9/"), ("/café/b", "/caf%C3%A9/"),
    ("/a%20b/c", "/a%20b/"), ("/a%3fb/c", "/a%3Fb/"), ("/a%23b/c", "/a%23b/"),
    ("/a:b@c;d=e/f", "/a:b@c;d=e/"),
  ])
  func `around a path is its directory`(path: String, scope: String) {
    let around = PathScope(around: path)
    #expect("\(around)" == scope)
    // What is written is read as the same again.
    #expect(PathScope("\(around)") == around)
    #expect(around.covers(path))
  }

  /// What could mean two things to two servers.
  private static let ambiguous = [
    "/a/%2e%2e/b", "/a/%2E/b", "/a%2fb/c", "/a%2Fb", "/a%5cb/c", "/a\\b/c", "/a%00/b", "/a%2/b",
    "/../a", "/a/../../b", "/%252e/b", "/a%25/b", "a/b", "*", "/%ff/a",
  ]

  @Test(arguments: ambiguous)
  func `around an ambiguous path there is no path`(path: String) {
    let around = PathScope(around: path)
    for other in [path, "/", "/a/", "/a/b", "/b", "", "/%00/", "/%00/x"] {
      #expect(!around.covers(other))
    }
    #expect(PathScope("\(around)") == nil)
    // A store takes it all the same.
    #expect("\(around)".hasPrefix("/") && "\(around)".hasSuffix("/"))
  }

  @Test(arguments: ambiguous)
  func `an ambiguous path is covered by nothing`(path: String) throws {
    #expect(try !#require(PathScope("/")).covers(path))
    #expect(try !#require(PathScope("/a")).covers(path))
  }

  @Test(arguments: [
    ("/", "/"), ("/a", "/a/"), ("/a/", "/a/"), ("/a//b", "/a/b/"), ("/a/../b", "/b/"),
    ("/%61", "/a/"),
  ])
  func `a given directory gets its closing slash`(text: String, scope: String) throws {
    #expect("\(try #require(PathScope(text)))" == scope)
  }

  @Test(arguments: ambiguous + ["", "a", "/a?b", "/a#b", "?", "https://a/", "/.."])
  func `what is no directory is refused`(text: String) {
    #expect(PathScope(text) == nil)
  }

  @Test(arguments: [
    "/a/", "/a/b", "/a/b/c", "/a/?q", "//a//b", "/b/../a/c", "/a/b/..", "/%61/b", "/a/./b",
    "/a/...", "/a/b?/../../c",
  ])
  func `covers what is at or below it`(path: String) throws {
    #expect(try #require(PathScope("/a/")).covers(path))
    #expect(try #require(PathScope("/")).covers(path))
  }

  @Test(arguments: [
    "/a", "/ab", "/ab/", "/ab/c", "/", "/A/b", "/a/../b", "/a/..", "/b/a/", "/a?/b", "/a;b/c", "",
  ])
  func `covers nothing beside it`(path: String) throws {
    #expect(try !#require(PathScope("/a/")).covers(path))
  }

  @Test func `names are compared by bytes`() throws {
    let composed = try #require(PathScope("/caf\u{e9}/"))
    #expect(composed.covers("/caf%C3%A9/x"))
    #expect(!composed.covers("/cafe\u{301}/x"))
  }
}
