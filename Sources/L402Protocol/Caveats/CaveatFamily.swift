/// The kinds of caveats that deployed services write, one entry a rule.
///
/// This is the registry: `ParsedCaveat` reads a caveat by it, and meaning in words, narrowing and
/// verdict follow from the family and the value read.
public enum CaveatFamily: String, Hashable, Sendable, CaseIterable {
  /// `services=name:tier,..` (L402; aperture).
  case services
  /// `<service>_capabilities=a,b` (L402; paygate, lsat-js).
  case capabilities
  /// `<service>_valid_until=<unix s>` (aperture, paygate).
  case validUntil = "valid_until"
  /// `<capability>_<constraint>=..`: the service itself must count (L402).
  case constraint
  /// `expires_at=<RFC 3339 or unix s>` (Fewsats, cashu-l402).
  case expiresAt = "expires_at"
  /// `valid-until=<RFC 3339 or unix s>` (boltwall-suite).
  case validUntilISO = "valid-until"
  /// `expiration=<unix ms>` (boltwall, lsat-js).
  case expiration
  /// `path=glob,..` (paygate).
  case path
  /// `method=A,B` (paygate).
  case method
  /// `client_ip=..` (paygate) and `ip=..` (boltwall).
  case clientIP = "client_ip"
  /// `origin=scheme://host[:port]`.
  case origin
  /// `RequestPath = /p` (l402_middleware, ngx-l402).
  case requestPath = "RequestPath"
  /// `RequestMethod = GET` (l402_middleware, ngx-l402).
  case requestMethod = "RequestMethod"
  /// `ExpiresAt = <unix s>` (l402_middleware, ngx-l402).
  case expiresAtNGX = "ExpiresAt"
  /// `Realm = r` (l402_middleware, ngx-l402).
  case realm = "Realm"
  /// `preimage=<64 hex>` (clients of aperture and lnget).
  case preimage
  /// `time-before <RFC 3339>` (LND).
  case timeBefore = "time-before"
  /// `ipaddr <address>` (LND).
  case ipAddress = "ipaddr"

  /// Whether it ends the token at a moment.
  public var isExpiry: Bool {
    switch self {
    case .validUntil, .expiresAt, .validUntilISO, .expiration, .expiresAtNGX, .timeBefore: true
    default: false
    }
  }

  /// Whether it binds the token to the request's method.
  public var bindsMethod: Bool { self == .method || self == .requestMethod }

  /// The form of the caveat, for `l402 help caveats`.
  public var form: String {
    switch self {
    case .services: "services=NAME:TIER,.."
    case .capabilities: "<service>_capabilities=A,B"
    case .validUntil: "<service>_valid_until=UNIX"
    case .constraint: "<capability>_<constraint>=.."
    case .expiresAt: "expires_at=RFC3339|UNIX"
    case .validUntilISO: "valid-until=RFC3339|UNIX"
    case .expiration: "expiration=MILLISECONDS"
    case .path: "path=GLOB,.."
    case .method: "method=A,B"
    case .clientIP: "client_ip=IP,..  ip=IP"
    case .origin: "origin=SCHEME://HOST[:PORT]"
    case .requestPath: "RequestPath = /P"
    case .requestMethod: "RequestMethod = M"
    case .expiresAtNGX: "ExpiresAt = UNIX"
    case .realm: "Realm = R"
    case .preimage: "preimage=HEX"
    case .timeBefore: "time-before RFC3339"
    case .ipAddress: "ipaddr IP"
    }
  }

  /// The rule in words, for `l402 help caveats`.
  public var rule: String {
    switch self {
    case .services:
      "--service must be in each list; later lists are subsets; any tier"
    case .capabilities: "--capability must be in each list; later lists are subsets"
    case .validUntil: "now < UNIX; without --service those of every service count"
    case .constraint: "skipped, the service must count; a later integer must not be larger"
    case .expiresAt, .validUntilISO, .expiration, .expiresAtNGX, .timeBefore:
      "now < the moment; a later caveat must not be later"
    case .path: "--path must match one; * is one segment, a final ** all that follow"
    case .method: "--method must be in each list; later lists are subsets"
    case .clientIP, .ipAddress: "--client-ip must be in each list"
    case .origin: "--origin must be the same scheme, host and port"
    case .requestPath: "--path must be the same text"
    case .requestMethod: "--method must be the same text"
    case .realm: "--context Realm=R must be the same text"
    case .preimage: "must hash to the payment hash; stands in for a missing preimage"
    }
  }
}
