internal import Dispatch
internal import Glibc
internal import Synchronization

/// Lines written to a descriptor by a thread of its own, many at a time: a reader that stops
/// reading stops no request.
public final class AccessLog: Sendable {
  private struct State {
    var pending: [UInt8] = []
    /// A call of `drain` is to come.
    var isAwaited = false
  }

  private let descriptor: Int32
  private let queue = DispatchQueue(label: "l402.log")
  private let state = Mutex(State())

  /// The most bytes that wait to be written.
  private static let capacity = 1 << 20
  /// For how long lines wait for others.
  private static let pause = DispatchTimeInterval.milliseconds(10)

  /// A log on a descriptor, which stays open.
  public init(descriptor: Int32) { self.descriptor = descriptor }

  /// Adds a line; false where it was dropped since too much waits already.
  @discardableResult
  public func append(_ line: [UInt8]) -> Bool {
    let starts: Bool? = state.withLock { state in
      guard state.pending.count + line.count < Self.capacity else { return nil }
      state.pending += line
      state.pending.append(0x0a)
      defer { state.isAwaited = true }
      return !state.isAwaited
    }
    if starts == true { awaitOthers() }
    return starts != nil
  }

  /// Waits until everything is written, but not for long.
  public func flush() {
    let done = DispatchSemaphore(value: 0)
    queue.async {
      self.writePending()
      done.signal()
    }
    _ = done.wait(timeout: .now() + 1)
  }

  private func awaitOthers() {
    queue.asyncAfter(deadline: .now() + Self.pause) { self.drain() }
  }

  private func drain() {
    writePending()
    let goesOn = state.withLock { state in
      state.isAwaited = !state.pending.isEmpty
      return state.isAwaited
    }
    if goesOn { awaitOthers() }
  }

  private func writePending() {
    let bytes = state.withLock { state in
      defer { state.pending = [] }
      return state.pending
    }
    if !bytes.isEmpty { write(bytes[...]) }
  }

  private func write(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&waiting, 1, 1000)
      } else if errno != EINTR {
        return
      }
    }
  }
}
