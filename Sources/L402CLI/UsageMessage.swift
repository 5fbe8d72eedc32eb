import ArgumentParser

/// Makes the parser's messages kinder: what form a value has, which subcommand was meant.
enum UsageMessage {
  /// What to do instead, where more can be said than "see --help".
  static func hint(for message: String, words: [String]) -> String? {
    if words.count >= 2, message.contains("'\(words[1])'"),
      let group = RootCommand.command(named: [words[0]]), !group.configuration.subcommands.isEmpty
    {
      let names = group.configuration.subcommands.map { $0._commandName }
      return Spelling.nearest(to: words[1], among: names)
        .map { "did you mean l402 \(words[0]) \($0)?" }
        ?? "there are: \(names.joined(separator: ", "))"
    }
    for (name, form) in forms where message.contains("<\(name)>") { return form }
    if message.contains("'L402'") || message.contains("'Authorization:'") {
      return "quote the header: the shell took it apart at its blanks"
    }
    return nil
  }

  /// The forms of values by the names that help gives them.
  private static let forms = [
    ("duration", "a duration: 90s, 10m, 1h30m, 7d, 4w; -1h for the past"),
    ("amount", "an amount: 21, 21sat, 1500msat, 0.5mbtc, 0.0001btc; a bare number is satoshis"),
    ("amount|%", "a limit for fees: 5sat, 1500msat, or a share of the amount: 1%, 0.5%"),
    ("time", "a time: 2026-11-21T04:29:02Z, or unix seconds"),
    ("hex", "64 hexadecimal digits"),
    ("path", "a path begins with / and has no encoded / \\ or %"),
    ("ip", "an IPv4 or IPv6 address, without port"),
    ("url", "an origin: https://api.example or http://127.0.0.1:8080"),
    ("name[:tier]", "a service: NAME or NAME:TIER, without blanks, commas or =; tiers 0 to 255"),
    ("[service=]a,b", "capabilities: read,write or api=read,write"),
    ("address", "an address and a port: 127.0.0.1:8402, [::1]:8402; port 0 is any free one"),
    ("cidr", "an address or a range: 127.0.0.1, 10.0.0.0/8, fd00::/8"),
    ("family", "the families: l402 help caveats"),
  ]
}
