import CurlTool
import HTTPTransport
import L402Protocol
import Payments

/// Where a credential may be presented, and where money may go.
extension PayingGuard {
  /// Why neither credential nor money may leave with a request; nil where they may, the peer apart.
  func objection(toPresentingWith request: OutgoingRequest) -> Refusal? {
    guard let origin = request.url.originOfOurs, let typed = request.typed.originOfOurs else {
      return Refusal(.otherOrigin, "the host of \(request.url.text) cannot be read as a name")
    }
    guard origin == typed || Self.isUpgrade(from: typed, to: origin) else {
      return Refusal(
        .otherOrigin, "\(typed) led to \(origin), which asks for a payment")
    }
    if request.isInsecure, !options.allowInsecurePay {
      return Refusal(.insecureTLS, "with -k nobody knows who \(origin) is")
    }
    if origin.scheme == "http", !allowsHTTP, case .proxy = request.route,
      !isOnion(request)
    {
      return Refusal(.plainHTTP, "\(origin) is plain http, through a proxy")
    }
    return nil
  }

  /// Why nothing may be paid for an answer; nil where the policy of payments decides.
  func objection(toPaying request: OutgoingRequest, peer: String) -> Refusal? {
    if options.noPay || settings.forbidsPaying.value {
      return Refusal(.noPay, "paying is switched off")
    }
    if request.hasOwnAuthorization {
      return Refusal(
        .ownAuthorization, "\(request.url.originText) does not accept the Authorization given")
    }
    if options.credential != nil {
      return Refusal(
        .givenCredential, "\(request.url.originText) does not accept the credential given")
    }
    if let refusal = objection(toPresentingWith: request) { return refusal }
    if needsLoopback(request), request.route != .unixSocket, !HTTPPeer.isLoopback(peer) {
      return Refusal(
        .plainHTTP, "\(request.url.originText) is plain http, and \(peer) is not this machine")
    }
    return nil
  }

  /// Whether a credential may only reach a peer on this machine.
  func needsLoopback(_ request: OutgoingRequest) -> Bool {
    request.url.scheme == "http" && !allowsHTTP && !isOnion(request)
  }

  private var allowsHTTP: Bool { options.allowHTTP || settings.allowsHTTP.value }

  /// Whether it is an onion service that the proxy, not we, looks up (RFC 7686).
  private func isOnion(_ request: OutgoingRequest) -> Bool {
    guard case .proxy(let resolvesNames) = request.route else { return false }
    return resolvesNames && request.url.host.hasSuffix(".onion")
  }

  /// http://H to https://H, both at their own ports: the same server, better protected.
  private static func isUpgrade(from typed: Origin, to origin: Origin) -> Bool {
    typed.scheme == "http" && typed.port == 80 && origin.scheme == "https" && origin.port == 443
      && typed.host == origin.host
  }
}

extension RequestURL {
  /// Its origin for people.
  var originText: String { originOfOurs?.description ?? "\(scheme)://\(host):\(port)" }
}
