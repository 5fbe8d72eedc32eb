import BOLT11
import Foundation
import JSON
import Testing
import WalletPeers

/// Every type of wallet, set up and used as a user does it: by the built program.
///
/// Each test ends with a look through everything that was written: no secret, no preimage.
@Suite(.enabled(if: FakeNode.isWanted, "the fakes need Python packages: make peers"))
struct WalletTypeTests {
  typealias Kind = WalletSite.Kind

  @Test(arguments: Kind.wanted)
  func `what is added works, and is shown without its secrets`(kind: Kind) async throws {
    let user = try await WalletUser(kind)
    let check = try await user.object("wallet", "check")
    #expect(check.status == 0 && check.value["works"]?.content == .bool(true), "\(check)")
    let looksUp = check.value["checks"]?.array?.contains {
      $0["check"]?.string == "look_up" && $0["status"]?.string == "pass"
    }
    #expect(looksUp == true, "\(check)")
    #expect(try await user.run("wallet", "check", "mine").status == 0)
    #expect(try await user.run("wallet", "list").out.contains("* mine"))
    let info = try await user.object("wallet", "info")
    #expect(info.status == 0, "\(info)")
    // LNbits does not say.
    let network = kind == .lnbits ? nil : user.site.network.rawValue
    #expect(info.value["network"]?.string == network, "\(info)")
    #expect(info.value["identity"]?.string?.isEmpty == false, "\(info)")
    let shown = try await user.run("config", "show")
    #expect(shown.status == 0, "\(shown)")
    for name in user.site.variables.keys where user.site.pays.contains("env:\(name)") {
      #expect(shown.out.contains("env:\(name)"), "\(shown)")
    }
    user.expectNoSecrets()
  }

  @Test(arguments: Kind.wanted)
  func `a key that is none is refused`(kind: Kind) async throws {
    let user = try await WalletUser(kind)
    guard let wrong = user.site.wrong else { return }
    try await user.add("bad", wrong)
    let check = try await user.run("wallet", "check", "bad")
    #expect(check.status == 1, "\(check)")
    let purchase = try await user.purchase()
    let paid = try await user.pay(purchase, "--wallet", "bad")
    #expect(paid.status == 78, "\(paid)")
    #expect(try await user.run("wallet", "info", "bad").status == 78)
    #expect(try user.site.orders(purchase.hash) == 0)
    user.expectNoSecrets()
  }

  @Test(arguments: Kind.withNode)
  func `it makes challenges, for which the lesser key is enough`(kind: Kind) async throws {
    let user = try await WalletUser(kind)
    var names = ["mine"]
    if let receives = user.site.receives {
      try await user.add("till", receives)
      names.append("till")
      let purchase = try await user.purchase()
      let paid = try await user.pay(purchase, "--wallet", "till")
      #expect(paid.status == 78, "\(paid)")
      #expect(try user.site.orders(purchase.hash) == 0)
    }
    for name in names {
      let made = try await user.object(
        "challenge", "--amount", "21sat", "--service", "api", "--wallet", name, "--root-key",
        user.rootKey)
      try #require(made.status == 0, "\(made)")
      #expect(made.value["amount_msat"]?.integer == 21_000)
      user.note(hash: try #require(made.value["payment_hash"]?.string))
      let header = try #require(made.value["headers"]?.array?.first?.string)
      let checked = try await user.run("inspect", "--check", input: header)
      #expect(checked.status == 0, "\(checked)")
    }
    user.expectNoSecrets()
  }

  @Test(arguments: Kind.wanted)
  func `a challenge is paid once, whatever is forgotten`(kind: Kind) async throws {
    let user = try await WalletUser(kind)
    let purchase = try await user.purchase()
    let first = try await user.pay(purchase)
    try await user.expectCredential(first, for: purchase)
    #expect(first.error.contains("paid 21 sat"), "\(first)")
    #expect(try user.site.sends(purchase.hash) == 1)
    for forgets in [false, true] {
      if forgets { try user.forget() }
      let again = try await user.object("pay", input: purchase.challenge)
      #expect(again.status == 0, "\(again)")
      #expect(again.value["reused"]?.content == .bool(true))
      #expect(again.value["header"]?.string == first.line)
      #expect(try user.site.orders(purchase.hash) == 1)
    }
    user.expectNoSecrets()
  }

  @Test(arguments: Kind.wanted)
  func `what must not be paid never reaches the wallet`(kind: Kind) async throws {
    let user = try await WalletUser(kind)
    func expect(
      _ code: String, _ status: Int32, _ purchase: WalletUser.Purchase, _ options: String...,
      challenge: String? = nil, variables: [String: String] = [:],
      sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
      let outcome = try await user.run(
        ["pay", "-v", "--yes", "--json"] + options, input: challenge ?? purchase.challenge,
        variables: variables)
      let said = "\(code): \(outcome)"
      #expect(
        outcome.status == status && outcome.out.isEmpty, "\(said)", sourceLocation: sourceLocation)
      let line = outcome.error.split(separator: "\n").last { $0.hasPrefix("{") } ?? "{}"
      let error = try JSONReader.read(Array(line.utf8)[...])["error"]
      #expect(error?["code"]?.string == code, "\(said)", sourceLocation: sourceLocation)
      #expect(error?["money"]?.string == "none", "\(said)", sourceLocation: sourceLocation)
      #expect(try user.site.orders(purchase.hash) == 0, "\(said)", sourceLocation: sourceLocation)
    }
    let good = try await user.purchase()
    let other = try await user.purchase()
    try await expect(
      "foreign_invoice", 111, good,
      challenge: other.challenge.replacing(other.invoice, with: good.invoice))
    #expect(try user.site.orders(other.hash) == 0)
    try await expect("price_over_limit", 112, good, "--max-amount", "20sat")
    try await expect("no_amount", 112, try await user.purchase(nil))
    try await expect("expired", 112, try await user.purchase(age: 7200))
    let network: LightningNetwork = user.site.network == .bitcoin ? .regtest : .bitcoin
    try await expect("network", 112, try await user.purchase(network: network))
    try await expect("price_over_limit", 112, try await user.purchase(200_000_000_000))
    try await expect(
      "useless_token", 111, try await user.purchase(caveats: "--expires-in", "-1h"))
    try await expect("no_pay", 112, good, variables: ["L402_NO_PAY": "1"])
    let listed = try await user.run("payments", "list", "--json")
    #expect(listed.out == "{\"payments\":[],\"totals\":[]}\n", "\(listed)")

    let path = user.program.home + "/config.toml"
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data("\n[limits]\nonly_listed = true\n".utf8))
    try file.close()
    try await expect("not_listed", 112, good)
    try await expect("not_listed", 112, good, "--origin", "https://shop.example")
    user.expectNoSecrets()
  }

  @Test(arguments: Kind.wanted)
  func `without a bound for fees no wallet is asked that keeps to none`(kind: Kind) async throws {
    let user = try await WalletUser(kind)
    guard user.site.isUnbounded, let bound = user.site.pays.firstIndex(of: "--fee-bound") else {
      return
    }
    var words = user.site.pays
    words.removeSubrange(bound...(bound + 1))
    try await user.add("unbounded", words)
    let purchase = try await user.purchase()
    let refused = try await user.object(
      "pay", "--max-fee", "10sat", "--yes", "--wallet", "unbounded", input: purchase.challenge)
    #expect(refused.status == 112, "\(refused)")
    #expect(refused.value["error"]?["code"]?.string == "unbounded_fee", "\(refused)")
    #expect(try user.site.orders(purchase.hash) == 0)
    user.expectNoSecrets()
  }

  @Test(arguments: Kind.withNode)
  func `what is held is undecided until it is released`(kind: Kind) async throws {
    let user = try await WalletUser(kind)
    let purchase = try await user.purchase()
    try user.site.behave(purchase.hash, .hold)
    let first = try await user.pay(purchase, "--timeout", "2s")
    #expect(first.status == 110 && first.out.isEmpty, "\(first)")
    let second = try await user.pay(purchase, "--timeout", "1s")
    #expect(second.status == 110 && second.out.isEmpty, "\(second)")

    // Another wallet that could pay as well, and may not.
    let other = try await WalletSite.open(kind.other, user.program.folder)
    try await user.add("other", other.pays)
    try other.know(purchase.preimage, purchase.hash)
    let third = try await user.run(
      ["pay", "-v", "--yes", "--wallet", "other"], input: purchase.challenge,
      variables: other.variables)
    #expect(third.status == 110 && third.error.contains("another wallet"), "\(third)")
    #expect(try other.orders(purchase.hash) == 0)

    try user.site.release(purchase.hash)
    try await user.expectCredential(
      try await user.pay(purchase, "--timeout", "20s"), for: purchase)
    #expect(try user.site.sends(purchase.hash) == 1)
    #expect(try user.site.orders(purchase.hash) == 1)
    user.expectNoSecrets()
  }

  @Test(arguments: Kind.withNode)
  func `killed while it is held, the next run has the credential`(kind: Kind) async throws {
    let user = try await WalletUser(kind)
    let purchase = try await user.purchase()
    try user.site.behave(purchase.hash, .hold)
    let run = try user.start(
      ["pay", "-v", "--yes", "--as", "header", "--timeout", "30s"], input: purchase.challenge)
    try await WalletUser.wait { try user.site.orders(purchase.hash) == 1 }
    let line = try Data(contentsOf: URL(filePath: "/proc/\(run.child)/cmdline"))
    #expect(line.range(of: Data("--timeout".utf8)) != nil)
    user.note("the command line", line)
    kill(run.child, SIGKILL)
    #expect(try await user.finish(run).status == 128 + SIGKILL)
    try user.site.release(purchase.hash)
    try await user.expectCredential(
      try await user.pay(purchase, "--timeout", "20s"), for: purchase)
    #expect(try user.site.sends(purchase.hash) == 1)
    #expect(try user.site.orders(purchase.hash) == 1)
    user.expectNoSecrets()
  }

  @Test(arguments: Kind.withNode)
  func `what fails at last spent nothing, and can be paid again`(kind: Kind) async throws {
    let user = try await WalletUser(kind)
    let purchase = try await user.purchase()
    try user.site.behave(purchase.hash, .hold)
    let run = try user.start(
      ["pay", "-v", "--yes", "--as", "header", "--timeout", "30s"], input: purchase.challenge)
    try await WalletUser.wait { try user.site.orders(purchase.hash) == 1 }
    try user.site.release(purchase.hash, failing: true)
    let failed = try await user.finish(run)
    #expect(failed.status == 113 && failed.out.isEmpty, "\(failed)")
    #expect(try user.site.sends(purchase.hash) == 0)
    try user.site.behave(purchase.hash, .succeed)
    try await user.expectSecondTry(purchase)
    user.expectNoSecrets()
  }

  @Test func `what fails after its run has ended is believed late`() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      // LNbits starts too slowly for a wait that long; it fails and is believed above.
      for kind in Kind.withNode where kind != .lnbits {
        group.addTask {
          let user = try await WalletUser(kind)
          let purchase = try await user.purchase()
          try user.site.behave(purchase.hash, .hold)
          #expect(try await user.pay(purchase, "--timeout", "1s").status == 110)
          try user.site.release(purchase.hash, failing: true)
          try user.site.behave(purchase.hash, .succeed)
          let soon = try await user.pay(purchase, "--timeout", "1s")
          #expect(soon.status == 110, "\(kind): \(soon)")
          #expect(try user.site.orders(purchase.hash) == 1)
          // 30 s after the last moment at which it could have been sent, and then once more.
          let late = try await user.run("payments", "resume", purchase.hash)
          #expect(late.status == 113, "\(kind): \(late)")
          #expect(try user.site.orders(purchase.hash) == 1)
          try await user.expectSecondTry(purchase)
          user.expectNoSecrets()
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(arguments: Kind.withNode)
  func `where nothing answers nothing is sent, and later it pays`(kind: Kind) async throws {
    let user = try await WalletUser(kind)
    let far = try #require(try await user.site.far())
    try await user.add("far", far.words)
    let purchase = try await user.purchase()
    let down = try await user.pay(purchase, "--wallet", "far")
    #expect(down.status == 69, "\(down)")
    #expect(
      try await user.run("payments", "list", "--json").out == "{\"payments\":[],\"totals\":[]}\n")
    #expect(try await user.run("wallet", "check", "far").status == 1)
    try far.open()
    try await user.expectCredential(
      try await user.pay(purchase, "--wallet", "far"), for: purchase)
    #expect(try user.site.sends(purchase.hash) == 1)
    user.expectNoSecrets()
  }

  @Test func `socket and clnrest are two ways to one wallet`() async throws {
    let user = try await WalletUser(.clnSocket)
    let purchase = try await user.purchase()
    try user.site.behave(purchase.hash, .hold)
    #expect(try await user.pay(purchase, "--timeout", "1s").status == 110)
    let other = try await WalletSite.open(.clnRest, user.program.folder)
    try await user.add("rest", other.pays)
    try user.site.release(purchase.hash)
    let paid = try await user.pay(purchase, "--wallet", "rest", variables: other.variables)
    try await user.expectCredential(paid, for: purchase)
    #expect(try user.site.orders(purchase.hash) == 1)
    user.expectNoSecrets()
  }

  @Test func `a helper sees no secret of ours, neither in arguments nor in variables`() async throws
  {
    let user = try await WalletUser(.exec)
    let purchase = try await user.purchase()
    let secret = "an-api-key-of-another-wallet"
    let paid = try await user.pay(
      purchase,
      variables: [
        "L402_ROOT_KEY": Program.key, "L402_MASTER_KEY": Program.key, "L402_LNBITS_KEY": secret,
        "L402_PHOENIXD_PASSWORD": secret, "OTHER_VARIABLE": "passes",
      ])
    try await user.expectCredential(paid, for: purchase)
    let seen = user.site.seenByHelpers
    #expect(seen.contains("\npay\n") && seen.contains("\nOTHER_VARIABLE=passes\n"))
    #expect(!seen.contains(secret))
    #expect(!seen.contains(Program.key))
  }
}
