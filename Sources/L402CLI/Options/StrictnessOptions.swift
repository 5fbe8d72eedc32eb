import ArgumentParser
import L402Protocol

/// What `verify` overlooks and what it does not.
struct StrictnessOptions: ParsableArguments {
  @Flag(help: "Refuse caveats that no rule knows.")
  var strict = false

  @Option(
    name: .customLong("ignore"), parsing: .singleValue,
    help: ArgumentHelp(
      "Do not hold this family of caveats against the request; repeatable.", valueName: "family"))
  var ignored: [CaveatFamily] = []

  @Flag(help: "A token without its preimage is enough.")
  var unpaid = false

  @Option(
    help: ArgumentHelp("Refuse the tokens listed in this file.", valueName: "file"),
    completion: .file())
  var revoked: String?

  @Flag(help: "Accept play-money tokens of the sandbox.")
  var allowTest = false
}
