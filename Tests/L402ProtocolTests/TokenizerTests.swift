import Testing

@testable import L402Protocol

@Suite struct TokenizerTests {
  private struct Found: Equatable, CustomStringConvertible {
    let scheme: String
    var token68: String?
    var parameters: [String] = []
    var description: String { "\(scheme) \(token68 ?? "-") \(parameters)" }
  }

  private func tokenized(_ lines: String...) throws(HeaderError) -> [Found] {
    try HeaderTokenizer.challenges(in: lines.map(bytes)).map { challenge in
      Found(
        scheme: challenge.scheme, token68: challenge.token68.map { text($0) },
        parameters: challenge.parameters.map { "\($0.name)@\($0.offset)=\(text($0.value))" })
    }
  }

  @Test func `takes scheme and parameters apart, each with its offset`() throws {
    #expect(
      try tokenized(#"L402 macaroon="AgE", invoice="lnbc1""#) == [
        Found(scheme: "L402", parameters: ["macaroon@15=AgE", "invoice@30=lnbc1"])
      ])
  }

  /// Without a comma between them these once crashed.
  @Test(arguments: ["a=b c =d", "a=1 b = 2 c=3", "a=b c =d, A x=1"])
  func `parameters before any scheme belong to nobody`(line: String) throws {
    #expect(try tokenized(line).flatMap(\.parameters).allSatisfy { $0.hasPrefix("x@") })
  }

  @Test(arguments: [
    #"A a="1",b="2""#, #"A a="1" , b="2""#, #"A  a="1",,b="2","#, #"A a = "1" ,b= "2""#,
    #"A A="1",B="2""#, "A a=1,b=2", "A a='1',b='2'", #"A a="1" b="2""#, "A\ta=1\t,\tb=2\t",
    #",A a="1", , b="2", ,"#, #"A a="\1", b="2""#,
  ])
  func `spellings of one challenge are one challenge`(line: String) throws {
    let found = try HeaderTokenizer.challenges(in: [bytes(line)])
    #expect(found.map(\.scheme) == ["A"])
    #expect(found.first?.parameters.map(\.name) == ["a", "b"])
    #expect(found.first?.parameters.map { text($0.value) } == ["1", "2"])
  }

  @Test(arguments: [
    ("A a=1, B b=2", ["A", "B"]), ("A, B b=2", ["A", "B"]), ("A, B", ["A", "B"]),
    ("A abc==, B b=2", ["A", "B"]), ("A abc, B", ["A", "B"]), ("A a=1 B b=2", ["A", "B"]),
    ("", []), (" , ,", []), ("a=1", []), (#"a="A b=1", B"#, ["B"]),
  ])
  func `tells where a challenge ends and the next begins`(line: String, schemes: [String]) throws {
    #expect(try HeaderTokenizer.challenges(in: [bytes(line)]).map(\.scheme) == schemes)
  }

  @Test func `a token68 is kept`() throws {
    #expect(
      try tokenized("Negotiate oY+/~-._1==, A b=c") == [
        Found(scheme: "Negotiate", token68: "oY+/~-._1=="),
        Found(scheme: "A", parameters: ["b@27=c"]),
      ])
  }

  @Test func `what stands inside quotes is never a parameter`() throws {
    #expect(
      try tokenized(#"A realm="macaroon=\"x\", L402 invoice=\"y\"", a="b""#) == [
        Found(scheme: "A", parameters: [#"realm@9=macaroon="x", L402 invoice="y""#, "a@49=b"])
      ])
  }

  @Test func `every line is tokenised alone, and knows its number`() throws {
    let found = try HeaderTokenizer.challenges(in: [bytes("A a=1"), bytes("b=2, B c=3")])
    #expect(found.map(\.scheme) == ["A", "B"])
    #expect(found.map(\.line) == [0, 1])
    #expect(found.map(\.offset) == [0, 5])
    #expect(found.first?.parameters.count == 1)
  }

  @Test(arguments: [
    (#"A a="1"#, 4), (#"A a='1"#, 4), (#"A a="1\"#, 4), (#"A a="1"b"#, 4), (#"A a="1"="2""#, 4),
    (#"A a=1"2""#, 5), ("A a=1, =2", 7), ("A a=1, (x)", 7), ("\u{e9} a=1", 0), ("A a=1, {", 7),
    ("A \"", 2), ("A a=1, \\", 7),
  ])
  func `broken grammar is refused where it breaks`(line: String, offset: Int) {
    #expect(throws: HeaderError(.malformed, at: offset, line: 1)) {
      try HeaderTokenizer.challenges(in: [bytes("B"), bytes(line)])
    }
  }

  @Test(arguments: ["\0", "\n", "\r", "\u{1b}", "\u{7f}", "\u{0b}", "\u{1f}"])
  func `control characters are refused wherever they stand`(character: String) {
    for (line, offset) in [
      ("\(character)A", 0), ("A a=\"b\(character)\"", 6), ("A a\(character)", 3),
    ] {
      #expect(throws: HeaderError(.controlCharacter, at: offset)) {
        try HeaderTokenizer.challenges(in: [bytes(line)])
      }
    }
  }

  @Test func `a line may have 16 KiB and not a byte more`() throws {
    let longest = "A a=\"" + String(repeating: "x", count: 16 * 1024 - 6) + "\""
    #expect(try tokenized(longest).count == 1)
    #expect(throws: HeaderError(.tooLarge, at: 16 * 1024, line: 1)) {
      try tokenized("A", longest + " ")
    }
  }

  @Test func `all lines together may have 64 KiB`() throws {
    let line = "A a=\"" + String(repeating: "x", count: 16 * 1024 - 6) + "\""
    #expect(try tokenized(line, line, line, line).count == 4)
    #expect(throws: HeaderError(.tooLarge, at: 16 * 1024, line: 4)) {
      try tokenized(line, line, line, line, ",")
    }
  }

  @Test func `10000 parameters in four lines are all kept`() throws {
    let line = "A " + String(repeating: "a=b,", count: 2500)
    let found = try HeaderTokenizer.challenges(in: Array(repeating: bytes(line), count: 4))
    #expect(found.map(\.parameters.count).reduce(0, +) == 10_000)
  }

  @Test func `10000 parameters in one line are too many bytes`() {
    #expect(throws: HeaderError(.tooLarge, at: 16 * 1024)) {
      try tokenized("A " + String(repeating: "a=b,", count: 10_000))
    }
  }
}
