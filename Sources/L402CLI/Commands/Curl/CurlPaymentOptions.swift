import CurlTool

/// The options of `l402 curl` that are ours; all others are curl's.
struct CurlPaymentOptions {
  var wallet: String?
  var limits = PaymentLimits()
  var budget: [BudgetArgument] = []
  var timeout: DurationArgument?
  var credential: String?
  var noPay = false
  var noStore = false
  var dryRun = false
  var scope: String?
  var rebuy = false
  var payOn401 = false
  var allowHTTP = false
  var allowInsecurePay = false
  var allowOpaqueToken = false
  var challenge: Int?
  var report: String?
  var showSecrets = false

  /// What an option does.
  private enum Action {
    case flag(WritableKeyPath<CurlPaymentOptions, Bool>)
    case text(WritableKeyPath<CurlPaymentOptions, String?>)
    /// Takes a value; false for one that cannot be read.
    case value((inout CurlPaymentOptions, String) -> Bool)
  }

  /// Every option, in the order of the help.
  private static var actions: [(name: String, action: Action)] {
    [
      ("wallet", .text(\.wallet)),
      ("max-amount", value(\.limits.maxAmount) { PriceArgument(argument: $0) }),
      ("max-fee", value(\.limits.maxFee) { FeeArgument(argument: $0) }),
      ("yes", .flag(\.limits.yes)),
      ("allow-unbounded-fee", .flag(\.limits.allowsUnboundedFee)),
      ("rate", list(\.limits.rates) { RateArgument(argument: $0) }),
      ("budget", list(\.budget) { BudgetArgument(argument: $0) }),
      (
        "timeout",
        value(\.timeout) {
          DurationArgument(argument: $0).flatMap { (1...86_400).contains($0.seconds) ? $0 : nil }
        }
      ),
      ("credential", .text(\.credential)),
      ("no-pay", .flag(\.noPay)),
      ("no-store", .flag(\.noStore)),
      ("dry-run", .flag(\.dryRun)),
      ("scope", value(\.scope) { $0.hasPrefix("/") ? $0 : nil }),
      ("rebuy", .flag(\.rebuy)),
      ("pay-on-401", .flag(\.payOn401)),
      ("allow-http", .flag(\.allowHTTP)),
      ("allow-insecure-pay", .flag(\.allowInsecurePay)),
      ("allow-opaque-token", .flag(\.allowOpaqueToken)),
      ("challenge", value(\.challenge) { Int($0).flatMap { $0 > 0 ? $0 : nil } }),
      ("report", .text(\.report)),
      ("show-secrets", .flag(\.showSecrets)),
    ]
  }

  private static func value<Value>(
    _ path: WritableKeyPath<CurlPaymentOptions, Value?>, _ read: @escaping (String) -> Value?
  ) -> Action {
    .value { options, text in
      guard let value = read(text) else { return false }
      options[keyPath: path] = value
      return true
    }
  }

  private static func list<Value>(
    _ path: WritableKeyPath<CurlPaymentOptions, [Value]>, _ read: @escaping (String) -> Value?
  ) -> Action {
    .value { options, text in
      guard let value = read(text) else { return false }
      options[keyPath: path].append(value)
      return true
    }
  }

  /// How a value of an option looks.
  private static let examples = [
    "max-amount": "21, 21sat, 1500msat, 0.5mbtc, 5usd", "max-fee": "5sat, 1%",
    "rate": "usd=95000", "budget": "10000sat/1d, 20usd/7d", "timeout": "1s to 1d",
    "scope": "/v1/, from the root on", "challenge": "1, 2, ..",
  ]

  /// The same as the parser of curl's options has to know them.
  static let extras: [ExtraOption] = actions.map { name, action in
    if case .flag = action {
      ExtraOption(name, takesValue: false)
    } else {
      ExtraOption(name, takesValue: true)
    }
  }

  /// What options say, the last of several that exclude each other.
  ///
  /// - Throws: `Failure` for a value that cannot be read, or options that make no sense together.
  init(_ given: [(name: String, value: String?)]) throws {
    for (name, text) in given {
      switch Self.actions.first(where: { $0.name == name })?.action {
      case .flag(let path): self[keyPath: path] = true
      case .text(let path): self[keyPath: path] = text
      case .value(let read):
        guard !read(&self, text ?? "") else { continue }
        throw Failure(
          .usage, "--\(name) cannot be understood: \"\(text ?? "")\"",
          hint: Self.examples[name].map { "such as \($0)" })
      case nil: throw Failure(.software, "--\(name) is read and not known")
      }
    }
    if credential != nil, dryRun || rebuy || noStore {
      throw Failure(
        .usage, "--credential buys nothing: leave --dry-run, --rebuy and --no-store out")
    }
  }
}
