/// Where configuration and store are: `$L402_HOME`, else the XDG folders.
struct Home: Hashable, Sendable {
  /// The folder of `config.toml`.
  let configurationFolder: String
  /// The folder of `l402.db`.
  let dataFolder: String

  /// - Throws: `Failure` when neither `L402_HOME`, the XDG variables nor `HOME` say where.
  init(_ environment: Environment) throws {
    let variables = environment.variables
    for name in ["L402_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "HOME"]
    where environment.binaryVariables[name] != nil {
      throw Failure(.configuration, "\(name) is not UTF-8")
    }
    func value(_ name: String) -> String? {
      variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    if let home = value("L402_HOME") {
      (configurationFolder, dataFolder) = (home, home)
      return
    }
    let home = value("HOME")
    // The XDG text ignores relative paths.
    func folder(_ name: String) -> String? { value(name).flatMap { $0.hasPrefix("/") ? $0 : nil } }
    guard let configuration = folder("XDG_CONFIG_HOME") ?? home.map({ $0 + "/.config" }),
      let data = folder("XDG_DATA_HOME") ?? home.map({ $0 + "/.local/share" })
    else {
      throw Failure(
        .configuration, "neither HOME nor L402_HOME is set",
        hint: "set L402_HOME to the folder for configuration and store")
    }
    configurationFolder = configuration + "/l402"
    dataFolder = data + "/l402"
  }

  /// The configuration file.
  var configurationFile: String { configurationFolder + "/config.toml" }

  /// The store.
  var store: String { dataFolder + "/l402.db" }
}
