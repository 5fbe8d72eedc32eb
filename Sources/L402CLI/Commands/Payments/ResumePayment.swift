import ArgumentParser
import BOLT11
import Bytes
import JSON
import L402Protocol
import Payments
import Store

extension PaymentsCommand {
  /// The command `l402 payments resume`.
  struct ResumePayment: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "resume", abstract: "Ask the wallet what became of a payment; never pay again.",
      usage: "l402 payments resume HASH [OPTIONS]",
      discussion: """
        Prints what the payment bought: the credential, or the preimage of an invoice alone.

        Examples
          l402 payments resume 2ea46a6e
        exit: 0 paid   110 still undecided   113 it failed, nothing was spent
        """)

    @Argument(help: ArgumentHelp("The payment hash, or its beginning.", valueName: "hash"))
    var hash: String

    @Option(help: ArgumentHelp("How long to wait (60s).", valueName: "duration"))
    var timeout: DurationArgument?

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(names: PaymentsCommand.fieldNames)

    func validate() throws {
      if let timeout, !(1...86_400).contains(timeout.seconds) {
        throw ValidationError("--timeout is from 1s to 1d")
      }
    }

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let settings = try Settings(session.environment, usesKeys: false)
      let known = try session.payment(hash, in: try session.localStore(.readOnly))
      let chosen =
        try session.phone(of: known, settings)
        ?? session.wallet(known.walletName, settings, for: .paying)
      var policy = PaymentPolicy(maxAmount: nil, feeLimit: .standard, budgets: [])
      policy.timeout = timeout.map { Int($0.seconds) } ?? 60
      // Whatever is said: this pays nothing.
      policy.forbidsPaying = true
      Interruption.watch()
      let flow = PaymentFlow(
        wallet: chosen.wallet, name: chosen.name, journal: chosen.store,
        locks: PaymentLocks(besideStoreAt: settings.home.store), policy: policy,
        clock: session.environment.walletClock)
      let outcome: PaymentOutcome
      do {
        outcome = try flow.resume(known)
      } catch {
        throw Failure(error, wallet: chosen.name)
      }
      if let receipt = outcome.receipt {
        var payment = known
        payment.state = .succeeded
        payment.preimage = receipt.preimage
        payment.fee = receipt.fee?.value ?? payment.fee
        try Failure.oncePaid {
          try session.print(
            json: { payment.write(to: &$0, showsSecrets: true) },
            text: { (payment.credential ?? receipt.preimage.hex) + "\n" })
        }
      }
      if outcome.receipt != nil {
        // What was handed out can be used; not having noted it harms nobody.
        try? chosen.store.markPayment(
          known.paymentHash, usedAt: session.environment.now().unixSeconds)
      }
      if let failure = Failure(outcome, journal: chosen.store) { throw failure }
      return .success
    }
  }
}
