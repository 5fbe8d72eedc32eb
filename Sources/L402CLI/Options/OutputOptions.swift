import ArgumentParser

/// When colours are written.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable, Sendable {
  case auto, always, never
}

/// How any command prints its result.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print the result as JSON; a stable form, see `l402 help json`.")
  var json = false

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Print this value of the JSON form, raw; repeatable.", valueName: "path"))
  var field: [String] = []

  @Flag(
    name: .shortAndLong,
    help: "No warnings; from inspect, verify and decode-invoice the exit status only.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say on standard error where things came from.")
  var verbose = false

  @Option(help: ArgumentHelp("When to write colours.", valueName: "when"))
  var color: ColorChoice = .auto

  func validate() throws {
    if json, !field.isEmpty { throw ValidationError("--json and --field exclude each other") }
  }

  /// What they say.
  var form: OutputForm {
    OutputForm(json: json, field: field, quiet: quiet, verbose: verbose, color: color)
  }
}
