import Foundation
import Testing

@testable import Store

/// What takes the place of a list that is watched.
struct WatchedRevocationTests {
  @Test(arguments: ["pipe", "device", "folder", "nothing"])
  func `what is no file refuses everything, and nobody waits for it`(kind: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/revoked"
    try Data("# none\n".utf8).write(to: URL(fileURLWithPath: path))
    let watched = try WatchedRevocations(path: path)
    #expect(try watched.list().count == 0)
    try FileManager.default.removeItem(atPath: path)
    switch kind {
    case "pipe": #expect(mkfifo(path, 0o600) == 0)
    case "device":
      try FileManager.default.createSymbolicLink(
        atPath: path, withDestinationPath: "/dev/zero")
    case "folder":
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false)
    default: break
    }
    #expect(throws: WatchedRevocations.Failure.self) { _ = try watched.list() }
    try? FileManager.default.removeItem(atPath: path)
    try Data("token-id:\(String(repeating: "ab", count: 32))\n".utf8)
      .write(to: URL(fileURLWithPath: path))
    #expect(try watched.list().count == 1)
  }
}
