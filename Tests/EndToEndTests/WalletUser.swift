import BOLT11
import Bytes
import Digests
import Foundation
import JSON
import Secp256k1
import Synchronization
import Testing

/// Somebody with a wallet, set up by the program alone, who sees everything that it writes.
final class WalletUser: Sendable {
  let program: Program
  let site: WalletSite
  /// The source of the key that tokens are minted with.
  let rootKey: String
  /// What was written: by whom, and the bytes.
  private let seen = Mutex<[(command: String, bytes: Data)]>([])
  /// Payment hashes of which no preimage may be seen.
  private let hashes = Mutex<Set<String>>([])

  /// Sets a wallet up as `mine`, which pays.
  init(_ kind: WalletSite.Kind) async throws {
    program = try Program()
    let key = try program.folder.write(Program.key.utf8, to: "root.key")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
    rootKey = "file:" + key
    site = try await WalletSite.open(kind, program.folder)
    try await add("mine", site.pays, "--default")
  }

  /// Sets one up.
  func add(_ name: String, _ words: [String], _ options: String...) async throws {
    // What stands behind the two dashes is the helper's.
    let end = words.firstIndex(of: "--") ?? words.endIndex
    let outcome = try await run(
      ["wallet", "add", name] + words[..<end] + options + ["-v"] + words[end...])
    try #require(outcome.status == 0, "\(outcome)")
  }

  // MARK: Running

  /// A run under way.
  struct Run: Sendable {
    let child: pid_t
    fileprivate let command: String
    fileprivate let descriptors: [Int32]
  }

  func start(
    _ arguments: [String], input: String = "", variables: [String: String] = [:]
  ) throws -> Run {
    let descriptors = [
      try Child.temporaryFile(Array(input.utf8)), try Child.temporaryFile(),
      try Child.temporaryFile(),
    ]
    // Variables that are not ours reach helpers, as they should: the key is in a file.
    let all = site.variables.merging(["K": ""]) { $1 }.merging(variables) { $1 }
    let child = try Child.start(
      Program.path, arguments, descriptors: descriptors, variables: program.variables(all))
    return Run(
      child: child, command: arguments.joined(separator: " "), descriptors: descriptors)
  }

  /// Runs somebody else's program, without keeping other tests from running.
  static func outcome(of program: Program, _ arguments: [String]) async throws -> Outcome {
    let descriptors = [
      try Child.temporaryFile(), try Child.temporaryFile(), try Child.temporaryFile(),
    ]
    let child = try Child.start(
      Program.path, arguments, descriptors: descriptors, variables: program.variables())
    return try await end(
      of: Run(
        child: child, command: arguments.joined(separator: " "), descriptors: descriptors))
  }

  /// Waits for the end of a run, without keeping other tests from running.
  func finish(_ run: Run) async throws -> Outcome {
    try await Self.end(of: run) {
      // A preimage is what paying is for.
      if !run.command.hasPrefix("pay ") { note(run.command, Self.bytes(run.descriptors[1])) }
      note(run.command, Self.bytes(run.descriptors[2]))
    }
  }

  private static func end(
    of run: Run, _ look: () -> Void = {}
  ) async throws -> Outcome {
    defer { for descriptor in run.descriptors { close(descriptor) } }
    let end = ContinuousClock.now + .seconds(90)
    var (status, answer): (Int32, pid_t) = (0, 0)
    while true {
      answer = waitpid(run.child, &status, WNOHANG)
      guard answer == 0, ContinuousClock.now < end else { break }
      try? await Task.sleep(for: .milliseconds(3))
    }
    if answer == 0 {
      kill(-run.child, SIGKILL)
      answer = waitpid(run.child, &status, 0)
      Issue.record("\(run.command) lived for too long")
    }
    guard answer == run.child else { throw POSIXError(.ECHILD) }
    let signal = status & 0x7f
    look()
    return Outcome(
      status: signal == 0 ? status >> 8 & 0xff : 128 + signal,
      out: Child.content(run.descriptors[1]), error: Child.content(run.descriptors[2]))
  }

  func run(
    _ arguments: [String], input: String = "", variables: [String: String] = [:]
  ) async throws -> Outcome {
    try await finish(try start(arguments, input: input, variables: variables))
  }

  func run(
    _ arguments: String..., input: String = "", variables: [String: String] = [:]
  ) async throws -> Outcome {
    try await run(arguments + ["-v"], input: input, variables: variables)
  }

  /// The program's answer as JSON.
  func object(
    _ arguments: String..., input: String = "", variables: [String: String] = [:]
  ) async throws -> (status: Int32, value: JSONValue) {
    let outcome = try await run(
      arguments + ["-v", "--json"], input: input, variables: variables)
    let line =
      outcome.out.isEmpty ? outcome.error.split(separator: "\n").last ?? "" : "\(outcome.line)"
    return (outcome.status, try JSONReader.read(Array(line.utf8)[...]))
  }

  /// Waits for something to come true.
  static func wait(_ condition: () throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(30)
    while try !condition() {
      try #require(ContinuousClock.now < end)
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  // MARK: What is bought

  /// A challenge of somebody else.
  struct Purchase: Sendable {
    let preimage: Bytes32
    let invoice: String
    /// The payment hash, in hexadecimal.
    let hash: String
    let challenge: String
  }

  /// Has somebody else ask for money.
  ///
  /// - Parameters:
  ///   - amount: msat; nil leaves it to the payer.
  ///   - age: how many seconds ago the invoice was made, which is good for 600.
  ///   - caveats: further options of `challenge`.
  func purchase(
    _ amount: UInt64? = 21_000, network: LightningNetwork? = nil, age: UInt64 = 0,
    caveats: String...
  ) async throws -> Purchase {
    func random() -> Bytes32 { Bytes32((0..<32).map { _ in .random(in: 1...255) }) ?? .zero }
    let preimage = random()
    var draft = InvoiceDraft(
      network: network ?? site.network, amount: amount.map { Millisatoshis($0) },
      timestamp: UInt64(time(nil)) - age, paymentHash: SHA256.digest(preimage),
      paymentSecret: random(), purpose: .description("what is sold"))
    draft.expiry = 600
    let invoice = try draft.signed(by: try #require(SecretKey(random()))).raw.text
    let hash = SHA256.digest(preimage).hex
    try site.know(preimage, hash)
    hashes.withLock { _ = $0.insert(hash) }
    let challenge = try await run(
      ["challenge", "--invoice", invoice, "--service", "api", "--root-key", rootKey, "-v"]
        + caveats)
    try #require(challenge.status == 0, "\(challenge)")
    return Purchase(preimage: preimage, invoice: invoice, hash: hash, challenge: challenge.out)
  }

  /// What it pays with and how, in one command.
  func pay(
    _ purchase: Purchase, _ options: String..., variables: [String: String] = [:]
  ) async throws -> Outcome {
    try await run(
      ["pay", "-v", "--max-amount", "100sat", "--as", "header"] + options,
      input: purchase.challenge, variables: variables)
  }

  /// Whether a run gave the credential that was to be bought, as the one who sells it sees it.
  func expectCredential(
    _ outcome: Outcome, for purchase: Purchase, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    #expect(outcome.status == 0, "\(site.kind): \(outcome)", sourceLocation: sourceLocation)
    #expect(
      outcome.out.hasPrefix("Authorization: L402 ")
        && outcome.line.hasSuffix(":" + purchase.preimage.hex), "\(site.kind): \(outcome)",
      sourceLocation: sourceLocation)
    let verified = try await run(
      "verify", "--root-key", rootKey, "--service", "api", input: outcome.out)
    #expect(verified.status == 0, "\(site.kind): \(verified)", sourceLocation: sourceLocation)
  }

  /// Pays for what failed before.
  func expectSecondTry(
    _ purchase: Purchase, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let outcome = try await pay(purchase)
    guard site.kind != .lnbits else {
      // What failed once LNbits does not try again, and we say no more than it does.
      #expect(outcome.status == 113, "\(outcome)", sourceLocation: sourceLocation)
      #expect(try site.sends(purchase.hash) == 0, sourceLocation: sourceLocation)
      return
    }
    try await expectCredential(outcome, for: purchase, sourceLocation: sourceLocation)
    #expect(try site.sends(purchase.hash) == 1, sourceLocation: sourceLocation)
  }

  /// Takes the store away, and with it everything that the program knows of payments.
  func forget() throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: program.home)
    where name != "config.toml" {
      try FileManager.default.removeItem(atPath: program.home + "/" + name)
    }
  }

  // MARK: Secrets

  /// Keeps what was to be seen, for the end.
  func note(_ what: String, _ bytes: Data) { seen.withLock { $0.append((what, bytes)) } }

  /// Keeps a payment hash of which no preimage may be seen.
  func note(hash: String) { hashes.withLock { _ = $0.insert(hash) } }

  /// Looks through everything that was to be seen.
  func expectNoSecrets(sourceLocation: SourceLocation = #_sourceLocation) {
    note("helpers", Data(site.seenByHelpers.utf8))
    let forms = (site.secrets + [Program.key]).flatMap(Self.forms)
    let hashes = hashes.withLock { $0 }
    for (command, bytes) in seen.withLock({ $0 }) {
      for form in forms {
        #expect(
          bytes.range(of: form) == nil, "\(site.kind): a secret in what \(command) wrote",
          sourceLocation: sourceLocation)
      }
      #expect(
        Self.hexadecimals(bytes).allSatisfy { !hashes.contains(SHA256.digest($0).hex) },
        "\(site.kind): a preimage in what \(command) wrote", sourceLocation: sourceLocation)
    }
  }

  /// The ways in which a secret could be written.
  private static func forms(_ secret: String) -> [Data] {
    let text = Data(secret.utf8)
    var forms = [text, text.base64EncodedData(), Data((":" + secret).utf8).base64EncodedData()]
    if let bytes = try? Hex.decode(Array(secret.utf8)[...]) {
      let binary = Data(bytes)
      let base64 = binary.base64EncodedString()
      forms += [binary, Data(secret.uppercased().utf8), Data(base64.utf8)]
      forms.append(
        Data(
          base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "").utf8))
    }
    return forms
  }

  /// Whatever could be 32 bytes in hexadecimal.
  private static func hexadecimals(_ bytes: Data) -> [Bytes32] {
    bytes.split { !($0 < 0x80 && Character(UnicodeScalar($0)).isHexDigit) }.filter {
      $0.count >= 64
    }
    .flatMap { run in
      (0...(run.count - 64)).compactMap {
        Bytes32(hexDigits: Array(run.dropFirst($0).prefix(64))[...])
      }
    }
  }

  private static func bytes(_ descriptor: Int32) -> Data {
    let size = Int(lseek(descriptor, 0, SEEK_END))
    var bytes = [UInt8](repeating: 0, count: size)
    _ = pread(descriptor, &bytes, size, 0)
    return Data(bytes)
  }
}
