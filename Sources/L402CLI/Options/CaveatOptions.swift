import ArgumentParser
import L402Protocol

/// Caveats to write, in the words of those who want them.
struct CaveatOptions: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A service that the token is for; repeatable.", valueName: "name[:tier]"))
  var service: [ServiceArgument] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "What a service may be used for; repeatable.", valueName: "[service=]a,b"))
  var capabilities: [CapabilitiesArgument] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("When it ends, from now: 90s, 1h30m, 7d, -1h.", valueName: "duration"))
  var expiresIn: DurationArgument?

  @Option(help: ArgumentHelp("When it ends: RFC 3339 or unix time.", valueName: "time"))
  var expiresAt: TimeArgument?

  @Option(
    name: .customLong("caveat"), parsing: .singleValue,
    help: ArgumentHelp("A caveat as it is; repeatable.", valueName: "text"))
  var caveats: [String] = []

  func validate() throws {
    if expiresIn != nil, expiresAt != nil {
      throw ValidationError("--expires-in and --expires-at exclude each other")
    }
    for capability in capabilities where capability.service == nil && service.count != 1 {
      throw ValidationError(
        "--capabilities \(capability.names) needs its service: --capabilities SERVICE=..")
    }
  }

  /// Whether none was given.
  var isEmpty: Bool {
    service.isEmpty && capabilities.isEmpty && expiresIn == nil && expiresAt == nil
      && caveats.isEmpty
  }

  /// When the token ends, if that was asked for.
  func expiry(from now: Timestamp) -> Timestamp? {
    if let expiresIn { return Timestamp(unixSeconds: now.unixSeconds + expiresIn.seconds) }
    return expiresAt?.moment
  }

  /// The texts of the caveats in the order in which they are added; an expiry is written for each
  /// of `expiryServices`, or as `expires_at` where there is none.
  func texts(now: Timestamp, expiryServices: [String]) -> [String] {
    var texts: [String] = []
    if !service.isEmpty {
      texts.append(
        "services=" + service.map { "\($0.name):\($0.tier)" }.joined(separator: ","))
    }
    for capability in capabilities {
      let name = capability.service ?? service.first?.name ?? ""
      texts.append("\(name)_capabilities=\(capability.names)")
    }
    if let expiry = expiry(from: now) {
      if expiryServices.isEmpty {
        texts.append("expires_at=\(expiry.rfc3339)")
      } else {
        texts += expiryServices.map { "\($0)_valid_until=\(expiry.unixSeconds)" }
      }
    }
    return texts + caveats
  }
}

/// `NAME[:TIER]`.
struct ServiceArgument: ExpressibleByArgument, Hashable, Sendable {
  let name: String
  let tier: Int

  init?(argument: String) {
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, Self.isName(parts[0]) else { return nil }
    name = String(parts[0])
    guard parts.count == 2 else {
      tier = 0
      return
    }
    guard let number = Int(parts[1]), number >= 0, number <= 255 else { return nil }
    tier = number
  }

  /// A name that the caveat's own grammar leaves whole.
  static func isName(_ text: some StringProtocol) -> Bool {
    ServiceName.isValid(text)
  }
}

/// `[SERVICE=]a,b`.
struct CapabilitiesArgument: ExpressibleByArgument, Hashable, Sendable {
  let service: String?
  let names: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    service = parts.count == 2 ? String(parts[0]) : nil
    names = String(parts[parts.count - 1])
    if let service { guard ServiceArgument.isName(service) else { return nil } }
    guard
      names.split(separator: ",", omittingEmptySubsequences: false)
        .allSatisfy(ServiceArgument.isName)
    else { return nil }
  }
}
