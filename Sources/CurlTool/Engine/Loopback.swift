/// Whether an address is this machine's own.
public enum Loopback {
  /// Whether it is in 127.0.0.0/8, or is `::1`; written as by inet_ntop.
  public static func isLoopback(_ address: String) -> Bool {
    let mapped = "::ffff:"
    let text = address.hasPrefix(mapped) ? address.dropFirst(mapped.count) : address[...]
    return text == "::1" || (text.hasPrefix("127.") && text.utf8.allSatisfy { $0 != 0x3a })
  }
}
