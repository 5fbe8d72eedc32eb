/// What a credential is held against.
public struct VerificationRequest: Hashable, Sendable {
  /// The moment of judgement.
  public var now: Timestamp
  /// The service asked for.
  public var service: String?
  /// The capability needed.
  public var capability: String?
  /// The request's method, compared case and all.
  public var method: String?
  /// The request's path.
  public var path: RequestPath?
  /// The origin asked.
  public var origin: Origin?
  /// The client's address.
  public var clientIP: IPAddress?
  /// Values that caveats of other names must equal.
  public var context: [String: String] = [:]
  /// Families that are not held against the request.
  public var ignored: Set<CaveatFamily> = []
  /// Refuses caveats that no rule knows.
  public var isStrict = false
  /// Accepts a token without preimage.
  public var acceptsUnpaid = false
  /// Accepts tokens of the sandbox.
  public var acceptsTestTokens = false

  /// A request of which only the moment is known.
  public init(now: Timestamp) { self.now = now }
}
