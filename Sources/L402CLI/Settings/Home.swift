/// Where configuration and store are: `$L402_HOME`, else the XDG folders.
struct Home: Hashable, Sendable {
  /// The folder of `config.toml`.
  let configurationFolder: String
  /// The folder of `l402.db`.
  let dataFolder: String

  /// - Throws: `Failure` when neither `L402_HOME`, the XDG variables nor `HOME` say where.
  init(_ variables: [String: String]) throws {
    func value(_ name: String) -> String? {
      variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    if let home = value("L402_HOME") {
      (configurationFolder, dataFolder) = (home, home)
      return
    }
    let home = value("HOME")
    guard let configuration = value("XDG_CONFIG_HOME") ?? home.map({ $0 + "/.config" }),
      let data = value("XDG_DATA_HOME") ?? home.map({ $0 + "/.local/share" })
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
