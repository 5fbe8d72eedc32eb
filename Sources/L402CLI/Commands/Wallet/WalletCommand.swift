import ArgumentParser
import BOLT11
import JSON
import L402Protocol
import Store
import Wallets

/// The command `l402 wallet`.
struct WalletCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "wallet",
    abstract: "Set up wallets, look at them, and tell the sandbox how to behave.",
    discussion: """
      Without one that is set up the wallet is the sandbox, a play node in the local store. It makes \
      and pays invoices for regtest; no money is involved. Others are set up in config.toml, by add or \
      by hand: see l402 help config.

      Examples
        l402 wallet add mine lnbits --url https://lnbits.example --key env:LNBITS_KEY
        l402 wallet list
        l402 wallet check mine
        l402 wallet info
        l402 wallet sandbox --behaviour hold
        l402 wallet sandbox --release
      """,
    subcommands: [
      ListWallets.self, InfoOfWallet.self, CheckWallet.self, AddWallet.self, DefaultWallet.self,
      SandboxCommand.self,
    ])

  /// The command `l402 wallet info`.
  struct InfoOfWallet: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "info", abstract: "Say which wallet it is, on which network, with what balance.",
      usage: "l402 wallet info [NAME] [OPTIONS]",
      discussion: """
        Examples
          l402 wallet info
          l402 wallet info --field balance_msat
        """)

    @Argument(help: ArgumentHelp("The wallet instead of the one in force.", valueName: "name"))
    var name: String?

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: [
      "balance_msat", "enforces_fee_limit", "identity", "name", "network", "sandbox", "type",
    ])

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let settings = try Settings(session.environment, usesKeys: false)
      let chosen = try session.wallet(name ?? settings.wallet.value, settings, for: .looking)
      let info: WalletInfo
      let identity: WalletIdentity?
      do {
        info = try chosen.wallet.info()
        identity = try? chosen.wallet.identity()
      } catch {
        throw Failure(error, wallet: chosen.name)
      }
      let profile = chosen.wallet.profile
      try session.print(
        json: { writer in
          writer.object { object in
            object.member("balance_msat", info.balance.map { Int64(clamping: $0.value) })
            object.member("enforces_fee_limit", profile.enforcesFeeLimit)
            object.member("identity", identity?.description)
            object.member("name", chosen.name)
            object.member("network", info.network?.rawValue)
            object.member("sandbox", profile.isSandbox)
            object.member("type", profile.type)
          }
        },
        text: {
          let kind = profile.isSandbox ? "play money, " : ""
          return """
            \(session.shown(chosen.name)): \(kind)\(info.network?.rawValue ?? "network unknown")
              balance   \(info.balance.map { "\($0.satoshis) sat" } ?? "unknown")
              identity  \(session.shown(identity?.description ?? "unknown: its key cannot pay"))

            """
        })
      return .success
    }
  }

  /// The command `l402 wallet sandbox`.
  struct SandboxCommand: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "sandbox", abstract: "Tell the sandbox how to behave, for tests of clients.",
      usage: "l402 wallet sandbox [OPTIONS]",
      discussion: """
        What is set stays set. Without options it says how it behaves.

        Examples
          l402 wallet sandbox --behaviour fail
          l402 wallet sandbox --delay 5s
          l402 wallet sandbox --behaviour hold && l402 pay @challenge --timeout 2s
          l402 wallet sandbox --release
        """)

    @Option(help: ArgumentHelp("What becomes of payments.", valueName: "behaviour"))
    var behaviour: SandboxBehaviourArgument?

    @Option(help: ArgumentHelp("How long a payment takes.", valueName: "duration"))
    var delay: DurationArgument?

    @Option(help: ArgumentHelp("How much play money there is.", valueName: "amount"))
    var balance: AmountArgument?

    @Flag(help: "Let the payments that are held succeed.")
    var release = false

    @Flag(help: "Let the payments that are held fail.")
    var reject = false

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: [
      "balance_msat", "behaviour", "delay_seconds", "released",
    ])

    func validate() throws {
      if release, reject { throw ValidationError("--release and --reject exclude each other") }
      if let balance, balance.amount > .supply {
        throw ValidationError("--balance is at most 21000000btc")
      }
      if let delay, !(0...86_400).contains(delay.seconds) {
        throw ValidationError("--delay is from 0s to 1d")
      }
    }

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let settings = try Settings(session.environment, usesKeys: false)
      let chosen = try session.wallet(Settings.sandboxName, settings, for: .looking)
      do {
        _ = try chosen.wallet.info()
      } catch {
        throw Failure(error, wallet: chosen.name)
      }
      let now = session.environment.now().unixSeconds
      let (node, released) = try Failure.wrapping {
        () throws -> (SandboxNode?, Int) in
        if behaviour != nil || delay != nil || balance != nil {
          try chosen.store.setSandbox(
            behaviour: behaviour?.behaviour, delay: delay?.seconds, balance: balance?.amount.value)
        }
        let released =
          release || reject
          ? try chosen.store.releaseSandboxPayments(failing: reject, at: now) : 0
        return (try chosen.store.sandboxNode(), released)
      }
      guard let node else { throw Failure(.store, "there is no sandbox in the store") }
      try session.print(
        json: { writer in
          writer.object { object in
            object.name("balance_msat")
            object.integer(node.balance)
            object.member("behaviour", node.behaviour.rawValue)
            object.member("delay_seconds", node.delay)
            object.member("released", Int64(released))
          }
        },
        text: {
          let words =
            switch node.behaviour {
            case .pay: "payments succeed"
            case .fail: "payments fail"
            case .hold: "payments stay in flight until --release or --reject"
            }
          let delay = node.delay > 0 ? " after \(node.delay) s" : ""
          let lead = release || reject ? "\(released) released; " : ""
          return
            "\(lead)\(words)\(delay); \(Millisatoshis(node.balance).satoshis) sat of play money\n"
        })
      return .success
    }
  }
}

/// What becomes of payments of the sandbox.
enum SandboxBehaviourArgument: String, ExpressibleByArgument, CaseIterable, Sendable {
  case pay, fail, hold

  var behaviour: SandboxBehaviour {
    switch self {
    case .pay: .pay
    case .fail: .fail
    case .hold: .hold
    }
  }
}
