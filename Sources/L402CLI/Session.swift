import Bytes
import JSON
import L402Protocol
import Presentation

/// One run of a command: the world, how to print, and who reads standard input.
struct Session {
  let environment: Environment
  let output: OutputForm
  let console: Console
  /// The names that `--field` may ask for.
  let fieldNames: FieldNames
  /// Which operand or option took standard input, for the message to a second one.
  private(set) var standardInputReader: String?

  init(environment: Environment, output: OutputForm, fieldNames: FieldNames = .any) {
    self.fieldNames = fieldNames
    self.environment = environment
    self.output = output
    console = Console(environment: environment, isQuiet: output.quiet, isVerbose: output.verbose)
  }

  /// How text for people is written on standard output.
  func style(isFull: Bool = false, showsSecrets: Bool = false) -> Style {
    Style(
      isColoured: output.isColoured(on: environment.standardOutput, in: environment),
      isFull: isFull, showsSecrets: showsSecrets)
  }

  /// Takes standard input for one reader.
  ///
  /// - Throws: `Failure` when another one has it.
  mutating func claimStandardInput(for reader: String) throws {
    if let other = standardInputReader {
      throw Failure(
        .usage, "\(other) and \(reader) both read standard input",
        hint: "give one of them as @FILE or env:NAME")
    }
    standardInputReader = reader
  }

  /// Random bytes as a value of 32.
  func random32() -> Bytes32 {
    guard let bytes = Bytes32(environment.randomBytes(32)) else {
      preconditionFailure("no 32 random bytes: better no key than a known one")
    }
    return bytes
  }
}

/// A command that works in a session; its own `run()` is never called.
protocol L402Command {
  /// How the result is printed.
  var output: OutputOptions { get }

  /// The names of its JSON form.
  static var fieldNames: FieldNames { get }

  /// Does the work.
  mutating func run(in session: inout Session) throws -> ExitStatus
}

extension L402Command {
  static var fieldNames: FieldNames { .any }
}
