import Foundation
import JSON
import Testing
import WalletPeers

/// `l402 curl` many times at once, and killed at any moment: never two payments for one page.
@Suite(
  .serialized, .enabled(if: FakeNode.isWanted, "the fakes need Python packages: make peers"))
struct CurlCrashTests {
  /// Runs something so often at once, and gives back what came of it.
  private func atOnce<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
  ) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
      for number in 0..<count { group.addTask { try await body(number) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  // MARK: Many

  @Test func `of fifty at once at one page one pays, and all have the page`() async throws {
    let user = try await HostileUser()
    // Everybody gets an invoice of their own, and any of them opens the door.
    let offers = try (0..<60).map { _ in try user.offer() }
    try user.serve(
      "/page", HostileRoute(opens: offers.map(\.credential), asks: offers.map(\.ask)))
    let url = try user.url("/page")
    let outcomes = try await atOnce(50) { _ in try await user.curl(url) }
    for outcome in outcomes {
      #expect(outcome.status == 0 && outcome.out == "the page\n", "\(outcome)")
    }
    #expect(try offers.map { try user.user.site.orders($0.hash) }.reduce(0, +) == 1)
    let listed = try await user.user.object("payments", "list")
    #expect(listed.value["payments"]?.array?.count == 1, "\(listed)")
    user.expectNoSecrets()
  }

  @Test func `what another one buys while an answer is awaited is not bought again`() async throws {
    let user = try await HostileUser()
    let (first, second) = (try user.offer(), try user.offer())
    var ask = first.ask
    ask.after = user.path("/other")
    try user.serve("/page", HostileRoute(opens: [second.credential], asks: [ask]))
    try user.sell("/other", second)
    let (page, other) = (try user.url("/page"), try user.url("/other"))
    async let late = user.curl(page)
    try await WalletUser.wait { try !user.requests().isEmpty }
    try await user.expect(0, "the page\n", other)
    let outcome = try await late
    #expect(outcome.status == 0 && outcome.out == "the page\n", "\(outcome)")
    try user.expectSeen(
      ["http GET /page", "http GET /other", "http GET /other +1", "http GET /page +1"],
      paid: [second])
  }

  @Test func `thirty at once below what was bought pay nothing`() async throws {
    let user = try await HostileUser()
    let offers = try (0..<3).map { _ in try user.offer() }
    try user.sell("/s/page", offers[0])
    try await user.expect(0, "the page\n", try user.url("/s/page"))
    let paths = ["/s/a", "/s/b/c", "/s/b/c/d/e", "/s/page"]
    for path in paths {
      try user.serve(
        path, HostileRoute(opens: [offers[0].credential], asks: [offers[1].ask, offers[2].ask]))
    }
    let outcomes = try await atOnce(30) { number in
      try await user.curl(try user.url(paths[number % paths.count]))
    }
    #expect(outcomes.allSatisfy { $0.status == 0 && $0.out == "the page\n" })
    try user.expectPaid([offers[0]])
    #expect(try user.requests().dropFirst(2).allSatisfy { $0.hasSuffix("+0") })
    user.expectNoSecrets()
  }

  @Test func `twenty at once at as many origins stay within one budget`() async throws {
    // Two payments of 21 sat, with 5 sat set aside for fees, fit; a third does not even when the
    // fees of both were given back.
    let user = try await HostileUser(limits: "budgets = [\"60sat/1d\"]")
    let offers = try (0..<20).map { _ in try user.offer() }
    for (number, offer) in offers.enumerated() { try user.sell("/\(number)/page", offer) }
    let outcomes = try await atOnce(20) { number in
      try await user.curl(try user.url("/\(number)/page", "lan", host: "127.0.1.\(number + 1)"))
    }
    #expect(outcomes.count { $0.status == 0 && $0.out == "the page\n" } == 2)
    #expect(outcomes.count { $0.status == 112 && $0.out.isEmpty } == 18)
    #expect(try offers.map { try user.user.site.orders($0.hash) }.reduce(0, +) == 2)
    user.expectNoSecrets()
  }

  @Test func `of twenty at once at a real paywall one pays, and all have the page`() async throws {
    let program = try Program()
    let server = try PaywallProcess(program)
    let url = server.url + "/page"
    let outcomes = try await atOnce(20) { _ in
      try await WalletUser.outcome(of: program, ["curl", "--no-progress-meter", url])
    }
    for outcome in outcomes {
      #expect(outcome.status == 0 && outcome.out == "hello\n", "\(outcome)\(server.log)")
    }
    let listed = try program.run("payments", "list", "--json")
    let payments = try JSONReader.read(Array(listed.line.utf8)[...])["payments"]?.array
    #expect(payments?.count == 1, "\(listed)")
  }

  // MARK: Killed

  /// How many are killed where somebody wants it to be many.
  private static let runs =
    ProcessInfo.processInfo.environment["L402_CRASH_RUNS"].flatMap { Int($0) }

  /// Buys pages in runs that are killed, and in more runs until each page is there.
  private func killAtRandom(
    _ kind: WalletSite.Kind, _ count: Int, atOnce width: Int
  ) async throws {
    let user = try await HostileUser(kind, limits: "budgets = [\"100000sat/1d\"]")
    // Numbers from a fixed seed: the moments are the same in every run, in parts of a run's time.
    var seed: UInt64 = 402
    let moments = (0..<count).map { _ in
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(seed >> 33) / Double(UInt32.max >> 1)
    }
    // How long it takes on this machine now.
    let whole = try await atOnce(width) { number in
      let page = try Page(user, count + number)
      let start = ContinuousClock.now
      _ = try await page.begin(killedAfter: nil)
      let time = (ContinuousClock.now - start) / .milliseconds(1)
      try await page.finish("whole")
      return time
    }
    let span = 0.7 * whole.reduce(0, +) / Double(width)
    var states: [String: Int] = [:]
    // Runs that only wait are no reason for others to wait.
    try await withThrowingTaskGroup(of: Void.self) { finishing in
      for start in stride(from: 0, to: count, by: width) {
        let begun = try await atOnce(min(width, count - start)) { index in
          let page = try Page(user, start + index)
          return (page, try await page.begin(killedAfter: moments[start + index] * span))
        }
        for (page, state) in begun {
          states[state, default: 0] += 1
          finishing.addTask { try await page.finish(state) }
        }
      }
      try await finishing.waitForAll()
    }
    user.expectNoSecrets()
    guard Self.runs != nil else { return }
    let parts = states.map { "\($0.key) \($0.value)" }.sorted()
    print("killed \(kind.rawValue):", parts.joined(separator: ", "))
  }

  /// A page that is bought until it is there.
  private struct Page: Sendable {
    let user: HostileUser
    let path: String
    let url: String
    /// A new invoice at each asking, as servers do; any of them opens the door.
    let offers: [Offer]

    /// At an origin of its own: at one, others wait for a payment that is undecided.
    init(_ user: HostileUser, _ number: Int) throws {
      self.user = user
      path = "/\(number)/page"
      url = try user.url(path, "lan", host: "127.2.\(number / 250).\(number % 250 + 1)")
      offers = try (0..<5).map { _ in try user.offer() }
      try user.serve(
        path, HostileRoute(opens: offers.map(\.credential), asks: offers.map(\.ask)))
    }

    private func orders() throws -> Int {
      try offers.map { try user.user.site.orders($0.hash) }.reduce(0, +)
    }

    /// Asks for it once; what had happened when that was killed.
    func begin(killedAfter time: Double?) async throws -> String {
      let arguments = ["curl", "--no-progress-meter", "--timeout", "2s", url]
      let run = try user.user.start(arguments)
      if let time {
        try await Task.sleep(for: .milliseconds(time))
        kill(run.child, SIGKILL)
      }
      let killed = try await user.user.finish(run)
      user.note(arguments, killed)
      guard killed.status != 0 else { return "not in time" }
      let requests = try user.entries().filter { $0["target"]?.string == user.path(path) }
      if requests.isEmpty { return "before the request" }
      if requests.count > 1 { return "presented" }
      return try orders() > 0 ? "paying" : "asked"
    }

    /// Asks until it is there.
    func finish(_ state: String) async throws {
      // What was written down and never sent is believed 30 s after its time is up.
      let end = ContinuousClock.now + .seconds(60)
      var outcome = try await user.curl("--timeout", "2s", url)
      while outcome.status == 110, ContinuousClock.now < end {
        outcome = try await user.curl("--timeout", "2s", url)
      }
      #expect(outcome.status == 0 && outcome.out == "the page\n", "\(path), \(state): \(outcome)")
      // One more has the page without paying.
      let again = try await user.curl("--no-pay", url)
      #expect(again.status == 0 && again.out == "the page\n", "\(path), \(state): \(again)")
      #expect(try orders() == 1, "\(path), \(state)")
    }
  }

  @Test func `killed at any moment, the page is paid once and is there in the end`() async throws {
    try await killAtRandom(.exec, Self.runs ?? 40, atOnce: 4)
  }

  @Test(.enabled(if: WalletSite.Kind.lnbits.isWanted, "LNbits is not installed: make peers"))
  func `killed at any moment, the page is paid once through LNbits`() async throws {
    try await killAtRandom(.lnbits, Self.runs ?? 8, atOnce: 4)
  }
}
