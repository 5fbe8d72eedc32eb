import Foundation
import JSON

/// The files that are tested here, found from where this one lies.
enum Repository {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  static func json(_ path: String) throws -> JSONValue {
    try JSONReader.read(Array(try text(path).utf8)[...])
  }

  /// Whether a test must not pass by skipping, as in CI.
  static let requiresAll = ProcessInfo.processInfo.environment["L402_REQUIRE_PEERS"] == "1"

  /// The built program: `L402_TEST_BINARY`, else that of a debug build.
  static let program: String? = {
    let given = ProcessInfo.processInfo.environment["L402_TEST_BINARY"]
    let path = given ?? root.appending(path: ".build/debug/l402").path
    return FileManager.default.isExecutableFile(atPath: path) ? path : nil
  }()
}

/// A folder that goes away with its owner.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "l402-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }
}
