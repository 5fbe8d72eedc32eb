import Foundation

/// A socket that sends exactly what a test says.
final class RawClient: Sendable {
  private let descriptor: Int32

  init(port: Int) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard code == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    // No test waits for ever.
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(
      descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  }

  deinit { close(descriptor) }

  /// Sends; false where the other end is gone.
  @discardableResult
  func send(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  /// Says that nothing more comes.
  func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

  /// Everything until the other end closes; nil where it does not within 20 s.
  func readToEnd() -> String? {
    var content: [UInt8] = []
    while true {
      guard let block = receive() else { return nil }
      if block.isEmpty { return String(decoding: content, as: UTF8.self) }
      content += block
    }
  }

  /// Reads until so many answers with a Content-Length have come.
  func answers(_ count: Int) -> [RawAnswer] {
    var content: [UInt8] = []
    while true {
      let found = RawAnswer.parse(content)
      if found.count >= count { return found }
      guard let block = receive(), !block.isEmpty else { return found }
      content += block
    }
  }

  /// Nil on a time-out; nothing where the other end closed, however it did.
  private func receive() -> [UInt8]? {
    var block = [UInt8](repeating: 0, count: 65536)
    let count = recv(descriptor, &block, block.count, 0)
    if count < 0 { return errno == EAGAIN ? nil : [] }
    return Array(block.prefix(count))
  }
}

/// An answer as it came.
struct RawAnswer {
  let status: Int
  let head: String
  let body: String

  func header(_ name: String) -> String? {
    head.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
      .map { String($0.dropFirst(name.count + 2)) }
  }

  static func parse(_ content: [UInt8]) -> [RawAnswer] {
    var answers: [RawAnswer] = []
    var rest = content[...]
    while let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) {
      let head = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
      let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
      let probe = RawAnswer(status: status, head: head, body: "")
      let length = probe.header("Content-Length").flatMap { Int($0) } ?? 0
      let body = rest[end.upperBound...]
      guard body.count >= length else { break }
      rest = body.dropFirst(length)
      guard status != 100 else { continue }
      answers.append(
        RawAnswer(
          status: status, head: head, body: String(decoding: body.prefix(length), as: UTF8.self)))
    }
    return answers
  }
}
