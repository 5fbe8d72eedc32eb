import Bytes
import Macaroons
import Testing

/// Values printed in libmacaroons' README.md and go-macaroon's `macaroon_test.go`.
struct PublishedTokenTests {
  @Test(arguments: 0...3)
  func `the signatures are those of libmacaroons' README`(count: Int) {
    #expect(Bank.macaroon(conditions: count).signature.hex == Bank.signatures[count])
  }

  @Test func `the text is that of libmacaroons' README`() throws {
    let published =
      "MDAxY2xvY2F0aW9uIGh0dHA6Ly9teWJhbmsvCjAwMjZpZGVudGlmaWVyIHdlIHVzZWQgb3VyIHNlY3JldCBrZXkK"
      + "MDAyZnNpZ25hdHVyZSDj2eApCFJsTAA5rhURQRXZf91ovyujebNCqvD2F9BVLwo="
    let text = MacaroonText(
      macaroon: Bank.macaroon(conditions: 0), format: .v1, encoding: .base64url)
    #expect(String(decoding: try text.encoded(), as: UTF8.self) == published)
    #expect(try MacaroonText(parsing: published.slice).macaroon == Bank.macaroon(conditions: 0))
  }

  @Test func `the forged token of libmacaroons' README is read and does not verify`() throws {
    let published =
      "MDAxY2xvY2F0aW9uIGh0dHA6Ly9teWJhbmsvCjAwMjZpZGVudGlmaWVyIHdlIHVzZWQgb3VyIHNl\n"
      + "Y3JldCBrZXkKMDAxZGNpZCBhY2NvdW50ID0gMzczNTkyODU1OQowMDIwY2lkIHRpbWUgPCAyMDE1\n"
      + "LTAxLTAxVDAwOjAwCjAwMjJjaWQgZW1haWwgPSBhbGljZUBleGFtcGxlLm9yZwowMDJmc2lnbmF0\n"
      + "dXJlID8f19FL+bkC9p/aoMmIecC7GxdOcLVyUnrv6lJMM7NSCg=="
    let forged = try MacaroonText(parsing: published.slice).macaroon
    #expect(
      forged.signature.hex == "3f1fd7d14bf9b902f69fdaa0c98879c0bb1b174e70b572527aefea524c33b352")
    #expect(forged.caveats == Bank.macaroon(conditions: 3).caveats)
    #expect(!forged.signatureMatches(Bank.key))
  }

  /// The README's second example; its caveat nonce is 24 zero bytes.
  private func alice() throws -> (root: Macaroon, discharge: Macaroon, key: ChainKey) {
    let key = ChainKey(
      rootKey: "this is a different super-secret key; never use the same secret twice".slice)
    var root = Macaroon(
      identifier: "we used our other secret key".slice, location: "http://mybank/".slice, key: key)
    root.addFirstPartyCaveat("account = 3735928559".slice)
    let caveatKey = "4; guaranteed random by a fair toss of the dice".slice
    let identifier = "this was how we remind auth of key/pred".slice
    try root.addThirdPartyCaveat(
      rootKey: caveatKey, identifier: identifier, location: "http://auth.mybank/".slice,
      nonce: [UInt8](repeating: 0, count: 24))
    var discharge = Macaroon(
      identifier: identifier, location: "http://auth.mybank/".slice,
      key: ChainKey(rootKey: caveatKey))
    discharge.addFirstPartyCaveat("time < 2015-01-01T00:00".slice)
    return (root, discharge, key)
  }

  @Test func `the verification id is that of libmacaroons' README`() throws {
    let published =
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA027FAuBYhtHwJ58FX6UlVNFtFsGxQHS7uD/w/dedwv4Jjw7U"
      + "orCREw5rXbRqIKhr"
    let id = try #require(try alice().root.caveats.last?.verificationID)
    #expect(String(decoding: Base64.encode(id), as: UTF8.self) == published)
  }

  @Test func `the token with a third-party caveat is that of go-macaroon's tests`() throws {
    let published =
      "MDAxY2xvY2F0aW9uIGh0dHA6Ly9teWJhbmsvCjAwMmNpZGVudGlmaWVyIHdlIHVzZWQgb3VyIG90aGVyIHNlY3Jl"
      + "dCBrZXkKMDAxZGNpZCBhY2NvdW50ID0gMzczNTkyODU1OQowMDMwY2lkIHRoaXMgd2FzIGhvdyB3ZSByZW1pbmQg"
      + "YXV0aCBvZiBrZXkvcHJlZAowMDUxdmlkIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAANNuxQLgWIbR8CefBV-lJVTR"
      + "bRbBsUB0u7g_8P3XncL-CY8O1KKwkRMOa120aiCoawowMDFiY2wgaHR0cDovL2F1dGgubXliYW5rLwowMDJmc2ln"
      + "bmF0dXJlINJ9sv0fInYOTD2ugTfi2Pwd9sB0HBiu1LlyVr940fVcCg"
    let text = MacaroonText(
      macaroon: try alice().root, format: .v1, encoding: .base64url, isPadded: false)
    #expect(String(decoding: try text.encoded(), as: UTF8.self) == published)
  }

  @Test func `the discharge is that of libmacaroons' README and serves bound only`() throws {
    let (root, discharge, key) = try alice()
    #expect(
      discharge.signature.hex
        == "82a80681f9f32d419af12f6a71787a1bac3ab199df934ed950ddf20c25ac8c65")
    #expect(
      try root.verify(key: key, discharges: [discharge.bound(to: root)]).map(\.identifier)
        == ["account = 3735928559".slice, "time < 2015-01-01T00:00".slice])
    #expect(throws: MacaroonVerificationError.dischargeSignature(discharge: 0)) {
      try root.verify(key: key, discharges: [discharge])
    }
  }
}
