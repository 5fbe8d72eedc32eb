import Foundation

/// Another library behind the line protocol of `Tests/Peers/README.md`.
enum Peer: String, Sendable {
  /// go-macaroon
  case go = "go-peer"
  /// pymacaroons
  case py = "py-peer"
  /// libmacaroons 0.3.0, V1 only
  case c = "c-peer"
  /// PyPI bolt11, invoices only
  case bolt11 = "bolt11-peer"

  private static let environment = ProcessInfo.processInfo.environment
  /// Where `make peers` puts them.
  private static let folder = environment["L402_TEST_PEERS"]
  /// Whether a missing peer is a failure, as in CI.
  private static let areRequired = environment["L402_REQUIRE_PEERS"] == "1"

  private var program: String { (Self.folder ?? "") + "/" + rawValue }

  /// False where its tests are to be skipped; a required peer's tests run, and fail without it.
  var isWanted: Bool {
    Self.areRequired
      || Self.folder != nil && FileManager.default.isExecutableFile(atPath: program)
  }

  /// Starts it.
  func start() throws -> PeerSession { PeerSession(try PeerProcess(program)) }
}

/// A running peer.
struct PeerSession {
  private let process: PeerProcess
  private let encoder = JSONEncoder()
  private let decoder = JSONDecoder()

  init(_ process: PeerProcess) {
    self.process = process
    encoder.outputFormatting = .withoutEscapingSlashes
  }

  /// The answers to all requests, in their order.
  func ask<Answer: Decodable>(
    _ requests: [some Encodable], as _: Answer.Type = PeerAnswer.self
  ) throws -> [Answer] {
    let lines = try requests.map { [UInt8](try encoder.encode($0)) }
    return try process.exchange(lines).map {
      try decoder.decode(Answer.self, from: Data($0))
    }
  }
}

/// A line to a peer; binary values are lower-case hexadecimal.
struct PeerRequest: Encodable {
  struct ThirdParty: Encodable {
    var after: Int
    var rootKey: String
    var identifier: String
    var location: String

    enum CodingKeys: String, CodingKey {
      case after, identifier, location
      case rootKey = "root_key"
    }
  }

  var op: String
  var rootKey: String?
  var identifier: String?
  var location: String?
  var caveats: [String]?
  var thirdParty: [ThirdParty]?
  var format: String?
  var token: String?
  var discharges: [String]?
  var all: Bool?
  var bindTo: String?
  var invoice: String?

  enum CodingKeys: String, CodingKey {
    case op, identifier, location, caveats, format, token, discharges, all, invoice
    case rootKey = "root_key"
    case thirdParty = "third_party"
    case bindTo = "bind_to"
  }
}

/// A line from a peer.
struct PeerAnswer: Decodable {
  struct Caveat: Decodable, Equatable {
    var cid: String
    var vid: String?
    var locationHex: String

    enum CodingKeys: String, CodingKey {
      case cid, vid
      case locationHex = "location_hex"
    }
  }

  var ok: Bool
  var error: String?
  var token: String?
  var valid: Bool?
  var locationHex: String?
  var identifier: String?
  var caveats: [Caveat]?
  var signature: String?

  enum CodingKeys: String, CodingKey {
    case ok, error, token, valid, identifier, caveats, signature
    case locationHex = "location_hex"
  }
}
