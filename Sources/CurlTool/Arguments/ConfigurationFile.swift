import Glibc

/// The lines of a configuration file.
struct ConfigurationLines {
  private static let longest = 100 * 1024
  private let stream: ByteStream
  /// The number of the line that came last, from 1.
  private(set) var number = 0
  /// Whether a line was too long, at which reading ends.
  private(set) var didFail = false

  init(_ stream: ByteStream) { self.stream = stream }

  mutating func next() -> [UInt8]? {
    var line: [UInt8] = []
    while let chunk = stream.line(limit: 4095) {
      let text = chunk.prefix { $0 != 0 }
      guard line.count + text.count < Self.longest else {
        didFail = true
        return nil
      }
      line += text
      if text.last == 0x0a { break }
    }
    guard !line.isEmpty else { return nil }
    number += 1
    return line
  }
}

/// What one line of a configuration file says.
struct ConfigurationSetting {
  let option: String
  var value: String?
  /// Whether words stand behind a value that has no quotes.
  var hasMoreWords = false

  /// Reads a line; nil where there is nothing in it.
  init?(_ line: [UInt8]) {
    var rest = line.drop(while: ASCII.isSpace)
    guard let first = rest.first, !"#/*".utf8.contains(first) else { return nil }
    let hasDash = first == UInt8(ascii: "-")
    func isSeparator(_ byte: UInt8) -> Bool {
      ASCII.isSpace(byte) || !hasDash && (byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":"))
    }
    let name = rest.prefix { !isSeparator($0) }
    option = String(decoding: name, as: UTF8.self)
    rest = rest.dropFirst(name.count).drop(while: isSeparator)
    if rest.first == UInt8(ascii: "\"") {
      value = Self.unquoted(rest.dropFirst())
      return
    }
    let word = rest.prefix { !ASCII.isSpace($0) }
    value = word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    let more = rest.dropFirst(word.count).drop(while: ASCII.isSpace)
    hasMoreWords = more.first.map { $0 != UInt8(ascii: "#") } ?? false
  }

  private static func unquoted(_ text: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var isEscaped = false
    for byte in text {
      if isEscaped {
        switch byte {
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "n"): result.append(0x0a)
        case UInt8(ascii: "r"): result.append(0x0d)
        case UInt8(ascii: "v"): result.append(0x0b)
        default: result.append(byte)
        }
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else if byte == UInt8(ascii: "\"") {
        break
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

/// Where the user's own configuration file is.
enum UserConfiguration {
  /// The first of the places that curl looks at where a file can be opened; nil for none.
  static func file(_ variables: [String: String]) -> String? {
    func folder(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
    var places = ["CURL_HOME", "XDG_CONFIG_HOME", "HOME"].compactMap(folder).map { $0 + "/.curlrc" }
    // curl looks at one of these two only, and at none where $XDG_CONFIG_HOME is set.
    if folder("XDG_CONFIG_HOME") == nil, let home = folder("CURL_HOME") ?? folder("HOME") {
      places.append(home + "/.config/curlrc")
    }
    if let home = getpwuid(geteuid())?.pointee.pw_dir {
      places.append(String(cString: home) + "/.curlrc")
    }
    return places.first { place in
      let descriptor = open(place, O_RDONLY | O_CLOEXEC)
      if descriptor >= 0 { close(descriptor) }
      return descriptor >= 0
    }
  }
}
