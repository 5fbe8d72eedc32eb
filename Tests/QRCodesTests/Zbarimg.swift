import Foundation

/// Another's reader of QR codes, zbarimg (Debian package zbar-tools).
enum Zbarimg {
  private static let environment = ProcessInfo.processInfo.environment
  /// Whether a missing program is a failure, as in CI.
  private static let isRequired = environment["L402_REQUIRE_PEERS"] == "1"

  private static let program = (environment["PATH"] ?? "/usr/bin").split(separator: ":")
    .map { "\($0)/zbarimg" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// False where its tests are to be skipped; where it is required they run, and fail without it.
  static let isWanted = isRequired || program != nil

  /// The text of the one QR code in the picture.
  static func read(_ picture: Bitmap) throws -> String {
    guard let program else { throw ZbarimgError.missing }
    let folder = FileManager.default.temporaryDirectory.appending(path: "l402-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let image = folder.appending(path: "code.pgm")
    try picture.graymap().write(to: image)
    return try run(
      program,
      ["--quiet", "--raw", "--nodbus", "-Sdisable", "-Sqrcode.enable", image.path],
      output: folder.appending(path: "text"))
  }

  /// Runs a program for `patience` seconds at most; its standard output, which goes to a file so
  /// that no pipe fills up, without the last line break.
  static func run(
    _ program: String, _ arguments: [String], output: URL, patience: Double = 60
  ) throws -> String {
    try Data().write(to: output)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    guard ended.wait(timeout: .now() + patience) == .success else {
      // Only the process that was started here, by its id.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      throw ZbarimgError.silent
    }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw ZbarimgError.status(process.terminationStatus)
    }
    let text = try String(contentsOf: output, encoding: .utf8)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}

/// Why zbarimg read nothing.
enum ZbarimgError: Error, Equatable {
  /// It is not installed.
  case missing
  /// It did not end in time.
  case silent
  /// It ended with this exit status or signal; 4 is a picture without a code.
  case status(Int32)
}
