/// What one first-party caveat says about one request.
public struct CaveatVerdict: Hashable, Sendable {
  /// The five verdicts.
  public enum Status: String, Hashable, Sendable {
    /// It holds.
    case satisfied
    /// It does not hold, or cannot be read.
    case violated
    /// What it must be held against was not given: refuses.
    case unchecked
    /// It concerns another service.
    case notApplicable = "not_applicable"
    /// No rule knows it: passed over, and counted.
    case skipped
  }

  /// The verdict.
  public let status: Status
  /// Why, in words.
  public let detail: String
  /// The reason for refusing, for violated, unchecked and skipped caveats.
  public let reason: RefusalReason?

  static func satisfied(_ detail: String) -> CaveatVerdict {
    CaveatVerdict(status: .satisfied, detail: detail, reason: nil)
  }

  static func violated(_ reason: RefusalReason, _ detail: String) -> CaveatVerdict {
    CaveatVerdict(status: .violated, detail: detail, reason: reason)
  }

  static func unchecked(_ detail: String) -> CaveatVerdict {
    CaveatVerdict(status: .unchecked, detail: detail, reason: .unchecked)
  }

  static func skipped(_ detail: String) -> CaveatVerdict {
    CaveatVerdict(status: .skipped, detail: detail, reason: .skipped)
  }

  static func notApplicable(_ detail: String) -> CaveatVerdict {
    CaveatVerdict(status: .notApplicable, detail: detail, reason: nil)
  }
}
