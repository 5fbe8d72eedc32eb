import BOLT11
import Bytes
import Digests
import WalletPeers
import Testing

@testable import Wallets

/// What LNbits, or what stands before it, may answer and a real one does not on demand.
struct LNbitsAnswerTests {
  private static let server = Result { try PythonServer("lnbits_fake.py") }

  private let preimage = Bytes32.random

  private func wallet(_ scenario: String) throws -> LNbitsWallet {
    let port = try Self.server.get().port
    return LNbitsWallet(
      try WalletAddress(parsing: "http://127.0.0.1:\(port)/\(scenario)/\(preimage.hex)"),
      adminKey: try WalletSecret(text: Array("key".utf8)), clock: .real())
  }

  private func pay(_ scenario: String) throws -> PaymentState {
    var order = PaymentOrder(try Invoice.foreign(preimage: preimage))
    order.timeout = 2
    return try wallet(scenario).pay(order)
  }

  private func lookUp(_ scenario: String) throws -> PaymentState {
    try wallet(scenario).lookUpPayment(SHA256.digest(preimage))
  }

  private var settled: PaymentState {
    .succeeded(
      SettledPayment(
        preimage: preimage, amount: Millisatoshis(21_000), fee: Millisatoshis(1000)))
  }

  @Test func `a success is one where all agrees`() throws {
    #expect(try pay("good") == settled)
    #expect(try lookUp("good") == settled)
  }

  @Test(arguments: [
    "page", "page-200", "cut", "close", "silent", "huge", "array", "empty", "odd-status",
    "no-status", "text-amount", "server-error",
  ])
  func `what cannot be understood may have been sent`(scenario: String) throws {
    let error = try #require(throws: WalletError.self) { try pay(scenario) }
    #expect(error.mayHaveBeenSent)
    #expect(!"\(error)".contains(preimage.hex))
  }

  @Test(arguments: [
    ("pending", PaymentState.inFlight),
    ("failed", .failed("LNbits says that it failed")),
    ("failed-with-preimage", .unknown("the entry is of another wallet")),
    ("wrong-preimage", .unknown("paid, it says, but without the preimage of the payment hash")),
    ("zero-preimage", .unknown("paid, it says, but without the preimage of the payment hash")),
    ("no-preimage", .unknown("paid, it says, but without the preimage of the payment hash")),
    ("incoming", .unknown("the entry under this hash is an incoming one")),
    ("no-amount", .unknown("the entry under this hash is an incoming one")),
    ("other-wallet", .unknown("the entry is of another wallet")),
    ("other-hash", .unknown("the entry is of another payment")),
    ("not-found", .failed("LNbits says: Not Found")),
    ("many", .failed("LNbits says: Rate limit exceeded: 200 per 1 minute")),
    ("list-detail", .failed("LNbits answers with status 400")),
    ("paid-before", .unknown("LNbits says: Payment already paid.")),
    ("still-pending", .inFlight),
    ("poor", .failed("LNbits says: Insufficient balance.")),
    ("talkative", .failed("LNbits says: no?[31m ... for you")),
  ])
  func `paying is answered with`(scenario: String, state: PaymentState) throws {
    #expect(try pay(scenario) == state)
  }

  @Test(arguments: [
    ("pending", PaymentState.inFlight),
    ("failed", .failed("LNbits says that it failed")),
    ("never", .neverTried),
    ("wrong-preimage", .unknown("paid, it says, but without the preimage of the payment hash")),
    ("zero-preimage", .unknown("paid, it says, but without the preimage of the payment hash")),
    ("no-preimage", .unknown("paid, it says, but without the preimage of the payment hash")),
    ("incoming", .unknown("the entry under this hash is an incoming one")),
    ("no-amount", .unknown("the entry under this hash is an incoming one")),
    ("other-wallet", .unknown("the entry is of another wallet")),
    ("other-hash", .unknown("the entry is of another payment")),
    (
      "no-details",
      .unknown("it gives no details of the payment, as to a key that is none of its own")
    ),
    (
      "odd-status",
      .unknown("it gives no details of the payment, as to a key that is none of its own")
    ),
    ("contradiction", .unknown("it contradicts itself about the payment")),
    ("moved", .unknown("the key is of another wallet now")),
  ])
  func `a look-up says`(scenario: String, state: PaymentState) throws {
    #expect(try lookUp(scenario) == state)
  }

  @Test(arguments: [
    ("page", WalletError.Reason.malformedAnswer), ("page-200", .malformedAnswer),
    ("cut", .unreachable), ("close", .unreachable), ("huge", .malformedAnswer),
    ("empty", .malformedAnswer), ("not-found", .refused), ("many", .notReady),
    ("list-detail", .refused), ("no-wallet", .unauthorized),
  ])
  func `a look-up without an answer is none`(
    scenario: String, reason: WalletError.Reason
  ) throws {
    let error = try #require(throws: WalletError.self) { try lookUp(scenario) }
    #expect(error.reason == reason, "\(error)")
  }
}

struct WalletAddressTests {
  @Test(arguments: [
    ("https://Lnbits.Example/", "https://lnbits.example"),
    ("HTTPS://a:443/Base//", "https://a/Base"),
    ("http://127.0.0.1:5000", "http://127.0.0.1:5000"),
    ("http://[::1]:80/x", "http://[::1]/x"),
  ])
  func `an address is written one way`(text: String, address: String) throws {
    #expect(try WalletAddress(parsing: text).description == address)
  }

  @Test(arguments: [
    "", "lnbits.example", "ftp://a", "https://", "https://:443", "https://u:p@a", "https://a?key=1",
    "https://a#b", "https://a b", "https://ä",
  ])
  func `what is none is refused without being repeated`(text: String) throws {
    let error = try #require(throws: WalletError.self) { try WalletAddress(parsing: text) }
    #expect(error.reason == .configuration)
  }

  @Test func `plain http is spoken with this machine only`() throws {
    let wallet = LNbitsWallet(
      try WalletAddress(parsing: "http://192.0.2.1"),
      adminKey: try WalletSecret(text: Array("key".utf8)), clock: .real())
    let error = try #require(throws: WalletError.self) {
      var order = PaymentOrder(try Invoice.foreign(preimage: .random))
      order.timeout = 1
      return try wallet.pay(order)
    }
    #expect(!error.mayHaveBeenSent)
  }
}

struct WalletSecretTests {
  @Test func `no description shows it`() throws {
    let secret = try WalletSecret(text: Array(" 0123456789abcdef\n".utf8))
    #expect(secret.bytes == Array("0123456789abcdef".utf8))
    #expect("\(secret)" == "(secret, 16 bytes)")
    #expect("\(Mirror(reflecting: secret).children.count)" == "0")
    var dumped = ""
    dump(secret, to: &dumped)
    #expect(!dumped.contains("0123"))
  }

  @Test(arguments: ["", "\n", "a b", "a\u{0}b", "ä"])
  func `what no header may hold is refused`(text: String) {
    #expect(throws: WalletError.self) { try WalletSecret(text: Array(text.utf8)) }
  }
}
