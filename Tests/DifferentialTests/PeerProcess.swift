import Foundation

/// Why a peer gave no answers.
enum PeerError: Error, Equatable {
  /// The program is not there or cannot be started.
  case missing(String)
  /// No byte came and none was taken for as long as we wait.
  case silent
  /// The program ended before its last answer.
  case ended
  /// The system refused to wait, read or write.
  case system(Int32)
}

/// A program that answers each line with a line.
final class PeerProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let patience: Int32
  private var pending: [UInt8] = []

  /// Starts the program; `patience` is how many milliseconds may pass without a byte.
  init(_ program: String, arguments: [String] = [], patience: Int32 = 60_000) throws {
    self.patience = patience
    guard FileManager.default.isExecutableFile(atPath: program) else {
      throw PeerError.missing(program)
    }
    // A peer that ended shows in `exchange`, not by a signal to all tests.
    signal(SIGPIPE, SIG_IGN)
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let writer = input.fileHandleForWriting.fileDescriptor
    _ = fcntl(writer, F_SETFL, fcntl(writer, F_GETFL) | O_NONBLOCK)
  }

  deinit {
    // Only the process that was started here, by its id.
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  /// Sends all lines and collects as many; writes and reads in turn, so that no pipe fills up.
  func exchange(_ lines: [[UInt8]]) throws -> [[UInt8]] {
    var unsent: ArraySlice<UInt8> = []
    for line in lines { unsent += line + [0x0a] }
    var answers: [[UInt8]] = []
    while answers.count < lines.count {
      var descriptors = [
        pollfd(fd: output.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
      ]
      if !unsent.isEmpty {
        descriptors.append(
          pollfd(fd: input.fileHandleForWriting.fileDescriptor, events: Int16(POLLOUT), revents: 0))
      }
      let ready = poll(&descriptors, nfds_t(descriptors.count), patience)
      if ready < 0, errno == EINTR { continue }
      guard ready >= 0 else { throw PeerError.system(errno) }
      guard ready > 0 else { throw PeerError.silent }
      if descriptors[0].revents != 0 { try receive(into: &answers) }
      if descriptors.count > 1, descriptors[1].revents != 0 { try send(&unsent) }
    }
    return answers
  }

  private func send(_ unsent: inout ArraySlice<UInt8>) throws {
    let count = unsent.withUnsafeBytes { bytes in
      write(input.fileHandleForWriting.fileDescriptor, bytes.baseAddress, bytes.count)
    }
    if count < 0 {
      guard errno == EAGAIN || errno == EINTR else {
        throw errno == EPIPE ? PeerError.ended : PeerError.system(errno)
      }
    } else {
      unsent = unsent.dropFirst(count)
    }
  }

  private func receive(into answers: inout [[UInt8]]) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(output.fileHandleForReading.fileDescriptor, &buffer, buffer.count)
    guard count != 0 else { throw PeerError.ended }
    guard count > 0 else {
      if errno == EINTR { return }
      throw PeerError.system(errno)
    }
    var rest = buffer[..<count]
    while let end = rest.firstIndex(of: 0x0a) {
      answers.append(pending + rest[..<end])
      pending = []
      rest = rest[(end + 1)...]
    }
    pending += rest
  }
}
