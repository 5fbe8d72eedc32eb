import ArgumentParser
import BOLT11
import Glibc
import JSON
import Wallets

extension WalletCommand {
  /// The command `l402 wallet add`.
  struct AddWallet: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Set up a wallet in config.toml.",
      usage: "l402 wallet add NAME TYPE [OPTIONS] [-- COMMAND ..]",
      discussion: """
        Types: lnd, cln, lnbits, phoenixd, exec (a program of yours), manual (you, with a phone). \
        Secrets stay where they are: the file says only where. Nothing is asked of the wallet; \
        l402 wallet check NAME does that.

        Examples
          l402 wallet add node lnd --url https://127.0.0.1:8080 \\
            --macaroon file:~/.lnd/data/chain/bitcoin/mainnet/pay.macaroon --cert ~/.lnd/tls.cert
          l402 wallet add local cln --socket ~/.lightning/bitcoin/lightning-rpc
          l402 wallet add mine lnbits --url https://lnbits.example --key env:LNBITS_KEY --default
          l402 wallet add other exec -- l402-wallet-other --profile dev
        exit: 0 done   64 usage   73 cannot write   78 the name is taken
        """)

    @Argument(help: ArgumentHelp("What to call it.", valueName: "name"))
    var name: String

    @Argument(help: ArgumentHelp("What it is.", valueName: "type"))
    var type: WalletDefinition.Kind

    @Argument(
      parsing: .postTerminator,
      help: ArgumentHelp("exec: the program and its arguments.", valueName: "command"))
    var command: [String] = []

    @Option(help: ArgumentHelp("Where its server is.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("lnbits: the admin key, which pays.", valueName: "source"))
    var key: String?

    @Option(help: ArgumentHelp("lnbits: the invoice key.", valueName: "source"))
    var invoiceKey: String?

    @Option(help: ArgumentHelp("lnd: the macaroon that pays.", valueName: "source"))
    var macaroon: String?

    @Option(help: ArgumentHelp("lnd: one that only makes invoices.", valueName: "source"))
    var invoiceMacaroon: String?

    @Option(help: ArgumentHelp("cln over clnrest: the rune that pays.", valueName: "source"))
    var rune: String?

    @Option(
      help: ArgumentHelp("cln over clnrest: one that only makes invoices.", valueName: "source"))
    var invoiceRune: String?

    @Option(help: ArgumentHelp("phoenixd: the password.", valueName: "source"))
    var password: String?

    @Option(help: ArgumentHelp("phoenixd: one that cannot pay.", valueName: "source"))
    var limitedPassword: String?

    @Option(help: ArgumentHelp("cln: its lightning-rpc.", valueName: "path"))
    var socket: String?

    @Option(help: ArgumentHelp("lnd, cln: the certificate to trust.", valueName: "file"))
    var cert: String?

    @Option(help: ArgumentHelp("exec: lookup, or none where it cannot.", valueName: "way"))
    var recovery: Recovery?

    @Option(help: ArgumentHelp("The most that it takes as a fee.", valueName: "amount"))
    var feeBound: AmountArgument?

    @Option(help: ArgumentHelp("Where it does not say: the network.", valueName: "name"))
    var network: NetworkArgument?

    @Flag(name: .customLong("default"), help: "Pay with it from now on.")
    var isDefault = false

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: ["default", "name", "path", "type"])

    mutating func run(in session: inout Session) throws -> ExitStatus {
      guard Self.isName(name) else {
        throw Failure(
          .usage, "\"\(name)\" is no name for a wallet", hint: "letters, digits, - and _")
      }
      guard name != Settings.sandboxName else {
        throw Failure(
          .configuration, "there is a wallet \"\(name)\" already, built in",
          hint: "choose another name")
      }
      let definition = try definition()
      let path = try ConfigurationFile.edit(session.environment) { file in
        guard file.configuration.wallets[name] == nil else {
          throw Failure(
            .configuration, "there is a wallet \"\(name)\" already",
            hint: "choose another name, or edit \(session.shown(file.path))")
        }
        return [.addWallet(name: name, definition)] + (isDefault ? [.setDefault(name)] : [])
      }
      if case .server(let server) = definition.place, server.address.isPlain,
        !server.address.isLocal
      {
        session.console.warn(
          "\(server.address) is plain http, which is spoken with this machine only")
      }
      try session.print(
        json: { writer in
          writer.object { object in
            object.member("default", isDefault)
            object.member("name", name)
            object.member("path", path)
            object.member("type", type.rawValue)
          }
        }, text: { "added to \(session.shown(path))\n" })
      session.console.note(
        isDefault
          ? "l402 wallet check says whether it works"
          : "l402 wallet check \(name) says whether it works; l402 wallet default \(name) pays with it"
      )
      return .success
    }

    /// Read as if it stood in the file, so that there is one set of rules.
    private func definition() throws -> WalletDefinition {
      var rows: [(key: String, value: ShownSetting)] = [("type", .text(type.rawValue))]
      let texts = [
        ("cert", cert), ("invoice_key", invoiceKey), ("invoice_macaroon", invoiceMacaroon),
        ("invoice_rune", invoiceRune), ("key", key), ("limited_password", limitedPassword),
        ("macaroon", macaroon), ("network", network?.network.rawValue), ("password", password),
        ("recovery", recovery?.rawValue), ("rune", rune), ("socket", socket), ("url", url),
        ("fee_bound", feeBound.map { "\($0.amount.satoshis)sat" }),
      ]
      for (name, text) in texts {
        guard let text = text.map({ Self.fromRoot($0, key: name) }) else { continue }
        guard type.keys.contains(name) else {
          let option = name.replacing("_", with: "-")
          throw Failure(.usage, "--\(option) is not for wallets of type \(type.rawValue)")
        }
        rows.append((name, .text(text)))
      }
      if type == .exec {
        guard !command.isEmpty else {
          throw Failure(
            .usage, "which program?", hint: "l402 wallet add \(name) exec -- PROGRAM ARGUMENT..")
        }
        let program =
          command[0].contains("/") ? Self.fromRoot(command[0], key: "socket") : command[0]
        rows.append(("command", .list([program] + command.dropFirst())))
      } else if !command.isEmpty {
        throw Failure(.usage, "a command is for wallets of type exec")
      }
      let place = "-"
      let read: Configuration
      do {
        read = try Configuration(toml: TOMLText.table("wallets.\(name)", rows), path: place)
      } catch let failure as Failure {
        throw Failure(
          .usage, failure.message.replacing("\"\(place)\": ", with: "", maxReplacements: 1),
          hint: "l402 wallet add --help; secrets are sources: env:NAME, file:PATH")
      }
      guard let definition = read.wallets[name] else {
        throw Failure(.software, "the wallet cannot be read back")
      }
      return definition
    }

    /// A path as it is meant in every folder; other values stay as they are.
    private static func fromRoot(_ text: String, key: String) -> String {
      let prefix: String
      switch key {
      case "cert", "socket": prefix = ""
      default:
        guard case .file = Source(text) else { return text }
        prefix = text.hasPrefix("@") ? "@" : "file:"
      }
      let path = text.dropFirst(prefix.count)
      guard !path.hasPrefix("/"), !path.hasPrefix("~/"), let folder = getcwd(nil, 0) else {
        return text
      }
      defer { free(folder) }
      return "\(prefix)\(String(cString: folder))/\(path)"
    }

    private static func isName(_ text: String) -> Bool {
      (1...64).contains(text.utf8.count)
        && text.utf8.allSatisfy { byte in
          switch byte {
          case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "-"), UInt8(ascii: "_"): true
          default: false
          }
        }
    }
  }

  /// The command `l402 wallet default`.
  struct DefaultWallet: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "default", abstract: "Say which wallet pays and is paid.",
      usage: "l402 wallet default NAME [OPTIONS]",
      discussion: """
        Writes it into config.toml, whose comments stay. L402_WALLET and --wallet win over it.

        Examples
          l402 wallet default mine
          l402 wallet default sandbox
        exit: 0 done   73 cannot write   78 there is no such wallet
        """)

    @Argument(help: ArgumentHelp("The wallet.", valueName: "name"))
    var name: String

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: ["name", "path"])

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let path = try ConfigurationFile.edit(session.environment) { file in
        guard name == Settings.sandboxName || file.configuration.wallets[name] != nil else {
          let names = (file.configuration.wallets.keys + [Settings.sandboxName]).sorted()
          throw Failure(
            .configuration, "there is no wallet \"\(name)\" in \(session.shown(file.path))",
            hint: "there are: \(names.joined(separator: ", ")); l402 wallet add sets one up")
        }
        return [.setDefault(name)]
      }
      try session.print(
        json: { writer in
          writer.object { object in
            object.member("name", name)
            object.member("path", path)
          }
        }, text: { "\(session.shown(name)) pays from now on\n" })
      let settings = try Settings(session.environment, usesKeys: false)
      if settings.wallet.origin.isVariable {
        session.console.warn(
          "\(settings.wallet.origin) wins over it: \"\(settings.wallet.value)\" pays")
      }
      return .success
    }
  }

  /// Whether a program can be asked what became of a payment.
  enum Recovery: String, ExpressibleByArgument, CaseIterable, Sendable {
    case lookup, none
  }
}

extension WalletDefinition.Kind: ExpressibleByArgument {}

/// A network by its name.
struct NetworkArgument: ExpressibleByArgument, Hashable, Sendable {
  let network: LightningNetwork

  init?(argument: String) {
    guard let network = LightningNetwork(rawValue: argument) else { return nil }
    self.network = network
  }

  static var allValueStrings: [String] { LightningNetwork.allCases.map(\.rawValue) }
}
