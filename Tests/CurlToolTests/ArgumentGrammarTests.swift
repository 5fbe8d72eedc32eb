import CCurl
import CurlTool
import Testing

@Suite struct ArgumentGrammarTests {
  @Test func `reads clusters of letters, the last one with its value`() throws {
    let line = try commandLine(["-sSfLofile", "-XPOST", "http://h/", "-kvH", "A: b"])
    let operation = line.operations[0]
    #expect(operation.isSilent)
    #expect(operation.showsErrors)
    #expect(operation.failMode == .withoutBody)
    #expect(operation.followsRedirects)
    #expect(operation.targets.map(\.output) == [.file("file")])
    #expect(operation.targets.map(\.url) == ["http://h/"])
    #expect(operation.method == "POST")
    #expect(operation.isInsecure)
    #expect(operation.trace == .verbose)
    #expect(operation.headers == ["A: b"])
  }

  @Test func `takes long names in part, in any case of letters, and off with no`() throws {
    let some = try operation([
      "--compressed", "--LOCATION", "--user-a", "x", "--inse", "--no-location",
    ])
    #expect(some.isCompressed)
    #expect(!some.followsRedirects)
    #expect(some.userAgent == "x")
    #expect(!(try operation(["-k", "--no-insecure"])).isInsecure)
    // A name that is whole is not the beginning of another.
    #expect(try operation(["--data", "a"]).body == .data(Array("a".utf8)))
  }

  @Test func `reads everything as URLs behind two dashes`() throws {
    let line = try commandLine(["--", "-s", "--", "http://h/"])
    #expect(line.operations[0].targets.map(\.url) == ["-s", "--", "http://h/"])
    #expect(!line.operations[0].isSilent)
  }

  @Test func `takes an option's value whatever it looks like`() throws {
    let operation = try operation(["-d", "--yes", "-A", "--"])
    #expect(operation.body == .data(Array("--yes".utf8)))
    #expect(operation.userAgent == "--")
  }

  @Test func `pairs URLs with outputs and uploads in the order of each`() throws {
    let line = try commandLine([
      "-o", "1", "http://a/", "http://b/", "-O", "http://c/", "-T", "f", "-o", "-", "-o", "4",
      "-o", "5", "-T", "", "-T", ".", "--url", "http://d/",
    ])
    let targets = line.operations[0].targets
    #expect(targets.map(\.url) == ["http://a/", "http://b/", "http://c/", "http://d/", nil])
    #expect(
      targets.map(\.output) == [.file("1"), .remoteName, .standard, .file("4"), .file("5")])
    #expect(targets.map(\.upload) == ["f", nil, ".", nil, nil])
    #expect(targets.map(\.isStandardOutputNamed) == [false, false, true, false, false])
  }

  @Test func `names all files after their URLs but those that have a name`() throws {
    let line = try commandLine([
      "http://a/", "--remote-name-all", "http://b/", "http://c/", "-o", "x", "-o", "y",
      "--no-remote-name",
    ])
    #expect(line.operations[0].targets.map(\.output) == [.file("x"), .file("y"), .standard])
  }

  @Test func `begins anew with next, but for what holds for the whole line`() throws {
    let line = try commandLine([
      "-s", "-d", "x", "http://a/", "--next", "-A", "b", "http://b/", "-:", "-v", "http://c/",
      "--fail-early",
    ])
    #expect(
      line.operations.map { $0.targets.map(\.url) } == [
        ["http://a/"], ["http://b/"], ["http://c/"],
      ])
    #expect(line.operations.map(\.body) == [.data([0x78]), .none, .none])
    #expect(line.operations.map(\.userAgent) == [nil, "b", nil])
    #expect(line.operations.map(\.isSilent) == [true, true, true])
    #expect(line.operations.map(\.trace) == [.verbose, .verbose, .verbose])
    #expect(line.failsEarly)
    #expect(try commandLine(["--next", "-s", "--next", "http://a/"]).operations.count == 1)
  }

  @Test func `collects the caller's options in order, wherever they stand`() throws {
    let extras = [
      ExtraOption("wallet", takesValue: true), ExtraOption("no-pay", takesValue: false),
    ]
    let line = try commandLine(
      ["--no-pay", "http://h/", "--wallet", "-s", "--wallet", "b"], extras: extras)
    #expect(line.extras.map(\.name) == ["no-pay", "wallet", "wallet"])
    #expect(line.extras.map(\.value) == [nil, "-s", "b"])
    #expect(!line.operations[0].isSilent)
    for wrong in [["--wallet"], ["--wall", "x"], ["--no-pa"], ["--no-wallet"], ["--WALLET", "x"]] {
      #expect(throws: CurlFailure.self) { try commandLine(["http://h/"] + wrong, extras: extras) }
    }
    #expect(
      try commandLine(["http://h/", "-d", "--no-pay"], extras: extras).extras.isEmpty)
  }

  @Test func `answers help and version as soon as they come`() throws {
    guard case .help(nil) = try parse(["-q", "-h"]) else { Issue.record(); return }
    guard case .help("all") = try parse(["-q", "-sh", "all", "--bogus"]) else {
      Issue.record(); return
    }
    guard case .version = try parse(["-q", "-sV", "--bogus"]) else { Issue.record(); return }
    #expect(throws: CurlFailure.self) { try parse(["-q", "--bogus", "-V"]) }
    guard case .run = try parse(["-q", "--no-help", "--no-version", "u"]) else {
      Issue.record()
      return
    }
  }

  @Test func `asks for passwords that were left out, after reading everything`() throws {
    var prompts: [String] = []
    func ask(_ prompt: String) -> String? {
      prompts.append(prompt)
      return "pw\(prompts.count)"
    }
    let one = try commandLine(
      ["http://h/", "-u", "bob;auth=x", "-U", "eve"], password: ask)
    #expect(
      prompts == [
        "Enter host password for user 'bob':", "Enter proxy password for user 'eve':",
      ])
    #expect(one.operations[0].user == "bob;auth=x:pw1")
    #expect(one.operations[0].settings[CURLOPT_PROXYUSERPWD] == .text("eve:pw2"))
    prompts = []
    let several = try commandLine(
      [
        "http://h/", "-u", "a:", "--next", "-u", "b", "http://i/", "--next", "http://j/", "-u", "c",
        "--oauth2-bearer", "t", "--next", "http://k/", "-u", ";x",
      ], password: ask)
    #expect(prompts == ["Enter host password for user 'b' on URL #2:"])
    #expect(several.operations.map(\.user) == ["a:", "b:pw1", "c", ";x"])
    #expect(throws: CurlFailure.self) { try commandLine(["-u", "x", "--bogus"], password: ask) }
    #expect(prompts.count == 1)
  }

  @Test func `shows progress unless it is told not to`() throws {
    #expect(try operation([]).progress == .meter)
    #expect(try operation(["-#"]).progress == .bar)
    #expect(try operation(["-#", "--no-progress-meter"]).progress == .none)
    #expect(try operation(["-s"]).progress == .none)
    #expect(try operation(["-s", "--no-silent", "--no-progress-bar"]).progress == .meter)
  }

  @Test func `reads what has members of its own`() throws {
    let some = try operation([
      "-m", "1.5", "--connect-timeout", "0.0015", "--retry", "3", "--retry-delay", "2",
      "--retry-max-time", "0", "--retry-all-errors", "--retry-connrefused", "--max-redirs", "-1",
      "--limit-rate", "1k", "--create-file-mode", "0640", "-C", "0x10", "-r", "7", "-N",
      "--post301", "--post303", "-n", "-e", "http://r/;auto", "-b", "a=1", "-b", "file", "-b",
      "b=2", "-b", "@jar=x", "-c", "-", "-j", "--abstract-unix-socket", "s", "-g", "--clobber",
      "--proto", "=https,ftp", "--proto-redir", "-all,http", "-z", "-file",
    ])
    #expect(some.maximumTime == 1500)
    #expect(some.connectTimeout == 1)
    #expect(some.retry.count == 3)
    #expect(some.retry.delay == 2000)
    #expect(some.retry.maximumTime == nil)
    #expect(some.retry.allErrors && some.retry.refusedConnections)
    #expect(some.maximumRedirects == nil)
    #expect(some.rateLimit == 1024)
    #expect(some.fileMode == 0o640)
    #expect(some.resume == .at(16))
    #expect(some.range == "7-")
    #expect(some.isUnbuffered)
    #expect(some.statusesKeepingPost == [301, 303])
    #expect(some.netrc == .required)
    #expect(some.referer == "http://r/")
    #expect(some.setsRefererOnRedirect)
    #expect(some.cookies == "a=1;b=2")
    #expect(some.cookieFiles == ["file", "jar=x"])
    #expect(some.cookieJar == "-")
    #expect(some.dropsSessionCookies)
    #expect(some.unixSocket == "@s")
    #expect(!some.readsPatterns)
    #expect(some.overwritesNamedFiles && !some.keepsExistingFiles)
    #expect(some.schemes == ["https"])
    #expect(some.redirectSchemes == ["http"])
    #expect(some.timeCondition == "-file")
    #expect(try operation(["--no-buffer"]).isUnbuffered)
    #expect(!(try operation(["-N", "--buffer"]).isUnbuffered))
    #expect(try operation(["-e", ";auto"]).referer == nil)
    #expect(try operation(["--netrc-optional", "-n"]).netrc == .optional)
    #expect(try operation(["--netrc-file", "f"]).netrc == .required)
    #expect(try operation(["-A", ""]).userAgent == "")
    #expect(try operation(["-I"]).showsHeader)
    #expect(try operation(["-C", "-"]).resume == .automatic)
  }

  static let proxies: [([String], String?, Int?)] = [
    (["-x", "h:1"], "http://h:1", nil), (["-x", ""], "", nil), ([], nil, nil),
    (["--socks5", "h"], "socks5://h", 5), (["--socks5-hostname", "u:p@h"], "socks5h://u:p@h", 7),
    (["--socks4", "h"], "socks4://h", 4), (["--socks4a", "h"], "socks4a://h", 6),
    (["--socks5", "http://h"], "socks5://h", 5), (["-x", "socks5h://h"], "socks5h://h", nil),
    (["--proxy1.0", "h"], "http://h", 1),
    (["--socks5", "a", "-x", "https://b"], "https://b", nil),
  ]

  @Test(arguments: proxies)
  func `makes the kind of a proxy part of its address`(
    arguments: [String], proxy: String?, type: Int?
  ) throws {
    let operation = try operation(arguments)
    #expect(operation.proxy == proxy)
    #expect(operation.settings[CURLOPT_PROXYTYPE] == type.map { .number($0) })
  }
}
