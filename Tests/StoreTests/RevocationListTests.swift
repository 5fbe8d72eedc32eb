import Bytes
import Store
import Testing

@Suite struct RevocationListTests {
  private static let digits = hash(1).hex

  private func list(_ text: String) throws -> RevocationList {
    // A slice that does not start at 0: offsets must count from its start all the same.
    try RevocationList(parsing: Array(("skip" + text).utf8)[4...])
  }

  @Test func `reads hashes, token IDs, comments and blank lines`() throws {
    let text = """
      # revoked in June
      \(hash(1).hex)

      \(hash(2).hex.uppercased())
        \t
      token-id:\(tokenID(3).hex)
      """
    let list = try list(text)
    #expect(list.count == 3)
    #expect(list.contains(identifierHash: hash(1), tokenID: nil))
    #expect(list.contains(identifierHash: hash(2), tokenID: tokenID(9)))
    #expect(list.contains(identifierHash: hash(9), tokenID: tokenID(3)))
    #expect(!list.contains(identifierHash: hash(9), tokenID: tokenID(9)))
    #expect(!list.contains(identifierHash: hash(9), tokenID: nil))
    #expect(!list.contains(identifierHash: tokenID(3), tokenID: hash(1)))
  }

  @Test(arguments: ["\n", "\r\n"], [true, false])
  func `reads either line end, also without a last one`(end: String, closed: Bool) throws {
    let text = [hash(1).hex, "", hash(2).hex].joined(separator: end) + (closed ? end : "")
    #expect(try list(text).count == 2)
  }

  @Test(arguments: ["", "\n", "# nothing\n", "\r\n\r\n"])
  func `a list may be empty`(text: String) throws {
    #expect(try list(text) == RevocationList())
  }

  @Test(arguments: [RevocationTarget.identifierHash(hash(1)), .tokenID(tokenID(2))])
  func `reads the lines that it writes`(target: RevocationTarget) throws {
    let line = RevocationList.line(for: target)
    #expect(line.hasSuffix("\n"))
    let list = try list(line + RevocationList.line(for: .identifierHash(hash(7))))
    let (hash, tokenID) =
      switch target {
      case .identifierHash(let value): (value, Bytes32?.none)
      case .tokenID(let value): (Bytes32.zero, value)
      }
    #expect(list.contains(identifierHash: hash, tokenID: tokenID))
  }

  private static let refused: [(String, RevocationListError)] = [
    ("revoked\n", RevocationListError(.foreignCharacter(UInt8(ascii: "r")), line: 1, at: 0)),
    ("\n ab\n", RevocationListError(.foreignCharacter(0x20), line: 2, at: 1)),
    ("# c\nabcd\r\n", RevocationListError(.length(found: 4), line: 2, at: 8)),
    (digits + "00", RevocationListError(.length(found: 66), line: 1, at: 64)),
    (digits + " # June", RevocationListError(.foreignCharacter(0x20), line: 1, at: 64)),
    ("token-id:\n", RevocationListError(.length(found: 0), line: 1, at: 9)),
    ("token-id: " + digits, RevocationListError(.foreignCharacter(0x20), line: 1, at: 9)),
    ("Token-ID:" + digits, RevocationListError(.foreignCharacter(0x54), line: 1, at: 0)),
    ("\u{feff}" + digits, RevocationListError(.foreignCharacter(0xef), line: 1, at: 0)),
    (digits + "\rab", RevocationListError(.foreignCharacter(0x0d), line: 1, at: 64)),
    (" # c", RevocationListError(.foreignCharacter(0x20), line: 1, at: 0)),
  ]

  @Test(arguments: refused)
  func `refuses anything else at its line and byte`(text: String, error: RevocationListError) {
    #expect(throws: error) { try list(text) }
  }

  @Test func `an error names the line in one line`() {
    #expect(
      RevocationListError(.foreignCharacter(0x0a), line: 3, at: 9).description
        == "line 3 is neither 64 hexadecimal digits nor \"token-id:\" with such: found 0x0a")
    #expect(
      RevocationListError(.length(found: 63), line: 3, at: 9).description
        == "line 3 has 63 hexadecimal digits, not 64")
  }
}
