import Foundation
import JSON
import Testing

/// The example configurations with the real nginx and the real Caddy.
@Suite(.timeLimit(.minutes(3)), .enabled(if: Gate.isThere, "nginx and caddy are not installed"))
struct ProxyTests {
  @Test(arguments: Gate.Proxy.allCases)
  func `a site behind a proxy is paid for`(proxy: Gate.Proxy) throws {
    let gate = try Gate(proxy)
    let program = gate.program
    let answer = try program.curl(gate.url + "/a/b?c=d")
    #expect(answer.status == 402, "\(answer.dump)\(gate.log)")
    #expect(answer.lines("WWW-Authenticate").count == 1)
    #expect(answer.lines("Cache-Control") == ["Cache-Control: no-store"])
    let header = try program.pay(answer)
    let opened = try program.curl(
      "-H", header, "-H", "X-L402-Token-Id: mine", "-H", "X-L402-Service: mine",
      gate.url + "/a/b?c=d")
    #expect(opened.status == 200, "\(opened.dump)")
    let seen = try JSONReader.read(Array(opened.body.utf8)[...])
    #expect(seen["path"]?.string == "/a/b?c=d")
    #expect(seen["fields"]?["x-l402-service"]?.array?.compactMap(\.string) == ["paywall"])
    let tokenID = try #require(seen["fields"]?["x-l402-token-id"]?.array)
    #expect(tokenID.count == 1)
    #expect(tokenID.first?.string?.count == 64)
    #expect(seen["fields"]?["authorization"] == nil)
    #expect(try program.curl("-I", "-H", header, gate.url + "/").status == 200)
    #expect(try program.curl("-H", header, "-d", "x=y", gate.url + "/").status == 200)
  }

  @Test(arguments: Gate.Proxy.allCases)
  func `l402 curl pays a site behind a proxy once`(proxy: Gate.Proxy) throws {
    let gate = try Gate(proxy)
    let program = gate.program
    let before = try balance(program)
    let first = try program.run(
      "curl", "--no-progress-meter", "-w", "\n%{http_code}", gate.url + "/a/b?c=d")
    #expect(first.status == 0, "\(first)\(gate.log)")
    #expect(first.error.hasPrefix("l402: paid 21 sat of play money, in "), "\(first)")
    let lines = first.out.split(separator: "\n")
    #expect(lines.last == "200")
    let seen = try JSONReader.read(Array((lines.first ?? "").utf8)[...])
    #expect(seen["path"]?.string == "/a/b?c=d")
    #expect(seen["fields"]?["x-l402-service"]?.array?.compactMap(\.string) == ["paywall"])
    #expect(seen["fields"]?["authorization"] == nil)

    // The same, and a neighbour, with what is stored: one request each, and no word.
    for path in ["/a/b?c=d", "/a/c"] {
      let next = try program.run(
        "curl", "--no-progress-meter", "-w", "\n%{http_code} %{l402_paid}", gate.url + path)
      #expect(next.status == 0, "\(next)\(gate.log)")
      #expect(next.out.hasSuffix("\n200 0"), "\(next)")
      #expect(next.error.isEmpty, "\(next)")
    }
    let payments = try program.run("payments", "list", "--json").line
    let result = try JSONReader.read(Array(payments.utf8)[...])
    #expect(result["payments"]?.array?.count == 1)
    #expect(try balance(program) == before - 21_000)
    let decisions = gate.log.split(separator: "\n").compactMap {
      try? JSONReader.read(Array($0.utf8)[...])
    }
    .compactMap { $0["status"]?.integer }
    #expect(decisions.count == 4, "\(gate.log)")
    #expect(decisions.filter { $0 != 200 }.count == 1, "\(gate.log)")
  }

  /// What the sandbox has left, in millisatoshis.
  private func balance(_ program: Program) throws -> Int {
    try #require(Int(try program.run("wallet", "sandbox", "--field", "balance_msat").line))
  }

  @Test(arguments: Gate.Proxy.allCases)
  func `a forged credential is refused without an invoice`(proxy: Gate.Proxy) throws {
    let gate = try Gate(proxy)
    let forged = try gate.program.run(
      "mint", "--paid", "--as", "header", "--root-key", "hex:" + Program.key
    ).line
    let answer = try gate.program.curl("-H", forged, gate.url + "/")
    #expect(answer.status == 401)
    #expect(answer.lines("WWW-Authenticate").map { $0.lowercased() } == ["www-authenticate: l402"])
  }

  @Test(arguments: Gate.Proxy.allCases)
  func `no spelling and no forwarded field opens what costs`(proxy: Gate.Proxy) throws {
    let gate = try Gate(proxy, ["--route", "/free/**=free", "--route", "/paid/**=1sat"])
    let program = gate.program
    // Nobody paid, and nobody may seem to have.
    let free = try program.curl(
      "-H", "X-L402-Token-Id: mine", "-H", "X_L402_Token_Id: mine", "-H", "X-L402-Foo: mine",
      gate.url + "/free/x")
    #expect(free.status == 200, "\(gate.log)")
    let seen = try JSONReader.read(Array(free.body.utf8)[...])
    for field in ["x-l402-token-id", "x-l402-service", "x_l402_token_id"] {
      let values = seen["fields"]?[field]?.array?.compactMap(\.string) ?? []
      #expect(values.joined() == "", "\(field): \(values)")
    }
    for path in [
      "/free/../paid/x", "/free/%2e%2e/paid/x", "/free/..%2fpaid/x", "/free/%2e%2e%2fpaid/x",
      "/free/..%5cpaid/x", "/free//../paid/x", "/free/./../paid/x", "/free/%252e%252e/paid/x",
      "/paid/x?/free/x", "/paid/x#/free/x", "//paid/x", "/paid/%00", "/other",
    ] {
      let answer = try program.curl("--path-as-is", gate.url + path)
      #expect(answer.status >= 400, "\(path): \(answer.status)")
    }
    for field in [
      "X-Original-URI: /free/x", "X-Original-URL: /free/x", "X-Original-Method: OPTIONS",
      "X-Forwarded-Uri: /free/x", "X-Forwarded-Method: OPTIONS", "X-Forwarded-Path: /free/x",
      "X-Rewrite-URL: /free/x", "X-Forwarded-Host: other.example", "X-Forwarded-For: 10.9.8.7",
      "X-Forwarded-Proto: https",
    ] {
      for fields in [["-H", field], ["-H", field, "-H", field]] {
        let outcome = try Child.run(
          "/usr/bin/curl",
          ["-s", "-o", "/dev/null", "-w", "%{http_code}", "--noproxy", "*", "--max-time", "30"]
            + fields + [gate.url + "/paid/x"],
          input: [], variables: program.variables())
        #expect(["402", "400", "500"].contains(outcome.out), "\(fields): \(outcome.out)")
      }
    }
    #expect(!gate.log.contains("10.9.8.7"))
    // A method that proxies and servers take differently.
    #expect(try program.curl("-X", "get", gate.url + "/paid/x").status >= 400)
  }
}
