/// One request on its way: what libcurl calls back with, and what became of it.
///
/// An object because libcurl hands its address around; it lives on one thread.
final class Transfer {
  /// Why the transfer was ended from here.
  enum Cause {
    case cancelled, peerNotAllowed, wouldRepeat, headerTooLarge, malformed, bodyTooLarge
    case bodyFailed, stopped
  }

  private let options: TransportOptions
  private let isSafe: Bool
  private let isMaybeProxied: Bool
  private let onHead: (HTTPResponseHead) -> HTTPFlow
  private let onBody: (Span<UInt8>) -> HTTPFlow

  private(set) var cause: Cause?
  /// Whether the connection was ready and libcurl was let go on: from here bytes may be sent.
  private(set) var mayHaveBeenSent = false
  private(set) var head: HTTPResponseHead?
  private var reader: ResponseHeadReader
  private var peer: HTTPPeer?
  private var received = 0
  private var upload: UploadReader?

  init(
    _ request: HTTPRequest, _ options: TransportOptions, isMaybeProxied: Bool,
    onHead: @escaping (HTTPResponseHead) -> HTTPFlow,
    onBody: @escaping (Span<UInt8>) -> HTTPFlow
  ) {
    self.options = options
    self.isMaybeProxied = isMaybeProxied
    self.onHead = onHead
    self.onBody = onBody
    isSafe = request.isSafe
    reader = ResponseHeadReader(limit: options.maximumHeader)
    if case .stream(let stream) = request.body { upload = UploadReader(stream) }
  }

  /// The transfer that a callback is about.
  @unsafe
  static func at(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    unsafe context.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
  }

  var trailers: HTTPHeaders { reader.trailers }

  var isCancellable: Bool { options.cancellation != nil }

  /// Whether a request may be sent to the peer that is connected.
  func beginsRequest(to address: String, port: Int) -> Bool {
    guard goesOn() else { return false }
    let endpoint: HTTPPeer.Endpoint =
      options.unixSocket.map(HTTPPeer.Endpoint.unixSocket) ?? .address(address, port: port)
    let peer = HTTPPeer(endpoint: endpoint, isProxied: isMaybeProxied)
    guard options.peers == .any || peer.isLoopback else { return end(.peerNotAllowed) }
    // libcurl sends once more where a kept connection was closed without an answer.
    guard isSafe || !mayHaveBeenSent else { return end(.wouldRepeat) }
    self.peer = peer
    mayHaveBeenSent = true
    return true
  }

  /// Whether nobody has raised the flag.
  func goesOn() -> Bool {
    options.cancellation?.isCancelled == true ? end(.cancelled) : true
  }

  /// Whether more is wanted after a line of the header.
  func takesHeader(line: [UInt8]) -> Bool {
    do {
      guard try reader.take(line) else { return true }
    } catch {
      return end(error == .tooLarge ? .headerTooLarge : .malformed)
    }
    guard let peer else { return end(.malformed) }
    let head = HTTPResponseHead(
      version: reader.version, status: reader.status, reason: reader.reason,
      headers: reader.headers, peer: peer)
    self.head = head
    return onHead(head) == .more ? true : end(.stopped)
  }

  /// Whether more is wanted after a piece of the body.
  func takesBody(_ piece: Span<UInt8>) -> Bool {
    guard head != nil else { return end(.malformed) }
    received += piece.count
    if let limit = options.maximumBody, received > limit { return end(.bodyTooLarge) }
    return onBody(piece) == .more ? true : end(.stopped)
  }

  /// Fills the room with bytes to send; how many, 0 at the end, nil where there are none to be had.
  @unsafe
  func fill(_ room: UnsafeMutableRawBufferPointer) -> Int? {
    if let count = unsafe upload?.fill(room) { return count }
    _ = end(.bodyFailed)
    return nil
  }

  /// Remembers the first cause; false.
  private func end(_ cause: Cause) -> Bool {
    if self.cause == nil { self.cause = cause }
    return false
  }
}
