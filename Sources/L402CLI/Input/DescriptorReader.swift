import Glibc

/// Reads descriptors and files to their end, within a limit.
enum DescriptorReader {
  /// Longest text or secret that is read whole, in bytes.
  static let limit = 16 << 20

  /// Reads a file; `~/` is the home folder.
  static func read(path: String, home: String?) throws -> [UInt8] {
    let descriptor = open(expand(path, home: home), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Failure(.unreadable, "cannot open \"\(path)\": \(SystemError.text(errno))")
    }
    defer { close(descriptor) }
    return try read(descriptor, name: "\"\(path)\"")
  }

  /// Reads a descriptor to its end; calls `whenIdle` once after 2 s without a byte.
  static func read(
    _ descriptor: Int32, name: String, whenIdle: (() -> Void)? = nil
  ) throws -> [UInt8] {
    var content: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 << 10)
    if let whenIdle {
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&waiting, 1, 2000) == 0 { whenIdle() }
    }
    while true {
      let count = block.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return content }
      guard count > 0 else {
        let code = errno
        if code == EINTR { continue }
        throw Failure(.unreadable, "cannot read \(name): \(SystemError.text(code))")
      }
      content.append(contentsOf: block[..<count])
      guard content.count <= limit else {
        throw Failure(
          .malformed, "\(name) holds more than \(limit >> 20) MiB",
          hint: "one item is read whole; for many use --batch, an item a line", offset: limit)
      }
    }
  }

  /// The path with `~/` replaced.
  static func expand(_ path: String, home: String?) -> String {
    guard path.hasPrefix("~/"), let home else { return path }
    return home + path.dropFirst()
  }

  /// Whether others than the owner, who is this user, may read the file.
  static func isOpenToOthers(path: String, home: String?) -> Bool {
    var status = stat()
    guard stat(expand(path, home: home), &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFREG && status.st_uid == geteuid()
      && status.st_mode & 0o077 != 0
  }

  /// Whether the path names something, for hints.
  static func exists(path: String) -> Bool { access(path, F_OK) == 0 }
}
