internal import Bytes

extension ParsedCaveat {
  /// Holds the caveat against a request; order and narrowing are judged elsewhere.
  ///
  /// The `preimage` family is judged by the verifier, which knows the payment hash.
  public func verdict(on request: VerificationRequest) -> CaveatVerdict {
    guard let family else { return unknownVerdict(request) }
    if request.ignored.contains(family) { return .satisfied("ignored, as asked") }
    if case .unreadable(let why) = value {
      return .violated(family.reason, "unreadable: \(why)")
    }
    switch family {
    case .services, .capabilities: return serviceVerdict(family, request)
    case .validUntil:
      if let service = request.service, let subject, !service.isExactly(subject) {
        return .notApplicable("concerns service \(subject)")
      }
      return expiryVerdict(request.now)
    case .expiresAt, .validUntilISO, .expiration, .expiresAtNGX, .timeBefore:
      return expiryVerdict(request.now)
    case .path, .requestPath: return pathVerdict(request)
    case .method, .requestMethod: return methodVerdict(family, request)
    case .clientIP, .ipAddress: return addressVerdict(request)
    case .origin: return originVerdict(request)
    case .realm:
      guard case .text(let realm) = value else { return .unchecked("no realm to compare") }
      guard let given = request.context[family.rawValue] else {
        return .unchecked("no --context Realm=.. given")
      }
      return given.isExactly(realm)
        ? .satisfied("the realm is \(realm)") : .violated(.caveat, "the realm is \(given)")
    case .preimage: return .satisfied("holds the preimage")
    case .constraint: return unknownVerdict(request)
    }
  }

  private func unknownVerdict(_ request: VerificationRequest) -> CaveatVerdict {
    if let condition,
      let expected = request.context.first(where: { $0.key.isExactly(condition) })?.value
    {
      return valueText?.isExactly(expected) == true
        ? .satisfied("equals the value given") : .violated(.caveat, "is not \(expected)")
    }
    if let nearMiss {
      return .skipped("no rule; nearly \(nearMiss.form), but case and blanks count")
    }
    if family == .constraint { return .skipped("no rule; the service must count it") }
    return .skipped(condition == nil ? "no rule: not condition=value" : "no rule")
  }

  private func serviceVerdict(
    _ family: CaveatFamily, _ request: VerificationRequest
  ) -> CaveatVerdict {
    switch value {
    case .services(let entries):
      guard let service = request.service else { return .unchecked("no --service given") }
      return entries.contains { $0.name.isExactly(service) }
        ? .satisfied(service + " is in the list")
        : .violated(.service, "\(service) is not in the list")
    case .names(let names):
      if let service = request.service, let subject, !service.isExactly(subject) {
        return .notApplicable("concerns service \(subject)")
      }
      guard let capability = request.capability else { return .unchecked("no --capability given") }
      return names.containsExactly(capability)
        ? .satisfied(capability + " is in the list")
        : .violated(.capability, "\(capability) is not in the list")
    default: return .violated(family.reason, "unreadable")
    }
  }

  private func expiryVerdict(_ now: Timestamp) -> CaveatVerdict {
    guard case .moment(let moment) = value else { return .violated(.expired, "unreadable") }
    let when = RelativeTime.words(from: now, to: moment)
    return now < moment
      ? .satisfied("until " + moment.spaced + ", " + when)
      : .violated(.expired, "ended \(moment.spaced), \(when)")
  }

  private func pathVerdict(_ request: VerificationRequest) -> CaveatVerdict {
    guard let path = request.path else { return .unchecked("no --path given") }
    let matches =
      switch value {
      case .globs(let globs): globs.contains { $0.matches(path) }
      case .text(let text): path.text.isExactly(text)
      default: false
      }
    return matches
      ? .satisfied(path.text + " is inside") : .violated(.path, "\(path.text) is outside")
  }

  private func methodVerdict(
    _ family: CaveatFamily, _ request: VerificationRequest
  ) -> CaveatVerdict {
    guard let method = request.method else { return .unchecked("no --method given") }
    let allowed =
      switch value {
      case .names(let names): names
      case .text(let text): [text]
      default: [] as [String]
      }
    return allowed.containsExactly(method)
      ? .satisfied(method + " is allowed") : .violated(.method, "\(method) is not allowed")
  }

  private func addressVerdict(_ request: VerificationRequest) -> CaveatVerdict {
    guard let address = request.clientIP else { return .unchecked("no --client-ip given") }
    guard case .addresses(let allowed) = value, allowed.contains(address) else {
      return .violated(.clientIP, "the client has another address")
    }
    return .satisfied("the client has this address")
  }

  private func originVerdict(_ request: VerificationRequest) -> CaveatVerdict {
    guard let origin = request.origin else { return .unchecked("no --origin given") }
    guard case .origin(let allowed) = value, allowed == origin else {
      return .violated(.origin, "\(origin) is another origin")
    }
    return .satisfied("the origin is \(origin)")
  }
}

extension CaveatFamily {
  /// Why a token is refused when a caveat of this family is violated.
  var reason: RefusalReason {
    switch self {
    case .services: .service
    case .capabilities: .capability
    case .validUntil, .expiresAt, .validUntilISO, .expiration, .expiresAtNGX, .timeBefore: .expired
    case .path, .requestPath: .path
    case .method, .requestMethod: .method
    case .clientIP, .ipAddress: .clientIP
    case .origin: .origin
    case .preimage: .preimage
    case .constraint, .realm: .caveat
    }
  }
}
