import Bytes
import JSON
import L402Protocol
import Macaroons
import Presentation
import Testing

@Suite struct JSONFormTests {
  private static let challenge = #"L402 macaroon="AgE", invoice="\#(Model.invoice)", version="0""#

  private static func texts() throws -> [String] {
    let line = try Model.line(Model.caveats + ["Services=a", "nonsense", "a=\u{1b}"])
    let challenge =
      #"L402 macaroon="\#(try Model.token(Model.macaroon()))", invoice="\#(Model.invoice)""#
    return [
      line, challenge,
      #"\#(challenge), Payment id="x", request="eyJiIjoxLCJhIjp7InoiOjEsImMiOltdfX0""#,
      #"L402 macaroon="AgE""#, #"L402 macaroon="AgE", invoice="lnbc1x""#, Model.invoice,
      Model.preimage,
      #"{"x402Version":1,"accepts":[{"z":1,"a":{"y":[],"b":null}}],"error":"x"}"#,
      text(Base64.encode(bytes(#"{"zeta":1,"alpha":{"y":2,"x":1}}"#))),
    ]
  }

  @Test func `names are sorted in every object`() throws {
    for text in try Self.texts() {
      #expect(unsorted(try json(inspect(text))) == [])
      #expect(unsorted(try json(inspect(text), showsSecrets: true)) == [])
    }
    #expect(unsorted(try json(verify(), line: 7)) == [])
    #expect(unsorted(try json(.malformed("x", now: Timestamp(unixSeconds: 0)))) == [])
  }

  @Test func `preimage and signature are null unless asked for`() throws {
    let inspections = try inspect(try Model.line())
    let hidden = try json(inspections)
    #expect(hidden["preimage"]?.isNull == true)
    #expect(hidden["tokens"]?.array?.first?["signature"]?.isNull == true)
    let shown = try json(inspections, showsSecrets: true)
    #expect(shown["preimage"]?.string == Model.preimage)
    #expect(
      shown["tokens"]?.array?.first?["signature"]?.string == (try Model.macaroon().signature.hex))
  }

  @Test func `an inspection's members are these`() throws {
    let value = try json(inspect(try Model.line()))
    #expect(
      value.members?.map(\.name) == [
        "also", "checks", "invoice", "kind", "preimage", "scheme", "source", "tokens", "version",
        "warnings",
      ])
    #expect(value["kind"]?.string == "credential")
    #expect(value["scheme"]?.string == "L402")
    let token = try #require(value["tokens"]?.array?.first)
    #expect(token["identifier"]?["payment_hash"]?.string == Model.paymentHash)
    #expect(token["identifier"]?["version"]?.integer == 0)
    #expect(token["location"]?.string == "https://api.example")
    #expect(
      token["caveats"]?.array?[2].oneLine
        == #"{"condition":"api_valid_until","family":"valid_until","meaning":"api: until 2026-11-21 04:29:02 UTC, in 59 minutes","text":"api_valid_until=1795235342","value":"1795235342"}"#
    )
  }

  @Test func `further challenges are in also, in the same shape`() throws {
    let value = try json(
      inspect(
        #"\#(Self.challenge), L402 macaroon="AgF", invoice="\#(Model.invoice)", Payment id="x""#))
    #expect(value["version"]?.string == "0")
    #expect(value["also"]?.array?.map { $0["kind"]?.string } == ["challenge", "payment-challenge"])
    #expect(value["also"]?.array?.first?["also"] == nil)
    #expect(value["also"]?.array?.first?["tokens"]?.array?.count == 1)
  }

  @Test func `a verification's members are these`() throws {
    let value = try json(verify(), line: 3)
    #expect(
      value.members?.map(\.name) == [
        "accepted", "caveats", "checks", "expires_at", "expires_at_unix", "key", "line", "now",
        "now_unix", "payment_hash", "reason", "reasons", "skipped", "summary", "token_id",
      ])
    #expect(value["accepted"]?.content == .bool(false))
    #expect(value["reason"]?.string == "expired")
    #expect(value["reasons"]?.oneLine == #"["expired","unchecked"]"#)
    #expect(value["expires_at"]?.string == "2026-11-21T04:29:02Z")
    #expect(value["expires_at_unix"]?.integer == 1_795_235_342)
    #expect(value["line"]?.integer == 3)
    #expect(value["skipped"]?.integer == 1)
    #expect(
      value["caveats"]?.array?[0].oneLine
        == #"{"detail":"api is in the list","family":"services","status":"satisfied","text":"services=api:0"}"#
    )
  }

  @Test func `JSON carries the exact text, or hexadecimal where it is none`() throws {
    let line = try Model.line(["a=\u{202e}\u{1b}"])
    #expect(
      try json(inspect(line))["tokens"]?.array?.first?["caveats"]?.array?.first?["text"]?.string
        == "a=\u{202e}\u{1b}")
    var macaroon = try Model.macaroon([])
    macaroon.addFirstPartyCaveat([0x61, 0x3d, 0xff])
    macaroon.location = [0xfe]
    let value = try json(inspect(try Model.token(macaroon)))
    let token = try #require(value["tokens"]?.array?.first)
    #expect(token["location"] == nil)
    #expect(token["location_hex"]?.string == "fe")
    #expect(token["caveats"]?.array?.first?["text_hex"]?.string == "613dff")
    #expect(token["caveats"]?.array?.first?["value"]?.isNull == true)
    #expect(unsorted(value) == [])
  }
}
