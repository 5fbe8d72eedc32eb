import Bytes
import Foundation
import L402Protocol
import Testing
import Wallets

@testable import Paywall

/// A paywall on loopback.
private final class Server {
  let shop: Shop
  let port: Int
  let server: PaywallServer
  private var isStopped = false

  init(
    _ routes: [String] = [], limits: ServerLimits = ServerLimits(),
    change: (inout PaywallSettings) -> Void = { _ in }
  ) throws {
    shop = try Shop(routes, change: change)
    server = PaywallServer(shop.paywall, limits: limits, log: nil)
    port = try server.listen(host: "127.0.0.1", port: 0)
  }

  deinit { stop() }

  func stop() {
    if !isStopped { server.stop() }
    isStopped = true
  }

  /// What one connection that sends this gets before it is closed.
  func exchange(_ text: String) throws -> [RawAnswer] {
    let client = try RawClient(port: port)
    client.send(text)
    client.finish()
    let content = try #require(client.readToEnd(), "the server holds the connection")
    return RawAnswer.parse(Array(content.utf8))
  }

  /// Whether it still answers.
  var isAlive: Bool {
    (try? exchange("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").first?.status)
      == 200
  }
}

@Suite(.timeLimit(.minutes(2)))
struct ServerTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test func `pipelined requests are answered in order on one connection`() throws {
    let server = try Server(["/paid=1sat", "/free=free"])
    let client = try RawClient(port: server.port)
    client.send(
      "GET /paid HTTP/1.1\r\nHost: a\r\n\r\nGET /free HTTP/1.1\r\nHost: a\r\n\r\n"
        + "POST /free HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
        + "POST /none HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    #expect(client.answers(4).map(\.status) == [402, 200, 200, 404])
  }

  @Test func `whoever does not read is not read from, and cut off`() throws {
    var limits = ServerLimits()
    limits.bodySeconds = 2
    let server = try Server(["/paid=1sat", "/free=free"], limits: limits)
    let client = try RawClient(port: server.port)
    let batch = String(repeating: "GET /free HTTP/1.1\r\nHost: a\r\n\r\n", count: 1000)
    // 50 MB of requests, and more answers than any buffer between the two holds.
    var batches = 0
    while batches < 1500, client.send(batch) { batches += 1 }
    #expect(batches < 1500, "it read on without being read")
    #expect(server.isAlive)
  }

  @Test func `what is sent to a client that reads in the end is whole and in order`() throws {
    let server = try Server(["/free=free"])
    let client = try RawClient(port: server.port)
    let many = 20_000
    let sender = Thread {
      let request = "GET /free HTTP/1.1\r\nHost: a\r\n\r\n"
      for _ in 0..<(many / 1000) { client.send(String(repeating: request, count: 1000)) }
      client.finish()
    }
    sender.start()
    usleep(500_000)
    let content = try #require(client.readToEnd())
    #expect(content.components(separatedBy: "HTTP/1.1 200 ").count - 1 == many)
  }

  @Test func `HEAD has the head of GET and no body`() throws {
    let server = try Server(["/free=free"])
    let client = try RawClient(port: server.port)
    client.send("HEAD /free HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    let content = try #require(client.readToEnd())
    #expect(content.hasPrefix("HTTP/1.1 200 "))
    #expect(content.contains("Content-Length: 6\r\n"))
    #expect(content.hasSuffix("\r\n\r\n"))
  }

  @Test func `HTTP 1_0 is answered in its own version`() throws {
    let server = try Server(["/free=free"])
    let closed = try server.exchange("GET /free HTTP/1.0\r\n\r\n")
    #expect(closed.first?.head.hasPrefix("HTTP/1.0 200 ") == true)
    let client = try RawClient(port: server.port)
    client.send("GET /free HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    #expect(client.answers(1).first?.header("Connection") == "keep-alive")
    client.send("GET /free HTTP/1.0\r\n\r\n")
    #expect(client.readToEnd()?.hasPrefix("HTTP/1.0 200 ") == true)
  }

  /// Requests whose end two servers could see in two places, or that are none.
  @Test(arguments: [
    "GET / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nabcde",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nabcde",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nabcde",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nabcde",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nabcde",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\nabcde",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\n X: a\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{0}b\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n",
    "GET / HTTP/1.1\nHost: a\n\n",
    "GET / HTTP/1.1\r\nHost: a\r\nX y: b\r\n\r\n",
    "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
    "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
    "GET / \r\nHost: a\r\n\r\n",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "\u{16}\u{3}\u{1}\u{2}\u{0}",
    "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n",
  ])
  func `what could mean two things is refused and the connection closed`(text: String) throws {
    let server = try Server(["/**=free"])
    // A second request behind it must never be answered.
    let answers = try server.exchange(text + "GET /free HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(answers.allSatisfy { $0.status == 400 || $0.status == 413 }, "\(answers.map(\.head))")
    #expect(answers.count <= 1)
    #expect(server.isAlive)
  }

  @Test func `large heads are cut off`() throws {
    let server = try Server()
    let long = String(repeating: "a", count: 1 << 20)
    let many = (0..<5000).map { "X-\($0): b\r\n" }.joined()
    for text in [
      "GET / HTTP/1.1\r\nHost: a\r\nX: \(long)\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\(many)\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n\(long): b\r\n\r\n", "GET /\(long) HTTP/1.1\r\nHost: a\r\n\r\n",
    ] {
      let client = try RawClient(port: server.port)
      client.send(text)
      client.finish()
      let content = try #require(client.readToEnd())
      let answers = RawAnswer.parse(Array(content.utf8))
      #expect(answers.allSatisfy { (400...431).contains($0.status) && $0.status != 402 })
    }
    #expect(server.isAlive)
  }

  @Test func `a head without end is cut off before it fills memory`() throws {
    let server = try Server()
    let client = try RawClient(port: server.port)
    client.send("GET /")
    let block = String(repeating: "a", count: 1 << 20)
    var sent = 0
    while sent < 64, client.send(block) { sent += 1 }
    #expect(sent < 64)
    #expect(server.isAlive)
  }

  @Test func `a body over the limit is refused`() throws {
    let server = try Server(["/**=free"])
    let declared = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n"
    #expect(try server.exchange(declared).first?.status == 413)
    let client = try RawClient(port: server.port)
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
    let chunk = "10000\r\n" + String(repeating: "a", count: 0x10000) + "\r\n"
    var sent = 0
    while sent < 1000, client.send(chunk) { sent += 1 }
    #expect(sent < 1000)
    #expect(server.isAlive)
  }

  @Test func `slow heads and idle connections are closed`() throws {
    var limits = ServerLimits()
    limits.headSeconds = 1
    limits.idleSeconds = 1
    limits.bodySeconds = 1
    let server = try Server(limits: limits)
    let silent = try RawClient(port: server.port)
    let slow = try RawClient(port: server.port)
    let body = try RawClient(port: server.port)
    body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na")
    let idle = try RawClient(port: server.port)
    idle.send(Self.get)
    #expect(idle.answers(1).first?.status == 402)
    slow.send("GET / HTTP/1.1\r\nHost: a\r\n")
    var drops = 0
    while drops < 100, slow.send("X-\(drops): b\r\n") {
      drops += 1
      usleep(100_000)
    }
    #expect(drops < 100)
    for client in [silent, body, idle] { #expect(client.readToEnd() != nil) }
    #expect(server.isAlive)
  }

  @Test func `connections over the limit are closed and leave room again`() throws {
    var limits = ServerLimits()
    limits.connections = 3
    let server = try Server(limits: limits)
    var held: [RawClient] = []
    for _ in 0..<3 {
      let client = try RawClient(port: server.port)
      client.send(Self.get)
      #expect(client.answers(1).first?.status == 402)
      held.append(client)
    }
    let refused = try RawClient(port: server.port)
    refused.send(Self.get)
    #expect(refused.readToEnd() == "")
    held.removeAll()
    // The server sees them go a moment later.
    var attempts = 0
    while !server.isAlive, attempts < 100 {
      attempts += 1
      usleep(20_000)
    }
    #expect(attempts < 100)
  }

  @Test func `a client that waits for 100 is told to go on`() throws {
    let server = try Server(["/**=free"])
    let client = try RawClient(port: server.port)
    client.send(
      "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1\r\n"
        + "Connection: close\r\n\r\n")
    client.send("x")
    let content = try #require(client.readToEnd())
    #expect(content.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 "))
  }

  @Test func `stopping lets a request finish and takes no new one`() throws {
    let wallet = SlowWallet()
    let server = try Server(change: {
      wallet.inner = $0.wallet
      $0.wallet = wallet
    })
    let client = try RawClient(port: server.port)
    let idle = try RawClient(port: server.port)
    idle.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(idle.answers(1).first?.status == 200)
    client.send(Self.get)
    #expect(wallet.entered.wait(timeout: .now() + 20) == .success)
    let stopped = DispatchSemaphore(value: 0)
    let inner = server.server
    DispatchQueue.global().async {
      inner.stop()
      stopped.signal()
    }
    #expect(idle.readToEnd() == "")
    wallet.released.signal()
    #expect(client.readToEnd()?.hasPrefix("HTTP/1.1 402 ") == true)
    #expect(stopped.wait(timeout: .now() + 20) == .success)
    #expect(throws: POSIXError.self) { try RawClient(port: server.port) }
  }

  @Test func `more requests than wait for the wallet are refused, with nothing kept`() throws {
    let wallet = SlowWallet()
    var limits = ServerLimits()
    limits.waiting = 1
    limits.walletThreads = 1
    let server = try Server(
      limits: limits,
      change: {
        wallet.inner = $0.wallet
        $0.wallet = wallet
      })
    let first = try RawClient(port: server.port)
    first.send(Self.get)
    #expect(wallet.entered.wait(timeout: .now() + 20) == .success)
    let second = try RawClient(port: server.port)
    second.send(Self.get)
    let refused = second.answers(1).first
    #expect(refused?.status == 503)
    #expect(refused?.header("Retry-After") == "1")
    wallet.released.signal()
    #expect(first.answers(1).first?.status == 402)
    #expect(server.shop.paywall.openInvoices == 1)
  }

  @Test func `metrics and health are told apart from content`() throws {
    let server = try Server()
    let metrics = try server.server.listenForMetrics(host: "127.0.0.1", port: 0)
    _ = try server.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    _ = try server.exchange("nonsense\r\n\r\n")
    let client = try RawClient(port: metrics)
    client.send("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
    let answer = try #require(client.answers(1).first)
    #expect(answer.status == 200)
    #expect(answer.body.contains("l402_requests_total{outcome=\"challenged\"} 1\n"))
    #expect(answer.body.contains("l402_requests_total{outcome=\"malformed\"} 1\n"))
    #expect(answer.body.contains("l402_responses_total{status=\"402\"} 1\n"))
    #expect(answer.body.contains("l402_open_invoices 1\n"))
    client.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(client.answers(1).first?.body == "ok\n")
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    #expect(client.answers(1).first?.status == 404)
  }

  @Test func `behind envoy no path is the server's own`() throws {
    let server = try Server(
      ["/**=1sat"],
      change: {
        $0.proxy = .envoy
        $0.trusted = AddressRange.loopback
      })
    let answers = try server.exchange(
      "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Forwarded-Proto: https\r\nX-Forwarded-For: 1.1.1.1\r\n"
        + "Connection: close\r\n\r\n")
    #expect(answers.first?.status == 402)
  }

  @Test func `the log has a line for each request and no secret`() throws {
    let shop = try Shop()
    var pipe: [Int32] = [0, 0]
    #expect(Glibc.pipe(&pipe) == 0)
    let log = AccessLog(descriptor: pipe[1])
    let server = PaywallServer(shop.paywall, log: log)
    let port = try server.listen(host: "127.0.0.1", port: 0)
    let credential = try shop.buy()
    let client = try RawClient(port: port)
    client.send(
      "GET /a?secret=1 HTTP/1.1\r\nHost: a\r\nAuthorization: L402 \(credential)\r\n\r\n")
    #expect(client.answers(1).first?.status == 200)
    server.stop()
    log.flush()
    close(pipe[1])
    var block = [UInt8](repeating: 0, count: 65536)
    let count = read(pipe[0], &block, block.count)
    close(pipe[0])
    let text = String(decoding: block.prefix(max(0, count)), as: UTF8.self)
    let line = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    #expect(line?["path"] as? String == "/a")
    #expect(line?["status"] as? Int == 200)
    #expect(line?["outcome"] as? String == "accepted")
    #expect(line?["client"] as? String == "127.0.0.1")
    #expect((line?["token_id"] as? String)?.count == 64)
    #expect(!text.contains("secret"))
    for part in credential.split(separator: ":") { #expect(!text.contains(part)) }
  }
}

/// A wallet that says when it is asked and answers when it is told to.
private final class SlowWallet: Wallet, @unchecked Sendable {
  var inner: any Wallet = BrokenWallet()
  let entered = DispatchSemaphore(value: 0)
  let released = DispatchSemaphore(value: 0)

  var profile: WalletProfile { inner.profile }
  func identity() throws(WalletError) -> WalletIdentity { try inner.identity() }
  func info() throws(WalletError) -> WalletInfo { try inner.info() }
  func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice {
    entered.signal()
    _ = released.wait(timeout: .now() + 30)
    return try inner.createInvoice(order)
  }
  func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState { try inner.pay(order) }
  func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState {
    try inner.lookUpPayment(hash)
  }
  func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState {
    try inner.lookUpInvoice(hash)
  }
  func check(unusedHash: Bytes32) -> WalletReport { inner.check(unusedHash: unusedHash) }
}
