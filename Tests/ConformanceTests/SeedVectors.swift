import Bytes
import Digests
import JSON
import L402Protocol
import Macaroons
import Testing

@Suite(.enabled(if: Vectors.areHere, "L402_VECTORS names no folder of vectors"))
struct SeedVectors {
  private let seeds: JSONValue

  init() throws {
    seeds = try JSONReader.read(try Vectors.text("seeds.json")[...])
  }

  @Test func `every token of the tutorials is explained as their text says`() throws {
    let tokens = try #require(seeds["macaroons"]?.array)
    for seed in tokens {
      let name = Comment(rawValue: seed["name"]?.string ?? "")
      let encoded = Array(try #require(seed["encoded"]?.string).utf8)
      let found = try #require(try Recogniser.recognise(encoded[...]).first)
      guard case .token(let text) = found.subject else {
        Issue.record("a \(found.kind), not a token")
        continue
      }
      #expect(text.format.rawValue == seed["format"]?.string, name)
      #expect(text.encoding.rawValue == seed["encoding"]?.string, name)
      #expect(String(decoding: text.macaroon.location, as: UTF8.self) == seed["location"]?.string)
      #expect(text.macaroon.signature.hex == seed["signature"]?.string, name)
      let identifier = TokenIdentifier(text.macaroon.identifier)
      let expected = try #require(seed["identifier"])
      #expect(identifier.layout.rawValue == expected["layout"]?.string, name)
      #expect(identifier.version.map { Int64($0) } == expected["version"]?.integer, name)
      #expect(identifier.paymentHash?.hex == expected["payment_hash"]?.string, name)
      #expect(identifier.tokenID?.hex == expected["token_id"]?.string, name)
      let caveats = text.macaroon.caveats.map { String(decoding: $0.identifier, as: UTF8.self) }
      #expect(caveats == seed["caveats"]?.array?.compactMap(\.string), name)
    }
    print("seeds.json: \(tokens.count) tokens explained")
  }

  @Test func `the live server's token has two caveats in words and has expired`() throws {
    let encoded = Array(try #require(seeds["macaroons"]?.array?[1]["encoded"]?.string).utf8)
    let found = try #require(try Recogniser.recognise(encoded[...]).first)
    let inspection = Inspection(found, now: Timestamp(unixSeconds: 1_795_231_800))
    let meanings = inspection.tokens[0].conditions.map { $0.meaning(at: inspection.now) }
    #expect(
      meanings == [
        "a constraint that the service itself must check",
        "until 2024-07-11 10:40:27 UTC, expired 2 years ago",
      ])
    #expect(inspection.checks.contains(Check("expiry", .fail, "expired 2 years ago")))
  }

  @Test func `every header of the tutorials is read`() throws {
    let headers = try #require(seeds["headers"]?.array)
    for header in headers {
      let field = try #require(header["field"]?.string)
      let line = Array("\(field): \(header["value"]?.string ?? "")".utf8)
      let found = try #require(try Recogniser.recognise(line[...]).first)
      #expect(found.kind == (field == "Authorization" ? "credential" : "challenge"))
    }
    print("seeds.json: \(headers.count) headers read")
  }

  @Test func `every preimage hashes as its source says`() throws {
    for preimage in try #require(seeds["preimages"]?.array) {
      let bytes = try Bytes32(hex: try #require(preimage["preimage"]?.string))
      #expect(SHA256.digest(bytes).hex == preimage["sha256"]?.string)
    }
  }

  @Test func `the tutorial's credential belongs together`() throws {
    let value = try #require(seeds["headers"]?.array?.last?["value"]?.string)
    let found = try #require(try Recogniser.recognise(Array(value.utf8)[...]).first)
    let inspection = Inspection(found, now: Timestamp(unixSeconds: 1_795_231_800))
    #expect(
      inspection.checks.first == Check("preimage", .pass, "sha256(preimage) is the payment hash"))
  }
}
