import BOLT11
import Bytes
import Digests
import Synchronization
import Testing

@testable import Wallets

/// A person who says what a test tells them to, and remembers what they were shown and asked.
private final class ScriptedPerson: Sendable {
  struct Asked: Hashable {
    let question: Person.Question
    let objection: Person.Objection?
  }

  private let answers: Mutex<[String?]>
  private let log = Mutex<(shown: [PaymentOrder], asked: [Asked])>(([], []))
  private let isThere: Bool

  init(_ answers: [String?], isThere: Bool = true) {
    self.answers = Mutex(answers)
    self.isThere = isThere
  }

  var shown: [PaymentOrder] { log.withLock { $0.shown } }
  var asked: [Asked] { log.withLock { $0.asked } }
  var objections: [Person.Objection?] { asked.map(\.objection) }

  var person: Person {
    Person(
      show: { order in
        self.log.withLock { $0.shown.append(order) }
        return self.isThere
      },
      ask: { question, objection in
        self.log.withLock { $0.asked.append(Asked(question: question, objection: objection)) }
        return self.answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      })
  }

  var wallet: ManualWallet { ManualWallet("home", person: person) }
}

@Suite struct ManualWalletTests {
  private let preimage = Bytes32.random
  private var hash: Bytes32 { SHA256.digest(preimage) }

  private func order() throws -> PaymentOrder {
    PaymentOrder(try Invoice.foreign(preimage: preimage))
  }

  private var sent: SentPayment {
    SentPayment(
      paymentHash: hash, amount: Millisatoshis(21_000), sentAt: 1_795_000_000,
      origin: "https://a.example")
  }

  private var settled: PaymentState { .succeeded(SettledPayment(preimage: preimage)) }
  private let open = PaymentState.unknown("nobody said yet whether it was paid")
  private let notPaid = PaymentState.failed("it was not paid, says who was asked to")

  @Test func `the invoice is shown, and a preimage that fits is a success`() throws {
    let script = ScriptedPerson([preimage.hex])
    let order = try order()
    #expect(try script.wallet.pay(order) == settled)
    #expect(script.shown == [order])
    #expect(script.asked == [.init(question: .preimage, objection: nil)])
  }

  @Test func `blanks and case mean nothing`() throws {
    let digits = Array(preimage.hex.uppercased())
    let groups = stride(from: 0, to: 64, by: 8).map { String(digits[$0..<$0 + 8]) }
    for text in [
      "  \(preimage.hex)\r\n", groups.joined(separator: " "), "\t\(String(digits))\u{a0}",
    ] {
      #expect(try ScriptedPerson([text]).wallet.pay(order()) == settled)
    }
  }

  @Test(arguments: ["", "   ", "\r", nil]) func `Enter, or nobody, leaves it open`(
    answer: String?
  ) throws {
    let script = ScriptedPerson([answer])
    #expect(try script.wallet.pay(order()) == open)
    #expect(script.asked.count == 1)
    let later = ScriptedPerson([answer])
    #expect(try later.wallet.outcome(of: sent) == open)
    #expect(later.asked.count == 1)
  }

  @Test func `what does not fit is asked for again, with the reason`() throws {
    let script = ScriptedPerson([
      Bytes32.random.hex, hash.hex, "12", "yes", preimage.hex,
    ])
    #expect(try script.wallet.pay(order()) == settled)
    #expect(script.objections == [nil, .otherPreimage, .paymentHash, .malformed, .barelyYes])
    #expect(script.shown.count == 1)
  }

  @Test(arguments: [
    ("no", Person.Objection.barelyNo), ("N", .barelyNo), ("y", .barelyYes), ("Paid", .barelyYes),
    ("not", .malformed), ("not paid yet", .malformed),
    (String(repeating: "0", count: 64), .otherPreimage),
    (String(repeating: "0", count: 63), .malformed),
    (String(repeating: "0", count: 65), .malformed),
    ("0x" + String(repeating: "0", count: 64), .malformed),
    (String(repeating: "g", count: 64), .malformed), ("\u{1b}[A", .malformed),
  ])
  func `what is wrong with an answer is told`(text: String, objection: Person.Objection) throws {
    let script = ScriptedPerson([text])
    #expect(try script.wallet.outcome(of: sent) == open)
    #expect(script.objections == [nil, objection])
  }

  @Test func `after five answers it is left open`() throws {
    let script = ScriptedPerson(Array(repeating: Bytes32.random.hex, count: 9))
    #expect(try script.wallet.pay(order()) == .unknown("no preimage of it in 5 answers"))
    #expect(script.asked.count == 5)
  }

  @Test func `no preimage is the one of a hash that zeros have`() throws {
    let zeros = SentPayment(
      paymentHash: SHA256.digest(.zero), amount: Millisatoshis(1000), sentAt: 0)
    let script = ScriptedPerson([Bytes32.zero.hex])
    #expect(try script.wallet.outcome(of: zeros) == open)
    #expect(script.objections == [nil, .otherPreimage])
  }

  @Test(arguments: ["not paid", "NOT  PAID ", "notpaid", "unpaid"])
  func `only a typed "not paid" is a failure`(text: String) throws {
    #expect(try ScriptedPerson([text]).wallet.outcome(of: sent) == notPaid)
    #expect(try ScriptedPerson([text]).wallet.pay(order()) == notPaid)
  }

  @Test func `an earlier payment is asked for, and no invoice is shown`() throws {
    let script = ScriptedPerson([preimage.hex])
    #expect(try script.wallet.outcome(of: sent) == settled)
    #expect(script.shown.isEmpty)
    #expect(script.asked == [.init(question: .earlier(sent), objection: nil)])
  }

  @Test func `looking up asks nobody, and claims nothing of what was shown`() throws {
    let script = ScriptedPerson(["", "not paid"])
    let wallet = script.wallet
    #expect(try wallet.lookUpPayment(hash) == .neverTried)
    #expect(script.asked.isEmpty)
    _ = try wallet.pay(order())
    #expect(try wallet.lookUpPayment(hash) == .unknown("only whoever paid can tell"))
    _ = try wallet.outcome(of: sent)
    #expect(try wallet.lookUpPayment(hash) == .neverTried)
    #expect(script.asked.count == 2)
  }

  @Test func `where nobody can see it nothing was sent`() throws {
    let script = ScriptedPerson([preimage.hex], isThere: false)
    let error = WalletError(
      .notReady, "there is nobody to show the invoice to", mayHaveBeenSent: false)
    #expect(throws: error) { try script.wallet.pay(order()) }
    #expect(script.asked.isEmpty)
    #expect(try script.wallet.lookUpPayment(hash) == .neverTried)
  }

  @Test func `a check asks nobody`() throws {
    let script = ScriptedPerson([])
    let report = script.wallet.check(unusedHash: .random)
    #expect(!report.findings.contains { $0.status == .fail })
    #expect(script.asked.isEmpty && script.shown.isEmpty)
    #expect(try script.wallet.identity() == WalletIdentity(type: "manual", "home"))
  }

  @Test func `it makes no invoices`() throws {
    let order = InvoiceOrder(amount: Millisatoshis(1000), purpose: .description(""), expiry: 60)
    let error = try #require(throws: WalletError.self) {
      try ScriptedPerson([]).wallet.createInvoice(order)
    }
    #expect(error.reason == .unsupported)
  }

  @Test func `no message holds what was typed`() throws {
    let other = Bytes32.random
    let state = try ScriptedPerson(Array(repeating: other.hex, count: 5)).wallet.pay(order())
    #expect(!"\(state)".contains(other.hex))
    #expect(!"\(settled)".contains(preimage.hex))
  }
}
