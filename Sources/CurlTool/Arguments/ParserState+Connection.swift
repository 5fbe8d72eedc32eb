import CCurl

extension ParserState {
  mutating func performConnection(_ option: SpecialOption, _ text: String) throws(OptionStop) {
    switch option {
    case .unixSocket: drafts[active].operation.unixSocket = text
    case .abstractUnixSocket: drafts[active].operation.unixSocket = "@" + text
    case .dohURL:
      drafts[active].operation.settings[CURLOPT_DOH_URL] = text.isEmpty ? nil : .text(text)
    case .limitRate: drafts[active].operation.rateLimit = try size(text, of: "rate")
    case .maximumFileSize:
      let limit = try size(text, of: "max-filesize")
      drafts[active].operation.settings[CURLOPT_MAXFILESIZE_LARGE] =
        limit == 0 ? nil : .offset(limit)
    case .localPort: try setLocalPort(text)
    case .retryDelay:
      let seconds = try Numbers.count(text, limit: .max / 1000)
      drafts[active].operation.retry.delay = seconds == 0 ? nil : seconds * 1000
    case .retryMaximumTime:
      let seconds = try Numbers.count(text, limit: .max / 1000)
      drafts[active].operation.retry.maximumTime = seconds == 0 ? nil : seconds * 1000
    case .speedTime:
      drafts[active].speedTime = try Numbers.count(text)
      if drafts[active].speedLimit == 0 { drafts[active].speedLimit = 1 }
    case .speedLimit:
      drafts[active].speedLimit = try Numbers.count(text)
      if drafts[active].speedTime == 0 { drafts[active].speedTime = 30 }
    case .proto:
      drafts[active].operation.schemes =
        try schemes(text, from: SchemeNames.all).intersection(SchemeNames.ours)
    case .protoRedirects:
      drafts[active].operation.redirectSchemes =
        try schemes(text, from: SchemeNames.redirects).intersection(SchemeNames.ours)
    case .protoDefault:
      guard SchemeNames.canonical(text) != nil else { throw .wrong(.protocolNotInLibcurl) }
      drafts[active].operation.defaultScheme = text
    default: break
    }
  }

  private mutating func size(_ text: String, of what: String) throws(OptionStop) -> Int64 {
    switch try Numbers.size(text) {
    case .bytes(let count): return count
    case .invalidNumber: warn("invalid number specified for \(what)")
    case .unsupportedUnit: warn("unsupported \(what) unit. Use G, M, K or B!")
    }
    throw .wrong(.badUse)
  }

  /// One port, or the first and the last of several; what else is behind the first is not looked at.
  private mutating func setLocalPort(_ text: String) throws(OptionStop) {
    let bytes = Array(text.utf8)
    let first = bytes.prefix(while: ASCII.isDigit)
    guard let port = Int(String(decoding: first, as: UTF8.self)), port <= 65535 else {
      throw .wrong(.badUse)
    }
    var count = 1
    var rest = bytes.dropFirst(first.count)
    if !rest.isEmpty {
      rest = rest.drop(while: ASCII.isSpace)
      if rest.isEmpty { throw .wrong(.badUse) }
      if rest.first == UInt8(ascii: "-") {
        rest = rest.dropFirst().drop(while: ASCII.isSpace).prefix { !ASCII.isSpace($0) }.prefix(6)
        guard let last = try? Numbers.count(String(decoding: rest, as: UTF8.self)), last <= 65535,
          last >= port
        else { throw .wrong(.badUse) }
        count = last - port + 1
      }
    }
    drafts[active].operation.settings[CURLOPT_LOCALPORT] = port == 0 ? nil : .number(port)
    drafts[active].operation.settings[CURLOPT_LOCALPORTRANGE] = port == 0 ? nil : .number(count)
  }

  private mutating func schemes(
    _ text: String, from preset: Set<String>
  ) throws(OptionStop) -> Set<String> {
    var result = preset
    for token in text.utf8.split(separator: UInt8(ascii: ",")) {
      var action = UInt8(ascii: "+")
      let modifiers = token.prefix { !ASCII.isWord($0) }
      for modifier in modifiers {
        guard "=+-".utf8.contains(modifier) else { throw .wrong(.badUse) }
        action = modifier
      }
      let name = String(decoding: token.dropFirst(modifiers.count), as: UTF8.self)
      if name.isEmpty { throw .wrong(.badUse) }
      let isDenied = action == UInt8(ascii: "-")
      if ASCII.areEqual(name, "all") {
        result = isDenied ? [] : SchemeNames.all
        continue
      }
      if action == UInt8(ascii: "=") { result = [] }
      guard let scheme = SchemeNames.canonical(name) else {
        warn("unrecognized protocol '\(name)'")
        continue
      }
      if isDenied { result.remove(scheme) } else { result.insert(scheme) }
    }
    return result
  }
}

/// The schemes that curl knows, of which we speak two.
enum SchemeNames {
  static let ours: Set<String> = ["http", "https"]
  static let redirects: Set<String> = ["http", "https", "ftp", "ftps"]
  static let all: Set<String> = [
    "dict", "file", "ftp", "ftps", "gopher", "gophers", "http", "https", "imap", "imaps", "ldap",
    "ldaps", "mqtt", "pop3", "pop3s", "rtmp", "rtmpe", "rtmps", "rtmpt", "rtmpte", "rtmpts", "rtsp",
    "scp", "sftp", "smb", "smbs", "smtp", "smtps", "telnet", "tftp",
  ]

  static func canonical(_ name: String) -> String? {
    let lowered = String(decoding: name.utf8.map(ASCII.lowered), as: UTF8.self)
    return all.contains(lowered) ? lowered : nil
  }
}
