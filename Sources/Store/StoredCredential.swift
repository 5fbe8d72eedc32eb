public import Bytes

/// A credential that was bought, or added by hand, and where it belongs.
public struct StoredCredential: Hashable, Sendable {
  /// Its number in the store, never given twice; 0 before it is stored.
  public var id: Int64
  /// Whose it is: scheme://host[:port].
  public var origin: String
  /// The paths that it is for: a prefix that begins and ends with a slash.
  public var scope: String
  /// The path that it was bought for; nil where it was added by hand.
  public var path: String?
  /// The scheme that it is presented under: `L402` or `LSAT`.
  public var scheme: String
  /// The token as it stood in the challenge; several are joined by commas.
  public var token: [UInt8]
  /// What was bought.
  public var preimage: Bytes32
  /// SHA-256 of the preimage.
  public var paymentHash: Bytes32
  /// Whether it was bought with play money.
  public var isSandbox: Bool
  /// Unix seconds.
  public var createdAt: Int64
  /// When it was last answered with 2xx or 3xx; nil before that.
  public var acceptedAt: Int64?
  /// When it was answered with 402 on the path that it was bought for; nil if it was not, or was
  /// accepted since.
  public var refusedAt: Int64?

  /// A credential that is about to be stored.
  public init(
    origin: String, scope: String, path: String? = nil, scheme: String = "L402", token: [UInt8],
    preimage: Bytes32, paymentHash: Bytes32, isSandbox: Bool, createdAt: Int64
  ) {
    id = 0
    self.origin = origin
    self.scope = scope
    self.path = path
    self.scheme = scheme
    self.token = token
    self.preimage = preimage
    self.paymentHash = paymentHash
    self.isSandbox = isSandbox
    self.createdAt = createdAt
  }
}

extension StoredCredential: CustomStringConvertible, CustomReflectable {
  /// Names the credential, not what it holds.
  public var description: String { "(credential \(paymentHash.hex) for \(origin)\(scope))" }
  /// The same: token and preimage must not be dumped.
  public var customMirror: Mirror { Mirror(self, children: ["credential": description]) }
}
