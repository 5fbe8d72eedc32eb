import Bytes
import Foundation
import JSON
import Testing
import WalletPeers

/// Answers that are out of the ordinary, before and after paying.
@Suite(.enabled(if: FakeNode.isWanted, "the fakes need Python packages: make peers"))
struct CurlAnswerTests {
  let user: HostileUser
  let first: Offer
  let second: Offer

  init() async throws {
    user = try await HostileUser()
    first = try user.offer()
    second = try user.offer()
  }

  /// Text as it reaches a terminal: nothing in it moves a cursor or turns words around.
  private func expectHarmless(
    _ text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let harmful = text.unicodeScalars.filter {
      $0 != "\n" && ($0.value < 0x20 || (0x7f...0x9f).contains($0.value))
        || (0x202a...0x202e).contains($0.value) || (0x2066...0x2069).contains($0.value)
    }
    #expect(harmful.isEmpty, "\(text.debugDescription)", sourceLocation: sourceLocation)
  }

  // MARK: After paying

  @Test func `refused for ever it ends with 114, and is never bought twice unasked`() async throws {
    try user.serve(
      "/page",
      HostileRoute(
        opens: [second.credential],
        asks: Array(repeating: first.ask, count: 5) + [second.ask]))
    let url = try user.url("/page")
    try await user.expect(114, failing: "not_accepted", url)
    let once = ["http GET /page"] + Array(repeating: "http GET /page +0", count: 4)
    try user.expectSeen(once, paid: [first])
    try await user.expect(114, failing: "not_accepted", url)
    try await user.expect(114, failing: "not_accepted", "-s", url)
    try await user.expect(0, "the page\n", saying: "paid 21 sat", "--rebuy", url)
    // There is an accepted one now.
    try await user.expect(0, "the page\n", "--rebuy", url)
    try user.expectSeen(
      once + [
        "http GET /page +0", "http GET /page +0", "http GET /page +0", "http GET /page +1",
        "http GET /page +1",
      ], paid: [first, second])
  }

  @Test func `who learns of the payment late is asked again`() async throws {
    try user.serve(
      "/page", HostileRoute(opens: [first.credential], late: 2, asks: [first.ask, second.ask]))
    try await user.expect(0, "the page\n", try user.url("/page"))
    try user.expectSeen(
      ["http GET /page"] + Array(repeating: "http GET /page +0", count: 3), paid: [first])
  }

  @Test func `who asks for more after the first payment gets nothing more`() async throws {
    let dear = try user.offer(HostileUser.Odd(amount: 500_000))
    try user.serve("/page", HostileRoute(opens: [dear.credential], asks: [first.ask, dear.ask]))
    try await user.expect(114, failing: "not_accepted", "--rebuy", try user.url("/page"))
    try user.expectPaid([first])
  }

  @Test func `what was paid for and never answered is presented by the next run`() async throws {
    try user.serve(
      "/page",
      HostileRoute(
        opens: [first.credential], asks: [first.ask, second.ask],
        then: [HostileAnswer(tail: "cut"), .page("the page\n")]))
    let url = try user.url("/page")
    let cut = try await user.curl(url)
    #expect(cut.status == 18, "\(cut)")
    try await user.expect(0, "the page\n", url)
    try user.expectSeen(
      ["http GET /page", "http GET /page +0", "http GET /page +0"], paid: [first])
  }

  @Test(arguments: [500, 503, 403, 401, 404])
  func `an answer that is no 402 never makes a credential a bad one`(status: Int) async throws {
    try user.serve(
      "/page",
      HostileRoute(
        opens: [first.credential], asks: [first.ask, second.ask],
        then: [
          .page("1\n"), HostileAnswer(status: status, body: "no\n"), .page("3\n"),
        ]))
    let url = try user.url("/page")
    try await user.expect(0, "1\n", url)
    try await user.expect(0, "no\n", url)
    try await user.expect(0, "3\n", url)
    try user.expectSeen(
      ["http GET /page"] + Array(repeating: "http GET /page +0", count: 3), paid: [first])
  }

  @Test func `what was never accepted keeps others from being bought`() async throws {
    try user.serve(
      "/page",
      HostileRoute(
        opens: [first.credential], asks: [first.ask],
        then: [HostileAnswer(status: 500, body: "no\n"), second.ask]))
    let url = try user.url("/page")
    try await user.expect(0, "no\n", url)
    try await user.expect(114, failing: "not_accepted", url)
    try user.expectPaid([first])
  }

  @Test func `what was accepted and is refused now is replaced, within limits`() async throws {
    let dear = try user.offer(HostileUser.Odd(amount: 2_000_000))
    try user.serve(
      "/page",
      HostileRoute(
        opens: [first.credential, second.credential], asks: [first.ask, second.ask],
        then: [.page("1\n"), dear.ask, .page("2\n"), .page("3\n")]))
    let url = try user.url("/page")
    try await user.expect(0, "1\n", url)
    try await user.expect(112, failing: "price_over_limit", url)
    try await user.expect(0, "2\n", saying: "paid 21 sat", url)
    try await user.expect(0, "3\n", url)
    // What was refused is not sent again.
    try user.expectSeen(
      [
        "http GET /page", "http GET /page +0", "http GET /page +0", "http GET /page",
        "http GET /page +1", "http GET /page +1",
      ], paid: [first, second])
  }

  @Test func `refused on another path it is kept for its own`() async throws {
    try user.sell("/a/one", first)
    try user.sell("/a/two", second)
    let (one, two) = (try user.url("/a/one"), try user.url("/a/two"))
    try await user.expect(0, "the page\n", one)
    try await user.expect(0, "the page\n", two)
    try await user.expect(0, "the page\n", one)
    try await user.expect(0, "the page\n", two)
    try user.expectSeen(
      [
        "http GET /a/one", "http GET /a/one +0", "http GET /a/two +0", "http GET /a/two +1",
        "http GET /a/one +0", "http GET /a/two +1",
      ], paid: [first, second])
  }

  @Test func `what has ended by our clock is sent all the same`() async throws {
    let old = try user.offer(HostileUser.Odd(conditions: ["expires_at=1700000000"]))
    try user.sell("/page", old)
    let url = try user.url("/page")
    let added = try await user.user.run(
      "credentials", "add", "--for", url, input: "L402 \(old.credential)")
    #expect(added.status == 0, "\(added)")
    try await user.expect(0, "the page\n", url)
    try user.expectSeen(["http GET /page +2"])
  }

  @Test func `--retry presents what was bought, and pays no more`() async throws {
    try user.serve(
      "/page",
      HostileRoute(
        opens: [first.credential], asks: [first.ask, second.ask],
        then: [HostileAnswer(status: 503), .page("the page\n")]))
    try await user.expect(
      0, "the page\n", "--retry", "3", "--retry-delay", "1", try user.url("/page"))
    try user.expectSeen(
      ["http GET /page", "http GET /page +0", "http GET /page +0"], paid: [first])
  }

  @Test func `--retry after a payment that was not accepted does not pay another one`()
    async throws
  {
    try user.serve(
      "/page",
      HostileRoute(
        opens: [first.credential, second.credential], asks: [first.ask],
        then: [HostileAnswer(status: 503), second.ask]))
    try await user.expect(
      114, failing: "not_accepted", "--retry", "3", "--retry-delay", "1", "--retry-all-errors",
      "--rebuy", try user.url("/page"))
    try user.expectPaid([first])
  }

  // MARK: What stays undecided

  @Test func `while one payment is undecided nothing else is paid there`() async throws {
    try user.serve(
      "/page",
      HostileRoute(opens: [first.credential, second.credential], asks: [first.ask, second.ask]))
    try user.sell("/other/page", second)
    let url = try user.url("/page")
    try user.user.site.behave(first.hash, .hold)
    try await user.expect(110, failing: "payment_undecided", "--timeout", "1s", url)
    // Another invoice, another path that the first one's scope covers.
    try await user.expect(110, failing: "payment_undecided", "--timeout", "1s", url)
    try await user.expect(
      110, failing: "payment_undecided", "--timeout", "1s", "--rebuy", try user.url("/other/page"))
    try user.expectPaid([first])
    try user.user.site.release(first.hash)
    try await user.expect(0, "the page\n", saying: "paid before", url)
    try user.expectSeen(
      [
        "http GET /page", "http GET /page", "http GET /other/page", "http GET /page",
        "http GET /page +0",
      ], paid: [first])
  }

  @Test func `of several URLs one that is undecided or not accepted decides the status`()
    async throws
  {
    try user.serve("/free", HostileRoute(asks: [.page("free\n")]))
    try user.serve("/a/page", HostileRoute(asks: [first.ask]))
    try user.sell("/b/page", second)
    let (a, b, free) = (
      try user.url("/a/page"), try user.url("/b/page"), try user.url("/free")
    )
    let refused = try await user.curl(a, free)
    #expect(refused.status == 114 && refused.out == "free\n", "\(refused)")
    try user.user.site.behave(second.hash, .hold)
    let undecided = try await user.curl(b, a, free, "--timeout", "1s")
    #expect(undecided.status == 110 && undecided.out == "free\n", "\(undecided)")
    try user.expectPaid([first, second])
    // A refusal by policy is as any failure of curl's: the last one decides.
    try user.serve("/c/page", HostileRoute(asks: [try user.offer().ask]))
    let policy = try await user.curl("--no-pay", try user.url("/c/page"), free)
    #expect(policy.status == 0 && policy.out == "free\n", "\(policy)")
    user.expectNoSecrets()
  }

  @Test func `interrupted while it pays it ends with 110, and the next run has the page`()
    async throws
  {
    try user.serve(
      "/page", HostileRoute(opens: [first.credential], asks: [first.ask, second.ask]))
    let url = try user.url("/page")
    try user.user.site.behave(first.hash, .hold)
    let run = try user.user.start(["curl", url])
    try await WalletUser.wait { try user.user.site.orders(first.hash) == 1 }
    kill(run.child, SIGINT)
    let outcome = try await user.user.finish(run)
    #expect(outcome.status == 110 && outcome.out.isEmpty, "\(outcome)")
    try user.user.site.release(first.hash)
    try await user.expect(0, "the page\n", url)
    try user.expectPaid([first])
  }

  // MARK: Challenges

  @Test func `of several challenges that differ none is paid unless one is named`() async throws {
    let routes = [
      "/lines": HostileAnswer.asking(first.value, second.value),
      "/line": .asking(first.value + ", " + second.value),
    ]
    for (path, ask) in routes {
      try user.serve(
        path, HostileRoute(opens: [first.credential, second.credential], asks: [ask]))
    }
    for path in ["/lines", "/line"] {
      let url = try user.url(path)
      let outcome = try await user.expect(112, failing: "several_challenges", url)
      #expect(outcome.error.contains("2: L402, 21 sat"), "\(outcome)")
      try await user.expect(2, "", saying: "--challenge 3", "--challenge", "3", url)
    }
    try user.expectPaid([])
    try await user.expect(0, "the page\n", "--challenge", "2", try user.url("/line"))
    #expect(try user.requests().last == "http GET /line +1")
    try user.expectPaid([second])
    user.expectNoSecrets()
  }

  @Test func `one challenge under both names is one`() async throws {
    let old = first.value.replacing("L402 ", with: "LSAT ")
    try user.serve(
      "/page",
      HostileRoute(opens: [first.credential], asks: [.asking(old, first.value)]))
    try await user.expect(0, "the page\n", try user.url("/page"))
    let values = try user.entries().last?["authorization"]?.array?.compactMap(\.string)
    #expect(values == ["L402 \(first.credential)"])
    try user.expectSeen(["http GET /page", "http GET /page +0"], paid: [first])
  }

  @Test func `one that cannot be read does not hide another one`() async throws {
    try user.serve(
      "/page",
      HostileRoute(
        opens: [first.credential],
        asks: [
          .asking("Payment id=\"1\", method=\"lightning\"", "L402 macaroon=\"x\"", first.value)
        ]
      ))
    try await user.expect(0, "the page\n", try user.url("/page"))
    try user.expectSeen(["http GET /page", "http GET /page +0"], paid: [first])
  }

  @Test func `a challenge that cannot be read at all is the server's fault`() async throws {
    for (number, value) in [
      "L402 macaroon=\"\(first.token)\"", "L402 invoice=\"\(first.invoice)\"",
      "L402 macaroon=\"\(first.token)\", invoice=\"lnbc\"",
      "L402 macaroon=\"\(first.token)\", invoice=\"\(first.invoice)\u{1}\"",
    ].enumerated() {
      try user.serve("/page\(number)", HostileRoute(asks: [.asking(value)]))
      let outcome = try await user.curl(try user.url("/page\(number)"))
      #expect(outcome.status == 111 && outcome.out.isEmpty, "\(value.debugDescription) \(outcome)")
      expectHarmless(outcome.error)
    }
    try user.expectSeen((0..<4).map { "http GET /page\($0)" })
  }

  @Test func `a challenge of a HEAD is paid for that HEAD`() async throws {
    try user.sell("/page", first)
    let outcome = try await user.curl("-I", try user.url("/page"))
    #expect(outcome.status == 0 && outcome.out.hasPrefix("HTTP/1.1 200 "), "\(outcome)")
    try user.expectSeen(["http HEAD /page", "http HEAD /page +0"], paid: [first])
  }

  @Test func `a 402 without a challenge is an answer as any other`() async throws {
    let other =
      "Payment id=\"1\", realm=\"x\", method=\"lightning\", intent=\"charge\", request=\"e30\""
    let answers = [
      HostileAnswer(status: 402, body: "no challenge\n"),
      HostileAnswer(status: 402, fields: [["WWW-Authenticate", other]], body: "another one\n"),
      HostileAnswer(status: 402, fields: [["X-Payment", "x402"]], body: "{}"),
    ]
    for (number, answer) in answers.enumerated() {
      let path = "/page\(number)"
      try user.serve(path, HostileRoute(asks: [answer]))
      let url = try user.url(path)
      for options in [["-i"], ["-f"], ["-w", "%{http_code} %{size_download} %{exitcode}"]] {
        let real = try Child.run(
          "/usr/bin/curl", ["-s", "--noproxy", "*"] + options + [url], input: [],
          variables: user.user.program.variables())
        let ours = try await user.curl(options + [url])
        #expect(ours.status == real.status && ours.out == real.out, "\(ours) \(real)")
      }
    }
    try user.expectPaid([])
  }

  // MARK: Bodies and heads

  @Test(arguments: ["cut", "endless", "huge"])
  func `whatever body comes with a 402, little of it is read`(kind: String) async throws {
    var ask = first.ask
    if kind == "huge" { ask.size = 100_000_000 } else { ask.tail = kind }
    try user.serve("/page", HostileRoute(opens: [first.credential], asks: [ask]))
    try await user.expect(0, "the page\n", "--max-time", "25", try user.url("/page"))
    try user.expectSeen(["http GET /page", "http GET /page +0"], paid: [first])
  }

  @Test(arguments: ["drip", "silent"])
  func `a 402 whose body does not end is not waited for`(kind: String) async throws {
    var ask = first.ask
    ask.tail = kind
    try user.serve("/page", HostileRoute(opens: [first.credential], asks: [ask]))
    try await user.expect(0, "the page\n", "--max-time", "8", try user.url("/page"))
  }

  @Test func `a head of a megabyte is read, or refused as curl refuses it`() async throws {
    var ask = first.ask
    ask.head = 1_000_000
    try user.serve("/page", HostileRoute(opens: [first.credential], asks: [ask]))
    let url = try user.url("/page")
    let real = try Child.run(
      "/usr/bin/curl", ["-s", "-o", "/dev/null", "--noproxy", "*", url], input: [],
      variables: user.user.program.variables())
    let ours = try await user.curl(url)
    #expect(ours.status == real.status, "\(ours)")
    #expect(ours.out == (real.status == 0 ? "the page\n" : ""), "\(ours)")
    try user.expectPaid(real.status == 0 ? [first] : [])
  }

  @Test func `a challenge longer than any is not paid`() async throws {
    let filler = String(repeating: "x", count: 1_000_000)
    try user.serve(
      "/page", HostileRoute(asks: [.asking(first.value + ", filler=\"\(filler)\"")]))
    let outcome = try await user.curl(try user.url("/page"))
    #expect(outcome.status != 0 && outcome.out.isEmpty, "\(outcome)")
    expectHarmless(outcome.error)
    try user.expectPaid([])
  }

  @Test func `what servers write reaches the terminal without its escapes`() async throws {
    let evil = "x\u{1b}]0;owned\u{7}\u{1b}[2J\u{202e}\u{9b}31m\r\ny"
    let offer = try user.offer(HostileUser.Odd(amount: 2_000_000, description: evil))
    try user.sell("/page", offer)
    let first = try await user.curl(try user.url("/page"))
    #expect(first.status == 112)
    expectHarmless(first.error)
    // And in headers, where lines cannot end.
    let header = evil.replacing("\r\n", with: "")
    for (number, value) in [
      "L402 macaroon=\"\(header)\", invoice=\"\(offer.invoice)\"",
      "L402 macaroon=\"\(offer.token)\", invoice=\"\(header)\"", "\(header) a=b",
      "L402 macaroon=\"\(offer.token)\", invoice=\"\(offer.invoice)\", version=\"\(header)\"",
    ].enumerated() {
      try user.serve("/evil\(number)", HostileRoute(asks: [.asking(value)]))
      let outcome = try await user.curl(try user.url("/evil\(number)"))
      expectHarmless(outcome.error)
    }
    try user.serve(
      "/away", HostileRoute(asks: [.redirect(to: "http://\(header).example/\(header)")]))
    expectHarmless(try await user.curl("-L", "--max-time", "5", try user.url("/away")).error)
    try user.expectPaid([])
  }

  // MARK: Output

  @Test func `nothing of the 402 is in what is written`() async throws {
    try user.sell("/page", first)
    let url = try user.url("/page")
    let folder = user.user.program.folder
    let format =
      "%{http_code} %{size_download} %{size_header} %{num_redirects} %{content_type} %{exitcode} "
      + "%{method} %{url_effective} %{http_version} %header{www-authenticate}"
    func options(_ name: String) -> [String] {
      ["-i", "-D", folder.file(name + ".head"), "-o", folder.file(name), "-w", format, url]
    }
    let ours = try await user.curl(["-s"] + options("ours"))
    let real = try Child.run(
      "/usr/bin/curl",
      ["-s", "--noproxy", "*", "-H", "Authorization: L402 \(first.credential)"] + options("real"),
      input: [], variables: user.user.program.variables())
    for suffix in ["", ".head"] {
      let (a, b) = (folder.file("ours" + suffix), folder.file("real" + suffix))
      #expect(
        try String(contentsOfFile: a, encoding: .utf8)
          == String(contentsOfFile: b, encoding: .utf8))
    }
    // Its own header is in the sum of headers, as those of redirects are.
    func words(_ text: String) -> [String] {
      text.split(separator: " ", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset != 2 }.map { String($0.element) }
    }
    #expect(words(ours.out) == words(real.out), "\(ours) \(real)")
    try user.expectPaid([first])
    user.expectNoSecrets()
  }

  @Test func `a reader that goes away after the payment is told that it is not lost`()
    async throws
  {
    try user.serve(
      "/page",
      HostileRoute(
        opens: [first.credential], page: HostileAnswer(size: 3_000_000), asks: [first.ask]))
    let url = try user.url("/page")
    let outcome = try user.shell(
      "l402 curl --no-progress-meter '\(url)' | true; echo ${PIPESTATUS[0]}")
    #expect(outcome.line == "23", "\(outcome)")
    #expect(outcome.error.contains("paid; credential stored, run again without paying"))
    try await user.expect(0, String(repeating: "x", count: 3_000_000), url)
    try user.expectSeen(
      ["http GET /page", "http GET /page +0", "http GET /page +0"], paid: [first])
  }

  // MARK: What is sent

  @Test func `a body is sent once more after paying, byte by byte, and no third time`()
    async throws
  {
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 8) }
    let folder = user.user.program.folder
    let file = try folder.write(bytes, to: "body")
    let offers = try (0..<6).map { _ in try user.offer() }
    let ways: [(String, String, [String])] = [
      ("/data", "POST", ["--data-binary", "@\(file)"]), ("/file", "PUT", ["-T", file]),
      ("/pipe", "PUT", ["-T", "-"]), ("/stdin", "POST", ["--data-binary", "@-"]),
      ("/form", "POST", ["-F", "part=@\(file)", "-F", "name=value"]),
      ("/formpipe", "POST", ["-F", "part=@-"]),
    ]
    for ((path, method, options), offer) in zip(ways, offers) {
      try user.sell(path + "/page", offer)
      let url = try user.url(path + "/page")
      let words = (options + [url]).map { "'\($0)'" }.joined(separator: " ")
      let isPiped = path.hasSuffix("pipe") || path == "/stdin"
      let outcome = try user.shell(
        (isPiped ? "cat '\(file)' | " : "") + "l402 curl --no-progress-meter \(words)")
      #expect(outcome.status == 0 && outcome.out == "the page\n", "\(path) \(outcome)")
      let entries = try user.entries().filter { $0["target"]?.string == user.path(path + "/page") }
      #expect(entries.map { $0["method"]?.string } == [method, method], "\(path)")
      #expect(entries.last?["authorization"]?.array?.count == 1, "\(path)")
      let lengths = entries.compactMap { $0["length"]?.integer }
      if path.hasPrefix("/form") {
        // The boundary may be another one, of the same length.
        #expect(Set(lengths).count == 1 && (lengths.first ?? 0) > 300_000, "\(path) \(lengths)")
      } else {
        #expect(lengths == [300_000, 300_000], "\(path)")
        #expect(Set(entries.map { $0["sha256"]?.string }).count == 1, "\(path)")
      }
    }
    try user.expectPaid(offers)
    user.expectNoSecrets()
  }

  // MARK: Secrets

  /// The text beside the numbers of `--trace`, without the ends of lines.
  private func traced(_ text: String) -> String {
    text.split(separator: "\n").filter { $0.hasPrefix("0") && $0.dropFirst(4).hasPrefix(": ") }
      .map { String($0.dropFirst(54)) }.joined()
  }

  @Test func `tokens and preimages are in no output unless that is asked for`() async throws {
    let ways = [
      ["-v"], ["-v", "-i", "-w", "%{json} %{header_json} %{l402_payment_hash} %{l402_paid}"],
      ["--trace", "-"], ["--trace-ascii", "-"],
      ["--trace", user.user.program.folder.file("trace")], ["--report", "-", "-v"],
    ]
    var offers: [Offer] = []
    for (number, options) in ways.enumerated() {
      let path = "/\(number)/page"
      offers.append(try user.offer())
      try user.sell(path, offers[number])
      // The first run sees the challenge and the payment, the second one what is stored.
      for _ in 0..<2 {
        let outcome = try await user.curl(options + [try user.url(path)])
        #expect(outcome.status == 0 && outcome.out.contains("the page\n"), "\(outcome)")
        var all = outcome.out + outcome.error
        if options.last?.hasSuffix("trace") == true {
          let bytes = FileManager.default.contents(atPath: options[1])
          all += String(decoding: try #require(bytes), as: UTF8.self)
        }
        if options.first != "--report" { all += traced(all) }
        #expect(all.contains("Authorization: L402 [redacted]"), "\(options) \(outcome)")
        // A third of it is too much.
        let third = offers[number].token.count / 3
        for secret in [
          String(offers[number].token.suffix(third)), String(offers[number].token.prefix(third)),
          offers[number].preimage.hex, String(offers[number].preimage.hex.prefix(32)),
        ] {
          #expect(!all.contains(secret), "\(options) \(outcome)")
        }
      }
    }
    try user.expectPaid(offers)
    user.expectNoSecrets()
    let shown = try await user.curl("-v", "--show-secrets", try user.url("/0/page"))
    #expect(shown.error.contains("Authorization: L402 \(offers[0].credential)"), "\(shown)")
  }

  @Test func `a wallet's helper sees no secret of ours, and no request`() async throws {
    try user.sell("/page", first)
    let secret = "a-key-of-another-wallet"
    let outcome = try await user.curl(
      [try user.url("/page")],
      variables: [
        "L402_ROOT_KEY": Program.key, "L402_MASTER_KEY": Program.key, "L402_LNBITS_KEY": secret,
        "OTHER_VARIABLE": "passes",
      ])
    #expect(outcome.status == 0, "\(outcome)")
    let seen = user.user.site.seenByHelpers
    #expect(seen.contains("\npay\n") && seen.contains("\nOTHER_VARIABLE=passes\n"))
    for text in [secret, Program.key, first.token, first.preimage.hex, first.invoice] {
      #expect(!seen.contains(text))
    }
    #expect(!seen.contains(user.path("/page")))
  }
}
