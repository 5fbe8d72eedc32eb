/// What was found out about caveats that come again and again, for one verifier at one moment.
///
/// A reading and a verdict depend on the caveat's bytes and the request alone, and the tokens of
/// one service mostly hold the same few caveats.
public struct CaveatMemo: Sendable {
  private var reports: [ArraySlice<UInt8>: Verification.CaveatReport] = [:]

  /// How many caveats are remembered before all are forgotten.
  private static let capacity = 512

  /// Remembers nothing yet.
  public init() {}

  /// The report on a caveat, made by `judge` when it is a new one.
  mutating func report(
    on caveat: ArraySlice<UInt8>, judge: (ParsedCaveat) -> CaveatVerdict
  ) -> Verification.CaveatReport {
    if let known = reports[caveat] { return known }
    let parsed = ParsedCaveat(caveat)
    let report = Verification.CaveatReport(caveat: parsed, verdict: judge(parsed))
    if reports.count >= Self.capacity { reports.removeAll(keepingCapacity: true) }
    // A copy of its own: a slice would keep the whole input alive.
    reports[Array(caveat)[...]] = report
    return report
  }
}
