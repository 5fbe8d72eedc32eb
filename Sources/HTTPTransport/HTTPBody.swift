/// What a request carries.
public enum HTTPBody: Sendable {
  /// Nothing. POST, PUT and PATCH say so with `Content-Length: 0`.
  case none
  /// Bytes, as they are.
  case bytes([UInt8])
  /// Bytes that are asked for while they are sent.
  case stream(HTTPBodyStream)
}

extension HTTPBody: CustomStringConvertible, CustomReflectable {
  /// How long it is: it may hold a secret.
  public var description: String {
    switch self {
    case .none: "(no body)"
    case .bytes(let bytes): "(body of \(bytes.count) bytes)"
    case .stream: "(streamed body)"
    }
  }

  /// As the description.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// A body that is read once, piece by piece.
public struct HTTPBodyStream: Sendable {
  /// What comes next.
  public enum Piece: Sendable {
    /// More bytes; none means only that there are more to ask for.
    case bytes([UInt8])
    /// All was given.
    case end
    /// No more can be had, and it is not the end: the request fails.
    case failed
  }

  /// How many bytes there will be, exactly; nil where that is not known, and then HTTP/1.1 sends
  /// them chunked.
  public let length: Int64?
  /// Gives the next piece, on the thread that sends.
  public let next: @Sendable () -> Piece

  /// A stream of `length` bytes.
  public init(length: Int64?, next: @escaping @Sendable () -> Piece) {
    self.length = length
    self.next = next
  }
}
