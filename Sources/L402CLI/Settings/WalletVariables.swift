import Wallets

/// Wallets that variables set up without a file.
enum WalletVariables {
  /// Those that are set up, by name; each is called after its type.
  ///
  /// - Throws: `Failure` for one that is set up by half, or cannot be understood.
  static func wallets(_ environment: Environment) throws -> [String: Setting<WalletDefinition>] {
    var wallets: [String: Setting<WalletDefinition>] = [:]
    func add(_ definition: WalletDefinition, _ origin: SettingOrigin) {
      wallets[definition.kind.rawValue] = Setting(value: definition, origin: origin)
    }
    if let url = try address("L402_LNBITS_URL", environment) {
      let key = try secret("L402_LNBITS_KEY", of: "L402_LNBITS_URL", environment)
      add(
        WalletDefinition(.lnbits, at: .server(.init(address: url.value, pays: key))), url.origin)
    }
    if let url = try address("L402_LND_URL", environment) {
      guard let macaroon = try path("L402_LND_MACAROON_FILE", environment) else {
        throw half("L402_LND_URL", "no macaroon", "set L402_LND_MACAROON_FILE to its path")
      }
      var server = WalletDefinition.Server(address: url.value, pays: "file:\(macaroon)")
      server.certificate = try path("L402_LND_CERT_FILE", environment)
      add(WalletDefinition(.lnd, at: .server(server)), url.origin)
    }
    if let socket = try Settings.variable("L402_CLN_SOCKET", environment, { $0 }) {
      add(WalletDefinition(.cln, at: .socket(socket.value)), socket.origin)
    }
    if let url = try address("L402_PHOENIXD_URL", environment) {
      let password = try secret("L402_PHOENIXD_PASSWORD", of: "L402_PHOENIXD_URL", environment)
      add(
        WalletDefinition(.phoenixd, at: .server(.init(address: url.value, pays: password))),
        url.origin)
    }
    return wallets
  }

  /// The one that is in force because it is the only one.
  ///
  /// - Throws: `Failure` where there are several: nobody should guess which pays.
  static func inForce(
    _ wallets: [String: Setting<WalletDefinition>]
  ) throws -> Setting<String>? {
    guard wallets.count < 2 else {
      throw Failure(
        .configuration,
        "variables set up several wallets: \(wallets.keys.sorted().joined(separator: ", "))",
        hint: "L402_WALLET says which of them pays")
    }
    return wallets.first.map { Setting(value: $0.key, origin: $0.value.origin) }
  }

  private static func address(
    _ name: String, _ environment: Environment
  ) throws -> Setting<WalletAddress>? {
    guard let text = try Settings.variable(name, environment, { $0 }) else { return nil }
    do {
      return Setting(value: try WalletAddress(parsing: text.value), origin: text.origin)
    } catch {
      throw Failure(.configuration, "\(name): \(error)")
    }
  }

  private static func secret(
    _ name: String, of address: String, _ environment: Environment
  ) throws -> String {
    guard let source = try Settings.keyVariable(name, environment) else {
      throw half(
        address, "no key", "set \(name), or \(name)_FILE to the path of its file")
    }
    return source.value
  }

  private static func path(_ name: String, _ environment: Environment) throws -> String? {
    try Settings.variable(name, environment) { $0 }?.value
  }

  private static func half(_ name: String, _ missing: String, _ hint: String) -> Failure {
    Failure(.configuration, "\(name) is set, but \(missing)", hint: hint)
  }
}
