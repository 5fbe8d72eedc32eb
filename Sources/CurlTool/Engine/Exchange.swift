internal import CCurl
internal import HTTPTransport

/// One request and its answer: what libcurl calls back for, and what is made of it.
final class Exchange {
  /// What becomes of the answer.
  enum Fate {
    /// Its header is not complete yet.
    case open
    /// It is the user's.
    case deliver
    /// Nobody sees it.
    case withhold
    /// Its body is nobody's: the next request goes where it leads.
    case follow
  }

  /// Why it was ended from here.
  enum Cause {
    /// The peer is none that what is sent may reach; not a byte left.
    case peer
    /// `-f`, and the status is 400 or above.
    case failedStatus
    /// The output takes no more; why is known there.
    case output
    /// More of a body that nobody sees than is worth reading to keep the connection.
    case enough
    /// The server does not go on where an earlier download ended.
    case noRange
    /// There is nothing that an earlier download did not bring.
    case complete
    /// Somebody asked for an end.
    case cancelled
  }

  private let transfer: Transfer
  private let request: OutgoingRequest
  private let authorization: GuardedAuthorization?
  private(set) var fate = Fate.open
  private(set) var cause: Cause?
  /// The last header, or as much of it as came.
  private(set) var head = IncomingHead(status: 0, fields: [], peer: "")
  /// `1.1`, `2`.
  private(set) var httpVersion = "0"
  /// Whether the connection was ready: what came before is a proxy's.
  private var hasBegun = false
  private var isInHead = false
  private var lines: [[UInt8]] = []
  private var withheld = 0
  private var withheldUntil: ContinuousClock.Instant?
  private var hasBody = false

  /// The most bytes of a body that nobody sees.
  private static let mostWithheld = 1 << 20
  /// How long they may take.
  private static let longestWithheld = Duration.seconds(1)

  init(_ transfer: Transfer, _ request: OutgoingRequest, _ authorization: GuardedAuthorization?) {
    self.transfer = transfer
    self.request = request
    self.authorization = authorization
  }

  static func at(_ context: UnsafeMutableRawPointer?) -> Exchange {
    guard let context else { preconditionFailure("libcurl called back without its context") }
    return Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
  }

  var isTraced: Bool { transfer.isTraced }

  private func end(_ cause: Cause) -> Bool {
    if self.cause == nil { self.cause = cause }
    return false
  }

  // MARK: Before the request

  func mayBegin(at peer: String) -> Bool {
    hasBegun = true
    head.peer = peer
    if let authorization, authorization.onlyToLoopback {
      guard case .proxy = request.route else {
        return HTTPPeer.isLoopback(peer) || request.route == .unixSocket ? true : end(.peer)
      }
      return end(.peer)
    }
    return true
  }

  // MARK: The header

  func takes(headerLine line: UnsafeRawBufferPointer) -> Bool {
    let bytes = [UInt8](line)
    if !isInHead, bytes.starts(with: "HTTP/".utf8) {
      begin(bytes)
    } else if isInHead, bytes.first != 0x0d, bytes.first != 0x0a {
      add(bytes)
    }
    guard isInHead else {
      // Trailers of what nobody sees are no one's either.
      return fate == .withhold || transfer.show(headerLine: bytes) ? true : end(.output)
    }
    lines.append(bytes)
    guard bytes.first == 0x0d || bytes.first == 0x0a else { return true }
    isInHead = false
    // A field may look like the beginning of another head: libcurl says what it took for one.
    if hasBegun, head.status >= 200, head.status == transfer.statusOfLibcurl { decide() }
    if fate == .withhold {
      lines = []
      withheldUntil = .now + Self.longestWithheld
      return true
    }
    return showsPending()
  }

  private func begin(_ line: [UInt8]) {
    isInHead = true
    lines = []
    let words = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: true)
    head.status =
      words.count > 1 ? Int(String(decoding: words[1].prefix(3), as: UTF8.self)) ?? 0 : 0
    head.fields = []
    if hasBegun {
      httpVersion = String(decoding: words[0].dropFirst("HTTP/".utf8.count), as: UTF8.self)
    }
  }

  private func add(_ line: [UInt8]) {
    let text = line.drop { $0 == 0x20 || $0 == 0x09 }
    let isFolded = text.startIndex > 0
    guard !isFolded, let colon = line.firstIndex(of: 0x3a) else {
      guard isFolded, let last = head.fields.popLast() else { return }
      let more = String(decoding: Self.trimmed(text), as: UTF8.self)
      head.fields.append(.init(name: last.name, value: last.value + " " + more))
      return
    }
    head.fields.append(
      .init(
        name: String(decoding: line[..<colon], as: UTF8.self),
        value: String(decoding: Self.trimmed(line[(colon + 1)...]), as: UTF8.self)))
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0d).contains($0) }
    var part = bytes.drop(while: isBlank)
    while let last = part.last, isBlank(last) { part.removeLast() }
    return part
  }

  private func field(_ name: String) -> String? {
    head.fields.last { $0.name.lowercased() == name }?.value
  }

  /// The header is complete.
  private func decide() {
    if transfer.follows(head) {
      fate = .follow
    } else if transfer.judge(head, request) == .withhold {
      fate = .withhold
    } else {
      fate = .deliver
    }
  }

  /// Whether the output took the lines that were kept back.
  func showsPending() -> Bool {
    for line in lines {
      guard transfer.show(headerLine: line) else { return end(.output) }
    }
    lines = []
    return true
  }

  // MARK: The body

  func takes(body piece: UnsafeRawBufferPointer) -> Bool {
    switch fate {
    case .follow: return true
    case .withhold:
      withheld += piece.count
      return withheld <= Self.mostWithheld && !isLate ? true : end(.enough)
    case .open, .deliver:
      if transfer.fails(on: head.status) { return end(.failedStatus) }
      if transfer.resumesByRange, !hasBody {
        if head.status == 416 { return true }
        guard field("content-range") != nil else {
          let isComplete = field("content-length").flatMap { Int64($0) } == transfer.resumedAt
          return end(isComplete ? .complete : .noRange)
        }
      }
      hasBody = true
      return transfer.write(piece) ? true : end(.output)
    }
  }

  /// Whether a body that nobody sees took its time.
  private var isLate: Bool { withheldUntil.map { $0 < .now } ?? false }

  // MARK: What is sent

  func fill(_ room: UnsafeMutableRawBufferPointer) -> Int? { transfer.upload?.fill(room) }

  func seek(to offset: Int64) -> Bool { transfer.upload?.seek(to: offset) ?? false }

  // MARK: While it lasts

  func goesOn(_ downloadTotal: Int64, _ downloaded: Int64, _ uploadTotal: Int64, _ uploaded: Int64)
    -> Bool
  {
    guard !transfer.isCancelled else { return end(.cancelled) }
    guard fate != .withhold || !isLate else { return end(.enough) }
    if fate != .withhold {
      transfer.showProgress(downloadTotal, downloaded, uploadTotal, uploaded)
    }
    return true
  }

  func trace(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
    transfer.trace(kind, bytes)
  }
}
