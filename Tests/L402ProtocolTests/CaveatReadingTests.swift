import Bytes
import Testing

@testable import L402Protocol

@Suite struct CaveatReadingTests {
  private static func moment(_ seconds: Int64) -> CaveatValue {
    .moment(Timestamp(unixSeconds: seconds))
  }

  @Test(
    arguments: [
      ("services=api:0", .services([.init(name: "api", tier: "0")])),
      (
        "services=a:0,b:-1,a:+2",
        .services([
          .init(name: "a", tier: "0"), .init(name: "b", tier: "-1"), .init(name: "a", tier: "+2"),
        ])
      ),
      ("services= a b :0", .services([.init(name: " a b ", tier: "0")])),
      ("api_capabilities=read,write", .names(["read", "write"])),
      ("api_capabilities=", .names([])),
      ("api_valid_until=1000", moment(1000)),
      ("api_valid_until=-1", moment(-1)),
      ("api_valid_until=+007", moment(7)),
      ("api_valid_until=9223372036854775807", moment(.max)),
      ("api_valid_until=-9223372036854775808", moment(.min)),
      ("expires_at=1000", moment(1000)),
      ("expires_at=1970-01-01T00:16:40Z", moment(1000)),
      ("valid-until=1970-01-01T00:16:40.9Z", moment(1000)),
      ("valid-until=1000", moment(1000)),
      ("expiration=1000000", moment(1000)),
      ("expiration=1000001", moment(1001)),
      ("expiration=1000999", moment(1001)),
      ("expiration=-1001", moment(-1)),
      ("expiration=-1000", moment(-1)),
      ("expiration=9223372036854775807", moment(9_223_372_036_854_776)),
      ("ExpiresAt = 1000", moment(1000)),
      ("time-before 1970-01-01T00:16:40Z", moment(1000)),
      ("time-before=1970-01-01T00:16:40Z", moment(1000)),
      ("method=GET,POST", .names(["GET", "POST"])),
      ("RequestMethod = GET", .text("GET")),
      ("RequestPath = /a/b", .text("/a/b")),
      ("RequestPath =  /a", .text(" /a")),
      ("Realm = my site", .text("my site")),
      ("Realm = ", .text("")),
      ("ip=10.0.0.1", .addresses(["10.0.0.1"].compactMap { IPAddress($0) })),
      ("client_ip=10.0.0.1,::1", .addresses(["10.0.0.1", "::1"].compactMap { IPAddress($0) })),
      ("ipaddr 10.0.0.1", .addresses(["10.0.0.1"].compactMap { IPAddress($0) })),
      ("path=/a/**,/b", .globs(["/a/**", "/b"].compactMap { PathGlob($0) })),
      ("preimage=" + Sample.preimageText, .preimage(Sample.preimage.bytes)),
      ("preimage=" + Sample.preimageText.uppercased(), .preimage(Sample.preimage.bytes)),
      ("api_monthly_volume_sats=200000", .integer(200_000)),
    ] as [(String, CaveatValue)])
  func `reads the value as its family means it`(caveat: String, value: CaveatValue) {
    #expect(ParsedCaveat(bytes(caveat)).value == value)
  }

  @Test func `reads an origin`() throws {
    let origin = try #require(Origin(parsing: "https://a.example:443"))
    #expect(ParsedCaveat(bytes("origin=https://a.example")).value == .origin(origin))
  }

  @Test(arguments: [
    ("services=", "an empty service name"), ("services=a:0,", "an empty service name"),
    ("services=:0", "an empty service name"), ("services=api", "a service without tier"),
    ("services=api:", "a tier that is no number"), ("services=api:0 ", "a tier that is no number"),
    ("services=api:x", "a tier that is no number"), ("services=a:0:1", "a tier that is no number"),
    ("services=api:９", "a tier that is no number"),
    ("api_capabilities=a,,b", "an empty name"), ("api_capabilities=,", "an empty name"),
    ("method=", "an empty name"), ("method=GET,", "an empty name"),
    ("api_valid_until=", "not a unix time in seconds"),
    ("api_valid_until=-", "not a unix time in seconds"),
    ("api_valid_until= 1000", "not a unix time in seconds"),
    ("api_valid_until=1000 ", "not a unix time in seconds"),
    ("api_valid_until=1000.0", "not a unix time in seconds"),
    ("api_valid_until=1e9", "not a unix time in seconds"),
    ("api_valid_until=0x10", "not a unix time in seconds"),
    ("api_valid_until=1_000", "not a unix time in seconds"),
    ("api_valid_until=+-1", "not a unix time in seconds"),
    ("api_valid_until=9223372036854775808", "not a unix time in seconds"),
    ("api_valid_until=-9223372036854775809", "not a unix time in seconds"),
    ("api_valid_until=99999999999999999999999999", "not a unix time in seconds"),
    ("api_valid_until=1970-01-01T00:16:40Z", "not a unix time in seconds"),
    ("ExpiresAt = 1970-01-01T00:16:40Z", "not a unix time in seconds"),
    ("expiration=1970-01-01T00:16:40Z", "not a unix time in milliseconds"),
    ("expires_at=1970-01-01", "neither RFC 3339 nor a unix time"),
    ("valid-until=", "neither RFC 3339 nor a unix time"),
    ("time-before 1000", "not an RFC 3339 time"), ("time-before ", "not an RFC 3339 time"),
    ("origin=https://a.example/", "not scheme://host[:port]"),
    ("origin=a.example", "not scheme://host[:port]"),
    ("ip=10.0.0.1/8", "not an IP address"), ("ip=", "not an IP address"),
    ("client_ip=10.0.0.1,", "not an IP address"), ("ipaddr 10.0.0.1,10.0.0.2", "not an IP address"),
    ("path=", "not a path pattern: /a/*/b or /a/**"),
    ("path=/a,", "not a path pattern: /a/*/b or /a/**"),
    ("preimage=", "not 64 hexadecimal digits"), ("preimage=00", "not 64 hexadecimal digits"),
    ("preimage=" + Sample.preimageText + "00", "not 64 hexadecimal digits"),
  ])
  func `a value that the rule cannot read is unreadable`(caveat: String, why: String) {
    let parsed = ParsedCaveat(bytes(caveat))
    #expect(parsed.family != nil)
    #expect(parsed.value == .unreadable(why))
  }

  @Test(
    arguments: [
      ("services=a:0", .services, "services", nil), ("ip=1.2.3.4", .clientIP, "ip", nil),
      ("client_ip=1.2.3.4", .clientIP, "client_ip", nil),
      ("a_b_valid_until=1", .validUntil, "a_b_valid_until", "a_b"),
      ("a_capabilities=x", .capabilities, "a_capabilities", "a"),
      ("valid_until=1", .constraint, "valid_until", "valid"),
      ("a_max_size=1", .constraint, "a_max_size", "a"),
      ("expires_at=1", .expiresAt, "expires_at", nil),
      ("Realm = x", .realm, "Realm", nil), ("ipaddr 1.2.3.4", .ipAddress, "ipaddr", nil),
      ("time-before x", .timeBefore, "time-before", nil),
      ("é_valid_until=1", .validUntil, "é_valid_until", "é"),
    ] as [(String, CaveatFamily, String, String?)])
  func `finds family, condition and subject`(
    caveat: String, family: CaveatFamily, condition: String, subject: String?
  ) {
    let parsed = ParsedCaveat(bytes(caveat))
    #expect(parsed.family == family)
    #expect(parsed.condition == condition)
    #expect(parsed.subject == subject)
    #expect(parsed.nearMiss == nil)
  }

  @Test(arguments: [
    "", "=", "=x", "anything", "a=b", "_=1", "_x=1", "x_=1", "_valid_until=1", "a b_c=1",
    "ѕervices=api:0", "service\u{200b}s=api:0", "services\u{301}=api:0", "ipaddr", "time-before",
    "time-before\t1970-01-01T00:16:40Z", "\u{ff}services=a:0",
  ])
  func `no rule knows other conditions, look-alikes included`(caveat: String) {
    let parsed = ParsedCaveat(bytes(caveat))
    #expect(parsed.family == nil)
    #expect(parsed.value == nil)
    #expect(parsed.nearMiss == nil)
  }

  @Test(
    arguments: [
      ("Services=api:0", .services), ("services =api:0", .services), (" services=api:0", .services),
      ("services = api:0", .services), ("\tservices=api:0", .services),
      ("API_VALID_UNTIL=1", .validUntil), ("api_valid_until =1", .validUntil),
      ("api_Capabilities=a", .capabilities), ("EXPIRES_AT=1", .expiresAt), ("Method=GET", .method),
      ("Valid-Until=1", .validUntilISO), ("PREIMAGE=00", .preimage), ("IP=1.2.3.4", .clientIP),
      ("ExpiresAt=1", .expiresAtNGX), ("RequestPath =/a", .requestPath),
      ("RequestPath= /a", .requestPath),
      ("requestpath = /a", .requestPath), ("RequestMethod\t=\tGET", .requestMethod),
      ("REALM=x", .realm), ("Realm  = x", .realm),
    ] as [(String, CaveatFamily)])
  func `a near miss is named, and is none of the family`(caveat: String, family: CaveatFamily) {
    let parsed = ParsedCaveat(bytes(caveat))
    #expect(parsed.nearMiss == family)
    #expect(parsed.family == nil || parsed.family == .constraint)
  }

  @Test func `bytes that are no UTF-8 are a caveat like any other`() {
    let noName = ParsedCaveat([0xff, 0x3d, 0x31])
    #expect(noName.condition == nil)
    #expect(noName.bytes == [0xff, 0x3d, 0x31])
    let noText = ParsedCaveat(Array("Realm = ".utf8) + [0xff])
    #expect(noText.value == .unreadable("not UTF-8"))
    #expect(noText.valueText == nil)
    let noNames = ParsedCaveat(Array("a_capabilities=b,".utf8) + [0xc3])
    #expect(noNames.value == .unreadable("an empty name"))
  }

  @Test func `every family has a form that its rule reads`() {
    for family in CaveatFamily.allCases {
      #expect(!family.form.isEmpty && !family.rule.isEmpty)
      #expect(family.form.contains(family.rawValue) || family == .constraint)
    }
  }
}

@Suite struct CaveatMeaningTests {
  @Test(arguments: [
    ("services=api:0", "service api, tier 0"),
    ("services=api:0,web:1", "service api, tier 0; or web, tier 1"),
    ("api_capabilities=read,write", "api: read and write only"),
    ("api_capabilities=a,b,c", "api: a, b and c only"),
    ("api_capabilities=", "api: no capability at all"),
    ("api_valid_until=1060", "api: until 1970-01-01 00:17:40 UTC, in 1 minute"),
    ("expires_at=1000", "until 1970-01-01 00:16:40 UTC, expired now"),
    ("expires_at=940", "until 1970-01-01 00:15:40 UTC, expired 1 minute ago"),
    ("method=GET", "GET requests only"), ("method=GET,POST", "GET and POST requests only"),
    ("path=/a/**", "paths under /a/ only"), ("path=/a/*/**", "paths /a/*/** only"),
    ("path=/a,/b/**", "paths /a or under /b/ only"),
    ("client_ip=10.0.0.1", "from 10.0.0.1 only"), ("ip=::1", "from ::1 only"),
    ("ipaddr 10.0.0.1", "from 10.0.0.1 only"),
    ("origin=HTTPS://A.example:443", "at https://a.example only"),
    ("RequestPath = /a", "the path /a only"), ("RequestMethod = GET", "GET requests only"),
    ("Realm = r", "realm r only"),
    ("preimage=" + Sample.preimageText, "holds the preimage of the payment"),
    ("api_max_mb=5", "a limit that the service itself must count"),
    ("api_max_mb=five", "a constraint that the service itself must check"),
    ("api_valid_until=soon", "unreadable: not a unix time in seconds"),
    ("Services=api:0", "no rule; nearly services=NAME:TIER,.. (mind case and blanks)"),
    ("API_VALID_UNTIL=1", "no rule; nearly <service>_valid_until=UNIX (mind case and blanks)"),
    ("a=b", "no rule: only the service can judge it"),
    ("anything", "no rule: not of the form condition=value"),
  ])
  func `says in words what a caveat means`(caveat: String, words: String) {
    #expect(ParsedCaveat(bytes(caveat)).meaning(at: Timestamp(unixSeconds: 1000)) == words)
  }
}

@Suite struct CaveatNarrowingTests {
  /// Few caveats and many are compared in different ways.
  private static let fillers = [0, 6, 7, 100]

  /// What the last one widens of a first one, others and a last one.
  private static func widening(_ first: String, _ last: String, among count: Int) -> Int? {
    let texts = [first] + (0..<count).map { "filler\($0)_limit=\($0)" } + [last]
    let widenings = ParsedCaveat.widenings(in: texts.map { ParsedCaveat(bytes($0)) })
    #expect(widenings.dropLast().allSatisfy { $0 == nil })
    return widenings.last ?? nil
  }

  @Test(arguments: [
    ("services=a:0,b:0", "services=a:0"), ("services=a:0", "services=a:0"),
    ("services=a:0", "services=a:1"), ("services=a:0,b:0", "services=b:0,a:0"),
    ("a_capabilities=x,y", "a_capabilities=y"), ("a_capabilities=x", "a_capabilities="),
    ("a_valid_until=10", "a_valid_until=10"), ("a_valid_until=10", "a_valid_until=9"),
    ("a_valid_until=10", "b_valid_until=20"), ("expires_at=10", "expires_at=1970-01-01T00:00:09Z"),
    ("expires_at=10", "valid-until=20"), ("expiration=10000", "expiration=9999"),
    ("method=GET,POST", "method=POST"), ("path=/a/**", "path=/a/b,/a/c/**"),
    ("client_ip=10.0.0.1,10.0.0.2", "ip=10.0.0.2"), ("ip=::ffff:10.0.0.1", "client_ip=10.0.0.1"),
    ("origin=https://a.example", "origin=https://A.example:443"),
    ("RequestPath = /a", "RequestPath = /a"), ("Realm = a", "Realm = a"),
    ("preimage=" + Sample.preimageText, "preimage=" + Sample.preimageText.uppercased()),
    ("a_max=5", "a_max=5"), ("a_max=5", "a_max=-5"), ("a_max=five", "a_max=9"),
    ("a=1", "a=2"), ("anything", "something"),
  ])
  func `a later caveat may allow less, or the same`(earlier: String, later: String) {
    for count in Self.fillers {
      #expect(Self.widening(earlier, later, among: count) == nil)
    }
  }

  @Test(arguments: [
    ("services=a:0", "services=b:0"), ("services=a:0", "services=a:0,b:0"),
    ("a_capabilities=x", "a_capabilities=x,y"), ("a_capabilities=", "a_capabilities=x"),
    ("a_valid_until=10", "a_valid_until=11"), ("expires_at=10", "expires_at=11"),
    ("valid-until=10", "valid-until=1970-01-01T00:00:11Z"),
    ("expiration=10000", "expiration=10001"),
    ("ExpiresAt = 10", "ExpiresAt = 11"),
    ("time-before 1970-01-01T00:00:10Z", "time-before 1970-01-01T00:00:11Z"),
    ("method=GET", "method=GET,POST"), ("path=/a/**", "path=/**"), ("path=/a/*", "path=/a/**"),
    ("client_ip=10.0.0.1", "ip=10.0.0.2"), ("ipaddr 10.0.0.1", "ipaddr 10.0.0.2"),
    ("origin=https://a.example", "origin=http://a.example"),
    ("RequestPath = /a", "RequestPath = /a/b"), ("RequestMethod = GET", "RequestMethod = POST"),
    ("Realm = a", "Realm = b"), ("a_max=5", "a_max=6"), ("a_max=5", "a_max=many"),
    ("preimage=" + Sample.preimageText, "preimage=" + counting(from: 1).hex),
    ("services=a:0", "services=a"), ("services=a", "services=a:0"),
    ("a_valid_until=10", "a_valid_until=soon"), ("a_valid_until=soon", "a_valid_until=10"),
  ])
  func `a later caveat that allows more, or cannot be read, widens`(earlier: String, later: String)
  {
    for count in Self.fillers {
      #expect(Self.widening(earlier, later, among: count) == 0)
    }
  }

  @Test(arguments: [0, 10])
  func `each caveat is compared with the latest one of its kind`(fillers: Int) {
    let caveats = [
      "a_max=5", "b_max=9", "services=a:0,b:0", "a_max=3", "a_max=4", "services=a:0", "b_max=9",
      "services=b:0",
    ]
    let widenings = ParsedCaveat.widenings(
      in: (caveats + Array(repeating: "x", count: fillers)).map { ParsedCaveat(bytes($0)) })
    #expect(widenings.prefix(8) == [nil, nil, nil, nil, 3, nil, nil, 5])
  }
}
