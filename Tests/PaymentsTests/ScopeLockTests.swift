import Testing

@testable import Payments

struct ScopeLockTests {
  @Test(arguments: [
    ("/", ["/"]), ("/v1/", ["/", "/v1/"]), ("/v1/reports/", ["/", "/v1/", "/v1/reports/"]),
    ("/a%20b/c/", ["/", "/a%20b/", "/a%20b/c/"]),
  ])
  func `a scope lies within those round it`(scope: String, scopes: [String]) {
    #expect(PaymentFlow.scopes(to: scope) == scopes)
  }
}
