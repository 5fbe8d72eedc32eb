import ArgumentParser
import BOLT11
import Bytes
import Glibc
import JSON
import L402Protocol
import Store

extension PaymentsCommand {
  /// The command `l402 payments abandon`.
  struct AbandonPayment: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "abandon",
      abstract: "Give an undecided payment up, so that its origin can be paid again.",
      usage: "l402 payments abandon HASH [--yes]",
      discussion: """
        The money may still leave the wallet: nothing here can stop it. Try `l402 payments resume` \
        first.

        Examples
          l402 payments abandon 2ea46a6e --yes
        """)

    @Argument(help: ArgumentHelp("The payment hash, or its beginning.", valueName: "hash"))
    var hash: String

    @Flag(help: "Yes, although the money may still leave.")
    var yes = false

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: PaymentsCommand.fieldNames)

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let store = try session.localStore(.existing)
      let payment = try session.payment(hash, in: store)
      guard payment.state == .sending else {
        throw Failure(
          .usage,
          "the payment \(payment.paymentHash.hex.prefix(8)) is decided: "
            + payment.state.rawValue)
      }
      guard yes || isConfirmed(payment, session) else {
        throw Failure(
          .usage, "the money of \(payment.paymentHash.hex.prefix(8)) may still leave",
          hint: "l402 payments resume asks the wallet; --yes gives it up all the same")
      }
      let now = session.environment.now().unixSeconds
      let isDone = try Failure.wrapping {
        try store?.abandonPayment(payment.paymentHash, at: now) ?? false
      }
      guard isDone, let after = try Failure.wrapping({ try store?.payment(payment.paymentHash) })
      else { throw Failure(.store, "the payment was decided meanwhile") }
      try session.print(
        json: { after.write(to: &$0) },
        text: { after.line(at: session.environment.now()) + "\n" })
      return .success
    }

    /// Asks where somebody is there.
    private func isConfirmed(_ payment: StoredPayment, _ session: Session) -> Bool {
      guard let terminal = session.environment.openTerminal() else { return false }
      defer { close(terminal) }
      return Confirmation(descriptor: terminal).ask(
        "give it up all the same?",
        below: [
          "the \(Millisatoshis(payment.amount).satoshis) sat of "
            + "\(payment.paymentHash.hex.prefix(8)) may still leave the wallet"
        ])
    }
  }
}
