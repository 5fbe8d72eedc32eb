/// How curl writes what it says besides results.
public enum CurlMessages {
  /// A message in lines of at most 79 bytes, each with the prefix, such as `Warning: ` or `Note: `,
  /// and each with a newline; lines are cut behind a blank where there is one.
  public static func wrapped(_ prefix: String, _ message: String) -> String {
    let width = 79 - prefix.utf8.count
    var rest = Array(message.utf8)[...]
    var lines = ""
    // curl counts the newline at the end in.
    while rest.count + 1 > width {
      var cut = width - 1
      while cut > 0, !ASCII.isBlank(rest[rest.startIndex + cut]) { cut -= 1 }
      if cut == 0 { cut = width - 1 }
      let line = rest.prefix(cut + 1)
      rest = rest.dropFirst(cut + 1)
      lines += prefix + String(decoding: line, as: UTF8.self) + "\n"
    }
    return lines + prefix + String(decoding: rest, as: UTF8.self) + "\n"
  }
}
