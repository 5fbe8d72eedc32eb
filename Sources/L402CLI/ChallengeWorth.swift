import BOLT11
import L402Protocol
import Macaroons
import Payments
import Presentation

/// What buying a challenge's token is worth.
extension Challenge {
  /// Why its token is not worth buying for a request, whose moment is that at which the payment is
  /// through; nil where it is.
  func objection(
    _ invoice: Invoice, for request: VerificationRequest, allowsOpaque: Bool
  ) -> Refusal? {
    let fault = fault(invoice: invoice.paymentHash, for: request, allowsOpaque: allowsOpaque)
    guard let fault else { return nil }
    let code: Refusal.Code =
      switch fault {
      case .foreignInvoice: .foreignInvoice
      case .opaque: .opaqueToken
      case .unknownVersion, .caveat, .thirdParty: .uselessToken
      }
    return Refusal(code, "\(fault)")
  }

  /// What the caveats of a token say, for people.
  static func conditions(of token: [UInt8]) -> [String] {
    guard let caveats = HeaderToken(token[...])?.macaroon?.macaroon.caveats else { return [] }
    return caveats.filter { !$0.isThirdParty }
      .map { String(decoding: ParsedCaveat($0.identifier).bytes, as: UTF8.self) }
  }
}
