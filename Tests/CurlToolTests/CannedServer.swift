import Foundation

/// A server on loopback that gives prepared answers, one a connection; ends with the value.
final class CannedServer: Sendable {
  let port: UInt16
  private let listener: Int32

  /// `pieces` are sent one after the other, with a pause between them.
  init(pause: useconds_t = 0, _ pieces: @escaping @Sendable (_ path: String) -> [[UInt8]]) throws {
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let listener = listener
    let isBound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 16) == 0
          && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound else { throw CocoaError(.featureUnsupported) }
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread {
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        Self.serve(connection, pause, pieces)
        close(connection)
      }
    }
  }

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  var url: String { "http://127.0.0.1:\(port)" }

  private static func serve(
    _ connection: Int32, _ pause: useconds_t, _ pieces: (String) -> [[UInt8]]
  ) {
    var request: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while request.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
      let count = read(connection, &buffer, buffer.count)
      guard count > 0 else { return }
      request += buffer[..<count]
    }
    let words = String(decoding: request, as: UTF8.self).split(separator: " ")
    for piece in pieces(words.count > 1 ? String(words[1]) : "/") {
      guard send(connection, piece, piece.count, Int32(MSG_NOSIGNAL)) > 0 else { return }
      if pause > 0 { usleep(pause) }
    }
  }

  /// An answer with these header lines, closed at its end.
  static func answer(_ lines: [String] = [], _ body: String = "hello\n") -> [UInt8] {
    let head =
      ["HTTP/1.1 200 OK"] + lines + ["Content-Length: \(body.utf8.count)", "Connection: close"]
    return Array((head.joined(separator: "\r\n") + "\r\n\r\n" + body).utf8)
  }
}
