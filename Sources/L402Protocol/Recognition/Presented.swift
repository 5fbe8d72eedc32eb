internal import Macaroons

extension Recognised {
  /// The tokens and the preimage of something that can be verified; nil for anything else.
  public var presented: (tokens: [HeaderToken], preimage: Preimage?)? {
    switch subject {
    case .credential(let credential): (credential.tokens, credential.preimage)
    case .token(let macaroon), .nodeMacaroon(let macaroon, _):
      ([HeaderToken(macaroon: macaroon, text: [])], nil)
    case .lookAlike(let token): ([token], nil)
    case .challenge, .brokenChallenge, .invoice, .payment, .x402, .bytes32: nil
    }
  }
}
