import CurlTool
import Foundation

/// What a parser makes of arguments, with the given text as standard input.
func parse(
  _ arguments: [String], extras: [ExtraOption] = [], variables: [String: String] = [:],
  input: String = "", password: @escaping (String) -> String? = { _ in nil }
) throws -> ParsedCommandLine {
  let pipe = Pipe()
  let writer = pipe.fileHandleForWriting
  // More than a pipe holds would wait for a reader.
  try writer.write(contentsOf: Data(input.utf8.prefix(60_000)))
  try writer.close()
  let parser = CommandLineParser(
    extras: extras, variables: variables,
    standardInput: pipe.fileHandleForReading.fileDescriptor, askPassword: password)
  defer { try? pipe.fileHandleForReading.close() }
  return try parser.parse(arguments)
}

/// The command line of arguments that ask for transfers, without `.curlrc`.
func commandLine(
  _ arguments: [String], extras: [ExtraOption] = [], variables: [String: String] = [:],
  input: String = "", password: @escaping (String) -> String? = { _ in nil }
) throws -> CurlCommandLine {
  let parsed = try parse(
    ["-q"] + arguments, extras: extras, variables: variables, input: input, password: password)
  guard case .run(let line) = parsed else { throw NotATransfer() }
  return line
}

struct NotATransfer: Error {}

/// The only operation of a command line, with a URL in front of the arguments.
func operation(_ arguments: [String], input: String = "") throws -> CurlOperation {
  try commandLine(["http://h/"] + arguments, input: input).operations[0]
}

/// What curl would write of a failure.
func said(_ failure: CurlFailure) -> String {
  let warnings = failure.warnings.map {
    CurlMessage.warning($0).text(isSilent: false, isTracing: false)
  }.joined()
  return warnings + (failure.description.isEmpty ? "" : failure.description + "\n")
}

/// A folder for a test's files, removed with it.
final class ScratchFolder {
  let path = NSTemporaryDirectory() + "curl-tool-\(UUID().uuidString)"

  init() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file; its path.
  func file(_ name: String, _ content: String) throws -> String {
    let file = path + "/" + name
    try Data(content.utf8).write(to: URL(fileURLWithPath: file))
    return file
  }
}
