import Foundation
import JSON
import Testing
import WalletPeers

/// Where neither money nor credential of `l402 curl` may go, whoever leads there.
@Suite(.enabled(if: FakeNode.isWanted, "the fakes need Python packages: make peers"))
struct CurlOriginTests {
  let user: HostileUser
  let offer: Offer

  init() async throws {
    user = try await HostileUser()
    offer = try user.offer()
  }

  /// Buys the page of the only offer.
  private func buy(_ url: String, _ options: String...) async throws {
    let outcome = try await user.curl(options + [url])
    try #require(outcome.status == 0 && outcome.out == "the page\n", "\(outcome)")
  }

  // MARK: Redirects

  @Test(arguments: ["port", "host", "scheme"])
  func `a redirect to another origin that asks is not paid`(other: String) async throws {
    try user.sell("/there", offer)
    let there =
      switch other {
      case "port": try user.url("/there", "other")
      case "host": try user.url("/there", host: "localhost")
      default: try user.url("/there", "tls")
      }
    try user.serve("/here", HostileRoute(asks: [.redirect(to: there)]))
    try await user.expect(
      112, failing: "other_origin", "-L", "--cacert", try HostileUser.authority(),
      try user.url("/here"))
    let place = other == "port" ? "other" : other == "host" ? "http" : "tls"
    try user.expectSeen(["http GET /here", "\(place) GET /there"])
  }

  @Test func `a redirect within the origin is followed, and paid where it leads`() async throws {
    try user.sell("/b/there", offer)
    try user.serve("/a/here", HostileRoute(asks: [.redirect(to: try user.url("/b/there"))]))
    let here = try user.url("/a/here")
    try await user.expect(0, "the page\n", saying: "paid", "-L", here)
    try await user.expect(0, "the page\n", "-L", here)
    try user.expectSeen(
      [
        "http GET /a/here", "http GET /b/there", "http GET /b/there +0", "http GET /a/here",
        "http GET /b/there +0",
      ], paid: [offer])
  }

  @Test func `what is asked for is what a credential is held against, whatever the URL says`()
    async throws
  {
    try user.sell("/a/page", offer)
    try user.serve("/b/page", HostileRoute(asks: [.page("other\n")]))
    try await buy(try user.url("/a/page"))
    try await user.expect(
      0, "other\n", "--request-target", user.path("/b/page"), try user.url("/a/page"))
    try await user.expect(
      0, "the page\n", "--request-target", user.path("/a/page"), try user.url("/b/page"))
    try user.expectSeen(
      [
        "http GET /a/page", "http GET /a/page +0", "http GET /b/page", "http GET /a/page +0",
      ], paid: [offer])
  }

  @Test func `a stored credential does not follow to another origin`() async throws {
    try user.sell("/page", offer)
    try await buy(try user.url("/page"))
    // The other one would take it, and asks for money without.
    for (number, there) in [
      try user.url("/page", "other"), try user.url("/page", host: "localhost"),
      try user.url("/page", "tls"),
    ].enumerated() {
      try user.serve("/here\(number)", HostileRoute(asks: [.redirect(to: there)]))
      try await user.expect(
        112, failing: "other_origin", "-L", "--location-trusted", "--cacert",
        try HostileUser.authority(), try user.url("/here\(number)"))
    }
    try user.expectSeen(
      [
        "http GET /page", "http GET /page +0", "http GET /here0 +0", "other GET /page",
        "http GET /here1 +0", "http GET /page", "http GET /here2 +0", "tls GET /page",
      ], paid: [offer])
  }

  @Test func `nor is it used that another origin had when the user did not type it`() async throws {
    try user.sell("/page", offer)
    try await buy(try user.url("/page", "other"))
    try user.serve("/here", HostileRoute(asks: [.redirect(to: try user.url("/page", "other"))]))
    try await user.expect(112, failing: "other_origin", "-L", try user.url("/here"))
    try user.expectSeen(
      ["other GET /page", "other GET /page +0", "http GET /here", "other GET /page"],
      paid: [offer])
  }

  @Test func `a redirect within the origin takes it along only into its scope`() async throws {
    try user.sell("/a/page", offer)
    try await buy(try user.url("/a/page"))
    try user.serve("/a/out", HostileRoute(asks: [.redirect(to: try user.url("/b/free"))]))
    try user.serve("/b/free", HostileRoute(asks: [.page("free\n")]))
    try await user.expect(0, "free\n", "-L", try user.url("/a/out"))
    try user.expectSeen(
      ["http GET /a/page", "http GET /a/page +0", "http GET /a/out +0", "http GET /b/free"],
      paid: [offer])
  }

  @Test func `from https it never goes on to http`() async throws {
    try user.sell("/page", offer)
    let authority = try HostileUser.authority()
    try await buy(try user.url("/page", "tls"), "--cacert", authority)
    try user.serve("/here", HostileRoute(asks: [.redirect(to: try user.url("/page"))]))
    try await user.expect(
      112, failing: "other_origin", "-L", "--cacert", authority, try user.url("/here", "tls"))
    try user.expectSeen(
      ["tls GET /page", "tls GET /page +0", "tls GET /here +0", "http GET /page"], paid: [offer])
  }

  /// Names of servers at their usual ports, here.
  private func names(_ host: String) throws -> [String] {
    [
      "--connect-to", "\(host):80:127.0.0.1:\(try HostileUser.port("http"))", "--connect-to",
      "\(host):443:127.0.0.1:\(try HostileUser.port("tls"))", "--cacert",
      try HostileUser.authority(),
    ]
  }

  @Test func `from http at 80 it goes on to https at 443 of the same host`() async throws {
    try user.sell("/page", offer)
    let path = user.path("")
    try user.serve(
      "/here", HostileRoute(asks: [.redirect(301, to: "https://a.shop.test\(path)/page")]))
    let names = try names("a.shop.test")
    for _ in 0..<2 {
      let outcome = try await user.curl(names + ["-L", "http://a.shop.test\(path)/here"])
      #expect(outcome.status == 0 && outcome.out == "the page\n", "\(outcome)")
    }
    // It is kept for https.
    let stored = try await user.curl(names + ["https://a.shop.test\(path)/page"])
    #expect(stored.status == 0 && stored.out == "the page\n", "\(stored)")
    let plain = try await user.curl(names + ["--no-pay", "http://a.shop.test\(path)/page"])
    #expect(plain.status == 112 && plain.out.isEmpty, "\(plain)")
    try user.expectSeen(
      [
        "http GET /here", "tls GET /page", "tls GET /page +0", "http GET /here",
        "tls GET /page +0", "tls GET /page +0", "http GET /page",
      ], paid: [offer])
  }

  @Test func `an origin that asks for what was paid at another one does not get it`() async throws {
    try user.sell("/page", offer)
    try await buy(try user.url("/page"))
    // It has seen the challenge, and not the preimage.
    try await user.expect(112, failing: "other_origin", try user.url("/page", "other"))
    try await user.expect(
      112, failing: "other_origin", "--no-store", try user.url("/page", "other"))
    try user.expectSeen(
      ["http GET /page", "http GET /page +0", "other GET /page", "other GET /page"], paid: [offer])
  }

  @Test(arguments: ["https://b.shop.test", "https://shop.test", "https://a.shop.test:8443"])
  func `but to no other host and port`(origin: String) async throws {
    try user.sell("/page", offer)
    let path = user.path("")
    try user.serve("/here", HostileRoute(asks: [.redirect(301, to: "\(origin)\(path)/page")]))
    let port = try HostileUser.port("tls")
    let outcome = try await user.curl(
      try names("a.shop.test") + [
        "--connect-to", "b.shop.test:443:127.0.0.1:\(port)", "--connect-to",
        "shop.test:443:127.0.0.1:\(port)", "--connect-to", "a.shop.test:8443:127.0.0.1:\(port)",
        "-L", "--report", "-", "http://a.shop.test\(path)/here",
      ])
    #expect(outcome.status == 112 && outcome.error.contains("other_origin"), "\(outcome)")
    try user.expectSeen(["http GET /here", "tls GET /page"])
  }

  // MARK: Plain http

  /// An address of this machine that is not loopback.
  private static let address: String? = {
    let words = try? Child.run("/bin/hostname", ["-I"], input: [], variables: [:])
    return words?.out.split(separator: " ").map(String.init).first {
      $0.contains(".") && !$0.hasPrefix("127.")
    }
  }()

  @Test(.enabled(if: address != nil, "this machine has loopback only"))
  func `plain http beyond loopback is not paid unless that is allowed`() async throws {
    let address = try #require(Self.address)
    try user.sell("/page", offer)
    let url = try user.url("/page", "lan", host: address)
    try await user.expect(112, failing: "plain_http", url)
    try await user.expect(112, failing: "plain_http", "--dry-run", url)
    try await user.expect(0, "the page\n", "--allow-http", url)
    // And what is stored for it stays here.
    try await user.expect(112, failing: "plain_http", url)
    try await user.expect(0, "the page\n", "--allow-http", url)
    try user.expectSeen(
      [
        "lan GET /page", "lan GET /page", "lan GET /page", "lan GET /page +0", "lan GET /page",
        "lan GET /page +0",
      ], paid: [offer])
  }

  @Test(.enabled(if: address != nil, "this machine has loopback only"))
  func `what the name of a peer says does not count, its address does`() async throws {
    let address = try #require(Self.address)
    let port = try HostileUser.port("lan")
    try user.sell("/page", offer)
    let url = try user.url("/page", "lan", host: "shop.test")
    // Bought at loopback; then the same name leads elsewhere.
    try await user.expect(
      0, "the page\n", "--resolve", "shop.test:\(port):127.0.0.1", url)
    try await user.expect(
      112, failing: "plain_http", "--resolve", "shop.test:\(port):\(address)", url)
    try await user.expect(
      112, failing: "plain_http", "--connect-to", "shop.test:\(port):\(address):\(port)", url)
    let local = try user.url("/page", "lan", host: "localhost")
    try await user.expect(
      112, failing: "plain_http", "--resolve", "localhost:\(port):\(address)", local)
    try user.expectSeen(
      [
        "lan GET /page", "lan GET /page +0", "lan GET /page", "lan GET /page", "lan GET /page",
      ], paid: [offer])
  }

  @Test(.enabled(if: address != nil, "this machine has loopback only"))
  func `a connection that is kept has the peer that it has`() async throws {
    let address = try #require(Self.address)
    let port = try HostileUser.port("lan")
    try user.sell("/page", offer)
    let url = try user.url("/page", "lan", host: "shop.test")
    try await user.expect(0, "the page\n", "--resolve", "shop.test:\(port):127.0.0.1", url)
    try user.serve("/free", HostileRoute(opens: [offer.credential], asks: [.page("free\n")]))
    let free = try user.url("/free", "lan", host: "shop.test")
    let outcome = try await user.curl("--resolve", "shop.test:\(port):\(address)", free, free)
    #expect(outcome.status == 0 && outcome.out == "free\nfree\n", "\(outcome)")
    #expect(outcome.error.contains("stays here"), "\(outcome)")
    try user.expectSeen(
      ["lan GET /page", "lan GET /page +0", "lan GET /free", "lan GET /free"], paid: [offer])
  }

  @Test func `a unix socket is this machine`() async throws {
    try user.sell("/page", offer)
    let socket = try HostileUser.socket()
    let url = "http://shop.test" + user.path("/page")
    for _ in 0..<2 {
      try await user.expect(0, "the page\n", "--unix-socket", socket, url)
    }
    try user.expectSeen(
      ["socket GET /page", "socket GET /page +0", "socket GET /page +0"], paid: [offer])
  }

  @Test(arguments: ["variable", "option"])
  func `through a proxy plain http is neither presented nor paid`(way: String) async throws {
    try user.sell("/page", offer)
    let url = try user.url("/page")
    try await buy(url)
    let proxy = "http://127.0.0.1:\(try HostileUser.port("proxy"))"
    let options = way == "option" ? ["-x", proxy, url] : [url]
    let outcome = try await user.curl(
      ["--report", "-"] + options, variables: way == "option" ? [:] : ["http_proxy": proxy])
    #expect(outcome.status == 112 && outcome.error.contains("plain_http"), "\(outcome)")
    try user.expectSeen(
      [
        "http GET /page", "http GET /page +0",
        "proxy GET \(url.replacing(user.path("/"), with: "/"))",
      ],
      paid: [offer])
  }

  @Test func `through a proxy https is what it is without`() async throws {
    try user.sell("/page", offer)
    let proxy = "http://127.0.0.1:\(try HostileUser.port("proxy"))"
    let url = "https://a.shop.test" + user.path("/page")
    for _ in 0..<2 {
      try await user.expect(
        0, "the page\n", "-x", proxy, "--cacert", try HostileUser.authority(), url)
    }
    try user.expectSeen(["tls GET /page", "tls GET /page +0", "tls GET /page +0"], paid: [offer])
  }

  @Test(arguments: [
    (["--socks5-hostname"], true), (["-x", "socks5h"], true), (["--socks5"], false),
    (["-x", "socks5"], false), (["-x", "socks4"], false),
  ])
  func `an onion service is paid through a proxy that looks its name up`(
    options: [String], isAllowed: Bool
  ) async throws {
    try user.sell("/page", offer)
    let socks = "127.0.0.1:\(try HostileUser.port("socks"))"
    var words = options
    if options.count > 1 { words[1] += "://" + socks } else { words.append(socks) }
    let outcome = try await user.curl(words + ["http://\(Self.onion)\(user.path("/page"))"])
    if isAllowed {
      #expect(outcome.status == 0 && outcome.out == "the page\n", "\(outcome)")
      try user.expectSeen(["http GET /page", "http GET /page +0"], paid: [offer])
    } else {
      // libcurl does not look such a name up.
      #expect(outcome.status != 0 && outcome.out.isEmpty, "\(outcome)")
      #expect(try user.requests().allSatisfy { !$0.contains("+0") })
      try user.expectPaid([])
    }
  }

  private static let onion = String(repeating: "a", count: 56) + ".onion"

  @Test func `a proxy for http sees all, an onion's name or not`() async throws {
    try user.sell("/page", offer)
    let proxy = "http://127.0.0.1:\(try HostileUser.port("proxy"))"
    try await user.expect(
      112, failing: "plain_http", "-x", proxy, "http://\(Self.onion)\(user.path("/page"))")
  }

  @Test func `another name through such a proxy is plain http`() async throws {
    try user.sell("/page", offer)
    try await user.expect(
      112, failing: "plain_http", "--socks5-hostname",
      "127.0.0.1:\(try HostileUser.port("socks"))", "http://shop.test\(user.path("/page"))")
    try user.expectSeen(["http GET /page"])
  }

  // MARK: TLS that nobody verifies

  @Test func `with -k nothing is presented and nothing paid unless that is allowed`() async throws {
    try user.sell("/page", offer)
    let url = try user.url("/page", "tls")
    try await user.expect(112, failing: "insecure_tls", "-k", url)
    try await user.expect(0, "the page\n", "-k", "--allow-insecure-pay", url)
    try await user.expect(112, failing: "insecure_tls", "--insecure", url)
    _ = try user.user.program.folder.write("insecure\n".utf8, to: ".curlrc")
    try await user.expect(112, failing: "insecure_tls", url)
    try user.expectSeen(
      [
        "tls GET /page", "tls GET /page", "tls GET /page +0", "tls GET /page", "tls GET /page",
      ], paid: [offer])
  }

  @Test func `a certificate of nobody ends it before anything is sent`() async throws {
    try user.sell("/page", offer)
    let outcome = try await user.curl(try user.url("/page", "tls"))
    #expect(outcome.status == 60 && outcome.out.isEmpty, "\(outcome)")
    try user.expectSeen([])
  }

  // MARK: An Authorization of the user's own

  @Test(arguments: ["header", "user", "netrc", "bearer", "url", "file"])
  func `who gives an Authorization gets neither credential nor payment`(
    way: String
  ) async throws {
    try user.sell("/page", offer)
    let url = try user.url("/page")
    try await buy(url)
    let folder = user.user.program.folder
    let basic = "[Basic \(Data("me:word".utf8).base64EncodedString())]"
    var seen = basic
    let options: [String]
    switch way {
    case "header":
      options = ["-H", "authorization: Mine 1", url]
      seen = "[Mine 1]"
    case "file":
      options = ["-H", "@" + (try folder.write("Authorization: Mine 2\n".utf8, to: "head")), url]
      seen = "[Mine 2]"
    case "user": options = ["-u", "me:word", url]
    case "netrc":
      let file = try folder.write("machine 127.0.0.1 login me password word\n".utf8, to: "netrc")
      options = ["--netrc-file", file, url]
    case "bearer":
      options = ["--oauth2-bearer", "mine", url]
      seen = "[Bearer mine]"
    default: options = [url.replacing("http://", with: "http://me:word@")]
    }
    let outcome = try await user.curl(["--report", "-"] + options)
    #expect(outcome.status == 112 && outcome.out.isEmpty, "\(outcome)")
    #expect(outcome.error.contains("own_authorization"), "\(outcome)")
    try user.expectSeen(
      ["http GET /page", "http GET /page +0", "http GET /page \(seen)"], paid: [offer])
  }

  @Test func `a redirect that brings a password along gets no credential besides`() async throws {
    try user.sell("/page", offer)
    try await buy(try user.url("/page"))
    let there = try user.url("/page").replacing("http://", with: "http://a:b@")
    try user.serve("/here", HostileRoute(asks: [.redirect(to: there)]))
    _ = try await user.curl("-L", try user.url("/here"))
    #expect(try user.requests().allSatisfy { !($0.contains("+0") && $0.contains("[")) })
    try user.expectPaid([offer])
  }

  // MARK: 401

  @Test func `a 401 is paid only where that is asked for`() async throws {
    try user.serve(
      "/page",
      HostileRoute(opens: [offer.credential], asks: [.asking(offer.value, status: 401)]))
    let url = try user.url("/page")
    try await user.expect(0, "pay first\n", url)
    try await user.expect(0, "the page\n", saying: "paid", "--pay-on-401", url)
    try user.expectSeen(["http GET /page", "http GET /page", "http GET /page +0"], paid: [offer])
  }

  @Test func `a 401 with half a challenge is an answer as any other`() async throws {
    for (number, value) in [
      "L402", "L402 macaroon=\"\(offer.token)\"", "L402 invoice=\"\(offer.invoice)\"",
      "Basic realm=\"x\"",
    ].enumerated() {
      try user.serve("/page\(number)", HostileRoute(asks: [.asking(value, status: 401)]))
      try await user.expect(0, "pay first\n", "--pay-on-401", try user.url("/page\(number)"))
    }
    try user.expectSeen((0..<4).map { "http GET /page\($0)" })
  }

  // MARK: Scope

  @Test func `a credential is for its directory and below, however the path is written`()
    async throws
  {
    try user.sell("/a/page", offer)
    try await buy(try user.url("/a/page"))
    let within = ["/a/", "/a/b/c", "/a/page?x=/../..", "/%61/page"]
    let beyond = ["/ab", "/a", "/", "/a/../b", "/a/%2e%2e/b", "/a/..%2fb", "/A/page", "/a%2fpage"]
    for path in within + beyond {
      try user.serve(
        path.split(separator: "?").first.map(String.init) ?? path,
        HostileRoute(opens: [offer.credential], page: .page("in\n"), asks: [.page("out\n")]))
      try await user.expect(
        0, within.contains(path) ? "in\n" : "out\n", "--path-as-is", try user.url(path))
    }
    try user.expectSeen(
      ["http GET /a/page", "http GET /a/page +0"] + within.map { "http GET \($0) +0" }
        + beyond.map { "http GET \($0)" }, paid: [offer])
  }

  @Test func `dots that curl takes away are away before anything is presented`() async throws {
    try user.sell("/a/page", offer)
    try await buy(try user.url("/a/page"))
    try user.serve(
      "/b", HostileRoute(opens: [offer.credential], page: .page("in\n"), asks: [.page("out\n")]))
    try await user.expect(0, "out\n", try user.url("/a/../b"))
    try user.expectSeen(
      ["http GET /a/page", "http GET /a/page +0", "http GET /b"], paid: [offer])
  }

  @Test func `ports and schemes are origins of their own`() async throws {
    try user.sell("/page", offer)
    try await buy(try user.url("/page"))
    for url in [
      try user.url("/page", "other"), try user.url("/page", "tls"),
      try user.url("/page", host: "localhost"),
    ] {
      try await user.expect(
        112, failing: "no_pay", "--cacert", try HostileUser.authority(), "--no-pay", url)
    }
    try user.expectSeen(
      [
        "http GET /page", "http GET /page +0", "other GET /page", "tls GET /page",
        "http GET /page",
      ], paid: [offer])
  }

  @Test func `--scope widens it, and must have the page in it`() async throws {
    try user.sell("/a/b/page", offer)
    let url = try user.url("/a/b/page")
    let other = user.path("/x/")
    try await user.expect(2, "", saying: "--scope", "--scope", other, url)
    try await user.expect(0, "the page\n", "--scope", user.path("/a/"), url)
    try user.serve("/a/c", HostileRoute(opens: [offer.credential]))
    try await user.expect(0, "the page\n", try user.url("/a/c"))
    try user.expectSeen(
      ["http GET /a/b/page", "http GET /a/b/page", "http GET /a/b/page +0", "http GET /a/c +0"],
      paid: [offer])
  }

  @Test func `a path caveat narrows it`() async throws {
    let narrow = try user.offer(
      HostileUser.Odd(conditions: ["path=\(user.path("/n/page"))"]))
    try user.sell("/n/page", narrow)
    try await user.expect(0, "the page\n", try user.url("/n/page"))
    try user.serve("/n/other", HostileRoute(opens: [narrow.credential], asks: [.page("out\n")]))
    try await user.expect(0, "out\n", try user.url("/n/other"))
    try user.expectSeen(
      ["http GET /n/page", "http GET /n/page +1", "http GET /n/other"], paid: [narrow])
  }

  @Test func `not stored it is bought again, and --credential presents what it is given`()
    async throws
  {
    let (first, second) = (try user.offer(), try user.offer())
    try user.serve(
      "/page",
      HostileRoute(
        opens: [first.credential, second.credential], asks: [first.ask, second.ask]))
    let url = try user.url("/page")
    for _ in 0..<2 {
      try await user.expect(0, "the page\n", saying: "not stored", "--no-store", url)
    }
    let file = try user.user.program.folder.write(
      "Authorization: L402 \(first.credential)\n".utf8, to: "given")
    try await user.expect(0, "the page\n", "--credential", "@" + file, url)
    try user.expectSeen(
      [
        "http GET /page", "http GET /page +1", "http GET /page", "http GET /page +2",
        "http GET /page +1",
      ], paid: [first, second])
  }

  @Test func `a credential given buys no other one, and goes nowhere else`() async throws {
    let other = try user.offer()
    try user.sell("/page", offer)
    try user.serve("/here", HostileRoute(asks: [.redirect(to: try user.url("/page", "other"))]))
    let file = try user.user.program.folder.write(
      "L402 \(other.credential)\n".utf8, to: "given")
    try await user.expect(
      112, failing: "given_credential", "--credential", "@" + file, try user.url("/page"))
    try await user.expect(
      112, failing: "given_credential", "--credential", "@" + file, "-L", try user.url("/here"))
    try user.expectSeen(["http GET /page +1", "http GET /here +1", "other GET /page"])
  }
}
