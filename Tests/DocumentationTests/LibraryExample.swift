import L402Protocol

func isAllowed(authorization: String, path: String, key: [UInt8], now: Timestamp) throws -> Bool {
  let found = try Recogniser.recognise(Array(authorization.utf8)[...])
  guard let presented = found.first?.presented else { return false }
  var keys = GivenKeys()
  keys.add(rootKey: try KeyMaterial(content: key, format: .auto), name: "the gateway's")
  var request = VerificationRequest(now: now)
  request.service = "api"
  request.path = RequestPath(path)
  let verifier = Verifier(keys: keys, revocations: [], request: request)
  return try verifier.verify(presented.tokens, preimage: presented.preimage).isAccepted
}
