internal import L402Protocol

/// Routes in order; the first that fits decides.
public struct RouteTable: Hashable, Sendable {
  /// The routes.
  public let routes: [Route]

  /// What there is for a request.
  enum Match: Hashable {
    case route(Route)
    /// The path is one of ours, with other methods.
    case methods([String])
    case nothing
  }

  /// Checks that each route can be reached, and that no token opens what costs more.
  public init(_ routes: [Route]) throws(RouteError) {
    for (index, route) in routes.enumerated() {
      for earlier in routes[..<index] {
        guard !earlier.covers(route) else {
          throw RouteError("\"\(route)\" is never reached: \"\(earlier)\" before it has it all")
        }
        guard let price = route.price, let other = earlier.price, price.amount != other.amount,
          price.service == other.service, earlier.overlaps(route)
        else { continue }
        throw RouteError(
          "a token for \"\(earlier)\" would open \"\(route)\" at another price: "
            + "give one of them another ;service=NAME")
      }
    }
    self.routes = routes
  }

  /// What a request meets; `method` is GET for HEAD.
  func match(method: String, path: RequestPath) -> Match {
    var methods: [String] = []
    for route in routes where route.pattern.matches(path) {
      guard let wanted = route.method, wanted != method else { return .route(route) }
      if !methods.contains(wanted) { methods.append(wanted) }
    }
    return methods.isEmpty ? .nothing : .methods(methods)
  }
}
