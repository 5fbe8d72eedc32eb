import BOLT11
import Bytes
import Digests
import Foundation
import JSON
import Testing
import WalletPeers

@testable import Wallets

/// What each answer of Core Lightning means, by both ways to ask it.
@Suite(.enabled(if: FakeNode.isWanted, "no Python for the fakes: make peers"))
struct CLNAnswerTests {
  enum Way: CaseIterable, Sendable {
    case socket, rest

    func wallet(_ node: CLNNode) throws -> CLNWallet {
      try self == .socket ? node.socket() : node.rest()
    }
  }

  /// Every documented code, and some that are not; whether it ends a payment.
  private static let codes: [(Int, ends: Bool)] = [
    (-32602, true), (201, true), (202, true), (203, true), (204, true), (205, true), (206, true),
    (207, true), (209, true), (210, true), (215, true), (216, true), (218, true), (220, true),
    (200, false), (208, false), (219, false), (-1, false), (-3, false), (-4, false), (-5, false),
    (4242, false), (0, false),
  ]

  private func order(_ invoice: Invoice) -> PaymentOrder {
    PaymentOrder(invoice: invoice, feeLimit: Millisatoshis(5000), timeout: 20)
  }

  private func refuse(_ node: CLNNode, _ code: Int, _ when: String) throws {
    try node.fake.set(
      #""error":{"code":\#(code),"message":"no, \#(String(repeating: "a", count: 64))"},"on":"\#(when)""#
    )
  }

  @Test(arguments: Way.allCases)
  func `an error is a failure only by its code, and with nothing under way`(way: Way) throws {
    let node = try CLNNode()
    let wallet = try way.wallet(node)
    for (code, ends) in Self.codes {
      let words = "Core Lightning says: no, ... (code \(code))"
      try refuse(node, code, "before")
      #expect(
        try wallet.pay(order(node.invoice())) == (ends ? .failed(words) : .unknown(words)),
        "\(code)")
      // Nothing can be looked up: nothing is known.
      let invoice = try node.invoice()
      try node.fake.set(#""pays":[{"status":"failed"}]"#)
      #expect(try wallet.pay(order(invoice)) == .unknown(words), "\(code)")
      try node.fake.set(#""pays":null"#)
    }
  }

  @Test(arguments: Way.allCases)
  func `whatever the code, a payment that was made is a success`(way: Way) throws {
    let node = try CLNNode()
    let wallet = try way.wallet(node)
    for (code, _) in Self.codes {
      try refuse(node, code, "after")
      let preimage = Bytes32.random
      let invoice = try node.invoice(preimage)
      #expect(try wallet.pay(order(invoice)).settled?.preimage == preimage, "\(code)")
    }
  }

  @Test(arguments: Way.allCases)
  func `whatever the code, a part that is held is in flight`(way: Way) throws {
    let node = try CLNNode()
    let wallet = try way.wallet(node)
    try node.fake.set(#""behaviour":"hold""#)
    for (code, _) in Self.codes {
      try refuse(node, code, "after")
      #expect(try wallet.pay(order(node.invoice())) == .inFlight, "\(code)")
    }
  }

  @Test func `an error may be wrapped`() throws {
    let node = try CLNNode("wrapped=yes")
    try refuse(node, 205, "before")
    #expect(
      try node.rest().pay(order(node.invoice()))
        == .failed("Core Lightning says: no, ... (code 205)"))
    #expect(
      throws: WalletError(
        .unauthorized,
        "Core Lightning says: Not permitted: method is not equal to invoice (code 1502)")
    ) { try node.rest(.merchant).lookUpPayment(.random) }
  }

  @Test func `what an older pay answers is no success by itself`() throws {
    let node = try CLNNode("xpay=no")
    let wallet = try node.socket()
    let hash = CLNEntryTests.hash.hex
    func pay(_ answer: String, pays: String) throws -> PaymentState {
      let invoice = try node.invoice(CLNEntryTests.preimage)
      try node.fake.set(#""answer":{\#(answer)},"pays":\#(pays)"#)
      return try wallet.pay(order(invoice))
    }
    let named = #""payment_hash":"\#(hash)","payment_preimage":"\#(Bytes32.zero.hex)""#
    let failed = "[\(CLNEntryTests.entry(#""status":"failed""#))]"
    #expect(try pay(named + #","status":"pending""#, pays: "[]") == .inFlight)
    #expect(
      try pay(named + #","status":"failed""#, pays: failed)
        == .failed("Core Lightning says that it failed"))
    #expect(
      try pay(named + #","status":"failed""#, pays: "[\(CLNEntryTests.complete)]")
        == CLNEntryTests.paid)
    #expect(try pay(named + #","status":"done""#, pays: failed) == CLNEntryTests.odd)
    #expect(try pay(named + #","status":"complete""#, pays: failed) == CLNEntryTests.unproved)
    #expect(
      try pay(
        #""payment_preimage":"\#(CLNEntryTests.preimage.hex)","payment_hash":"\#(Bytes32.zero.hex)""#,
        pays: "[]")
        == .unknown("the answer is about another payment"))
    #expect(throws: WalletError(.malformedAnswer, "its answer is no payment")) {
      try pay("", pays: failed)
    }
  }

  @Test(
    arguments: [
      ("21000", 21000), (#""21000msat""#, 21000), ("0", 0), ("-1", nil), ("1.5", nil),
      (#""21sat""#, nil), (#""msat""#, nil), (#""-1msat""#, nil), (#""21000""#, nil), ("null", nil),
      (#""99999999999999999999msat""#, nil),
    ] as [(String, UInt64?)])
  func `an amount is a number or an older text`(json: String, value: UInt64?) throws {
    let json = try JSONReader.read(Array(json.utf8)[...])
    #expect(CLN.amount(json)?.value == value)
  }
}

/// What `listpays` says; in turn, since all ask one node.
@Suite(.serialized, .enabled(if: FakeNode.isWanted, "no Python for the fakes: make peers"))
struct CLNEntryTests {
  private static let node = Result { try CLNNode() }

  static let hash = SHA256.digest(preimage)
  static let preimage = Bytes32((0..<32).map { UInt8($0) }) ?? .zero

  static func entry(_ members: String, hash: Bytes32 = hash) -> String {
    #"{"payment_hash":"\#(hash.hex)",\#(members)}"#
  }

  static let complete = entry(
    #""status":"complete","amount_msat":21000,"amount_sent_msat":21007,"preimage":"\#(preimage.hex)""#
  )
  static let odd = PaymentState.unknown("the payment has a status that is not known")
  static let foreign = PaymentState.unknown(
    "an entry under this hash is of another payment")
  static let unproved = PaymentState.unknown(
    "paid, it says, but without the preimage of the payment hash")
  static let paid = PaymentState.succeeded(
    SettledPayment(preimage: preimage, amount: Millisatoshis(21000), fee: Millisatoshis(7)))

  @Test(arguments: [
    ([], PaymentState.neverTried),
    ([complete], paid),
    ([entry(#""status":"pending""#)], .inFlight),
    ([entry(#""status":"failed""#)], .failed("Core Lightning says that it failed")),
    ([entry(#""status":"failed""#), complete, entry(#""status":"pending""#)], paid),
    ([entry(#""status":"failed""#), entry(#""status":"pending""#)], .inFlight),
    ([entry(#""status":"pending""#), entry(#""status":"failed""#)], .inFlight),
    ([entry(#""status":"new""#)], odd),
    ([entry(#""bolt11":"x""#)], odd),
    ([entry(#""status":7"#)], odd),
    ([entry(#""status":"failed""#), entry(#""status":"new""#)], odd),
    ([entry(#""status":"pending""#), entry(#""status":"new""#)], odd),
    ([entry(#""status":"failed""#, hash: .zero)], foreign),
    ([#"{"status":"failed"}"#], foreign),
    (["7"], foreign),
    ([entry(#""status":"complete""#)], unproved),
    ([entry(#""status":"complete","preimage":"\#(Bytes32.zero.hex)""#)], unproved),
    ([entry(#""status":"complete","preimage":"\#(hash.hex)""#)], unproved),
    ([entry(#""status":"complete""#), entry(#""status":"failed""#)], unproved),
  ]) func `the entries of a payment say`(entries: [String], state: PaymentState) throws {
    let node = try Self.node.get()
    try node.fake.set(#""pays":[\#(entries.joined(separator: ","))]"#)
    for way in CLNAnswerTests.Way.allCases {
      #expect(try way.wallet(node).lookUpPayment(Self.hash) == state, "\(way)")
    }
  }
}
