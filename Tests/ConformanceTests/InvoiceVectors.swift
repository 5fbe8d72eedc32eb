import BOLT11
import Bytes
import JSON
import L402Protocol
import Presentation
import Testing

@Suite(.enabled(if: Vectors.areHere, "L402_VECTORS names no folder of vectors"))
struct InvoiceVectors {
  @Test func `every invoice that nobody contests decodes, and is payable, as it should be`() throws
  {
    var passed = 0
    let vectors = try Vectors.lines("bolt11.jsonl").map(InvoiceVector.init)
    let agreed = vectors.filter { $0.contested == nil }
    for vector in agreed {
      let problem = vector.problem()
      #expect(problem == nil, "line \(vector.name)")
      passed += problem == nil ? 1 : 0
    }
    print("bolt11.jsonl: \(passed) of \(agreed.count) lines that nobody contests passed")
  }

  @Test func `contested invoices are judged by our rules, and listed`() throws {
    let vectors = try Vectors.lines("bolt11.jsonl").map(InvoiceVector.init)
    let contested = vectors.enumerated().filter { $0.element.contested != nil }
    var deviations: [String] = []
    for (index, vector) in contested {
      print("bolt11.jsonl \(index + 1), contested (\(vector.contested ?? "")): \(vector.name)")
      print("    \(vector.verdict)")
      if let problem = vector.problem() { deviations.append("\(index + 1): \(problem)") }
    }
    print(
      "bolt11.jsonl: \(contested.count) contested lines, \(deviations.count) judged unlike the corpus"
    )
    #expect(deviations == [])
  }
}

private struct InvoiceVector {
  let line: JSONValue
  let text: [UInt8]
  let outcome: Result<Invoice, InvoiceError>

  init(_ line: JSONValue) {
    self.line = line
    text = Array((line["invoice"]?.string ?? "").utf8)
    do {
      outcome = .success(try Invoice(parsing: text[...]))
    } catch {
      outcome = .failure(error)
    }
  }

  var name: String { String((line["source"]?.string ?? "").prefix(100)) }

  /// Why the corpus does not count it; nil where it does.
  var contested: String? {
    guard let contested = line["contested"] else { return nil }
    if let text = contested.string { return text }
    return contested.content == .bool(true) ? "true" : nil
  }

  /// What we say, and why.
  var verdict: String {
    switch outcome {
    case .failure(let error): "refused: \(error), byte \(error.offset) [\(error.code)]"
    case .success(let invoice) where invoice.isPayable:
      "payable; notes: " + (invoice.notes.map(\.code).joined(separator: ", "))
    case .success(let invoice):
      "decoded, not payable: "
        + invoice.problems.map { "\($0.message) (\($0.rule)) [\($0.code)]" }.joined(separator: "; ")
    }
  }

  /// Nil when verdict, kind of mistake and every field agree.
  func problem() -> String? {
    let isDecodable = line["decodable"]?.content == .bool(true)
    let isValid = line["valid"]?.content == .bool(true)
    let codes = Set(line["codes"]?.array?.compactMap(\.string) ?? [])
    switch outcome {
    case .failure(let error):
      guard !isDecodable else { return "refused: \(error)" }
      guard (0...text.count).contains(error.offset) else { return "offset \(error.offset)" }
      guard
        codes == [error.code] || codes.allSatisfy({ Self.inner[error.code]?.contains($0) == true })
      else { return "code \(error.code) for \(codes)" }
      return nil
    case .success(let invoice):
      guard isDecodable else { return "decoded" }
      guard invoice.isPayable == isValid else { return "payable: \(invoice.isPayable)" }
      let ours = Set(invoice.problems.map(\.code))
      guard codes == ours else { return "problems \(ours) for \(codes)" }
      return difference(invoice)
    }
  }

  /// By our code, the codes that the corpus may have for texts with two mistakes.
  ///
  /// We look at all of an outer layer before the content of the fields, the corpus at one field
  /// after the other.
  private static let inner: [String: Set<String>] = [
    "bech32-character": ["bech32-too-short"],
    "truncated-field": ["route-hint", "fallback", "integer"],
    "signature": ["fallback", "padding", "payee"],
  ]

  /// The first member of `expect` that our JSON form has not, or has otherwise.
  private func difference(_ invoice: Invoice) -> String? {
    var writer = JSONWriter()
    InvoiceJSON(InvoiceInspection(invoice, now: Timestamp(unixSeconds: 0))).write(to: &writer)
    guard let ours = try? JSONReader.read(writer.bytes[...]) else { return "our JSON" }
    for member in line["expect"]?.members ?? [] {
      let found = ours[member.name].map(\.oneLine) ?? "(missing)"
      let wanted = plain(member)
      if sorted(found) != sorted(wanted) { return "\(member.name): \(found) for \(wanted)" }
    }
    return nil
  }

  /// The corpus writes amounts as text.
  private func plain(_ member: JSONMember) -> String {
    member.name == "amount_msat"
      ? member.value.string ?? member.value.oneLine : member.value.oneLine
  }

  /// The order of an object's members says nothing.
  private func sorted(_ text: String) -> String {
    guard let value = try? JSONReader.read(Array(text.utf8)[...]) else { return text }
    return Self.sorted(value)
  }

  private static func sorted(_ value: JSONValue) -> String {
    if let members = value.members {
      return "{" + members.map { "\($0.name):\(sorted($0.value))" }.sorted().joined(separator: ",")
        + "}"
    }
    if let elements = value.array { return "[" + elements.map(sorted).joined(separator: ",") + "]" }
    return value.oneLine
  }
}
