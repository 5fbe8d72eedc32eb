import Bytes
import Foundation
import L402Protocol
import Macaroons
import Payments
import Store
import Testing

/// Which stored credential belongs to a request.
@Suite struct CredentialChoiceTests {
  private static let origin = "https://api.example"

  private func token(_ caveats: [String]) throws -> [UInt8] {
    var macaroon = Macaroon(
      identifier: Array("id".utf8)[...], key: ChainKey(rootKey: Array("a root key".utf8)[...]))
    for caveat in caveats { macaroon.addFirstPartyCaveat(Array(caveat.utf8)[...]) }
    return try MacaroonText(macaroon: macaroon).encoded()
  }

  private func credential(
    _ id: Int64, at origin: String = origin, scope: String = "/", path: String? = nil,
    time: Int64 = noon, caveats: [String] = []
  ) throws -> StoredCredential {
    var credential = StoredCredential(
      origin: origin, scope: scope, path: path, token: try token(caveats), preimage: preimage(1),
      paymentHash: paymentHash(1), isSandbox: false, createdAt: time)
    credential.id = id
    return credential
  }

  private func best(
    _ credentials: [StoredCredential], _ path: String, method: String? = "GET",
    at origin: String = origin
  ) throws -> Int64? {
    CredentialChoice.best(
      of: credentials, path: path, method: method, origin: try #require(Origin(parsing: origin)))?
      .id
  }

  @Test func `of none there is none`() throws {
    #expect(try best([], "/") == nil)
  }

  @Test(arguments: [
    "/free/../paid/x", "/paid/x", "/paid/", "//paid/x?free", "/paid/y/../x", "/%70aid/x",
  ])
  func `one that covers the path`(path: String) throws {
    #expect(try best([credential(1, scope: "/paid/")], path) == 1)
  }

  @Test(arguments: [
    "/paid/../free", "/free/%2e%2e/paid/x", "/paid/%2e%2e/free", "/paid%2fx", "/paid/%2fx",
    "/paid/%2Fx", "/paid/..%2f..", "/paid/%5c..", "/paid/\\..", "/paid", "/paidx", "/PAID/x",
    "/../paid/x", "/paid/../../paid/x", "/free?/paid/x", "paid/x", "",
  ])
  func `but none for a path outside, or for one that may be outside`(path: String) throws {
    #expect(try best([credential(1, scope: "/paid/", path: path)], path) == nil)
  }

  @Test(arguments: [
    "http://api.example", "https://api.example:8443", "https://example", "https://x.api.example",
    "https://api.example.evil", "http://api.example:443",
  ])
  func `never another scheme, host or port`(other: String) throws {
    #expect(try best([credential(1)], "/", at: other) == nil)
    #expect(try best([credential(1, at: other)], "/") == nil)
    #expect(try best([credential(1, at: other)], "/", at: other) == 1)
  }

  @Test(arguments: ["https://API.example", "https://api.example:443", "https://api.example."])
  func `other spellings of the origin are the same one`(other: String) throws {
    #expect(try best([credential(1)], "/", at: other) == 1)
    #expect(try best([credential(1, at: other)], "/") == 1)
  }

  @Test func `an origin or a scope that cannot be read has no credential`() throws {
    #expect(try best([credential(1, at: "api.example")], "/") == nil)
    #expect(try best([credential(1, scope: "/%00/")], "/%00/") == nil)
  }

  @Test func `one bought for exactly this path comes first, however spelt`() throws {
    let all = [
      try credential(1, scope: "/", path: "/a/b/c?old"),
      try credential(2, scope: "/a/b/", path: "/a/b/d", time: noon + 9),
    ]
    #expect(try best(all, "/a/b/c?new") == 1)
    #expect(try best(all, "/a//b/./%63") == 1)
    #expect(try best(all, "/a/b/d") == 2)
    #expect(try best(all, "/a/b/e") == 2)
    #expect(try best(all, "/a/e") == 1)
  }

  @Test func `then the narrowest scope, then the newest`() throws {
    let all = [
      try credential(1, scope: "/a/b/", time: noon), try credential(2, scope: "/a/b/", time: noon),
      try credential(3, scope: "/a/", time: noon + 9),
      try credential(4, scope: "/", time: noon + 99),
    ]
    #expect(try best(all, "/a/b/c") == 2)
    #expect(try best(all.reversed(), "/a/b/c") == 2)
    #expect(try best(all, "/a/c") == 3)
    #expect(try best(all, "/c") == 4)
    // The depth counts, not the length of the names.
    let deep = [
      try credential(1, scope: "/a/%C3%A9%C3%A9/"), try credential(2, scope: "/a/%C3%A9%C3%A9/b/"),
    ]
    #expect(try best(deep, "/a/éé/b/c") == 2)
  }

  @Test func `one that was refused is not sent again`() throws {
    var refused = try credential(1, scope: "/a/", path: "/a/b")
    refused.refusedAt = noon
    #expect(try best([refused], "/a/b") == nil)
    #expect(try best([refused, credential(2)], "/a/b") == 2)
    refused.refusedAt = nil
    #expect(try best([refused, credential(2)], "/a/b") == 1)
  }

  @Test(arguments: [
    "path=/a/**", "path=/a/b", "path=/x,/a/*", "RequestPath = /a/b", "method=GET",
    "method=POST,GET",
    "RequestMethod = GET", "origin=https://api.example", "expires_at=1970-01-01T00:00:00Z",
    "expires_at=1", "svc_valid_until=1", "ExpiresAt = 1", "time-before 1970-01-01T00:00:00Z",
    "client_ip=10.0.0.1", "services=other:0", "unknown=1", "Path=/c", "expires_at=never",
  ])
  func `a caveat that allows the request, or says nothing about it`(caveat: String) throws {
    #expect(try best([credential(1, caveats: [caveat])], "/a/b") == 1)
  }

  @Test(arguments: [
    "path=/a/*/c", "path=/b/**", "path=nonsense", "RequestPath = /a", "method=POST",
    "method=get", "RequestMethod = POST", "origin=https://other.example",
    "origin=http://api.example",
  ])
  func `a caveat that forbids path, method or origin`(caveat: String) throws {
    #expect(try best([credential(1, caveats: [caveat])], "/a/b") == nil)
    #expect(try best([credential(1, caveats: ["unknown=1", caveat])], "/a/b") == nil)
    #expect(try best([credential(1, caveats: [caveat]), credential(2)], "/a/b") == 2)
  }

  @Test func `a method that is not known forbids nothing`() throws {
    #expect(try best([credential(1, caveats: ["method=POST"])], "/", method: nil) == 1)
  }

  @Test func `of several tokens each must allow the request`() throws {
    var row = try credential(1)
    row.token = try token(["method=GET"]) + Array(",".utf8) + token(["method=POST"])
    #expect(try best([row], "/") == nil)
    row.token = try token(["method=GET"]) + Array(",".utf8) + token(["path=/**"])
    #expect(try best([row], "/") == 1)
  }

  @Test func `a token that only its issuer can read has no caveats`() throws {
    var row = try credential(1)
    row.token = Array("opaque.token".utf8)
    #expect(try best([row], "/a") == 1)
  }
}
