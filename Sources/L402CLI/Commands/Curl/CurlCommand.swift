import ArgumentParser
import CurlTool
import Glibc
import JSON

/// The command `l402 curl`.
///
/// Its options are curl's, which curl's own rules read; what is declared here are ours, for the help
/// and the completions.
struct CurlCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "curl", abstract: "curl that pays when it is asked to.",
    usage: "l402 curl [CURL'S OPTIONS] [OPTIONS] URL...",
    discussion: """
      curl's options mean what they mean in curl, and .curlrc and the variables that it reads count. \
      A credential that is stored for the URL is presented at once. An answer of 402 with an L402 \
      challenge is paid, within the limits, and the same request is sent again; nothing of the 402 \
      reaches the output. Nothing is paid or presented at another origin than the one given, over \
      plain http beyond this machine, or with -k.

      Examples
        l402 curl http://127.0.0.1:8402/
        l402 curl -o 7.pdf --max-amount 100sat https://api.example/v1/reports/7
        l402 curl --dry-run https://api.example/v1/reports/7
        l402 curl -d @order.json --report - https://api.example/v1/orders
      exit: curl's own   110 undecided, run again   111 the server broke the protocol   112 refused by
      policy   113 failed, nothing was spent   114 paid, not accepted   115 paid, not stored
      """)

  @OptionGroup(title: "Payment") var payment: CurlPaymentOptions

  @Argument(help: ArgumentHelp("What to fetch.", valueName: "url"))
  var urls: [String] = []

  /// Runs a command line.
  ///
  /// - Returns: the exit status.
  static func run(_ arguments: [String], in environment: Environment) -> Int32 {
    // As the curl tool: host names in other scripts are read by the user's locale.
    setlocale(LC_CTYPE, "")
    let console = Console(environment: environment, isQuiet: false, isVerbose: false)
    do {
      return try CurlRun(arguments, environment).run()
    } catch let failure as CurlFailure {
      failure.say(
        to: Streams(
          input: environment.standardInput, output: environment.standardOutput,
          error: environment.standardError))
      if let hint = Self.hint(for: arguments) { console.say("l402: hint: \(hint)\n") }
      return failure.status
    } catch let failure as Failure {
      console.say(failure.lines)
      return Self.status(of: failure)
    } catch {
      // The parser's own words about one of our options.
      let text = CurlPaymentOptions.message(for: error)
      console.say(
        Failure(.usage, Tool.lowerCased(text), hint: "see l402 curl --help").lines)
      return usageStatus
    }
  }

  /// Says how our options are written, where one of them is written otherwise.
  private static func hint(for arguments: [String]) -> String? {
    let names = CurlPaymentOptions.extras.map { "--\($0.name)" }
    for argument in arguments where argument.hasPrefix("--") && !names.contains(argument) {
      let name = String(argument.prefix { $0 != "=" })
      guard
        let nearest = names.first(where: { $0 == name })
          ?? (name.utf8.count > 4 ? names.first { $0.hasPrefix(name) } : nil)
          ?? Spelling.nearest(to: name, among: names)
      else { continue }
      return "did you mean \(nearest)? It is written out, and its value is the next word"
    }
    return nil
  }

  /// curl's own for a command line that is wrong.
  static let usageStatus: Int32 = 2

  /// How `curl` ends with a failure of ours: only the statuses above curl's own are there.
  static func status(of failure: Failure) -> Int32 {
    let status = failure.code.exit.rawValue
    switch failure.code {
    case .usage: return usageStatus
    default: return (110...115).contains(status) ? status : ExitStatus.refusedByPolicy.rawValue
    }
  }
}

/// One run of it.
private struct CurlRun {
  let environment: Environment
  let arguments: [String]

  init(_ arguments: [String], _ environment: Environment) {
    self.arguments = arguments
    self.environment = environment
  }

  func run() throws -> Int32 {
    let console = Console(environment: environment, isQuiet: false, isVerbose: false)
    let parser = CommandLineParser(
      extras: CurlPaymentOptions.extras, variables: environment.variables,
      standardInput: environment.standardInput, askPassword: { PasswordPrompt.ask($0, environment) }
    )
    var line: CurlCommandLine
    switch try parser.parse(arguments) {
    case .help:
      try console.write(HelpPage(command: CurlCommand.self).text)
      return 0
    case .version:
      let library = try CurlLibrary()
      try console.write(
        "\(Version.text), as curl 7.88.1, \(library.fullVersion)\nProtocols: http https\n")
      return 0
    case .run(let parsed): line = parsed
    }
    let options = try CurlPaymentOptions.parse(
      line.extras.flatMap { extra in ["--\(extra.name)"] + (extra.value.map { [$0] } ?? []) })
    if options.dryRun { line.stripForDryRun() }
    let library = try CurlLibrary()
    var streams = Streams(
      input: environment.standardInput, output: environment.standardOutput,
      error: environment.standardError)
    streams.redirectErrors(to: line.errorFile)
    var surroundings = environment
    surroundings.standardError = streams.error
    let guardian = try PayingGuard(options, surroundings)
    let engine = try CurlEngine(
      library: library, variables: environment.variables, streams: streams,
      userAgent: "curl/\(library.version) l402/\(Version.number)",
      showsSecrets: options.showSecrets,
      guardian: guardian, isTerminal: environment.isTerminal, wait: environment.sleep,
      isCancelled: { Interruption.wasAsked })
    let status = guardian.status(after: engine.run(line))
    guardian.writeReport(status: status)
    return status
  }
}

extension CurlCommandLine {
  /// Takes away what would be sent or written: what is left asks for the price.
  fileprivate mutating func stripForDryRun() {
    for index in operations.indices {
      operations[index].stripForDryRun()
    }
  }
}

extension CurlOperation {
  fileprivate mutating func stripForDryRun() {
    if method == nil {
      if targets.contains(where: { $0.upload != nil }) {
        method = "PUT"
      } else if body != .none, !isHead {
        method = "POST"
      }
    }
    body = .none
    for index in targets.indices {
      targets[index].upload = nil
      targets[index].output = .standard
    }
    showsHeader = false
    headerFile = nil
    writeOut = nil
    progress = .none
    retry = Retry()
    resume = .no
    cookieJar = nil
    etagFile = nil
  }
}
