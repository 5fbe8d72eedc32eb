import Bytes
import Digests
import JSON
import L402Protocol
import Macaroons
import Testing

@Suite(.enabled(if: Vectors.areHere, "L402_VECTORS names no folder of vectors"))
struct HeaderVectors {
  @Test func `every header gives what a safe and liberal parser makes of it`() throws {
    var passed = 0
    let lines = try Vectors.lines("headers.jsonl")
    for (number, line) in lines.enumerated() {
      let problem = HeaderVector(line).problem()
      #expect(problem == nil, "line \(number + 1): \(line["note"]?.string ?? "")")
      passed += problem == nil ? 1 : 0
    }
    print("headers.jsonl: \(passed) of \(lines.count) passed")
  }
}

private struct HeaderVector {
  let line: JSONValue
  let expected: JSONValue

  init(_ line: JSONValue) {
    self.line = line
    expected = line["expect"] ?? JSONValue(.null)
  }

  /// Nil when the outcome and every extracted field agree.
  func problem() -> String? {
    let value = line["value"]?.string ?? ""
    let separate = line["lines"]?.array?.compactMap(\.string)
    let ok = expected["ok"]?.content == .bool(true)
    // Where the corpus has separate lines, the folded value must give the same.
    for lines in [separate ?? [value], [value]] {
      let bytes = lines.map { Array($0.utf8)[...] }
      do {
        let outcome = try read(bytes)
        guard ok else { return "accepted" }
        if let problem = difference(outcome) { return problem }
      } catch {
        guard !ok else { return "refused: \(error) at \(error.offset)" }
        let reason = expected["reason"]?.string
        if reason != error.reason.rawValue { return "reason \(error.reason.rawValue)" }
      }
    }
    return nil
  }

  fileprivate struct Outcome {
    var scheme: String
    var version: String?
    var tokens: [HeaderToken]
    var invoice: String?
    var preimage: String?
    var others: [String]?
  }

  private func read(_ lines: [ArraySlice<UInt8>]) throws(HeaderError) -> Outcome {
    switch line["header"]?.string {
    case "WWW-Authenticate":
      let header = try ChallengeHeader(parsing: lines)
      let challenge = try header.single()
      return Outcome(
        scheme: challenge.scheme.rawValue, version: challenge.version, tokens: [challenge.token],
        invoice: String(decoding: challenge.invoice, as: UTF8.self),
        others: header.others.map(\.scheme))
    case "Authorization":
      let credential = try Credential(parsing: lines)
      guard case .authorization(let scheme) = credential.source else {
        return .init(credential, "")
      }
      return .init(credential, scheme.rawValue)
    default: return .init(try Credential(metadata: lines[0]), "grpc-metadata")
    }
  }

  private func difference(_ outcome: Outcome) -> String? {
    if expected["scheme"]?.string != outcome.scheme { return "scheme \(outcome.scheme)" }
    if let version = expected["version"]?.string, version != outcome.version { return "version" }
    if let invoice = expected["invoice"]?.string, invoice != outcome.invoice { return "invoice" }
    if let preimage = expected["preimage"]?.string, preimage != outcome.preimage {
      return "preimage"
    }
    let tokens = expected["macaroons"]?.array?.compactMap(\.string)
    let isMetadata = outcome.scheme == "grpc-metadata"
    if tokens != outcome.tokens.map({ isMetadata ? base64($0) : text($0) }) { return "tokens" }
    let kinds = expected["kinds"]?.array?.compactMap(\.string)
    if kinds != outcome.tokens.map(kind) { return "kinds \(outcome.tokens.map(kind))" }
    if let digests = expected["macaroon_sha256"]?.array, digests.map(\.string) != digestsOf(outcome)
    {
      return "digests"
    }
    if let others = expected["other_schemes"]?.array?.compactMap(\.string), others != outcome.others
    {
      return "other schemes \(outcome.others ?? [])"
    }
    return nil
  }

  private func text(_ token: HeaderToken) -> String { String(decoding: token.text, as: UTF8.self) }

  private func base64(_ token: HeaderToken) -> String {
    let bytes = (try? token.macaroon?.macaroon.encode(.v2)) ?? []
    return String(decoding: Base64.encode(bytes), as: UTF8.self)
  }

  private func kind(_ token: HeaderToken) -> String {
    switch token.content {
    case .macaroon(let macaroon): "macaroon-\(macaroon.format.rawValue)"
    case .json: "json"
    case .opaque: "opaque"
    }
  }

  private func digestsOf(_ outcome: Outcome) -> [String?] {
    outcome.tokens.map { token in
      guard let macaroon = token.macaroon,
        let bytes = try? macaroon.macaroon.encode(macaroon.format)
      else { return nil }
      return SHA256.digest(bytes).hex
    }
  }
}

extension HeaderVector.Outcome {
  fileprivate init(_ credential: Credential, _ scheme: String) {
    self.init(
      scheme: scheme, version: nil, tokens: credential.tokens, invoice: nil,
      preimage: credential.preimage?.bytes.hex, others: nil)
  }
}
