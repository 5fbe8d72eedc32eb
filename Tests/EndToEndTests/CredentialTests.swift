import Foundation
import Testing

/// A paid credential is accepted as it is, and as nothing else.
struct CredentialTests {
  let program: Program
  /// `Authorization: L402 TOKEN:PREIMAGE`.
  let header: String

  init() throws {
    program = try Program()
    header = try program.run(
      "mint", "--paid", "--service", "api", "--expires-in", "1h", "--root-key", "env:K", "--as",
      "header"
    ).line
  }

  private func verify(
    _ header: String, _ arguments: [String] = ["--service", "api"], key: String = Program.key
  ) throws -> Outcome {
    try program.run(
      ["verify", "--root-key", "env:K", "--field", "reason"] + arguments, input: header.utf8,
      variables: ["K": key])
  }

  private var colon: String.Index { header.lastIndex(of: ":") ?? header.endIndex }

  @Test func `the credential is accepted`() throws {
    expect(try verify(header), is: Outcome(status: 0, out: "\n", error: ""))
  }

  @Test func `another key is refused by the signature`() throws {
    expect(
      try verify(header, key: String(repeating: "ab", count: 32)),
      is: Outcome(status: 1, out: "signature\n", error: ""))
  }

  @Test func `a later moment is refused by the expiry`() throws {
    expect(
      try verify(header, ["--service", "api", "--now", "2100-01-01T00:00:00Z"]),
      is: Outcome(status: 1, out: "expired\n", error: ""))
  }

  @Test func `another service is refused by the service`() throws {
    expect(
      try verify(header, ["--service", "db"]),
      is: Outcome(status: 1, out: "service\n", error: ""))
  }

  @Test func `a wrong preimage is refused by the preimage`() throws {
    let wrong = header[...colon] + String(repeating: "ab", count: 32)
    expect(try verify(String(wrong)), is: Outcome(status: 1, out: "preimage\n", error: ""))
  }

  /// Base64 characters in order; the change of a top bit is never one of unused bits.
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  private static let reasons: Set = [
    "malformed", "identifier", "preimage", "signature", "expired", "service", "unchecked",
  ]

  @Test func `a flipped character of the token is refused at every position`() throws {
    let start = try #require(header.range(of: "L402 ")).upperBound
    for place in header[start..<colon].indices {
      guard let value = Self.alphabet.firstIndex(of: header[place]) else { continue }
      var changed = header
      changed.replaceSubrange(place...place, with: [Self.alphabet[value ^ 32]])
      let outcome = try verify(changed)
      #expect(outcome.status == 1 || outcome.status == 65, "\(changed)")
      #expect(Self.reasons.contains(outcome.line), "\(changed) \(outcome)")
    }
  }

  @Test func `a flipped digit of the preimage is refused at every position`() throws {
    for place in header.indices(after: colon) {
      var changed = header
      changed.replaceSubrange(place...place, with: [header[place] == "0" ? "1" : "0"])
      expect(try verify(changed), is: Outcome(status: 1, out: "preimage\n", error: ""))
    }
  }
}

extension String {
  fileprivate func indices(after place: Index) -> [Index] {
    place < endIndex ? Array(self[index(after: place)...].indices) : []
  }
}
