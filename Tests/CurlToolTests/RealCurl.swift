import Foundation

/// The curl tool that is the reference: 7.88.1.
enum RealCurl {
  struct Run {
    var status: Int32
    var out: [UInt8]
    var err: [UInt8]

    var outText: String { String(decoding: out, as: UTF8.self) }
    var errText: String { String(decoding: err, as: UTF8.self) }
  }

  /// Whether its bytes can be compared with ours here.
  static let isThere: Bool = {
    if ProcessInfo.processInfo.environment["L402_REQUIRE_PEERS"] == "1" { return true }
    return (try? run(["--version"]))?.outText.hasPrefix("curl 7.88.1 ") ?? false
  }()

  /// Runs it in a folder; without a `.curlrc`, and bounded in time.
  static func run(_ arguments: [String], in folder: Folder? = nil, columns: String? = nil) throws
    -> Run
  {
    let results = try Folder()
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["curl", "-q", "--max-time", "20"] + arguments
    if arguments == ["--version"] { process.arguments = ["curl", "--version"] }
    process.environment = ["PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"]
    if let columns { process.environment?["COLUMNS"] = columns }
    process.currentDirectoryURL = URL(filePath: folder?.path ?? results.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try results.handle("out")
    process.standardError = try results.handle("err")
    try process.run()
    process.waitUntilExit()
    return Run(
      status: process.terminationStatus, out: try results.bytes("out"),
      err: try results.bytes("err"))
  }
}

/// A folder of a test's own; removed with the value.
final class Folder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "l402-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: file(name))))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: file(name)))
  }

  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  fileprivate func handle(_ name: String) throws -> FileHandle {
    try write("", to: name)
    return try FileHandle(forWritingTo: URL(filePath: file(name)))
  }
}
