internal import Bytes
internal import Glibc
internal import HTTPTransport
internal import JSON

/// Core Lightning's unix socket: JSON-RPC 2.0, each answer ended by two newlines.
///
/// Every call has a connection of its own, so that no answer can be taken for another one's.
struct CLNSocket: CLNLink {
  /// The longest path that fits a socket's address, in bytes.
  static let longestPath = 107

  private let path: String

  /// - Throws: `WalletError` with `.configuration` for a path that no socket can have.
  init(path: String) throws(WalletError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw WalletError(
        .configuration, "the socket's path is empty or has a NUL in it", mayHaveBeenSent: false)
    }
    guard path.utf8.count <= Self.longestPath else {
      throw WalletError(
        .configuration,
        "the socket's path has \(path.utf8.count) bytes, and the system takes "
          + "\(Self.longestPath) at most: link to its folder from a shorter one",
        mayHaveBeenSent: false)
    }
    self.path = path
  }

  func send(_ call: CLNCall) throws(WalletError) -> CLNReply {
    let id = "l402:\(call.method)#1"
    var request = JSONWriter()
    request.object { object in
      object.member("id", id)
      object.member("jsonrpc", "2.0")
      object.member("method", call.method)
      object.name("params")
      object.raw(call.parameters)
    }
    let connection = try CLNConnection(to: path, call)
    try connection.write(request.bytes)
    while true {
      let frame = try connection.frame()
      if frame.allSatisfy({ $0 == 0x0a }) { continue }
      guard let json = try? JSONReader.read(frame[...]), json.members != nil else {
        throw WalletError(.malformedAnswer, "what answers on the socket is not Core Lightning")
      }
      // Notifications, and answers to nobody.
      guard json["id"]?.string == id, json["method"] == nil else { continue }
      if let error = json["error"], !error.isNull {
        guard let refusal = CLNReply.refusal(in: error) else { break }
        return .refusal(refusal)
      }
      guard let result = json["result"], result.members != nil else { break }
      return .result(result)
    }
    throw WalletError(.malformedAnswer, "the node's answer cannot be understood")
  }
}

/// One connection to the socket, for one call.
private final class CLNConnection {
  private let descriptor: Int32
  private let deadline: ContinuousClock.Instant
  private let timeout: Int
  private let cancellation: Cancellation?
  private var received: [UInt8] = []
  /// Where the next frame begins, and how far the end of it was looked for.
  private var start = 0
  private var scanned = 0
  private var hasSent = false

  init(to path: String, _ call: CLNCall) throws(WalletError) {
    timeout = call.timeout
    deadline = .now + .seconds(call.timeout)
    cancellation = call.cancellation
    descriptor = socket(
      AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    guard descriptor >= 0 else { throw failure("no socket can be made", errno) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
      unsafe room.copyBytes(from: path.utf8)
    }
    while true {
      let status = unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
      }
      let number = errno
      if status == 0 || number == EISCONN { return }
      switch number {
      case EINTR: continue
      // Too many are waiting to be accepted.
      case EAGAIN:
        try waits()
        _ = poll(nil, 0, 20)
      case EACCES, EPERM:
        throw WalletError(
          .configuration, "the node's socket may not be opened by this user: permission denied",
          mayHaveBeenSent: false)
      default: throw failure("the node's socket cannot be reached", number)
      }
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Sends all.
  func write(_ bytes: [UInt8]) throws(WalletError) {
    var sent = 0
    while sent < bytes.count {
      try waits()
      let count = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[sent...])
        return unsafe Glibc.send(
          descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      }
      let number = errno
      if count > 0 {
        sent += count
        hasSent = true
      } else if count < 0, number == EAGAIN || number == EINTR {
        try ready(for: Int16(POLLOUT))
      } else {
        throw failure("the node closed its socket", number)
      }
    }
  }

  /// The next answer, without the newlines behind it.
  func frame() throws(WalletError) -> [UInt8] {
    while true {
      while scanned + 1 < received.count {
        if received[scanned] == 0x0a, received[scanned + 1] == 0x0a {
          let frame = Array(received[start..<scanned])
          scanned += 2
          start = scanned
          return frame
        }
        scanned += 1
      }
      try read()
    }
  }

  private func read() throws(WalletError) {
    guard received.count <= WalletHTTP.largestAnswer else {
      throw WalletError(
        .malformedAnswer,
        "the node's answer is longer than the limit of \(WalletHTTP.largestAnswer) bytes")
    }
    try ready(for: Int16(POLLIN))
    var piece = [UInt8](repeating: 0, count: 65536)
    let count = unsafe piece.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    let number = errno
    if count > 0 {
      received += piece[..<count]
    } else if count == 0 {
      throw failure("the node closed its socket without an answer", 0)
    } else if number != EAGAIN, number != EINTR {
      throw failure("the node's socket broke", number)
    }
  }

  /// Waits until there is something to read, or room to write.
  private func ready(for events: Int16) throws(WalletError) {
    while true {
      try waits()
      var waiting = pollfd(fd: descriptor, events: events, revents: 0)
      // In short slices: a signal or another thread may raise the flag meanwhile.
      let status = unsafe poll(&waiting, 1, 100)
      if status > 0 { return }
      if status < 0, errno != EINTR { throw failure("the node's socket broke", errno) }
    }
  }

  /// - Throws: `WalletError` where time is over or nobody waits any more.
  private func waits() throws(WalletError) {
    if cancellation?.isCancelled == true {
      throw WalletError(.unreachable, "cancelled", mayHaveBeenSent: hasSent)
    }
    guard ContinuousClock.now < deadline else {
      throw WalletError(
        .unreachable, "the node did not answer within \(timeout) s", mayHaveBeenSent: hasSent)
    }
  }

  private func failure(_ message: String, _ number: Int32) -> WalletError {
    var cause = ""
    if number != 0 {
      cause = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        guard let start = buffer.baseAddress, unsafe strerror_r(number, start, 256) == 0 else {
          return ""
        }
        return ": " + (unsafe String(cString: start)).lowercased()
      }
    }
    return WalletError(.unreachable, message + cause, mayHaveBeenSent: hasSent)
  }
}
