import ArgumentParser

/// The command `l402`.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "l402",
    abstract: "Work with L402: paid HTTP resources, their tokens and their Lightning invoices.",
    usage: "l402 COMMAND [OPTIONS] [TEXT]",
    version: Version.text,
    subcommands: [
      MintCommand.self, InspectCommand.self, AddCaveatCommand.self, VerifyCommand.self,
      DecodeInvoiceCommand.self, ChallengeCommand.self, PayCommand.self, ServeCommand.self,
      CredentialsCommand.self, PaymentsCommand.self, WalletCommand.self, KeysCommand.self,
      ConfigCommand.self,
      CompletionCommand.self, HelpCommand.self,
    ])

  /// The names of all commands.
  static var names: [String] { configuration.subcommands.map { $0._commandName } }

  /// The command that words name, subcommands included.
  static func command(named words: [String]) -> (any ParsableCommand.Type)? {
    var command: any ParsableCommand.Type = RootCommand.self
    for word in words {
      guard let next = command.configuration.subcommands.first(where: { $0._commandName == word })
      else { return nil }
      command = next
    }
    return command
  }

  /// What `l402` alone says.
  static let overview = """
    Work with L402: paid HTTP resources, their tokens and their Lightning invoices.

    usage: l402 COMMAND [OPTIONS] [TEXT]

    Tokens, offline
      mint            make a token, or a paid test credential
      inspect         say what a token, header, dump or invoice is (checks no signature)
      add-caveat      narrow a token
      verify          check a credential against a key and say why; exit 0 accepted, 1 refused
      decode-invoice  show everything in a BOLT 11 invoice

    Money
      challenge       an invoice, and the token that paying it unlocks
      pay             pay a challenge or an invoice, print the credential
      serve           a paywall: content for a credential, or the gate behind a proxy

    What is kept on this machine
      credentials     list, show, add, remove and prune what was bought
      payments        list, show and resume what was paid
      wallet          look at the wallet, tell the sandbox how to behave
      keys            make, list, revoke, export and prune root keys
      config          show what is in force and where it came from

    TEXT is the text itself, @FILE, env:NAME, or - for standard input (also when left out in a pipe).
    Without a wallet, payments are play money of the built-in sandbox. Try:

      l402 challenge --amount 21sat --service api | l402 pay | l402 verify --service api
      l402 mint --paid --service api --expires-in 1h | l402 verify --service api
      curl -si https://api.example/ | l402 inspect
      curl -H "$(l402 mint --paid --service api --as header)" http://localhost:8080/

    Everywhere: --json  --field PATH  -q  -v  --color WHEN  --version
    More:       l402 COMMAND --help     l402 help caveats|config|exit-status|json|keys
                l402 completion bash|zsh|fish

    """
}
