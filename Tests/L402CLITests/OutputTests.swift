import Foundation
import JSON
import Testing

@testable import L402CLI

struct OutputTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  /// Command lines that print an object, with their input.
  static func objects() throws -> [(arguments: [String], input: String)] {
    let credential = try Sample.credential(["services=api:0", "path=/a", "x=1"])
    let texts = [
      credential, try Kinds.challenge(), try Kinds.nodeMacaroon(), Kinds.x402, Kinds.mpp,
      Sample.key, Sample.invoice, "eyJ1c2VyIjoxfQ.c2lnbmF0dXJl", Kinds.base64(#"{"user":1}"#),
      "WWW-Authenticate: L402",
    ]
    return texts.map { (["inspect"], $0) } + [
      (["mint", "--paid"], ""), (["add-caveat", "--caveat", "a=b"], credential),
      (["verify", "--root-key", "env:KEY", "--service", "api"], credential),
      (["verify", "--root-key", "env:KEY"], "eyJ1c2VyIjoxfQ.c2lnbmF0dXJl"),
      (["keys", "generate"], ""), (["keys", "list"], ""), (["keys", "revoke"], credential),
      (["keys", "prune"], ""), (["config", "show"], ""), (["config", "path"], ""),
      (["completion", "bash"], ""), (["decode-invoice"], Sample.invoice),
    ]
  }

  /// The first object whose keys are not sorted or not in snake_case.
  private func unsorted(_ value: JSONValue) -> String? {
    switch value.content {
    case .object(let members):
      let names = members.map(\.name)
      if names != names.sorted() || Set(names).count != names.count { return "\(names)" }
      return members.lazy.compactMap { self.unsorted($0.value) }.first
    case .array(let elements): return elements.lazy.compactMap(unsorted).first
    default: return nil
    }
  }

  @Test func `JSON is one line with sorted keys at every level`() throws {
    for (arguments, input) in try Self.objects() {
      let outcome = try harness.run(arguments + ["--json"], input: Array(input.utf8))
      #expect(outcome.out.filter { $0 == "\n" }.count == 1, "\(arguments)")
      // What others wrote keeps its order.
      guard !input.contains("x402Version"), !input.hasPrefix("Payment") else { continue }
      #expect(unsorted(try outcome.json) == nil, "\(arguments)")
    }
  }

  @Test func `JSON on a terminal is the same, indented`() throws {
    for (arguments, input) in try Self.objects() {
      let plain = try Harness().run(arguments + ["--json"], input: Array(input.utf8))
      let pretty = try Harness().run(
        arguments + ["--json"], input: Array(input.utf8), terminals: [1])
      #expect(pretty.out.hasPrefix("{\n  \""), "\(arguments)")
      #expect(
        try pretty.json.oneLine.replacing("/home", with: "")
          .replacing(/l402-cli-\w+/, with: "")
          == plain.json.oneLine.replacing("/home", with: "").replacing(/l402-cli-\w+/, with: ""),
        "\(arguments)")
    }
  }

  @Test(arguments: [
    (["inspect", "nonsense"], "malformed", 65), (["inspect", "env:NOT_SET"], "unreadable", 66),
    (["verify", "env:TOKEN"], "no_key", 66),
    (["mint", "--paid", "--root-key", "text:short"], "bad_key", 65),
    (["inspect", "--expect", "x"], "usage", 64), (["xyzzy"], "usage", 64),
    (["add-caveat", "env:TOKEN", "method=GET,POST"], "widens", 65),
    (["config", "show"], "configuration", 78),
  ])
  func `an error is an object on standard error too`(
    arguments: [String], code: String, exit: Int64
  ) throws {
    let outcome = try harness.run(
      arguments + ["--json"],
      variables: [
        "TOKEN": try Sample.token(["method=GET"]),
        "L402_VERIFY_STRICT": arguments[0] == "config" ? "maybe" : "0",
      ])
    let lines = outcome.error.split(separator: "\n")
    let error = try JSONReader.read(Array((lines.last ?? "").utf8)[...])["error"]
    #expect(Int64(outcome.status) == exit)
    #expect(outcome.out.isEmpty)
    #expect(
      error?.members?.map(\.name) == [
        "code", "decoded_offset", "exit", "hint", "message", "money", "offset", "retry",
      ])
    #expect(error?["code"]?.string == code)
    #expect(error?["exit"]?.integer == exit)
    #expect(error?["money"]?.string == "none")
    #expect(error?["retry"]?.string == "no")
    #expect(lines.first.map { $0.hasPrefix("l402: error: ") } == true)
  }

  @Test func `an offset into the decoded token is told`() throws {
    let token = String(try Sample.token().prefix(40))
    let outcome = try harness.run("inspect", token, "--json")
    let line = outcome.error.split(separator: "\n").last ?? ""
    let error = try JSONReader.read(Array(line.utf8)[...])["error"]
    #expect(error?["offset"]?.integer != nil)
    #expect(error?["decoded_offset"]?.integer != nil)
  }

  @Test func `a field that there is not is a usage error with the nearest`() throws {
    expect(
      try harness.run("inspect", Sample.key, "--field", "knd"),
      is: .failure(64, "--field knd: there is no \"knd\"", hint: "did you mean \"kind\"?"))
  }

  @Test func `a nested field that there is not is a usage error`() throws {
    expect(
      try harness.run(["inspect", try Sample.token(), "--field", "tokens[0].fromat"]),
      is: .failure(
        64, "--field tokens[0].fromat: there is no \"fromat\"", hint: "did you mean \"format\"?"))
  }

  @Test(arguments: [
    ("tokens[0].identifier.payment_hash", Sample.paymentHash), ("tokens.0.format", "v2"),
    ("tokens[7].format", ""), ("scheme", ""), ("tokens[0].padded", "true"),
    ("tokens[0].identifier.version", "0"), ("also", "[]"),
    (
      "tokens[0].caveats[0]",
      #"{"condition":"a","family":null,"meaning":"no rule: only the service can judge it","#
        + #""text":"a=b","value":"b"}"#
    ),
  ])
  func `a field is printed raw`(path: String, value: String) throws {
    expect(
      try harness.run(["inspect", try Sample.token(["a=b"]), "--field", path]),
      is: .success(value + "\n"))
  }

  @Test(
    arguments: [
      ([], [:], [], false), ([], [:], [1], true), (["--color", "always"], [:], [], true),
      (["--color", "never"], [:], [1], false), ([], ["NO_COLOR": "1"], [1], false),
      ([], ["NO_COLOR": ""], [1], true), ([], ["CLICOLOR_FORCE": "1"], [], true),
      ([], ["CLICOLOR_FORCE": "0"], [], false),
      ([], ["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], [], false),
      (["--color", "always"], ["NO_COLOR": "1"], [], true), ([], ["TERM": "dumb"], [1], false),
    ] as [([String], [String: String], Set<Int32>, Bool)])
  func `colour follows flag, variables and terminal`(
    options: [String], variables: [String: String], terminals: Set<Int32>, isColoured: Bool
  ) throws {
    for command in [["inspect"], ["verify", "--root-key", "env:KEY"]] {
      let outcome = try harness.run(
        command + [try Sample.credential()] + options, variables: variables, terminals: terminals)
      #expect(outcome.out.contains("\u{1b}[") == isColoured)
    }
  }

  @Test func `colour is only added`() throws {
    let credential = try Sample.credential(["services=api:0", "path=/a", "x=1"])
    for command in [["inspect"], ["verify", "--root-key", "env:KEY"]] {
      let plain = try harness.run(command + [credential])
      var coloured = try harness.run(command + [credential, "--color", "always"])
      coloured.out = coloured.out.replacing(/\u{1b}\[\d+m/, with: "")
      #expect(coloured == plain)
    }
  }

  @Test func `JSON has no colour`() throws {
    let outcome = try harness.run("inspect", Sample.key, "--json", "--color", "always")
    #expect(!outcome.out.contains("\u{1b}"))
  }

  @Test(arguments: [["inspect"], ["verify", "--root-key", "env:KEY"]])
  func `quiet prints no text`(command: [String]) throws {
    expect(
      try harness.run(command + ["-q"], input: Array(try Sample.credential(["a=b"]).utf8)),
      is: .success(""))
  }

  @Test func `quiet leaves fields`() throws {
    expect(
      try harness.run("inspect", Sample.key, "-q", "--field", "kind"), is: .success("bytes32\n"))
  }

  @Test func `quiet leaves errors`() throws {
    expect(
      try harness.run("inspect", "nonsense", "-q"),
      is: .failure(
        65, "\"nonsense\" is no token, header or invoice",
        hint: "a header begins with its name or with L402; a token is base64, hex or JSON"))
  }
}

/// Text that others wrote, on its way to a terminal.
struct EscapeTests {
  /// A caveat, what text output shows of it, and its hexadecimal form where it is no UTF-8.
  static let caveats: [(bytes: [UInt8], shown: String)] = [
    (Array("a=\u{1b}[31mred".utf8), "a=\\x1b[31mred"),
    (Array("a=\u{7}\u{8}\r\n\t".utf8), "a=\\x07\\x08\\r\\n\\t"),
    (Array("a=\u{9b}2J".utf8), "a=\\u{9b}2J"),
    (Array("a=\u{202e}gnp\u{2066}".utf8), "a=\\u{202e}gnp\\u{2066}"),
    (Array("a=\u{7f}".utf8), "a=\\x7f"), (Array("a=".utf8) + [0xff, 0xc3, 0x28], "a=\\xff\\xc3("),
    (Array("a=\u{200b}\u{feff}".utf8), "a=\\u{200b}\\u{feff}"), (Array("a=\0".utf8), "a=\\x00"),
    (Array("a=grün ✓".utf8), "a=grün ✓"),
  ]

  private func token(_ caveat: [UInt8]) throws -> String {
    try TokenBuilder.token(caveats: [caveat])
  }

  @Test(arguments: caveats.indices)
  func `inspect shows escapes`(index: Int) throws {
    let (bytes, shown) = Self.caveats[index]
    let outcome = try Harness().run(["inspect", try token(bytes)])
    #expect(outcome.out.contains("  1  \(shown)   "))
    #expect(!outcome.out.unicodeScalars.contains(where: Self.isHarmful))
  }

  @Test(arguments: caveats.indices)
  func `verify shows escapes`(index: Int) throws {
    let (bytes, shown) = Self.caveats[index]
    for form in ["text", "tap", "junit"] {
      let outcome = try Harness().run(
        ["verify", try token(bytes), "--root-key", "env:KEY", "--unpaid", "--as", form])
      // TAP reads a backslash as an escape of its own.
      let shown = form == "tap" ? shown.replacing("\\", with: "\\\\") : shown
      #expect(outcome.out.contains(shown), "\(form)")
      #expect(!outcome.out.unicodeScalars.contains(where: Self.isHarmful), "\(form)")
    }
  }

  @Test(arguments: caveats.indices)
  func `JSON holds the exact text, or its bytes`(index: Int) throws {
    let (bytes, _) = Self.caveats[index]
    let outcome = try Harness().run(["inspect", try token(bytes), "--json"])
    let caveat = try outcome.json["tokens"]?.array?.first?["caveats"]?.array?.first
    if let text = String(validating: bytes, as: UTF8.self) {
      #expect(caveat?["text"]?.string == text)
      #expect(caveat?["text_hex"] == nil)
    } else {
      #expect(caveat?["text"] == nil)
      #expect(caveat?["text_hex"]?.string == bytes.map { String(format: "%02x", $0) }.joined())
    }
  }

  @Test func `a field is exact in a pipe`() throws {
    expect(
      try Harness().run(
        ["inspect", try token(Self.caveats[0].bytes), "--field", "tokens[0].caveats[0].text"]),
      is: .success("a=\u{1b}[31mred\n"))
  }

  @Test func `a field is escaped on a terminal`() throws {
    expect(
      try Harness().run(
        ["inspect", try token(Self.caveats[0].bytes), "--field", "tokens[0].caveats[0].text"],
        terminals: [1]), is: .success("a=\\x1b[31mred\n"))
  }

  @Test func `a field of a minted token is escaped on a terminal`() throws {
    let outcome = try Harness().run(
      [
        "mint", "--payment-hash", Sample.key, "--root-key", "env:KEY", "--macaroon", "v2-json",
        "--location", "\u{202e}", "--field", "token",
      ], terminals: [1])
    #expect(outcome.status == 0)
    #expect(!outcome.out.unicodeScalars.contains(where: Self.isHarmful))
  }

  @Test(arguments: ["\u{1b}[2J", "\u{9b}2J", "\u{202e}evil"])
  func `errors show escapes`(text: String) throws {
    for arguments in [
      ["inspect", text], [text], ["mint", text], ["help", text], ["keys", text],
    ] {
      let outcome = try Harness().run(arguments)
      #expect(!outcome.error.unicodeScalars.contains(where: Self.isHarmful), "\(arguments)")
      #expect(outcome.status >= 64, "\(arguments)")
    }
  }

  @Test func `a location shows escapes`() throws {
    let outcome = try Harness().run(["inspect", try Sample.token(location: "\u{1b}[31m")])
    #expect(outcome.out.contains("location       \\x1b[31m\n"))
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 && scalar != "\n" || (0x7f..<0xa0).contains(scalar.value)
      || (0x202a...0x202e).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
      || scalar.value == 0x200b || scalar.value == 0xfeff
  }
}
