import Bytes
import Digests
import L402Protocol
import Macaroons
import Store

extension Session {
  /// What a revocation names: the identifiers of all tokens, or `token-id:HEX`.
  mutating func revocationTargets(_ operand: String?) throws -> [RevocationTarget] {
    if let operand, operand.hasPrefix("token-id:") {
      guard let id = try? Bytes32(hex: operand.dropFirst("token-id:".count)) else {
        throw Failure(.malformed, "token-id: takes 64 hexadecimal digits")
      }
      return [.tokenID(id)]
    }
    let given = try text(operand)
    do {
      let found = try Recogniser.recognise(given[...])
      let tokens = found.lazy.compactMap({ $0.presented }).first?.tokens ?? []
      let macaroons = tokens.compactMap(\.macaroon)
      guard !macaroons.isEmpty else { throw Failure(.malformed, "there is no macaroon in it") }
      return macaroons.map { .identifierHash(SHA256.digest($0.macaroon.identifier)) }
    } catch let error as RecognitionError {
      throw Failure(error, in: given[...]).withHint(forOperand: operand)
    }
  }
}
