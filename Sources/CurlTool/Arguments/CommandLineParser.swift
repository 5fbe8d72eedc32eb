/// An option of the caller's own, such as `--wallet NAME`.
public struct ExtraOption: Sendable, Hashable {
  /// Without the dashes.
  public let name: String
  /// Whether the next argument is its value.
  public let takesValue: Bool
  /// Whether `.curlrc` and the files of `-K` may have it.
  public let isAllowedInFiles: Bool

  /// An option; only the command line may have it unless it is said otherwise.
  public init(_ name: String, takesValue: Bool, isAllowedInFiles: Bool = false) {
    self.name = name
    self.takesValue = takesValue
    self.isAllowedInFiles = isAllowedInFiles
  }
}

/// What a command line asks for.
public enum ParsedCommandLine: Sendable {
  /// Transfers.
  case run(CurlCommandLine)
  /// `-h`, with the category behind it.
  case help(category: String?)
  /// `-V`.
  case version
}

/// Reads the command line of curl 7.88.1, its configuration files included.
public struct CommandLineParser {
  private let extras: [ExtraOption]
  private let variables: [String: String]
  private let standardInput: Int32
  private let askPassword: (String) -> String?

  /// A parser for one command line.
  ///
  /// `askPassword` gets what to show; nil is as an empty answer.
  public init(
    extras: [ExtraOption], variables: [String: String], standardInput: Int32,
    askPassword: @escaping (_ prompt: String) -> String?
  ) {
    self.extras = extras
    self.variables = variables
    self.standardInput = standardInput
    self.askPassword = askPassword
  }

  /// Reads the arguments after `curl`.
  ///
  /// Files that options name for their content are read here; nothing is written.
  public func parse(_ arguments: [String]) throws(CurlFailure) -> ParsedCommandLine {
    var state = ParserState(extras: extras, standardInput: standardInput)
    do {
      try readUserConfiguration(&state, arguments)
      try state.read(arguments)
    } catch {
      switch error.stop {
      case .help(let category): return .help(category: category)
      case .version: return .version
      case .wrong(let problem): throw usageFailure(problem, error, state)
      case .refused(let failure): throw Self.complete(failure, state)
      case .next: break
      }
    }
    return .run(try finish(&state))
  }

  private func readUserConfiguration(
    _ state: inout ParserState, _ arguments: [String]
  ) throws(OptionFailure) {
    if let first = arguments.first,
      first.utf8.starts(with: Array("-q".utf8)) || ASCII.areEqual(first, "--disable")
    {
      return
    }
    if let file = UserConfiguration.file(variables) {
      do {
        _ = try state.readFile(file)
      } catch {
        throw OptionFailure(option: nil, stop: error)
      }
    }
    state.active = 0
    if arguments.isEmpty, state.drafts[0].nodes.isEmpty {
      throw OptionFailure(
        option: nil, stop: .refused(CurlFailure(2, String(ParserState.advice.dropFirst(6)))))
    }
  }

  private func usageFailure(
    _ problem: UsageError, _ error: OptionFailure, _ state: ParserState
  ) -> CurlFailure {
    let option = error.isWhole ? nil : error.option
    let reason = option.map { "option \($0): \(problem.words)" } ?? problem.words
    let lines = (state.complaints + [reason]).joined(separator: "\ncurl: ")
    var failure = CurlFailure(problem.status, "\(lines)\n\(ParserState.advice)")
    failure.isUsage = true
    return Self.complete(failure, state)
  }

  private static func complete(_ failure: CurlFailure, _ state: ParserState) -> CurlFailure {
    var failure = failure
    failure.warnings = state.warnings + failure.warnings
    failure.errorFile = state.globals.errorFile
    return failure
  }

  private func finish(_ state: inout ParserState) throws(CurlFailure) -> CurlCommandLine {
    askForPasswords(&state)
    var line = CurlCommandLine()
    line.operations = state.drafts.indices.map { index in
      state.drafts[index].addJSONFields()
      if state.drafts[index].hasTooLongCookies {
        state.warn("skipped provided cookie, the cookie header would go over 4096 bytes")
      }
      return state.drafts[index].finish(state.globals, variables: variables)
    }
    if let failure = line.operations.first?.failure { throw Self.complete(failure, state) }
    line.failsEarly = state.globals.failsEarly
    line.errorFile = state.globals.errorFile
    line.extras = state.foundExtras
    line.warnings = state.warnings
    return line
  }

  private func askForPasswords(_ state: inout ParserState) {
    for index in state.drafts.indices {
      let place = state.drafts.count == 1 ? "" : " on URL #\(index + 1)"
      if state.drafts[index].operation.bearer == nil {
        complete(&state.drafts[index].operation.user, of: "host", place)
      }
      complete(&state.drafts[index].proxyUser, of: "proxy", place)
    }
  }

  private func complete(_ user: inout String?, of kind: String, _ place: String) {
    guard let text = user, !text.utf8.contains(UInt8(ascii: ":")) else { return }
    let name = text.utf8.prefix { $0 != UInt8(ascii: ";") }
    if name.isEmpty, !text.isEmpty { return }
    let shown = String(decoding: name, as: UTF8.self)
    let password = askPassword("Enter \(kind) password for user '\(shown)'\(place):") ?? ""
    user = "\(text):\(password)"
  }
}
