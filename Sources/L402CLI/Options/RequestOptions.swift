import ArgumentParser
import L402Protocol

/// The request that caveats are held against.
struct RequestOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The service asked for.", valueName: "name"))
  var service: String?

  @Option(help: ArgumentHelp("The capability needed.", valueName: "name"))
  var capability: String?

  @Option(help: ArgumentHelp("The request's method.", valueName: "method"))
  var method: String?

  @Option(help: ArgumentHelp("The request's path.", valueName: "path"))
  var path: PathArgument?

  @Option(help: ArgumentHelp("The origin asked.", valueName: "url"))
  var origin: OriginArgument?

  @Option(help: ArgumentHelp("The client's address.", valueName: "ip"))
  var clientIp: AddressArgument?

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A caveat KEY=.. must equal VALUE; repeatable.", valueName: "key=value"))
  var context: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Judge as of this moment: RFC 3339 or unix time.", valueName: "time"))
  var now: TimeArgument?

  func validate() throws {
    for (name, value) in [("service", service), ("capability", capability), ("method", method)]
    where value?.isEmpty == true {
      throw ValidationError("--\(name) is empty; leave it out to hold nothing against it")
    }
    for pair in context where !pair.contains("=") || pair.hasPrefix("=") {
      throw ValidationError("--context takes KEY=VALUE, not \"\(pair)\"")
    }
    for pair in context {
      let key = pair.prefix { $0 != "=" }
      guard let family = CaveatFamily(rawValue: String(key)), family != .realm,
        family != .constraint
      else { continue }
      throw ValidationError("--context \(key): this family has a rule of its own, \(family.rule)")
    }
  }

  /// The request as the verifier takes it.
  func request(now clock: Timestamp) -> VerificationRequest {
    var request = VerificationRequest(now: now?.moment ?? clock)
    request.service = service
    request.capability = capability
    request.method = method
    request.path = path?.path
    request.origin = origin?.origin
    request.clientIP = clientIp?.address
    for pair in context {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      request.context[String(parts[0])] = String(parts[1])
    }
    return request
  }
}
