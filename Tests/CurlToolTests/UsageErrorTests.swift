import CurlTool
import Foundation
import Testing

@Suite struct UsageErrorTests {
  static let commandLines: [[String]] = [
    [], ["-s"], ["--bogus"], ["--he"], ["--no-"], ["-"], ["-sS", "--bogus"], ["-sSj~"], ["-d"],
    ["-sd"], ["-m", "x", "u"], ["-m", "-1", "u"], ["-m", "1e400", "u"], ["-m", "", "u"],
    ["-m", "9223372036854775807", "u"], ["-sm", "x"], ["-mx"], ["--connect-timeout", "1s"],
    ["--no-data", "x"], ["--no-http2"], ["--no-url", "x"], ["--no-sil"], ["-o", "", "u"],
    ["--data", "@/nonexistent/file", "--bogus"], ["--data-binary", "@/"], ["-s", "-o", ""],
    ["--limit-rate", "5x", "u"], ["--limit-rate", "-5", "u"], ["--limit-rate", "", "u"],
    ["--limit-rate", "5KB", "u"], ["--limit-rate", "9999999999G", "u"],
    ["--limit-rate", "99999999999999999999999"], ["--max-filesize", "q"],
    ["--max-filesize", "+-3"],
    ["-i", "-J", "-O", "u"], ["-J", "-C", "-", "-O", "u"], ["-C", "x", "u"], ["-C", "-4", "u"],
    ["-C", "0x", "u"], ["-C", "99999999999999999999", "u"], ["--proto-default", "foo", "u"],
    ["--proto", "-", "u"], ["--proto", "=,http,!x", "u"], ["--proto", "foo,=bar", "-z"],
    ["--proto-redir", "~http", "u"], ["-K", "/nonexistent", "u"], ["-sK", "/nonexistent", "u"],
    ["-f", "--fail-with-body", "u"], ["-sf", "--fail-with-body", "u"], ["--fail-with-body", "-f"],
    ["-u"], ["--retry", "x"], ["--retry", "-1"], ["--retry-delay", "99999999999999999"],
    ["--retry-max-time", "1.5"], ["--max-redirs", "-2"], ["--max-redirs", "x"],
    ["--create-file-mode", "888"], ["--create-file-mode", "7777"], ["--create-file-mode", "-1"],
    ["--local-port", "x"], ["--local-port", "70000"], ["--local-port", "80-"],
    ["--local-port", "80-70"], ["--local-port", "80 "], ["--local-port", "80-1234567"],
    ["--tls-max", "1.9"], ["--tlsauthtype", "x"], ["--speed-time", "x"], ["-Y", "-3"],
    ["--keepalive-time", ""], ["--happy-eyeballs-timeout-ms", "x"], ["-r", "99999999999999999999"],
    ["-F", "x", "u"], ["-F", "=)", "u"], ["-F", "a=b;type=x", "u"], ["-F", "a=@f;type=;", "u"],
    ["-I", "-F", "a=b", "u"], ["-F", "a=b", "-I", "u"], ["-I", "--no-head", "u"],
    ["-I", "-d", "x", "u"], ["-F", "a=b", "-d", "x", "u"], ["-G", "-d", "x", "-F", "a=b", "u"],
    ["-d", "x", "-T", "/dev/null", "u"], ["-sI", "-d", "x", "u"], ["-I", "-T", "/dev/null", "u"],
    ["-v", "--trace", "-", "--bogus"], ["--trace", "x", "--trace-ascii", "x", "-v", "--bogus"],
    ["--http1.1", "--http2", "--bogus"], ["--ssl", "-2", "-3", "--npn", "--bogus"],
    ["--delegation", "x", "--bogus"], ["-r", "5", "-r", "a-b", "--bogus"], ["-o", "-x", "--bogus"],
    ["-H", "@/nonexistent", "--bogus"], ["--data-urlencode", "a@/nonexistent", "--bogus"],
    ["--test-event", "--bogus"], ["--SILENT", "--bogus"], ["--sile", "--form", "x"],
    ["-F", "a=b;foo=bar;filename=\"x\"y;headers=@/nonexistent", "--bogus"],
    ["-F", "a=<f;filename=x", "--bogus"], ["-F", "a=(;encoder=x;filename=y", "--bogus"],
    ["http://h/", "--next", "--next", "-:", "--bogus"], ["--socks5-h"], ["--tlsv1.", "u"],
    ["--krb5"], ["-w", "@/nonexistent", "--max-time"],
  ]

  @Test(.enabled(if: CurlUsage.isInstalled), arguments: commandLines)
  func `says of a wrong command line what curl says, with its status`(
    arguments: [String]
  ) throws {
    let real = try #require(CurlUsage.run(["-q"] + arguments))
    // A message of curl's that has no newline at its end.
    let errors = real.errors
      .replacing("'curl --help' or 'curl --manual'", with: "'l402 curl --help'")
      .replacing("Failed to read /nonexistent", with: "Failed to read /nonexistent\n")
    let failure = try #require(throws: CurlFailure.self) { try parse(["-q"] + arguments) }
    #expect(
      CurlUsage.Answer(status: failure.status, errors: said(failure))
        == .init(
          status: real.status, errors: errors))
  }

  @Test(.enabled(if: CurlUsage.isInstalled))
  func `says only where help is, where there is nothing to do at all`() throws {
    let folder = try ScratchFolder()
    let real = try #require(CurlUsage.run([], folder: folder.path))
    let failure = try #require(throws: CurlFailure.self) {
      try parse([], variables: ["CURL_HOME": folder.path])
    }
    #expect(real.status == 2)
    #expect(failure.status == 2)
    #expect(
      said(failure)
        == real.errors.replacing(
          "'curl --help' or 'curl --manual'", with: "'l402 curl --help'"))
  }

  static let refused: [(String, String)] = [
    ("-Z", "parallel"), ("--parallel", "parallel"), ("--parallel-im", "parallel-immediate"),
    ("-sSZ", "parallel"), ("--libcurl", "libcurl"), ("--xattr", "xattr"), ("--no-xattr", "xattr"),
    ("--http3", "http3"), ("-M", "manual"), ("-t", "telnet-option"), ("-Q", "quote"),
    ("--mail-from", "mail-from"), ("--variable", "variable"), ("--expand-url", "expand-url"),
    ("--ip-tos", "ip-tos"), ("--no-mptcp", "mptcp"), ("--ECH", "ech"), ("--rate", "rate"),
  ]

  @Test(arguments: refused)
  func `refuses by name what curl has and we do not`(option: String, name: String) {
    #expect(throws: CurlFailure(2, "option --\(name): curl has it, l402 curl does not")) {
      try parse(["-q", option, "x", "http://h/"])
    }
  }

  @Test func `keeps for its turn what is wrong with a later operation`() throws {
    let line = try commandLine(["http://a/", "--next", "-I", "-d", "x", "http://b/"])
    #expect(line.operations[0].failure == nil)
    #expect(
      line.operations[1].failure
        == CurlFailure(
          2, "",
          warnings: [
            "You can only select one HTTP request method! You asked for both POST (-d, --data) "
              + "and HEAD (-I, --head)."
          ]))
    #expect(try commandLine(["http://a/", "--next", "-s"]).operations[1].failure?.status == 2)
  }

  @Test func `tells where messages go that come before the end`() {
    let failure = #expect(throws: CurlFailure.self) { try parse(["-q", "--stderr", "f", "-Z"]) }
    #expect(failure?.errorFile == "f")
  }
}
