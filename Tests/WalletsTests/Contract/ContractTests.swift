import BOLT11
import Bytes
import Digests
import Foundation
import Synchronization
import Testing

@testable import Wallets

/// What every backend must do, in the same words for all: `pay` may end in an error whenever it likes,
/// but no backend says of a payment what is not so.
@Suite(.serialized) struct ContractTests {
  typealias Kind = WalletBench.Kind

  private static let price: UInt64 = 21_000

  private func order(_ invoice: Invoice, fee: UInt64 = 5000, seconds: Int = 20) -> PaymentOrder {
    PaymentOrder(invoice: invoice, feeLimit: Millisatoshis(fee), timeout: seconds)
  }

  /// What a wallet says of a payment, asked for a while: some need time to see that a call has ended.
  private func outcome(_ wallet: any Wallet, _ hash: Bytes32) throws -> PaymentState {
    let end = ContinuousClock.now + .seconds(5)
    while true {
      let state = try wallet.lookUpPayment(hash)
      guard state == .inFlight, ContinuousClock.now < end else { return state }
      usleep(50_000)
    }
  }

  /// Whether a state claims that no money moved or will.
  private func isFinalWithoutMoney(_ state: PaymentState) -> Bool {
    switch state {
    case .neverTried, .failed: true
    case .inFlight, .succeeded, .unknown: false
    }
  }

  @Test(arguments: Kind.wanted) func `it pays, and says so on both calls`(kind: Kind) throws {
    let bench = try kind.open()
    let wallet = try bench.payer()
    let invoice = try bench.invoice(Self.price, false)
    #expect(try wallet.lookUpPayment(invoice.hash) == .neverTried)
    let paid = try #require(try wallet.pay(order(invoice)).settled)
    #expect(SHA256.digest(paid.preimage) == invoice.hash)
    #expect(paid.amount == nil || paid.amount == Millisatoshis(Self.price))
    #expect(try wallet.lookUpPayment(invoice.hash).settled?.preimage == paid.preimage)
    #expect(try bench.sends(invoice.hash) == 1)
  }

  @Test(arguments: Kind.wanted) func `it makes invoices as ordered`(kind: Kind) throws {
    let bench = try kind.open()
    defer { withExtendedLifetime(bench) {} }
    let wallet = try bench.payer()
    guard kind.makesInvoices else { return }
    let text = String(repeating: "what is sold ", count: 60)
    let hash = SHA256.digest(Array(text.utf8))
    for purpose in [InvoiceDraft.Purpose.description("a \"test\" ü"), .descriptionHash(hash)] {
      var order = InvoiceOrder(
        amount: Millisatoshis(Self.price), purpose: purpose, expiry: 600)
      order.hashedText = text
      let invoice = try wallet.createInvoice(order).invoice
      #expect(invoice.amount == Millisatoshis(Self.price))
      #expect(invoice.expiry == 600)
      #expect(invoice.isPayable)
      switch purpose {
      case .description(let text): #expect(invoice.description == text)
      case .descriptionHash(let hash): #expect(invoice.descriptionHash == hash)
      }
      #expect(try wallet.lookUpInvoice(invoice.hash) == .open)
    }
    #expect(try wallet.lookUpInvoice(.random) == .missing)
  }

  @Test(arguments: Kind.wanted) func `who it is stays the same`(kind: Kind) throws {
    let bench = try kind.open()
    let wallet = try bench.payer()
    #expect(try wallet.identity() == (try bench.payer().identity()))
    #expect("\(try wallet.identity())".hasPrefix(wallet.profile.type + ":"))
    _ = try wallet.info()
  }

  @Test(arguments: Kind.wanted) func `it checks well, and pays nothing for that`(kind: Kind) throws
  {
    let bench = try kind.open()
    defer { withExtendedLifetime(bench) {} }
    let wallet = try bench.payer()
    let report = wallet.check(unusedHash: .random)
    #expect(!report.findings.contains { $0.status == .fail }, "\(report.findings)")
    #expect(report.findings.contains { $0.check == "look_up" && $0.status == .pass })
  }

  @Test(arguments: Kind.wanted) func `paying twice moves the money once`(kind: Kind) throws {
    let bench = try kind.open()
    let wallet = try bench.payer()
    let invoice = try bench.invoice(Self.price, false)
    let first = try #require(try wallet.pay(order(invoice)).settled)
    _ = try? wallet.pay(order(invoice))
    #expect(try outcome(wallet, invoice.hash).settled?.preimage == first.preimage)
    #expect(try bench.sends(invoice.hash) == 1)
  }

  @Test(arguments: Kind.wanted) func `four at once move the money once`(kind: Kind) throws {
    let bench = try kind.open()
    let wallet = try bench.payer()
    let invoice = try bench.invoice(Self.price, false)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in _ = try? wallet.pay(order(invoice)) }
    #expect(try outcome(wallet, invoice.hash).settled != nil)
    #expect(try bench.sends(invoice.hash) == 1)
  }

  @Test(arguments: Kind.wanted)
  func `what is held is in flight until it ends`(kind: Kind) throws {
    let bench = try kind.open()
    guard let behave = bench.behave, let release = bench.release else { return }
    for fails in [false, true] {
      let wallet = try bench.payer()
      let invoice = try bench.invoice(Self.price, false)
      try behave(.hold)
      if let state = try? wallet.pay(order(invoice, seconds: 1)) {
        #expect(state == .inFlight || state.isUnknown, "\(state)")
      }
      #expect(try wallet.lookUpPayment(invoice.hash) == .inFlight)
      // Another process, after this one was killed.
      let next = try bench.payer()
      #expect(try next.lookUpPayment(invoice.hash) == .inFlight)
      if let state = try? next.pay(order(invoice, seconds: 1)) {
        #expect(state.settled == nil)
      }
      #expect(try next.lookUpPayment(invoice.hash) == .inFlight)
      try release(fails)
      let state = try outcome(next, invoice.hash)
      #expect(fails ? isFinalWithoutMoney(state) : state.settled != nil, "\(state)")
    }
  }

  @Test(arguments: Kind.wanted) func `what fails may be tried again`(kind: Kind) throws {
    let bench = try kind.open()
    guard let behave = bench.behave else { return }
    let wallet = try bench.payer()
    let invoice = try bench.invoice(Self.price, false)
    try behave(.fail)
    #expect((try? wallet.pay(order(invoice)))?.settled == nil)
    #expect(isFinalWithoutMoney(try outcome(wallet, invoice.hash)))
    try behave(.succeed)
    #expect(try wallet.pay(order(invoice)).settled != nil)
    #expect(try bench.sends(invoice.hash) == 1)
  }

  @Test(arguments: Kind.wanted) func `an expired invoice is not paid`(kind: Kind) throws {
    let bench = try kind.open()
    let wallet = try bench.payer()
    let invoice = try bench.invoice(Self.price, true)
    #expect((try? wallet.pay(order(invoice)))?.settled == nil)
    #expect(isFinalWithoutMoney(try outcome(wallet, invoice.hash)))
    #expect(try bench.sends(invoice.hash) == 0)
  }

  @Test(arguments: Kind.wanted) func `what is too dear is not paid`(kind: Kind) throws {
    let bench = try kind.open()
    let wallet = try bench.payer()
    let invoice: Invoice
    if let setBalance = bench.setBalance {
      try setBalance(1000)
      invoice = try bench.invoice(Self.price, false)
    } else {
      invoice = try bench.invoice(100_000_000, false)
    }
    #expect((try? wallet.pay(order(invoice)))?.settled == nil)
    #expect(isFinalWithoutMoney(try outcome(wallet, invoice.hash)))
  }

  @Test(arguments: Kind.wanted) func `a fee above the limit is not paid`(kind: Kind) throws {
    let bench = try kind.open()
    let wallet = try bench.payer()
    guard let takeFee = bench.takeFee, wallet.profile.enforcesFeeLimit else { return }
    try takeFee(3000)
    let dear = try bench.invoice(Self.price, false)
    #expect((try? wallet.pay(order(dear, fee: 2999)))?.settled == nil)
    #expect(isFinalWithoutMoney(try outcome(wallet, dear.hash)))
    #expect(try bench.sends(dear.hash) == 0)
    // A limit of nothing is one too.
    #expect((try? wallet.pay(order(dear, fee: 0)))?.settled == nil)
    #expect(try bench.sends(dear.hash) == 0)
    let paid = try #require(try wallet.pay(order(dear, fee: 3000)).settled)
    #expect(paid.fee == nil || paid.fee == Millisatoshis(3000))
  }

  @Test(arguments: Kind.wanted, [WalletBench.Access.wrongKey, .weakKey, .down])
  func `without access nothing is paid, and nothing claimed`(
    kind: Kind, access: WalletBench.Access
  ) throws {
    let bench = try kind.open()
    guard let wallet = try bench.wallet(access) else { return }
    let invoice = try bench.invoice(Self.price, false)
    #expect((try? wallet.pay(order(invoice)))?.settled == nil)
    #expect(try bench.sends(invoice.hash) == 0)
    let reason: WalletError.Reason = access == .down ? .unreachable : .unauthorized
    if access != .weakKey {
      let error = try #require(throws: WalletError.self) { try wallet.lookUpPayment(invoice.hash) }
      #expect(error.reason == reason, "\(error)")
      #expect(throws: WalletError.self) { try wallet.info() }
    }
    let report = wallet.check(unusedHash: .random)
    #expect(report.findings.contains { $0.status == .fail }, "\(report.findings)")
  }

  @Test(arguments: Kind.wanted, WalletBench.Fault.allCases)
  func `an answer to pay that is lost or broken is no failure`(
    kind: Kind, fault: WalletBench.Fault
  ) throws {
    let bench = try kind.open()
    guard let breakLine = bench.break else { return }
    let wallet = try bench.payer()
    let invoice = try bench.invoice(Self.price, false)
    _ = try wallet.identity()
    try breakLine(fault, .pay)
    do {
      let state = try wallet.pay(order(invoice, seconds: fault == .silent ? 2 : 20))
      // Where an answer can be understood in spite of the fault it must be true.
      switch state {
      case .succeeded(let payment): #expect(SHA256.digest(payment.preimage) == invoice.hash)
      case .neverTried: Issue.record("\(state)")
      case .failed: #expect(!fault.reachesNode, "\(state)")
      case .inFlight, .unknown: break
      }
    } catch {
      #expect(error.mayHaveBeenSent, "\(error)")
    }
    let state = try outcome(wallet, invoice.hash)
    #expect(fault.reachesNode ? state.settled != nil : state == .neverTried, "\(state)")
    #expect(try bench.sends(invoice.hash) == (fault.reachesNode ? 1 : 0))
  }

  @Test(arguments: Kind.wanted, WalletBench.Fault.allCases)
  func `a look-up that is lost or broken says nothing`(
    kind: Kind, fault: WalletBench.Fault
  ) throws {
    let bench = try kind.open()
    guard let breakLine = bench.break, fault != .silent else { return }
    let wallet = try bench.payer()
    let invoice = try bench.invoice(Self.price, false)
    #expect(try wallet.pay(order(invoice)).settled != nil)
    try breakLine(fault, .lookUp)
    do {
      let state = try wallet.lookUpPayment(invoice.hash)
      #expect(!isFinalWithoutMoney(state) && state != .inFlight, "\(state)")
    } catch {
      #expect(fault != .many || error.reason == .notReady, "\(error)")
    }
    try breakLine(nil, .lookUp)
    #expect(try wallet.lookUpPayment(invoice.hash).settled != nil)
  }

  @Test(arguments: Kind.wanted, WalletBench.Tampering.allCases)
  func `a lie is neither a success nor a failure`(
    kind: Kind, lie: WalletBench.Tampering
  ) throws {
    let bench = try kind.open()
    guard let tamper = bench.tamper else { return }
    let wallet = try bench.payer()
    let invoice = try bench.invoice(Self.price, false)
    _ = try wallet.identity()
    try tamper(lie)
    if let state = try? wallet.pay(order(invoice)) {
      #expect(state.settled == nil && !isFinalWithoutMoney(state), "pay: \(state)")
    }
    if let state = try? wallet.lookUpPayment(invoice.hash) {
      #expect(state.settled == nil && !isFinalWithoutMoney(state), "look-up: \(state)")
    }
    try tamper(nil)
    #expect(try outcome(wallet, invoice.hash).settled != nil)
    #expect(try bench.sends(invoice.hash) == 1)
  }
}

extension WalletBench.Kind {
  /// Whether it can be paid as well as pay.
  var makesInvoices: Bool { true }

}

extension PaymentState {
  var isUnknown: Bool {
    guard case .unknown = self else { return false }
    return true
  }
}
