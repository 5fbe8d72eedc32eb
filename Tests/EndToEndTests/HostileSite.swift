import BOLT11
import Bytes
import Digests
import Foundation
import JSON
import L402Protocol
import Macaroons
import Secp256k1
import Synchronization
import Testing
import WalletPeers

/// What a server sells: a token, and the invoice that is to be paid for it.
struct Offer: Sendable {
  let preimage: Bytes32
  /// The payment hash, in hexadecimal.
  let hash: String
  let invoice: String
  let token: String

  /// The value of WWW-Authenticate.
  var value: String { "L402 macaroon=\"\(token)\", invoice=\"\(invoice)\"" }
  /// What opens the door.
  var credential: String { token + ":" + preimage.hex }
  /// A 402 with it.
  var ask: HostileAnswer { .asking(value) }
}

/// What `hostile_server.py` answers.
struct HostileAnswer: Encodable, Sendable {
  var status = 200
  var fields: [[String]] = []
  var body = ""
  /// The body's size in place of its bytes.
  var size: Int?
  /// `endless`, `drip`, `silent`, `cut`.
  var tail: String?
  /// So many bytes of further fields.
  var head: Int?
  /// Fields behind the body, which comes in chunks then.
  var trailers: [[String]]?
  /// Not before this path's page was given to somebody.
  var after: String?

  /// A 402 with these values of WWW-Authenticate.
  static func asking(_ values: String..., status: Int = 402) -> HostileAnswer {
    HostileAnswer(
      status: status, fields: values.map { ["WWW-Authenticate", $0] }, body: "pay first\n")
  }

  /// A redirect.
  static func redirect(_ status: Int = 302, to url: String) -> HostileAnswer {
    HostileAnswer(status: status, fields: [["Location", url]], body: "over there\n")
  }

  static func page(_ body: String) -> HostileAnswer { HostileAnswer(body: body) }
}

/// What a path of `hostile_server.py` does.
struct HostileRoute: Encodable, Sendable {
  /// The credentials that get the page.
  var opens: [String] = []
  /// How often they do not yet.
  var late = 0
  var page = HostileAnswer.page("the page\n")
  /// What those without get, in turn; the last one stays.
  var asks: [HostileAnswer] = []
  /// In place of the page, in turn.
  var then: [HostileAnswer]?
}

/// Somebody with a wallet and limits among servers that would have their money or credentials.
///
/// Nothing that servers or wallet were sent goes unseen: each test compares all of it.
final class HostileUser: Sendable {
  let user: WalletUser
  /// What all paths of this test begin with.
  private let prefix: String
  private let offers = Mutex<[Offer]>([])
  /// What curl wrote: the arguments, and both streams.
  private let written = Mutex<[(command: String, text: String)]>([])

  /// One for all tests of the process; paths and credentials are each test's own.
  static let server = Result { try FakeNode("hostile_server.py") }
  private static let count = Mutex(0)

  /// - Parameter limits: lines of `[limits]` in the configuration.
  init(_ kind: WalletSite.Kind = .exec, limits: String...) async throws {
    prefix =
      "/t"
      + Self.count.withLock {
        $0 += 1
        return "\($0)"
      }
    user = try await WalletUser(kind)
    try configure("[limits]", ["ask = \"never\""] + limits)
  }

  /// Adds lines to the configuration.
  func configure(_ section: String, _ lines: [String]) throws {
    let file = try FileHandle(forWritingTo: URL(filePath: user.program.home + "/config.toml"))
    try file.seekToEnd()
    try file.write(contentsOf: Data("\n\(section)\n\(lines.joined(separator: "\n"))\n".utf8))
    try file.close()
  }

  // MARK: Servers

  /// A port by its name.
  static func port(_ place: String) throws -> Int {
    Int(try #require(try server.get().start["ports"]?[place]?.integer))
  }

  /// The authority that signs for the servers with TLS.
  static func authority() throws -> String { try #require(try server.get().start["ca"]?.string) }

  /// The unix socket.
  static func socket() throws -> String { try #require(try server.get().start["socket"]?.string) }

  /// The address of a path: at the place's own host, or another one.
  func url(_ path: String, _ place: String = "http", host: String = "127.0.0.1") throws -> String {
    let scheme = place.hasPrefix("tls") ? "https" : "http"
    return "\(scheme)://\(host):\(try Self.port(place))\(prefix)\(path)"
  }

  /// The path as servers know it.
  func path(_ path: String) -> String { prefix + path }

  func serve(_ path: String, _ route: HostileRoute) throws { try serve([path: route]) }

  func serve(_ routes: [String: HostileRoute]) throws {
    let all = Dictionary(uniqueKeysWithValues: routes.map { (prefix + $0, $1) })
    let json = String(decoding: try JSONEncoder().encode(all), as: UTF8.self)
    try Self.server.get().set("\"routes\":\(json)")
  }

  /// Serves a page that is sold by one offer.
  func sell(_ path: String, _ offer: Offer) throws {
    try serve(path, HostileRoute(opens: [offer.credential], asks: [offer.ask]))
  }

  // MARK: Offers

  /// What is wrong with an offer.
  struct Odd {
    /// msat; nil leaves it to the payer.
    var amount: UInt64? = 21_000
    var network = LightningNetwork.bitcoin
    /// How many seconds ago the invoice was made, which is good for 600.
    var age: UInt64 = 0
    var description = "what is sold"
    var finalBlocks: UInt32?
    var conditions: [String] = []
    /// Whether the token is for another payment.
    var isForeign = false
    /// In place of version 0.
    var version: UInt8 = 0
    var hasThirdParty = false
    /// In place of the token.
    var token: String?
  }

  func offer(_ odd: Odd = Odd()) throws -> Offer {
    func random() -> Bytes32 { Bytes32((0..<32).map { _ in .random(in: 1...255) }) ?? .zero }
    let preimage = random()
    let hash = SHA256.digest(preimage)
    var draft = InvoiceDraft(
      network: odd.network, amount: odd.amount.map { Millisatoshis($0) },
      timestamp: UInt64(time(nil)) - odd.age, paymentHash: hash, paymentSecret: random(),
      purpose: .description(odd.description))
    draft.expiry = 600
    draft.minFinalCLTVExpiryDelta = odd.finalBlocks
    let invoice = try draft.signed(by: try #require(SecretKey(random()))).raw.text
    var identifier = TokenIdentifier.version0(
      paymentHash: odd.isForeign ? random() : hash, tokenID: random())
    identifier[1] = odd.version
    var macaroon = Macaroon(
      identifier: identifier[...], key: ChainKey(rootKey: Array("a root key".utf8)[...]))
    for condition in odd.conditions { macaroon.addFirstPartyCaveat(Array(condition.utf8)[...]) }
    if odd.hasThirdParty {
      try macaroon.addThirdPartyCaveat(
        rootKey: Array("another key".utf8)[...], identifier: [1, 2, 3], location: [],
        nonce: Array(random().array.prefix(24)))
    }
    let text = try MacaroonText(macaroon: macaroon, format: .v2, encoding: .base64).encoded()
    let offer = Offer(
      preimage: preimage, hash: hash.hex, invoice: invoice,
      token: odd.token ?? String(decoding: text, as: UTF8.self))
    try user.site.know(preimage, hash.hex)
    user.note(hash: hash.hex)
    offers.withLock { $0.append(offer) }
    return offer
  }

  // MARK: curl

  func curl(
    _ arguments: String..., input: String = "", variables: [String: String] = [:]
  ) async throws -> Outcome {
    try await curl(arguments, input: input, variables: variables)
  }

  func curl(
    _ arguments: [String], input: String = "", variables: [String: String] = [:]
  ) async throws -> Outcome {
    let outcome = try await user.run(
      ["curl", "--no-progress-meter"] + arguments, input: input, variables: variables)
    note(arguments, outcome)
    return outcome
  }

  /// Runs a script in bash; `l402` is on its path.
  func shell(_ script: String) throws -> Outcome {
    // Variables that are not ours reach helpers, as they should: the key is in a file.
    let variables = user.site.variables.merging(["K": ""]) { $1 }
    let outcome = try user.program.shell(script, variables: variables)
    note([script], outcome)
    return outcome
  }

  /// Keeps what was written, for the end.
  func note(_ arguments: [String], _ outcome: Outcome) {
    written.withLock { $0.append((arguments.joined(separator: " "), outcome.out + outcome.error)) }
  }

  /// Runs it, and expects it to end as it should.
  @discardableResult
  func expect(
    _ status: Int32, _ out: String = "", saying words: String = "", _ arguments: String...,
    input: String = "", variables: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Outcome {
    let outcome = try await curl(arguments, input: input, variables: variables)
    #expect(
      outcome.status == status && outcome.out == out
        && (words.isEmpty || outcome.error.contains(words)),
      "not \(status) \(words): \(outcome)", sourceLocation: sourceLocation)
    return outcome
  }

  /// Runs it, and expects a failure of ours, by its code.
  @discardableResult
  func expect(
    _ status: Int32, failing code: String, _ arguments: String..., input: String = "",
    variables: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Outcome {
    let outcome = try await curl(
      arguments + ["--report", "-"], input: input, variables: variables)
    #expect(
      outcome.status == status && outcome.out.isEmpty, "not \(status): \(outcome)",
      sourceLocation: sourceLocation)
    let failure = try report(outcome)["transfers"]?.array?.last?["error"]
    #expect(
      failure?["code"]?.string == code && failure?["exit"]?.integer == Int64(status),
      "not \(code): \(outcome)", sourceLocation: sourceLocation)
    return outcome
  }

  /// What `--report -` wrote.
  func report(_ outcome: Outcome) throws -> JSONValue {
    let line = outcome.error.split(separator: "\n").last { $0.hasPrefix("{") } ?? "{}"
    return try JSONReader.read(Array(line.utf8)[...])
  }

  // MARK: What was seen

  /// The requests of this test: the place, the method, the path without the test's own part, and
  /// what Authorization said: `+0` for the credential of the first offer, else the value.
  func requests() throws -> [String] {
    try entries().map { entry in
      let target = entry["target"]?.string ?? ""
      let given = (entry["authorization"]?.array ?? []).compactMap(\.string).map { value in
        let credential = value.split(separator: " ", maxSplits: 1).last.map(String.init)
        let number = offers.withLock { $0.firstIndex { $0.credential == credential } }
        return number.map { "+\($0)" } ?? "[\(value)]"
      }
      let words = [
        entry["place"]?.string ?? "", entry["method"]?.string ?? "",
        target.replacing(prefix + "/", with: "/"),
      ]
      return (words + given).joined(separator: " ")
    }
  }

  /// The same as the server told it.
  func entries() throws -> [JSONValue] {
    let seen = try Self.server.get().state()["seen"]?.array ?? []
    return seen.filter { ($0["target"]?.string ?? "").contains(prefix + "/") }
  }

  /// Whether this is all that left: these requests, and one order for each of these payments.
  func expectSeen(
    _ requests: [String], paid: [Offer] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let seen = try self.requests()
    #expect(seen == requests, sourceLocation: sourceLocation)
    try expectPaid(paid, sourceLocation: sourceLocation)
    expectNoSecrets(sourceLocation: sourceLocation)
  }

  /// Whether the wallet was told to pay these, once each, and nothing else.
  func expectPaid(
    _ paid: [Offer], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for (number, offer) in offers.withLock({ $0 }).enumerated() {
      let wanted = paid.contains { $0.hash == offer.hash } ? 1 : 0
      #expect(
        try user.site.orders(offer.hash) == wanted, "orders for offer \(number)",
        sourceLocation: sourceLocation)
    }
  }

  /// Looks for tokens and preimages in everything that was written.
  func expectNoSecrets(sourceLocation: SourceLocation = #_sourceLocation) {
    let offers = offers.withLock { $0 }
    for (command, text) in written.withLock({ $0 }) {
      for offer in offers {
        #expect(
          !text.contains(offer.token) && !text.contains(offer.preimage.hex),
          "a secret in what curl \(command) wrote", sourceLocation: sourceLocation)
      }
    }
    user.expectNoSecrets(sourceLocation: sourceLocation)
  }
}
