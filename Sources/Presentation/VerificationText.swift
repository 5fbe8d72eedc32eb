public import L402Protocol

extension Verification {
  /// The verdict for a person, over several lines.
  public func text(_ style: Style) -> String {
    var lines: [String] = []
    lines.append(
      isAccepted
        ? style.good("accepted") + ": " + Sanitizer.clean(summary)
        : style.bad("refused") + ": " + Sanitizer.clean(summary))
    lines.append("")
    for check in checks {
      let mark =
        switch check.status {
        case .pass: style.good("ok        ")
        case .fail: style.bad("FAILED    ")
        case .unknown: style.doubtful("unknown   ")
        }
      let parts = check.detail.split(separator: ";", maxSplits: 1)
      lines.append(
        "  \(mark) \(Style.padded(check.name, to: 13)) \(Sanitizer.clean(String(parts.first ?? "")))"
      )
      if parts.count > 1 {
        let rest = parts[1].drop { $0 == " " }
        lines.append(String(repeating: " ", count: 27) + Sanitizer.clean(String(rest)))
      }
    }
    let width = min(
      48, caveats.map { $0.caveat.text(showsSecrets: false).count }.max() ?? 0)
    for (index, report) in caveats.enumerated() {
      let caveat = style.shortened(report.caveat.text(showsSecrets: false), beyond: 72)
      lines.append(
        "  \(Self.mark(report.verdict.status, style)) \(Style.padded("\(index + 1)", to: 2)) "
          + "\(Style.padded(caveat, to: width))   \(Sanitizer.clean(report.verdict.detail))")
    }
    lines.append("")
    lines.append("  judged as of \(now.spaced)")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func mark(_ status: CaveatVerdict.Status, _ style: Style) -> String {
    switch status {
    case .satisfied: style.good("satisfied ")
    case .violated: style.bad("VIOLATED  ")
    case .unchecked: style.bad("unchecked ")
    case .notApplicable: style.faint("other     ")
    case .skipped: style.doubtful("skipped   ")
    }
  }
}
