import ArgumentParser
import L402Protocol
import Paywall

/// Who hands requests on.
struct ProxyOptions: ParsableArguments {
  @Flag(help: "Answer the question of a proxy whether a request may pass; goes with --proxy.")
  var forwardAuth = false

  @Option(
    help: ArgumentHelp("Which proxy asks, and so in which fields.", valueName: "name"))
  var proxy: ProxyDialect?

  @Option(
    help: ArgumentHelp("With which status a challenge comes.", valueName: "402|401"))
  var authStatus: AuthStatus?

  @Option(
    name: .customLong("trust-proxy"), parsing: .singleValue,
    help: ArgumentHelp(
      "Whose forwarded fields are believed (with --proxy: loopback); repeatable.",
      valueName: "cidr"))
  var ranges: [AddressRange] = []

  func validate() throws {
    if forwardAuth, proxy == nil {
      throw ValidationError("--forward-auth needs --proxy nginx, caddy, traefik or envoy")
    }
    if proxy != nil, !forwardAuth {
      throw ValidationError("--proxy goes with --forward-auth")
    }
    if proxy == .nginx, authStatus == .paymentRequired {
      throw ValidationError("nginx makes 500 of a 402 from here: leave --auth-status out")
    }
  }

  /// Whose forwarded fields are believed.
  var trusted: [AddressRange] {
    ranges.isEmpty && proxy != nil ? AddressRange.loopback : ranges
  }

  /// Whether challenges come with 401; behind nginx nothing else gets through.
  var challengesWith401: Bool { authStatus == .unauthorized || proxy == .nginx }
}

/// The status of a challenge.
enum AuthStatus: String, ExpressibleByArgument, CaseIterable, Sendable {
  case paymentRequired = "402"
  case unauthorized = "401"
}
