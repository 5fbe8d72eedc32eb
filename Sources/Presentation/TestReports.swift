public import L402Protocol

/// A verification as a test report for CI systems.
public enum TestReport: String, Hashable, Sendable {
  /// Test Anything Protocol, version 13.
  case tap
  /// JUnit XML.
  case junit

  /// The report of one verification: a test for each check and caveat.
  public func text(_ verification: Verification) -> String {
    self == .tap ? Self.tap(verification) : Self.junit(verification)
  }

  private struct Result {
    let name: String
    let isFailure: Bool
    let isSkipped: Bool
    let detail: String
  }

  private static func results(_ verification: Verification) -> [Result] {
    var results = verification.checks.map {
      Result(
        name: $0.name, isFailure: $0.status == .fail, isSkipped: $0.status == .unknown,
        detail: $0.detail)
    }
    let refusesSkipped = verification.reasons.contains(.skipped)
    for (index, report) in verification.caveats.enumerated() {
      let status = report.verdict.status
      let isSkipped = status == .notApplicable || status == .skipped
      results.append(
        Result(
          name: "caveat \(index + 1) \(report.caveat.text(showsSecrets: false))",
          isFailure: status == .violated || status == .unchecked
            || status == .skipped && refusesSkipped,
          isSkipped: isSkipped && !(status == .skipped && refusesSkipped),
          detail: report.verdict.detail))
    }
    let reported = results.contains(where: \.isFailure)
    if !verification.isAccepted, !reported {
      results.append(
        Result(
          name: "accepted", isFailure: true, isSkipped: false, detail: verification.summary))
    }
    return results
  }

  private static func tap(_ verification: Verification) -> String {
    let results = results(verification)
    var lines = ["TAP version 13", "1..\(results.count)"]
    for (index, result) in results.enumerated() {
      let name = escape(result.name, ["#": "\\#", "\\": "\\\\"])
      let detail = escape(Sanitizer.clean(result.detail), ["#": "\\#", "\\": "\\\\"])
      let directive = result.isSkipped ? " # SKIP" : ""
      lines.append(
        "\(result.isFailure ? "not ok" : "ok") \(index + 1) - \(name): \(detail)\(directive)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func junit(_ verification: Verification) -> String {
    let results = results(verification)
    let failures = results.count(where: \.isFailure)
    let skipped = results.count(where: \.isSkipped)
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuite name=\"l402 verify\" tests=\"\(results.count)\" failures=\"\(failures)\" "
        + "errors=\"0\" skipped=\"\(skipped)\">",
    ]
    for result in results {
      let open = "  <testcase classname=\"l402.verify\" name=\"\(escape(result.name, xml))\""
      let detail = escape(Sanitizer.clean(result.detail), xml)
      if result.isFailure {
        lines.append(open + "><failure message=\"\(detail)\"/></testcase>")
      } else if result.isSkipped {
        lines.append(open + "><skipped message=\"\(detail)\"/></testcase>")
      } else {
        lines.append(open + "/>")
      }
    }
    lines.append("</testsuite>")
    return lines.joined(separator: "\n") + "\n"
  }

  private static let xml: [Unicode.Scalar: String] = [
    "&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;",
  ]

  /// Replaces scalars, not characters: those may reach further, and hide what a parser sees.
  private static func escape(_ text: String, _ escapes: [Unicode.Scalar: String]) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if let escape = escapes[scalar] {
        escaped.append(contentsOf: escape.unicodeScalars)
      } else {
        escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}
