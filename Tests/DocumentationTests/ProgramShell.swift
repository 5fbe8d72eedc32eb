import Foundation

/// Runs lines of bash, one after the other, with the built program and a home of its own.
struct ProgramShell {
  private let folder: TemporaryFolder
  private let programs: String

  init(program: String) throws {
    folder = try TemporaryFolder()
    programs = folder.path("bin")
    let files = FileManager.default
    try files.createDirectory(atPath: programs, withIntermediateDirectories: false)
    try files.createSymbolicLink(atPath: programs + "/l402", withDestinationPath: program)
  }

  /// Has curl's options from here on in every run of curl, ours included.
  func setCurlOptions(_ lines: String) throws {
    try Data(lines.utf8).write(to: folder.url.appending(path: ".curlrc"))
  }

  /// Runs a line, for so many seconds; standard output and error together, in lines.
  func run(_ line: String, seconds: Int = 60) throws -> (status: Int32, output: [String]) {
    let shell = Process()
    shell.executableURL = URL(filePath: "/usr/bin/timeout")
    shell.arguments = [
      "-k", "5", "\(seconds)", "/bin/bash", "-o", "pipefail", "-c",
      "exec 2>&1 < /dev/null\n" + line,
    ]
    shell.currentDirectoryURL = folder.url
    shell.environment = [
      "PATH": programs + ":/usr/bin:/bin", "L402_HOME": folder.path("home"),
      "HOME": folder.url.path, "LANG": "C.UTF-8",
    ]
    let pipe = Pipe()
    shell.standardOutput = pipe
    try shell.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    shell.waitUntilExit()
    var lines = String(decoding: output, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return (shell.terminationStatus, lines)
  }
}
