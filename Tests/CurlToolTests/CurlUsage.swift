import Foundation

/// The installed curl, asked what it says of a command line; it never gets further than that.
enum CurlUsage {
  struct Answer: Equatable {
    var status: Int32
    var errors: String
  }

  static let isInstalled = FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")

  /// Runs it without files of the user's, for ten seconds at most.
  static func run(_ arguments: [String], input: String = "", folder: String = "/") -> Answer? {
    // It may end without reading its input.
    signal(SIGPIPE, SIG_IGN)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["10", "/usr/bin/curl"] + arguments
    process.environment = ["HOME": "/nonexistent", "CURL_HOME": folder]
    let (errors, entry) = (Pipe(), Pipe())
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = entry
    guard (try? process.run()) != nil else { return nil }
    try? entry.fileHandleForWriting.write(contentsOf: Data(input.utf8))
    try? entry.fileHandleForWriting.close()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Answer(
      status: process.terminationStatus, errors: String(decoding: said, as: UTF8.self))
  }
}
