import Foundation
import JSON
import Testing
import WalletPeers

/// Many processes of the program at once, through a real LNbits; what was paid is counted there.
@Suite(.enabled(if: LNbitsPeer.isWanted, "LNbits is not installed: make peers"))
struct ConcurrencyTests {
  let program: Program
  let peer: LNbitsPeer
  let payer: LNbitsPeer.Account
  let payee: LNbitsPeer.Account

  init() throws {
    program = try Program()
    peer = try LNbitsPeer.shared()
    payer = try peer.account(3000)
    payee = try peer.account()
    try FileManager.default.createDirectory(
      atPath: program.home, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let path = try program.folder.write(
      """
      wallet = "payer"
      [limits]
      per_payment = "500sat"
      [wallets.payer]
      type = "lnbits"
      url = "\(peer.url)"
      key = "env:PAYER"
      fee_bound = "10sat"
      [wallets.payee]
      type = "lnbits"
      url = "\(peer.url)"
      invoice_key = "env:PAYEE"
      """.utf8, to: "home/config.toml")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }

  private func variables(_ more: [String: String] = [:]) -> [String: String] {
    ["PAYER": payer.adminKey, "PAYEE": payee.invoiceKey].merging(more) { _, given in given }
  }

  private func challenge(_ more: String...) throws -> String {
    let outcome = try program.run(
      ["challenge", "--amount", "21sat", "--service", "api", "--wallet", "payee"] + more,
      variables: variables())
    try #require(outcome.status == 0, "\(outcome)")
    return outcome.out
  }

  /// Pays for challenges, each in a process of its own, all started before any is waited for.
  private func pay(
    _ challenges: [String], variables more: [String: String] = [:]
  ) throws -> [Outcome] {
    let runs = try challenges.map { challenge in
      let files = [
        try Child.temporaryFile(Array(challenge.utf8)), try Child.temporaryFile(),
        try Child.temporaryFile(),
      ]
      let child = try Child.start(
        Program.path, ["pay", "--timeout", "50s"], descriptors: files,
        variables: program.variables(variables(more)))
      return (files, child)
    }
    return try runs.map { files, child in
      defer { for file in files { close(file) } }
      return Outcome(
        status: try Child.wait(for: child), out: Child.content(files[1]),
        error: Child.content(files[2]))
    }
  }

  /// How many payments left for good.
  private func payments() throws -> Int {
    try peer.sent(by: payer).count { $0["status"]?.string != "failed" }
  }

  @Test func `of fifty processes with one challenge, one pays and all get the credential`() throws {
    let challenge = try challenge()
    let outcomes = try pay(Array(repeating: challenge, count: 50))
    #expect(
      outcomes.count { $0.status == 0 } == 50, "\(outcomes.first { $0.status != 0 }?.error ?? "")")
    #expect(Set(outcomes.map(\.out)).count == 1)
    #expect(try payments() == 1)
    #expect(try peer.balance(payer) == 2979)
    #expect(try peer.balance(payee) == 21)
    let credential = try #require(outcomes.first).out
    let verified = try program.run("verify", "--service", "api", "-q", input: credential.utf8)
    #expect(verified.status == 0, "\(verified)")
  }

  @Test func `twenty processes never spend more than the budget that they share`() throws {
    let challenges = try (0..<20).map { _ in try challenge() }
    // 21 sat each, and 10 set aside until it is known that no fee was taken: three at once, a fourth
    // when one of them is done, and no fifth.
    let outcomes = try pay(challenges, variables: ["L402_BUDGET": "100sat/1d"])
    let paid = outcomes.count { $0.status == 0 }
    #expect((3...4).contains(paid))
    #expect(outcomes.count { $0.status == 112 } == 20 - paid)
    #expect(outcomes.allSatisfy { $0.status == 0 || $0.out.isEmpty })
    #expect(try peer.balance(payer) == 3000 - 21 * paid)
    #expect(try peer.balance(payee) == 21 * paid)
    #expect(try payments() == paid)
  }

  @Test func `what was paid is handed out whatever limit, budget and time say now`() throws {
    // Nothing is sent in the last 30 s.
    let challenge = try challenge("--invoice-expiry", "45s")
    let end = ContinuousClock.now + .seconds(46)
    let first = try #require(try pay([challenge]).first)
    try #require(first.status == 0, "\(first)")
    func again(_ options: String..., variables more: [String: String] = [:]) throws {
      let outcome = try program.run(
        ["pay"] + options, input: challenge.utf8, variables: variables(more))
      #expect(outcome.status == 0, "\(outcome)")
      #expect(outcome.out == first.out)
    }
    try again()
    try again("--max-amount", "1sat")
    try again("--max-fee", "0")
    try again(variables: ["L402_BUDGET": "21sat/1d"])
    try again(variables: ["L402_NO_PAY": "1"])
    // Another one shows that the budget is spent.
    let other = try #require(
      try pay([try self.challenge()], variables: ["L402_BUDGET": "21sat/1d"]).first)
    #expect(other.status == 112, "\(other)")
    Thread.sleep(forTimeInterval: Double((end - ContinuousClock.now).components.seconds + 1))
    try again()
    try again("--max-amount", "1sat", variables: ["L402_BUDGET": "1sat/1d"])
    #expect(try peer.balance(payer) == 2979)
    #expect(try payments() == 1)
  }
}
