/// Why a payer must refuse an invoice that can be decoded.
public struct InvoiceProblem: Hashable, Sendable {
  /// A stable name, such as `missing-s`.
  public let code: String
  /// What is wrong, in words.
  public let message: String
  /// The rule that it breaks.
  public let rule: String

  /// Every code that there is; codes are only ever added.
  public static let codes = [
    "missing-p", "missing-s", "missing-d-h", "both-d-h", "duplicate-p", "duplicate-s",
    "duplicate-d", "duplicate-h", "high-s", "non-minimal", "unknown-feature",
    "feature-dependency",
  ]

  static let missingPaymentHash = InvoiceProblem(
    code: "missing-p", message: "no payment hash",
    rule: "BOLT 11: a reader must fail the payment without field p")
  static let missingPaymentSecret = InvoiceProblem(
    code: "missing-s", message: "no payment secret",
    rule: "BOLT 11: a reader must fail the payment without field s")
  static let missingDescription = InvoiceProblem(
    code: "missing-d-h", message: "neither description nor description hash",
    rule: "BOLT 11: a writer must include exactly one of d and h")
  static let bothDescriptions = InvoiceProblem(
    code: "both-d-h", message: "a description and a description hash",
    rule: "BOLT 11: a writer must include exactly one of d and h")
  static let highS = InvoiceProblem(
    code: "high-s", message: "the payee's key is given and the signature has a high S",
    rule: "BOLT 11: with field n the signature must be normalised to low S")
  static let featureDependency = InvoiceProblem(
    code: "feature-dependency", message: "feature basic_mpp without payment_secret",
    rule: "BOLT 9: a feature's dependencies must be set, or the payer must not pay")

  static func duplicate(_ tag: FieldTag, count: Int) -> InvoiceProblem {
    InvoiceProblem(
      code: "duplicate-\(tag)", message: "field \(tag) stands there \(count) times",
      rule: "BOLT 11: a writer must include one \(tag); readers differ in which copy they take")
  }

  static func nonMinimal(_ tag: FieldTag) -> InvoiceProblem {
    InvoiceProblem(
      code: "non-minimal", message: "field \(tag) has leading zeros",
      rule: "BOLT 11: x, c and 9 must have the minimal length; a reader should fail otherwise")
  }

  static func unknownFeatures(_ bits: [Int]) -> InvoiceProblem {
    let list = bits.map(String.init).joined(separator: ", ")
    return InvoiceProblem(
      code: "unknown-feature",
      message: "requires unknown feature\(bits.count == 1 ? "" : "s") \(list)",
      rule: "BOLT 11: an unknown even feature bit must fail the payment")
  }
}

/// What is odd about an invoice, and no reason to refuse it.
public struct InvoiceNote: Hashable, Sendable {
  /// A stable name, such as `wrong-length-p`.
  public let code: String
  /// What is odd, in words.
  public let message: String

  /// Every code that there is; codes are only ever added.
  public static let codes = [
    "high-s-recovered", "wrong-length-p", "wrong-length-s", "wrong-length-h", "wrong-length-n",
    "duplicate-n", "duplicate-x", "duplicate-c", "duplicate-9", "duplicate-m", "empty-x",
    "empty-c", "empty-9", "fallback-v1-not-32", "unknown-fields", "amount-leading-zero",
    "amount-zero", "amount-above-supply", "no-secret-feature", "default-c", "long-c",
    "long",
  ]
}
