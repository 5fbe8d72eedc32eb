public import BOLT11
public import L402Protocol

/// Some paths of a server and what they cost.
public struct Route: Hashable, Sendable {
  /// What a route asks for.
  public enum Access: Hashable, Sendable {
    /// Nothing.
    case free
    /// A credential.
    case priced(Price)
  }

  /// What a credential costs and is good for.
  public struct Price: Hashable, Sendable {
    /// What its invoice asks for.
    public let amount: Millisatoshis
    /// The service that its token names.
    public let service: String
    /// For how many seconds its token is good; nil for ever.
    public let lifetime: Int64?

    /// A price and what it buys.
    public init(amount: Millisatoshis, service: String, lifetime: Int64? = nil) {
      self.amount = amount
      self.service = service
      self.lifetime = lifetime
    }
  }

  /// The method, GET for HEAD too; nil for any.
  public let method: String?
  /// The paths.
  public let pattern: PathGlob
  /// What it asks for.
  public let access: Access
  /// Whether its tokens name the route: they open nothing else then.
  public let bindsTokens: Bool

  /// Every path and method at one price.
  public static func everything(_ price: Price) -> Route? {
    PathGlob("/**").map {
      Route(method: nil, pattern: $0, access: .priced(price), bindsTokens: false)
    }
  }

  private init(method: String?, pattern: PathGlob, access: Access, bindsTokens: Bool) {
    self.method = method
    self.pattern = pattern
    self.access = access
    self.bindsTokens = bindsTokens
  }

  /// Reads `[METHOD] PATH=AMOUNT[;service=NAME][;expires=DURATION]` or `[METHOD] PATH=free`.
  ///
  /// - Parameters:
  ///   - text: the route.
  ///   - service: the service where it names none; nil where it must.
  ///   - lifetime: how long its tokens are good where it does not say.
  ///   - price: reads the price.
  public init(
    parsing text: String, service: String?, lifetime: Int64?,
    price read: (Substring) -> Millisatoshis? = { Millisatoshis(parsing: $0) }
  ) throws(RouteError) {
    func error(_ message: String) -> RouteError { RouteError("\"\(text)\": \(message)") }
    let parts = text.split(separator: ";", omittingEmptySubsequences: false)
    guard let head = parts.first, let equals = head.lastIndex(of: "=") else {
      throw error("the price is missing: GET /premium/**=100sat, or =free")
    }
    var path = head[..<equals]
    method = try Self.method(&path, error)
    guard let pattern = PathGlob(String(path)) else {
      throw error("a path begins with /, * is one segment, ** the rest, at the end only")
    }
    // In a caveat a comma separates two patterns.
    guard !pattern.text.utf8.contains(UInt8(ascii: ",")) else {
      throw error("a comma in a path is written %2C")
    }
    self.pattern = pattern
    bindsTokens = true
    var (service, lifetime) = (service, lifetime)
    var seen: Set<Substring> = []
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, seen.insert(pair[0]).inserted else {
        throw error("after the price come service=NAME and expires=DURATION, each once")
      }
      switch pair[0] {
      case "service":
        guard ServiceName.isValid(pair[1]) else { throw error("\"\(pair[1])\" names no service") }
        service = String(pair[1])
      case "expires":
        guard let span = TimeSpan(parsing: pair[1]), span.seconds > 0 else {
          throw error("expires is a span to come: 90s, 1h30m, 7d")
        }
        lifetime = span.seconds
      default: throw error("there is no \"\(pair[0])\", only service and expires")
      }
    }
    let price = head[head.index(after: equals)...]
    guard price != "free" else {
      guard seen.isEmpty else { throw error("what is free has no tokens") }
      access = .free
      return
    }
    guard let amount = read(price), amount.value > 0 else {
      throw error("the price is more than 0, as 100sat or 1500msat, or free")
    }
    guard let service else { throw error("a master key mints for every service: ;service=NAME") }
    access = .priced(Price(amount: amount, service: service, lifetime: lifetime))
  }

  private static func method(
    _ path: inout Substring, _ error: (String) -> RouteError
  ) throws(RouteError) -> String? {
    guard let blank = path.firstIndex(of: " ") else { return nil }
    let word = path[..<blank]
    path = path[path.index(after: blank)...]
    guard word != "*" else { return nil }
    guard !word.isEmpty, word.allSatisfy({ $0.isASCII && ($0.isUppercase || $0 == "-") }) else {
      throw error("a method is written in capitals: GET")
    }
    guard word != "HEAD" else { throw error("HEAD is answered as GET is") }
    return String(word)
  }

  /// The price; nil where it is free.
  public var price: Price? {
    guard case .priced(let price) = access else { return nil }
    return price
  }

  /// The caveats of its tokens.
  func conditions(now: Timestamp) -> [String] {
    guard let price else { return [] }
    var conditions = ["services=\(price.service):0"]
    if let lifetime = price.lifetime {
      conditions.append("\(price.service)_valid_until=\(now.unixSeconds + lifetime)")
    }
    guard bindsTokens else { return conditions }
    if pattern.text != "/**" { conditions.append("path=\(pattern.text)") }
    if let method { conditions.append("method=\(method)") }
    return conditions
  }

  /// Whether every request of `other` is one of this route's.
  func covers(_ other: Route) -> Bool {
    (method == nil || method == other.method) && pattern.covers(other.pattern)
  }

  /// Whether a token of this route could open `other`.
  func overlaps(_ other: Route) -> Bool {
    (method == nil || other.method == nil || method == other.method)
      && pattern.overlaps(other.pattern)
  }
}

extension Route: CustomStringConvertible {
  /// `GET /premium/**`, or `/premium/**` for any method.
  public var description: String { (method.map { $0 + " " } ?? "") + pattern.text }
}

/// Why routes cannot be used.
public struct RouteError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One line, lower case.
  public let description: String

  init(_ description: String) { self.description = description }
}
