import L402Protocol
import Testing

@testable import Paywall

struct ProxyDialectTests {
  private static func fields(
    _ dialect: ProxyDialect, method: String = "GET", uri: String = "/paid"
  ) -> [(name: String, value: String)] {
    let rest = [
      (name: "X-Forwarded-Proto", value: "https"), (name: "X-Forwarded-For", value: "9.9.9.9"),
    ]
    return switch dialect {
    case .nginx:
      rest + [
        ("X-Original-Method", method), ("X-Original-URI", uri), ("X-Forwarded-Host", "a.example"),
      ]
    case .caddy, .traefik:
      rest + [
        ("X-Forwarded-Method", method), ("X-Forwarded-Uri", uri), ("X-Forwarded-Host", "a.example"),
      ]
    case .envoy: rest + [("Host", "a.example")]
    }
  }

  private func shop(_ dialect: ProxyDialect) throws -> Shop {
    try Shop(["/paid=1sat", "/free/**=free"]) {
      $0.proxy = dialect
      $0.trusted = AddressRange.loopback
    }
  }

  private func target(_ dialect: ProxyDialect, _ uri: String = "/paid") -> String {
    dialect.endpoint ?? uri
  }

  @Test(arguments: ProxyDialect.allCases)
  func `a proxy asks, gets a challenge, and is told who paid`(dialect: ProxyDialect) throws {
    let shop = try shop(dialect)
    let fields = Self.fields(dialect)
    let answer = shop.get(target(dialect), headers: fields)
    #expect(answer.status == 402)
    let credential = try shop.pay(answer)
    let passed = shop.get(target(dialect), credential: credential, headers: fields)
    #expect(passed.status == 200)
    #expect(passed.body.isEmpty)
    #expect(passed.values("X-L402-Service") == ["api"])
    #expect(passed.values("X-L402-Token-Id").first?.count == 64)
    let other = Self.fields(dialect, uri: "/other")
    #expect(
      shop.get(target(dialect, "/other"), credential: credential, headers: other).status == 403)
  }

  @Test(arguments: ProxyDialect.allCases)
  func `a field that is missing or repeated closes the door`(dialect: ProxyDialect) throws {
    let shop = try shop(dialect)
    let fields = Self.fields(dialect)
    for index in fields.indices {
      var missing = fields
      missing.remove(at: index)
      #expect(shop.get(target(dialect), headers: missing).status == 400, "\(fields[index].name)")
      #expect(
        shop.get(target(dialect), headers: fields + [fields[index]]).status == 400,
        "\(fields[index].name)")
    }
  }

  @Test(arguments: ProxyDialect.allCases)
  func `the fields of another proxy count for nothing`(dialect: ProxyDialect) throws {
    let shop = try shop(dialect)
    let spoofed = [
      (name: "X-Original-URI", value: "/free/x"), (name: "X-Forwarded-Uri", value: "/free/x"),
      (name: "X-Forwarded-Path", value: "/free/x"), (name: "X-Rewrite-Url", value: "/free/x"),
    ]
    let own = Self.fields(dialect)
    let foreign = spoofed.filter { field in !own.contains { $0.name == field.name } }
    #expect(shop.get(target(dialect), headers: own + foreign).status == 402)
  }

  @Test(arguments: ProxyDialect.allCases)
  func `only trusted peers may ask`(dialect: ProxyDialect) throws {
    let shop = try shop(dialect)
    let fields = Self.fields(dialect)
    #expect(shop.get(target(dialect), headers: fields, from: "10.0.0.1").status == 403)
    #expect(shop.get(target(dialect), headers: fields, from: "::1").status == 402)
  }

  @Test(arguments: [ProxyDialect.nginx, .caddy, .traefik])
  func `an ambiguous path is refused whoever forwards it`(dialect: ProxyDialect) throws {
    let shop = try shop(dialect)
    for uri in ["/free/..%2fpaid", "/free/%2e%2e/paid", "/a%00", "paid"] {
      #expect(shop.get("/auth", headers: Self.fields(dialect, uri: uri)).status == 400, "\(uri)")
    }
    #expect(shop.get("/auth", headers: Self.fields(dialect, uri: "/free/../paid")).status == 402)
    #expect(shop.get("/other", headers: Self.fields(dialect)).status == 404)
  }
}
