import ArgumentParser
import JSON
import L402Protocol
import Store

extension PaymentsCommand {
  /// The command `l402 payments list`.
  struct ListPayments: ParsableCommand, L402Command {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "List payments, the newest first, and what they come to.",
      usage: "l402 payments list [OPTIONS]",
      discussion: """
        Examples
          l402 payments list
          l402 payments list --since 7d --origin https://api.example --json
        """)

    @Option(help: ArgumentHelp("Only those of this span until now.", valueName: "duration"))
    var since: DurationArgument?

    @Option(help: ArgumentHelp("Only those paid to this origin.", valueName: "url"))
    var origin: OriginArgument?

    @OptionGroup(title: "Output") var output: OutputOptions

    static let fieldNames = FieldNames(
      names: PaymentsCommand.fieldNames.union([
        "day", "payments", "totals", "undecided",
      ]))

    func validate() throws {
      if let since, since.seconds < 0 {
        throw ValidationError("--since is a span until now: 7d, not -7d")
      }
    }

    mutating func run(in session: inout Session) throws -> ExitStatus {
      let now = session.environment.now()
      let store = try session.localStore(.readOnly)
      let first = since.map { now.unixSeconds - $0.seconds } ?? .min
      let wanted = origin?.origin.description
      let payments = try Failure.wrapping {
        try store?.payments(since: first, origin: wanted) ?? []
      }
      let totals = PaymentTotal.all(of: payments)
      try session.print(
        json: { writer in
          writer.object { object in
            object.name("payments")
            object.array { array in for payment in payments { payment.write(to: &array) } }
            object.name("totals")
            object.array { array in for total in totals { total.write(to: &array) } }
          }
        },
        text: {
          payments.isEmpty
            ? "no payments\n"
            : payments.map { $0.line(at: now) + "\n" }.joined() + "\n"
              + totals.map { $0.line + "\n" }.joined()
        })
      return .success
    }
  }
}
