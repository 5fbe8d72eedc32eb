import Macaroons

/// Lines of text, a token and its discharges: what verifies with our key was minted with it.
///
/// The seeds are those tokens in every format; the fuzzer may change dressing and locations, and
/// nothing else.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzForgery(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let lines = bytes.split(separator: 0x0a)
  let macaroons = lines.compactMap { try? MacaroonText(parsing: $0).macaroon }
  guard let root = macaroons.first, macaroons.count == lines.count else { return 0 }
  let isMinted = Minted.signed.contains(Signed(root))
  expect(root.signatureMatches(Minted.key) == isMinted, "signature matches: not \(isMinted)")
  guard let conditions = try? root.verify(key: Minted.key, discharges: Array(macaroons.dropFirst()))
  else { return 0 }
  expect(isMinted, "verifies and was never minted")
  for discharge in macaroons.dropFirst() {
    expect(Signed(discharge) == Signed(Minted.discharge), "a discharge that was never minted")
  }
  let needsDischarge = root.caveats.contains { $0.isThirdParty }
  expect(macaroons.count == (needsDischarge ? 2 : 1), "\(macaroons.count) tokens")
  expect(
    conditions.map(\.identifier)
      == root.caveats.filter { !$0.isThirdParty }.map(\.identifier)
      + (needsDischarge ? Minted.discharge.caveats.map(\.identifier) : []),
    "other conditions than those of the token and its discharge")
  return 0
}

/// What a signature covers, and the signature.
private struct Signed: Hashable {
  let parts: [ArraySlice<UInt8>]

  init(_ macaroon: Macaroon) {
    var parts = [macaroon.identifier, macaroon.signature.array[...]]
    for caveat in macaroon.caveats {
      parts += [caveat.identifier, caveat.isThirdParty ? caveat.verificationID ?? [] : []]
    }
    self.parts = parts
  }
}

private enum Minted {
  static let key = ChainKey(rootKey: Array("a key for the fuzzer".utf8)[...])
  static let signed = Set([plain, narrowed, thirdParty].map { Signed($0) })

  static let plain = Macaroon(
    identifier: Array("id".utf8)[...], location: Array("here".utf8)[...], key: key)

  static let narrowed: Macaroon = {
    var macaroon = plain
    macaroon.addFirstPartyCaveat(Array("a=1".utf8)[...])
    macaroon.addFirstPartyCaveat([0xff, 0x00])
    return macaroon
  }()

  static let thirdParty: Macaroon = {
    var macaroon = plain
    try? macaroon.addThirdPartyCaveat(
      rootKey: [1], identifier: Array("tp".utf8)[...], location: Array("there".utf8)[...],
      nonce: [UInt8](0..<24))
    return macaroon
  }()

  static let discharge: Macaroon = {
    var macaroon = Macaroon(
      identifier: Array("tp".utf8)[...], key: ChainKey(rootKey: [UInt8(1)][...]))
    macaroon.addFirstPartyCaveat(Array("b=2".utf8)[...])
    return macaroon.bound(to: thirdParty)
  }()
}

/// Unlike `precondition`, this says why in an optimised build too.
private func expect(_ condition: Bool, _ message: @autoclosure () -> String) {
  if !condition { fatalError(message()) }
}
