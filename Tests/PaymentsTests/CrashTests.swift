import BOLT11
import Bytes
import Digests
import Foundation
import Payments
import Secp256k1
import Store
import Testing
import WalletPeers
import Wallets

/// Payers that are killed, and payers that are many.
///
/// Their clock runs faster than ours, so that the law's waiting is over soon.
@Suite(.serialized) struct CrashTests {
  let folder: TemporaryFolder
  let store: Store

  /// How fast the payers' clock runs.
  private static let speed = 50.0

  init() throws {
    folder = try TemporaryFolder()
    store = try Store(openingAt: folder.file("l402.db"), mode: .create)
  }

  /// What is paid, and what is known of it.
  private struct Target: Sendable {
    let invoice: Invoice
    let hash: Bytes32
    let options: [String]
    let ledger: String?
    /// How many milliseconds after its call a payment leaves.
    var latency = 0
  }

  /// An invoice of the sandbox, whose payments take some seconds of its clock.
  private func sandboxTarget(delay: Int64 = 5, wallet: String = "sandbox") throws -> Target {
    let epoch = Date().timeIntervalSince1970
    let sandbox = SandboxWallet(
      store: store, clock: WalletClock(now: { Int64(epoch) }, sleep: { _ in })
    ) { count in (0..<count).map { _ in .random(in: .min ... .max) } }
    let order = InvoiceOrder(
      amount: Millisatoshis(21_000), purpose: .description("crash"), expiry: 1_000_000)
    let invoice = try sandbox.createInvoice(order).invoice
    try store.setSandbox(behaviour: nil, delay: delay, balance: nil)
    return Target(
      invoice: invoice, hash: try #require(invoice.paymentHash),
      options: ["wallet=\(wallet)", "epoch=\(epoch)", "speed=\(Self.speed)"], ledger: nil)
  }

  /// An invoice that is paid through a wallet that would pay it twice, and does so late.
  ///
  /// - Parameter isHelper: whether that wallet is a program that the payer starts.
  private func carelessTarget(
    _ number: Int, latency: Int, isHelper: Bool = false
  ) throws -> Target {
    let epoch = Date().timeIntervalSince1970
    let ledger = folder.file("ledger-\(number)")
    let preimage = SHA256.digest(Array("crash \(number)".utf8))
    let invoice = try invoice(number) {
      $0.paymentHash = SHA256.digest(preimage)
      $0.timestamp = UInt64(epoch)
      $0.expiry = 1_000_000
    }
    return Target(
      invoice: invoice, hash: SHA256.digest(preimage),
      options: [
        isHelper ? "wallet=exec" : "wallet=careless", "helper=\(Self.helper)", "ledger=\(ledger)",
        "latency=\(latency)", "preimage=\(preimage.hex)",
        "epoch=\(epoch)", "speed=\(Self.speed)",
      ], ledger: ledger, latency: latency)
  }

  private static let helper = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Peers/sh/careless_helper").path

  /// Who pays and who is paid at a real LNbits.
  private struct Accounts {
    let peer: LNbitsPeer
    let payer: LNbitsPeer.Account
    let payee: LNbitsPeer.Account

    init(satoshis: Int) throws {
      peer = try LNbitsPeer.shared()
      payer = try peer.account(satoshis)
      payee = try peer.account()
    }
  }

  /// An invoice that one wallet of LNbits pays to another.
  private func lnbitsTarget(_ accounts: Accounts) throws -> Target {
    let epoch = Date().timeIntervalSince1970
    let payee = LNbitsWallet(
      try WalletAddress(parsing: accounts.peer.url), adminKey: nil,
      invoiceKey: try WalletSecret(text: Array(accounts.payee.invoiceKey.utf8)),
      clock: WalletClock(now: { Int64(epoch) }, sleep: { _ in }))
    let invoice = try payee.createInvoice(
      InvoiceOrder(amount: Millisatoshis(21_000), purpose: .description("crash"), expiry: 86_400)
    ).invoice
    return Target(
      invoice: invoice, hash: try #require(invoice.paymentHash),
      options: [
        "wallet=lnbits", "url=\(accounts.peer.url)", "key=\(accounts.payer.adminKey)",
        "epoch=\(epoch)", "speed=\(Self.speed)",
      ], ledger: nil)
  }

  private static let program: String = {
    let tests = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: tests).deletingLastPathComponent().path + "/CrashPayer"
  }()

  /// Runs the payer; nil for one that was killed, after so many milliseconds or by itself.
  ///
  /// - Parameter onceWritten: whether they count from when the payment is in the journal.
  private func run(
    _ target: Target, _ options: [String] = [], killedAfter milliseconds: Int? = nil,
    onceWritten: Bool = false
  ) async throws -> String? {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = [store.path, target.invoice.raw.text] + target.options + options
    process.standardOutput = output
    return try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result {
            try process.run()
            if let milliseconds {
              while onceWritten, process.isRunning, try store.payment(target.hash) == nil {
                usleep(1000)
              }
              usleep(UInt32(milliseconds) * 1000)
              kill(process.processIdentifier, SIGKILL)
            }
            // Not to the end of the pipe: helpers outlive a payer that is killed.
            process.waitUntilExit()
            guard process.terminationReason == .exit else { return nil }
            let data = output.fileHandleForReading.availableData
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
          })
      }
    }
  }

  /// Runs the payer again until it can say how it ended.
  private func finish(_ target: Target) async throws -> String? {
    for _ in 0..<12 {
      let result = try await run(target)
      guard result?.hasPrefix("undecided") == true else { return result }
    }
    return nil
  }

  /// Checks that there was one payment, and that its preimage is what was handed out.
  private func checkOne(
    _ target: Target, _ result: String?, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let row = try store.payment(target.hash)
    #expect(row?.state == .succeeded, sourceLocation: sourceLocation)
    let preimage = try #require(row?.preimage, sourceLocation: sourceLocation)
    #expect(result == "paid \(preimage.hex)", sourceLocation: sourceLocation)
    #expect(SHA256.digest(preimage) == target.hash, sourceLocation: sourceLocation)
    guard let ledger = target.ledger else { return }
    // A second one may still be under way.
    try await Task.sleep(for: .milliseconds(target.latency + 200))
    let lines = try String(contentsOfFile: ledger, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 1, "paid \(lines.count) times", sourceLocation: sourceLocation)
  }

  private func checkBalance(payments: Int) throws {
    let balance = try #require(try store.sandboxNode()).balance
    #expect(balance == Store.sandboxBalance - UInt64(payments) * 21_000)
  }

  // MARK: Killed

  @Test(arguments: PaymentStep.allCases)
  func `killed at any step, the next run ends the payment`(step: PaymentStep) async throws {
    let target = try sandboxTarget()
    #expect(try await run(target, ["kill=\(step.rawValue)"]) == nil, "it was to be killed")
    let killed = try store.payment(target.hash)?.state
    let isWritten = ![.locked, .lookedUp, .allowed].contains(step)
    #expect(killed == (isWritten ? step == .settled ? .succeeded : .sending : nil))
    let result = try await finish(target)
    try await checkOne(target, result)
    try checkBalance(payments: 1)
    #expect(try await run(target) == result)
    try checkBalance(payments: 1)
  }

  @Test(arguments: PaymentStep.allCases, [false, true])
  func `and a wallet that would pay twice is not asked to`(
    step: PaymentStep, isHelper: Bool
  ) async throws {
    let target = try carelessTarget(1, latency: 100, isHelper: isHelper)
    #expect(try await run(target, ["kill=\(step.rawValue)"]) == nil, "it was to be killed")
    try await checkOne(target, finish(target))
  }

  @Test func `a helper that outlives its payer and every deadline is not joined by another`()
    async throws
  {
    // Nothing leaves for 2.4 s; after 1.8 s, 90 of the clock's, "never tried" would be believed.
    let target = try carelessTarget(1, latency: 2400, isHelper: true)
    let process = try start(target)
    _ = try PythonServer.wait(seconds: 20) {
      try store.payment(target.hash)?.state == .sending ? true : nil
    }
    usleep(200_000)
    kill(process.processIdentifier, SIGKILL)
    try await checkOne(target, finish(target))
  }

  private func start(_ target: Target) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.program)
    process.arguments = [store.path, target.invoice.raw.text] + target.options
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// How many payers are killed at random where somebody wants it to be many.
  private static let runs =
    ProcessInfo.processInfo.environment["L402_CRASH_RUNS"].flatMap { Int($0) }

  /// Kills payers, six at a time, and lets others finish what they began.
  ///
  /// - Parameter span: so many milliseconds at most after their start, or, for two in three, two
  ///   thirds of that after they have written the payment down: how fast the machine is does not matter.
  private func killAtRandom(
    _ count: Int, within span: Int, target: (Int) throws -> Target
  ) async throws {
    // Numbers from a fixed seed: the moments are the same in every run.
    var seed: UInt64 = 402
    let moments = (0..<count).map { _ in
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % span
    }
    var states: [StoredPayment.State?: Int] = [:]
    for start in stride(from: 0, to: count, by: 6) {
      try await withThrowingTaskGroup(of: StoredPayment.State?.self) { group in
        for number in start..<min(start + 6, count) {
          let target = try target(number)
          group.addTask {
            let isLate = number % 3 != 0
            _ = try await run(
              target, killedAfter: isLate ? moments[number] * 2 / 3 : moments[number],
              onceWritten: isLate)
            let state = try store.payment(target.hash)?.state
            try await checkOne(target, finish(target))
            return state
          }
        }
        for try await state in group { states[state, default: 0] += 1 }
      }
    }
    #expect(try store.payments().count == count)
    guard Self.runs != nil else { return }
    let parts = states.map { "\($0.key?.rawValue ?? "not begun") \($0.value)" }
    print("killed:", parts.sorted().joined(separator: ", "))
  }

  @Test func `killed at any moment, it pays once`() async throws {
    let count = Self.runs ?? 60
    try await killAtRandom(count, within: 300) { number in
      // Half of them through a wallet whose payments leave long after the payer is gone: 40 s of
      // its clock, within the 90 s that the law waits.
      number % 2 == 0
        ? try sandboxTarget(delay: 10) : try carelessTarget(number, latency: 800)
    }
    try checkBalance(payments: (count + 1) / 2)
  }

  @Test func `killed at any moment, it pays once through a helper`() async throws {
    try await killAtRandom(Self.runs ?? 24, within: 450) { number in
      try carelessTarget(number, latency: 60, isHelper: true)
    }
  }

  @Test(.enabled(if: LNbitsPeer.isWanted, "LNbits is not installed: make peers"))
  func `killed at any moment, it pays once through LNbits`() async throws {
    let count = Self.runs ?? 6
    let accounts = try Accounts(satoshis: 42 * count)
    try await killAtRandom(count, within: 900) { _ in try lnbitsTarget(accounts) }
    #expect(try accounts.peer.balance(accounts.payer) == 21 * count)
    #expect(try accounts.peer.balance(accounts.payee) == 21 * count)
  }

  // MARK: Many

  @Test func `of twenty at once, one pays and all get the preimage`() async throws {
    let targets = [
      try sandboxTarget(), try carelessTarget(1, latency: 50),
      try carelessTarget(2, latency: 50, isHelper: true),
    ]
    for target in targets {
      let results = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<20 { group.addTask { try await run(target) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(results.count == 20 && Set(results).count == 1)
      try await checkOne(target, results[0])
    }
    try checkBalance(payments: 1)
    #expect(try store.payments().count == 3)
  }

  @Test func `ten at once stay within one budget`() async throws {
    let targets = try (0..<10).map { _ in try sandboxTarget(delay: 1, wallet: "counted") }
    // Three payments of 21 sat with 1 sat each for fees; a fourth fits when fees are given back.
    let results = try await withThrowingTaskGroup(of: String?.self) { group in
      for target in targets { group.addTask { try await run(target, ["budget=70000"]) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let paid = results.filter { $0?.hasPrefix("paid") == true }
    #expect(paid.count == 3)
    #expect(results.filter { $0 == "refused over_budget" }.count == 7)
    #expect(try store.spent(since: 0, now: .max) == 63_000)
    try checkBalance(payments: 3)
  }
}
