import Foundation
import JSON
import Testing

/// Whatever the input, the answer is an error that names the byte; never a crash, never half a result.
struct BadInputTests {
  let program: Program
  let header: String

  init() throws {
    program = try Program()
    header = try program.run(
      "mint", "--paid", "--root-key", "env:K", "--as", "header", "--caveat", "path=/a/**",
      "--caveat", "method=GET"
    ).line
  }

  /// Refused with 65, an offset within the text, and nothing on standard output.
  private func expectMalformed(
    _ text: some Sequence<UInt8>, _ arguments: [String] = ["inspect", "--json"],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let text = Array(text)
    let outcome = try program.run(arguments, input: text)
    #expect(outcome.status == 65, "\(outcome)", sourceLocation: sourceLocation)
    #expect(outcome.out.isEmpty, sourceLocation: sourceLocation)
    let line = outcome.error.split(separator: "\n").last ?? ""
    let error = try? JSONReader.read(Array(line.utf8)[...])["error"]
    let isBlank = text.allSatisfy { $0 <= 0x20 } || text == [0xef, 0xbb, 0xbf]
    let offset = error?["offset"]?.integer ?? (isBlank ? 0 : nil)
    #expect(
      offset.map { (0...Int64(text.count)).contains($0) } == true, "\(outcome)",
      sourceLocation: sourceLocation)
    let isHinted = error?["hint"]?.string != nil || error?["message"]?.string != nil
    #expect(isHinted, sourceLocation: sourceLocation)
  }

  @Test func `a header cut off at any length is malformed`() throws {
    // A token and its colon are a whole credential, whose payment is pending.
    let colon = try #require(header.utf8.lastIndex(of: UInt8(ascii: ":")))
    let pending = header.utf8.distance(from: header.startIndex, to: colon) + 1
    for length in 0..<header.utf8.count where length != pending {
      try expectMalformed(header.utf8.prefix(length))
    }
  }

  @Test func `a token cut off at any length is malformed`() throws {
    let token = try program.run("mint", "--paid", "--root-key", "env:K", "--as", "token").line
    for length in 0..<token.utf8.count { try expectMalformed(token.utf8.prefix(length)) }
  }

  @Test func `a binary macaroon cut off at any length is malformed`() throws {
    let token = try program.run("mint", "--paid", "--root-key", "env:K", "--as", "token").line
    let binary = try #require(Data(base64Encoded: token))
    for length in 0..<binary.count {
      let outcome = try program.run(["inspect"], input: binary.prefix(length))
      #expect(outcome.status == 65, "\(length)")
      #expect(outcome.out.isEmpty)
    }
  }

  static let texts: [(name: String, text: String)] = [
    ("quote", "WWW-Authenticate: L402 macaroon=\"abc"),
    ("nested quotes", "L402 macaroon=\"a\"b\"c\", invoice=\"\"lnbc1\"\""),
    ("NUL", "Authorization: L402 abc\0def:00"), ("break", "L402 abc\ndef:00"),
    ("alphabets", "L402 AgE+-_/=:" + Program.key), ("blank", "L402 AgE DEF:" + Program.key),
    ("short preimage", "L402 AgEDEF:abcd"),
    ("foreign preimage", "L402 AgEDEF:" + String(repeating: "g", count: 64)),
    ("zero preimage", "L402 AgEDEF:" + String(repeating: "0", count: 64)),
    ("no token", "L402 :" + Program.key), ("empty token", "L402 AgE,,AgE:" + Program.key),
    ("duplicate key", #"{"v":2,"i":"a","i":"b","s64":""}"#), ("open JSON", #"{"v":2,"i":"a""#),
    ("JSON and more", #"{"v":2,"i":"a"} x"#), ("other JSON", #"{"hello":"world"}"#),
    ("huge varint", "AgH///////////8B"), ("long field", "AgH//38A"), ("empty", ""),
    ("blank only", " \r\n\t "),
    ("byte order mark only", "\u{feff}"), ("words", "hello world"),
  ]

  @Test(arguments: texts.indices)
  func `a broken text is malformed for every command`(index: Int) throws {
    for arguments in [
      ["inspect", "--json"], ["add-caveat", "--json", "--caveat", "a=b"],
      ["keys", "revoke", "--json"],
    ] {
      try expectMalformed(Self.texts[index].text.utf8, arguments)
    }
    let verified = try program.run(
      "verify", "--root-key", "env:K", "--field", "reason", input: Self.texts[index].text.utf8)
    #expect(verified.status == 65)
    #expect(verified.out == "malformed\n")
  }

  @Test func `a byte order mark, CRLF and blanks round a header are no harm`() throws {
    for text in ["\u{feff}\(header)\r\n", " \t\(header) \r\n\r\n", "\(header)\n\n"] {
      expect(
        try program.run("inspect", "--field", "kind", input: text.utf8),
        is: Outcome(status: 0, out: "credential\n", error: ""))
    }
  }

  @Test func `a header with 10,000 parameters is refused`() throws {
    let parameters = (0..<10_000).map { "p\($0)=\"\($0)\"" }.joined(separator: ", ")
    try expectMalformed("WWW-Authenticate: L402 \(parameters)".utf8)
  }

  @Test func `deeply nested JSON is refused`() throws {
    let depth = 200_000
    try expectMalformed((String(repeating: "{\"a\":", count: depth)).utf8)
    try expectMalformed(
      ("{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        + "}").utf8)
  }

  @Test func `deeply nested JSON in base64 is no crash`() throws {
    let nested = "{\"a\":" + String(repeating: "[", count: 3000)
    let outcome = try program.run(["inspect"], input: Data(nested.utf8).base64EncodedString().utf8)
    #expect(outcome.status < 128)
  }

  @Test func `every single byte change of a header is no crash`() throws {
    let bytes = Array(header.utf8)
    var lines: [UInt8] = []
    var count = 0
    for place in bytes.indices {
      for value: UInt8 in [
        0, 0x0d, 0x20, 0x22, 0x2c, 0x3a, 0x3d, 0x7f, 0x80, 0xff, bytes[place] ^ 1,
      ] {
        var changed = bytes
        changed[place] = value
        lines += changed + [0x0a]
        count += 1
      }
    }
    for command in [
      ["inspect"], ["verify", "--root-key", "env:K"], ["add-caveat", "--caveat", "a=b"],
    ] {
      let outcome = try program.run(command + ["--batch", "--json"], input: lines)
      #expect(outcome.status == 0 || outcome.status == 1, "\(command)")
      #expect(outcome.line.split(separator: "\n").count == count, "\(command)")
    }
  }

  @Test func `every byte alone is no crash`() throws {
    for byte in UInt8.min...UInt8.max {
      let outcome = try program.run(["inspect"], input: [byte])
      #expect(outcome.status == 65, "\(byte)")
    }
  }

  @Test func `100 MB are refused within 256 MB of memory`() throws {
    let outcome = try program.shell(
      "ulimit -v 262144; head -c 100000000 /dev/zero 2>/dev/null | tr '\\0' A 2>/dev/null | l402 inspect; exit ${PIPESTATUS[2]}"
    )
    expect(
      outcome,
      is: Outcome(
        status: 65, out: "",
        error: "l402: error: standard input holds more than 16 MiB, byte 16777216\n"
          + "l402: hint: one item is read whole; for many use --batch, an item a line\n"))
  }

  @Test func `a line of 100 MB in a batch costs one line within 256 MB of memory`() throws {
    // A debug build takes a minute for it.
    let size = Program.isRelease ? 100_000_000 : 3_000_000
    let outcome = try program.shell(
      """
      ulimit -v 262144
      { echo "$K"; head -c \(size) /dev/zero | tr '\\0' A; echo; echo "$K"; } \
        | l402 inspect --batch | cut -c1-40
      """)
    #expect(
      outcome.out.split(separator: "\n").map { $0.prefix(9) } == [
        "{\"also\":[", "{\"error\":", "{\"also\":[",
      ])
  }

  @Test func `100 MB of a key are refused`() throws {
    let outcome = try program.shell(
      "head -c 100000000 /dev/zero | l402 mint --paid --root-key -; exit ${PIPESTATUS[1]}")
    #expect(outcome.status == 65)
    #expect(outcome.out.isEmpty)
  }
}
