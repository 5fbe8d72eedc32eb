internal import Bytes

/// Someone who pays with a wallet of their own, and says what it says.
public struct Person: Sendable {
  /// What they are asked.
  public enum Question: Hashable, Sendable {
    /// To pay what was shown, and for the preimage.
    case preimage
    /// Whether an earlier payment was made, and for its preimage.
    case earlier(SentPayment)
  }

  /// What was wrong with an answer.
  public enum Objection: Hashable, Sendable {
    /// It is not 64 hexadecimal digits.
    case malformed
    /// It is the preimage of something else.
    case otherPreimage
    /// It is the payment hash.
    case paymentHash
    /// It says yes, which gives no preimage.
    case barelyYes
    /// It says no in fewer words than must be meant.
    case barelyNo
  }

  /// Shows an invoice to be paid; false where nobody can see it.
  public var show: @Sendable (PaymentOrder) -> Bool
  /// Asks, and says first what was wrong with the answer before; nil where there is no answer.
  public var ask: @Sendable (Question, Objection?) -> String?

  /// A person by what they can be shown and asked.
  public init(
    show: @escaping @Sendable (PaymentOrder) -> Bool,
    ask: @escaping @Sendable (Question, Objection?) -> String?
  ) {
    self.show = show
    self.ask = ask
  }
}

/// What a person typed.
enum PersonAnswer: Hashable, Sendable {
  /// Nothing: it is to be left open.
  case none
  /// That no money left, and none will.
  case notPaid
  case bytes(Bytes32)
  case unfit(Person.Objection)

  /// Blanks and case mean nothing; wallets break the digits in groups and lines.
  init(_ text: String?) {
    let word = (text ?? "").lowercased().filter { !$0.isWhitespace }
    switch word {
    case "": self = .none
    case "notpaid", "unpaid": self = .notPaid
    case "y", "yes", "paid": self = .unfit(.barelyYes)
    case "n", "no": self = .unfit(.barelyNo)
    default:
      self = Bytes32(hexDigits: Array(word.utf8)[...]).map { .bytes($0) } ?? .unfit(.malformed)
    }
  }
}
