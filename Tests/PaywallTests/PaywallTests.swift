import BOLT11
import Bytes
import Digests
import JSON
import L402Protocol
import Store
import Testing
import Wallets

@testable import Paywall

struct PaywallTests {
  @Test func `without credential there is a challenge, paid it opens`() throws {
    let shop = try Shop()
    let answer = shop.get()
    #expect(answer.status == 402)
    #expect(answer.outcome == .challenged)
    #expect(answer.values("Cache-Control") == ["no-store"])
    #expect(answer.values("Vary") == ["Authorization"])
    #expect(answer.values("Access-Control-Expose-Headers") == ["WWW-Authenticate"])
    let body = try JSONReader.read(answer.body[...])
    #expect(body["status"]?.integer == 402)
    #expect(body["routes"]?.array?.count == 1)
    let opened = shop.get(credential: try shop.pay(answer))
    #expect(opened.status == 200)
    #expect(opened.text == "hello\n")
    #expect(opened.outcome == .accepted)
  }

  @Test func `every challenge is another one`() throws {
    let shop = try Shop()
    let first = try shop.challenge(shop.get())
    let second = try shop.challenge(shop.get())
    #expect(first.token != second.token)
    #expect(first.invoice != second.invoice)
  }

  @Test func `an open invoice is repeated to whoever presents its token, to nobody else`() throws {
    let shop = try Shop()
    let answer = shop.get()
    let (token, invoice) = try shop.challenge(answer)
    let again = shop.get(credential: token + ":")
    #expect(again.outcome == .repeated)
    #expect(try shop.challenge(again).invoice == invoice)
    #expect(again.values("WWW-Authenticate") == answer.values("WWW-Authenticate"))
    #expect(shop.paywall.openInvoices == 1)
    shop.time.advance(600)
    let later = shop.get(credential: token + ":")
    #expect(later.outcome == .challenged)
    #expect(try shop.challenge(later).invoice != invoice)
  }

  @Test(arguments: [
    "x", "AAAA:" + String(repeating: "1", count: 64), "a,b", ":",
    "AgEAAAA=:" + String(repeating: "0", count: 64),
  ])
  func `what is no credential gets 401 and no invoice`(credential: String) throws {
    let shop = try Shop()
    let answer = shop.get(credential: credential)
    #expect(answer.status == 401)
    #expect(answer.values("WWW-Authenticate") == ["L402"])
    #expect(shop.paywall.openInvoices == 0)
  }

  @Test func `a wrong preimage, a foreign key and two credentials are forgeries`() throws {
    let shop = try Shop()
    let good = try shop.buy()
    let token = good.prefix { $0 != ":" }
    let wrong = "\(token):" + String(repeating: "ab", count: 32)
    #expect(shop.get(credential: wrong).outcome == .forged)
    let other = try Shop(master: [UInt8](repeating: 8, count: 32))
    #expect(shop.get(credential: try other.buy()).outcome == .forged)
    #expect(
      shop.get(credential: good, headers: [("authorization", "L402 \(wrong)")]).status == 401)
    #expect(shop.get(credential: good, headers: [("authorization", "LSAT \(good)")]).status == 200)
  }

  @Test func `another scheme counts for nothing`() throws {
    let shop = try Shop()
    #expect(shop.get(headers: [("Authorization", "Basic eDp5")]).outcome == .challenged)
  }

  @Test func `an expired token gets a new challenge`() throws {
    let shop = try Shop(["/a=1sat;expires=1h"])
    let credential = try shop.buy("/a")
    #expect(shop.get("/a", credential: credential).status == 200)
    shop.time.advance(3600)
    #expect(shop.get("/a", credential: credential).outcome == .challenged)
  }

  @Test func `a token opens its own route only`() throws {
    let shop = try Shop([
      "GET /cheap/**=1sat", "GET /dear/**=100sat", "POST /dear/**=1000sat", "/free/**=free",
      "/own/**=1sat;service=own",
    ])
    let cheap = try shop.buy("/cheap/x")
    #expect(shop.get("/cheap/y", credential: cheap).status == 200)
    #expect(shop.get("/cheap/y", method: "HEAD", credential: cheap).status == 200)
    #expect(shop.get("/dear/x", credential: cheap).status == 402)
    #expect(shop.get("/own/x", credential: cheap).status == 402)
    let dear = try shop.buy("/dear/x")
    #expect(shop.get("/dear/x", credential: dear).status == 200)
    #expect(shop.get("/dear/x", method: "POST", credential: dear).status == 402)
    #expect(shop.get("/free/x").outcome == .free)
  }

  @Test(arguments: [
    "/free/../paid", "/free/%2e%2e/paid", "/free/..%2fpaid", "/free%2fx", "/free/%5c..", "/a%00",
    "/%2570aid", "/free\\x", "*", "paid", "/../x",
  ])
  func `no spelling of a path opens what costs`(target: String) throws {
    let shop = try Shop(["/free/**=free", "/paid=1sat"])
    let answer = shop.get(target)
    #expect(answer.status == 400 || answer.status == 402, "\(answer.status)")
    #expect(answer.outcome != .free)
  }

  @Test func `an unmatched route is refused and never free`() throws {
    let shop = try Shop(["GET /a=1sat", "PUT /a=1sat"])
    #expect(shop.get("/b").status == 404)
    let answer = shop.get("/a", method: "DELETE")
    #expect(answer.status == 405)
    #expect(answer.values("Allow") == ["GET, HEAD, PUT"])
    #expect(shop.get("/a", method: "HEAD").status == 402)
    #expect(shop.get("//a").status == 402)
    #expect(shop.get("/a?b=/c").status == 402)
    #expect(shop.get("http://other.example/a").status == 402)
  }

  @Test func `only a preflight passes`() throws {
    let shop = try Shop()
    let asked = [("Origin", "https://a.example"), ("Access-Control-Request-Method", "GET")]
    let headers = asked.map { (name: $0.0, value: $0.1) }
    #expect(shop.get(method: "OPTIONS", headers: headers).status == 204)
    #expect(shop.get(method: "OPTIONS").status == 402)
    #expect(shop.get(method: "GET", headers: headers).status == 402)
  }

  @Test func `gRPC is refused by name`() throws {
    let shop = try Shop()
    let answer = shop.get(method: "POST", headers: [("Content-Type", "application/grpc+proto")])
    #expect(answer.status == 415)
    #expect(answer.text.contains("gRPC"))
  }

  @Test(arguments: [true, false])
  func `an invoice that may have been made takes its place`(mayHaveBeenMade: Bool) throws {
    let shop = try Shop {
      $0.openInvoices = (perClient: 3, inTotal: 10)
      $0.wallet = BrokenWallet(mayHaveBeenSent: mayHaveBeenMade)
    }
    #expect((0..<3).map { _ in shop.get().status } == [503, 503, 503])
    #expect(shop.get().status == (mayHaveBeenMade ? 429 : 503))
  }

  @Test func `a client and all clients together have so many open invoices`() throws {
    let shop = try Shop { $0.openInvoices = (perClient: 2, inTotal: 3) }
    let first = shop.get(from: "10.0.0.1")
    #expect(first.status == 402)
    #expect(shop.get(from: "10.0.0.1").status == 402)
    let refused = shop.get(from: "10.0.0.1")
    #expect(refused.status == 429)
    #expect(refused.values("Retry-After") == ["600"])
    #expect(refused.values("WWW-Authenticate").isEmpty)
    #expect(shop.get(from: "10.0.0.2").status == 402)
    #expect(shop.get(from: "10.0.0.3").status == 503)
    // Paid and used, it is not open any more.
    #expect(shop.get(credential: try shop.pay(first), from: "10.0.0.1").status == 200)
    #expect(shop.get(from: "10.0.0.3").status == 402)
    shop.time.advance(600)
    #expect(shop.get(from: "10.0.0.1").status == 402)
    #expect(shop.paywall.openInvoices == 1)
  }

  @Test func `addresses of one IPv6 network are one client`() throws {
    let shop = try Shop { $0.openInvoices = (perClient: 1, inTotal: 9) }
    #expect(shop.get(from: "2001:db8::1").status == 402)
    #expect(shop.get(from: "2001:db8::2").status == 429)
    #expect(shop.get(from: "2001:db8:0:1::2").status == 402)
  }

  @Test func `forwarded addresses count from trusted proxies alone, right to left`() throws {
    let forwarded = [(name: "X-Forwarded-For", value: "1.1.1.1, 2.2.2.2, 10.0.0.9")]
    let naive = try Shop()
    _ = naive.get(headers: forwarded, from: "10.0.0.1")
    #expect(naive.paywall.logged(request(forwarded, "10.0.0.1")).client == IPAddress("10.0.0.1"))
    let shop = try Shop { $0.trusted = [AddressRange("10.0.0.0/8")].compactMap(\.self) }
    #expect(shop.paywall.logged(request(forwarded, "10.0.0.1")).client == IPAddress("2.2.2.2"))
    #expect(shop.paywall.logged(request(forwarded, "9.9.9.9")).client == IPAddress("9.9.9.9"))
    #expect(shop.get(headers: [("X-Forwarded-For", "x")], from: "10.0.0.1").status == 400)
  }

  private func request(_ headers: [(name: String, value: String)], _ peer: String) -> PaywallRequest
  {
    PaywallRequest(method: "GET", target: "/", headers: headers, peer: IPAddress(peer))
  }

  @Test func `a revoked token gets a challenge, an unreadable list refuses all`() throws {
    struct Revoked: RevocationSource {
      func isRevoked(_ identifier: TokenIdentifier) -> Bool { true }
    }
    struct Broken: RevocationSource, Error {
      func isRevoked(_ identifier: TokenIdentifier) throws -> Bool { throw self }
    }
    let key = Shop.masterKey
    let shop = try Shop(master: key)
    let credential = try shop.buy()
    let revoking = try Shop(master: key) { $0.revocations = [Revoked()] }
    #expect(revoking.get(credential: credential).outcome == .challenged)
    let broken = try Shop(master: key) { $0.revocations = [Broken()] }
    #expect(broken.get(credential: credential).status == 503)
    // A second replica with the same key knows nothing of the payment and lets it pass.
    #expect(try Shop(master: key).get(credential: credential).status == 200)
  }

  @Test func `play money opens no real door`() throws {
    let shop = try Shop()
    let credential = try shop.buy()
    let real = try Shop { $0.acceptsTestTokens = false }
    #expect(real.get(credential: credential).status == 402)
  }

  @Test func `401 takes the place of 402 where it was asked for`() throws {
    let shop = try Shop { $0.challengesWith401 = true }
    let answer = shop.get()
    #expect(answer.status == 401)
    #expect(answer.values("WWW-Authenticate").first?.contains("invoice=") == true)
  }

  @Test func `a challenge too long for nginx leaves out what it repeats`() throws {
    let long = String(repeating: "a", count: 2000)
    let shop = try Shop(["/\(long)=1sat"])
    let lines = shop.get("/" + long).values("WWW-Authenticate")
    #expect(lines.count == 1)
    #expect(lines.first?.contains("version=") == false)
    #expect(try Shop().get().values("WWW-Authenticate").first?.contains("version=") == true)
  }

  @Test func `a wallet that fails sells nothing and keeps no place`() throws {
    let shop = try Shop { $0.wallet = BrokenWallet() }
    let answer = shop.get()
    #expect(answer.status == 503)
    #expect(answer.values("Retry-After") == ["5"])
    #expect(shop.paywall.openInvoices == 0)
  }

  @Test func `invoices that nobody paid leave the ledger a day later`() throws {
    let shop = try Shop()
    let credential = try shop.buy()
    _ = shop.get()
    let now = shop.time.now
    #expect(try shop.store.pruneSandboxInvoices(expiredBefore: now) == 0)
    #expect(try shop.store.pruneSandboxInvoices(expiredBefore: now + 601) == 1)
    #expect(shop.get(credential: credential).status == 200)
  }
}

/// A wallet that makes no invoice.
struct BrokenWallet: Wallet {
  var profile: WalletProfile { WalletProfile(type: "broken") }
  var mayHaveBeenSent = false
  private var error: WalletError {
    WalletError(.unreachable, "nobody there", mayHaveBeenSent: mayHaveBeenSent)
  }
  func identity() throws(WalletError) -> WalletIdentity { throw error }
  func info() throws(WalletError) -> WalletInfo { throw error }
  func createInvoice(_ order: InvoiceOrder) throws(WalletError) -> CreatedInvoice { throw error }
  func pay(_ order: PaymentOrder) throws(WalletError) -> PaymentState { throw error }
  func lookUpPayment(_ hash: Bytes32) throws(WalletError) -> PaymentState { throw error }
  func lookUpInvoice(_ hash: Bytes32) throws(WalletError) -> InvoiceState { throw error }
  func check(unusedHash: Bytes32) -> WalletReport { WalletReport(info: nil, findings: []) }
}
