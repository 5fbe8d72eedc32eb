internal import Macaroons

/// The macaroons of one credential, sorted into tokens and the discharges that they need.
struct TokenGroup {
  /// Tokens that stand for themselves.
  let primaries: [Macaroon]
  /// First-party caveats of each of them, and then of each discharge.
  let conditions: [[ArraySlice<UInt8>]]
  /// A discharge that no token needs; index from 0 among the discharges.
  let unmatched: Int?
  private let discharges: [Macaroon]

  /// Nil unless all tokens are macaroons and one of them is no discharge.
  init?(_ tokens: [HeaderToken]) {
    let macaroons = tokens.compactMap { $0.macaroon?.macaroon }
    guard macaroons.count == tokens.count else { return nil }
    if !macaroons.contains(where: { $0.caveats.contains(where: \.isThirdParty) }) {
      (primaries, discharges, unmatched) = (macaroons, [], nil)
    } else {
      let wanted = Set(
        macaroons.flatMap { $0.caveats.filter(\.isThirdParty).map(\.identifier) })
      primaries = macaroons.filter { !wanted.contains($0.identifier) }
      discharges = macaroons.filter { wanted.contains($0.identifier) }
      let needed = Set(primaries.flatMap { Self.needs(of: $0, among: macaroons) })
      var seen: Set<ArraySlice<UInt8>> = []
      unmatched = discharges.firstIndex {
        !needed.contains($0.identifier) || !seen.insert($0.identifier).inserted
      }
    }
    guard !primaries.isEmpty else { return nil }
    conditions = (discharges.isEmpty ? primaries : primaries + discharges).map { macaroon in
      macaroon.caveats.compactMap { $0.isThirdParty ? nil : $0.identifier }
    }
  }

  /// The discharges that a token needs, directly or for another discharge.
  func discharges(of primary: Macaroon) -> [Macaroon] {
    guard !discharges.isEmpty else { return [] }
    let needed = Self.needs(of: primary, among: discharges)
    return discharges.filter { needed.contains($0.identifier) }
  }

  private static func needs(
    of macaroon: Macaroon, among others: [Macaroon]
  ) -> Set<ArraySlice<UInt8>> {
    var needed: Set<ArraySlice<UInt8>> = []
    var open = [macaroon]
    while let next = open.popLast() {
      for caveat in next.caveats
      where caveat.isThirdParty && needed.insert(caveat.identifier).inserted {
        open += others.filter { $0.identifier == caveat.identifier }
      }
    }
    return needed
  }
}
