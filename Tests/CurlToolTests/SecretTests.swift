import CurlTool
import Testing

/// Nothing that is worth money is shown, however it arrives.
@Suite struct SecretTests {
  /// Tokens of letters that nothing else has, so that any piece of four would be seen.
  static let token = "QJZXVKWYUQZKJXWVYQXZJKVWUYZ"
  static let preimage = "7e7e8f8f7e7e9d9d7e7e8f8f7e7e9d9d7e7e8f8f7e7e9d9d7e7e8f8f7e7e9d9d"

  static func hasSecret(_ text: String) -> Bool {
    // Of hex dumps the hex, and the text beside it, in one line each.
    let lines = text.split(separator: "\n")
    let hex = lines.map { $0.dropFirst(6).prefix(48).filter { $0 != " " } }.joined()
    let beside = lines.map { String($0.dropFirst(54)) }.joined()
    let ascii = lines.map { String($0.dropFirst(6)) }.joined()
    return [token, preimage].contains { secret in
      let bytes = Array(secret.utf8)
      return (0...(bytes.count - 6)).contains { start in
        let piece = Array(bytes[start..<(start + 6)])
        let inHex = piece.map { String($0, radix: 16) }.joined()
        let inText = String(decoding: piece, as: UTF8.self)
        return hex.contains(inHex) || [text, beside, ascii].contains { $0.contains(inText) }
      }
    }
  }

  static let outgoing = [
    "Authorization: L402 \(token):\(preimage)", "authorization:LSAT \(token):\(preimage)",
    "Authorization: \(token)", "AUTHORIZATION : Bearer \(token)",
    "Proxy-Authorization: Basic \(token)",
    "Macaroon: \(token)", "Grpc-Metadata-Macaroon: \(token)",
    "Authorization: L402 \(token)\r\n  \(preimage)", "Authorization: L402  \t\(token)",
    "Authorization: \(token) \(preimage)",
  ]

  static let incoming = [
    "WWW-Authenticate: L402 macaroon=\"\(token)\", invoice=\"lnbc1x\"",
    "www-authenticate: LSAT macaroon=\(token),invoice=lnbc1x",
    "WWW-Authenticate: L402 version=\"0\", token = \"\(token)\" , invoice=\"lnbc1x\", macaroon='\(token)'",
    "WWW-Authenticate: L402 invoice=\"lnbc1x\", macaroon=\"a\\\"\(token)\"",
    "WWW-Authenticate: L402 invoice=\"lnbc1x\", macaroon=\"\(token)",
    "WWW-Authenticate: L402 invoice=\"lnbc1x\", \(token)==",
    "WWW-Authenticate: L402 invoice=\"lnbc1x\", preimage=\(preimage)",
    "WWW-Authenticate: L402 invoice=\"lnbc1x\"\r\n\tmacaroon=\"\(token)\"",
    "Macaroon: \(token)", "Authorization: L402 \(token)",
  ]

  /// Headers in pieces of a size.
  static func pieces(_ line: String, _ kind: TraceText.Kind, _ size: Int) -> [TraceEvent] {
    let first = kind == .headerOut ? "GET / HTTP/1.1\r\nHost: h\r\n" : "HTTP/1.1 402 P\r\n"
    let bytes = Array("\(first)\(line)\r\nX-Last: seen\r\n\r\n".utf8)
    return stride(from: 0, to: bytes.count, by: size).map {
      TraceEvent(kind: kind, bytes: Array(bytes[$0..<min($0 + size, bytes.count)]))
    }
  }

  @Test(arguments: [TraceText.Form.verbose, .hex, .ascii], [10_000, 1, 7, 40])
  func `shows no secret of a header`(form: TraceText.Form, size: Int) {
    let all =
      Self.outgoing.map { Self.pieces($0, .headerOut, size) }
      + Self.incoming.map { Self.pieces($0, .headerIn, size) }
    for events in all {
      let text = TraceEvent.render(events, form)
      #expect(!Self.hasSecret(text), "\(text)")
      // The check sees what it is for.
      if size == 10_000 {
        #expect(Self.hasSecret(TraceEvent.render(events, form, showsSecrets: true)))
      }
    }
  }

  @Test func `keeps what is no secret`() {
    func shown(_ line: String, _ kind: TraceText.Kind) -> String {
      let text = TraceEvent.render(Self.pieces(line, kind, 10_000), .verbose)
      #expect(text.contains("X-Last: seen\r\n"))
      return text
    }
    #expect(shown(Self.outgoing[0], .headerOut).contains("> Authorization: L402 [redacted]\r\n"))
    #expect(shown(Self.outgoing[1], .headerOut).contains("> authorization:LSAT [redacted]\r\n"))
    #expect(shown(Self.outgoing[2], .headerOut).contains("> Authorization: [redacted]\r\n"))
    #expect(shown("Authorization;", .headerOut).contains("> Authorization;\r\n"))
    #expect(shown("Authorization:", .headerOut).contains("> Authorization:\r\n"))
    #expect(shown("X-Authorization: a", .headerOut).contains("> X-Authorization: a\r\n"))
    #expect(
      shown(Self.incoming[0], .headerIn).contains(
        "L402 macaroon=\"[redacted]\", invoice=\"lnbc1x\"\r\n"))
    #expect(
      shown(Self.incoming[1], .headerIn).contains("LSAT macaroon=[redacted],invoice=lnbc1x\r\n"))
    #expect(shown(Self.incoming[2], .headerIn).contains("version=\"0\""))
    let digest = "WWW-Authenticate: Digest realm=\"a b\", qop=\"auth\", Basic, Negotiate abc=, L402"
    #expect(shown(digest, .headerIn).contains("\(digest)\r\n"))
    for line in Self.incoming.prefix(8) { #expect(shown(line, .headerIn).contains("lnbc1x")) }
  }

  @Test(arguments: [TraceText.Form.verbose, .hex, .ascii])
  func `shows no secret of a header whose end leaves as data`(form: TraceText.Form) {
    var events = Self.pieces(Self.outgoing[0], .headerOut, 50)
    for index in events.indices.dropFirst() { events[index].kind = .dataOut }
    events[events.count - 1].bytes += Array("Macaroon: of the body\n".utf8)
    let text = TraceEvent.render(events, form)
    #expect(!Self.hasSecret(text))
    if form == .ascii { #expect(text.contains("Macaroon: of the body")) }
  }

  @Test(
    arguments: [TraceText.Form.verbose, .hex, .ascii],
    [
      "h2h3 [authorization: L402 SECRET]", "[HTTP/2] [1] [Authorization: L402 SECRET]",
      "h2h3 [macaroon: SECRET",
      "h2h3 [proxy-authorization: Basic SECRET]", "h2h3 [grpc-metadata-macaroon: SECRET]",
    ])
  func `shows no secret in a remark`(form: TraceText.Form, line: String) {
    let remark = line.replacing("SECRET", with: Self.token)
    let event = TraceEvent(kind: .text, bytes: Array("\(remark)\n".utf8))
    let text = TraceEvent.render([event], form)
    #expect(!Self.hasSecret(text))
    #expect(text.contains("[redacted]"))
    #expect(text.hasSuffix(line.hasSuffix("]") ? "]]\n" : "]\n"))
  }

  @Test func `other remarks stay`() {
    for line in ["h2h3 [:path: /a]", "h2h3 [user-agent: x]", "a [b", "[", "ALPN: offers h2 [x]: y"]
    {
      let event = TraceEvent(kind: .text, bytes: Array("\(line)\n".utf8))
      #expect(TraceEvent.render([event], .verbose) == "* \(line)\n")
    }
  }

  @Test func `a header that ended halfway does not swallow the next one`() {
    var trace = TraceText(.verbose)
    _ = trace.render(.headerOut, Array("GET / HTTP/1.1\r\nAuthorization: L402 abc".utf8))
    trace.beginConnection()
    let text = trace.render(.headerOut, Array("GET /two HTTP/1.1\r\n\r\n".utf8))
    #expect(String(decoding: text, as: UTF8.self).contains("GET /two"))
  }

  @Test func `shows no secret in what is written at the end`() {
    var summary = TransferSummary()
    summary.fields = [
      .init(name: "Www-Authenticate", value: "L402 macaroon=\"\(Self.token)\", invoice=\"lnbc1x\"")
    ]
    for format in ["%header{www-authenticate}", "%{header_json}"] {
      let masked = WriteOut.render(format, summary).flatMap(\.bytes)
      #expect(!Self.hasSecret(String(decoding: masked, as: UTF8.self)))
      #expect(String(decoding: masked, as: UTF8.self).contains("lnbc1x"))
      let open = WriteOut.render(format, summary, showsSecrets: true).flatMap(\.bytes)
      #expect(Self.hasSecret(String(decoding: open, as: UTF8.self)))
    }
  }
}
