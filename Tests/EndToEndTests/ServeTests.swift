import Foundation
import Testing

/// `l402 serve` as its users meet it: the built program, curl, other processes.
@Suite(.timeLimit(.minutes(2)))
struct ServeTests {
  let program: Program

  init() throws { program = try Program() }

  private func key(_ name: String, _ digit: String) throws -> String {
    let path = try program.folder.write(String(repeating: digit, count: 64).utf8, to: name)
    #expect(chmod(path, 0o600) == 0)
    return path
  }

  @Test func `on a fresh home a challenge can be explained, paid and used`() throws {
    let server = try PaywallProcess(program)
    // Said behind the line that we waited for.
    #expect(server.says("l402: try: l402 curl \(server.url)/\n"))
    let answer = try program.curl(server.url + "/")
    #expect(answer.status == 402)
    #expect(answer.lines("WWW-Authenticate").count == 1)
    let kind = try program.run("inspect", "--check", "--field", "kind", input: answer.dump.utf8)
    #expect(kind.status == 0)
    #expect(kind.line == "challenge")
    let header = try program.pay(answer)
    let opened = try program.curl("-H", header, server.url + "/")
    #expect(opened.status == 200)
    #expect(opened.body == "hello\n")
    #expect(try program.curl("-I", "-H", header, server.url + "/").status == 200)
    // What the server sold, the other commands know.
    #expect(try program.run("verify", "-q", "--service", "paywall", header).status == 0)
    #expect(server.stop() == 0)
    for part in header.dropFirst("Authorization: L402 ".count).split(separator: ":") {
      #expect(!server.log.contains(part))
    }
    // After a restart the credential is as good as before.
    let again = try PaywallProcess(program, ["--respond", #"{"a":1}"#])
    let json = try program.curl("-H", header, again.url + "/x")
    #expect(json.status == 200)
    #expect(json.lines("Content-Type") == ["Content-Type: application/json"])
    let minted = try program.run("mint", "--paid", "--as", "header").line
    #expect(try program.curl("-H", minted, again.url + "/").status == 200)
  }

  @Test func `two replicas with one master key accept each other's tokens, and rotate`() throws {
    let old = try key("old", "1")
    let new = try key("new", "2")
    let common = ["--wallet", "sandbox", "--service", "api"]
    let first = try PaywallProcess(program, common + ["--master-key", "file:" + old])
    let other = try Program()
    let second = try PaywallProcess(other, common + ["--master-key", "file:" + old])
    let header = try program.pay(try program.curl(first.url + "/"))
    #expect(try program.curl("-H", header, second.url + "/").status == 200)
    let rotated = try PaywallProcess(
      other, common + ["--master-key", "file:" + new, "--master-key", "file:" + old])
    #expect(try program.curl("-H", header, rotated.url + "/").status == 200)
    let over = try PaywallProcess(other, common + ["--master-key", "file:" + new])
    let refused = try program.curl("-H", header, over.url + "/")
    #expect(refused.status == 401)
    #expect(refused.lines("WWW-Authenticate") == ["WWW-Authenticate: L402"])
  }

  @Test func `a token is refused once the list or the store revokes it`() throws {
    let list = try program.folder.write("# nothing yet\n".utf8, to: "revoked")
    let server = try PaywallProcess(program, ["--revoked", list])
    let first = try program.pay(try program.curl(server.url + "/"))
    let second = try program.pay(try program.curl(server.url + "/"))
    for header in [first, second] {
      #expect(try program.curl("-H", header, server.url + "/").status == 200)
    }
    let revoked = try program.run("keys", "revoke", first, "--revoked", list)
    #expect(revoked.status == 0, "\(revoked)")
    #expect(try program.curl("-H", first, server.url + "/").status == 402)
    #expect(try program.curl("-H", second, server.url + "/").status == 200)
    #expect(try program.run("keys", "revoke", second).status == 0)
    #expect(try program.curl("-H", second, server.url + "/").status == 402)
    // A list that cannot be read refuses everything, and what is free stays free.
    _ = try program.folder.write("nonsense\n".utf8, to: "revoked")
    let third = try program.pay(try program.curl(server.url + "/"))
    #expect(try program.curl("-H", third, server.url + "/").status == 503)
    #expect(server.says("l402: warning: nothing can be verified: "))
  }

  @Test func `routes have prices of their own and no other path is open`() throws {
    let server = try PaywallProcess(
      program,
      [
        "--route", "GET /premium/**=100sat;service=premium;expires=1h", "--route", "/free/**=free",
      ])
    #expect(try program.curl(server.url + "/free/a").status == 200)
    let answer = try program.curl(server.url + "/premium/a")
    #expect(answer.status == 402)
    #expect(answer.body.contains("\"amount_msat\":100000"))
    for path in ["/free/..%2fpremium/a", "/free/%2e%2e/premium/a", "/free/%5c../premium/a"] {
      #expect(try program.curl("--path-as-is", server.url + path).status == 400, "\(path)")
    }
    #expect(try program.curl("--path-as-is", server.url + "/free/../premium/a").status == 402)
    #expect(try program.curl(server.url + "/other").status == 404)
    #expect(try program.curl("-X", "POST", server.url + "/premium/a").status == 405)
    let header = try program.pay(answer)
    #expect(try program.curl("-H", header, server.url + "/premium/b?c=d").status == 200)
  }

  private func configure(_ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: program.home, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    #expect(chmod(try program.folder.write(text.utf8, to: "home/config.toml"), 0o600) == 0)
  }

  @Test func `routes are those of the configuration unless flags give some`() throws {
    try configure(
      """
      [serve]
      routes = ["GET /paid/**=7sat", "/free=free"]
      """)
    let server = try PaywallProcess(program)
    #expect(try program.curl(server.url + "/free").status == 200)
    #expect(server.says("l402: try: l402 curl \(server.url)/paid/\n"))
    let answer = try program.curl(server.url + "/paid/a")
    #expect(answer.body.contains("\"amount_msat\":7000"))
    #expect(try program.curl("-H", program.pay(answer), server.url + "/paid/a").status == 200)
    #expect(try program.curl(server.url + "/other").status == 404)
    let other = try PaywallProcess(program, ["--amount", "5"])
    #expect(try program.curl(other.url + "/free").body.contains("\"amount_msat\":5000"))
    let third = try PaywallProcess(program, ["--route", "/x=6"])
    #expect(try program.curl(third.url + "/free").status == 404)
  }

  @Test func `price and address are those of the configuration`() throws {
    try configure("[serve]\namount = \"9sat\"\nlisten = \"0.0.0.0:0\"\n")
    let server = try PaywallProcess(program)
    #expect(try program.curl(server.url + "/").body.contains("\"amount_msat\":9000"))
    let outcome = try program.run("serve")
    #expect(outcome.status == 64)
    #expect(outcome.error.contains("serve.listen is 0.0.0.0:0: others can reach this address"))
    try configure("[serve]\nroutes = [\"/a\"]\n")
    let wrong = try program.run("serve", "--listen", "127.0.0.1:0")
    #expect(wrong.status == 78)
    #expect(wrong.error.contains("serve.routes: \"/a\": the price is missing"))
  }

  @Test func `amounts in money become satoshis when it starts, and it says so`() throws {
    let server = try PaywallProcess(
      program,
      ["--rate", "usd=100000", "--route", "/a=0.05usd", "--route", "/b=1.0001usd;service=b"])
    #expect(server.says("l402: 0.05usd is 50 sat for as long as this runs\n"))
    #expect(server.says("l402: 1.0001usd is 1001 sat for as long as this runs\n"))
    #expect(try program.curl(server.url + "/a").body.contains("\"amount_msat\":50000"))
    let other = try PaywallProcess(program, ["--rate", "eur=100000", "--amount", "0.05EUR"])
    #expect(try program.curl(other.url + "/").body.contains("\"amount_msat\":50000"))
    for (arguments, words) in [
      (["--amount", "1usd"], "no rate is known for usd"),
      (["--route", "/a=1usd"], "no rate is known for usd"),
      (["--route", "/a=1usds"], "the price is more than 0"),
      (["--amount", "0usd", "--rate", "usd=1"], "is more than 0"),
      (["--amount", "1", "--rate", "usd=1"], "--rate is for amounts in money"),
    ] {
      let outcome = try program.run(["serve", "--listen", "127.0.0.1:0"] + arguments)
      #expect(outcome.status == 64, "\(outcome)")
      #expect(outcome.error.contains(words), "\(outcome)")
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `it stops on a signal, with status 0`(signal: Int32) throws {
    let server = try PaywallProcess(program)
    #expect(try program.curl(server.url + "/healthz").body == "ok\n")
    #expect(server.stop(signal) == 0)
    #expect(try program.curl(server.url + "/").status == 0)
  }

  @Test func `a request that has begun is answered after TERM, and no other one is`() throws {
    let server = try PaywallProcess(program)
    let outcome = try program.shell(
      """
      exec 3<>/dev/tcp/127.0.0.1/\(server.port)
      printf 'POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 1\\r\\n\\r\\n' >&3
      sleep 0.5; kill -TERM \(server.child)
      while curl -s -o /dev/null --noproxy '*' \(server.url)/healthz; do sleep 0.1; done
      printf x >&3; head -1 <&3
      """)
    #expect(outcome.out == "HTTP/1.1 402 Payment Required\r\n")
    // A second TERM would end it at once.
    #expect(server.stop(0) == 0)
  }

  @Test func `a flood of clients without credential fills neither memory nor ledger`() throws {
    let server = try PaywallProcess(program, ["-q"])
    let outcome = try program.shell(
      """
      for i in 1 2 3 4; do
        curl -s --noproxy '*' -o /dev/null -w '%{http_code}\\n' '\(server.url)/[1-200]' &
      done | sort | uniq -c | awk '{print $1, $2}'
      wait
      """)
    #expect(outcome.out == "100 402\n700 429\n")
    #expect(try program.curl(server.url + "/healthz").status == 200)
  }

  @Test func `its JSON form names where it listens`() throws {
    let outcome = try program.shell(
      """
      l402 serve --listen 127.0.0.1:0 --metrics-listen 127.0.0.1:0 --json -q > $F & P=$!
      for i in $(seq 200); do [ -s $F ] && break; sleep 0.05; done
      M=$(python3 -c 'import json,sys; print(json.load(open(sys.argv[1]))["metrics_url"])' $F)
      curl -s --noproxy '*' $M/metrics | grep -c '^l402_open_invoices 0$'
      kill $P; wait $P; echo $?
      """, variables: ["F": program.folder.file("out")])
    #expect(outcome.out == "1\n0\n")
    #expect(outcome.error == "")
  }

  @Test(arguments: [
    (["--listen", "0.0.0.0:0"], 64, "others can reach this address"),
    (["--metrics-listen", "[::]:0"], 64, "others can reach this address"),
    (["--listen", "example.com:80"], 64, "--listen"),
    (["--amount", "0"], 64, "--amount is more than 0"),
    (["--amount", "1", "--route", "/=1"], 64, "exclude each other"),
    (["--route", "/a=1", "--route", "/a=2"], 64, "is never reached"),
    (["--route", "/a/*=1", "--route", "/*/b=2"], 64, "at another price"),
    (["--forward-auth"], 64, "--forward-auth needs --proxy"),
    (["--proxy", "nginx"], 64, "--proxy goes with --forward-auth"),
    (["--forward-auth", "--proxy", "nginx", "--profile", "dual"], 64, "first line only"),
    (["--forward-auth", "--proxy", "nginx", "--auth-status", "402"], 64, "500"),
    (["--forward-auth", "--proxy", "caddy", "--respond", "x"], 64, "exclude each other"),
    (["--master-key", "env:K"], 64, "say who is paid"),
    (["--master-key", "env:K", "--wallet", "sandbox"], 64, "say which"),
    (["--root-key", "env:K", "--wallet", "sandbox"], 64, "play money would pay"),
    (["--root-key", "env:K", "--master-key", "env:K"], 64, "exclude each other"),
    (["--wallet", "none"], 78, "there is no wallet"),
    (["--revoked", "/nonexistent"], 66, "cannot open"),
    (["--respond", "@/nonexistent"], 66, "cannot open"),
    (["--trust-proxy", "10.0.0.1/8"], 64, "--trust-proxy"),
    (["--service", "a:b"], 64, "--service"),
    (["--expires-in=-1h"], 64, "a span to come"),
    (["--key-format", "hex"], 64, "none is given"),
  ])
  func `what would be unsafe or unused is refused`(
    arguments: [String], status: Int32, message: String
  ) throws {
    let listen = arguments.contains("--listen") ? [] : ["--listen", "127.0.0.1:0"]
    let outcome = try program.run(["serve"] + listen + arguments)
    #expect(outcome.status == status, "\(outcome)")
    #expect(outcome.error.contains(message), "\(outcome)")
    #expect(outcome.out.isEmpty)
  }

  @Test func `a port that is taken is told`() throws {
    let server = try PaywallProcess(program)
    let outcome = try program.run("serve", "--listen", "127.0.0.1:\(server.port)")
    #expect(outcome.status == 69)
    #expect(outcome.error.contains("address already in use"))
  }
}
