import Glibc

/// The list that `--revoked` reads.
enum RevocationFile {
  /// Appends a line in one write, so that two processes lose nothing.
  static func append(_ line: String, to path: String) throws {
    let needsBreak = try lacksFinalBreak(path)
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure(.cannotCreate, "cannot open \"\(path)\": \(SystemError.text(errno))")
    }
    defer { close(descriptor) }
    let bytes = Array(((needsBreak ? "\n" : "") + line).utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw Failure(.io, "cannot write \"\(path)\": \(SystemError.text(errno))")
    }
  }

  /// Whether the file's last line is not ended: ours would be glued to it.
  private static func lacksFinalBreak(_ path: String) throws -> Bool {
    guard DescriptorReader.exists(path: path) else { return false }
    let content = try DescriptorReader.read(path: path, home: nil)
    return content.last.map { $0 != 0x0a } ?? false
  }
}
