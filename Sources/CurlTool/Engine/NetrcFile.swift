/// What a `.netrc` has for a host; libcurl reads it by itself, this only says whether it will.
enum NetrcFile {
  /// The longest that is looked at, in bytes.
  private static let longest = 1 << 20

  /// Whether a file names a machine, or has a default: then the request has a user's Authorization.
  static func names(_ host: String, in path: String) -> Bool {
    guard let file = ByteStream(file: path) else { return false }
    // Who knows: then nothing of ours is added.
    guard let bytes = file.rest(limit: longest) else { return true }
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
