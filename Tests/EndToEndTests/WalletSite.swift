import BOLT11
import Bytes
import Foundation
import JSON
import Testing
import WalletPeers

/// What stands behind a wallet of each type, and how a user sets it up.
///
/// The nodes are shared by all tests of the process, which tell their payments apart by hash.
struct WalletSite: Sendable {
  /// The types of wallets, and the ways to them.
  enum Kind: String, CaseIterable, Sendable, CustomTestStringConvertible {
    /// The real one, whose Lightning node is a fake one.
    case lnbits
    case lnd, clnSocket, clnRest, phoenixd
    /// A helper for a node.
    case exec
    /// The helper that is there to be copied, which pays by a ledger of files.
    case example

    var testDescription: String { rawValue }

    /// Whether what it needs is there.
    var isWanted: Bool { FakeNode.isWanted && (self != .lnbits || LNbitsPeer.isWanted) }

    /// Those that can be tested on this machine.
    static var wanted: [Kind] { allCases.filter(\.isWanted) }

    /// Those with a node that can be told to hold payments.
    static var withNode: [Kind] { wanted.filter { $0 != .example } }

    /// One that is another wallet, for the same money.
    var other: Kind {
      switch self {
      case .lnbits: .exec
      case .lnd, .exec: .phoenixd
      case .clnSocket, .clnRest, .phoenixd, .example: .lnd
      }
    }
  }

  /// What becomes of a payment.
  enum Behaviour: String {
    case succeed, hold
  }

  /// What a fake did not say.
  struct Missing: Error {
    let name: String
  }

  let kind: Kind
  /// The words of `wallet add` behind the name: what pays, and what makes invoices.
  var pays: [String] = []
  /// What only makes invoices; nil where there is no such right.
  var receives: [String]?
  /// What the server does not know; nil where nothing opens it.
  var wrong: [String]?
  /// What its sources name.
  var variables: [String: String] = [:]
  /// What must never be seen.
  var secrets: [String] = []
  /// Whether it keeps to no fee limit.
  var isUnbounded = false
  var network = LightningNetwork.bitcoin
  private let node: FakeNode?
  private let folder: TemporaryFolder
  private var account: LNbitsPeer.Account?

  /// Takes what runs already, or starts it; files of the user go into a folder.
  static func open(_ kind: Kind, _ folder: TemporaryFolder) async throws -> WalletSite {
    try await aside { try WalletSite(kind, folder) }
  }

  /// Does what takes its time in a thread of its own: other tests go on.
  private static func aside<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
  }

  private init(_ kind: Kind, _ folder: TemporaryFolder) throws {
    self.kind = kind
    self.folder = folder
    node = try Self.node(kind)
    switch kind {
    case .lnbits: try setUpLNbits()
    case .lnd: try setUpLND()
    case .clnSocket: pays = ["cln", "--socket", try said("socket")]
    case .clnRest: try setUpCLN()
    case .phoenixd: try setUpPhoenixd()
    case .exec: pays = helper(port: try #require(node).port)
    case .example:
      network = .regtest
      pays = ["exec", "--", Self.repository + "/examples/l402-wallet-example", ledger]
      try FileManager.default.createDirectory(
        atPath: ledger + "/preimages", withIntermediateDirectories: true)
    }
  }

  // MARK: Nodes

  private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  private static let lnd = Result { try FakeNode("lnd_fake.py") }
  private static let cln = Result { try FakeNode("cln_fake.py", ["tls=yes"]) }
  private static let phoenixd = Result { try FakeNode("phoenixd_fake.py") }
  private static let helped = Result { try FakeNode("exec_node.py") }
  private static let behindLNbits = Result { try FakeNode("cln_fake.py") }
  private static let lnbits = Result { () throws -> LNbitsPeer in
    let node = try behindLNbits.get()
    guard let runes = node.start["runes"], let reading = runes["readonly"]?.string,
      let receiving = runes["merchant"]?.string, let paying = runes["old"]?.string
    else { throw Missing(name: "runes") }
    // Over LND it would answer what is in flight only after half a minute.
    return try LNbitsPeer([
      "LNBITS_BACKEND_WALLET_CLASS=CLNRestWallet", "CLNREST_URL=http://127.0.0.1:\(node.port)",
      "CLNREST_READONLY_RUNE=\(reading)", "CLNREST_INVOICE_RUNE=\(receiving)",
      "CLNREST_PAY_RUNE=\(paying)", "LNBITS_FUNDING_SOURCE_PAY_INVOICE_WAIT_SECONDS=1",
    ])
  }
  /// In order, with its folder.
  private static let endsAtExit: Void = { atexit { try? WalletSite.lnbits.get().stop() } }()

  private static func node(_ kind: Kind) throws -> FakeNode? {
    switch kind {
    case .lnbits: try behindLNbits.get()
    case .lnd: try lnd.get()
    case .clnSocket, .clnRest: try cln.get()
    case .phoenixd: try phoenixd.get()
    case .exec: try helped.get()
    case .example: nil
    }
  }

  private func said(_ path: String...) throws -> String {
    var value = node?.start
    for name in path { value = value?[name] }
    guard let text = value?.string else { throw Missing(name: path.joined(separator: ".")) }
    return text
  }

  // MARK: Setting up

  /// A file that only its user can read.
  private func file(_ name: String, _ content: some Sequence<UInt8>) throws -> String {
    let path = try folder.write(content, to: name)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    return path
  }

  private mutating func setUpLNbits() throws {
    let peer = try Self.lnbits.get()
    _ = Self.endsAtExit
    let account = try peer.account(3000)
    self.account = account
    let foreign = String(repeating: "5", count: 32)
    let server = ["lnbits", "--url", peer.url]
    let receives = "file:" + (try file("invoice.key", (account.invoiceKey + "\n").utf8))
    pays = server + ["--key", "env:WALLET_KEY", "--invoice-key", receives, "--fee-bound", "10sat"]
    self.receives = server + ["--invoice-key", receives]
    wrong = server + ["--key", "env:WRONG_KEY", "--fee-bound", "10sat"]
    variables = ["WALLET_KEY": account.adminKey, "WRONG_KEY": foreign]
    secrets = [account.adminKey, account.invoiceKey, foreign]
    isUnbounded = true
  }

  private mutating func setUpLND() throws {
    let (payer, invoice) = (try said("payer"), try said("invoice"))
    let foreign = try said("foreign")
    let certificate = try folder.write(try said("cert").utf8, to: "tls.cert")
    let server = [
      "lnd", "--url", "https://127.0.0.1:\(try tlsPort())", "--cert", certificate,
    ]
    // As LND writes them, and as text.
    let binary = "file:" + (try file("pay.macaroon", try Hex.decode(Array(payer.utf8)[...])))
    pays = server + ["--macaroon", binary, "--invoice-macaroon", "env:INVOICE_MACAROON"]
    receives = server + ["--invoice-macaroon", "env:INVOICE_MACAROON"]
    wrong = server + ["--macaroon", "file:" + (try file("foreign.macaroon", foreign.utf8))]
    variables = ["INVOICE_MACAROON": invoice]
    secrets = [payer, invoice, foreign]
  }

  private mutating func setUpCLN() throws {
    let (payer, merchant) = (try said("runes", "payer"), try said("runes", "merchant"))
    let foreign = try said("runes", "foreign")
    let server = [
      "cln", "--url", "https://127.0.0.1:\(try tlsPort())", "--cert", try said("ca"),
    ]
    let receives = "file:" + (try file("invoice.rune", (merchant + "\n").utf8))
    pays = server + ["--rune", "env:RUNE", "--invoice-rune", receives]
    self.receives = server + ["--invoice-rune", receives]
    wrong = server + ["--rune", "env:FOREIGN_RUNE"]
    variables = ["RUNE": payer, "FOREIGN_RUNE": foreign]
    secrets = [payer, merchant, foreign]
  }

  private mutating func setUpPhoenixd() throws {
    let (full, limited) = (try said("full"), try said("limited"))
    let foreign = String(repeating: "7", count: 64)
    let server = ["phoenixd", "--url", "http://127.0.0.1:\(try #require(node).port)"]
    let password = "file:" + (try file("password", (full + "\n").utf8))
    pays =
      server + ["--password", password, "--limited-password", "env:LIMITED"]
      + ["--fee-bound", "10sat"]
    receives = server + ["--limited-password", "env:LIMITED"]
    wrong = server + ["--password", "env:WRONG_PASSWORD", "--fee-bound", "10sat"]
    variables = ["LIMITED": limited, "WRONG_PASSWORD": foreign]
    secrets = [full, limited, foreign]
    isUnbounded = true
  }

  /// A helper that writes down what it is given to see, and asks the node behind a port.
  private func helper(port: Int) -> [String] {
    // A program that a test writes itself may not run while another test starts one.
    ["exec", "--", Self.repository + "/Tests/Peers/sh/watched_helper", folder.file("seen")]
      + ["\(port)", "right"]
  }

  /// Arguments and variables of all helpers that ran.
  var seenByHelpers: String {
    (try? String(contentsOfFile: folder.file("seen"), encoding: .utf8)) ?? ""
  }

  private func tlsPort() throws -> Int {
    guard let port = node?.start["tls"]?.integer else { throw Missing(name: "tls") }
    return Int(port)
  }

  /// The same wallet in a place where nothing answers before it is opened; nil for one without a place.
  func far() async throws -> (words: [String], open: @Sendable () throws -> Void)? {
    let port: Int
    switch kind {
    case .example: return nil
    case .clnSocket:
      let (link, socket) = (folder.file("far-rpc"), try said("socket"))
      return (
        ["cln", "--socket", link],
        { try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: socket) }
      )
    case .lnbits:
      let url = try Self.lnbits.get().url
      port = try #require(URL(string: url)?.port)
    case .lnd, .clnRest: port = try tlsPort()
    case .phoenixd, .exec: port = try #require(node).port
    }
    let gate = try await Self.aside { try FakeNode("gate.py", ["\(port)"]) }
    let words =
      kind == .exec
      ? helper(port: gate.port)
      : pays.map { $0.replacing("127.0.0.1:\(port)", with: "127.0.0.1:\(gate.port)") }
    return (words, { try gate.set(#""open":true"#) })
  }

  // MARK: Payments

  private var ledger: String { folder.file("ledger") }

  /// Lets the payee of a hash be found; it gives the preimage away when it is paid.
  func know(_ preimage: Bytes32, _ hash: String) throws {
    guard let node else {
      _ = try folder.write(preimage.hex.utf8, to: "ledger/preimages/\(hash)")
      return
    }
    try node.set(#""know":["\#(preimage.hex)"]"#)
  }

  /// How often the wallet was told to pay a hash, whatever became of that.
  func orders(_ hash: String) throws -> Int {
    guard let node else {
      return ["payments", "failed"].count {
        FileManager.default.fileExists(atPath: "\(ledger)/\($0)/\(hash)")
      }
    }
    guard let account else { return try node.orders(hash) }
    return max(
      try node.orders(hash),
      try Self.lnbits.get().sent(by: account).count { $0["payment_hash"]?.string == hash })
  }

  /// How often money left for a hash.
  func sends(_ hash: String) throws -> Int {
    guard let node else {
      return FileManager.default.fileExists(atPath: "\(ledger)/payments/\(hash)") ? 1 : 0
    }
    return try node.sends(hash)
  }

  /// Tells the node what becomes of a payment.
  func behave(_ hash: String, _ behaviour: Behaviour) throws {
    try #require(node).set(#""behaviours":{"\#(hash)":"\#(behaviour.rawValue)"}"#)
  }

  /// Lets what is held succeed, or fail.
  func release(_ hash: String, failing: Bool = false) throws {
    try #require(node).release(hash, failing: failing)
  }
}
