import Foundation
import JSON
import Testing

@testable import L402CLI

struct BatchTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  private func inspect(_ lines: String, _ arguments: String...) throws -> Outcome {
    try harness.run(["inspect", "--batch"] + arguments, input: Array(lines.utf8))
  }

  @Test func `an object a line comes out in order`() throws {
    let hashes = (0..<300).map { String(format: "%064x", $0) }
    // Long lines, so that they are shared out to several workers.
    let padding = String(repeating: " ", count: 500)
    let outcome = try inspect(
      hashes.map { $0 + padding + "\n" }.joined(), "--field", "line", "--field", "kind")
    expect(
      outcome, is: .success((1...300).map { "\($0)\tbytes32\n" }.joined()))
  }

  @Test func `a bad line is an object of its own`() throws {
    expect(
      try inspect("\(Sample.key)\nnonsense\n\(Sample.key)\n", "--field", "line", "--field", "kind"),
      is: Outcome(status: 1, out: "1\tbytes32\n2\t\n3\tbytes32\n", error: ""))
  }

  @Test(arguments: [
    (
      "nonsense", "no token, header or invoice",
      "\"a header begins with its name or with L402; a token is base64, hex or JSON\"", "0"
    ),
    (
      "", "nothing was given",
      "\"give a token, header or invoice as text, @FILE, env:NAME, or - for standard input\"",
      "null"
    ),
  ])
  func `the object of a bad line names the line and the error`(
    line: String, message: String, hint: String, offset: String
  ) throws {
    expect(
      try inspect("\(Sample.key)\n\(line)\n").afterFirstLine,
      is: Outcome(
        status: 1,
        out:
          "{\"error\":{\"code\":\"malformed\",\"decoded_offset\":null,\"exit\":65,\"hint\":\(hint),"
          + "\"message\":\"\(message)\",\"money\":\"none\",\"offset\":\(offset),\"retry\":\"no\"},\"line\":2}\n",
        error: ""))
  }

  @Test(arguments: ["\n", "\r\n"])
  func `lines end with LF or CRLF`(end: String) throws {
    expect(
      try inspect(Sample.key + end + Sample.key + end, "--field", "kind"),
      is: .success("bytes32\nbytes32\n"))
  }

  @Test func `the last line needs no break`() throws {
    expect(
      try inspect(Sample.key + "\n" + Sample.key, "--field", "line"), is: .success("1\n2\n"))
  }

  @Test func `no line at all is well`() throws {
    expect(
      try inspect(""),
      is: Outcome(status: 0, out: "", error: "l402: warning: there was no line to read\n"))
    expect(try inspect("", "-q"), is: .success(""))
  }

  @Test func `a huge line costs only itself`() throws {
    let huge = String(repeating: "A", count: 2 << 20)
    let outcome = try inspect(
      "\(Sample.key)\n\(huge)\n\(Sample.key)\n", "--field", "line", "--field", "kind", "--field",
      "error.message")
    #expect(outcome.status == 1)
    #expect(outcome.out == "1\tbytes32\t\n2\t\ta line longer than 1 MiB\n3\tbytes32\t\n")
    let objects = try inspect("\(Sample.key)\n\(huge)\n\(Sample.key)\n").line.split(separator: "\n")
    let values = try objects.map { try JSONReader.read(Array($0.utf8)[...]) }
    #expect(values.map { $0["line"]?.integer } == [1, 2, 3])
    #expect(values.map { $0["kind"]?.string } == ["bytes32", nil, "bytes32"])
    #expect(values[1]["error"]?["message"]?.string == "a line longer than 1 MiB")
    #expect(values[1]["error"]?["offset"]?.integer == 1 << 20)
  }

  @Test func `a huge last line without break costs only itself`() throws {
    let outcome = try inspect(Sample.key + "\n" + String(repeating: "A", count: 2 << 20))
    #expect(outcome.status == 1)
    #expect(outcome.line.split(separator: "\n").count == 2)
  }

  @Test func `a field that there is not is a usage error`() throws {
    expect(
      try inspect(Sample.key + "\n", "--field", "knd"),
      is: .failure(64, "--field knd: there is no \"knd\"", hint: "did you mean \"kind\"?"))
  }

  @Test func `tabs and breaks in a value do not break the table`() throws {
    let token = try TokenBuilder.token(caveats: [Array("a=1\t2\r\n3".utf8)])
    expect(
      try inspect(token + "\n", "--field", "tokens[0].caveats[0].text", "--field", "line"),
      is: .success("a=1 2 3\t1\n"))
  }

  @Test func `quiet leaves the status`() throws {
    expect(try inspect(Sample.key + "\n", "-q"), is: .success(""))
    expect(
      try inspect("\(Sample.key)\nnonsense\n", "-q"), is: Outcome(status: 1, out: "", error: ""))
  }

  @Test func `lines come from a file`() throws {
    let path = try harness.folder.write((Sample.key + "\n").utf8, to: "lines")
    expect(
      try harness.run("inspect", "--batch", "@" + path, "--field", "kind"),
      is: .success("bytes32\n"))
  }

  @Test func `a text is no list of lines`() throws {
    expect(
      try harness.run(["inspect", "--batch", Sample.key]),
      is: .failure(
        64, "--batch reads lines from standard input or a file",
        hint: "write @FILE, or leave the operand out"))
  }

  @Test func `expect and check count for each line`() throws {
    let lines = try Sample.credential(["expires_at=1"]) + "\n" + (try Sample.credential()) + "\n"
    #expect(try inspect(lines, "-q").status == 0)
    #expect(try inspect(lines, "-q", "--check").status == 1)
    #expect(try inspect(lines, "-q", "--expect", "token").status == 1)
  }

  @Test func `verify judges each line`() throws {
    let lines = [
      try Sample.credential(), try Sample.credential(key: Sample.otherKey), "nonsense", "",
      try Sample.credential(["expires_at=1"]),
    ]
    expect(
      try harness.run(
        [
          "verify", "--batch", "--root-key", "env:KEY", "--field", "line", "--field", "accepted",
          "--field", "reason",
        ], input: Array(lines.joined(separator: "\n").utf8)),
      is: Outcome(
        status: 1, out: "1\ttrue\t\n2\tfalse\tsignature\n3\t\t\n4\t\t\n5\tfalse\texpired\n",
        error: ""))
  }

  @Test func `verify of good lines is well`() throws {
    let lines = String(repeating: try Sample.credential() + "\n", count: 50)
    expect(
      try harness.run(
        ["verify", "--batch", "-q", "--root-key", "env:KEY"], input: Array(lines.utf8)),
      is: .success(""))
  }

  @Test func `add-caveat prints tokens, and an empty line for a failure`() throws {
    let lines = [try Sample.credential(), "nonsense", try Sample.token()]
    let token = try Sample.token(["method=GET"])
    expect(
      try harness.run(
        ["add-caveat", "--batch", "--caveat", "method=GET"],
        input: Array(lines.joined(separator: "\n").utf8)),
      is: Outcome(
        status: 1, out: "\(token):\(Sample.preimage)\n\n\(token)\n", error: ""))
  }

  @Test func `add-caveat takes its caveats as words`() throws {
    expect(
      try harness.run(
        ["add-caveat", "--batch", "method=GET", "path=/a"], input: Array(try Sample.token().utf8)),
      is: .success(try Sample.token(["method=GET", "path=/a"]) + "\n"))
  }

  @Test func `add-caveat in JSON has the object of each line`() throws {
    let lines = [try Sample.token(["method=GET"]), try Sample.token()]
    let outcome = try harness.run(
      ["add-caveat", "--batch", "--json", "--caveat", "method=GET,POST"],
      input: Array(lines.joined(separator: "\n").utf8))
    let values = try outcome.line.split(separator: "\n").map {
      try JSONReader.read(Array($0.utf8)[...])
    }
    #expect(outcome.status == 1)
    #expect(values.map { $0["line"]?.integer } == [1, 2])
    #expect(values[0]["error"]?["code"]?.string == "widens")
    #expect(values[1]["token"]?.string == (try Sample.token(["method=GET,POST"])))
  }
}

extension Outcome {
  /// Without the first line of standard output.
  fileprivate var afterFirstLine: Outcome {
    var outcome = self
    outcome.out = String(out.drop { $0 != "\n" }.dropFirst())
    return outcome
  }
}
