internal import NIOHTTP1

/// What must hold for a request's end to be where everybody sees it.
enum RequestFraming {
  /// Why two servers could see two different requests; nil where they cannot.
  static func problem(_ head: HTTPRequestHead) -> String? {
    guard head.version == .http1_1 || head.version == .http1_0 else {
      return "HTTP/1.0 and HTTP/1.1 are spoken here"
    }
    let hosts = head.headers["host"]
    guard hosts.count < 2, hosts.count == 1 || head.version == .http1_0 else {
      return hosts.isEmpty ? "the host is missing" : "the host is repeated"
    }
    let lengths = head.headers["content-length"]
    let encodings = head.headers["transfer-encoding"]
    guard lengths.count + encodings.count < 2 else {
      return "the length of the body is given twice"
    }
    if let encoding = encodings.first {
      guard head.version == .http1_1, encoding.lowercased() == "chunked" else {
        return "this transfer encoding is not known"
      }
    }
    if let length = lengths.first {
      guard !length.isEmpty, length.utf8.count < 19,
        length.utf8.allSatisfy({ (0x30...0x39).contains($0) })
      else { return "the content length is no number" }
    }
    for (_, value) in head.headers where value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 }) {
      return "a control character in a header"
    }
    return nil
  }
}
