import Foundation
import L402Protocol
import Testing

@testable import L402CLI

/// README.md against the program.
struct ReadmeTests {
  @Test func `every command has a section`() throws {
    let text = try Readme().text
    for name in RootCommand.names { #expect(text.contains("l402 \(name)"), "\(name)") }
    for name in RootCommand.names where !["completion", "help"].contains(name) {
      #expect(text.contains("\n### l402 \(name)\n"), "\(name)")
    }
  }

  @Test func `the table of exit statuses is that of the program`() throws {
    let rows = try Readme().text.split(separator: "\n").filter { $0.contains(#/^\| \d+ \|/#) }
    let expected = ExitStatus.allCases.map { "| \($0.rawValue) | \($0.meaning) |" }
    #expect(rows.map(String.init) == expected)
  }

  @Test func `the targets of make that it names are there`() throws {
    let makefile = try Repository.text("Makefile")
    for match in try Readme().text.matches(of: #/`make ([a-z]+)/#) {
      #expect(makefile.contains("\n\(match.1):"), "make \(match.1)")
    }
  }

  @Test func `the example of the libraries compiles and decides`() throws {
    let block = try #require(try Readme().blocks("swift").first).joined(separator: "\n")
    #expect(try Repository.text("Tests/DocumentationTests/LibraryExample.swift") == block + "\n")
    let home = try ProgramHome()
    let key = String(repeating: "07", count: 32)
    let header = try home.run(
      "mint", "--paid", "--service", "api", "--caveat", "path=/v1/**", "--as", "header",
      "--root-key", "hex:" + key
    ).output
    let now = Timestamp(unixSeconds: 1_795_256_400)
    #expect(
      try isAllowed(authorization: header, path: "/v1/x", key: Array(key.utf8), now: now))
    #expect(
      try !isAllowed(authorization: header, path: "/v2/x", key: Array(key.utf8), now: now))
  }

  @Test(
    .enabled(
      if: Repository.program != nil || Repository.requiresAll,
      "no program: build it, or name it in L402_TEST_BINARY"))
  func `the examples print what the page shows`() throws {
    let shell = try ProgramShell(program: try #require(Repository.program))
    // The tutorial is run by itself.
    let examples = try Readme().without("Tutorial").examples
    #expect(examples.count >= 20)
    for example in examples {
      let (status, lines) = try shell.run(example.command)
      let output = lines.joined(separator: "\n")
      #expect(status == example.status, "\(example.command)\n\(output)")
      // The blank line between an example and the end of its block.
      var shown = example.output
      while shown.last == "", lines.last != "" { shown.removeLast() }
      #expect(lines.count == shown.count, "\(example.command)\n\(output)")
      for (line, actual) in zip(shown, lines) where !Readme.shows(line, actual) {
        Issue.record("\(example.command)\nshown:  \(line)\nactual: \(actual)")
      }
    }
  }

  @Test(arguments: [
    ("a ... c", "a b c", true), ("a ... c", "a b d", false), ("a", "ab", false),
    ("key: Ag1...Q==", "key: Ag2RT==", true), ("key: Ag1...Q==", "token: Ag2RT==", false),
    ("in 1 hour", "in 59 minutes", true), ("on 2026-01-02 03:04:05 UTC", "on now", false),
  ])
  func `three dots stand for anything, the rest for itself`(
    shown: String, actual: String, isShown: Bool
  ) {
    #expect(Readme.shows(shown, actual) == isShown)
  }
}
