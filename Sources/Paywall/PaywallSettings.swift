public import L402Protocol
public import Wallets

/// What a paywall sells, and how it tells who may pass.
public struct PaywallSettings: Sendable {
  /// What is sent to those who may pass, where nobody is asked on behalf of a proxy.
  public struct Content: Hashable, Sendable {
    /// The body.
    public var body: [UInt8]
    /// Its media type.
    public var type: String

    /// A body of a type.
    public init(body: [UInt8], type: String) {
      self.body = body
      self.type = type
    }
  }

  /// What there is, and its price.
  public var routes: RouteTable
  /// What is sent where this server has the content itself.
  public var content = Content(
    body: Array("hello\n".utf8), type: "text/plain; charset=utf-8")
  /// The proxy that asks; nil where clients come themselves.
  public var proxy: ProxyDialect?
  /// Whose forwarded fields are believed; empty: nobody's.
  public var trusted: [AddressRange] = []
  /// Whether a challenge comes with 401 instead of 402.
  public var challengesWith401 = false
  /// How challenges are laid out.
  public var profile = ChallengeProfile.both
  /// The key of new tokens.
  public var mintingKey: MintingKey
  /// The keys that tokens are verified with, that one among them.
  public var keys: any KeyRing
  /// Which tokens were revoked.
  public var revocations: [any RevocationSource] = []
  /// Where tokens say they belong.
  public var location = ""
  /// Whether caveats without a rule refuse.
  public var isStrict = false
  /// Whether tokens that play money bought pass.
  public var acceptsTestTokens = false
  /// Who is paid.
  public var wallet: any Wallet
  /// For how many seconds an invoice can be paid.
  public var invoiceExpiry: UInt32 = 600
  /// The most open invoices for one client, and in all.
  public var openInvoices = (perClient: 100, inTotal: 10_000)
  /// Told, in words without secrets, what kept a request from being answered.
  public var report: @Sendable (String) -> Void = { _ in }
  /// The moment.
  public var now: @Sendable () -> Timestamp
  /// Random bytes for token ids.
  public var randomBytes: @Sendable (_ count: Int) -> [UInt8]

  /// Settings without which there is no paywall.
  public init(
    routes: RouteTable, mintingKey: MintingKey, keys: any KeyRing, wallet: any Wallet,
    now: @escaping @Sendable () -> Timestamp,
    randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8]
  ) {
    self.routes = routes
    self.mintingKey = mintingKey
    self.keys = keys
    self.wallet = wallet
    self.now = now
    self.randomBytes = randomBytes
  }
}
