import CurlTool
import Foundation
import Testing

@Suite struct ConfigurationFileTests {
  static let lines: [(String, [String])] = [
    ("user-agent = x", ["-A", "x"]), ("user-agent: x", ["-A", "x"]), ("user-agent x", ["-A", "x"]),
    ("user-agent=x", ["-A", "x"]), ("--user-agent x", ["-A", "x"]), ("-A x", ["-A", "x"]),
    ("-Ax", ["-A", "x"]), ("  \t user-agent \t = : x # y", ["-A", "x"]),
    ("user-agent = \"a \\\"b\\\\ \\t\\n\\r\\v\\c\" d", ["-A", "a \"b\\ \t\n\r\u{b}c"]),
    ("user-agent = \"a", ["-A", "a"]), ("user-agent = \"\"", ["-A", ""]),
    ("user-agent = a\"b", ["-A", "a\"b"]), ("--user-agent = x", ["-A", "="]),
    ("# user-agent = x", []), ("/ * no", []), ("* no", []), ("\r", []), ("silent", ["-s"]),
    ("-sSL", ["-sSL"]), ("no-progress-meter", ["--no-progress-meter"]),
    ("user-agent = x\r", ["-A", "x"]), ("LOCATION", ["-L"]), ("url = \"http://b/\"", ["http://b/"]),
    ("data = a\ndata = b", ["-d", "a", "-d", "b"]),
    ("url = http://b/\nnext\nurl = http://c/", ["http://b/", "--next", "http://c/"]),
  ]

  @Test(arguments: lines)
  func `reads a file's lines as the same arguments`(text: String, arguments: [String]) throws {
    let folder = try ScratchFolder()
    let file = try folder.file("config", text)
    let read = try commandLine(["http://a/", "-K", file])
    let given = try commandLine(["http://a/"] + arguments)
    #expect(read.operations == given.operations)
  }

  static let wrongLines = [
    "bogus", "user-agent", "silent = yes", "max-time = x", "data = \"a\" b", "data = a b",
    "-", "--", "no-data = x", "sil", "s", "url = http://h/ # no", "url = http://h/ yes",
    "form = x", "-o", "output = \"\"", "-sS x",
    "silent\nbogus", "proto-default = foo", "-d@", "\n\n\nbogus", "user-agent = \"x\nbogus",
    "next = x", "help", "no-help\nbogus",
  ]

  @Test(.enabled(if: CurlUsage.isInstalled), arguments: wrongLines)
  func `warns of wrong lines as curl does, and goes on`(text: String) throws {
    let folder = try ScratchFolder()
    let file = try folder.file("config", text + "\n")
    for arguments in [["-K", file, "--bogus"], ["-K", "-", "--bogus"]] {
      let real = try #require(CurlUsage.run(["-q"] + arguments, input: text + "\n"))
      let failure = try #require(throws: CurlFailure.self) {
        try parse(["-q"] + arguments, input: text + "\n")
      }
      let errors = real.errors.replacing(
        "'curl --help' or 'curl --manual'", with: "'l402 curl --help'")
      #expect(said(failure) == errors)
      #expect(failure.status == real.status)
    }
  }

  @Test func `finds the user's file where curl looks`() throws {
    let folders = try (0..<3).map { _ in try ScratchFolder() }
    let names = ["CURL_HOME", "XDG_CONFIG_HOME", "HOME"]
    var variables: [String: String] = [:]
    func agent() throws -> String? {
      guard case .run(let line) = try parse(["http://h/"], variables: variables) else { return nil }
      return line.operations[0].userAgent
    }
    try FileManager.default.createDirectory(
      atPath: folders[2].path + "/.config", withIntermediateDirectories: true)
    _ = try folders[2].file(".config/curlrc", "user-agent = config")
    variables["HOME"] = folders[2].path
    #expect(try agent() == "config")
    for index in [2, 1, 0] {
      _ = try folders[index].file(".curlrc", "user-agent = \(names[index])")
      variables[names[index]] = folders[index].path
      #expect(try agent() == names[index])
    }
    for first in ["-q", "-qs", "--disable", "--DISABLE"] {
      guard case .run(let line) = try parse([first, "http://h/"], variables: variables) else {
        Issue.record()
        continue
      }
      #expect(line.operations[0].userAgent == nil)
    }
  }

  @Test func `takes the user's file for all there is, and the line's options into its first part`()
    throws
  {
    let folder = try ScratchFolder()
    _ = try folder.file(".curlrc", "url = http://a/\nnext\nurl = http://b/\nuser-agent = b\n")
    let variables = ["CURL_HOME": folder.path]
    guard case .run(let alone) = try parse([], variables: variables) else {
      Issue.record()
      return
    }
    #expect(alone.operations.map { $0.targets.map(\.url) } == [["http://a/"], ["http://b/"]])
    guard case .run(let more) = try parse(["http://c/", "-s", "http://d/"], variables: variables)
    else {
      Issue.record()
      return
    }
    #expect(
      more.operations.map { $0.targets.map(\.url) }
        == [["http://a/", "http://c/"], ["http://b/", "http://d/"]])
  }

  @Test func `refuses in a file what we lack, and what only the command line may say`() throws {
    let folder = try ScratchFolder()
    let extras = [
      ExtraOption("yes", takesValue: false),
      ExtraOption("wallet", takesValue: true, isAllowedInFiles: true),
    ]
    let one = try folder.file("one", "silent\nparallel-max = 3\n")
    let two = try folder.file("two", "wallet = a b\n--yes\n")
    let three = try folder.file("three", "wallet = a\nwallet\n--wallet b")
    #expect(
      throws: CurlFailure(
        2, "\(one):2: option --parallel-max: curl has it, l402 curl does not")
    ) { try commandLine(["-K", one, "u"]) }
    let failure = #expect(throws: CurlFailure.self) {
      try commandLine(["-K", two, "u"], extras: extras)
    }
    #expect(
      failure?.message == "\(two):2: option --yes: only on the command line, not in a file")
    let line = try commandLine(["-K", three, "u"], extras: extras)
    #expect(line.extras.map(\.value) == ["a", "b"])
    #expect(line.warnings == ["\(three):2: warning: 'wallet' requires parameter"])
  }

  @Test func `refuses files that name each other for ever`() throws {
    let folder = try ScratchFolder()
    let file = folder.path + "/self"
    _ = try folder.file("self", "config = \(file)\nconfig = \(file)\n")
    let failure = #expect(throws: CurlFailure.self) { try commandLine(["-K", file, "u"]) }
    #expect(failure?.status == 26)
  }

  @Test func `cannot read a line of more than a hundred thousand bytes`() throws {
    let folder = try ScratchFolder()
    let long = String(repeating: "x", count: 102_400)
    let file = try folder.file("long", "silent\ndata = \(long)\n")
    let failure = #expect(throws: CurlFailure.self) { try commandLine(["-K", file, "u"]) }
    #expect(failure?.status == 26)
  }

  @Test func `goes on reading standard input where another has stopped`() throws {
    let line = try commandLine(["-K", "-"], input: "url = http://a/\ndata = @-\nx\ny\n")
    #expect(line.operations[0].body == .data(Array("xy".utf8)))
  }
}
