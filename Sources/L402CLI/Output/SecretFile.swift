import Glibc
import JSON

/// Writes files that hold secrets: mode 0600, whole or not at all.
enum SecretFile {
  /// Writes `content` to `path` by way of a temporary file beside it.
  ///
  /// - Throws: `Failure` with `.exists` for an existing file unless `replaces`, `.cannotCreate` or
  ///   `.io` otherwise.
  static func write(_ content: [UInt8], to path: String, replaces: Bool) throws {
    try refuseAnythingButFiles(path)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let temporary = folder + ".l402-\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure(
        .cannotCreate, "cannot create \"\(path)\": \(SystemError.text(errno))")
    }
    do {
      try fill(descriptor, with: content, path: path)
      close(descriptor)
      // A link refuses to replace what is there; a rename does not.
      if replaces {
        guard rename(temporary, path) == 0 else { throw creation(of: path) }
      } else {
        guard link(temporary, path) == 0 else { throw creation(of: path) }
        unlink(temporary)
      }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Finds out before anything is kept whether `write` could work.
  ///
  /// - Throws: `Failure` with `.exists` or `.cannotCreate`.
  static func checkTarget(_ path: String, replaces: Bool) throws {
    try refuseAnythingButFiles(path)
    var status = stat()
    if !replaces, lstat(path, &status) == 0 { throw existing(path) }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    guard !path.isEmpty, access(folder, W_OK | X_OK) == 0 else {
      throw Failure(
        .cannotCreate,
        "cannot create \"\(path)\": \(path.isEmpty ? "no name" : SystemError.text(errno))")
    }
  }

  private static func existing(_ path: String) -> Failure {
    Failure(.exists, "\"\(path)\" exists already", hint: "--force overwrites it")
  }

  /// A device, folder or link is not ours to replace, whatever `--force` says.
  private static func refuseAnythingButFiles(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG else { return }
    throw Failure(.exists, "\"\(path)\" exists and is no regular file")
  }

  private static func creation(of path: String) -> Failure {
    let code = errno
    guard code != EEXIST else { return existing(path) }
    return Failure(.cannotCreate, "cannot create \"\(path)\": \(SystemError.text(code))")
  }

  private static func fill(_ descriptor: Int32, with content: [UInt8], path: String) throws {
    var rest = content[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else {
        let code = errno
        close(descriptor)
        throw Failure(.io, "cannot write \"\(path)\": \(SystemError.text(code))")
      }
      rest = rest.dropFirst(max(0, count))
    }
    guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 || errno == EINVAL else {
      let code = errno
      close(descriptor)
      throw Failure(.io, "cannot write \"\(path)\": \(SystemError.text(code))")
    }
  }
}
