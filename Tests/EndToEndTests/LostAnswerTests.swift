import BOLT11
import Bytes
import Digests
import Foundation
import JSON
import WalletPeers
import Secp256k1
import Testing

/// Answers of the wallet's server that get lost, or say nothing: never is a second payment sent.
struct LostAnswerTests {
  private static let server = Result { try PythonServer("lnbits_fake.py") }

  let program: Program
  let preimage: Bytes32
  let invoice: String

  init() throws {
    program = try Program()
    func random() -> Bytes32 { Bytes32((0..<32).map { _ in .random(in: 1...255) }) ?? .zero }
    preimage = random()
    let draft = InvoiceDraft(
      network: .bitcoin, amount: Millisatoshis(21_000), timestamp: UInt64(time(nil)),
      paymentHash: SHA256.digest(preimage), paymentSecret: random(), purpose: .description("x"))
    invoice = try draft.signed(by: try #require(SecretKey(random()))).raw.text
  }

  private func variables(_ scenario: String) throws -> [String: String] {
    let url = "http://127.0.0.1:\(try Self.server.get().port)/\(scenario)/\(preimage.hex)"
    return ["L402_LNBITS_URL": url, "L402_LNBITS_KEY": "key"]
  }

  private let arguments = ["--yes", "--allow-unbounded-fee", "--timeout", "2s"]

  private func pay(_ scenario: String) throws -> Outcome {
    try program.run(["pay", invoice] + arguments, variables: try variables(scenario))
  }

  private func requestsToPay() throws -> Int {
    try Self.server.get().events().count { event in
      event["method"]?.string == "POST" && event["path"]?.string?.contains(preimage.hex) == true
    }
  }

  @Test func `an answer that is lost is looked up`() throws {
    let outcome = try pay("after-lost")
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.line == preimage.hex)
    #expect(outcome.error == "l402: paid 21 sat, fee 1 sat from wallet \"lnbits\"\n")
    #expect(try pay("after-lost").line == preimage.hex)
    #expect(try requestsToPay() == 1)
  }

  @Test(arguments: [
    "after-close", "after-cut", "after-page", "after-huge", "after-pending", "after-stuck",
    "after-no-details", "after-wrong-preimage", "after-incoming", "after-many",
  ])
  func `what nobody can tell is undecided, and is not sent again`(scenario: String) throws {
    for _ in 0..<2 {
      let outcome = try pay(scenario)
      #expect(outcome.status == 110, "\(outcome)")
      #expect(outcome.out.isEmpty)
      #expect(!outcome.error.contains(preimage.hex))
    }
    #expect(try requestsToPay() == 1)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal while the answer is awaited leaves it undecided`(signal: Int32) throws {
    let files = [
      try Child.temporaryFile(), try Child.temporaryFile(), try Child.temporaryFile(),
    ]
    defer { for file in files { close(file) } }
    let child = try Child.start(
      Program.path,
      ["pay", invoice, "--yes", "--allow-unbounded-fee", "--timeout", "50s"], descriptors: files,
      variables: program.variables(try variables("after-stuck")))
    let start = ContinuousClock.now
    _ = try PythonServer.wait(seconds: 20) { try requestsToPay() > 0 ? true : nil }
    kill(child, signal)
    #expect(try Child.wait(for: child) == 110)
    #expect(ContinuousClock.now - start < .seconds(25))
    #expect(try pay("after-stuck").status == 110)
    #expect(try requestsToPay() == 1)
  }
}
