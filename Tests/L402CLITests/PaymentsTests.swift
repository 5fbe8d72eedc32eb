import Bytes
import Digests
import Foundation
import JSON
import L402Protocol
import Store
import Testing

@testable import L402CLI

/// The commands `payments list`, `show`, `resume` and `abandon`.
struct PaymentsTests {
  let harness: Harness

  init() throws { harness = try Harness() }

  /// Pays that many satoshis, and says what the payment hash is.
  private func pay(_ amount: Int, _ options: String..., now: Timestamp = Harness.now) throws
    -> String
  {
    let challenge = try harness.run(
      ["challenge", "--amount", "\(amount)", "-q"], now: now
    ).line
    return try harness.run(
      ["pay", "-q", "--field", "payment_hash"] + options, input: Array(challenge.utf8), now: now
    ).line
  }

  /// The hash of a payment of 21 sat that the sandbox holds.
  private func hold() throws -> String {
    let challenge = try harness.challenge("--amount", "21")
    _ = try harness.run("wallet", "sandbox", "--behaviour", "hold")
    #expect(try harness.run("pay", "--timeout", "1s", input: challenge).status == 110)
    return try harness.run("payments", "list", "--field", "payments[0].payment_hash").line
  }

  @Test func `without any there is nothing to list, and no store is made`() throws {
    expect(try harness.run("payments", "list"), is: .success("no payments\n"))
    expect(
      try harness.run("payments", "list", "--json"),
      is: .success("{\"payments\":[],\"totals\":[]}\n"))
    #expect(try harness.folder.names == [])
  }

  @Test func `list tells them in a line each, the newest first`() throws {
    let first = try pay(21)
    let second = try pay(
      2, "--origin", "https://a.example/x", now: Timestamp(unixSeconds: 1_795_231_860))
    expect(
      try harness.run("payments", "list"),
      is: .success(
        """
        \(second.prefix(8))  2026-11-21 03:31:00 UTC  succeeded  2 sat  wallet sandbox  play money  \
        https://a.example
        \(first.prefix(8))  2026-11-21 03:30:00 UTC  succeeded  21 sat  wallet sandbox  play money

        2026-11-21  https://a.example  1 payment  2 sat  play money
        2026-11-21  no origin  1 payment  21 sat  play money

        """))
  }

  @Test func `list adds up what was paid to an origin on a day`() throws {
    let a = ["--origin", "https://a.example"]
    let midnight = Timestamp(unixSeconds: 1_795_305_600)
    let before = Timestamp(unixSeconds: midnight.unixSeconds - 1)
    for (amount, options, now) in [
      (1, a, before), (2, a, midnight), (4, a, midnight), (8, [], midnight),
    ] {
      let challenge = try harness.run(["challenge", "--amount", "\(amount)", "-q"], now: now).line
      let paid = try harness.run(["pay", "-q"] + options, input: Array(challenge.utf8), now: now)
      #expect(paid.status == 0)
    }
    for (behaviour, status) in [("fail", 113), ("hold", 110)] as [(String, Int32)] {
      _ = try harness.run("wallet", "sandbox", "--behaviour", behaviour)
      let challenge = try harness.run(["challenge", "--amount", "16", "-q"], now: midnight).line
      let outcome = try harness.run(
        ["pay", "--timeout", "1s"] + a, input: Array(challenge.utf8), now: midnight)
      #expect(outcome.status == status)
    }
    let list = try harness.run(["payments", "list"], now: midnight).out
    #expect(
      list.components(separatedBy: "\n\n").last == """
        2026-11-22  https://a.example  2 payments  6 sat  1 UNDECIDED  play money
        2026-11-22  no origin  1 payment  8 sat  play money
        2026-11-21  https://a.example  1 payment  1 sat  play money

        """)
    let totals = try harness.run("payments", "list", "--json").json["totals"]?.array ?? []
    #expect(totals.map { $0["amount_msat"]?.integer } == [6000, 8000, 1000])
    #expect(totals.map { $0["payments"]?.integer } == [2, 1, 1])
    #expect(totals.map { $0["undecided"]?.integer } == [1, 0, 0])
    #expect(totals.map { $0["fee_msat"]?.integer } == [0, 0, 0])
    #expect(totals.map { $0["day"]?.string } == ["2026-11-22", "2026-11-22", "2026-11-21"])
    #expect(totals[1]["origin"]?.content == .null)
    #expect(totals.allSatisfy { $0["sandbox"]?.content == .bool(true) })
    // What is not listed is not counted.
    let some = try harness.run(["payments", "list", "--json"] + a).json["totals"]?.array ?? []
    #expect(some.map { $0["amount_msat"]?.integer } == [6000, 1000])
  }

  @Test func `real money and play money are not added up`() throws {
    let store = try Store(openingAt: harness.home + "/l402.db", mode: .create)
    for number in 1...3 {
      let preimage = Bytes32(storage: SIMD32(repeating: UInt8(number)))
      let row = StoredPayment(
        paymentHash: SHA256.digest(preimage), invoice: "lnbcrt1", walletIdentity: "lnd:02ab",
        walletName: "node", isSandbox: number == 3, origin: "https://a.example", amount: 1000,
        feeCap: 100, createdAt: Harness.now.unixSeconds, sendDeadline: Harness.now.unixSeconds)
      #expect(try store.reserve(row, within: []) == .reserved)
      let isSettled = try store.settle(
        row.paymentHash, succeededWith: preimage, fee: number == 1 ? nil : 50, at: 5)
      #expect(isSettled)
    }
    let list = try harness.run("payments", "list").out
    #expect(
      list.components(separatedBy: "\n\n").last == """
        2026-11-21  https://a.example  1 payment  1 sat  fee 0.05 sat  play money
        2026-11-21  https://a.example  2 payments  2 sat  fee 0.05 sat

        """)
  }

  @Test func `list has the later of one second first`() throws {
    let hashes = try (1...6).map { try pay($0) }
    let json = try harness.run("payments", "list", "--json").json
    #expect(
      json["payments"]?.array?.compactMap { $0["payment_hash"]?.string } == hashes.reversed())
  }

  @Test func `list takes those of a span, and of an origin`() throws {
    let old = try pay(1)
    let later = Timestamp(unixSeconds: Harness.now.unixSeconds + 7200)
    let new = try pay(2, "--origin", "https://a.example", now: later)
    func hashes(_ options: String...) throws -> [String] {
      try harness.run(["payments", "list", "--json"] + options, now: later)
        .json["payments"]?.array?.compactMap { $0["payment_hash"]?.string } ?? []
    }
    #expect(try hashes() == [new, old])
    #expect(try hashes("--since", "1h") == [new])
    #expect(try hashes("--since", "2h") == [new, old])
    #expect(try hashes("--origin", "https://a.example:443/elsewhere") == [new])
    #expect(try hashes("--origin", "https://b.example") == [])
    #expect(try harness.run("payments", "list", "--since=-1h").status == 64)
  }

  @Test func `show keeps secrets unless they are asked for`() throws {
    let hash = try pay(21)
    let preimage = Sample.preimage
    let text = try harness.run("payments", "show", String(hash.prefix(8)))
    #expect(text.status == 0)
    #expect(text.out.contains("\n  payment hash  \(hash)\n"))
    #expect(!text.out.contains(preimage))
    let masked = try harness.run("payments", "show", hash, "--json")
    #expect(try masked.json["preimage"]?.content == .null)
    #expect(try masked.json["credential"]?.content == .null)
    #expect(!masked.out.contains(preimage))
    let full = try harness.run("payments", "show", hash, "--show-secrets", "--json").json
    #expect(full["preimage"]?.string == preimage)
    #expect(full["credential"]?.string?.hasSuffix(":" + preimage) == true)
    #expect(
      try harness.run("payments", "show", hash, "--show-secrets").out
        .contains("\n  preimage      \(preimage)\n"))
  }

  @Test(arguments: ["list", "show", "resume", "abandon"])
  func `an unknown field is refused`(command: String) throws {
    let hash = command == "list" ? [] : [Sample.paymentHash]
    #expect(
      try harness.run(["payments", command] + hash + ["--field", "token"]).withoutHint.error
        .hasPrefix("l402: error: "))
    #expect(
      try harness.run(["payments", command] + hash + ["--field", "token"]).status == 64)
  }

  @Test(
    arguments: [
      ("72cd6e8", 64, "\"72cd6e8\" is no payment hash"),
      ("72cd6e8x", 64, "\"72cd6e8x\" is no payment hash"),
      ("00000000", 66, "no payment 00000000"),
    ] as [(String, Int32, String)])
  func `a hash that names none is refused`(hash: String, status: Int32, message: String) throws {
    _ = try pay(21)
    for command in ["show", "resume", "abandon"] {
      expect(
        try harness.run("payments", command, hash).withoutHint, is: .failure(status, message))
    }
  }

  @Test func `a hash may be in capitals`() throws {
    let hash = try pay(21)
    #expect(try harness.run("payments", "show", hash.uppercased()).status == 0)
  }

  @Test func `resume prints what was bought`() throws {
    let challenge = try harness.challenge("--amount", "21")
    let credential = try harness.run("pay", "-q", input: challenge)
    expect(try harness.run("payments", "resume", Sample.paymentHash), is: credential)
    let invoice = try harness.challenge("--amount", "2", "--field", "invoice")
    let preimage = try harness.run("pay", "-q", invoice)
    let hash = try harness.run("decode-invoice", invoice, "--field", "payment_hash").line
    expect(try harness.run("payments", "resume", hash), is: preimage)
  }

  @Test func `resume asks the wallet, and pays nothing`() throws {
    let hash = try hold()
    let undecided = try harness.run("payments", "resume", hash, "--timeout", "1s", "--json")
    #expect(undecided.status == 110)
    #expect(undecided.error.contains("\"retry\":\"same_command\""))
    _ = try harness.run("wallet", "sandbox", "--release")
    let settled = try harness.run("payments", "resume", hash, "--json")
    #expect(settled.status == 0)
    #expect(try settled.json["state"]?.string == "succeeded")
    #expect(try settled.json["preimage"]?.string == Sample.preimage)
    // Written down once it was printed.
    #expect(try undecided.out == "" && settled.json["used_at"]?.content == .null)
    #expect(
      try harness.run("payments", "show", hash, "--field", "used_at").line.hasPrefix("2026-11-21T"))
    #expect(
      try harness.run("payments", "list", "--field", "payments[0].state").line == "succeeded")
  }

  @Test func `resume of one that failed says so`() throws {
    let challenge = try harness.challenge("--amount", "21")
    _ = try harness.run("wallet", "sandbox", "--behaviour", "fail")
    #expect(try harness.run("pay", input: challenge).status == 113)
    _ = try harness.run("wallet", "sandbox", "--behaviour", "pay")
    expect(
      try harness.run("payments", "resume", "72cd6e84"),
      is: .failure(113, "the payment failed, nothing was spent: the sandbox was told to fail"))
  }

  @Test func `abandon wants to hear yes`() throws {
    let hash = try hold()
    expect(
      try harness.run("payments", "abandon", hash).withoutHint,
      is: .failure(64, "the money of 72cd6e84 may still leave"))
    #expect(
      try harness.run("payments", "list", "--field", "payments[0].state").line == "sending")
    let outcome = try harness.run("payments", "abandon", hash, "--yes", "--field", "state")
    expect(outcome, is: .success("abandoned\n"))
  }

  @Test func `what was given up is handed out if it succeeds after all`() throws {
    let hash = try hold()
    _ = try harness.run("payments", "abandon", hash, "--yes")
    _ = try harness.run("wallet", "sandbox", "--release")
    #expect(
      try harness.run("payments", "resume", hash, "--field", "preimage").line == Sample.preimage)
  }

  @Test func `what is decided cannot be abandoned`() throws {
    let hash = try pay(21)
    expect(
      try harness.run("payments", "abandon", hash, "--yes"),
      is: .failure(64, "the payment \(hash.prefix(8)) is decided: succeeded"))
  }
}
