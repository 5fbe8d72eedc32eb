import BOLT11
import Bytes
import Digests
import Foundation
import HTTPTransport
import JSON
import Testing
import WalletPeers

@testable import Wallets

/// What an LND, or what stands before it, may answer: documented texts and what nobody documented.
@Suite(.enabled(if: FakeNode.isWanted, "the fakes are not installed: make peers"))
struct LNDAnswerTests {
  private static let node = Result { try LNDNode() }

  private let preimage = Bytes32.random
  private var hash: Bytes32 { SHA256.digest(preimage) }

  private static let zeros = String(repeating: "0", count: 64)

  /// A wallet whose node answers every call with these pieces.
  private func wallet(_ status: Int, _ pieces: [String], end: String = "") throws -> LNDWallet {
    let node = try Self.node.get()
    let name = UUID().uuidString
    var writer = JSONWriter()
    writer.object { object in
      object.name("scripts")
      object.object { scripts in
        scripts.name(name)
        scripts.object { script in
          script.member("end", end)
          script.name("pieces")
          script.array { array in for piece in pieces { array.string(piece) } }
          script.member("status", Int64(status))
        }
      }
    }
    try node.fake.set(String(decoding: writer.bytes.dropFirst().dropLast(), as: UTF8.self))
    return try node.wallet(path: "/script/\(name)")
  }

  private func pay(
    _ status: Int, _ pieces: [String], end: String = "", seconds: Int = 15
  ) throws -> PaymentState {
    var order = PaymentOrder(try Invoice.foreign(preimage: preimage))
    order.timeout = seconds
    return try wallet(status, pieces, end: end).pay(order)
  }

  private func lookUp(_ status: Int, _ pieces: [String], end: String = "") throws -> PaymentState {
    try wallet(status, pieces, end: end).lookUpPayment(hash)
  }

  /// A payment as the router shows it.
  private func shown(
    _ status: String, preimage: String? = nil, hash: String? = nil,
    reason: String = "FAILURE_REASON_NONE", parts: [String] = [], amount: String = #""21000""#
  ) -> String {
    let parts = parts.map { #"{"attempt_id":"1","status":"\#($0)"}"# }.joined(separator: ",")
    return #"""
      {"result":{"payment_hash":"\#(hash ?? self.hash.hex)","value":"21","fee":"1",\#
      "payment_preimage":"\#(preimage ?? Self.zeros)","value_msat":\#(amount),"fee_msat":"1000",\#
      "status":"\#(status)","htlcs":[\#(parts)],"failure_reason":"\#(reason)"}}
      """# + "\n"
  }

  private func error(_ code: Int, _ message: String, isWrapped: Bool = true) -> String {
    let error = #"{"code":\#(code),"message":"\#(message)","details":[]}"#
    return isWrapped ? #"{"error":\#(error)}"# : error
  }

  private var good: String { shown("SUCCEEDED", preimage: preimage.hex, parts: ["SUCCEEDED"]) }

  private var settled: PaymentState {
    .succeeded(
      SettledPayment(preimage: preimage, amount: Millisatoshis(21_000), fee: Millisatoshis(1000)))
  }

  // MARK: Streams

  @Test func `two objects in one piece are two`() throws {
    #expect(try pay(200, [shown("IN_FLIGHT") + good]) == settled)
  }

  @Test func `an object in many pieces is one`() throws {
    let text = shown("INITIATED") + "\n" + shown("IN_FLIGHT") + good
    let pieces = stride(from: 0, to: text.utf8.count, by: 37).map {
      String(decoding: Array(text.utf8).dropFirst($0).prefix(37), as: UTF8.self)
    }
    #expect(try pay(200, pieces) == settled)
    #expect(try lookUp(200, [String(good.prefix(20)), String(good.dropFirst(20))]) == settled)
  }

  @Test func `the last object needs no line end`() throws {
    #expect(try pay(200, [String(good.dropLast())]) == settled)
  }

  @Test func `the first final object ends it, though the stream stays open`() throws {
    #expect(try pay(200, [good], end: "open") == settled)
    #expect(try lookUp(200, [shown("IN_FLIGHT")], end: "open") == .inFlight)
    #expect(try pay(200, [good + shown("FAILED", reason: "FAILURE_REASON_ERROR")]) == settled)
  }

  @Test(arguments: ["", "cut"]) func `a stream that ends before the payment says nothing`(
    end: String
  ) throws {
    for pieces in [[], [shown("IN_FLIGHT")], [shown("IN_FLIGHT"), String(good.dropLast(9))]] {
      let error = try #require(throws: WalletError.self) { try pay(200, pieces, end: end) }
      #expect(error.mayHaveBeenSent)
      #expect(!"\(error)".contains(preimage.hex))
    }
    #expect(throws: WalletError.self) { try lookUp(200, [], end: end) }
    #expect(throws: WalletError.self) { try lookUp(200, [String(good.dropLast(9))], end: end) }
  }

  @Test func `a payment without an end is given up, and may have been sent`() throws {
    let error = try #require(throws: WalletError.self) {
      try pay(200, [shown("IN_FLIGHT")], end: "open", seconds: 1)
    }
    #expect(error.reason == .unreachable)
    // Not because the stream has ended, which it does much later.
    #expect("\(error)".contains("in time"), "\(error)")
    #expect(error.mayHaveBeenSent)
  }

  @Test func `an error after the payment has begun is no refusal`() throws {
    for (code, text) in [(2, "permission denied"), (2, "invoice expired. Valid until x")] {
      let error = try #require(throws: WalletError.self) {
        try pay(200, [shown("IN_FLIGHT"), self.error(code, text)])
      }
      #expect(error.mayHaveBeenSent)
    }
  }

  // MARK: Payments

  @Test func `a payment says`() throws {
    let unproved = PaymentState.unknown(
      "paid, it says, but without the preimage of the payment hash")
    let base64 = String(decoding: Base64.encode(preimage.array), as: UTF8.self)
    let hash64 = String(decoding: Base64.encode(hash.array), as: UTF8.self)
    let contradiction = PaymentState.unknown("failed, it says, but a part of it is not")
    let rows: [(String, PaymentState)] = [
      (good, settled),
      (shown("SUCCEEDED", preimage: preimage.hex.uppercased(), amount: "21000"), settled),
      (shown("SUCCEEDED"), unproved),
      (shown("SUCCEEDED", preimage: ""), unproved),
      (shown("SUCCEEDED", preimage: base64), unproved),
      (shown("SUCCEEDED", preimage: Bytes32.random.hex), unproved),
      (
        shown("SUCCEEDED", preimage: preimage.hex, hash: Self.zeros),
        .unknown("the entry is of another payment")
      ),
      (
        shown("SUCCEEDED", preimage: preimage.hex, hash: hash64),
        .unknown("the entry is of another payment")
      ),
      (
        shown("FAILED", hash: "", reason: "FAILURE_REASON_ERROR"),
        .unknown("the entry is of another payment")
      ),
      (
        shown("FAILED", reason: "FAILURE_REASON_NO_ROUTE", parts: ["FAILED"]),
        .failed("LND says: there is no route within the fee limit")
      ),
      (
        shown("FAILED", reason: "FAILURE_REASON_INSUFFICIENT_BALANCE"),
        .failed("LND says: insufficient balance")
      ),
      (shown("FAILED"), .unknown("failed, it says, but gives no reason")),
      (shown("FAILED", preimage: preimage.hex, reason: "FAILURE_REASON_ERROR"), contradiction),
      (
        shown("FAILED", reason: "FAILURE_REASON_TIMEOUT", parts: ["FAILED", "IN_FLIGHT"]),
        contradiction
      ),
      (shown("UNKNOWN"), .unknown("its status is one that nobody knows")),
      (shown("SETTLED", preimage: preimage.hex), .unknown("its status is one that nobody knows")),
    ]
    for (text, state) in rows {
      #expect(try pay(200, [text]) == state)
      #expect(try lookUp(200, [text]) == state)
    }
    for status in ["IN_FLIGHT", "INITIATED"] {
      #expect(try lookUp(200, [shown(status, reason: "FAILURE_REASON_TIMEOUT")]) == .inFlight)
    }
  }

  @Test func `a payment under a status that is no success is none`() throws {
    for status in [404, 500, 502] {
      #expect(throws: WalletError.self) { try pay(status, [good]) }
      #expect(throws: WalletError.self) { try lookUp(status, [good]) }
    }
  }

  // MARK: Errors

  @Test(arguments: [
    (409, 6, "invoice is already paid", PaymentState.unknown("LND says: invoice is already paid")),
    (409, 6, "payment is in transition", .inFlight),
    (409, 6, "payment already exists", .inFlight),
    (
      500, 2, "invoice expired. Valid until 2026-01-01 00:00:00 +0000 UTC",
      .failed("LND says: invoice expired. Valid until 2026-01-01 00:00:00 +0000 UTC")
    ),
    (
      500, 2, "invoice not for current active network 'mainnet'",
      .failed("LND says: invoice not for current active network 'mainnet'")
    ),
    (500, 2, "self-payments not allowed", .failed("LND says: self-payments not allowed")),
    (500, 2, "expected 1 macaroon, got 0", .failed("LND says: expected 1 macaroon, got 0")),
    (500, 2, "verification failed: no", .failed("LND says: verification failed: no")),
    (500, 2, "cannot get macaroon: no", .failed("LND says: cannot get macaroon: no")),
    (500, 2, "permission denied", .failed("LND says: permission denied")),
    (500, 2, "wallet locked, unlock it", .failed("LND says: wallet locked, unlock it")),
    (500, 2, "wallet not created, do so", .failed("LND says: wallet not created, do so")),
    (
      500, 2, "the RPC server is in the process of starting up, but not yet ready",
      .failed("LND says: the RPC server is in the process of starting up, but not yet ready")
    ),
    (500, 2, "waiting to start, RPC", .failed("LND says: waiting to start, RPC")),
  ])
  func `paying is refused with`(
    status: Int, code: Int, message: String, state: PaymentState
  ) throws {
    #expect(try pay(status, [error(code, message)]) == state)
    // Without its wrapping it is not the router's.
    #expect(throws: WalletError.self) { try pay(status, [error(code, message, isWrapped: false)]) }
    // The same words say nothing to who only asks.
    #expect(throws: WalletError.self) { try lookUp(status, [error(code, message)]) }
  }

  @Test(arguments: [
    (404, 5, "payment isn't initiated"), (404, 5, "Not Found"), (500, 13, "internal"),
    (409, 6, "something else exists"), (500, 2, "context canceled"), (503, 14, "unavailable"),
    (500, 2, "payment isn't initiated"), (400, 3, "invalid"), (500, 6, ""),
    (500, 2, "your invoice expired. Valid until then"), (500, 5, "permission denied"),
  ])
  func `no other error is a failure to pay`(status: Int, code: Int, message: String) throws {
    for isWrapped in [true, false] {
      let error = try #require(throws: WalletError.self) {
        try pay(status, [self.error(code, message, isWrapped: isWrapped)])
      }
      #expect(error.mayHaveBeenSent)
    }
  }

  @Test(arguments: [
    (502, "<html>Bad Gateway</html>"), (200, "<html>hello</html>"), (200, "[]"), (200, "{}"),
    (200, #"{"result":null}"#), (200, #"{"result":{}}"#), (200, #"{"result":"SUCCEEDED"}"#),
    (200, #""SUCCEEDED""#), (429, #"{"error":"Rate limit exceeded"}"#), (200, #"{"error":{}}"#),
    (500, #"{"error":{"code":2,"message":"#), (404, #"{"error":{"code":5}}"#), (204, ""),
    (404, #"{"error":{"message":"payment isn't initiated"}}"#),
  ])
  func `what cannot be understood says nothing`(status: Int, body: String) throws {
    let error = try #require(throws: WalletError.self) { try pay(status, [body]) }
    #expect(error.mayHaveBeenSent)
    let other = try #require(throws: WalletError.self) { try lookUp(status, [body]) }
    #expect(status != 429 || other.reason == .notReady)
  }

  @Test func `only the router's own words say that nothing was tried`() throws {
    let words = "payment isn't initiated"
    #expect(try lookUp(404, [error(5, words)]) == .neverTried)
    let others = [
      error(5, words, isWrapped: false), error(5, "Not Found"), error(2, words),
      error(5, "Payment isn't initiated"), error(5, "unable to locate invoice"),
    ]
    for other in others {
      #expect(throws: WalletError.self) { try lookUp(404, [other]) }
    }
  }

  @Test(arguments: [
    (500, 2, "permission denied", WalletError.Reason.unauthorized),
    (500, 2, "verification failed: no", .unauthorized),
    (500, 2, "wallet locked, unlock it", .notReady), (503, 14, "unavailable", .notReady),
    (404, 5, "Not Found", .malformedAnswer), (500, 13, "internal", .refused),
  ])
  func `an error has its reason`(
    status: Int, code: Int, message: String, reason: WalletError.Reason
  ) throws {
    let wrapped = try #require(throws: WalletError.self) {
      try lookUp(status, [error(code, message)])
    }
    #expect(wrapped.reason == reason)
    let bare = try wallet(status, [error(code, message, isWrapped: false)])
    let other = try #require(throws: WalletError.self) { try bare.info() }
    #expect(other.reason == reason)
    #expect(throws: WalletError.self) { try bare.identity() }
    #expect(throws: WalletError.self) { try bare.lookUpInvoice(hash) }
  }

  // MARK: Invoices

  @Test func `an invoice is in the state that it says`() throws {
    let hash64 = String(decoding: Base64.encode(hash.array), as: UTF8.self)
    let rows: [(String, InvoiceState)] = [
      ("OPEN", .open), ("ACCEPTED", .held), ("SETTLED", .paid), ("CANCELED", .closed),
    ]
    for (text, state) in rows {
      let wallet = try wallet(200, [#"{"r_hash":"\#(hash64)","state":"\#(text)"}"#])
      #expect(try wallet.lookUpInvoice(hash) == state)
      #expect(throws: WalletError.self) { try wallet.lookUpInvoice(.random) }
    }
    let old = try Invoice.foreign(preimage: preimage, age: 7200).raw.text
    let open = #"{"r_hash":"\#(hash64)","state":"OPEN","payment_request":"\#(old)"}"#
    #expect(try wallet(200, [open]).lookUpInvoice(hash) == .closed)
    for body in [
      #"{"r_hash":"\#(hash.hex)","state":"SETTLED"}"#, #"{"state":"SETTLED"}"#,
      #"{"r_hash":"\#(hash64)","state":"PAID"}"#, #"{"r_hash":"\#(hash64)"}"#,
    ] {
      #expect(throws: WalletError.self) { try wallet(200, [body]).lookUpInvoice(hash) }
    }
  }

  @Test func `an invoice is missing only if LND says so`() throws {
    for words in ["unable to locate invoice", "there are no existing invoices"] {
      let error = error(5, words, isWrapped: false)
      #expect(try wallet(404, [error]).lookUpInvoice(hash) == .missing)
    }
    for words in ["Not Found", "payment isn't initiated"] {
      let error = error(5, words, isWrapped: false)
      #expect(throws: WalletError.self) { try wallet(404, [error]).lookUpInvoice(hash) }
    }
  }

  @Test func `an invoice other than ordered is not handed out`() throws {
    let order = InvoiceOrder(
      amount: Millisatoshis(21_000), purpose: .description("x"), expiry: 600)
    func create(_ invoice: Invoice, hash: Bytes32, _ order: InvoiceOrder) throws -> Invoice {
      let hash64 = String(decoding: Base64.encode(hash.array), as: UTF8.self)
      let body = #"{"r_hash":"\#(hash64)","payment_request":"\#(invoice.raw.text)"}"#
      return try wallet(200, [body]).createInvoice(order).invoice
    }
    let invoice = try Invoice.foreign(preimage: preimage)
    #expect(try create(invoice, hash: hash, order) == invoice)
    #expect(throws: WalletError.self) { try create(invoice, hash: .random, order) }
    var other = order
    other.amount = Millisatoshis(21_001)
    #expect(throws: WalletError.self) { try create(invoice, hash: hash, other) }
    other = order
    other.purpose = .descriptionHash(.random)
    #expect(throws: WalletError.self) { try create(invoice, hash: hash, other) }
    for body in [#"{"payment_request":"lnbc1"}"#, #"{"payment_request":""}"#, "{}", "[]", "<"] {
      #expect(throws: WalletError.self) { try wallet(200, [body]).createInvoice(order) }
    }
  }

  @Test func `an answer that never ends is cut off`() throws {
    let long = [String](repeating: String(repeating: " ", count: 1 << 20), count: 18)
    let error = try #require(throws: WalletError.self) { try lookUp(200, long) }
    #expect(error.reason == .malformedAnswer)
  }
}
