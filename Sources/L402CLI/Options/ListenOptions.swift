import ArgumentParser
import L402Protocol

/// Where a server listens.
struct ListenOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Where to listen (127.0.0.1:8402).", valueName: "address"))
  var listen: ListenAddress?

  @Option(
    help: ArgumentHelp("Where to listen for /metrics and /healthz.", valueName: "address"))
  var metricsListen: ListenAddress?

  @Flag(help: "Let --listen and --metrics-listen name addresses that others can reach.")
  var allowPublic = false

  func validate() throws {
    for (name, address) in [("listen", listen), ("metrics-listen", metricsListen)] {
      guard let address, !address.isLoopback, !allowPublic else { continue }
      throw ValidationError(
        "--\(name) \(address.text): others can reach this address; --allow-public if they should")
    }
  }

  /// Where to listen: by the flag, else by the configuration.
  func address(_ settings: Settings) throws -> ListenAddress {
    if let listen { return listen }
    let address = settings.serveListen.value
    guard address.isLoopback || allowPublic else {
      throw Failure(
        .usage, "serve.listen is \(address.text): others can reach this address",
        hint: "--allow-public if they should")
    }
    return address
  }
}

/// `HOST:PORT`, the host an address or `localhost`.
struct ListenAddress: ExpressibleByArgument, Hashable, Sendable {
  let host: String
  let port: Int

  /// Where `serve` listens unless somebody says otherwise.
  static let usual = ListenAddress(host: "127.0.0.1", port: 8402)

  init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":") else { return nil }
    let digits = argument[argument.index(after: colon)...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = UInt16(digits)
    else { return nil }
    var host = String(argument[..<colon])
    if host.hasPrefix("["), host.hasSuffix("]") {
      host = String(host.dropFirst().dropLast())
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    if host == "localhost" { host = "127.0.0.1" }
    guard IPAddress(host) != nil else { return nil }
    self.init(host: host, port: Int(port))
  }

  /// Whether only this machine can reach it.
  var isLoopback: Bool {
    IPAddress(host).map { address in AddressRange.loopback.contains { $0.contains(address) } }
      ?? false
  }

  /// As it was written.
  var text: String { written(port: port) }

  /// A URL of it, with the port that it turned out to be.
  func url(port: Int) -> String { "http://" + written(port: port) }

  private func written(port: Int) -> String {
    (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
  }
}
