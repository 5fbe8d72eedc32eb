internal import Glibc

/// What a `.netrc` has for a host; libcurl reads it by itself, this only says whether it will.
enum NetrcFile {
  /// Whether a file names a machine, or has a default: then the request has a user's Authorization.
  static func names(_ host: String, in path: String) -> Bool {
    guard let bytes = TextFile.bytes(at: path) else { return false }
    let words = bytes.split { $0 <= 0x20 || $0 == UInt8(ascii: "\"") }
      .map { String(decoding: $0, as: UTF8.self) }
    for (index, word) in words.enumerated() {
      if word.lowercased() == "default" { return true }
      if word.lowercased() == "machine", index + 1 < words.count,
        words[index + 1].lowercased() == host.lowercased()
      {
        return true
      }
    }
    return false
  }
}

/// Files that are read whole.
enum TextFile {
  /// The bytes of a file; nil where it cannot be read.
  static func bytes(at path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return bytes(from: descriptor)
  }

  /// All that is left to read; nil where reading fails.
  static func bytes(from descriptor: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }
}
