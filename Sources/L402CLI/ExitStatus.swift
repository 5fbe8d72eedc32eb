/// How the program ends; the one table of `l402 help exit-status` and the man pages.
public enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Done; for `verify`: accepted.
  case success = 0
  /// The answer is no.
  case no = 1
  /// The command line is wrong.
  case usage = 64
  /// The input is malformed.
  case malformed = 65
  /// The input cannot be read, or there is no key to verify with.
  case noInput = 66
  /// Something that is needed is not there: a wallet, a server, a library.
  case unavailable = 69
  /// Our own mistake.
  case software = 70
  /// A file cannot be created.
  case cannotCreate = 73
  /// Reading or writing failed.
  case io = 74
  /// The configuration is wrong.
  case configuration = 78
  /// A payment is undecided.
  case undecided = 110
  /// The server broke the protocol; nothing was paid.
  case brokenProtocol = 111
  /// Refused by policy; nothing was paid.
  case refusedByPolicy = 112
  /// The payment failed for good; nothing was spent.
  case paymentFailed = 113
  /// Paid, but the server does not accept the credential.
  case notAccepted = 114
  /// Paid, but the result could not be stored or printed.
  case unstored = 115
  /// Stopped by Ctrl-C at a prompt.
  case interrupted = 130

  /// What it means, in a few words.
  public var meaning: String {
    switch self {
    case .success: "done; for verify: accepted"
    case .no: "the answer is no: refused credential, a failed --check, a failed line of --batch"
    case .usage: "the command line is wrong"
    case .malformed: "the input is malformed"
    case .noInput: "the input cannot be read, or there is no key to verify with"
    case .unavailable: "something needed is not there: a wallet that answers, a library"
    case .software: "a mistake of l402 itself: please report it"
    case .cannotCreate: "a file cannot be created"
    case .io: "reading or writing failed: full disk, read-only, damaged or newer store"
    case .configuration: "the configuration is wrong"
    case .undecided: "a payment is undecided: run the same command again, it never pays twice"
    case .brokenProtocol: "the server broke the protocol; nothing was paid"
    case .refusedByPolicy: "refused by policy: price, budget, expiry, network; nothing was paid"
    case .paymentFailed: "the payment failed for good, nothing was spent"
    case .notAccepted: "paid, but the server does not accept the credential; it is kept"
    case .unstored: "paid, but the result could not be stored, or not be printed"
    case .interrupted: "stopped by Ctrl-C at a prompt"
    }
  }
}
