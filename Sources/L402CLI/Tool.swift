import ArgumentParser
import Glibc
import JSON

/// The program, without the process round it.
public enum Tool {
  /// Runs with the process's own arguments and ends it.
  public static func main() -> Never {
    // Keys pass through memory: no core dumps. A reader that goes away is no crash.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    occupyStandardDescriptors()
    guard let arguments = arguments() else {
      Console(environment: .process(), isQuiet: false, isVerbose: false)
        .say(
          Failure(
            .usage, "an argument is not UTF-8", hint: "give binary text as @FILE or by a pipe"
          ).lines)
      exit(ExitStatus.usage.rawValue)
    }
    end(run(arguments, in: .process()))
  }

  /// Ends the process without what libraries tidy up: all that is to stay has been written, and the
  /// dozens that libcurl brings take their time.
  private static func end(_ status: Int32) -> Never {
    fflush(nil)
    _exit(status)
  }

  /// The arguments behind the program's name; nil where one is not UTF-8, since a repaired one
  /// would be another caveat or name than the one given.
  private static func arguments() -> [String]? {
    var arguments: [String] = []
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let pointer = CommandLine.unsafeArgv[index] else { return arguments }
      guard let text = String(validatingCString: pointer) else { return nil }
      arguments.append(text)
    }
    return arguments
  }

  /// Opens what was closed of the three, so that no other file takes its number; reading such an
  /// input and writing such an output still fails.
  private static func occupyStandardDescriptors() {
    for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 {
      _ = open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// Runs one command line in an environment.
  ///
  /// - Returns: the exit status.
  public static func run(_ arguments: [String], in environment: Environment) -> Int32 {
    let wantsJSON = arguments.prefix { $0 != "--" }.contains("--json")
    let console = Console(environment: environment, isQuiet: false, isVerbose: false)
    if arguments.first == "curl" {
      return CurlCommand.run(Array(arguments.dropFirst()), in: environment)
    }
    do {
      return try dispatch(arguments, in: environment).rawValue
    } catch is Console.BrokenPipe {
      return ExitStatus.success.rawValue
    } catch let failure as Failure {
      return report(failure, asJSON: wantsJSON, console)
    } catch {
      return end(with: error, arguments: arguments, asJSON: wantsJSON, console)
    }
  }

  private static func dispatch(
    _ arguments: [String], in environment: Environment
  ) throws -> ExitStatus {
    let console = Console(environment: environment, isQuiet: false, isVerbose: false)
    if arguments.isEmpty || arguments == ["--help"] || arguments == ["-h"] {
      try console.write(RootCommand.overview)
      return .success
    }
    try refuseUnknownCommand(arguments)
    try refuseUnknownSubcommand(arguments)
    let command = command(in: arguments)
    if arguments.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
      try console.write(HelpPage(command: command).text)
      return .success
    }
    var parsed = try parse(arguments)
    guard let ours = parsed as? any L402Command else {
      if !command.configuration.subcommands.isEmpty {
        // A group without subcommand.
        try console.write(HelpPage(command: command).text)
        return .success
      }
      try parsed.run()
      return .success
    }
    let names = type(of: ours).fieldNames
    try names.check(ours.output.field)
    var session = Session(environment: environment, output: ours.output.form, fieldNames: names)
    var runnable = ours
    return try runnable.run(in: &session)
  }

  /// Parses with the command that the leading words name: the parser builds the tree of everything
  /// below the command that it begins with, which for the root takes longer than all the rest.
  private static func parse(_ arguments: [String]) throws -> any ParsableCommand {
    // Only the root knows its version.
    let asksVersion = arguments.prefix { $0 != "--" }.contains("--version")
    let words = asksVersion ? [] : arguments.prefix { !$0.hasPrefix("-") }
    for count in [2, 1] where words.count >= count {
      let leading = Array(words.prefix(count))
      guard let command = RootCommand.command(named: leading),
        command.configuration.subcommands.isEmpty
      else { continue }
      return try command.parseAsRoot(Array(arguments.dropFirst(count)))
    }
    return try RootCommand.parseAsRoot(arguments)
  }

  /// The command that the leading words name.
  private static func command(in arguments: [String]) -> any ParsableCommand.Type {
    let words = arguments.prefix { !$0.hasPrefix("-") }
    for count in [2, 1] {
      if let command = RootCommand.command(named: Array(words.prefix(count))) { return command }
    }
    return RootCommand.self
  }

  private static func refuseUnknownCommand(_ arguments: [String]) throws {
    guard let word = arguments.first, !word.hasPrefix("-"), !RootCommand.names.contains(word) else {
      return
    }
    let hint =
      aliases[word].map { "did you mean l402 \($0)?" }
      ?? Spelling.nearest(to: word, among: RootCommand.names).map { "did you mean l402 \($0)?" }
      ?? "commands: l402 --help"
    throw Failure(.usage, "no command \"\(word)\"", hint: hint)
  }

  private static func refuseUnknownSubcommand(_ arguments: [String]) throws {
    guard arguments.count > 1, !arguments[1].hasPrefix("-"),
      let group = RootCommand.command(named: [arguments[0]])
    else { return }
    let names = group.configuration.subcommands.map { $0._commandName }
    guard !names.isEmpty, !names.contains(arguments[1]) else { return }
    throw Failure(
      .usage, "l402 \(arguments[0]) has no \"\(arguments[1])\"",
      hint: Spelling.nearest(to: arguments[1], among: names)
        .map { "did you mean l402 \(arguments[0]) \($0)?" }
        ?? "there are: \(names.joined(separator: ", "))")
  }

  /// What people type for what we have.
  private static let aliases = [
    "decodepayreq": "decode-invoice", "invoice": "decode-invoice",
    "decode": "inspect", "show": "inspect", "explain": "inspect", "parse": "inspect",
    "attenuate": "add-caveat", "caveat": "add-caveat", "restrict": "add-caveat",
    "check": "verify", "validate": "verify", "create": "mint", "sign": "mint", "bake": "mint",
    "key": "keys", "settings": "config", "get": "curl", "fetch": "curl", "tokens": "credentials",
  ]

  private static func report(_ failure: Failure, asJSON: Bool, _ console: Console) -> Int32 {
    console.say(failure.lines)
    if asJSON {
      var writer = JSONWriter()
      failure.write(to: &writer)
      console.say(String(decoding: writer.bytes, as: UTF8.self) + "\n")
    }
    return failure.code.exit.rawValue
  }

  /// Help and version on standard output; usage errors in our own words.
  private static func end(
    with error: any Error, arguments: [String], asJSON: Bool, _ console: Console
  ) -> Int32 {
    if RootCommand.exitCode(for: error).isSuccess {
      let text = RootCommand.fullMessage(for: error, columns: 100)
      do {
        try console.write(text.hasSuffix("\n") ? text : text + "\n")
        return ExitStatus.success.rawValue
      } catch let failure as Failure {
        return report(failure, asJSON: asJSON, console)
      } catch {
        return ExitStatus.success.rawValue
      }
    }
    let isUsage = RootCommand.exitCode(for: error) == .validationFailure
    guard isUsage else {
      return report(
        Failure(.software, "\(error)", hint: "please report it"), asJSON: asJSON, console)
    }
    let message = unknownOption(in: arguments) ?? lowerCased(RootCommand.message(for: error))
    let words = arguments.prefix { !$0.hasPrefix("-") }
    let isNested = RootCommand.command(named: Array(words.prefix(2))) != nil
    let command = words.prefix(isNested ? 2 : 1)
    let page = (["l402"] + command + ["--help"]).joined(separator: " ")
    return report(
      Failure(
        .usage, message,
        hint: UsageMessage.hint(for: message, words: Array(words)) ?? "see \(page)"),
      asJSON: asJSON, console)
  }

  /// Names a misspelt option, which the parser looks at last: its absence caused the other error.
  private static func unknownOption(in arguments: [String]) -> String? {
    let page = RootCommand.helpMessage(for: command(in: arguments), columns: 100)
    let names = page.split { $0.isWhitespace || "[](),|".contains($0) }
      .filter { $0.hasPrefix("--") }.map(String.init)
    for argument in arguments.prefix(while: { $0 != "--" }) where argument.hasPrefix("--") {
      let name = String(argument.prefix { $0 != "=" })
      guard !names.contains(name) else { continue }
      let nearest = Spelling.nearest(to: name, among: names)
      return "unknown option '\(name)'" + (nearest.map { ". Did you mean '\($0)'?" } ?? "")
    }
    return nil
  }

  /// The parser's message in our style: one line, no capital, no full stop.
  private static func lowerCased(_ message: String) -> String {
    var lines = message.split(separator: "\n").map(String.init)
    if lines.first?.hasSuffix(":") == true {
      // A list of values, one a line.
      let values = lines.dropFirst().map { $0.drop { " -".contains($0) } }
      lines[0] += " " + values.joined(separator: ", ")
    }
    let line = lines.first ?? message
    let isSentence = line.hasSuffix(".") && !line.hasSuffix("..")
    let text = isSentence ? String(line.dropLast()) : line
    guard let first = text.first, text.dropFirst().first?.isLowercase == true else { return text }
    return first.lowercased() + text.dropFirst()
  }
}
