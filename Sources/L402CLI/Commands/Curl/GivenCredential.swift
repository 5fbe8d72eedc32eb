import Bytes
import Digests
import L402Protocol
import Store

extension Session {
  /// Reads what `--credential` gives: a credential in any of its forms.
  ///
  /// - Throws: `Failure` for text that is none, and for one whose payment is pending.
  mutating func givenCredential(_ operand: String) throws -> StoredCredential {
    let text = try text(operand)
    let found: [Recognised]
    do {
      found = try Recogniser.recognise(text[...])
    } catch {
      throw Failure(error, in: text[...]).withHint(forOperand: operand)
    }
    guard case .credential(let credential)? = found.first?.subject,
      let preimage = credential.preimage
    else {
      throw Failure(
        .malformed, "--credential: there is no token with its preimage in it",
        hint: "TOKEN:PREIMAGE, or a whole Authorization line")
    }
    let scheme: String =
      if case .authorization(let scheme) = credential.source { scheme.rawValue } else { "L402" }
    return StoredCredential(
      origin: "", scope: "/", scheme: scheme,
      token: Array(credential.tokens.map { Array($0.text) }.joined(separator: [UInt8(ascii: ",")])),
      preimage: preimage.bytes, paymentHash: SHA256.digest(preimage.bytes), isSandbox: false,
      createdAt: 0)
  }
}
