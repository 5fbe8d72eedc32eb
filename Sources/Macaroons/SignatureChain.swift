internal import Bytes
internal import Digests

/// The arithmetic of macaroon signatures.
enum SignatureChain {
  /// The signature after `caveat`: HMAC(sig, cid), or for a third party
  /// HMAC(sig, HMAC(sig, vid) || HMAC(sig, cid)).
  static func step(from signature: Bytes32, over caveat: Caveat) -> Bytes32 {
    let mac = HMACSHA256(key: signature)
    guard let verificationID = caveat.verificationID, !verificationID.isEmpty else {
      return mac.authenticate(caveat.identifier)
    }
    return mac.authenticate(
      mac.authenticate(verificationID), mac.authenticate(caveat.identifier))
  }

  /// HMAC(Z, HMAC(Z, root) || HMAC(Z, discharge)) with Z = 32 zero bytes; equal signatures stay
  /// as they are, as in go-macaroon.
  static func bind(_ discharge: Bytes32, to root: Bytes32) -> Bytes32 {
    guard discharge != root else { return root }
    return zeroKey.authenticate(
      zeroKey.authenticate(root.array[...]), zeroKey.authenticate(discharge.array[...]))
  }

  private static let zeroKey = HMACSHA256(key: Bytes32.zero)
}
