internal import CDescriptors
internal import Glibc

/// A program that is run once, with an input and open files of ours, and never waited for without end.
///
/// swift-subprocess would be the library for it, but it marks all descriptors but the first three to be
/// closed in the child, and a helper that pays must go on holding our locks when we are gone.
struct HelperProcess: Sendable {
  /// How it ended.
  enum Ending: Hashable, Sendable {
    /// By itself, with this status.
    case exited(Int32)
    /// Through a signal.
    case signalled(Int32)
    /// It was ended, since its time was over.
    case timedOut
    /// It goes on, since nobody wants to wait for it any more.
    case left
    /// Nobody can tell.
    case lost
  }

  /// What it wrote, and how it ended.
  struct Outcome: Sendable {
    /// Its standard output; no more than the limit.
    var output: [UInt8] = []
    /// Whether there was more.
    var isTooLong = false
    var ending = Ending.lost
  }

  /// The file to run.
  let path: String
  /// What it is called with, its own name first.
  let arguments: [String]
  /// `NAME=VALUE`.
  let environment: [String]
  /// Its whole standard input.
  var input: [UInt8] = []
  /// Open files that it holds for as long as it lives.
  var inherited: [Int32] = []
  /// How many seconds it may take before it is asked to end.
  var timeout: Int
  /// How many seconds it then has before it is ended.
  var grace: Int
  /// The most bytes of its output.
  var limit = 64 << 10
  /// Whether to stop waiting for it; it is left alone then.
  var isInterrupted: @Sendable () -> Bool = { false }

  /// Runs it, in a process group of its own.
  ///
  /// - Returns: nil where it could not even be started; then nothing of it ran.
  func run() -> Outcome? {
    guard let input = Self.file(holding: input) else { return nil }
    defer { close(input) }
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe2(&ends, O_CLOEXEC | O_NONBLOCK) == 0 else { return nil }
    guard let reading = Self.high(ends[0]), let writing = Self.high(ends[1]) else { return nil }
    defer { close(reading) }
    // The helper expects one that waits.
    _ = fcntl(writing, F_SETFL, O_WRONLY)
    let child = spawn(input: input, output: writing)
    close(writing)
    guard let child else { return nil }
    return follow(child, reading)
  }

  // MARK: Starting

  private func spawn(input: Int32, output: Int32) -> pid_t? {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, input, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
    // Else the first file that it opens would get what it writes to standard error.
    if fcntl(2, F_GETFD) < 0 {
      unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    }
    // Ours close when we start another program, whichever thread does so. A copy of our own is taken
    // below, since the first three numbers have just been given away.
    var copies: [Int32] = []
    defer { for copy in copies { close(copy) } }
    for descriptor in inherited {
      let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
      guard copy >= 0 else { return nil }
      copies.append(copy)
      // Onto itself: it stays open in the child.
      unsafe posix_spawn_file_actions_adddup2(&actions, copy, copy)
    }
    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe _ = posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe posix_spawnattr_setsigmask(&attributes, &signals)
    unsafe sigaddset(&signals, SIGPIPE)
    unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
    // A group of its own: what the terminal sends to ours does not reach it.
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var pairs = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (words + pairs).forEach { unsafe free($0) } }
    var child: pid_t = 0
    // Libraries open sockets without asking: a server's connection is none of a helper's.
    _ = close_range(3, .max, L402_CLOSE_RANGE_CLOEXEC)
    let code = unsafe posix_spawn(&child, path, &actions, &attributes, &words, &pairs)
    return code == 0 ? child : nil
  }

  /// A file without a name, read from its beginning: however the helper treats its input, nobody
  /// waits for it, and no signal comes back.
  private static func file(holding content: [UInt8]) -> Int32? {
    guard let file = high(unsafe memfd_create("input", L402_MEMFD_CLOEXEC)) else { return nil }
    var rest = content[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { unsafe write(file, $0.baseAddress, $0.count) }
      guard count > 0 else {
        close(file)
        return nil
      }
      rest = rest.dropFirst(count)
    }
    lseek(file, 0, SEEK_SET)
    return file
  }

  /// The descriptor under a number that is none of the first three; nil where there is none.
  private static func high(_ descriptor: Int32) -> Int32? {
    guard (0...2).contains(descriptor) else { return descriptor < 0 ? nil : descriptor }
    defer { close(descriptor) }
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    return copy < 0 ? nil : copy
  }

  // MARK: Following

  private func follow(_ child: pid_t, _ reading: Int32) -> Outcome {
    var outcome = Outcome()
    let start = ContinuousClock.now
    var (isEnded, isAsked, isOpen) = (false, false, true)
    var pause: Int32 = 1
    while !isEnded {
      if isOpen { isOpen = Self.wait(reading, milliseconds: pause) } else { Self.sleep(pause) }
      // What it wrote before it ended is in the pipe once it has.
      isEnded = Self.hasEnded(child)
      if isOpen { isOpen = read(reading, &outcome) }
      pause = min(2 * pause, 20)
      let passed = ContinuousClock.now - start
      if isEnded { break }
      if isInterrupted() {
        outcome.ending = .left
        return outcome
      }
      if !isAsked, passed >= .seconds(timeout) {
        isAsked = true
        kill(-child, SIGTERM)
        // One that is stopped, for want of a terminal, would never hear of it.
        kill(-child, SIGCONT)
      }
      if passed >= .seconds(timeout + grace) { kill(-child, SIGKILL) }
      if passed >= .seconds(timeout + grace + 5) {
        outcome.ending = .timedOut
        return outcome
      }
    }
    // Not yet waited for, it still keeps its number, and with it that of its group.
    if isAsked { kill(-child, SIGKILL) }
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) != child {
      guard errno == EINTR else { return outcome }
    }
    let signal = status & 0x7f
    outcome.ending =
      isAsked ? .timedOut : signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal)
    return outcome
  }

  /// Whether it has ended, or cannot be waited for.
  private static func hasEnded(_ child: pid_t) -> Bool {
    var end = unsafe siginfo_t()
    let code = unsafe waitid(P_PID, id_t(child), &end, WEXITED | WNOHANG | WNOWAIT)
    return code == 0 ? unsafe end.si_signo == SIGCHLD : errno != EINTR
  }

  /// Waits for output; false where none will come any more.
  private static func wait(_ reading: Int32, milliseconds: Int32) -> Bool {
    var waiting = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&waiting, 1, milliseconds) >= 0 || errno == EINTR
  }

  private static func sleep(_ milliseconds: Int32) {
    _ = poll(nil, 0, milliseconds)
  }

  /// Reads what is there; false at the end.
  ///
  /// What is beyond the limit is read and thrown away, so that the helper is not cut off in the middle
  /// of a payment.
  private func read(_ reading: Int32, _ outcome: inout Outcome) -> Bool {
    var block = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = unsafe block.withUnsafeMutableBytes {
        unsafe Glibc.read(reading, $0.baseAddress, $0.count)
      }
      if count == 0 { return false }
      guard count > 0 else { return errno == EAGAIN || errno == EINTR }
      let room = limit - outcome.output.count
      outcome.output.append(contentsOf: block[..<min(count, room)])
      if count > room {
        outcome.isTooLong = true
        // One that writes without end leaves no time for anything else.
        return true
      }
    }
  }
}
