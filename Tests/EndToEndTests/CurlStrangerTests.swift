import Foundation
import JSON
import Testing
import WalletPeers

/// What somebody tries with `l402 curl` who knows curl well and trusts nothing.
@Suite(.enabled(if: FakeNode.isWanted, "the fakes need Python packages: make peers"))
struct CurlStrangerTests {
  let user: HostileUser
  let first: Offer
  let second: Offer

  init() async throws {
    user = try await HostileUser()
    first = try user.offer()
    second = try user.offer()
  }

  /// Serves pages that ask everybody for money, each time with another invoice; the first page
  /// begins with the first one.
  private func serveGreedily(_ paths: String...) throws {
    let more = try (0..<12).map { _ in try user.offer() }
    let asks = ([first, second] + more).map(\.ask)
    for (number, path) in paths.enumerated() {
      try user.serve(path, HostileRoute(asks: Array(asks[number...] + asks[..<number])))
    }
  }

  private func content(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The origins that credentials are stored for.
  private func storedOrigins() async throws -> [String?] {
    let listed = try await user.user.object("credentials", "list")
    return (listed.value["credentials"]?.array ?? []).map { $0["origin"]?.string }
  }

  // MARK: What was never accepted

  @Test func `--no-store buys nothing again of somebody who never accepts`() async throws {
    try serveGreedily("/page")
    let url = try user.url("/page")
    for _ in 0..<2 { try await user.expect(114, failing: "not_accepted", "--no-store", url) }
    try user.expectPaid([first])
    #expect(try user.requests().prefix(2) == ["http GET /page", "http GET /page +0"])
    user.expectNoSecrets()
  }

  @Test func `--no-store buys once for a glob of pages that never accept`() async throws {
    try serveGreedily("/g/page1", "/g/page2", "/g/page3")
    let outcome = try await user.curl("--no-store", try user.url("/g/page[1-3]"))
    #expect(outcome.status == 114 && outcome.out.isEmpty, "\(outcome)")
    try user.expectPaid([first])
    let asked = Set(try user.entries().compactMap { $0["target"]?.string })
    #expect(asked == Set((1...3).map { user.path("/g/page\($0)") }))
    user.expectNoSecrets()
  }

  @Test func `pruning credentials does not let another one be bought`() async throws {
    try serveGreedily("/page")
    let url = try user.url("/page")
    try await user.expect(114, failing: "not_accepted", url)
    let pruned = try await user.user.run("credentials", "prune")
    #expect(pruned.status == 0, "\(pruned)")
    try await user.expect(114, failing: "not_accepted", url)
    try user.expectPaid([first])
    user.expectNoSecrets()
  }

  @Test func `a paid page that leads to one that asks again is paid once, and that is said`()
    async throws
  {
    try user.serve(
      "/a/page",
      HostileRoute(
        opens: [first.credential], page: .redirect(to: try user.url("/b/page")), asks: [first.ask]))
    try user.sell("/b/page", second)
    let outcome = try await user.expect(
      114, failing: "not_accepted", "-L", try user.url("/a/page"))
    #expect(outcome.error.contains("the first one was made"), "\(outcome)")
    #expect(!outcome.error.contains("nothing was paid"), "\(outcome)")
    try user.expectSeen(
      ["http GET /a/page", "http GET /a/page +0", "http GET /b/page"], paid: [first])
  }

  // MARK: What could not be written down

  /// Runs statements of SQL in the store.
  private func change(_ statements: String) throws {
    let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1], 30).executescript(sys.argv[2])"
    let outcome = try Child.run(
      "/usr/bin/python3", ["-c", script, user.user.program.home + "/l402.db", statements],
      input: [], variables: [:])
    try #require(outcome.status == 0, "\(outcome)")
  }

  @Test(arguments: [["payments"], ["payments", "credentials"]])
  func `a payment that could not be written down is found by the next run`(
    full: [String]
  ) async throws {
    try user.serve(
      "/page", HostileRoute(opens: [first.credential], asks: [first.ask, second.ask]))
    let url = try user.url("/page")
    try user.user.site.behave(first.hash, .hold)
    let run = try user.user.start(["curl", "--no-progress-meter", "-o", "/dev/null", url])
    try await WalletUser.wait { try user.user.site.orders(first.hash) == 1 }
    let moments = ["payments": "UPDATE OF state", "credentials": "INSERT"]
    try change(
      full.map {
        "CREATE TRIGGER full_\($0) BEFORE \(moments[$0] ?? "") ON \($0) "
          + "BEGIN SELECT RAISE(ABORT, 'full'); END;"
      }.joined())
    try user.user.site.release(first.hash)
    let outcome = try await user.user.finish(run)
    #expect(outcome.status == 115, "\(outcome)")
    try change(full.map { "DROP TRIGGER full_\($0);" }.joined())
    for _ in 0..<2 { try await user.expect(0, "the page\n", url) }
    try user.expectPaid([first])
  }

  // MARK: Origins

  @Test func `--proto-default makes the origin that a URL with a scheme has`() async throws {
    try user.sell("/page", first)
    let url = try user.url("/page", "tls", host: "localhost")
    let bare = String(url.dropFirst("https://".count))
    let authority = try HostileUser.authority()
    for typed in [bare, bare, url] {
      try await user.expect(
        0, "the page\n", "--proto-default", "https", "--cacert", authority, typed)
    }
    try user.expectSeen(
      ["tls GET /page", "tls GET /page +0", "tls GET /page +0", "tls GET /page +0"], paid: [first])
    #expect(try await storedOrigins() == ["https://localhost:\(try HostileUser.port("tls"))"])
  }

  @Test func `what was paid for nobody in particular is not shown to who asks with it`()
    async throws
  {
    let paid = try await user.user.run(
      ["pay", "--max-amount", "100sat", "--as", "header"],
      input: "WWW-Authenticate: \(first.value)\n")
    #expect(paid.status == 0, "\(paid)")
    try user.sell("/page", first)
    try await user.expect(112, failing: "other_origin", try user.url("/page"))
    try user.expectSeen(["http GET /page"], paid: [first])
  }

  @Test(arguments: ["socks5", "socks5h"])
  func `--preproxy without --proxy is gone through`(scheme: String) async throws {
    // Only the proxy leads anywhere from this name and address.
    let name = "\(scheme).preproxy.test"
    let address = scheme == "socks5" ? "127.0.77.6" : name
    let port = try HostileUser.port("http")
    try user.serve("/free", HostileRoute(asks: [.page("free\n")]))
    let proxy = "\(scheme)://127.0.0.1:\(try HostileUser.port("socks"))"
    let resolve = scheme == "socks5" ? ["--resolve", "\(name):\(port):\(address)"] : []
    let outcome = try await user.curl(
      resolve + ["--preproxy", proxy, try user.url("/free", host: name)])
    #expect(outcome.status == 0 && outcome.out == "free\n", "\(outcome)")
    let seen = try HostileUser.server.get().state()["seen"]?.array ?? []
    #expect(
      seen.contains { $0["place"]?.string == "socks" && $0["target"]?.string == address },
      "\(outcome)")
    try user.expectSeen(["http GET /free"])
  }

  // MARK: Files

  /// Expects a run to leave a file alone that is there, and to make none that is not.
  private func expectKept(
    _ status: Int32, _ path: String, _ options: String..., run: ([String]) async throws -> Outcome,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let folder = user.user.program.folder
    let name = String(path.split(separator: "/").last ?? "")
    let file = try folder.write("what was there\n".utf8, to: name)
    let ways = [
      ["-o", file], ["-O", "--output-dir", folder.path], ["-o", folder.file("new")],
    ]
    for way in ways {
      let outcome = try await run(options + way + [try user.url(path)])
      #expect(
        outcome.status == status && outcome.out.isEmpty, "\(way) \(outcome)",
        sourceLocation: sourceLocation)
      #expect(content(file) == "what was there\n", "\(way)", sourceLocation: sourceLocation)
      #expect(content(folder.file("new")) == nil, "\(way)", sourceLocation: sourceLocation)
    }
  }

  @Test func `a file is kept when nothing was brought for it`() async throws {
    try user.sell("/page", first)
    try await expectKept(112, "/page", "--no-pay") { try await user.curl($0) }
    let foreign = try user.offer(HostileUser.Odd(isForeign: true))
    try user.sell("/foreign", foreign)
    try await expectKept(111, "/foreign") { try await user.curl($0) }
    try user.expectPaid([])
    try serveGreedily("/greedy")
    try await expectKept(114, "/greedy") { try await user.curl($0) }
    try user.expectPaid([first])
    // And when the page comes it is the page's.
    let file = try user.user.program.folder.write("what was there\n".utf8, to: "last")
    try user.sell("/x/page", second)
    try await user.expect(0, "", "--rebuy", "-o", file, try user.url("/x/page"))
    #expect(content(file) == "the page\n")
    user.expectNoSecrets()
  }

  @Test func `a file is kept when the payment failed`() async throws {
    let offers = try (0..<3).map { _ in try user.offer() }
    try user.serve("/page", HostileRoute(asks: offers.map(\.ask)))
    var left = offers[...]
    for offer in offers { try user.user.site.behave(offer.hash, .hold) }
    try await expectKept(113, "/page") { arguments in
      let next = left.popFirst()
      let offer = try #require(next)
      let run = try user.user.start(["curl", "--no-progress-meter"] + arguments)
      try await WalletUser.wait { try user.user.site.orders(offer.hash) == 1 }
      try user.user.site.release(offer.hash, failing: true)
      return try await user.user.finish(run)
    }
    try user.expectPaid(offers)
  }

  // MARK: Heads

  @Test func `trailers of a 402 that is paid are seen by nobody`() async throws {
    var (ask, page) = (first.ask, HostileAnswer.page("the page\n"))
    ask.trailers = [["X-Ask", "behind-the-ask"]]
    page.trailers = [["X-Page", "behind-the-page"]]
    try user.serve(
      "/page", HostileRoute(opens: [first.credential], page: page, asks: [ask]))
    let heads = user.user.program.folder.file("heads")
    let outcome = try await user.curl("-i", "-D", heads, try user.url("/page"))
    #expect(outcome.status == 0, "\(outcome)")
    for text in [outcome.out, content(heads) ?? ""] {
      #expect(!text.contains("behind-the-ask") && text.contains("behind-the-page"), "\(text)")
    }
    try user.expectSeen(["http GET /page", "http GET /page +0"], paid: [first])
  }

  @Test(arguments: [true, false])
  func `a field that looks like a 200 does not make a page of a 402`(isFirst: Bool) async throws {
    var ask = first.ask
    ask.fields.insert(["HTTP/1.1 200 x", "y"], at: isFirst ? 0 : 1)
    try user.serve("/page", HostileRoute(opens: [first.credential], asks: [ask]))
    try await user.expect(0, "the page\n", try user.url("/page"))
    try user.expectSeen(["http GET /page", "http GET /page +0"], paid: [first])
  }

  @Test(arguments: [true, false])
  func `a field that looks like a 402 makes nobody pay for a page`(isFirst: Bool) async throws {
    var page = HostileAnswer.page("free\n")
    page.fields = [["WWW-Authenticate", first.value]]
    page.fields.insert(["HTTP/1.1 402 x", "y"], at: isFirst ? 0 : 1)
    try user.serve("/page", HostileRoute(opens: [first.credential], asks: [page]))
    let url = try user.url("/page")
    try await user.expect(0, "free\n", url)
    try await user.expect(0, "200", "-o", "/dev/null", "-w", "%{http_code}", url)
    try user.expectSeen(["http GET /page", "http GET /page"])
  }

  // MARK: Time

  @Test(arguments: ["drip", "silent"])
  func `a 402 whose body takes all the time there is is not paid`(tail: String) async throws {
    var ask = first.ask
    ask.tail = tail
    try user.serve("/page", HostileRoute(opens: [first.credential], asks: [ask]))
    let outcome = try await user.curl("-m", "0.9", "--report", "-", try user.url("/page"))
    #expect(outcome.status == 28 && outcome.out.isEmpty, "\(outcome)")
    try await WalletUser.wait { try !user.requests().isEmpty }
    try user.expectSeen(["http GET /page"])
  }

  // MARK: What is said

  @Test func `a dry run says what is presented first, whatever it would cost`() async throws {
    try user.serve(
      "/page", HostileRoute(opens: [first.credential], asks: [first.ask, second.ask]))
    let url = try user.url("/page")
    try await user.expect(0, "the page\n", url)
    let words =
      "\(url): asks 21 sat, the stored credential \(first.hash.prefix(8)) would be presented first\n"
    try await user.expect(0, words, "--dry-run", url)
    try await user.expect(0, words, "--dry-run", "--max-amount", "20sat", url)
    try await user.expect(
      0, "\(url): would pay 21 sat, fee at most 5 sat, from wallet \"mine\"\n", "--dry-run",
      "--rebuy", url)
    try user.expectSeen(
      ["http GET /page", "http GET /page +0"]
        + Array(repeating: "http GET /page", count: 3), paid: [first])
  }

  @Test func `a transfer that fails before it begins has none of the money of the last one`()
    async throws
  {
    try user.sell("/page", first)
    let missing = user.user.program.folder.file("missing/etag")
    let format = "[%{l402_paid} %{l402_amount_msat} %{l402_payment_hash}]"
    let outcome = try await user.curl(
      "--report", "-", "-o", "/dev/null", "-w", format, try user.url("/page"), "--next",
      "--no-progress-meter", "--etag-compare", missing, "-w", format, try user.url("/other"))
    #expect(outcome.status == 26, "\(outcome)")
    #expect(outcome.out.hasPrefix("[1 21000 \(first.hash)]"), "\(outcome)")
    #expect(outcome.out.components(separatedBy: first.hash).count == 2, "\(outcome)")
    let transfers = try user.report(outcome)["transfers"]?.array ?? []
    #expect(transfers.count { $0["payment"]?["amount_msat"]?.integer == 21_000 } == 1)
    if transfers.count > 1 {
      let last = try #require(transfers.last)
      #expect(last["challenge"]?.isNull == true && last["payment"]?.isNull == true, "\(outcome)")
      #expect(last["exit"]?.integer == 26, "\(outcome)")
    }
    try user.expectSeen(["http GET /page", "http GET /page +0"], paid: [first])
  }

  @Test func `--stderr takes what is said of money too`() async throws {
    try user.sell("/page", first)
    let url = try user.url("/page")
    let file = user.user.program.folder.file("said")
    let refused = try await user.curl("--stderr", file, "--no-pay", "--report", "-", url)
    #expect(refused.status == 112 && refused.out.isEmpty && refused.error.isEmpty, "\(refused)")
    let why = try #require(content(file))
    #expect(why.contains("l402: error: ") && why.contains("\"no_pay\""), "\(why)")
    let paid = try await user.curl("--stderr", file, url)
    #expect(paid.status == 0 && paid.out == "the page\n" && paid.error.isEmpty, "\(paid)")
    #expect(content(file)?.contains("paid 21 sat") == true)
    try user.expectSeen(
      ["http GET /page", "http GET /page", "http GET /page +0"], paid: [first])
  }
}
