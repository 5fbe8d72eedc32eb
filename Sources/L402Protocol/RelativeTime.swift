/// Spans of time in words, in the largest unit that leaves at least two, or one.
public enum RelativeTime {
  /// `in 59 minutes`, `12 minutes ago`, `now`.
  public static func words(from now: Timestamp, to moment: Timestamp) -> String {
    let (seconds, overflow) = moment.unixSeconds.subtractingReportingOverflow(now.unixSeconds)
    guard !overflow else { return moment > now ? "in ages" : "ages ago" }
    if seconds == 0 { return "now" }
    return seconds > 0 ? "in \(span(seconds))" : "\(span(-max(seconds, -.max))) ago"
  }

  /// Seconds from one moment to another, as far as numbers reach.
  static func seconds(from now: Timestamp, to moment: Timestamp) -> Int64 {
    let (seconds, overflow) = moment.unixSeconds.subtractingReportingOverflow(now.unixSeconds)
    return overflow ? (moment > now ? .max : .min) : seconds
  }

  /// `59 minutes`, `1 day`, `2 years`; `seconds` must not be negative.
  public static func span(_ seconds: Int64) -> String {
    for unit in Unit.allCases {
      let size = unit.seconds
      guard seconds >= 2 * size || (seconds >= size && seconds % size < size / 10) else { continue }
      let count = seconds / size
      return "\(count) \(unit.rawValue)\(count == 1 ? "" : "s")"
    }
    return "\(seconds) second\(seconds == 1 ? "" : "s")"
  }

  /// What spans are told in, the largest first; a month is a twelfth of 365.2425 days.
  private enum Unit: String, CaseIterable {
    case year, month, day, hour, minute

    var seconds: Int64 {
      switch self {
      case .year: 31_556_952
      case .month: 2_629_746
      case .day: 86_400
      case .hour: 3600
      case .minute: 60
      }
    }
  }
}
