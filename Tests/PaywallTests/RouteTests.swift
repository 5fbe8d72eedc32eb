import BOLT11
import L402Protocol
import Testing

@testable import Paywall

struct RouteTests {
  private func route(_ text: String) throws -> Route {
    try Route(parsing: text, service: "api", lifetime: nil)
  }

  @Test func `a route says method, path, price, service and life`() throws {
    let route = try route("GET /premium/**=100sat;service=premium;expires=1h")
    #expect(route.method == "GET")
    #expect(route.pattern.text == "/premium/**")
    #expect(route.price?.amount.value == 100_000)
    #expect(route.price?.service == "premium")
    #expect(route.price?.lifetime == 3600)
    #expect(
      route.conditions(now: Timestamp(unixSeconds: 1000)) == [
        "services=premium:0", "premium_valid_until=4600", "path=/premium/**", "method=GET",
      ])
  }

  @Test func `a route without method is for all, free is said`() throws {
    let free = try route("/free/**=free")
    #expect(free.method == nil)
    #expect(free.access == .free)
  }

  @Test(arguments: [
    "/a", "a=1sat", "/a=", "/a=0sat", "/a=-1sat", "/a=1usd", "/**/a=1sat", "get /a=1sat",
    "HEAD /a=1sat", "/a=1sat;service=a:b", "/a=1sat;expires=5", "/a=1sat;expires=-1h",
    "/a=1sat;x=y", "/a=1sat;service=a;service=b", "/a=free;service=a", "/a,b=1sat", "/a%2fb=1sat",
    "/a*=1sat", "/../a=1sat",
  ])
  func `a route that could be misread is refused`(text: String) {
    #expect(throws: RouteError.self) { try route(text) }
  }

  @Test func `a route behind one that has it all is refused`() throws {
    let routes = [try route("/a/**=1sat"), try route("GET /a/b=2sat;service=b")]
    #expect(throws: RouteError.self) { try RouteTable(routes) }
    _ = try RouteTable(Array(routes.reversed()))
  }

  @Test(arguments: [
    ["/a/b=2sat", "/a/**=1sat"], ["/a/*=2sat", "/*/b=1sat"],
    ["GET /a=2sat", "/a=1sat"], ["/a/b/**=2sat", "/a/*/c=1sat"],
  ])
  func `a cheaper token that would open more is refused`(texts: [String]) throws {
    let routes = try texts.map(route)
    #expect(throws: RouteError.self) { try RouteTable(routes) }
    var named = texts
    named[0] += ";service=other"
    _ = try RouteTable(try named.map(route))
  }

  @Test func `routes that share no path may share a service`() throws {
    _ = try RouteTable([
      try route("/a/**=1sat"), try route("/b/**=2sat"), try route("GET /c=3sat"),
      try route("POST /c=4sat"), try route("/d=free"),
    ])
  }
}
