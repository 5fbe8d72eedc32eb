import Testing

@testable import L402Protocol

@Suite struct CaveatVerdictTests {
  private func status(
    _ caveat: String, _ change: (inout VerificationRequest) -> Void = { _ in }
  ) -> CaveatVerdict.Status {
    ParsedCaveat(bytes(caveat)).verdict(on: request(change)).status
  }

  private static let full = request {
    $0.service = "api"
    $0.capability = "read"
    $0.method = "GET"
    $0.path = RequestPath("/a/b")
    $0.origin = Origin(parsing: "https://a.example")
    $0.clientIP = IPAddress("10.0.0.1")
    $0.context = ["Realm": "r", "color": "red", "api_max_mb": "5", "x": ""]
  }

  @Test(arguments: [
    "services=api:0", "services=web:0,api:1", "api_capabilities=read",
    "api_capabilities=write,read",
    "api_valid_until=1001", "expires_at=1001", "expires_at=1970-01-01T00:16:41Z",
    "valid-until=1001", "expiration=1000001", "ExpiresAt = 1001",
    "time-before 1970-01-01T00:16:41Z", "method=GET", "method=POST,GET", "RequestMethod = GET",
    "path=/a/b", "path=/x,/a/*", "path=/**", "RequestPath = /a/b", "client_ip=10.0.0.1",
    "client_ip=10.0.0.2,10.0.0.1", "ip=::ffff:10.0.0.1", "ipaddr 10.0.0.1",
    "origin=https://a.example", "origin=https://A.EXAMPLE:443", "Realm = r",
    "preimage=" + Sample.preimageText, "color=red", "api_max_mb=5", "x=",
  ])
  func `satisfied where it holds`(caveat: String) {
    let verdict = ParsedCaveat(bytes(caveat)).verdict(on: Self.full)
    #expect(verdict.status == .satisfied)
    #expect(verdict.reason == nil)
  }

  @Test(
    arguments: [
      ("services=web:0", .service), ("services=API:0", .service), ("services= api:0", .service),
      ("services=api", .service), ("services=", .service),
      ("api_capabilities=write", .capability), ("api_capabilities=", .capability),
      ("api_capabilities=Read", .capability), ("api_capabilities=read ", .capability),
      ("api_capabilities=read,", .capability),
      ("api_valid_until=1000", .expired), ("api_valid_until=999", .expired),
      ("api_valid_until=", .expired), ("api_valid_until=99999999999999999999", .expired),
      ("expires_at=1000", .expired), ("expires_at=1970-01-01T00:16:40.999Z", .expired),
      ("expires_at=never", .expired), ("valid-until=1000", .expired),
      ("expiration=1000000", .expired), ("expiration=999999", .expired),
      ("ExpiresAt = 1000", .expired),
      ("time-before 1970-01-01T00:16:40Z", .expired), ("time-before never", .expired),
      ("method=POST", .method), ("method=get", .method), ("method= GET", .method),
      ("method=", .method), ("RequestMethod = get", .method), ("RequestMethod = GET,POST", .method),
      ("path=/a", .path), ("path=/a/*/**", .path), ("path=/a/b/", .path), ("path=a/b", .path),
      ("path=/**/b", .path), ("RequestPath = /a", .path), ("RequestPath = /a/*", .path),
      ("client_ip=10.0.0.2", .clientIP), ("client_ip=10.0.0.0/8", .clientIP), ("ip=*", .clientIP),
      ("ipaddr 10.0.0.2", .clientIP), ("ipaddr ", .clientIP),
      ("origin=http://a.example", .origin), ("origin=https://a.example:8443", .origin),
      ("origin=https://b.example", .origin), ("origin=https://a.example/", .origin),
      ("Realm = R", .caveat), ("color=blue", .caveat), ("api_max_mb=6", .caveat),
      ("x= ", .caveat), ("preimage=12", .preimage),
    ] as [(String, RefusalReason)])
  func `violated where it does not hold, or cannot be read`(caveat: String, reason: RefusalReason) {
    let verdict = ParsedCaveat(bytes(caveat)).verdict(on: Self.full)
    #expect(verdict.status == .violated)
    #expect(verdict.reason == reason)
  }

  @Test(arguments: [
    ("services=api:0", "no --service given"), ("api_capabilities=read", "no --capability given"),
    ("method=GET", "no --method given"), ("RequestMethod = GET", "no --method given"),
    ("path=/a", "no --path given"), ("RequestPath = /a", "no --path given"),
    ("client_ip=10.0.0.1", "no --client-ip given"), ("ipaddr 10.0.0.1", "no --client-ip given"),
    ("origin=https://a.example", "no --origin given"), ("Realm = r", "no --context Realm=.. given"),
  ])
  func `unchecked where its context was not given`(caveat: String, detail: String) {
    let verdict = ParsedCaveat(bytes(caveat)).verdict(on: request())
    #expect(verdict == .unchecked(detail))
    #expect(verdict.reason == .unchecked)
  }

  @Test(arguments: ["web_capabilities=x", "web_valid_until=1"])
  func `not applicable to another service`(caveat: String) {
    #expect(
      ParsedCaveat(bytes(caveat)).verdict(on: Self.full) == .notApplicable("concerns service web"))
  }

  @Test(arguments: ["web_capabilities=x,", "web_valid_until=soon"])
  func `an unreadable value is violated, whichever service it concerns`(caveat: String) {
    #expect(ParsedCaveat(bytes(caveat)).verdict(on: Self.full).status == .violated)
  }

  @Test func `without a service the expiries of all services count`() {
    #expect(status("web_valid_until=1000") == .violated)
    #expect(status("web_valid_until=1001") == .satisfied)
  }

  @Test(arguments: [
    ("anything", "no rule: not condition=value"), ("a=b", "no rule"),
    ("api_max_mb=5", "no rule; the service must count it"),
    ("Services=api:0", "no rule; nearly services=NAME:TIER,.., but case and blanks count"),
    ("Api_Valid_Until=1", "no rule; nearly <service>_valid_until=UNIX, but case and blanks count"),
    ("RequestPath=/z", "no rule; nearly RequestPath = /P, but case and blanks count"),
  ])
  func `skipped where no rule knows it, near misses with the rule missed`(
    caveat: String, detail: String
  ) {
    let verdict = ParsedCaveat(bytes(caveat)).verdict(on: request())
    #expect(verdict == .skipped(detail))
    #expect(verdict.reason == .skipped)
  }

  @Test(arguments: CaveatFamily.allCases)
  func `an ignored family is not held against the request`(family: CaveatFamily) {
    let samples: [CaveatFamily: String] = [
      .services: "services=web:0", .capabilities: "api_capabilities=x",
      .validUntil: "a_valid_until=1",
      .constraint: "a_max=1", .expiresAt: "expires_at=1", .validUntilISO: "valid-until=never",
      .expiration: "expiration=1", .path: "path=/z", .method: "method=PUT",
      .clientIP: "ip=1.1.1.1", .origin: "origin=x", .requestPath: "RequestPath = /z",
      .requestMethod: "RequestMethod = PUT", .expiresAtNGX: "ExpiresAt = 1", .realm: "Realm = z",
      .preimage: "preimage=12", .timeBefore: "time-before never", .ipAddress: "ipaddr x",
    ]
    let caveat = ParsedCaveat(bytes(samples[family] ?? ""))
    #expect(caveat.family == family)
    #expect(caveat.verdict(on: request { $0.ignored = [family] }).status == .satisfied)
    #expect(
      caveat.verdict(on: request { $0.ignored = Set(CaveatFamily.allCases).subtracting([family]) })
        .status != .satisfied)
  }
}
