import BOLT11
import Wallets

/// A table `[wallets.NAME]` of the configuration, or what variables say in its place.
struct WalletDefinition: Hashable, Sendable {
  /// The types of wallets that can be set up.
  enum Kind: String, Hashable, Sendable, CaseIterable {
    case cln, exec, lnbits, lnd, manual, phoenixd

    /// What its server calls that which pays; nil for what is no server.
    var paysWith: String? {
      switch self {
      case .cln: "rune"
      case .lnbits: "key"
      case .lnd: "macaroon"
      case .phoenixd: "password"
      case .exec, .manual: nil
      }
    }

    /// The same for what only makes invoices.
    var receivesWith: String? {
      switch self {
      case .cln: "invoice_rune"
      case .lnbits: "invoice_key"
      case .lnd: "invoice_macaroon"
      case .phoenixd: "limited_password"
      case .exec, .manual: nil
      }
    }

    /// Whether its server may have a certificate of its own.
    var hasOwnCertificate: Bool { self == .cln || self == .lnd }

    /// Whether it keeps to fee limits by itself, so that a bound says nothing.
    var boundsFees: Bool { self == .cln || self == .lnd }

    /// The keys of its table.
    var keys: [String] {
      var keys = ["type"]
      if let paysWith { keys += ["url", paysWith] }
      if let receivesWith { keys.append(receivesWith) }
      if hasOwnCertificate { keys.append("cert") }
      if !boundsFees { keys.append("fee_bound") }
      switch self {
      case .cln: keys.append("socket")
      case .exec: keys += ["command", "network", "recovery"]
      case .lnbits, .manual: keys.append("network")
      case .lnd, .phoenixd: break
      }
      return keys.sorted()
    }
  }

  /// A server that is asked over HTTP.
  struct Server: Hashable, Sendable {
    var address: WalletAddress
    /// The source of what pays; nil for a wallet that only makes invoices.
    var pays: String?
    /// The source of what only makes invoices.
    var receives: String?
    /// The file of the certificate to trust, and no other; nil for the system's authorities.
    var certificate: String?
  }

  /// Where it is.
  enum Place: Hashable, Sendable {
    case server(Server)
    /// A unix socket, by its path.
    case socket(String)
    /// A program; `recovers` is whether it can be asked what became of a payment.
    case program([String], recovers: Bool)
    /// Whoever sits at the terminal.
    case person
  }

  let kind: Kind
  let place: Place
  /// The most that the wallet takes as a fee, as its owner knows it.
  var feeBound: Millisatoshis?
  /// The network that it is on, where it does not say so itself; nil for the real one.
  var network: LightningNetwork?

  /// A wallet as variables set it up.
  init(_ kind: Kind, at place: Place) {
    self.kind = kind
    self.place = place
  }

  /// Reads a table `[wallets.NAME]`.
  init(_ table: ConfigurationTable) throws {
    let kinds = Kind.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    guard let type = try table.text("type") else {
      throw table.failure(".type is missing", hint: "there are: \(kinds)")
    }
    guard let kind = Kind(rawValue: type) else {
      throw table.failure(": there is no type \"\(type)\"", hint: "there are: \(kinds)")
    }
    try table.allow(kind.keys)
    self.kind = kind
    switch kind {
    case .exec: place = try Self.program(table)
    case .manual: place = .person
    case .cln, .lnbits, .lnd, .phoenixd: place = try Self.place(of: kind, table)
    }
    feeBound = try table.value("fee_bound", "an amount in quotes: \"10sat\"") {
      AmountArgument(argument: $0)?.amount
    }
    network = try table.value(
      "network", "a network: \"bitcoin\", \"testnet\", \"signet\", \"regtest\"",
      LightningNetwork.init(rawValue:))
  }

  private static func place(of kind: Kind, _ table: ConfigurationTable) throws -> Place {
    if kind == .cln, let socket = try table.path("socket") {
      guard table.keys.allSatisfy({ ["socket", "type"].contains($0) }) else {
        throw table.failure(".socket needs nothing else", hint: "url and rune are for clnrest")
      }
      return .socket(socket)
    }
    guard let url = try table.text("url") else {
      throw table.failure(
        ".url is missing",
        hint: kind == .cln
          ? "url = \"https://..\" for clnrest, or socket = \"~/.lightning/bitcoin/lightning-rpc\""
          : "url = \"https://\(kind.rawValue).example\"")
    }
    let address: WalletAddress
    do {
      address = try WalletAddress(parsing: url)
    } catch {
      throw table.failure(".url: \(error)")
    }
    var server = Server(address: address)
    if let name = kind.paysWith { server.pays = try table.source(name) }
    if let name = kind.receivesWith { server.receives = try table.source(name) }
    if kind.hasOwnCertificate { server.certificate = try table.path("cert") }
    guard server.pays != nil || server.receives != nil else {
      let names = [kind.paysWith, kind.receivesWith].compactMap(\.self)
      throw table.failure(
        " has neither \(names.joined(separator: " nor "))",
        hint: "\(names[0]) = \"file:PATH\" or \"env:NAME\"")
    }
    return .server(server)
  }

  private static func program(_ table: ConfigurationTable) throws -> Place {
    let what = "a list of texts: [\"l402-wallet-mine\", \"--profile\", \"dev\"]"
    guard let command = try table.list("command", what, { $0 }), command.first?.isEmpty == false
    else { throw table.failure(".command is \(what)") }
    if command[0].contains("/") { try table.requireRoot(command[0], "command") }
    let recovers = try table.value("recovery", "\"lookup\" or \"none\"") {
      ["lookup": true, "none": false][$0]
    }
    return .program(command, recovers: recovers ?? true)
  }

  /// Its keys and their values as `config show` prints them, sorted; keys to money are sources.
  var shown: [(key: String, value: ShownSetting)] {
    var rows: [(key: String, value: ShownSetting)] = [("type", .text(kind.rawValue))]
    switch place {
    case .server(let server):
      rows.append(("url", .text(server.address.description)))
      for (name, source) in [(kind.paysWith, server.pays), (kind.receivesWith, server.receives)] {
        if let name, let source { rows.append((name, .text(source))) }
      }
      if let certificate = server.certificate { rows.append(("cert", .text(certificate))) }
    case .socket(let path): rows.append(("socket", .text(path)))
    case .program(let command, let recovers):
      rows.append(("command", .list(command)))
      rows.append(("recovery", .text(recovers ? "lookup" : "none")))
    case .person: break
    }
    if let feeBound { rows.append(("fee_bound", .text("\(feeBound.satoshis)sat"))) }
    if let network { rows.append(("network", .text(network.rawValue))) }
    return rows.sorted { $0.key < $1.key }
  }

  /// Every key of its type, null where it is not given.
  var members: [(key: String, value: ShownSetting)] {
    let given = shown
    return kind.keys.map { key in
      given.first { $0.key == key } ?? (key, .text(nil, none: ""))
    }
  }

  /// Where it is, for a list.
  var location: String? {
    switch place {
    case .server(let server): server.address.description
    case .socket(let path): path
    case .program(let command, _): command.joined(separator: " ")
    case .person: nil
    }
  }
}
