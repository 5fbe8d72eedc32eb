import Bytes
import Foundation
import JSON
import L402Protocol
import Macaroons
import Testing

@testable import L402CLI

/// Texts of every kind that `inspect` names.
enum Kinds {
  /// A macaroon as LND writes it: byte 3, protobuf of nonce, storage id and operations.
  static func nodeMacaroon() throws -> String {
    func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
      [number << 3 | 2, UInt8(bytes.count)] + bytes
    }
    func operation(_ entity: String, _ actions: [String]) -> [UInt8] {
      field(3, field(1, Array(entity.utf8)) + actions.flatMap { field(2, Array($0.utf8)) })
    }
    let identifier =
      [3] + field(1, [UInt8](repeating: 9, count: 16)) + field(2, Array("0".utf8))
      + operation("info", ["read"]) + operation("offchain", ["read", "write"])
    let macaroon = Macaroon(
      identifier: identifier[...], location: Array("lnd".utf8)[...],
      key: ChainKey(rootKey: [UInt8](repeating: 7, count: 32)[...]))
    let text = try MacaroonText(macaroon: macaroon, format: .v2, encoding: .hex).encoded()
    return String(decoding: text, as: UTF8.self)
  }

  static func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

  static let x402 =
    #"{"x402Version":1,"error":"pay","accepts":[{"scheme":"exact","network":"base","#
    + #""maxAmountRequired":"10000","asset":"0xabc","payTo":"0xdef"}]}"#

  static let mpp =
    "Payment id=\"x7\", realm=\"api.example\", method=\"lightning\", intent=\"charge\", "
    + "request=\"\(base64(#"{"amount":"100","currency":"sat"}"#))\", expires=\"2026-12-01T00:00:00Z\""

  static func challenge(_ caveats: [String] = [], location: String = "") throws -> String {
    "L402 macaroon=\"\(try Sample.token(caveats, location: location))\", invoice=\"\(Sample.invoice)\""
  }
}

struct InspectKindTests {
  private func inspect(_ text: String, _ arguments: String...) throws -> Outcome {
    try Harness().run(["inspect", "-"] + arguments, input: Array(text.utf8))
  }

  @Test func `a credential is told part by part`() throws {
    let credential = try Sample.credential(
      [
        "services=api:0", "api_capabilities=read,write", "api_valid_until=1795235342",
        "path=/v1/reports/**", "api_monthly_volume_sats=200000",
      ], location: "https://api.example")
    let token = credential.prefix { $0 != ":" }
    expect(
      try inspect("Authorization: L402 " + credential),
      is: .success(
        """
        L402 credential: a token and its preimage.   SIGNATURE NOT CHECKED (that is `l402 verify`)

          given as       Authorization header, scheme L402
          token          V2 macaroon, 257 bytes, base64 padded   \(token.prefix(12))...\(token.suffix(8))
          location       https://api.example
          identifier     L402 version 0
            payment hash \(Sample.paymentHash)
            token id     \(Sample.tokenID)
          preimage       hidden    (--show-secrets)
          signature      hidden    (caveats and signature together are the token)

          caveats
          1  services=api:0                   service api, tier 0
          2  api_capabilities=read,write      api: read and write only
          3  api_valid_until=1795235342       api: until 2026-11-21 04:29:02 UTC, in 59 minutes
          4  path=/v1/reports/**              paths under /v1/reports/ only
          5  api_monthly_volume_sats=200000   a limit that the service itself must count

          checks
          ok       preimage     sha256(preimage) is the payment hash
          ok       expiry       valid for 59 minutes more
          ok       narrowing    no caveat widens an earlier one
          unknown  signature    needs the root key: l402 verify --root-key SOURCE

          warning  no method caveat: bought for GET, it also opens POST   [no-method-binding]

        """))
  }

  @Test func `each text is of the kind that it is`() throws {
    let token = try Sample.token()
    let kinds: [(String, String)] = [
      (token, "token"), (token + ":" + Sample.preimage, "credential"),
      ("L402 \(token):\(Sample.preimage)", "credential"),
      ("LSAT \(token):\(Sample.preimage)", "credential"),
      ("authorization: l402 \(token):\(Sample.preimage)", "credential"),
      ("L402 \(token):", "credential"),
      (try Kinds.challenge(), "challenge"),
      ("WWW-Authenticate: " + (try Kinds.challenge()), "challenge"),
      ("L402 token=\"\(token)\", invoice=\"\(Sample.invoice)\", version=\"0\"", "challenge"),
      (try Kinds.nodeMacaroon(), "node-macaroon"), (Kinds.x402, "x402"),
      (Kinds.mpp, "payment-challenge"), (Sample.key, "bytes32"), (Sample.invoice, "invoice"),
      ("lightning:" + Sample.invoice, "invoice"), (Kinds.base64(#"{"user":1}"#), "opaque-token"),
      ("eyJ1c2VyIjoxfQ.c2lnbmF0dXJl", "opaque-token"),
      (#"{"macaroon":"\#(token)","invoice":"\#(Sample.invoice)"}"#, "challenge"),
    ]
    for (text, kind) in kinds {
      expect(try inspect(text, "--field", "kind"), is: .success(kind + "\n"))
    }
  }

  @Test(arguments: [
    (["--encoding", "base64"], "v2", "base64", "true"),
    (["--encoding", "base64url", "--caveat", "a=???>>>"], "v2", "base64url", "true"),
    (["--encoding", "hex"], "v2", "hex", "true"), (["--macaroon", "v1"], "v1", "base64", "true"),
    (["--macaroon", "v2-json"], "v2-json", "json", "true"),
  ])
  func `a bare macaroon is told with its layout and dressing`(
    options: [String], format: String, encoding: String, padded: String
  ) throws {
    expect(
      try inspect(
        try Sample.token(options: options), "--field", "tokens[0].format", "--field",
        "tokens[0].encoding", "--field", "tokens[0].padded"),
      is: .success("\(format)\n\(encoding)\n\(padded)\n"))
  }

  @Test func `missing padding is told`() throws {
    let token = try Sample.token(location: "ab")
    try #require(token.hasSuffix("="))
    expect(
      try inspect(token.replacing("=", with: ""), "--field", "tokens[0].padded"),
      is: .success("false\n"))
  }

  @Test func `a binary macaroon is read`() throws {
    let text = try MacaroonText(parsing: Array(try Sample.token().utf8)[...])
    expect(
      try Harness().run(
        ["inspect", "--field", "tokens[0].encoding"], input: text.macaroon.encode(.v2)),
      is: .success("binary\n"))
  }

  @Test func `a node macaroon is no L402`() throws {
    let outcome = try inspect(try Kinds.nodeMacaroon())
    #expect(
      outcome.out.hasPrefix(
        "A node credential of LND, not an L402 token: whoever has it can use the node.\n"))
  }

  @Test func `a node macaroon's operations are told`() throws {
    expect(
      try inspect(try Kinds.nodeMacaroon(), "--field", "node"),
      is: .success(
        #"{"nonce":"\#(String(repeating: "09", count: 16))","operations":["#
          + #"{"actions":["read"],"entity":"info"},{"actions":["read","write"],"entity":"offchain"}],"#
          + #""storage_id":"0"}"# + "\n"))
  }

  @Test func `unsigned JSON is called unauthenticated`() throws {
    let outcome = try inspect(Kinds.base64(#"{"user":1}"#))
    #expect(outcome.status == 0)
    #expect(
      outcome.out.hasPrefix("UNAUTHENTICATED token: JSON that nothing signs, anyone can write one.")
    )
  }

  @Test func `unsigned JSON in a credential fails the check`() throws {
    let token = Kinds.base64(#"{"user":1}"#)
    let outcome = try inspect("L402 \(token):\(Sample.preimage)", "--check")
    #expect(outcome.status == 1)
    #expect(outcome.out.contains("UNAUTHENTICATED: nothing signs this JSON, anyone can write it"))
  }

  @Test func `signed JSON is opaque`() throws {
    let outcome = try inspect("eyJ1c2VyIjoxfQ.c2lnbmF0dXJl")
    #expect(
      outcome.out.hasPrefix("Opaque token: no macaroon; only its issuer can read and verify it.\n"))
  }

  @Test func `a short opaque token is not repeated whole either`() throws {
    #expect(
      !(try inspect("eyJ1c2VyIjoxfQ.c2lnbmF0dXJl")).out.contains("eyJ1c2VyIjoxfQ.c2lnbmF0dXJl"))
  }

  @Test func `an x402 body is explained`() throws {
    expect(
      try inspect(Kinds.x402),
      is: .success(
        """
        x402 challenge, version 1, not L402: shown, never paid.

          given as       JSON body
          accepts        scheme exact, network base, maxAmountRequired 10000, asset 0xabc, payTo 0xdef

        """))
  }

  @Test func `an x402 header is explained`() throws {
    let dump =
      "HTTP/1.1 402 Payment Required\r\nPAYMENT-REQUIRED: \(Kinds.base64(Kinds.x402))\r\n\r\n"
    expect(
      try inspect(dump, "--field", "kind", "--field", "source"),
      is: .success("x402\nPayment-Required header\n"))
  }

  @Test func `an MPP challenge is explained`() throws {
    let outcome = try inspect("WWW-Authenticate: " + Kinds.mpp)
    expect(
      outcome,
      is: .success(
        """
        Payment challenge (MPP), not L402: shown, never paid.

          given as       WWW-Authenticate header
          id             x7
          realm          api.example
          method         lightning
          intent         charge
          expires        2026-12-01T00:00:00Z
            amount       100
            currency     sat

        """))
  }

  @Test func `32 bytes are taken for a preimage or a hash`() throws {
    expect(
      try inspect(Sample.preimage),
      is: .success(
        """
        32 bytes in hexadecimal: a preimage, or a hash.

          given as       64 hex digits
          as a preimage  its payment hash is \(Sample.paymentHash)
          as a hash      it is the payment hash \(Sample.preimage)

        """))
  }

  @Test func `a pending credential is told`() throws {
    let outcome = try inspect("L402 \(try Sample.token()):")
    #expect(
      outcome.out.hasPrefix("L402 credential, payment pending: a token without its preimage.   "))
  }

  @Test func `metadata with a preimage caveat is a credential`() throws {
    let hex = try Sample.token(["preimage=" + Sample.preimage], options: ["--encoding", "hex"])
    expect(
      try inspect("Grpc-Metadata-Macaroon: " + hex, "--field", "kind", "--field", "scheme"),
      is: .success("credential\ngrpc-metadata\n"))
  }

  @Test func `metadata without one is a token`() throws {
    let hex = try Sample.token(options: ["--encoding", "hex"])
    expect(try inspect("Macaroon: " + hex, "--field", "kind"), is: .success("token\n"))
  }

  @Test(arguments: [
    ("L402", "missing-token"), ("L402 macaroon=\"\"", "missing"), ("L402 version=\"1\"", "missing"),
  ])
  func `a challenge that nobody can pay fails the check`(text: String, word: String) throws {
    let outcome = try inspect("WWW-Authenticate: " + text, "--check")
    #expect(outcome.status == 1)
    #expect(outcome.out.hasPrefix("L402 challenge that nobody can pay.\n"))
  }

  @Test func `what surrounds a text is taken off`() throws {
    let value = "L402 \(try Sample.credential())"
    let dressed = [
      "  \(value)\n", "\u{feff}\(value)", "\"\(value)\"", "\r\n\(value)\r\n\t",
      "Authorization: \(value)", "\"Authorization: \(value)\"",
    ]
    for text in dressed {
      expect(try inspect(text, "--field", "kind"), is: .success("credential\n"))
    }
  }

  @Test func `JSON escapes are taken off`() throws {
    let text = try Kinds.challenge().replacing("\"", with: "\\\"")
    expect(try inspect(text, "--field", "kind"), is: .success("challenge\n"))
  }
}

/// Whole answers of a server, pasted.
struct InspectDumpTests {
  private func inspect(_ text: String, _ arguments: String...) throws -> Outcome {
    try Harness().run(["inspect"] + arguments, input: Array(text.utf8))
  }

  @Test func `a dump of curl -i is read`() throws {
    let dump = """
      HTTP/1.1 402 Payment Required\r
      Content-Type: application/json\r
      WWW-Authenticate: \(try Kinds.challenge())\r
      \r
      {"error":"payment required"}
      """
    expect(
      try inspect(dump, "--field", "kind", "--field", "source"),
      is: .success("challenge\nWWW-Authenticate header\n"))
  }

  @Test func `a dump of curl -v is read`() throws {
    let dump = """
      > GET / HTTP/1.1
      > Host: api.example
      >
      < HTTP/1.1 402 Payment Required
      < www-authenticate: \(try Kinds.challenge())
      <
      """
    expect(try inspect(dump, "--field", "kind"), is: .success("challenge\n"))
  }

  @Test func `the answer after a redirect counts`() throws {
    let dump = """
      HTTP/1.1 301 Moved Permanently\r
      WWW-Authenticate: Basic realm="old"\r
      \r
      HTTP/2 402 \r
      www-authenticate: \(try Kinds.challenge(location: "new"))\r
      \r

      """
    expect(try inspect(dump, "--field", "tokens[0].location"), is: .success("new\n"))
  }

  @Test func `further challenges stand in also`() throws {
    let dump = """
      HTTP/1.1 402 Payment Required
      WWW-Authenticate: \(try Kinds.challenge(location: "first"))
      WWW-Authenticate: \(try Kinds.challenge(location: "second"))
      WWW-Authenticate: \(Kinds.mpp)
      WWW-Authenticate: Basic realm="x"
      """
    expect(
      try inspect(
        dump, "--field", "tokens[0].location", "--field", "also[0].tokens[0].location",
        "--field", "also[1].kind", "--field", "also[2]"),
      is: .success("first\nsecond\npayment-challenge\n\n"))
  }

  @Test func `LSAT and L402 of one token are one challenge`() throws {
    let challenge = try Kinds.challenge()
    let dump = """
      HTTP/1.1 402 Payment Required
      WWW-Authenticate: \(challenge.replacing("L402 ", with: "LSAT "))
      WWW-Authenticate: \(challenge)
      """
    expect(
      try inspect(dump, "--field", "scheme", "--field", "also"), is: .success("L402\n[]\n"))
  }

  @Test func `an answer without challenge is malformed input`() throws {
    let outcome = try inspect("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nhello")
    expect(
      outcome,
      is: .failure(
        65, "no challenge of scheme L402 or LSAT, byte 0",
        hint: "the answer holds no L402 challenge; was it a 402?"))
  }

  @Test func `an x402 body of an answer is read`() throws {
    let dump =
      "HTTP/1.1 402 Payment Required\r\nContent-Type: application/json\r\n\r\n\(Kinds.x402)"
    expect(
      try inspect(dump, "--field", "kind", "--field", "source"),
      is: .success("x402\nJSON body\n"))
  }
}
