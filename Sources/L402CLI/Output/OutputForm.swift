/// How a command prints its result.
struct OutputForm: Sendable {
  /// As JSON.
  var json = false
  /// These values of the JSON form alone.
  var field: [String] = []
  /// Without warnings.
  var quiet = false
  /// With where things came from.
  var verbose = false
  /// When colours are written.
  var color = ColorChoice.auto

  /// Whether to write colours to a descriptor (no-color.org, bixense.com/clicolors).
  func isColoured(on descriptor: Int32, in environment: Environment) -> Bool {
    switch color {
    case .always: return true
    case .never: return false
    case .auto:
      let variables = environment.variables
      if let none = variables["NO_COLOR"], !none.isEmpty { return false }
      if let force = variables["CLICOLOR_FORCE"], !force.isEmpty, force != "0" { return true }
      return environment.isTerminal(descriptor) && variables["TERM"] != "dumb"
    }
  }
}
