import ArgumentParser
import Bytes
import JSON
import L402Protocol
import Store

extension PaymentsCommand {
  /// The command `l402 payments show`.
  struct ShowPayment: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show a payment, and with --show-secrets what it bought.",
      usage: "l402 payments show HASH [OPTIONS]",
      discussion: """
        Examples
          l402 payments show 2ea46a6e
          l402 payments show 2ea46a6e --show-secrets --field credential
        """)

    @Argument(help: ArgumentHelp("The payment hash, or its beginning.", valueName: "hash"))
    var hash: String

    @Flag(help: "Show preimage and credential.")
    var showSecrets = false

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: PaymentsCommand.fieldNames)

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let payment = try session.payment(hash, in: try session.localStore(.readOnly))
      let now = session.environment.now()
      let showsSecrets = showSecrets
      try session.print(
        json: { payment.write(to: &$0, showsSecrets: showsSecrets) },
        text: {
          var text = payment.line(at: now) + "\n"
          text += "  payment hash  \(payment.paymentHash.hex)\n"
          text += "  invoice       \(payment.invoice)\n"
          text += "  wallet        \(session.shown(payment.walletIdentity))\n"
          if showsSecrets, let preimage = payment.preimage {
            text += "  preimage      \(preimage.hex)\n"
          }
          if showsSecrets, let credential = payment.credential {
            text += "  credential    \(credential)\n"
          }
          return text
        })
      return .success
    }
  }
}
