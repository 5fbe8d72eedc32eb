import Bytes
import JSON
import Macaroons
import Testing

/// Lines on which we do not side with go-macaroon, each with the rule.
private let deviations: [String: String] = [
  "b64-v1-hex-instead": "hexadecimal is a dressing of its own that we read",
  "b64-v1-crlf-end": "white space round a text is dressing",
  "b64-v1-newline-end": "white space round a text is dressing",
  "b64-v1-space-end": "white space round a text is dressing",
  "b64-v2-crlf-end": "white space round a text is dressing",
  "b64-v2-space-end": "white space round a text is dressing",
  "b64-v2-space-start": "white space round a text is dressing",
  "json-c-null-element": "a caveat is an object",
  "json-dup-key-c": "a member that stands twice means two things to two readers",
  "json-dup-key-i": "a member that stands twice means two things to two readers",
  "json-i-empty-and-i64": "both forms of a member are never right, empty or not",
  "json-i64-newline": "base64 inside JSON is not wrapped",
  "json-upper-keys": "member names are lower case in every format text",
  "json-v-1": "a version that is not 2 may mean anything",
  "json-v-3": "a version that is not 2 may mean anything",
  "mal1-vid-no-cid": "a verification id belongs to a caveat",
]

@Suite(.enabled(if: Vectors.areHere, "L402_VECTORS names no folder of vectors"))
struct MacaroonVectors {
  @Test func `every macaroon parses and verifies as the libraries agree`() throws {
    var passed = 0
    var deviating: Set<String> = []
    for line in try Vectors.lines("macaroons.jsonl") {
      let vector = try MacaroonVector(line)
      let problem = vector.problem()
      if let reason = deviations[vector.name] {
        #expect(problem != nil, "\(vector.name) no longer deviates")
        print("  deviates: \(vector.name): \(problem ?? "") (\(reason))")
        deviating.insert(vector.name)
      } else {
        #expect(problem == nil, "\(vector.name)")
        passed += problem == nil ? 1 : 0
      }
    }
    #expect(deviating == Set(deviations.keys))
    print("macaroons.jsonl: \(passed) passed, \(deviating.count) deviate by our rules")
  }
}

private struct MacaroonVector {
  let name: String
  let line: JSONValue

  init(_ line: JSONValue) throws {
    self.line = line
    name = try #require(line["name"]?.string)
  }

  /// Nil when all that the line says holds.
  func problem() -> String? {
    let encoded = Array((line["encoded"]?.string ?? "").utf8)
    let parses = line["parse_ok"]?.content == .bool(true)
    let text: MacaroonText
    do {
      text = try MacaroonText(parsing: encoded[...])
    } catch {
      return parses ? "refused: \(error) at \(error.offset)" : nil
    }
    guard parses else { return "accepted" }
    if line["format"]?.string != text.format.rawValue.replacing("-json", with: "j") {
      return "format \(text.format)"
    }
    let macaroon = text.macaroon
    if line["identifier_hex"]?.string != Hex.encode(macaroon.identifier) { return "identifier" }
    if line["location_hex"]?.string != Hex.encode(macaroon.location) { return "location" }
    if line["signature_hex"]?.string != macaroon.signature.hex { return "signature" }
    let caveats = line["caveats"]?.array ?? []
    guard caveats.count == macaroon.caveats.count else { return "caveat count" }
    for (expected, caveat) in zip(caveats, macaroon.caveats) {
      if expected["cid_hex"]?.string != Hex.encode(caveat.identifier) { return "cid" }
      let vid = caveat.verificationID.map { Hex.encode($0) } ?? ""
      if expected["vid_hex"]?.string ?? "" != vid { return "vid \(vid)" }
      let location = String(decoding: caveat.location, as: UTF8.self)
      if expected["location"]?.string ?? "" != location { return "caveat location" }
    }
    if line["canonical"]?.content == .bool(true), !text.hasSpareBits {
      guard let again = try? text.encoded(), again == encoded else {
        return
          "encodes as \((try? text.encoded()).map { String(decoding: $0, as: UTF8.self) } ?? "?")"
      }
    }
    return verdictProblem(macaroon)
  }

  private func verdictProblem(_ macaroon: Macaroon) -> String? {
    guard let key = line["root_key_hex"]?.string,
      let rootKey = try? Hex.decode(Array(key.utf8)[...])
    else { return nil }
    let expected = line["valid"]?.content == .bool(true)
    do {
      var discharges: [Macaroon] = []
      for encoded in line["discharges"]?.array ?? [] {
        let text = Array((encoded.string ?? "").utf8)
        discharges.append(try MacaroonText(parsing: text[...]).macaroon)
      }
      _ = try macaroon.verify(key: ChainKey(rootKey: rootKey[...]), discharges: discharges)
      return expected ? nil : "verified"
    } catch {
      return expected ? "not verified: \(error)" : nil
    }
  }
}
