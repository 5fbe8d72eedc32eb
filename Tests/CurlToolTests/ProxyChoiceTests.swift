import Testing

@testable import CurlTool

@Suite struct ProxyChoiceTests {
  private func url(_ scheme: String, _ host: String) -> RequestURL {
    RequestURL(text: "\(scheme)://\(host)/", scheme: scheme, host: host, port: 80, path: "/")
  }

  @Test(
    arguments: [
      ("http", ["http_proxy": "p:1"], "p:1"),
      ("https", ["http_proxy": "p:1"], nil),
      ("https", ["https_proxy": "p:1"], "p:1"),
      ("https", ["HTTPS_PROXY": "p:1"], "p:1"),
      // A CGI server sets it from a field of the request.
      ("http", ["HTTP_PROXY": "p:1"], nil),
      ("http", ["all_proxy": "p:1"], "p:1"),
      ("http", ["ALL_PROXY": "p:1"], "p:1"),
      ("http", ["http_proxy": ""], nil),
      ("http", ["http_proxy": "p:1", "no_proxy": "*"], nil),
      ("http", ["http_proxy": "p:1", "no_proxy": "api.example"], nil),
      ("http", ["http_proxy": "p:1", "NO_PROXY": "other.example, .example"], nil),
      ("http", ["http_proxy": "p:1", "no_proxy": "pi.example"], "p:1"),
      ("http", ["http_proxy": "p:1", "no_proxy": "api.example.org"], "p:1"),
    ] as [(String, [String: String], String?)])
  func `the environment names a proxy as for curl`(
    scheme: String, variables: [String: String], proxy: String?
  ) {
    let choice = ProxyChoice(
      CurlOperation(), url(scheme, "api.example"), variables: variables)
    #expect(choice.proxy == proxy)
  }

  @Test func `an option wins over the environment, and an empty one is none`() {
    var operation = CurlOperation()
    operation.proxy = "socks5h://127.0.0.1:9050"
    let variables = ["http_proxy": "p:1"]
    #expect(
      ProxyChoice(operation, url("http", "a"), variables: variables).proxy
        == "socks5h://127.0.0.1:9050")
    operation.proxy = ""
    #expect(ProxyChoice(operation, url("http", "a"), variables: variables).proxy == nil)
  }

  @Test func `a unix socket is reached without a proxy`() {
    var operation = CurlOperation()
    operation.unixSocket = "/run/x"
    #expect(
      ProxyChoice(operation, url("http", "a"), variables: ["http_proxy": "p:1"]).proxy == nil)
  }

  @Test(arguments: [
    ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.0/8", true),
    ("128.0.0.1", "127.0.0.0/8", false), ("[::1]", "::1", true), ("[::1]", "[::1]", true),
    ("[fe80::1]", "fe80::/10", true), ("10.1.2.3", "10.1.2.0/23", true),
    ("10.1.4.3", "10.1.2.0/23", false), ("10.1.2.3", "10.1.2.0/33", false),
    ("10.1.2.3", "1.2.3", false), ("example", "EXAMPLE", true), ("example.", "example", true),
    ("myexample", "example", false), ("a.example", "example,", true), ("a", "", false),
  ])
  func `names and networks without proxy are read as curl reads them`(
    host: String, list: String, isExcepted: Bool
  ) {
    #expect(ProxyChoice.excepts(host, list) == isExcepted)
  }

  @Test(arguments: [
    ("http://p:1", false), ("p:1", false), ("socks5h://p:1", true), ("socks4a://p:1", true),
    ("socks5://p:1", false), ("SOCKS5://p:1", false), ("socks4://p:1", false),
  ])
  func `who looks names up is known by the scheme`(proxy: String, resolves: Bool) {
    var operation = CurlOperation()
    operation.proxy = proxy
    #expect(ProxyChoice(operation, url("http", "a"), variables: [:]).resolvesNames == resolves)
  }
}

@Suite struct RequestPlanTests {
  private func method(
    after statuses: [Int], keeping kept: Set<Int> = [], _ change: (inout CurlOperation) -> Void
  ) -> String {
    var operation = CurlOperation()
    change(&operation)
    var plan = RequestPlan(operation, hasUpload: operation.targets.first?.upload != nil)
    for status in statuses { plan.follow(status, keepingPost: kept) }
    return plan.method
  }

  @Test(arguments: [
    (301, "GET"), (302, "GET"), (303, "GET"), (307, "POST"), (308, "POST"), (300, "POST"),
  ])
  func `a redirect makes a GET of a POST where curl does`(status: Int, expected: String) {
    #expect(method(after: [status]) { $0.body = .data([1]) } == expected)
    #expect(method(after: [status], keeping: [status]) { $0.body = .data([1]) } == "POST")
    #expect(method(after: [status]) { $0.isHead = true } == "HEAD")
    #expect(method(after: [status]) { $0.method = "DELETE" } == "DELETE")
  }

  @Test func `what became a GET stays one`() {
    #expect(method(after: [302, 307]) { $0.body = .form([]) } == "GET")
  }
}
