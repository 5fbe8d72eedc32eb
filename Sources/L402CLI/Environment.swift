import Glibc
public import L402Protocol

/// Everything of the world that commands touch, as values that tests replace.
public struct Environment: Sendable {
  /// Environment variables that are UTF-8.
  public var variables: [String: String]
  /// The bytes of those whose values are not: keys may be.
  public var binaryVariables: [String: [UInt8]] = [:]
  /// The descriptor of standard input.
  public var standardInput: Int32
  /// The descriptor of standard output.
  public var standardOutput: Int32
  /// The descriptor of standard error.
  public var standardError: Int32
  /// The moment, in seconds.
  public var now: @Sendable () -> Timestamp
  /// Random bytes for keys, token ids and preimages.
  public var randomBytes: @Sendable (_ count: Int) -> [UInt8]
  /// Waits so many milliseconds, or less where a signal comes.
  public var sleep: @Sendable (_ milliseconds: Int) -> Void = {
    usleep(UInt32(clamping: $0 * 1000))
  }
  /// Whether a descriptor is a terminal.
  public var isTerminal: @Sendable (_ descriptor: Int32) -> Bool

  /// How many columns and rows a terminal has; nil for anything else.
  public var windowSize: @Sendable (_ descriptor: Int32) -> (columns: Int, rows: Int)? = {
    _ in nil
  }

  /// An environment made of its parts.
  public init(
    variables: [String: String], standardInput: Int32 = 0, standardOutput: Int32 = 1,
    standardError: Int32 = 2, now: @escaping @Sendable () -> Timestamp,
    randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8],
    isTerminal: @escaping @Sendable (_ descriptor: Int32) -> Bool
  ) {
    self.variables = variables
    self.standardInput = standardInput
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.now = now
    self.randomBytes = randomBytes
    self.isTerminal = isTerminal
  }

  /// The process's own.
  public static func process() -> Environment {
    var environment = Environment(
      variables: [:], now: { Timestamp(unixSeconds: Int64(time(nil))) },
      randomBytes: { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
      },
      isTerminal: { isatty($0) == 1 })
    environment.windowSize = { descriptor in
      var size = winsize()
      guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
        return nil
      }
      return (Int(size.ws_col), Int(size.ws_row))
    }
    environment.readVariables()
    return environment
  }

  private mutating func readVariables() {
    var pointer = environ
    while let entry = pointer.pointee {
      let bytes = UnsafeRawBufferPointer(start: entry, count: strlen(entry))
      pointer += 1
      guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")),
        let name = String(validating: bytes[..<equals], as: UTF8.self)
      else { continue }
      let value = bytes[(equals + 1)...]
      if let text = String(validating: value, as: UTF8.self) {
        variables[name] = text
      } else {
        binaryVariables[name] = Array(value)
      }
    }
  }
}
