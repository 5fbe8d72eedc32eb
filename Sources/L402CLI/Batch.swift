import Dispatch
import Glibc
import JSON
import L402Protocol
import Presentation
import Synchronization

/// What came of one line.
protocol BatchItem: SendableMetatype {
  /// Whether the answer is yes.
  var isWell: Bool { get }

  /// Writes the line's object, or its text.
  func write(to writer: inout JSONWriter, line: Int)
}

/// A filter: an item a line in, a line out, in order, on all cores, in constant memory.
struct Batch {
  private let session: Session
  private let input: Int32
  private let fields: [String]
  private let isQuiet: Bool
  private let writesText: Bool
  /// Whether the status says that every line was accepted.
  private let isVerdict: Bool
  private let isTerminal: Bool

  /// Longest line, in bytes; a longer one is an error of its own.
  static let longestLine = 1 << 20
  /// How much is read before the work is shared out.
  private static let blockSize = 1 << 20

  /// A filter over an operand: `-`, a file, a descriptor, or standard input when left out.
  ///
  /// - Throws: `Failure` when standard input has a reader already, or a file cannot be opened.
  init(
    session: inout Session, operand: String?, writesText: Bool = false, isVerdict: Bool = false
  ) throws {
    self.isVerdict = isVerdict

    self.writesText = writesText
    fields = session.output.field
    isQuiet = session.output.quiet
    isTerminal = session.environment.isTerminal(session.environment.standardOutput)
    switch operand.map({ Source($0) }) {
    case nil, .standardInput??:
      try session.claimStandardInput(for: "--batch")
      input = session.environment.standardInput
    case .descriptor(let number)??: input = number
    case .file(let path)??:
      input = open(
        DescriptorReader.expand(path, home: session.environment.variables["HOME"]),
        O_RDONLY | O_CLOEXEC)
      guard input >= 0 else {
        throw Failure(.unreadable, "cannot open \"\(path)\": \(SystemError.text(errno))")
      }
    default:
      throw Failure(
        .usage, "--batch reads lines from standard input or a file",
        hint: "write @FILE, or leave the operand out")
    }
    self.session = session
  }

  /// Waits until there is something to read, or nothing will ever be.
  func waitForInput() {
    var waiting = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    while poll(&waiting, 1, -1) < 0, errno == EINTR {}
  }

  /// Runs over all lines.
  ///
  /// - Returns: `.no` if a line failed or was refused.
  func run<Item: BatchItem>(
    _ handler: @escaping @Sendable (_ line: ArraySlice<UInt8>) throws -> Item
  ) throws -> ExitStatus {
    try run(remembering: { () }) { line, _ in try handler(line) }
  }

  /// Runs over all lines with something that a worker may remember from line to line.
  ///
  /// - Returns: `.no` if a line failed or was refused.
  func run<Item: BatchItem, Memo: SendableMetatype>(
    remembering memo: @escaping @Sendable () -> Memo,
    _ handler: @escaping @Sendable (_ line: ArraySlice<UInt8>, inout Memo) throws -> Item
  ) throws -> ExitStatus {
    let workers = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    var lines = LineReader(descriptor: input, blockSize: Self.blockSize)
    var allWell = true
    var number = 1
    while let block = try lines.nextBlock() {
      let parts = block.split(into: workers)
      let outputs = Mutex([PartResult?](repeating: nil, count: parts.count))
      var starts: [Int] = []
      for part in parts {
        starts.append(number)
        number += part.lineCount
      }
      let firsts = starts
      if parts.count == 1 {
        let result = handle(parts[0], from: firsts[0], memo, handler)
        outputs.withLock { $0[0] = result }
      } else {
        DispatchQueue.concurrentPerform(iterations: parts.count) { index in
          let result = handle(parts[index], from: firsts[index], memo, handler)
          outputs.withLock { $0[index] = result }
        }
      }
      for result in outputs.withLock({ $0 }).compactMap({ $0 }) {
        if let failure = result.fatal { throw failure }
        allWell = allWell && result.allWell
        do {
          if !isQuiet { try session.console.write(result.bytes) }
        } catch is Console.BrokenPipe {
          // Nobody reads on. Lines that were not judged are none that were accepted.
          return allWell && !isVerdict ? .success : .no
        }
      }
    }
    if number == 1 { session.console.warn("there was no line to read") }
    return allWell ? .success : .no
  }

  private struct PartResult: Sendable {
    var bytes: [UInt8] = []
    var allWell = true
    /// What no other line would fare better with: a store that fails, a field that is not there.
    var fatal: Failure?
  }

  private func handle<Item: BatchItem, Memo: SendableMetatype>(
    _ part: LineBlock, from first: Int, _ makeMemo: () -> Memo,
    _ handler: (ArraySlice<UInt8>, inout Memo) throws -> Item
  ) -> PartResult {
    var result = PartResult()
    var memo = makeMemo()
    var writer = JSONWriter()
    var number = first
    part.forEachLine { line in
      defer { number += 1 }
      do {
        guard line.count <= Self.longestLine else {
          throw Failure(.malformed, "a line longer than 1 MiB", offset: Self.longestLine)
        }
        let item = try handler(line, &memo)
        result.allWell = result.allWell && item.isWell
        guard !isQuiet else { return true }
        item.write(to: &writer, line: number)
      } catch let failure as Failure where Self.isOfLine(failure) {
        result.allWell = false
        guard !isQuiet else { return true }
        // Where text is written, a failed line is an empty one.
        if !writesText { failure.write(to: &writer, line: number) }
      } catch {
        result.fatal = error as? Failure ?? Failure(.software, "\(error)")
        return false
      }
      writer.endLine()
      if !fields.isEmpty, !pick(from: &writer, into: &result) { return false }
      return true
    }
    if fields.isEmpty { result.bytes = writer.bytes }
    return result
  }

  /// Replaces a line's object by the fields asked for; false when one of them can never be had.
  private func pick(from writer: inout JSONWriter, into result: inout PartResult) -> Bool {
    defer { writer.removeAll() }
    do {
      let values = try session.fields(of: writer.bytes).map(oneLine)
      result.bytes += values.joined(separator: "\t").utf8
      result.bytes.append(0x0a)
      return true
    } catch {
      result.fatal = error as? Failure ?? Failure(.software, "\(error)")
      return false
    }
  }

  private static func isOfLine(_ failure: Failure) -> Bool {
    switch failure.code {
    case .malformed, .widens, .usage: true
    default: false
    }
  }

  /// A value that cannot break the table, nor a terminal.
  private func oneLine(_ text: String) -> String {
    isTerminal ? Sanitizer.clean(text) : text.withoutLineBreaks
  }
}
