import BOLT11
import Bytes
import Digests
import Foundation
import WalletPeers
import Synchronization
import Testing

@testable import Wallets

/// Against a real LNbits.
@Suite(.enabled(if: LNbitsPeer.isWanted, "LNbits is not installed: make peers"))
struct LNbitsWalletTests {
  @Test func `an invoice is made, paid and looked up on both sides`() throws {
    let parties = try Parties()
    let invoice = try parties.invoice()
    #expect(invoice.amount == Millisatoshis(21_000))
    #expect(invoice.expiry == 600)
    #expect(invoice.description == "a test")
    #expect(try parties.payer.lookUpPayment(invoice.hash) == .neverTried)
    #expect(try parties.payee.lookUpInvoice(invoice.hash) == .open)
    let paid = try #require(try parties.payer.pay(PaymentOrder(invoice)).settled)
    #expect(SHA256.digest(paid.preimage) == invoice.hash)
    #expect(paid.amount == Millisatoshis(21_000))
    #expect(paid.fee == Millisatoshis(0))
    #expect(try parties.payer.lookUpPayment(invoice.hash) == .succeeded(paid))
    #expect(try parties.payee.lookUpInvoice(invoice.hash) == .paid)
    #expect(try parties.payerBalance == 979)
  }

  @Test func `the hash of a long description is asked for`() throws {
    let hash = SHA256.digest(Array("long".utf8))
    let invoice = try Parties(satoshis: 0).payee.createInvoice(
      InvoiceOrder(amount: Millisatoshis(1000), purpose: .descriptionHash(hash), expiry: 60)
    ).invoice
    #expect(invoice.descriptionHash == hash)
  }

  @Test func `who it is needs the admin key and says no secret`() throws {
    let parties = try Parties()
    #expect(
      try parties.payer.identity()
        == WalletIdentity(type: "lnbits", "\(parties.peer.url)#\(parties.payerAccount.id)"))
    #expect(try parties.payer.info().balance == Millisatoshis(1_000_000))
    #expect(throws: WalletError.self) { try parties.payee.identity() }
    #expect(!"\(try parties.payer.identity())".contains(parties.payerAccount.adminKey))
  }

  @Test func `paying twice moves the money once`() throws {
    let parties = try Parties()
    let invoice = try parties.invoice()
    let first = try #require(try parties.payer.pay(PaymentOrder(invoice)).settled)
    #expect(
      try parties.payer.pay(PaymentOrder(invoice))
        == .failed("LNbits says: Internal invoice already paid."))
    #expect(try parties.payer.lookUpPayment(invoice.hash) == .succeeded(first))
    #expect(try parties.payerBalance == 979)
  }

  @Test func `eight at once move the money once, and all can look it up`() async throws {
    let parties = try Parties()
    let invoice = try parties.invoice()
    let states = Mutex<[PaymentState]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let state = (try? parties.payer.pay(PaymentOrder(invoice))) ?? .unknown("thrown")
      states.withLock { $0.append(state) }
    }
    #expect(states.withLock { $0.count { $0.settled != nil } } == 1)
    #expect(try parties.payer.lookUpPayment(invoice.hash).settled != nil)
    #expect(try parties.payerBalance == 979)
    #expect(try parties.peer.sent(by: parties.payerAccount).count == 1)
  }

  @Test func `an expired invoice is not sent, though LNbits would pay it`() throws {
    let parties = try Parties()
    let invoice = try parties.invoice(expiry: 60)
    let later = try LNbitsWallet(
      parties.peer, admin: parties.payerAccount.adminKey, clockPlus: 3600)
    #expect(throws: WalletError(.refused, "the invoice has expired", mayHaveBeenSent: false)) {
      try later.pay(PaymentOrder(invoice))
    }
    #expect(try parties.payerBalance == 1000)
    let payee = try LNbitsWallet(
      parties.peer, invoice: parties.payeeAccount.invoiceKey, clockPlus: 3600)
    #expect(try payee.lookUpInvoice(invoice.hash) != .open)
  }

  @Test func `too little balance is a failure without a trace`() throws {
    let parties = try Parties(satoshis: 10)
    let invoice = try parties.invoice()
    #expect(
      try parties.payer.pay(PaymentOrder(invoice))
        == .failed("LNbits says: Insufficient balance."))
    #expect(try parties.payer.lookUpPayment(invoice.hash) == .neverTried)
    #expect(try parties.payerBalance == 10)
  }

  @Test func `an invoice of nobody there fails, the second time too`() throws {
    let parties = try Parties()
    let invoice = try Invoice.foreign(preimage: .random)
    for _ in 0..<2 {
      let state = try parties.payer.pay(PaymentOrder(invoice))
      guard case .failed = state else {
        Issue.record("\(state)")
        continue
      }
    }
    #expect(
      try parties.payer.lookUpPayment(invoice.hash) == .failed("LNbits says that it failed"))
    #expect(try parties.payerBalance == 1000)
  }

  @Test func `a key that is none is told from a payment that is none`() throws {
    let parties = try Parties()
    let invoice = try parties.invoice()
    _ = try parties.payer.pay(PaymentOrder(invoice))
    let stranger = try LNbitsWallet(parties.peer, admin: String(repeating: "0", count: 32))
    let error = WalletError(.unauthorized, "it does not know the key")
    #expect(throws: error) { try stranger.lookUpPayment(invoice.hash) }
    #expect(throws: error) { try stranger.lookUpPayment(.random) }
    #expect(throws: error) { try stranger.info() }
    #expect(throws: error) { try stranger.identity() }
    #expect(throws: WalletError(.unauthorized, error.message, mayHaveBeenSent: false)) {
      try stranger.pay(PaymentOrder(invoice))
    }
  }

  @Test func `an invoice key makes invoices and pays nothing`() throws {
    let parties = try Parties()
    let weak = try LNbitsWallet(parties.peer, admin: parties.payerAccount.invoiceKey)
    let invoice = try parties.invoice()
    let error = try #require(throws: WalletError.self) { try weak.pay(PaymentOrder(invoice)) }
    #expect(error.reason == .unauthorized)
    #expect(!error.mayHaveBeenSent)
    #expect(throws: WalletError.self) { try weak.lookUpPayment(invoice.hash) }
    #expect(try parties.payerBalance == 1000)
    let order = InvoiceOrder(amount: Millisatoshis(1000), purpose: .description(""), expiry: 60)
    #expect(try weak.createInvoice(order).invoice.amount == Millisatoshis(1000))
  }

  @Test func `an invoice of its own is no payment of its own`() throws {
    let parties = try Parties()
    let payee = try LNbitsWallet(parties.peer, admin: parties.payeeAccount.adminKey)
    let invoice = try parties.invoice()
    let incoming = PaymentState.unknown("the entry under this hash is an incoming one")
    #expect(try payee.lookUpPayment(invoice.hash) == incoming)
    _ = try parties.payer.pay(PaymentOrder(invoice))
    #expect(try payee.lookUpPayment(invoice.hash) == incoming)
  }

  @Test func `parts of a satoshi are neither asked for nor paid`() throws {
    let parties = try Parties()
    let order = InvoiceOrder(amount: Millisatoshis(1500), purpose: .description(""), expiry: 60)
    let error = try #require(throws: WalletError.self) { try parties.payee.createInvoice(order) }
    #expect(error.reason == .refused)
    let preimage = Bytes32.random
    for amount in [Millisatoshis(1500), nil] {
      let invoice = try Invoice.foreign(preimage: preimage, amount: amount)
      let error = try #require(throws: WalletError.self) {
        try parties.payer.pay(PaymentOrder(invoice))
      }
      #expect(!error.mayHaveBeenSent)
    }
    #expect(try parties.peer.sent(by: parties.payerAccount).isEmpty)
  }

  @Test func `an invoice that it never made is missing`() throws {
    #expect(try Parties(satoshis: 0).payee.lookUpInvoice(.random) == .missing)
  }

  @Test func `a server that is down is unreachable, and nothing was sent`() throws {
    let wallet = LNbitsWallet(
      try WalletAddress(parsing: "http://127.0.0.1:1"),
      adminKey: try WalletSecret(text: Array("key".utf8)), clock: .real())
    let error = try #require(throws: WalletError.self) {
      try wallet.pay(PaymentOrder(try Invoice.foreign(preimage: .random)))
    }
    #expect(error.reason == .unreachable)
    #expect(!error.mayHaveBeenSent)
  }

  @Test func `a check says what the keys may do`() throws {
    let parties = try Parties()
    func statuses(_ wallet: LNbitsWallet) -> [String] {
      wallet.check(unusedHash: .random).findings.map { "\($0.check) \($0.status.rawValue)" }
    }
    let (payer, payee) = (parties.payerAccount, parties.payeeAccount)
    let seen = ["reachable pass", "network unknown", "balance pass"]
    #expect(
      try statuses(LNbitsWallet(parties.peer, admin: payer.adminKey, invoice: payer.invoiceKey))
        == seen + ["invoices pass", "pays pass", "look_up pass", "fee_limit warning"])
    #expect(
      statuses(parties.payer)
        == seen + ["invoices warning", "pays pass", "look_up pass", "fee_limit warning"])
    #expect(statuses(parties.payee) == seen + ["invoices pass", "pays warning"])
    #expect(
      try statuses(LNbitsWallet(parties.peer, admin: payee.invoiceKey))
        == seen + ["invoices pass", "pays fail"])
    #expect(
      try statuses(LNbitsWallet(parties.peer, admin: "0123")) == ["reachable fail"])
  }
}

/// Two real ones: the second pays through a wallet of the first, as through a node.
@Suite(.enabled(if: LNbitsPeer.isWanted, "LNbits is not installed: make peers"))
struct LNbitsNodeTests {
  @Test(.timeLimit(.minutes(2)))
  func `a payment whose node is gone is in flight, however often it is asked for`() throws {
    let first = try LNbitsPeer()
    defer { first.stop() }
    let node = try first.account(1000)
    let second = try LNbitsPeer([
      "LNBITS_BACKEND_WALLET_CLASS=LNbitsWallet", "LNBITS_ENDPOINT=\(first.url)",
      "LNBITS_KEY=\(node.adminKey)",
    ])
    defer { second.stop() }
    let payee = try LNbitsWallet(first, invoice: try first.account().invoiceKey)
    let account = try second.account(500)
    let payer = try LNbitsWallet(second, admin: account.adminKey)
    let order = InvoiceOrder(amount: Millisatoshis(30_000), purpose: .description(""), expiry: 600)
    let (paid, stuck) = (
      try payee.createInvoice(order).invoice, try payee.createInvoice(order).invoice
    )
    #expect(try payer.pay(PaymentOrder(paid)).settled != nil)
    #expect(
      try payer.pay(PaymentOrder(paid)) == .unknown("LNbits says: Payment already paid."))
    first.stop()
    #expect(try payer.pay(PaymentOrder(stuck)) == .inFlight)
    #expect(try payer.lookUpPayment(stuck.hash) == .inFlight)
    #expect(try payer.pay(PaymentOrder(stuck)) == .inFlight)
    #expect(try payer.lookUpPayment(paid.hash).settled != nil)
  }
}
