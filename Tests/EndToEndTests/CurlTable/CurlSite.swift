import Foundation
import JSON
import Synchronization
import WalletPeers

/// The site of `recording_server.py`, and the folder in which both programs run, one after the other.
final class CurlSite: Sendable {
  /// What stands for a part of a row's command, of its files and of its variables.
  let placeholders: [String: String]
  /// Where the programs run; it goes with the server.
  let folder: String
  private let server: FakeNode

  init() throws {
    let server = try FakeNode("recording_server.py")
    let site = server.start["folder"]?.string ?? ""
    let folder = site + "/run"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let ports = server.start["ports"]
    func port(_ name: String) -> String { "\(ports?[name]?.integer ?? 0)" }
    (self.server, self.folder) = (server, folder)
    placeholders = [
      "{http}": "http://127.0.0.1:\(port("http"))",
      "{local}": "http://localhost:\(port("http"))",
      "{other}": "http://127.0.0.1:\(port("other"))",
      "{six}": "http://[::1]:\(port("six"))",
      "{https}": "https://localhost:\(port("https"))",
      "{mtls}": "https://localhost:\(port("mtls"))",
      "{closed}": "http://127.0.0.1:\(port("closed"))",
      "{nginx}": "http://127.0.0.1:\(port("nginx"))",
      "{nginxs}": "https://localhost:\(port("nginxs"))",
      "{proxy}": "127.0.0.1:\(port("proxy"))",
      "{socks}": "127.0.0.1:\(port("socks"))",
      "{port}": port("http"),
      "{sport}": port("https"),
      "{oport}": port("other"),
      "{socket}": site + "/socket",
      "{ca}": site + "/ca.pem",
      "{capath}": site + "/authorities",
      "{cert}": site + "/client.pem",
      "{key}": site + "/client.key",
      "{both}": site + "/both.pem",
      "{public}": site + "/server.pub",
      "{pin}": server.start["pin"]?.string ?? "",
      "{dir}": folder + "/work",
    ]
  }

  /// Forgets what was asked so far.
  func reset() throws { try server.set("") }

  /// What was asked, when all connections are closed.
  func log() throws -> [String] {
    try server.state()["log"]?.array?.compactMap(\.string) ?? []
  }

  func filled(_ text: String) -> String {
    guard text.contains("{") else { return text }
    var text = text
    for (name, value) in placeholders { text.replace(name, with: value) }
    return text
  }

  static let curl = "/usr/bin/curl"

  /// Whether the peers, curl and nginx are there, or must be.
  static let isWanted =
    ProcessInfo.processInfo.environment["L402_REQUIRE_PEERS"] == "1"
    || FakeNode.isWanted
      && [curl, "/usr/sbin/nginx"].allSatisfy(FileManager.default.isExecutableFile(atPath:))

  private static let idle = Mutex<[CurlSite]>([])

  /// Lends a site that nobody else uses; sites end with the process.
  static func lend<Answer>(_ body: (CurlSite) throws -> Answer) throws -> Answer {
    let site = try idle.withLock { $0.popLast() } ?? CurlSite()
    defer { idle.withLock { $0.append(site) } }
    return try body(site)
  }
}
