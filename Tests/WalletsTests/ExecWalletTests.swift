import BOLT11
import Bytes
import Digests
import Foundation
import HTTPTransport
import Testing

@testable import Wallets

/// What is special about a helper; what it has in common with other wallets is in ContractTests.
@Suite struct ExecWalletTests {
  let folder: TemporaryFolder
  let preimage = Bytes32.random
  let invoice: Invoice

  init() throws {
    folder = try TemporaryFolder()
    invoice = try .foreign(preimage: preimage)
  }

  private static let environment = ["PATH": "/usr/bin:/bin"]

  /// A helper in sh; `$1` is the operation.
  private func helper(_ script: String, _ name: String = "helper") throws -> String {
    let path = folder.file(name)
    try "#!/bin/sh\n\(script)\n".write(toFile: path, atomically: true, encoding: .utf8)
    try #require(chmod(path, 0o755) == 0)
    return path
  }

  private func wallet(
    _ script: String, environment: [String: String] = ExecWalletTests.environment,
    looksUp: Bool = true, cancellation: Cancellation? = nil
  ) throws -> ExecWallet {
    var wallet = try ExecWallet(
      // Read by the shell: a script that was just written may still be open in another's child.
      command: ["/bin/sh", helper(script)], environment: environment, looksUp: looksUp,
      clock: .real(),
      cancellation: cancellation)
    wallet.grace = 1
    wallet.patience = 2
    return wallet
  }

  /// A helper that answers everything with the same lines.
  private func saying(_ lines: String, status: Int = 0) throws -> ExecWallet {
    try wallet("printf '\(lines)'; exit \(status)")
  }

  private func read(_ name: String) throws -> String {
    try String(contentsOfFile: folder.file(name), encoding: .utf8)
  }

  /// Waits for something that a helper does.
  private func wait<Value>(_ value: () throws -> Value?) throws -> Value {
    let end = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < end {
      if let value = try value() { return value }
      usleep(10_000)
    }
    throw POSIXError(.ETIMEDOUT)
  }

  // MARK: The program

  @Test func `a bare name is a helper's, then a program's`() throws {
    let environment = ["PATH": "relative::/nonexistent:\(folder.path)"]
    func name() throws -> String {
      try ExecWallet(
        command: ["mine"], environment: environment, looksUp: true, clock: .real()
      ).info().name
    }
    _ = try helper("echo name=program", "mine")
    #expect(try name() == "program")
    _ = try helper("echo name=helper", "l402-wallet-mine")
    #expect(try name() == "helper")
  }

  @Test(arguments: [["mine"], ["./mine"], ["/nonexistent/mine"], [""], [], ["/tmp"], ["/bin/sh\0"]])
  func `what is no program is a matter of configuration`(command: [String]) throws {
    let error = try #require(throws: WalletError.self) {
      try ExecWallet(
        command: command, environment: ["PATH": folder.path], looksUp: true, clock: .real())
    }
    #expect(error.reason == .configuration && !error.mayHaveBeenSent)
  }

  @Test func `what may not be run is no program`() throws {
    let path = try helper("echo name=x")
    try #require(chmod(path, 0o644) == 0)
    #expect(throws: WalletError.self) {
      try ExecWallet(command: [path], environment: [:], looksUp: true, clock: .real())
    }
  }

  @Test func `a program that goes away sends nothing`() throws {
    let wallet = try ExecWallet(
      command: [helper("")], environment: [:], looksUp: true, clock: .real())
    try FileManager.default.removeItem(atPath: folder.file("helper"))
    let error = try #require(throws: WalletError.self) { try wallet.pay(PaymentOrder(invoice)) }
    #expect(error.reason == .configuration && !error.mayHaveBeenSent)
  }

  @Test func `it is its command line, of which no two are the same`() throws {
    let path = try helper("")
    let commands = [
      [path], [path, ""], [path, "a b"], [path, "a", "b"], [path, "a%20b"], [path, "a\nb"],
      [path, "\u{e9}"], [path, "e\u{301}"],
    ]
    let names = try commands.map {
      try "\(ExecWallet(command: $0, environment: [:], looksUp: true, clock: .real()).identity())"
    }
    #expect(Set(names.map { Array($0.utf8) }).count == commands.count)
    #expect(names[0] == "exec:\(path)")
    #expect(names[3] == "exec:\(path) a b")
    #expect(names.allSatisfy { $0.utf8.allSatisfy { (0x20...0x7e).contains($0) } })
  }

  // MARK: What it is given

  @Test func `it is told all about the payment, and nothing by arguments`() throws {
    let wallet = try wallet(
      "echo \"$#\" \"$@\" > '\(folder.file("arguments"))'; cat > '\(folder.file("input"))'")
    var order = PaymentOrder(invoice)
    order.feeLimit = Millisatoshis(1234)
    _ = try? wallet.pay(order)
    #expect(try read("arguments") == "1 pay\n")
    #expect(
      try read("input") == """
        protocol=1
        bolt11=\(invoice.raw.text)
        payment_hash=\(invoice.hash.hex)
        amount_msat=21000
        max_fee_msat=1234
        timeout_s=20
        network=bitcoin


        """)
  }

  @Test func `it is told the amount that was given`() throws {
    let wallet = try wallet("cat > '\(folder.file("input"))'")
    let open = try Invoice.foreign(preimage: preimage, amount: nil)
    var order = PaymentOrder(open)
    let error = try #require(throws: WalletError.self) { try wallet.pay(order) }
    #expect(!error.mayHaveBeenSent)
    order.amount = Millisatoshis(5)
    _ = try? wallet.pay(order)
    #expect(try read("input").contains("\namount_msat=5\n"))
  }

  @Test func `controls and percent signs of values are encoded`() throws {
    let wallet = try wallet("cat > '\(folder.file("input"))'")
    let order = InvoiceOrder(
      amount: Millisatoshis(1000), purpose: .description("a\nstatus=x\0\u{7f} 100% =ü"), expiry: 60)
    #expect(throws: WalletError.self) { try wallet.createInvoice(order) }
    #expect(
      try read("input")
        == "protocol=1\namount_msat=1000\ndescription=a%0astatus=x%00%7f 100%25 =ü\nexpiry_s=60\n\n"
    )
  }

  @Test func `its environment is ours without what may be a secret`() throws {
    let given = [
      "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "TOKEN": "its own", "L402_HOME": "/x",
      "L402_NO_PAY": "1", "L402_ROOT_KEY": "s1", "L402_MASTER_KEY": "s2",
      "L402_MASTER_KEY_FILE": "s3", "L402_LNBITS_KEY": "s4", "L402_PHOENIXD_PASSWORD": "s5",
      "L402_SOMETHING_NEW": "s6",
    ]
    let wallet = try wallet("env > '\(folder.file("environment"))'", environment: given)
    _ = try? wallet.info()
    let lines = try read("environment").split(separator: "\n").map(String.init)
    let own = ["PWD", "_", "SHLVL", "OLDPWD"]
    #expect(
      Set(lines.filter { line in !own.contains { line.hasPrefix("\($0)=") } }) == [
        "PATH=/usr/bin:/bin", "HOME=/nonexistent", "TOKEN=its own", "L402_HOME=/x",
        "L402_NO_PAY=1",
      ])
  }

  @Test func `what it writes to standard error goes where ours goes`() throws {
    let wallet = try wallet(
      "readlink /proc/$$/fd/2 > '\(folder.file("there"))'; echo name=x")
    _ = try wallet.info()
    let ours = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/2")
    #expect(try read("there") == ours + "\n")
  }

  @Test func `it has none of our files but those that it is to hold`() throws {
    let path = folder.file("lock")
    let lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    let other = open(path + "2", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer {
      close(lock)
      close(other)
    }
    // As sockets are that a library opens.
    let careless = open(folder.file("open"), O_RDWR | O_CREAT, 0o600)
    try #require(careless >= 0)
    defer { close(careless) }
    let list = folder.file("list")
    let wallet = try wallet("readlink /proc/$$/fd/* >> '\(list)' 2> /dev/null; cat > /dev/null")
    var order = PaymentOrder(invoice)
    order.lockDescriptors = [lock]
    _ = try? wallet.pay(order)
    let files = try read("list").split(separator: "\n").map(String.init)
    #expect(files.count { $0.hasSuffix("/lock") } == 1)
    #expect(!files.contains { $0.hasSuffix("/lock2") })
    #expect(!files.contains { $0.hasSuffix("/open") })
    #expect(fcntl(lock, F_GETFD) & FD_CLOEXEC != 0)
    // To ask is to hold nothing.
    _ = try? wallet.lookUpPayment(invoice.hash)
    #expect(try read("list").split(separator: "\n").count { $0.hasSuffix("/lock") } == 1)
  }

  @Test func `a lock that it inherits is held until it ends`() throws {
    let path = folder.file("lock")
    let lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    try #require(flock(lock, LOCK_EX | LOCK_NB) == 0)
    let flag = Cancellation()
    let go = folder.file("go")
    let wallet = try wallet(
      "echo $$ > '\(go)'; while [ -e '\(go)' ]; do sleep 0.02; done", cancellation: flag)
    var order = PaymentOrder(invoice)
    order.lockDescriptors = [lock]
    let thread = Thread { [order] in _ = try? wallet.pay(order) }
    thread.start()
    let helper = try wait { (try? read("go")).flatMap { pid_t($0.dropLast()) } }
    // As if we were gone: the wait is over and our descriptor closed, the helper left alone.
    flag.cancel()
    _ = try wait { thread.isFinished ? true : nil }
    close(lock)
    let next = open(path, O_RDWR | O_CLOEXEC)
    defer { close(next) }
    #expect(flock(next, LOCK_EX | LOCK_NB) != 0)
    #expect(kill(helper, 0) == 0)
    try FileManager.default.removeItem(atPath: go)
    #expect(try wait { flock(next, LOCK_EX | LOCK_NB) == 0 ? true : nil })
    waitpid(helper, nil, 0)
  }

  // MARK: What it says

  @Test(
    arguments: [
      ("status=in_flight\\n\\n", .inFlight), ("status=in_flight", .inFlight),
      ("colour=blue\\nstatus=never_tried\\n", .neverTried),
      ("status=failed\\n", .failed("the helper says that it failed")),
      ("reason=no =  route\\nstatus=failed\\n", .failed("the helper says: no = route")),
      ("status=unknown\\n", .unknown("the helper says that it does not know")),
    ] as [(String, PaymentState)])
  func `lines in any order, unknown keys and all`(lines: String, state: PaymentState) throws {
    #expect(try saying(lines).lookUpPayment(invoice.hash) == state)
    #expect(try saying(lines).pay(PaymentOrder(invoice)) == state)
  }

  @Test(arguments: [
    "", "\\n", "status=failed\\nstatus=failed\\n", "status=failed\\na=1\\na=1\\n",
    "status=failed\\n\\nstatus=succeeded\\n", "status=failed\\n\\n\\n", "status failed\\n",
    "=failed\\n", "Status=failed\\n", "status=FAILED\\n", "status=failed \\n", "status=open\\n",
    "status=failed\\r\\n", "status=failed\\na=\\377\\n", "status=failed\\na=\\000\\n", "failed",
  ])
  func `anything else says nothing`(lines: String) throws {
    for call in ["pay", "lookup"] {
      let wallet = try saying(lines)
      let error = try #require(throws: WalletError.self) {
        _ =
          call == "pay"
          ? try wallet.pay(PaymentOrder(invoice)) : try wallet.lookUpPayment(invoice.hash)
      }
      #expect(error.reason == .malformedAnswer && error.mayHaveBeenSent)
    }
  }

  @Test(arguments: ["failed", "never_tried"])
  func `who has the preimage has paid`(status: String) throws {
    let wallet = try saying("status=\(status)\\npreimage=\(preimage.hex)\\n")
    #expect(try wallet.lookUpPayment(invoice.hash).isUnknown)
  }

  @Test func `an amount that is no whole number is none, and costs no preimage`() throws {
    func lines(_ fee: String) -> String {
      "status=succeeded\\npreimage=\(preimage.hex)\\namount_msat=21000\\nfee_msat=\(fee)\\n"
    }
    #expect(
      try saying(lines("7")).lookUpPayment(invoice.hash)
        == .succeeded(
          SettledPayment(
            preimage: preimage, amount: Millisatoshis(21_000), fee: Millisatoshis(7))))
    for fee in ["", "-1", "+1", "1.5", "1e3", "18446744073709551616"] {
      #expect(
        try saying(lines(fee)).lookUpPayment(invoice.hash)
          == .succeeded(SettledPayment(preimage: preimage, amount: Millisatoshis(21_000))), "\(fee)"
      )
    }
  }

  // MARK: How it ends

  @Test(
    arguments: [
      (1, .unreachable), (64, .unsupported), (69, .unreachable), (75, .notReady),
      (77, .unauthorized), (127, .unreachable), (255, .unreachable),
    ] as [(Int, WalletError.Reason)])
  func `with any status but 0 nothing that it says counts`(
    status: Int, reason: WalletError.Reason
  ) throws {
    for lines in ["status=failed\\n", "status=succeeded\\npreimage=\(preimage.hex)\\n", ""] {
      let wallet = try saying(lines, status: status)
      let error = try #require(throws: WalletError.self) { try wallet.pay(PaymentOrder(invoice)) }
      #expect(error.reason == reason)
      // Not even that it cannot pay: who knows which program said so.
      #expect(error.mayHaveBeenSent)
    }
  }

  @Test func `one that a signal ends has said nothing`() throws {
    let wallet = try wallet("printf 'status=failed\\n'; kill -9 $$")
    let error = try #require(throws: WalletError.self) { try wallet.pay(PaymentOrder(invoice)) }
    #expect(error.reason == .unreachable && error.mayHaveBeenSent)
  }

  @Test func `an answer is whole when the helper ends, whoever keeps its output open`() throws {
    let wallet = try wallet("(sleep 5) & echo status=in_flight; echo $! > '\(folder.file("pid"))'")
    let start = ContinuousClock.now
    #expect(try wallet.lookUpPayment(invoice.hash) == .inFlight)
    #expect(ContinuousClock.now - start < .seconds(2))
    kill(try #require(pid_t(try read("pid").dropLast())), SIGKILL)
  }

  @Test func `an answer of 64 KiB counts, a longer one does not, and is read to its end`() throws {
    let lead = "status=in_flight\nfiller="
    for (count, counts) in [(65_536, true), (65_537, false), (3_000_000, false)] {
      let wallet = try wallet(
        """
        printf '\(lead.replacing("\n", with: "\\n"))'
        head -c \(count - lead.utf8.count) /dev/zero | tr '\\0' x; touch '\(folder.file("end"))'
        """)
      #expect((try? wallet.lookUpPayment(invoice.hash)) == (counts ? .inFlight : nil))
      #expect(FileManager.default.fileExists(atPath: folder.file("end")))
      try FileManager.default.removeItem(atPath: folder.file("end"))
    }
  }

  @Test func `one that takes no input is answered all the same`() throws {
    #expect(
      try wallet("exec <&-; sleep 0.1; echo status=in_flight").pay(PaymentOrder(invoice))
        == .inFlight)
  }

  @Test func `when its time is over it is asked to end, and its children with it`() throws {
    let script = """
      trap 'echo asked >> "\(folder.file("log"))"; exit 0' TERM
      sleep 60 & echo $! > "\(folder.file("pid"))"
      printf 'status=failed\\n'
      wait
      """
    let wallet = try wallet(script)
    var order = PaymentOrder(invoice)
    order.timeout = 1
    let error = try #require(throws: WalletError.self) { try wallet.pay(order) }
    #expect(error.reason == .unreachable && error.mayHaveBeenSent)
    #expect(try read("log") == "asked\n")
    let child = try #require(pid_t(try read("pid").dropLast()))
    _ = try wait { kill(child, 0) != 0 ? true : nil }
  }

  @Test func `one that will not end is ended`() throws {
    let wallet = try wallet("trap '' TERM; while :; do sleep 1; done")
    let start = ContinuousClock.now
    #expect(throws: WalletError.self) { try wallet.lookUpPayment(invoice.hash) }
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  // MARK: What it can do

  @Test func `until it says what it can do the worst is assumed`() throws {
    let wallet = try saying("name=x\\nfee_limit=yes\\nidempotent=yes\\n")
    #expect(!wallet.profile.enforcesFeeLimit && !wallet.profile.neverTriedIsFinal)
    _ = try wallet.info()
    #expect(wallet.profile.enforcesFeeLimit && wallet.profile.neverTriedIsFinal)
    let silent = try saying("name=x\\nfee_limit=no\\nidempotent=1\\n")
    _ = try silent.info()
    #expect(!silent.profile.enforcesFeeLimit && !silent.profile.neverTriedIsFinal)
  }

  @Test func `what "never tried" is worth is asked with it`() throws {
    let wallet = try saying("status=never_tried\\nidempotent=yes\\n")
    #expect(try wallet.lookUpPayment(invoice.hash) == .neverTried)
    #expect(wallet.profile.neverTriedIsFinal)
  }

  @Test func `one without info is a wallet, and promises nothing`() throws {
    let wallet = try wallet("exit 64")
    #expect(try wallet.info() == WalletInfo(name: "sh"))
    #expect(!wallet.profile.enforcesFeeLimit && !wallet.profile.neverTriedIsFinal)
  }

  @Test func `one that knows no look-up fails the check, unless its owner accepts that`() throws {
    let script = "[ $1 = info ] || exit 64; echo name=x"
    let findings = try wallet(script).check(unusedHash: .random).findings
    #expect(findings.contains { $0.check == "look_up" && $0.status == .fail })
    let accepted = try wallet(script, looksUp: false)
    let others = accepted.check(unusedHash: .random).findings
    #expect(others.contains { $0.check == "look_up" && $0.status == .warning })
    #expect(!others.contains { $0.status == .fail })
    let error = try #require(throws: WalletError.self) {
      try accepted.lookUpPayment(invoice.hash)
    }
    #expect(error.reason == .unsupported && !accepted.profile.looksUpPayments)
  }

  // MARK: The example

  @Test func `the example in the repository pays, once`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let command = [root.appending(path: "examples/l402-wallet-example").path, folder.path]
    let wallet = try ExecWallet(
      command: command, environment: Self.environment, looksUp: true, clock: .real())
    let report = wallet.check(unusedHash: .random)
    #expect(!report.findings.contains { [.fail, .warning].contains($0.status) })
    #expect(try wallet.pay(PaymentOrder(invoice)) == .failed("the helper says: no route"))
    #expect(try wallet.lookUpPayment(invoice.hash) == .failed("the helper says: no route"))
    try FileManager.default.createDirectory(
      atPath: folder.file("preimages"), withIntermediateDirectories: true)
    try preimage.hex.write(
      toFile: folder.file("preimages/\(invoice.hash.hex)"), atomically: true, encoding: .utf8)
    let paid = PaymentState.succeeded(
      SettledPayment(
        preimage: preimage, amount: Millisatoshis(21_000), fee: Millisatoshis(0)))
    for _ in 0..<2 { #expect(try wallet.pay(PaymentOrder(invoice)) == paid) }
    #expect(try wallet.lookUpPayment(invoice.hash) == paid)
    // One that was cut off before it wrote its answer down.
    let other = try Invoice.foreign(preimage: .random)
    try "".write(
      toFile: folder.file("payments/\(other.hash.hex)"), atomically: true, encoding: .utf8)
    #expect(try wallet.pay(PaymentOrder(other)) == .inFlight)
  }
}
